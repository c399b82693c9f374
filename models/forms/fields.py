"""What a form is made of: typed fields, the paper's grid, rules across fields, and the case facts it shares.

A form is a frozen dataclass; the Python type of a field is its kind (str, Decimal, int, date, bool, Literal, tuple of rows).
`Annotated[X, Field("…")] | None = None` is not required; a field with any default is not required either.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from models.forms.drawing import Drawing
from models.forms.sheet import Annex, Bar, Clause, GridRow, QrCell, Row, Side, Signatures, Sketch, Statement, Sum, names_in, row_names
from models.problems import Problem

__all__ = [
    "FACTS", "Annex", "Bar", "Clause", "Field", "FieldSpec", "Form", "GridRow", "Kind", "NotFilledError", "QrCell", "Row", "Side",
    "Signatures", "Sketch", "Statement", "Sum", "TableRow", "facts_given", "label_of", "names_in", "private_names", "row_names", "rule",
    "spec_of", "specs",
]  # fmt: skip

Kind = Literal["text", "long", "date", "decimal", "integer", "choice", "yes_no", "table", "drawing"]
Check = Literal["document", "id_number", "credit_code", "phone", "account_no", "asset_no", "section_code"]
Suggest = Literal["village", "firm", "industry", "equipment", "agent"]

# The case facts that forms share, so that nothing is typed twice: key → what it is. Values are str, Decimal, date or bool.
FACTS: Mapping[str, str] = {
    "customer_name": "户名", "document_kind": "证件名称", "document_no": "证件号码", "address": "用电地址",
    "mailing_address": "通信地址", "phone": "客户电话", "agent": "经办人", "agent_id": "经办人身份证号", "agent_phone": "经办人电话",
    "contact": "联系人（有经办人时为经办人，否则户名）", "contact_phone": "联系电话（同上）", "capacity": "容量，低压 kW，高压 kVA",
    "voltage": "供电电压", "account_no": "户号", "application_no": "申请编号", "accepted_on": "受理日期", "accepted_by": "受理人",
    "business_type": "业务类型：新装、增容、临时用电", "industry": "行业分类", "usage_class": "用电类别", "price_class": "电价类别",
    "ownership_boundary": "产权分界点", "contract_kind": "合同种类（客户类别定得下来的）",
    "metering_mode": "计量方式", "contract_no": "合同编号", "reported_on": "客户报验日期",
    "completed_on": "竣工检验日期", "archive_items": "归档目录各行的草稿", "energized_on": "送电日期", "station": "供电所名称",
    "household_count": "申请户数", "project": "项目名称", "old_customer": "过户前的户名", "closing_reading": "过户交接示数，kWh",
    "wanted_from": "客户要求的起始或用电日期", "wanted_until": "客户要求的终止日期", "bill_settled": "电费是否已结清",
    "demand_load": "客户的需求负荷，kW", "design_received_on": "收到设计文件的日期", "change_asked": "业务类型所说的变更事项",
    "today": "今天", "person": "当前业扩员", "customer_manager": "客户经理",
    "application_note": "申请备注", "needed_by": "意向接电时间", "legal_representative": "法人代表", "tax_no": "纳税证号",
    "bank": "开户银行", "bank_account": "银行账号", "access_point": "勘查的接入点信息", "metering_place": "计量装置安装位置",
    "load_class": "负荷性质", "supply_source": "供电电源", "planned_meters": "方案所定电能表各行的草稿", "ct_ratio": "电流互感器变比",
    "ct_accuracy": "电流互感器精度", "pt_ratio": "电压互感器变比", "multiplier": "倍率", "readings": "装表示数各行的草稿",
    "receiving_capacity": "受电变压器的台数和容量", "design_firm": "设计单位", "design_grade": "设计资质等级",
    "building_firm": "施工单位", "building_licence": "施工许可证号", "equipment": "用电设备各行的草稿",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """How one field is called and limited.

    `least`/`most` are inclusive; for a table they count its rows. `lines` is the height in lines of text, for a table the rows
    printed at least. `boxes` prints one box a character. `check` names a format check ("document" only tidies). `future` allows
    a day after today. `numbered` prints 序号 as the first column of a table. `summed` adds a table's column up under it on screen;
    `suggest` names the list from which a panel offers what begins like the text typed.
    On paper alone: `short` is the label where the section already says whose it is, `group` a heading over neighbouring columns,
    `words` what is ticked for yes and no, `guide` what a blank cell shows to be filled up, `confirms` the field whose value this one
    confirms or puts right.
    """

    label: str
    unit: str | None = None
    least: Decimal | int | None = None
    most: Decimal | int | None = None
    hint: str = ""
    lines: int = 1
    private: bool = False
    boxes: int | None = None
    check: Check | None = None
    future: bool = False
    numbered: bool = False
    summed: bool = False
    suggest: Suggest | None = None
    short: str = ""
    group: str = ""
    words: tuple[str, str] = ("是", "否")
    guide: str = ""
    confirms: str = ""


@dataclass(frozen=True)
class FieldSpec:
    """One field as panels and sheets read it: the name in code, what `Field` says, and what the Python type says."""

    name: str
    label: str
    kind: Kind
    unit: str | None
    required: bool
    choices: tuple[str, ...]
    lines: int
    hint: str
    boxes: int | None
    private: bool
    columns: "tuple[FieldSpec, ...]"
    least: Decimal | int | None
    most: Decimal | int | None
    check: Check | None
    future: bool
    numbered: bool
    summed: bool
    suggest: Suggest | None
    default: object
    row_type: "type[TableRow] | None"
    short: str
    group: str
    words: tuple[str, str]
    guide: str
    confirms: str

    @property
    def paper_label(self) -> str:
        """The label as it stands on paper."""
        return self.short or self.label


class NotFilledError(AttributeError):
    """A rule asked for a field that has no valid value yet; `fill` then leaves that rule out."""


_Method = TypeVar("_Method", bound=Callable[..., Iterator[Problem]])


def rule(method: _Method) -> _Method:
    """Marks a method as a rule across fields: it yields every problem it finds; rules are independent of each other."""
    method.is_rule = True  # type: ignore[attr-defined]
    return method


class _Ruled:
    """What forms and table rows share: rules that can be asked even while other fields are still missing."""

    @classmethod
    def rules(cls) -> tuple[Callable[[Any], Iterator[Problem]], ...]:
        """All rules of this class, inherited ones first, in the order written."""
        found: dict[str, Any] = {}
        for owner in reversed(cls.__mro__):
            found |= {name: value for name, value in vars(owner).items() if getattr(value, "is_rule", False)}
        return tuple(found.values())

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong across fields; single fields were checked when they were read."""
        for one in self.rules():
            try:
                yield from one(self)
            except NotFilledError:
                continue

    def problem(self, name: str, message: str) -> Problem:
        """A problem at the field `name`, with its label."""
        return Problem(name, spec_of(type(self), name).label, message)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            raise (NotFilledError if name in type(self).__dataclass_fields__ else AttributeError)(name)


