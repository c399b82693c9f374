"""合成电子档案: the clerk is told that the file holds personal data, says where it goes and whether a password locks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from models.problems import Problem, StationError
from models.services.case_file import LEAST_PASSWORD, SavedFile, save_case_file
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.tasks import Job
from ui.window import Desk

Choose = Callable[[QWidget, str], str]


class CaseFileDialog(EntryDialog):
    """Tells what goes into the file and what to mind, then asks where; binding runs on the worker and can be cancelled."""

    def __init__(self, desk: Desk, case_id: str, name: str, choose: Choose) -> None:
        told = (
            "把封面、卷内目录、已出的单据、已填的表单、附件、备考表合成一份带书签的 PDF，每页编页号。里面有客户姓名、证件号、电话、地址："
            "只存到单位的电脑或加密的 U 盘，不要用微信、QQ、个人邮箱传。导出会记在工单的历史里。"
        )
        super().__init__(desk, "合成电子档案", told, "选择存放位置…")
        self._case_id, self._name, self._choose = case_id, name, choose
        self.job: Job | None = None
        hint = f"建议加密码（AES-256），至少 {LEAST_PASSWORD} 个字符；不加的空着。密码忘了打不开，另行告知收件人"
        self.password = self.add_line("password", "打开密码", required=False, hint=hint)
        self.again = self.add_line("again", "再输一次密码", required=False)
        for editor in (self.password, self.again):
            editor.setEchoMode(QLineEdit.EchoMode.Password)

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """The two passwords must be the same, and long enough."""
        password = str(values.get("password", ""))
        if password and len(password) < LEAST_PASSWORD:
            return [Problem("password", "打开密码", f"至少 {LEAST_PASSWORD} 个字符；不加的空着。")]
        return [] if password == values.get("again", "") else [Problem("again", "再输一次密码", "两次输入的密码不一样。")]

    def submit(self) -> None:
        """Asks where before the work begins; where nothing is chosen, nothing is done."""
        if not self.act_button.isEnabled():
            return
        try:
            values = self.values()
        except StationError as error:
            self._show(error)
            return
        target = self._choose(self, self._name)
        if not target:
            return
        path = Path(target if target.lower().endswith(".pdf") else f"{target}.pdf")
        password = str(values["password"])
        self._lock(True)
        self.job = self.desk.tasks.run(
            lambda: self._bind(path, password), self._saved, failed=self._fail, progress_text="正在合成电子档案…", cancellable=True
        )
        self.job.ended.connect(lambda _result, _error: self._lock(False))

    def _bind(self, path: Path, password: str) -> tuple[SavedFile, Changes]:
        from reports.case_file import bind

        return save_case_file(self.desk.station, self._case_id, path, bind, self.desk.today(), password, self._advance)

    def _advance(self, done: int, total: int) -> None:
        if self.job is None:
            return
        if self.job.cancelled:
            raise StationError("已取消，没有写下文件。")
        self.job.advance(done / total if total else 1.0)

    def _saved(self, found: tuple[SavedFile, Changes]) -> None:
        saved, changes = found
        self._lock(False)
        self.desk.changes.tell(changes)
        lock = "已加密码" if saved.locked else "没有加密码，请妥善保管"
        self.desk.toast(f"已存为 {saved.path.name}，{saved.pages} 页，{lock}。")
        self.accept()


def export_case_file(desk: Desk, case_id: str, choose: Choose | None = None) -> None:
    """Opens the dialog; the file's name is made up first."""
    from models.services.case_file import file_name
    from ui.paper.preview import ask_for_file

    picked = choose or ask_for_file
    desk.tasks.run(lambda: file_name(desk.station, case_id), lambda name: CaseFileDialog(desk, case_id, name, picked).open())
