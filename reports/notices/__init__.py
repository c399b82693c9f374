"""Letters to the customer and slips of the station: one module a notice, listed here and nowhere else."""

from __future__ import annotations

from reports.notices import (
    after_steps,
    approval_sheet,
    archive_file,
    audit_results,
    closing,
    commitment,
    coordination,
    fee_notice,
    handover,
    household_sheet,
    information,
    key_sheet,
    lateness,
    loan_register,
    lv_small,
    missing,
    pause_notice,
    plan_extension,
    pre_acceptance,
    receipt,
    report_up,
    service_contract,
    stage_receipt,
    today_sheet,
    why,
)
from reports.notices.letter import Notice

NOTICES: tuple[Notice, ...] = (
    receipt.NOTICE, lv_small.NOTICE, information.RESIDENTIAL, information.LOW_VOLTAGE, information.HIGH_VOLTAGE,
    missing.NOTICE, commitment.NOTICE, report_up.NOTICE, handover.NOTICE, why.NOTICE,
    fee_notice.NOTICE,
    closing.REFUSAL, closing.TERMINATION, approval_sheet.NOTICE, audit_results.NOTICE, coordination.NOTICE,
    pause_notice.NOTICE, plan_extension.NOTICE,
    lateness.SUPERVISION, lateness.OVERRUN,
    after_steps.NOTICE,
    service_contract.NOTICE,
    household_sheet.NOTICE,
    stage_receipt.NOTICE, today_sheet.NOTICE,
    pre_acceptance.NOTICE,
    archive_file.COVER, archive_file.INDEX, archive_file.NOTE,
    loan_register.NOTICE,
    key_sheet.NOTICE,
)  # fmt: skip


def notice_by_code(code: str) -> Notice | None:
    """The notice of this code, or None when the code is a form's or unknown; receipts of stages share one."""
    code = stage_receipt.NOTICE.code if code.startswith("STAGE-") else code
    return next((notice for notice in NOTICES if notice.code == code), None)
