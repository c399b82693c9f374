"""下发: what the centre sent to which stations, what each made of it, and a new one."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from models.broadcasts import HOW_WORDS, KIND_WORDS, Broadcast
from models.services.centre.broadcasts import Sent, sent_broadcasts
from models.services.centre.stations import registered
from ui.case.pieces import Card, button, row, words
from ui.centre.desk import CentreDesk, CentrePage
from ui.centre.send_dialog import SendDialog
from ui.empty_state import EmptyState
from ui.plain_table import Cell, Table

COLUMNS = (("办到哪了", 190), ("种类", 110), ("标题", 0), ("发出", 110), ("答复期限", 110), ("供电所", 90))
EACH = (("供电所", 150), ("怎么办的", 210), ("哪天", 110), ("答复", 0))
_HOW = "发出＝写进县中心的流水；写了回执、供电所导入以后才算到了，它办了、下次导出才回得来。“还没说收到”的，看回执交到没有。"
Found = tuple[tuple[Sent, ...], tuple[tuple[str, str], ...]]


class SendPage(CentrePage):
    """The list; below it each station's answer."""

    title = "下发"
    help_topic = "centre"

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(desk)
        self._stations: tuple[tuple[str, str], ...] = ()
        self._shown: tuple[Sent, ...] = ()
        self.subtitle = words("正在读取…", "subtitle")
        self.table = Table(COLUMNS, self.title)
        self.table.chosen_changed.connect(self._show_chosen)
        self.empty = EmptyState("还没有下发过", "节假日安排、规则文件、稽查通报、整改通知都从这里发；随下一份回执带给供电所。")
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        self.each = Table(EACH, "各供电所怎么办的")
        self.about = Card("")
        self.send_button = button("新下发…  F2", self.next_step, "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        heading = row(words(self.title, "title"), stretch=False, spacing=12)
        heading.addWidget(self.subtitle, 1)
        heading.addWidget(self.send_button)
        layout.addLayout(heading)
        layout.addWidget(self._lists, 3)
        self.about.body.addWidget(self.each)
        layout.addWidget(self.about, 2)
        layout.addWidget(words(_HOW, "hint", wrap=True))

    def refresh(self) -> None:
        """Reads everything sent."""
        centre = self.county.centre

        def work() -> Found:
            return sent_broadcasts(centre), tuple((one.station, one.name) for one in registered(centre) if not one.revoked)

        self.county.tasks.run(work, self._show)

    def take_focus(self) -> None:
        """The list."""
        (self.table if self.table.rows else self.send_button).setFocus()

    def next_step(self) -> None:
        """F2: a new broadcast."""
        SendDialog(self.county, self._stations).open()

    def _show(self, found: Found) -> None:
        chosen, (sent, self._stations) = self.table.chosen(), found
        self._shown = tuple(sorted(sent, key=lambda one: not self._late(one)))  # what is overdue first, then the newest
        late = sum(map(self._late, sent))
        self.subtitle.setText(f"{len(self._shown)} 份" + (f"，{late} 份有供电所过期没有答复" if late else ""))
        self.table.show_rows(self._shown, self._cells)
        same = [at for at, one in enumerate(self._shown) if isinstance(chosen, Sent) and one.id == chosen.id]
        self.table.selectRow(same[0] if same else 0)  # an answer that came moves it, and it stays chosen
        self._lists.setCurrentWidget(self.table if self._shown else self.empty)
        self._show_chosen()

    def _late(self, sent: Sent) -> bool:
        return any(one.overdue(self.county.today()) for _, one in sent.stations)

    def _cells(self, sent: Sent) -> list[Cell]:
        late = self._late(sent)
        done = len(sent.stations) - len(sent.open)
        after = sum(1 for _, one in sent.stations if one.days_late)
        told = f"{done} / {len(sent.stations)} 办了" + (f"，{after} 个晚了" if after else "")
        state = Cell(told, level="overdue" if late else "near" if sent.open else "calm", strong=late)
        due = sent.due.isoformat() if sent.due else "不用答复"
        return [state, Cell(KIND_WORDS.get(sent.kind, sent.kind)), Cell(sent.title, strong=True), Cell(sent.sent_on.isoformat()), Cell(due),
                Cell(f"{len(sent.stations)} 个")]  # fmt: skip

    def _show_chosen(self) -> None:
        chosen = self.table.chosen()
        self.about.setVisible(isinstance(chosen, Sent))
        if isinstance(chosen, Sent):
            self.about.title.setText(f"{KIND_WORDS.get(chosen.kind, chosen.kind)}《{chosen.title}》")
            self.about.title.setVisible(True)
            self.each.show_rows(tuple((code, one, code in chosen.received) for code, one in chosen.stations), self._each)

    def _each(self, line: tuple[str, Broadcast, bool]) -> list[Cell]:
        code, one, here = line
        late = one.days_over(self.county.today())
        told = f"过期 {late} 天，{'没答复' if here else '还没说收到'}" if late else "收到，还没办" if here else "还没说收到"
        still = Cell(told, level="overdue" if late else "near")
        after = f"，晚 {one.days_late} 天" if one.days_late else ""
        state = Cell(HOW_WORDS[one.how] + after, level="near" if after else "calm") if one.how else still
        name, on = dict(self._stations).get(code, ""), one.settled_on.isoformat() if one.settled_on else "—"
        return [Cell(f"{name} {code}".strip(), strong=True), state, Cell(on), Cell(one.text or "—")]
