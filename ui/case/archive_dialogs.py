"""归档: paper in the file, reasons for what is missing, the archive number, the file's own papers; from the card of that name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.window import Desk

if TYPE_CHECKING:
    from models.services.archive import FileCheck, LineRow

_FORMS = (("yes", "原件"), ("no", "复印件"))


class PlaceDialog(EntryDialog):
    """登记纸质件: how many pages, and in which cabinet and box."""

    def __init__(self, desk: Desk, case_id: str, line: LineRow, found: FileCheck) -> None:
        told = f"“{line.name}”在纸质卷里的，数一数页数，写明放在哪里。柜号、盒号至少填一个。"
        super().__init__(desk, "登记纸质件", told, "登记")
        self._ids = (case_id, line.code)
        self.pages = self.add_line("pages", "页数", hint="正反面都有内容的算两页")
        self.original = self.add_choice("original", "原件还是复印件", _FORMS)
        self.cabinet = self.add_line("cabinet", "柜号", found.cabinet, required=False)
        self.box = self.add_line("box", "盒号", found.box, required=False)
        self.page = self.add_line("page", "起始页号", required=False, hint="盒里已编页号的填，没有的空着")
        self.note = self.add_line("note", "备注", required=False)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores where the paper lies."""
        from models.services.archive import PlaceEntry, place_paper

        pages, cabinet, box, page, note = (str(values[name]) for name in ("pages", "cabinet", "box", "page", "note"))
        entry = PlaceEntry(pages, values["original"] == "yes", cabinet, box, page, note)
        return place_paper(self.desk.station, *self._ids, entry, self.desk.today())


class ExcuseDialog(EntryDialog):
    """写明理由: why a line of the catalogue stays missing."""

    def __init__(self, desk: Desk, case_id: str, line: LineRow, _found: FileCheck) -> None:
        told = f"“{line.name}”确实没有的，写明为什么；理由留在历史里，印在备考表上，检查时要看。"
        super().__init__(desk, "写明缺少的理由", told, "登记")
        self._ids = (case_id, line.code)
        self.reason = self.add_text("reason", "理由", hint="如：客户未提供，已电话催要两次")
        self.offer_wordings(self.reason, "archive_missing", case_id)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the reason."""
        from models.services.archive import excuse_line

        return excuse_line(self.desk.station, *self._ids, str(values["reason"]), self.desk.today())


class WithdrawDialog(EntryDialog):
    """撤回: a paper or a reason was entered wrongly."""

    def __init__(self, desk: Desk, case_id: str, line: LineRow, _found: FileCheck) -> None:
        super().__init__(desk, "撤回归档登记", f"“{line.name}”登记错了的撤回；原来的登记留在历史里。", "撤回")
        self._ids = (case_id, line.code)
        self.reason = self.add_line("reason", "理由")

    def perform(self, values: dict[str, object]) -> Changes:
        """Takes it back."""
        from models.services.archive import withdraw_line

        return withdraw_line(self.desk.station, *self._ids, str(values["reason"]))


class NumberDialog(EntryDialog):
    """编档案号: the station's own number, or the next one."""

    def __init__(self, desk: Desk, case_id: str, found: FileCheck) -> None:
        told = f"现在的档案号是 {found.number}；要改的填新的。" if found.number else "空着由程序按本所的写法接着编；已有档案号的照填。"
        super().__init__(desk, *(("改档案号", told, "改号") if found.number else ("编档案号", told, "编号")))
        self._case_id = case_id
        self.number = self.add_line("number", "档案号", found.number, required=bool(found.number), hint="一个档案号只能用在一件工单上")

    def perform(self, values: dict[str, object]) -> Changes:
        """Gives the number."""
        from models.services.archive import number_file

        return number_file(self.desk.station, self._case_id, str(values["number"]), self.desk.today())[1]


LineDialog = Callable[[Desk, str, "LineRow", "FileCheck"], EntryDialog]


def _about_line(dialog: LineDialog) -> Callable[[Desk, str, str], None]:
    """Opens a dialog about one line of the catalogue."""

    def opened(desk: Desk, case_id: str, key: str) -> None:
        def show(found: FileCheck) -> None:
            dialog(desk, case_id, next(line for line in found.lines if line.code == key), found).open()

        desk.tasks.run(lambda: _read(desk, case_id), show)

    return opened


def _read(desk: Desk, case_id: str) -> FileCheck:
    from models.services.archive import check_file

    return check_file(desk.station, case_id)


def _number(desk: Desk, case_id: str, _key: str) -> None:
    desk.tasks.run(lambda: _read(desk, case_id), lambda found: NumberDialog(desk, case_id, found).open())


def _paper(code: str) -> Callable[[Desk, str, str], None]:
    return lambda desk, case_id, _key: desk.preview_paper(case_id, code)


def _lend(desk: Desk, case_id: str, _key: str) -> None:
    from ui.case.loan_dialogs import lend

    lend(desk, case_id)


def _return(desk: Desk, case_id: str, key: str) -> None:
    from ui.case.loan_dialogs import ReturnDialog

    ReturnDialog(desk, case_id, key).open()


def _export(desk: Desk, case_id: str, _key: str) -> None:
    from ui.case.case_file_dialogs import export_case_file

    export_case_file(desk, case_id)


ACTS: dict[str, Callable[[Desk, str, str], None]] = {
    "place": _about_line(PlaceDialog),
    "excuse": _about_line(ExcuseDialog),
    "withdraw": _about_line(WithdrawDialog),
    "number": _number,
    "cover": _paper("ARCHIVE-COVER"),
    "index": _paper("ARCHIVE-INDEX"),
    "note": _paper("ARCHIVE-NOTE"),
    "export": _export,
    "lend": _lend,
    "return": _return,
}