class TableRow(_Ruled):
    """One line of a table inside a form: a frozen keyword-only dataclass of annotated fields."""


class Form(_Ruled):
    """A paper of the flow: a frozen keyword-only dataclass of annotated fields, and these facts about the paper."""

    code: ClassVar[str]
    title: ClassVar[str]
    stage: ClassVar[str]  # the stage whose form it is (a code of stage_codes.STAGES)
    rows: ClassVar[tuple[GridRow, ...]]  # the paper's grid; every field exactly once
    version: ClassVar[int] = 1  # raised when old records cannot satisfy a change; add one from_v1(data) -> data
    done_on: ClassVar[str] = ""  # the date field which is the stage's day
    prefill: ClassVar[dict[str, str]] = {}  # field → key of FACTS it starts from
    gives: ClassVar[dict[str, str]] = {}  # field or property → key of FACTS it establishes for later forms
    first_rows: ClassVar[Mapping[str, tuple[Mapping[str, str], ...]]] = {}  # table → draft rows to start with; "=key" is a fact

    @property
    def ends_stage(self) -> bool:
        """Whether the stage is finished by this form; a failed inspection, for one, is recorded but does not finish it."""
        return True

    def remarks(self) -> Iterator[Problem]:
        """What looks odd but does not block; soft format checks by default."""
        from models.forms.entry import soft_remarks  # reading and declaring know each other; the cycle is cut here

        yield from soft_remarks(self)


