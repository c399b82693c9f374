"""暂停计时 and 恢复计时."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.business import PauseReason
from models.problems import Problem
from models.services.case_page.rows import PauseRow
from models.services.changes import Changes
from models.services.contacts import unreached_evidence
from ui.case.entry import EntryDialog
from ui.window import Desk

_SIDES = {"customer": "客户原因", "government": "政府部门原因", "company": "供电企业原因", "grid_works": "电网配套工程"}


class PauseDialog(EntryDialog):
    """Stops the clock of a case from a day on, for an allowed cause, on named evidence."""

    def __init__(self, desk: Desk, case_id: str, reasons: tuple[PauseReason, ...]) -> None:
        super().__init__(
            desk,
            "暂停计时",
            "从暂停那天起时限停止计算，恢复后顺延。只有下面这些原因、并且有凭据，才能暂停。雨雪、客户外出请用“记延误原因”。"
            "等表箱、电能表这些应由供电企业提供的东西，不能暂停：会被拒绝，并记入稽查自查。",
            "暂停计时",
        )
        self._case_id = case_id
        self._reasons = {reason.code: reason for reason in reasons}
        self.cause = self.add_choice("cause", "暂停原因", [(r.code, f"{r.name}（{_SIDES.get(r.side, r.side)}）") for r in reasons])
        self.since = self.add_day("since", "暂停自（这天起不计）", desk.today())
        self.evidence = self.add_text("evidence", "凭据")
        self.offer_wordings(self.evidence, "pause", case_id)
        self.attempts = self.add_offer(self.evidence, lambda: unreached_evidence(desk.station, case_id))
        self.signed = self.add_day(
            "signed_on", "客户已在别的纸上签字的日期", required=False,
            hint="没有就空着：存好后打印《暂停计时告知书》，客户签回后在“单据”里登记",
        )
        self.cause.currentIndexChanged.connect(lambda _index: self._ask_evidence())
        self._ask_evidence()

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the pause."""
        from models.services.pauses import pause

        return pause(
            self.desk.station,
            self._case_id,
            cast(date, values["since"]),
            str(values["cause"]),
            str(values["evidence"]),
            cast(date | None, values["signed_on"]),
            self.desk.today(),
        )

    def told(self, values: dict[str, object]) -> str:
        """Says from when on."""
        unsigned = "" if values["signed_on"] else "请在下面的“暂停”里打印《暂停计时告知书》送客户签字；签回以前，告诉客户的日期不变。"
        return f"已从 {values['since']} 起暂停计时。{unsigned}"

    def _ask_evidence(self) -> None:
        reason = self._reasons.get(str(self.cause.currentData()))
        self.evidence.setPlaceholderText(f"如：{reason.evidence}，写明日期" if reason else "")


class ResumeDialog(EntryDialog):
    """Lets the clock of a case go on."""

    def __init__(self, desk: Desk, case_id: str, pause: PauseRow) -> None:
        super().__init__(desk, "恢复计时", f"{pause.since} 起因“{pause.cause}”暂停。填暂停的最后一天，从第二天起接着数。", "恢复计时")
        self._case_id = case_id
        self._since = pause.since
        self.until = self.add_day("until", "暂停到（这天也不计）", desk.today())

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """A day to come is refused here already, beside its field."""
        until = values.get("until")
        if isinstance(until, date) and until > self.desk.today():
            return [Problem("until", "暂停到", "在今天之后；明天起恢复就填今天")]
        return []

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the end of the pause."""
        from models.services.pauses import resume

        return resume(self.desk.station, self._case_id, cast(date, values["until"]), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says until when it was paused."""
        return f"已恢复计时，{self._since} 至 {values['until']} 不计。"
