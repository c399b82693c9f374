"""What the 数据上报 page says, in words that claim no more than is known."""

from __future__ import annotations

from models.services.exchange.incoming import Incoming
from models.services.exchange.outbox import Exported, OutboxPage, PackageRow
from models.services.exchange.sending import Sent
from models.services.exchange.sent_back import SentBack
from models.services.exchange.upload_plan import UploadPlan
from models.sync.ejecting import BY_HAND
from models.sync.transport.places import is_address
from models.upload_schedule import WEEKDAYS
from ui.status_line import not_exported

STATES = ("未导出", "已导出未回执", "已回执", "被退回")
STATE_LEVELS = {"未导出": "near", "已导出未回执": "due", "已回执": "calm", "被退回": "overdue"}
PROMISE = "导出只是把文件写到 U 盘或服务器。县中心给了回执，导入以后才算收到；没有回执的登记，下次导出会再带上一遍。"

REPLACING = "以后的包只有新名片的县中心能打开，回执也只认新名片；原来的名片不再有效。拿不准的，先打电话问县中心。"


def waiting(page: OutboxPage) -> tuple[str, str]:
    """How much the next package would carry, and what that means."""
    if not page.waiting_lines:
        return "没有要上报的登记", "所有登记都有县中心的回执。有新的登记后再导出。"
    again = page.waiting_lines - page.unexported
    title = not_exported(page.unexported) if page.unexported else f"已导出未回执 {again} 条"
    cases = f"涉及 {page.waiting_cases} 件工单：{kinds(page.counts)}" if page.waiting_cases else "是本所、人员和规则的登记，没有工单。"
    if page.unexported and again:
        return title, f"连同已导出未回执的 {again} 条，共 {page.waiting_lines} 条登记，{cases}"
    if again:
        return title, f"{cases}\n都已导出过，等县中心回执。U 盘没交到的，可以再导出一次。"
    return title, cases


def kinds(counts: tuple[tuple[str, int], ...]) -> str:
    """Cases by type of business."""
    return "　".join(f"{name} {number} 件" for name, number in counts) or "—"


def subtitle(page: OutboxPage) -> str:
    """What must be done here, in one line."""
    if not page.centre:
        return "先导入县中心名片，才能导出"
    if page.unacknowledged:
        oldest = f"，最早的写于 {page.oldest:%m-%d}" if page.oldest else ""
        return f"{page.unacknowledged} 个包还没有回执{oldest}"
    return "可以导出" if page.waiting_lines else "都已上报并收到回执"


def exported(sent: Sent, may_eject: bool = False) -> tuple[str, str]:
    """Title and text after a package was written."""
    done = sent.exported
    out = "" if is_address(done.place) else "请勿直接拔出：先按“安全弹出”。\n" if may_eject else f"{BY_HAND}\n"
    remarks = "".join(f"{remark}\n" for remark in sent.remarks)
    return (
        f"{done.text}：第 {done.number} 号包",
        f"文件 {done.file.name}{_and_more(done)}\n位置 {done.place}\n"
        f"共 {done.lines} 条登记（{kinds(done.counts)}）\n校验码 {done.sha256[:8]}\n{remarks}\n"
        f"{out}县中心给了回执，导入以后才算收到；现在还不算。",
    )


def _and_more(done: Exported) -> str:
    """The other parts of a package that was too large for one file."""
    return f" 等 {len(done.files)} 卷，要全部交到" if len(done.files) > 1 else ""


def plan_words(plan: UploadPlan) -> str:
    """The plan and its next time, or that it is overdue."""
    if plan.owed:
        return f"▲ {plan.owed}"
    if plan.next is None:
        return "没有定上报计划"
    return f"{plan.schedule.text}，下次 {plan.next:%m-%d} 周{WEEKDAYS[plan.next.weekday()]} {plan.next:%H:%M}"


def offered(found: Incoming, name: str = "") -> tuple[str, str]:
    """Title and text of what a package of the centre would do, before it is taken in."""
    head = f"文件 {name}\n\n" if name else ""
    told = "\n".join(found.summary) or "里面没有新的内容。"
    return "县中心发来的包，要接收吗？", f"{head}{told}\n\n接收以前，本机什么都没有改。"


def came_back(rows: tuple[SentBack, ...]) -> str:
    """The cases that came back with the reasons."""
    return "\n\n".join(f"{row.number} {row.customer}\n{'；'.join(row.reasons)}" for row in rows)


def row_texts(row: PackageRow) -> tuple[str, ...]:
    """One package as the cells of the table."""
    return (
        str(row.number),
        f"{row.written_at:%Y-%m-%d %H:%M}",
        row.state,
        str(row.lines),
        f"{row.seq_from}–{row.seq_to}" if row.seq_to else "只有附件",
        row.sha256[:8],
        row.file,
        row.folder,
    )


def nothing_yet(page: OutboxPage) -> tuple[str, str]:
    """What stands in place of the history while there is none."""
    first = "插好 U 盘，点“导出…”，选 U 盘上的文件夹；写完打印交接单，连 U 盘一起交给县中心。"
    return "还没有导出过", first if page.centre else "先导入县中心名片（CARD.json），再插 U 盘导出。"
