"""A new broadcast: kind, words or a file, until when an answer is wanted, to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QCheckBox, QFileDialog

from models.broadcasts import KIND_WORDS
from models.events.broadcast import BroadcastKind
from models.problems import Problem, ProblemsFound, StationError
from models.services.centre.broadcast_checks import next_working_day
from models.services.centre.broadcasts import ToSend, send
from models.services.changes import Changes
from models.services.rule_sets import joined
from ui.case.entry import EntryDialog
from ui.case.pieces import button, px, row
from ui.centre.desk import CentreDesk, for_dialogs
from ui.day_words import full_day

KINDS: tuple[BroadcastKind, ...] = ("notice", "rectify", "calendar", "rules", "template")
HINTS = {
    "notice": "供电所看了点“已阅”；写了期限就要它答复",
    "rectify": "供电所要在期限以前写明采取了什么措施",
    "calendar": "内容是一年的节假日文件（resources/calendar 那种格式）；供电所看过影响再采用",
    "rules": "内容是规则文件，可以一次选几个；供电所看过变化、写了依据再采用",
    "template": "内容是常用语文件，写法见说明“常用语”；供电所看过再采用，填表时就能选用。新的一份代替原来的全部",
}


class NobodyWorks(ProblemsFound):
    """An answer is wanted by a day on which nobody works; `other` is the next that is worked."""

    def __init__(self, day: date, other: date) -> None:
        told = f"{full_day(day)} 休息，没人答复，已改为下一个工作日 {full_day(other)}：再按一次就发出。一定要原来那天，再填一次。"
        super().__init__((Problem("due", "要求答复的期限", told),))
        self.day, self.other = day, other


class SendDialog(EntryDialog):
    """Asks and sends; `ask_file` is the dialog, so that a test can answer it. `start` fills what is known already."""

    def __init__(self, desk: CentreDesk, stations: tuple[tuple[str, str], ...], start: ToSend | None = None) -> None:
        sentence = "写进县中心的流水，随下一份回执带给选中的供电所；发出后不能改，可以再发一份更正。"
        super().__init__(for_dialogs(desk), "新下发", sentence, "发出")
        self._county, self._file = desk, start.file if start else ""
        self._cases = start.cases if start else ()
        self._asked_for: date | None = None
        kinds_ = "文本 (*.toml *.txt);;所有文件 (*)"
        self.ask_files: Callable[[], list[str]] = lambda: QFileDialog.getOpenFileNames(self, "内容文件", "", kinds_)[0]
        self.kind = self.add_choice("kind", "种类", [(code, KIND_WORDS[code]) for code in KINDS], start.kind if start else "notice")
        self.title = self.add_line("title", "标题", start.title if start else "")
        self.body = self.add_text("body", "内容")
        self.body.setFixedHeight(px(120))
        self.body.setPlainText(start.body if start else "")
        self.fields.addLayout(row(button("从文件读…", self._read)))
        self.due = self.add_day("due", "要求答复的期限（含当天）", required=False, ahead=True, hint="整改通知要写")
        self.boxes = [QCheckBox(f"{name} {code}") for code, name in stations]
        for at in range(0, len(self.boxes), 3):
            self.fields.addLayout(row(*self.boxes[at : at + 3]))
        self._tick(True)
        if len(self.boxes) > 3:
            every, none = button("全选", lambda: self._tick(True), "link"), button("全不选", lambda: self._tick(False), "link")
            self.fields.addLayout(row(every, none))
        self.add_ticks("stations", "供电所", self.boxes, [code for code, _ in stations], "请至少选一个供电所。")
        self.kind.currentIndexChanged.connect(self._hint)
        self._hint()

    def _tick(self, on: bool) -> None:
        for box in self.boxes:
            box.setChecked(on)

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """A 整改通知 says until when."""
        if values.get("kind") == "rectify" and values.get("due") is None:
            return [Problem("due", "要求答复的期限", "整改通知请写期限。")]
        return []

    def perform(self, values: dict[str, object]) -> Changes:
        """Writes it to the channels; raises NobodyWorks, once, for a day on which nobody works."""
        codes = tuple(sorted(cast(frozenset[str], values["stations"])))
        kind = cast(BroadcastKind, values["kind"])
        due = cast(date | None, values["due"])
        if due is not None and due != self._asked_for and (other := next_working_day(self._county.centre, codes, due)):
            raise NobodyWorks(due, other)
        what = ToSend(kind, str(values["title"]), str(values["body"]), self._file, due, self._cases)
        send(self._county.centre, codes, what, self._county.today())
        return Changes(packages=True)

    def _fail(self, error: Exception) -> None:
        """The next working day is put in for one on which nobody works; whoever fills that in again means it."""
        if isinstance(error, NobodyWorks):
            self._asked_for = error.day
            self.due.setText(error.other.isoformat())
        super()._fail(error)

    def told(self, values: dict[str, object]) -> str:
        """Says what is still to be done."""
        return "已发出。请到“收包”写回执，交给供电所。"

    def _hint(self) -> None:
        self.body.setPlaceholderText(HINTS[str(self.kind.currentData())])

    def _read(self) -> None:
        paths = [Path(path) for path in self.ask_files()]
        texts = []
        for path in paths:
            try:
                texts.append((path.name, path.read_text(encoding="utf-8-sig")))
            except (OSError, UnicodeDecodeError):
                self._show(StationError(f"文件 {path.name} 读不出来，或不是 UTF-8 文本。", "请另存为 UTF-8 再选。"))
                return
        if texts:
            self.body.setPlainText(texts[0][1] if len(texts) == 1 else joined(texts))
            self._file = texts[0][0] if len(texts) == 1 else ""
