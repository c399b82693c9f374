"""What a package of the centre brings, in sentences that a clerk reads before anything changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from models.broadcasts import KIND_WORDS
from models.case import Case, fold
from models.casework.transfer import CALL_THEM, crossed_words, given_on, met_words, returned_words
from models.events import BroadcastSent, CaseReturned, CaseTakenOver, ConflictSettled, Fact, SpotChecksDrawn, StationTaskAsked, read_fact
from models.events.order import in_order
from models.handover import TASKS
from models.services.exchange.reached_lines import differs, fork_of_ours, is_ours
from models.store import journal
from models.store.journal import StoredLine
from models.store.views import acknowledged, case_view
from models.sync.manifest import Ack, Acknowledged, Rejected

MOST = 12
"""So many cases are named one by one; the others are counted."""


def ack_words(connection: sa.Connection, ack: Ack, code: str) -> list[str]:
    """What an acknowledgement says: up to where, what lacks on either side, what could not be used."""
    mine = [have for have in ack.have if have.station == code]
    told = [f"{ack.centre_name} 第 {ack.ack_no} 号回执（{ack.created_at[:16].replace('T', ' ')}）。"]
    told += [_received(connection, ack, have, _epoch(have) if len(mine) > 1 else "") for have in mine]
    told += _fallen_back(connection, mine, code)
    told += [f"缺第 {first}–{last} 条，下次导出会自动补上。" for have in mine for first, last in have.gaps]
    told += [_refused(connection, item) for item in ack.rejected]
    if ack.wanted_attachments:
        told.append(f"县中心还缺 {len(ack.wanted_attachments)} 个附件（件不齐），下次导出会自动带上。")
    if ack.state_differs:
        told.append("两边的流水相同，展开的结果却不同：这是程序的问题，数据没有丢，请把两边的程序版本报县公司。")
    return [*told, *_lost(connection, ack)]


def _received(connection: sa.Connection, ack: Ack, have: Acknowledged, epoch: str) -> str:
    if forked := fork_of_ours(connection, ack, have):
        return f"县中心有本所{epoch}流水到第 {have.seq} 条，其中从第 {forked.seq} 条起不是本机登记的。"
    if differs(connection, have):
        return (
            f"{epoch}第 {have.seq} 条流水与县中心的不一致（分叉）：本所的改回“已导出未回执”。"
            "请再导出一次交给县中心，它的回执会说从哪一条起不同；本机什么都不少。"
        )
    return f"已收到本所{epoch}流水到第 {have.seq} 条。"


def _refused(connection: sa.Connection, item: Rejected) -> str:
    if item.code != "fork":
        return f"第 {item.seq} 条没有采用：{item.text}"
    if is_ours(connection, item):
        return (
            f"分叉：同一份数据在另一台电脑上也登记过，县中心先收了那一台的；本机从第 {item.seq} 条起的没有收，都还在本机，没有丢。"
            "怎么办，接收以后看“数据上报”最上面。"
        )
    return (
        f"分叉：本所另一台电脑也在登记，它从第 {item.seq} 条起的县中心没有收。"
        "请弄清是哪台，只留一台用；那台的登记由它自己导入回执后重新报来。"
    )


def _epoch(have: Acknowledged) -> str:
    return f"第 {int(have.epoch.partition('.')[0])} 时期"


def _fallen_back(connection: sa.Connection, mine: list[Acknowledged], code: str) -> Iterator[str]:
    """What the centre had acknowledged and has no more: its store was put back from a backup."""
    now = {have.epoch: have.seq for have in mine}
    a = acknowledged.c
    for epoch, seq in connection.execute(sa.select(a.epoch, a.seq).where(a.station == code).order_by(a.epoch)):
        if now.get(epoch, 0) < seq:
            yield (
                f"县中心以前回执到第 {seq} 条，这次只到第 {now.get(epoch, 0)} 条：它的库可能从备份恢复过，也可能分叉了。"
                "其后的改回“已导出未回执”，下次导出自动再带上，本机什么都不少。"
            )


def _lost(connection: sa.Connection, ack: Ack) -> Iterator[str]:
    for have in ack.have:
        last = journal.head(connection, have.station, have.epoch)
        ours = last.seq if last else 0
        if last is None and have.seq:
            yield (
                f"本所另一台电脑（{_epoch(have)}）也在交数据，本机没有它的 {have.seq} 条："
                "恢复或迁移以后只能用一台。请停用旧的那台，再向县中心要“重建包”补齐。"
            )
        elif ours < have.seq:
            yield f"县中心还有本机恢复前交过的第 {ours + 1}–{have.seq} 条，本机没有：请向县中心要“重建包”，导入后就补齐。"


def rebuild_words(own: int, cases: int, spoken: int) -> list[str]:
    """How much a rebuild package brings back: lines of ours, about so many cases, and lines that the centre spoke to us."""
    if not own and not spoken:
        return ["重建包里的流水本机都有，不用补。"]
    return [f"县中心送回本所流水 {own} 条，涉及 {cases} 件工单；县中心写给本所的 {spoken} 条。"]


def line_words(connection: sa.Connection, fresh: tuple[StoredLine, ...]) -> list[str]:
    """What the centre's lines say: what it sent, and of which cases it returned, asked, drew or decided what."""
    told, facts = [], [read_fact(line.line, None) for line in fresh]
    for fact in facts:
        if isinstance(fact.event, BroadcastSent) and fact.event.kind != "keys":
            due = f"，请在 {fact.event.due.isoformat()}（含）以前答复" if fact.event.due else ""
            told.append(f"县中心下发{KIND_WORDS[fact.event.kind]}《{fact.event.title}》{due}。")
    touched = [record for fact in facts for record in fact.envelope.on if record.startswith("case:")]
    if touched:
        told.append(f"县中心对本所 {len(set(touched))} 件工单有 {len(touched)} 条新登记。")
        told += _of_cases(connection, facts)
    return told


