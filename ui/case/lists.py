"""The lists below: 表单, 单据, 时限明细, 暂停, 人员. Each line's acts are links on its right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from models.services.case_page.rows import CaseDetail, FormRow, LimitRow, PaperRow, PauseRow
from ui.case.acts import CaseActs
from ui.case.pieces import Card, Elided, button, px, row, scale, words, wrapped

Cell = str | QWidget
Line = tuple[Sequence[Cell], Sequence[QPushButton]]


_LARGE = 1.25


class Lines(Card):
    """Lines of cells with their links; an empty list says what to do next. Texts wrap, labels keep the width they bring.

    More links than `beside` stand below their line, in large type more than three.
    """

    def __init__(self, heads: Sequence[str], shares: Sequence[int], lines: Sequence[Line], empty: str, *, beside: int = 9) -> None:
        super().__init__()
        self._beside = beside if scale() < _LARGE else min(beside, 3)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(2))
        for column, share in enumerate(shares):
            self._grid.setColumnStretch(column, share)
        for column, head in enumerate(heads if lines else ()):
            self._grid.addWidget(words(head, "hint"), 0, column)
        for at, line in enumerate(lines, 1):
            self._put(at, line, len(shares))
        if not lines:
            self.body.addWidget(words(empty, "muted", wrap=True))
        self.body.addLayout(self._grid)

    def _put(self, at: int, line: Line, columns: int) -> None:
        cells, links = line
        top, below = 3 * at, len(links) > self._beside
        self._grid.setRowMinimumHeight(top, px(30))
        if at > 1:
            self._grid.addWidget(_rule(), top - 1, 0, 1, columns + 1)
        for column, cell in enumerate(cells):
            span = 2 if below and column == columns - 1 else 1
            self._grid.addWidget(wrapped(cell) if isinstance(cell, str) else cell, top, column, 1, span)
        holder = row(stretch=False, spacing=4)
        holder.addStretch()
        for link in links:
            holder.addWidget(link)
        self._grid.addLayout(holder, *((top + 1, 0, 1, columns + 1) if below else (top, columns)))


def forms_list(acts: CaseActs) -> QWidget:
    """表单: state, when filled, open and print."""
    lines: list[Line] = [
        ((form.title, form.stage, _form_state(form), _form_note(form)), _form_links(acts, form)) for form in acts.detail.forms
    ]
    return Lines(("表单", "环节", "状态", "填写时间"), (5, 3, 2, 4), lines, "这类业务没有表单。")


def _form_note(form: FormRow) -> str:
    return " · ".join(part for part in (form.note, f"附件 {form.files}" if form.files else "") if part)


def _form_state(form: FormRow) -> QLabel:
    if form.state == "已完成":
        return words("✓ 已完成", level="calm")
    return words(form.state, level="due") if form.state == "草稿" else words(form.state, "muted")


def _form_links(acts: CaseActs, form: FormRow) -> list[QPushButton]:
    open_text = "打开" if form.state == "已完成" or acts.ended else "填写"
    links = [
        button(open_text, lambda: acts.fill(form.code), "link"),
        button("打印", lambda: acts.preview(form.code), "link"),
        button("空白", lambda: acts.preview(form.code, blank=True), "link", tip="打印空白表"),
    ]
    for link in links:
        link.setAccessibleName(f"{link.text()} {form.title}")
    return links


def papers_list(acts: CaseActs) -> QWidget:
    """单据: 已出具 → 已送达 → 已签回, or 作废."""
    lines: list[Line] = []
    for paper in acts.detail.papers:
        links = _paper_links(acts, paper)
        for link in links:
            link.setAccessibleName(f"{link.text()} {paper.title} {paper.paper_no}")
        state = words(_PATH.get(paper.state, paper.state), level="calm" if paper.state == "已签回" else "")
        lines.append(((paper.title, words(paper.paper_no), words(f"{paper.on:%m-%d}"), state, paper.note), links))
    nothing = "还没有打印过单据。按 Ctrl+P 选择要打印的；打印或存为 PDF 后列在这里。"
    return Lines(("单据", "编号", "打印", "状态", "说明"), (5, 4, 1, 3, 5), lines, nothing)


_PATH = {"已出具": "● 已出具 ○ ○", "已送达": "● ● 已送达 ○", "已签回": "✓ 已签回", "作废": "✗ 作废"}


def _paper_links(acts: CaseActs, paper: PaperRow) -> list[QPushButton]:
    links = [button("查看", lambda: acts.preview(paper.code, paper_no=paper.paper_no), "link", tip="查看原件；再打印即为补打")]
    if paper.state == "已出具":
        links.append(button("登记送达", lambda: acts.deliver(paper), "link"))
    if paper.state in ("已出具", "已送达"):
        links.append(button("登记签回", lambda: acts.sign(paper), "link"))
    if paper.state != "作废":
        links.append(button("作废", lambda: acts.void_paper(paper), "link"))
    return links


def limits_list(acts: CaseActs, explain: Callable[[str], None]) -> QWidget:
    """时限明细: every limit of every standard with its source below; 为什么 puts it into the strip."""
    lines: list[Line] = []
    for limit in acts.detail.limits:
        link = _explain_link(limit, explain)
        days = (words(f"{limit.start:%m-%d}"), wrapped(_due(limit), letters=6), words(_promised(limit)))
        figures = (words(limit.told), *days, words(str(limit.used)), words(str(limit.rest)))
        lines.append(((_limit_name(limit), *figures, _state(limit)), (link,)))
    heads = ("标准与时限（★ 以此为准）", "期限", "起算", "到期", "告知客户", "已用", "剩余", "状态")
    return Lines(heads, (10, 2, 1, 3, 2, 1, 1, 3), lines, "未受理不计时，还没有时限。")


def _explain_link(limit: LimitRow, explain: Callable[[str], None]) -> QPushButton:
    link = button("为什么", lambda: explain(limit.key), "link")
    link.setAccessibleName(f"为什么 {limit.standard} {limit.name}")
    return link


def _limit_name(limit: LimitRow) -> QWidget:
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, px(3), 0, px(3))
    layout.setSpacing(0)
    layout.addWidget(wrapped(f"{'★ ' if limit.governs else ''}{limit.standard} {limit.name}", letters=8))
    layout.addWidget(Elided(limit.source, "hint"))  # 为什么 tells it whole
    return both


def pauses_list(acts: CaseActs) -> QWidget:
    """暂停: each stretch with its cause and evidence; the button to stop or go on."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(8))
    lines: list[Line] = []
    for pause in acts.detail.pauses:
        span = f"{pause.since} 至 {pause.until}" if pause.until else f"{pause.since} 起，还没有恢复"
        lines.append(((span, pause.side, pause.cause, pause.evidence, _signature(pause)), _notice_links(acts, pause)))
    layout.addWidget(
        Lines(
            ("不计的日子（首尾都不计）", "哪一方", "原因", "凭据", "签字"),
            (4, 2, 4, 5, 5),
            lines,
            "没有暂停过，时限一直在计。客户原因要暂停，须有凭据。",
        )
    )
    stop = button("恢复计时…" if acts.open_pause else "暂停计时…", acts.resume if acts.open_pause else acts.pause)
    stop.setEnabled(acts.accepted and not acts.ended)
    note = button("记延误原因…", acts.note_delay, tip="雨雪、客户外出等：只作说明，不停计时")
    note.setEnabled(acts.accepted and not acts.ended)
    layout.addLayout(row(stop, note))
    return holder


