"""The three cards below the rail: what to do now, the papers, the history."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from models.countdown import counted
from models.services.case_page.rows import CaseDetail, HistoryRow, MaterialRow
from ui.case.acts import Act, CaseActs
from ui.case.pieces import Card, Elided, button, open_size, px, row, words
from ui.day_words import full_day

_HISTORY_LINES = 5
_MATERIAL_LINES = 4
_STATES = {"got": ("✓", "calm"), "missing": ("✗", "overdue"), "owed": ("欠", "due")}


class NowCard(Card):
    """现在要做: the sentence, the primary button with F2, what else can be done, and what the limits say."""

    def __init__(self) -> None:
        super().__init__("现在要做")
        self.first: Act | None = None
        self.primary: QPushButton | None = None
        self.print_button: QPushButton | None = None

    def show_case(self, detail: CaseDetail, acts: CaseActs, pop_prints: Callable[[], None]) -> None:
        """Shows what is to be done."""
        self.clear()
        found = acts.now()
        self.first = found[0] if found else None
        self.body.addWidget(words(self.first.sentence if self.first else _rest_sentence(detail), wrap=True))
        buttons = row(spacing=8)
        self.primary = None
        if self.first:
            self.primary = button(f"{self.first.label}  F2", self.first.do, "primary")
            buttons.insertWidget(buttons.count() - 1, self.primary)
        for act in found[1:]:
            buttons.insertWidget(buttons.count() - 1, button(act.label, act.do, tip=act.sentence))
        form = next((todo.form for todo in detail.todos if todo.kind == "form"), "")
        if form:
            buttons.insertWidget(
                buttons.count() - 1, button("打印现场用表", lambda: acts.preview(form), tip="带已知内容或空白，带到现场填写")
            )
        self.print_button = button("打印…", pop_prints, tip="这个工单能打印的全部单据（Ctrl+P）")
        buttons.insertWidget(buttons.count() - 1, self.print_button)
        self.body.addSpacing(px(4))
        self.body.addLayout(buttons)
        self.body.addSpacing(px(4))
        aim = _aim(detail)
        if aim:
            aimed = row(stretch=False)
            aimed.addWidget(Elided(aim, "muted"), 1)
            if detail.row.internal:
                aimed.addWidget(button("为什么", lambda: acts.explain("target"), "link", tip="内控目标是怎么算的"))
            self.body.addLayout(aimed)
        self.body.addStretch()
        for line in limit_lines(detail):
            self.body.addWidget(Elided(line, "hint"))


class MaterialsCard(Card):
    """资料: what came, what is missing, what is owed; missing ones first."""

    def __init__(self) -> None:
        super().__init__("资料")

    def show_case(self, detail: CaseDetail, acts: CaseActs) -> None:
        """Shows the checklist."""
        self.clear()
        lacking = acts.lacking
        got = [material for material in detail.materials if material.state == "got"]
        room = max(0, _MATERIAL_LINES - len(lacking))
        for material in (*lacking, *(got if len(got) <= room else got[: max(0, room - 1)])):
            self.body.addWidget(_material(material))
        if len(got) > room:
            rest = got[max(0, room - 1) :]
            label = words(f"✓ {'另有' if room > 1 or lacking else '已收'} {len(rest)} 项已收到", level="calm")
            label.setToolTip("\n".join(f"✓ {m.name}：{m.got}" for m in rest))
            self.body.addWidget(label)
        if not detail.materials:
            self.body.addWidget(words("这类业务没有资料清单。", "muted"))
        self.body.addStretch()
        if lacking and not acts.ended:
            self.body.addLayout(row(*self._buttons(acts)))

    def _buttons(self, acts: CaseActs) -> list[QPushButton]:
        made = [button("收到资料", acts.receive)]
        if not acts.accepted:
            made.append(button("缺件通知书", lambda: acts.preview("MISSING"), tip="一次性告知全部缺件"))
        elif any(material.state == "owed" for material in acts.lacking):
            made.append(button("承诺书", lambda: acts.preview("COMMITMENT"), tip="客户承诺补交所欠资料"))
        return made


class HistoryCard(Card):
    """历史: the latest facts in words, old to new; 全部… opens all of them."""

    def __init__(self) -> None:
        super().__init__("历史")
        self.more = button("全部…", self._open_all, "link")
        self.beside_title(self.more)
        self._detail: CaseDetail | None = None

    def show_case(self, detail: CaseDetail) -> None:
        """Shows the latest facts."""
        self.clear()
        self._detail = detail
        self.more.setText(f"全部 {len(detail.history)} 条…")
        for fact in reversed(detail.history[:_HISTORY_LINES]):
            self.body.addWidget(Elided(history_line(fact), "muted" if "更正" in fact.text else ""))
        self.body.addStretch()

    def _open_all(self) -> None:
        if self._detail:
            HistoryDialog(self.window(), self._detail).open()


class HistoryDialog(QDialog):
    """Every fact of a case, the latest first, with reasons and marks of later entry."""

    def __init__(self, parent: QWidget, detail: CaseDetail) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"历史 · {detail.row.number}")
        open_size(self, 760, 520)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setSpacing(px(6))
        for fact in detail.history:
            lines.addWidget(words(history_line(fact, full=True), wrap=True))
            if fact.reason:
                lines.addWidget(words(f"　　理由：{fact.reason}", "hint", wrap=True))
        lines.addStretch()
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        close = button("关闭", self.reject, "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.addWidget(area, 1)
        last = row()
        last.addWidget(close)
        layout.addLayout(last)
        close.setFocus()


def history_line(fact: HistoryRow, *, full: bool = False) -> str:
    """One fact in one line: the day it was entered (`full`: and the time), what, who; 补录 where it happened earlier."""
    when = f"{fact.at:%Y-%m-%d %H:%M}" if full else f"{fact.at:%m-%d}"
    reason = f"：{fact.reason}" if fact.reason and not full else ""
    return f"{when} {'补录 ' if fact.late else ''}{fact.text}{reason} {fact.who}"


def limit_lines(detail: CaseDetail) -> tuple[str, ...]:
    """What the open limits say, the governing one first; two at most."""
    shown = [limit for limit in detail.limits if not limit.state.startswith(("已完成", "已随工单结束"))]
    shown.sort(key=lambda limit: (not limit.governs, limit.key))
    told = [f"{limit.standard} {limit.name} {limit.told}，已用 {counted(limit.used, limit.unit)}" for limit in shown[:2]]
    first = shown[0] if shown else None
    if first and first.due and first.promised and first.due != first.promised:
        told.append(f"两个日期：告诉客户 {first.promised:%m-%d}（不随暂停顺延），考核 {first.due:%m-%d}（已扣暂停）")
    return (*told, detail.receipt_note) if detail.receipt_note else tuple(told)


def prints_menu(parent: QWidget, acts: CaseActs) -> QMenu:
    """Everything that can be printed for the case, then its forms as empty sheets."""
    menu = QMenu(parent)
    for code, title in acts.detail.printable:
        menu.addAction(title, _printing(acts, code, blank=False))
    menu.addSeparator()
    menu.addAction("打印本环节全部…\tCtrl+Shift+P", acts.print_stage)
    blanks = menu.addMenu("空白表")
    for form in acts.detail.forms:
        blanks.addAction(form.title, _printing(acts, form.code, blank=True))
    return menu


def _printing(acts: CaseActs, code: str, *, blank: bool) -> Callable[[], None]:
    return lambda: acts.preview(code, blank=blank)


def _rest_sentence(detail: CaseDetail) -> str:
    level = detail.row.level
    if level == "ended":
        return f"这个工单{detail.row.status_text}，没有要做的了。需要时可以补打单据、更正登记内容。"
    if level == "passed_up":
        return next((todo.sentence for todo in detail.todos), "县客户服务中心办理中，结果回来后在这里登记。")
    return next((todo.sentence for todo in detail.todos if todo.kind == "centre" and todo.sentence), "现在没有要做的。")


def _aim(detail: CaseDetail) -> str:
    """The internal target where it is nearer than what the standard asks, else the case's own remark."""
    if detail.row.internal and detail.row.due and detail.row.level not in ("ended", "passed_up", "waiting"):
        return f"内控目标：{full_day(detail.row.due)} 前办完（本所自定，非规定）"
    return detail.note


def _material(material: MaterialRow) -> Elided:
    shape, level = _STATES[material.state]
    accepted = "、".join(name for _code, name, _got in material.items)
    follows = "（可后补）" if material.state == "missing" and material.may_follow else ""
    told = (material.got if material.got != material.name else "") if material.state == "got" else accepted
    files = f"　附件 {material.files}" if material.files else ""
    label = Elided(f"{shape} {material.name}{follows}{files}" + (f"：{told}" if told else ""), level=level)
    label.tip = f"{material.name}，可用：{accepted}" + (f"\n{material.note}" if material.note else "")
    label.setAccessibleDescription(label.tip)
    label.setToolTip(label.tip)
    return label
