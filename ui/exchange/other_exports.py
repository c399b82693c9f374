"""What is seldom exported: everything anew, or the request to the centre to send its answers again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from models.services.exchange.sending import Kind, Sent
from ui.window import Desk

ACTS: tuple[tuple[Kind, str, str, str], ...] = (
    (
        "full",
        "全部重报…",
        "把所有时期的登记和附件重新写成一个包，文件可能很大。平时不用：没有回执的登记每次导出都会自动带上。县中心换了新库，或请本所全部重报时才用。",
        "全部重报",
    ),
    (
        "resend-request",
        "请县中心重发…",
        "写一个很小的补发请求，里面没有工单。县中心收到后，会再给一份新的回执和本所没有收到的下发内容。回执或下发的包弄丢了、坏了时用。",
        "写补发请求",
    ),
)


class OtherExports(QPushButton):
    """A button with a menu; `chosen` says which kind, after the clerk confirmed it."""

    chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__("其他导出")
        self._desk = desk
        menu = QMenu(self)
        self.actions_by_kind = {kind: menu.addAction(name) for kind, name, _, _ in ACTS}
        for kind, name, sentence, yes in ACTS:
            self.actions_by_kind[kind].triggered.connect(
                lambda _checked=False, kind=kind, name=name, sentence=sentence, yes=yes: self._ask(kind, name, sentence, yes)
            )
        self.setMenu(menu)

    def _ask(self, kind: Kind, name: str, sentence: str, yes: str) -> None:
        if self._desk.ask(name.removesuffix("…"), sentence, yes):
            self.chosen.emit(kind)


def requested(sent: Sent) -> tuple[str, str]:
    """Title and text after a request was written."""
    done = sent.exported
    remarks = "".join(f"{remark}\n" for remark in sent.remarks)
    return (
        f"{done.text}：补发请求（第 {done.number} 号包）",
        f"文件 {done.file.name}\n位置 {done.place}\n{remarks}\n交给县中心；它给了新的回执，导入以后就齐了。里面没有工单。",
    )
