"""What may be charged and what not: kinds of fees by date, what energising waits for, when charges are settled; checked strictly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

from models.business import CLASSES, STAGES, Fact
from models.money import parse_yuan
from models.problems import StationError
from models.rule_checks import CITE, DATES, FIX, Finding

Need = Literal["fees", "contract", "old_bills"]
COUNTY_FEES = "county"
"""The code under which a county's own file of fees is adopted, so that a newer program never puts its own in that place."""
NEEDS: dict[str, str] = {"fees": "费用交清", "contract": "供用电合同签订", "old_bills": "历史电费结清"}


class FeeKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fee from a day on, for some classes. A fee that the company bears is never charged.

    `price` in yuan a `unit`, both empty where the source names none; `due` the stage that waits for it; `until` its last day (inclusive),
    `ended_by` the document that abolished it.
    """

    code: str
    name: str
    basis: str
    classes: tuple[str, ...]
    effective: date
    source: str
    cite: str
    payer: Literal["customer", "company"] = "customer"
    due: str = "energize"
    unit: str = ""
    price: str = ""
    until: date | None = None
    ended_by: str = ""
    effective_note: str = ""
    selectable: bool = True
    note: str = ""

    @property
    def price_fen(self) -> int | None:
        """The unit price in fen, None where the source names none."""
        return parse_yuan(self.price) if self.price else None

    def in_force(self, day: date) -> bool:
        """Whether the fee exists on a day."""
        return self.effective <= day and (self.until is None or day <= self.until)


class Gate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be done before the power is switched on, for some classes; of `when` one fact at least must hold, none = always."""

    classes: tuple[str, ...]
    needs: tuple[Need, ...]
    source: str
    cite: str
    stage: str = "energize"
    when: tuple[Fact, ...] = ()


class Settlement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calendar days after energising within which charges are settled by what was really spent."""

    days: int
    source: str
    cite: str
    note: str = ""


class Deferral(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many different people must approve that a fee is paid later (缓交)."""

    approvals: int
    source: str
    cite: str


class FeeRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of all fees."""

    effective: date
    source: str
    cite: str
    fees: tuple[FeeKind, ...] = ()
    gates: tuple[Gate, ...] = ()
    settlement: Settlement | None = None
    deferral: Deferral | None = None

    def kinds(self, class_: str, day: date) -> tuple[FeeKind, ...]:
        """The fees that a customer of a class may be charged on a day."""
        return tuple(kind for kind in self.fees if class_ in kind.classes and not _refusal(kind, day))

    def refused(self, class_: str, day: date) -> tuple[tuple[FeeKind, str], ...]:
        """The fees of a class that may not be charged on a day, each with the reason and its document."""
        mine = (kind for kind in self.fees if class_ in kind.classes)
        return tuple((kind, why) for kind in mine if (why := _refusal(kind, day)))

    def chargeable(self, code: str, class_: str, day: date) -> FeeKind:
        """The fee as it is in force on a day; raises StationError that names the document which forbids it."""
        if not self.fees:
            raise StationError("本所没有采用收费规定，什么费用都不能收。", "请县中心给收费规定文件；没有依据不得收费。")
        known = [kind for kind in self.fees if kind.code == code]
        mine = [kind for kind in known if class_ in kind.classes]
        if not mine:
            name = known[0].name if known else code
            raise StationError(f"《{name}》不向{CLASSES.get(class_, class_)}客户收取。", "请核对收费项目；没有依据不得收费。")
        kind = next((one for one in mine if one.in_force(day)), mine[-1])
        refusal = _refusal(kind, day)
        if refusal:
            raise StationError(f"{kind.name}不能收：{refusal}", "请不要收取；已经收了的，按规定退还客户。")
        return kind

    def needs(self, class_: str, stage: str, facts: frozenset[str] = frozenset()) -> dict[str, Gate]:
        """What a stage of a case of a class with these facts waits for, each with the rule that says so."""
        mine = (gate for gate in self.gates if gate.stage == stage and class_ in gate.classes)
        return {need: gate for gate in mine if not gate.when or facts.intersection(gate.when) for need in gate.needs}


NO_FEES = FeeRules(effective=date.min, source="", cite="")


def _refusal(kind: FeeKind, day: date) -> str:
    """Why a fee may not be charged on a day; empty where it may."""
    if kind.until is not None and day > kind.until:
        return f"{kind.until} 以后已经取消（{kind.ended_by}）。"
    if day < kind.effective:
        return f"{kind.effective} 起才执行（{kind.basis}）。"
    if kind.payer == "company":
        return f"由供电企业承担（{kind.basis}：{kind.cite}）。"
    return "" if kind.selectable else f"只供查阅（{kind.note or kind.basis}）。"


def fees_findings(rules: FeeRules) -> Iterator[Finding]:
    """Everything wrong inside the file of fees."""
    if not rules.source or not rules.cite:
        yield Finding("source", "source", "收费规定要写明依据 source 和出处 cite", CITE)
    for at, kind in enumerate(rules.fees):
        path = f"fees[{at}]"
        yield from _kind_findings(path, f"{path}（{kind.code}）", kind)
    yield from _overlaps(rules.fees)
    for at, gate in enumerate(rules.gates):
        path = f"gates[{at}]"
        yield from _classes(path, path, gate.classes)
        yield from _cited(path, path, gate.source, gate.cite)
        if gate.stage not in STAGES:
            yield Finding(f"{path}.stage", path, f"不认识的环节 {gate.stage}", f"可用：{'、'.join(STAGES)}。")
    later, settle = rules.deferral, rules.settlement
    yield from _number("settlement", "days", settle.days, settle) if settle else ()
    yield from _number("deferral", "approvals", later.approvals, later) if later else ()


def _number(place: str, key: str, number: int, rule: Settlement | Deferral) -> Iterator[Finding]:
    yield from _cited(place, place, rule.source, rule.cite)
    if number < 1:
        yield Finding(f"{place}.{key}", place, "应当不少于 1")


def _kind_findings(path: str, place: str, kind: FeeKind) -> Iterator[Finding]:
    yield from _classes(path, place, kind.classes)
    yield from _cited(path, place, kind.source, kind.cite)
    wrong: tuple[tuple[bool, str, str, str], ...] = (
        (not kind.basis, "basis", "收费项目要写明收费依据 basis（文件名称）", CITE),
        (kind.due not in STAGES, "due", f"不认识的环节 {kind.due}", f"可用：{'、'.join(STAGES)}。"),
        (kind.until is not None and kind.until < kind.effective, "until", "until 早于 effective", DATES),
        (kind.until is not None and not kind.ended_by, "ended_by", "取消的项目要写明取消它的文件 ended_by", CITE),
        (bool(kind.price) != bool(kind.unit), "price", "单价 price 和计价单位 unit 要同时写", FIX),
        (not kind.selectable and not kind.note, "note", "只供查阅的项目要在 note 写明为什么不能收", FIX),
    )
    yield from (Finding(f"{path}.{key}", place, what, remedy) for bad, key, what, remedy in wrong if bad)
    if kind.price:
        try:
            parse_yuan(kind.price)
        except StationError as error:
            yield Finding(f"{path}.price", place, error.message, error.hint)


def _classes(path: str, place: str, classes: Iterable[str]) -> Iterator[Finding]:
    unknown = [code for code in classes if code not in CLASSES]
    if unknown:
        yield Finding(f"{path}.classes", place, f"不认识的客户类别 {'、'.join(unknown)}", f"可用：{'、'.join(CLASSES)}。")


def _cited(path: str, place: str, source: str, cite: str) -> Iterator[Finding]:
    if not source or not cite:
        yield Finding(f"{path}.{'cite' if source else 'source'}", place, "要写明依据 source 和出处 cite", CITE)


def _overlaps(kinds: tuple[FeeKind, ...]) -> Iterator[Finding]:
    """A fee may change from day to day, but has one text for a class on any day."""
    for at, later in enumerate(kinds):
        for earlier in kinds[:at]:
            same = earlier.code == later.code and set(earlier.classes) & set(later.classes)
            if same and earlier.effective <= (later.until or date.max) and later.effective <= (earlier.until or date.max):
                what = f"{later.code} 与前面同一项目的执行日期重叠（{earlier.effective} 至 {earlier.until or '今后'}）"
                yield Finding(f"fees[{at}].effective", f"fees[{at}]（{later.code}）", what, DATES)