_KNOWN_SPECS: dict[object, tuple[FieldSpec, ...]] = {}  # classes do not change; mypy cannot type functools.cache over classes


def specs(form_type: type[Form] | type[TableRow]) -> tuple[FieldSpec, ...]:
    """The fields of a form or of a table's row, in the order written; TypeError where a declaration is not understood."""
    found = _KNOWN_SPECS.get(form_type)
    if found is None:
        if not is_dataclass(form_type):
            raise TypeError(f"{form_type.__name__} is not a dataclass")
        hints = get_type_hints(form_type, include_extras=True)
        found = _KNOWN_SPECS[form_type] = tuple(_spec(item.name, hints[item.name], _default(item)) for item in fields(form_type))
    return found


def spec_of(form_type: type[Any], name: str) -> FieldSpec:
    """The field called `name`; KeyError if the form has none."""
    for spec in specs(form_type):
        if spec.name == name:
            return spec
    raise KeyError(name)


def label_of(form_type: type[Form], field: str) -> str:
    """What a field or a cell (table.row.column) is called: 供电容量, or 计量点第1行互感器变比; the bare name where the form has none."""
    name, *cell = field.split(".")
    spec = next((one for one in specs(form_type) if one.name == name), None)
    if spec is None or not cell:
        return spec.label if spec else name
    column = next((one.label for one in spec.columns if one.name == cell[1]), cell[1])
    return f"{spec.label}第{int(cell[0]) + 1}行{column}"


def private_names(form_type: type[Form]) -> tuple[str, ...]:
    """Names of the fields that hold personal data (a table counts as a whole): stored outside the journal's line."""
    return tuple(spec.name for spec in specs(form_type) if spec.private or any(column.private for column in spec.columns))


def facts_given(form: Form) -> dict[str, object]:
    """What this form establishes for later forms: key of FACTS → value; empty fields are left out."""
    values = {key: getattr(form, name) for name, key in form.gives.items()}
    return {key: value for key, value in values.items() if value is not None and value not in ("", ())}


def _default(item: Any) -> object:
    return item.default if item.default_factory is MISSING else item.default_factory()


def _spec(name: str, hint: Any, default: object) -> FieldSpec:
    python, field = _unwrapped(name, hint)
    kind, choices, row_type = _kind(name, python, field)
    return FieldSpec(
        name=name, label=field.label, kind=kind, unit=field.unit, required=default is MISSING, choices=choices, lines=field.lines,
        hint=field.hint, boxes=field.boxes, private=field.private, columns=specs(row_type) if row_type else (), least=field.least,
        most=field.most, check=field.check, future=field.future,
        numbered=field.numbered, summed=field.summed, suggest=field.suggest,
        default=None if default is MISSING else default, row_type=row_type,
        short=field.short, group=field.group, words=field.words, guide=field.guide, confirms=field.confirms,
    )  # fmt: skip


def _unwrapped(name: str, hint: Any) -> tuple[Any, Field]:
    if get_origin(hint) in (Union, UnionType):
        rest = [part for part in get_args(hint) if part is not type(None)]
        if len(rest) != 1:
            raise TypeError(f"{name}: only X | None is understood")
        hint = rest[0]
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{name}: not Annotated[…, Field(…)]")
    python, *marks = get_args(hint)
    found = [mark for mark in marks if isinstance(mark, Field)]
    if len(found) != 1:
        raise TypeError(f"{name}: exactly one Field(…) is needed")
    return python, found[0]


def _kind(name: str, python: Any, field: Field) -> tuple[Kind, tuple[str, ...], type[TableRow] | None]:
    if python is str:
        return ("long" if field.lines > 1 else "text"), (), None
    plain: dict[Any, Kind] = {Decimal: "decimal", int: "integer", date: "date", bool: "yes_no", Drawing: "drawing"}
    if python in plain:
        return plain[python], (), None
    if get_origin(python) is Literal:
        return "choice", get_args(python), None
    if get_origin(python) is tuple:
        row_type, *rest = get_args(python)
        if rest == [...] and issubclass(row_type, TableRow):
            return "table", (), row_type
    raise TypeError(f"{name}: no editor for {python!r}")
