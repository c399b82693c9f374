"""The head of a case: who, what, until when."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from models.countdown import counted
from models.services.case_page.rows import CaseDetail, LimitRow
from ui.case.acts import CaseActs
from ui.case.pieces import Elided, button, px, words
from ui.day_words import full_day
from ui.icons import icon
from ui.level_badge import LevelBadge

_CONTACT = ("用电地址", "电话", "经办人", "经办人电话")
_WIDE = 860


class CaseHeader(QWidget):
    """Customer in full, number, business · capacity · voltage, the level with its date, 为什么, and the menu of rarer acts."""

    def __init__(self) -> None:
        super().__init__()
        self._what = self._reach = ""
        self.customer = words("", "title")
        self.customer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary = Elided("", "subtitle")
        self.contact = Elided("", "hint")
        self.badge = LevelBadge()
        self.why_button = button("为什么", lambda: None, "link")
        self.more_button = button("", lambda: self.menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft())), "flat")
        self.more_button.setIcon(icon("ellipsis"))
        self.more_button.setAccessibleName("更多：暂停计时、更正、办结")
        self.more_button.setToolTip("更多（Ctrl+M）")
        self.warning = Elided("", level="due")
        self.warning_button = button("去处理…", lambda: None, "link", tip="到“事项”里换新号，或写明说明")
        self.menu = QMenu(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        for column, widget in ((0, self.customer), (1, self.summary), (3, self.why_button), (4, self.more_button)):
            self._grid.addWidget(widget, 0, column)
        self._grid.addWidget(self.contact, 2, 0, 1, 5)
        self._grid.addWidget(self.warning, 3, 0, 1, 3)
        self._grid.addWidget(self.warning_button, 3, 3, 1, 2)
        self._wide: bool | None = None
        self._arrange()

    def show_case(self, detail: CaseDetail, acts: CaseActs, rest: str | None) -> None:
        """Shows a case; `rest` = the days after today up to the governing due day with their unit, negative when overdue."""
        row = detail.row
        self.customer.setText(detail.customer or "（户名已按规定删除）")
        self._what = " · ".join(part for part in (f"{row.number}  {detail.business}", detail.capacity, detail.voltage) if part.strip())
        known = dict(detail.facts)
        self._reach = "　".join(f"{name} {known[name]}" for name in _CONTACT if known.get(name))
        self._arrange()
        text, tip = headline(detail, rest)
        self.badge.show_level(row.level, text)
        self.badge.setToolTip(tip)
        warned = same_number(detail)
        self.warning.put(f"▲ {warned}" if warned else "")
        for part in (self.warning, self.warning_button):
            part.setVisible(bool(warned))
        self._fill_menu(acts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where one line is too short for all, the level goes to the second and the business to the third."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= px(_WIDE)
        self.summary.put(self._what if wide else "")
        self.contact.put(self._reach if wide else f"{self._what}　{self._reach}")
        if wide != self._wide:
            self._wide = wide
            self._grid.removeWidget(self.badge)
            self._grid.addWidget(self.badge, 0 if wide else 1, 2 if wide else 0, 1, 1 if wide else 5, Qt.AlignmentFlag.AlignLeft)

    def _fill_menu(self, acts: CaseActs) -> None:
        self.menu.clear()
        running = acts.accepted and not acts.ended
        pause = self.menu.addAction("恢复计时…" if acts.open_pause else "暂停计时…", acts.resume if acts.open_pause else acts.pause)
        pause.setEnabled(running)
        self.menu.addAction("登记环节（派工、客户报验等）…", acts.record).setEnabled(running and acts.recordable)
        self.menu.addAction("记延误原因…", acts.note_delay).setEnabled(running)
        self.menu.addAction("提醒客户…", acts.remind).setEnabled(not acts.ended)
        self.menu.addAction("记一条联系…\tCtrl+Shift+L", acts.note_contact)
        self.menu.addSeparator()
        self.menu.addAction("更正登记内容…", acts.correct_value)
        self.menu.addAction("更正环节日期…", acts.correct_day).setEnabled(any(step.state == "done" for step in acts.detail.steps))
        self.menu.addAction("重新办理环节…", acts.reopen_stage).setEnabled(acts.accepted)
        self.menu.addSeparator()
        self.menu.addAction("办结（撤销、暂不具备、作废等）…", acts.end).setEnabled(not acts.ended)


def governing(detail: CaseDetail) -> LimitRow | None:
    """The limit that governs the countdown; None = 无规定时限."""
    return next((limit for limit in detail.limits if limit.governs), None)


def same_number(detail: CaseDetail) -> str:
    """What warns of a second case of this number, empty where there is none or it was explained."""
    rows = ((card.title, row) for card in detail.cards if card.topic == "same_number" for row in card.rows)
    return next((f"{title}：{row.text}" for title, row in rows if row.level), "")


def headline(detail: CaseDetail, rest: str | None) -> tuple[str, str]:
    """The words of the level with the governing due date, and what its tip says besides."""
    row, limit = detail.row, governing(detail)
    if row.level in ("ended", "passed_up", "deferred"):
        return row.status_text, detail.note
    if row.accepted_on is None:
        return row.level_text, "未受理不计时"
    if limit is None:
        return "无规定时限", "现行标准对这一类客户的这个环节没有规定"
    name = f"{limit.standard} {limit.name} {limit.told}"
    if row.level == "waiting" or limit.due is None or rest is None:
        return f"{row.level_text} · 还剩 {counted(limit.rest, limit.unit)}", name
    return f"{_left(detail, rest)} · {_until(limit)}", f"{name}；放假安排还没有公布，到期日暂定" if limit.provisional else name


def _left(detail: CaseDetail, rest: str) -> str:
    """Words of the level; an internal target is named only where it is what makes the level."""
    text = detail.row.level_text
    if not text.startswith("内控"):
        return text
    return f"剩 {rest}" if detail.row.level == "calm" else f"{text} · 规定剩 {rest}"


def _until(limit: LimitRow) -> str:
    if limit.due is None:
        return ""
    if not limit.provisional:
        return f"{full_day(limit.due)}{f' {limit.due_at:%H:%M}' if limit.due_at else ''} 到期"
    latest = f"，最晚 {limit.latest:%m-%d}" if limit.latest and limit.latest != limit.due else ""
    return f"◇暂定 {full_day(limit.due)} 到期{latest}"
