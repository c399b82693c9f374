"""What the clerk sees of a fault in the program: a sentence, once at a time; the masked report is written by the hook before it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

TITLE = "程序内部出错，刚才这一步可能没有完成。"
HINT = "已保存的数据不受影响，填写中的内容都在草稿里。请重新打开这一页；再出现同样的错，请把报告交给县公司：{folder}（不含客户信息）。"


class CrashTeller(QObject):
    """Tells of a fault after `earlier`, the hook that writes the report; from any thread, never two dialogs at once."""

    happened = Signal()

    def __init__(self, folder: Path, earlier: Callable[..., object]) -> None:
        super().__init__()
        self._folder = folder
        self.earlier = earlier
        self._telling = False
        self.happened.connect(self._tell)

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Stands in for `sys.excepthook`."""
        self.earlier(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            self.happened.emit()

    def _tell(self) -> None:
        from ui.message import Sentence

        if self._telling:
            return
        self._telling = True
        hint = HINT.format(folder=self._folder / "reports")
        dialog = Sentence(QApplication.activeWindow(), TITLE, "", ("知道了",), hint=hint, danger=True)
        dialog.finished.connect(self._told)
        dialog.open()

    def _told(self) -> None:
        self._telling = False


def tell_crashes(folder: Path) -> CrashTeller:
    """Puts the teller after the present hook; keep what it answers as long as the window lives."""
    teller = CrashTeller(folder, sys.excepthook)
    sys.excepthook = teller.hook
    return teller
