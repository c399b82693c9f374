"""What a clerk is told when a station goes on under a new epoch: which letter its case numbers carry, and what the centre may have."""

from __future__ import annotations

from models.case_number import epoch_letter
from models.services.exchange.identity import Reason, Standing


def letter_of(epoch: str) -> str:
    """The letter of an epoch's name, as case numbers carry it; empty for the first epoch."""
    return epoch_letter(int(epoch.partition(".")[0]))


def begun(epoch: str, reason: Reason) -> tuple[str, ...]:
    """What has changed and what to do next, in sentences, after a new epoch began for a reason."""
    letter = letter_of(epoch)
    told = [f"以后新受理的工单号带字母 {letter}（如 …-{letter}01-…），不会和原来那份发过的号重复；已有的工单号不变。"]
    if reason == "restored":
        told.append("备份以后办的事，本机没有了；上报过的，县中心还有。")
        told.append("请先不要补登记：到“数据上报”导出一次交给县中心，导入它的回执；回执说县中心有本机没有的，就向县中心要“重建包”，导入后补齐。")
        told.append("上报以前就丢了的，最后照纸质单据补登记。")
    else:
        told.append("原来那台电脑（或原来的文件夹）里的请不要再打开登记；两边都登记，县中心只能收一边的。")
        told.append("搬来以前在原处上报过、这里没有的，县中心有“重建包”可以补齐；下次导入回执时会提示。")
    return tuple(told)


def left_alone(found: Standing) -> str:
    """Where the clerk should go instead of data that should not be opened."""
    if found.finding == "older":
        return "什么都没有写。这里的数据被旧的一份代替了：请找到较新的那一份放回来；找不回来的，再打开时选“恢复”。"
    place = f"原来的数据在 {found.was}，请到那里打开。" if found.was else "原来的数据在另一台电脑上，请到那里打开。"
    return f"什么都没有写。{place}这份拷贝不要用来登记，确认不需要以后可以删掉。"


def anew(epoch: str, lines: int) -> tuple[str, ...]:
    """What was done after diverged lines were said again in a new epoch, and what to do next."""
    number = int(epoch.partition(".")[0])
    return (
        f"分叉的 {lines} 条登记已在第 {number} 时期重新登记，工单号不变；原来的流水原样另存备查。",
        "请马上导出一次交给县中心，再向县中心要“重建包”，把另一份里的登记补齐。",
        "补齐以后有两件工单同一个号的，“今日”会一直提醒，给其中一件换新号。",
    )
