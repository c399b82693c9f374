"""Above the board where this store is an older copy of itself: what says so, and the new epoch that puts it right."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from models.services.centre.restored import PutBack, renew_epoch
from models.services.changes import Changes
from ui.banner import lay_out
from ui.case.entry import EntryDialog
from ui.case.pieces import button, words
from ui.centre.desk import CentreDesk, for_dialogs

TITLE = "以新时期继续"


class RestoredCard(QFrame):
    """Hidden where nothing says so."""

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("card", True)
        self.title = words("■ 这个库多半是从备份恢复的", "section", level="overdue")
        self.text = words("", wrap=True)
        self.act_button = button(f"{TITLE}…", self.ask)
        lay_out(self, self.title, self.act_button, self.text)

    def show_sign(self, sign: PutBack | None) -> None:
        """Shows what was found, or nothing."""
        self.setVisible(sign is not None)
        if sign is not None:
            self.text.setText(f"{sign.words}在定下来以前不写回执。确是恢复的，点“{TITLE}…”；不是的，请先找到正在用的那个库，这个不要用。")

    def ask(self) -> None:
        """Asks once more, then begins the epoch."""
        RestoredDialog(self._desk).open()


class RestoredDialog(EntryDialog):
    """A new epoch of the centre; said before it is done."""

    stays = True

    def __init__(self, desk: CentreDesk) -> None:
        sentence = (
            "县中心的库从备份恢复以后点这里，一次就够。备份以后收的包、说的话都要重来：写一份回执给每个供电所，"
            "它导入以后，下次导出自动补上备份以后的登记，并把当时收到的回执原样交回。数据不会丢，也不会重复。"
        )
        super().__init__(for_dialogs(desk), TITLE, sentence, TITLE, danger=True, keep="先不")
        self._county = desk

    def perform(self, values: dict[str, object]) -> Changes:
        """Begins it."""
        renew_epoch(self._county.centre)
        return Changes(packages=True)

    def told(self, values: dict[str, object]) -> str:
        """Says what is next."""
        return "已换新时期。请到“收包”给每个供电所写回执。"