def _of_cases(connection: sa.Connection, facts: list[Fact]) -> Iterator[str]:
    """What concerns the clerk, case by case, each sentence once; a survey or an approval at the centre shows with what it returns."""
    turns = _turns(connection, facts)
    said = dict.fromkeys(
        (record, words) for fact in facts for record in fact.envelope.on if (words := _concerns(fact.event, turns.get(record)))
    )
    cases = [(record.removeprefix("case:"), words) for record, words in said if record.startswith("case:")]
    c = case_view.c
    query = sa.select(c.id, c.number, c.customer).where(c.id.in_({case_id for case_id, _ in cases[:MOST]}))
    named = {row.id: f"{row.customer} {row.number}" for row in connection.execute(query)}
    for case_id, words in cases[:MOST]:
        yield f"{named.get(case_id, '一件工单')}：{words}。"
    if len(cases) > MOST:
        yield f"……共 {len(cases)} 项，接收以后在“今日”的提醒里都看得到。"


def _turns(connection: sa.Connection, facts: list[Fact]) -> dict[str, Case]:
    """How the cases stand with these facts of which the centre says whose turn they are, or what it wants of the station."""
    moved: dict[str, list[Fact]] = {}
    for fact in facts:
        if isinstance(fact.event, CaseReturned | CaseTakenOver | StationTaskAsked):
            for record in fact.envelope.on:
                moved.setdefault(record, []).append(fact)
    known = journal.facts_of_all(connection, list(moved)) if moved else {}
    return {record: fold(record, in_order(_sided([*known[record], *fresh]))) for record, fresh in moved.items()}


def _returned(event: CaseReturned, case: Case | None) -> str:
    """A return that nobody has to take in hand says so."""
    if case is None or case.handover.last is None:
        return ""
    if case.outcome:
        return f"{given_on(event)}时还没有收到本所的结束登记；工单已经结束，不用查收"
    crossed = next((move for move in case.handover.overtaken if move.items == event.items and move.on == event.on), None)
    return f"{crossed_words(crossed, case.handover.last)}，不用查收" if crossed else f"{returned_words(event)}，请查收"


def _sided(facts: list[Fact]) -> list[Fact]:
    """Facts as the journal gives them out: each side's by itself, in its own order."""
    return sorted(facts, key=lambda fact: (fact.envelope.station, fact.envelope.epoch, fact.envelope.seq))


def _concerns(event: Any, turn: Case | None) -> str:
    last = turn.handover.last if turn else None
    match event:
        case CaseReturned():
            return _returned(event, turn)
        case CaseTakenOver():
            return f"{met_words(last)}{CALL_THEM}" if last and last.met else ""
        case StationTaskAsked():
            task = turn.handover.tasks.get(event.task) if turn else None
            told = f"请本所{TASKS.get(event.kind, event.kind)}，{event.on.isoformat()}"
            return f"{told}（{task.answer}，不用再办）" if task and task.done_on else told
        case SpotChecksDrawn():
            return "抽查抽到，请检查后登记结果"
        case ConflictSettled():
            return "两边登记不同的，县中心定下了以谁为准"
    return ""