def _signature(pause: PauseRow) -> str:
    if pause.side not in ("客户", "政府部门"):
        return "供电企业一方的原因，两个日期都不变"
    if pause.signed_on:
        return f"客户 {pause.signed_on} 签字" + (f"（告知书 {pause.notice_no}）" if pause.notice_no else "")
    return f"告知书{pause.notice_state}，等客户签回" if pause.notice_no else "客户没有签字，告诉客户的日期不变"


def _notice_links(acts: CaseActs, pause: PauseRow) -> list[QPushButton]:
    if pause.signed_on or pause.side not in ("客户", "政府部门"):
        return []
    if pause.notice_no:
        links = [button("登记签回", lambda: acts.signed_back("PAUSE-NOTICE"), "link", tip="客户签回告知书后登记在这里")]
    else:
        links = [button("打印告知书", lambda: acts.preview("PAUSE-NOTICE"), "link", tip="暂停计时告知书：打印、送客户签字")]
    for link in links:
        link.setAccessibleName(f"{link.text()} 暂停 {pause.since}")
    return links


def people_list(acts: CaseActs) -> QWidget:
    """人员: the customer's data in full, and who at the station did what."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(8))
    facts: list[Line] = [((words(name, "muted"), _selectable(value)), ()) for name, value in acts.detail.facts]
    layout.addWidget(Lines((), (1, 6), facts, "没有客户资料。"))
    layout.addWidget(Lines(("经办", "登记次数", "最近一次"), (2, 2, 6), _people(acts.detail), ""))
    return holder


def _people(detail: CaseDetail) -> list[Line]:
    names = dict.fromkeys(fact.who for fact in detail.history)
    lines: list[Line] = []
    for name in names:
        done = [fact for fact in detail.history if fact.who == name]
        lines.append(((name, f"{len(done)}", f"{done[0].at:%Y-%m-%d %H:%M} {done[0].text}"), ()))
    return lines


def _due(limit: LimitRow) -> str:
    if limit.due is None:
        return "—"
    latest = f"，最晚 {limit.latest:%m-%d}" if limit.provisional and limit.latest and limit.latest != limit.due else ""
    return f"{'◇暂定 ' if limit.provisional else ''}{limit.due}{f' {limit.due_at:%H:%M}' if limit.due_at else ''}{latest}"


def _promised(limit: LimitRow) -> str:
    return "—" if limit.promised is None else _near(limit.promised, limit.start)


def _near(day: date, other: date) -> str:
    return f"{day:%m-%d}" if day.year == other.year else f"{day}"


def _state(limit: LimitRow) -> QLabel:
    level = "overdue" if "逾期" in limit.state or "超 " in limit.state else "waiting" if "暂停" in limit.state or "‖" in limit.state else ""
    return wrapped(limit.state, level=level)


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("line", True)
    return line


def _selectable(text: str) -> QLabel:
    label = words(text, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
