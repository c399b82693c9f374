"""Above 数据上报 where our lines and the centre's went apart: how many, which cases, and 以新时期重新登记."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from models.services.changes import Changes
from models.services.exchange.epoch_words import anew
from models.services.exchange.epochs import Diverged, diverged, write_anew
from models.services.exchange.identity import marks_for, remember
from ui.banner import lay_out
from ui.case.entry import EntryDialog
from ui.case.pieces import button, while_alive, words
from ui.window import Desk

SHOWN = 6
"""Case numbers named; the rest are counted."""
TITLE = "以新时期重新登记"
EXAMPLE = "例如：换电脑以后，旧电脑又登记了两件；旧电脑已停用。"


class ForkBanner(QFrame):
    """Hidden where nothing diverged. `refresh` asks again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: Diverged | None = None
        self.setProperty("card", True)
        self.title = words("", "section", level="due")
        self.text = words("", wrap=True)
        self.act_button = button(f"{TITLE}…", self.ask)
        lay_out(self, self.title, self.act_button, self.text)

    def refresh(self) -> None:
        """Asks the station whether anything diverged."""
        station = self._desk.station
        self._desk.tasks.run(lambda: diverged(station), while_alive(self, self._show))

    def ask(self) -> None:
        """Asks the reason and writes the lines anew."""
        if self.found is not None:
            AnewDialog(self._desk, self.found).open()

    def _show(self, found: Diverged | None) -> None:
        self.found = found
        self.setVisible(found is not None)
        if found is not None:
            self.title.setText(f"▲ 本机有 {found.lines} 条登记和县中心的不一样（分叉）")
            self.text.setText(
                "同一份数据在另一台电脑上也登记过，县中心先收到了那一台的，收不下本机的这些。"
                f"{_cases(found)}请先弄清另一台是哪台，停用其中一台，再点“{TITLE}…”。"
            )


class AnewDialog(EntryDialog):
    """Asks why there are two, then says our diverged lines again in a new epoch."""

    stays = True

    def __init__(self, desk: Desk, found: Diverged) -> None:
        sentence = (
            f"本机的 {found.lines} 条登记会一条不少地在新的时期里重新登记，工单号不变；原来的流水原样另存备查。"
            "以后新受理的工单号带一个字母。做完请导出一次交给县中心。"
        )
        super().__init__(desk, TITLE, sentence, "重新登记", keep="先不做")
        self._lines = found.lines
        self.add_text("reason", "为什么会有两份", hint=EXAMPLE)

    def perform(self, values: dict[str, object]) -> Changes:
        """Writes the lines anew and remembers at once how far the journal is now."""
        station = self.desk.station
        changes = write_anew(station, str(values["reason"]))
        remember(station, marks_for(station.folder))
        return changes

    def told(self, values: dict[str, object]) -> str:
        """What to do next."""
        return "".join(anew(self.desk.station.epoch, self._lines))


def _cases(found: Diverged) -> str:
    if not found.cases:
        return "其中没有新受理的工单。"
    named = "、".join(found.cases[:SHOWN]) + ("等" if len(found.cases) > SHOWN else "")
    return f"其中本机受理的工单 {len(found.cases)} 件：{named}。"
