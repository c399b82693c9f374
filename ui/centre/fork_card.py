"""分叉 in red: where two histories of a station part, both hashes, and the cases concerned on either side."""

from __future__ import annotations

from collections.abc import Sequence

from models.services.centre.forks import Fork
from ui.case.pieces import Card, words

SHOWN = 3


class ForkCard(Card):
    """Hidden while there is no fork."""

    def __init__(self) -> None:
        super().__init__("■ 分叉：同一个供电所有两份不同的流水，两份都已留存，没有合并")
        self.title.setProperty("level", "overdue")
        self.hide()

    def show_forks(self, found: Sequence[Fork]) -> None:
        """Shows the open ones."""
        self.clear()
        self.setVisible(bool(found))
        for one in found[:SHOWN]:
            self.body.addWidget(words(f"{one.station} 第 {one.seq} 条起（{one.at[:16].replace('T', ' ')} 发现）", "section"))
            for side, lines, cases, hashed in (
                ("本库", one.our_lines, one.our_cases, one.ours), ("新来的包", one.their_lines, one.their_cases, one.theirs),
            ):  # fmt: skip
                told = words(f"{side}：{lines} 条，{_cases(cases)}　校验 {hashed[:16]}…", wrap=True)
                told.setToolTip(hashed)
                self.body.addWidget(told)
        more = f"另有 {len(found) - SHOWN} 处。" if len(found) > SHOWN else ""
        text = (
            "怎么办：打电话问是不是用过旧备份或另一台电脑，只留一台用；写回执给它。"
            "没有收的那台导入回执后会看到同样的提示，点“以新时期重新登记…”重新报来。"
        )
        self.body.addWidget(words(more + text, "muted", wrap=True))


def _cases(numbers: tuple[str, ...]) -> str:
    shown = "、".join(numbers[:3])
    return f"工单 {shown}{f' 等 {len(numbers)} 件' if len(numbers) > 3 else ''}" if numbers else "没有涉及工单"
