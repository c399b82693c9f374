"""费用: what is charged, paid, waived, put off and settled, one dialog each; reached from the card 费用."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

from models.fee_rules import FeeKind
from models.money import capital, parse_yuan, yuan
from models.problems import StationError
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.pieces import words
from ui.window import Desk

if TYPE_CHECKING:
    from models.casework.fees import Charge
    from models.services.fees import Chargeable
    from models.services.station import Person


class ChargeDialog(EntryDialog):
    """登记应收: a fee in force, its amount or quantity, and the document that fixed it."""

    def __init__(self, desk: Desk, case_id: str, found: Chargeable) -> None:
        told = "只能登记收费规定里现在可收的项目。登记后打印《业务缴费通知单》交客户，客户凭单交费。"
        refused = _refused(found)
        super().__init__(desk, "登记应收", told, "登记应收")
        self._case_id = case_id
        self._kinds = {kind.code: kind for kind in found.kinds}
        self.kind = self.add_choice("kind", "收费项目", [(kind.code, kind.name) for kind in found.kinds])
        self.amount = self.add_line("amount", "金额（元），按单价收的填数量")
        self.reading = words("", "hint", wrap=True)
        self.fields.addWidget(self.reading)
        self.basis = self.add_line("basis", "核定文件", required=False, hint="规定没有写明单价的，必须写核定金额的文件名称和文号")
        self.on = self.add_day("on", "登记日期", desk.today())
        if refused:
            self.fields.addWidget(words(f"不能收的：{refused}。", "hint", wrap=True))
        self.kind.currentIndexChanged.connect(lambda _at: self._read())
        self.amount.textChanged.connect(lambda _text: self._read())
        self._read()

    @property
    def chosen(self) -> FeeKind:
        """The fee chosen."""
        return self._kinds[str(self.kind.currentData())]

    def _read(self) -> None:
        kind = self.chosen
        if kind.price_fen is not None:
            self.reading.setText(f"单价 {kind.price} 元/{kind.unit}，填多少{kind.unit}。依据：{kind.basis}")
            return
        try:
            self.reading.setText(f"大写：人民币{capital(parse_yuan(self.amount.text()))}。依据：{kind.basis}")
        except StationError:
            self.reading.setText(f"依据：{kind.basis}。{kind.note}")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the charge."""
        from models.services.fees import ChargeEntry, charge_fee

        entry = ChargeEntry(str(values["kind"]), cast(date, values["on"]), str(values["amount"]), str(values["basis"]))
        return charge_fee(self.desk.station, self._case_id, entry, self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Names the fee, and the paper that comes next."""
        return f"已登记应收 {self.chosen.name}。请打印《业务缴费通知单》交客户。"


def _refused(found: Chargeable) -> str:
    return "；".join(f"{kind.name}：{why.removesuffix('。')}" for kind, why in found.refused)


class PayDialog(EntryDialog):
    """登记收费: money that came in, with its receipt."""

    def __init__(self, desk: Desk, case_id: str, charge: Charge) -> None:
        super().__init__(desk, "登记收费", f"{charge.name}应收 {yuan(charge.fen)} 元，未交 {yuan(charge.open)} 元。", "登记收费")
        self._ids = (case_id, charge.id)
        self.amount = self.add_line("amount", "收到金额（元）", f"{charge.open / 100:.2f}")
        self.receipt = self.add_line("receipt_no", "收据（发票）号", hint="一张收据只能登记一次")
        self.on = self.add_day("on", "收费日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the payment."""
        from models.services.fees import pay_fee

        amount, number = str(values["amount"]), str(values["receipt_no"])
        return pay_fee(self.desk.station, *self._ids, amount, number, cast(date, values["on"]), self.desk.today())


class WaiveDialog(EntryDialog):
    """减免: what is still open is not asked for."""

    def __init__(self, desk: Desk, case_id: str, charge: Charge) -> None:
        told = f"{charge.name}未交的 {yuan(charge.open)} 元不再收取。登记后不能恢复。"
        super().__init__(desk, "减免费用", told, "减免", danger=True)
        self._ids = (case_id, charge.id)
        self.basis = self.add_line("basis", "减免依据", hint="文件名称和文号，或减免批准单编号")
        self.approver = self.add_line("approver", "批准人")
        self.on = self.add_day("on", "减免日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the waiver."""
        from models.services.fees import waive_fee

        basis, approver = str(values["basis"]), str(values["approver"])
        return waive_fee(self.desk.station, *self._ids, basis, approver, cast(date, values["on"]), self.desk.today())


class CancelDialog(EntryDialog):
    """撤销应收: a charge entered by mistake."""

    def __init__(self, desk: Desk, case_id: str, charge: Charge) -> None:
        told = f"{charge.name} {yuan(charge.fen)} 元录错时用；客户不用交的，请用“减免”。历史里会留下这笔和理由。"
        super().__init__(desk, "撤销应收", told, "撤销应收", danger=True)
        self._ids = (case_id, charge.id)
        self.reason = self.add_text("reason", "理由")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores that it was a mistake."""
        from models.services.fees import cancel_fee

        return cancel_fee(self.desk.station, *self._ids, str(values["reason"]), self.desk.today())


class DeferDialog(EntryDialog):
    """缓交: asks to pay later by a plan; two different people approve afterwards."""

    def __init__(self, desk: Desk, case_id: str, charge: Charge, people: tuple[Person, ...]) -> None:
        told = f"{charge.name}未交 {yuan(charge.open)} 元。登记申请后，还要由两个不同的人批准，才能先送电后交费。"
        super().__init__(desk, "申请缓交", told, "登记申请")
        self._ids = (case_id, charge.id)
        self.plan = self.add_line("plan", "还款计划", hint="日期 空格 金额，各期之间用分号，如 1220 500；0120 700.50。合计要等于未交金额")
        posts = [(person.id, f"{person.name}　{person.post}") for person in people if person.until is None]
        self.responsible = self.add_choice("responsible", "责任人（负责催收）", posts)
        self.reason = self.add_line("reason", "缓交理由")
        self.on = self.add_day("on", "申请日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the request with its plan."""
        from models.services.fees import ask_deferral, read_plan

        today = self.desk.today()
        plan = read_plan(str(values["plan"]), today)
        who, why = str(values["responsible"]), str(values["reason"])
        return ask_deferral(self.desk.station, *self._ids, plan, who, why, cast(date, values["on"]), today)


class ApproveDialog(EntryDialog):
    """缓交批准: one signed approval."""

    def __init__(self, desk: Desk, case_id: str, charge: Charge) -> None:
        given = charge.deferral.approvals if charge.deferral else ()
        names = "、".join(f"{one.name}（{one.post}）" for one in given)
        told = f"{charge.name}缓交。{f'已批准：{names}。' if names else ''}登记一张签了字的审批单；两次批准要是不同的人。"
        super().__init__(desk, "登记缓交批准", told, "登记批准")
        self._ids = (case_id, charge.id)
        self.approver = self.add_line("approver", "批准人")
        self.post = self.add_line("post", "职务")
        self.sheet = self.add_line("sheet", "审批单编号或名称")
        self.on = self.add_day("on", "批准日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the approval."""
        from models.services.fees import approve_deferral

        given = (str(values["approver"]), str(values["post"]), str(values["sheet"]))
        return approve_deferral(self.desk.station, *self._ids, *given, cast(date, values["on"]), self.desk.today())


class OldBillsDialog(EntryDialog):
    """历史电费: what the look into the billing system said."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "查历史电费", "到营销系统查客户以前的电费，把结果登记在这里。规定要求结清的，没有结清不能送电。", "登记")
        self._case_id = case_id
        self.settled = self.add_choice("settled", "查询结果", [("yes", "已结清（没有欠费）"), ("no", "有欠费")])
        self.evidence = self.add_line("evidence", "凭据", hint="在哪里查的，如“营销系统”；有欠费写明金额")
        self.on = self.add_day("on", "查询日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the answer."""
        from models.services.fees import check_old_bills

        clear, day = values["settled"] == "yes", cast(date, values["on"])
        return check_old_bills(self.desk.station, self._case_id, clear, str(values["evidence"]), day, self.desk.today())


class SettleDialog(EntryDialog):
    """结清: the account with the customer is closed by what was really spent."""

    def __init__(self, desk: Desk, case_id: str, total: int) -> None:
        super().__init__(desk, "费用结清", f"按实际发生的费用与客户结清。登记的应收合计 {yuan(total)} 元，已全部交清或减免。", "结清")
        self._case_id = case_id
        self.amount = self.add_line("amount", "实际发生金额（元）", f"{total / 100:.2f}" if total else "")
        self.evidence = self.add_line("evidence", "结算单编号")
        self.on = self.add_day("on", "结清日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the settlement."""
        from models.services.fees import settle_fees

        amount, evidence = str(values["amount"]), str(values["evidence"])
        return settle_fees(self.desk.station, self._case_id, amount, evidence, cast(date, values["on"]), self.desk.today())


def _charge(desk: Desk, case_id: str, _key: str) -> None:
    from models.services.fees import chargeable

    def offer(found: Chargeable) -> None:
        if found.kinds:
            ChargeDialog(desk, case_id, found).open()
            return
        refused = f"{_refused(found)}。" if found.refused else "没有依据不得收费。"
        desk.show_error(StationError("本次业务不收费：收费规定里没有现在可向这类客户收的项目。", refused))

    desk.tasks.run(lambda: chargeable(desk.station, case_id, desk.today()), offer)


def _about(dialog: Callable[[Desk, str, Charge], EntryDialog]) -> Callable[[Desk, str, str], None]:
    """Opens a dialog about one charge, read afresh."""

    def opens(desk: Desk, case_id: str, key: str) -> None:
        from models.services.fees import charge_of

        desk.tasks.run(lambda: charge_of(desk.station, case_id, key), lambda charge: dialog(desk, case_id, charge).open())

    return opens


def _defer(desk: Desk, case_id: str, key: str) -> None:
    from models.services.fees import charge_of
    from models.services.station import people

    def read() -> tuple[Charge, tuple[Person, ...]]:
        return charge_of(desk.station, case_id, key), people(desk.station)

    desk.tasks.run(read, lambda found: DeferDialog(desk, case_id, *found).open())


def _settle(desk: Desk, case_id: str, _key: str) -> None:
    from models.services.fees import open_total

    def offer(found: tuple[int, int]) -> None:
        charged, rest = found
        if rest:
            desk.show_error(StationError(f"还有 {yuan(rest)} 元没有交。", "请先登记收费或减免，再结清。"))
        else:
            SettleDialog(desk, case_id, charged).open()

    desk.tasks.run(lambda: open_total(desk.station, case_id), offer)


ACTS: dict[str, Callable[[Desk, str, str], None]] = {
    "charge": _charge,
    "pay": _about(PayDialog),
    "waive": _about(WaiveDialog),
    "cancel": _about(CancelDialog),
    "defer": _defer,
    "approve": _about(ApproveDialog),
    "bills": lambda desk, case_id, _key: OldBillsDialog(desk, case_id).open(),
    "settle": _settle,
    "notice": lambda desk, case_id, _key: desk.preview_paper(case_id, "FEE-NOTICE"),
}
