"""From what a clerk typed to a form, and back: `fill`, `parse_day`, `draft_of`. Messages say what, where, and what to do."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from models import customer
from models.forms.drawing import Drawing
from models.forms.fields import FieldSpec, Form, TableRow, facts_given, specs
from models.problems import Problem, ProblemsFound

_Filled = TypeVar("_Filled", bound=Form)

LONGEST_LINE = 200
LONGEST_TEXT = 2000
EARLIEST_DAY = date(1990, 1, 1)

_NAMED_DAYS = {"前天": -2, "昨天": -1, "今天": 0, "今日": 0, ".": 0, "。": 0, "明天": 1}
_YES = {"是", "有", "true", "1", "√", "✓", "+", "y", "yes"}
_NO = {"否", "无", "false", "0", "-", "n", "no"}
_UNIT_NAMES = {"kW": ("千瓦",), "kVA": ("千伏安",), "元": ("块",), "A": ("安",), "V": ("伏",)}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
_CHINESE_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百千万点]+")


class _EntryError(ValueError):
    """One typed value that cannot be taken, with the sentence for the clerk."""


def fill(form_type: type[_Filled], draft: Mapping[str, object], *, today: date) -> _Filled:
    """The complete valid form that a draft makes; ProblemsFound with every problem at once if it does not make one.

    Draft values are typed strings (bool and other plain values are taken as they are), tables are lists of such mappings.
    Names that the form does not know are ignored: a draft may be older than the form.
    """
    values, problems = _read_all(specs(form_type), draft, today)
    bad = {problem.field.split(".")[0] for problem in problems}
    partial: Form = object.__new__(form_type)
    for name, value in values.items():
        object.__setattr__(partial, name, value)
    problems += [problem for problem in partial.problems() if problem.field.split(".")[0] not in bad]
    if problems:
        raise ProblemsFound(tuple(problems))
    return form_type(**values)


def draft_of(form: Form | TableRow) -> dict[str, object]:
    """The draft that makes this form again: strings, and lists of such drafts for tables; empty fields are empty strings."""
    return {spec.name: as_typed(getattr(form, spec.name)) for spec in specs(type(form))}


def as_typed(value: object) -> object:
    """One value as a clerk would type it."""
    if isinstance(value, tuple | list):
        return [draft_of(row) if isinstance(row, TableRow) else dict(row) for row in value]
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def prefilled(form_type: type[Form], facts: Mapping[str, object]) -> dict[str, object]:
    """A first draft from the facts of the case (keys of FACTS); only fields that have a fact, and first rows of tables."""
    known = {name: facts.get(key) for name, key in form_type.prefill.items()}
    started: dict[str, object] = {name: [_begun(row, facts) for row in rows] for name, rows in form_type.first_rows.items()}
    return started | {name: as_typed(value) for name, value in known.items() if value is not None and value != ""}


def _begun(row: Mapping[str, str], facts: Mapping[str, object]) -> dict[str, object]:
    """A first row of a table: cells written =key start from that fact, and are left out where it is not known."""
    cells = ((name, as_typed(facts.get(cell[1:])) if cell.startswith("=") else cell) for name, cell in row.items())
    return {name: cell for name, cell in cells if cell != ""}


def facts_of(forms: Sequence[Form]) -> dict[str, object]:
    """What the forms of a case establish together, a later form overriding an earlier one."""
    facts: dict[str, object] = {}
    for form in forms:
        facts |= facts_given(form)
    return facts


def parse_day(text: str, today: date, *, ahead: bool = False) -> date:
    """The day typed as 2026-11-23, 2026.11.23, 20261123, 1123, 11-23, 11月23日, 今天, . (today) or 昨天; else ValueError with a sentence.

    Without a year it is this year's day; one more than half a year ahead is last year's (1231 typed in January), and with
    `ahead`, one more than half a year back is next year's.
    """
    clean = _plain(text).replace(" ", "")
    if clean in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[clean])
    match = re.fullmatch(r"(\d{4})?(\d{2})(\d{2})", clean, re.ASCII) or re.fullmatch(
        r"(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?", clean, re.ASCII
    )
    if match is None:
        raise _EntryError(f"“{text.strip()}”不是日期，请写成 2026-11-23、1123 或“今天”")
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        found = date(year or today.year, month, day)
        if not year and found > today + timedelta(days=183):
            return found.replace(year=today.year - 1)
        if not year and ahead and found < today - timedelta(days=183):
            return found.replace(year=today.year + 1)
    except ValueError:
        raise _EntryError(f"“{text.strip()}”这一天不存在，请核对月和日") from None
    return found


def soft_remarks(form: Form) -> Iterator[Problem]:
    """Odd formats that do not block, in fields and in tables."""
    for spec in specs(type(form)):
        value = getattr(form, spec.name)
        if spec.kind == "table":
            for index, row in enumerate(value):
                yield from (_placed(spec, index, one) for one in _soft(row))
    yield from _soft(form)


def _soft(form: Form | TableRow) -> Iterator[Problem]:
    for spec in specs(type(form)):
        value = getattr(form, spec.name)
        soft = _SOFT.get(spec.check or "")
        message = soft(value) if soft and value else None
        if message:
            yield Problem(spec.name, spec.label, message)


def _placed(spec: FieldSpec, index: int, problem: Problem) -> Problem:
    return Problem(f"{spec.name}.{index}.{problem.field}", f"{spec.label}第{index + 1}行{problem.label}", problem.message)


def _read_all(wanted: tuple[FieldSpec, ...], draft: Mapping[str, object], today: date) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for spec in wanted:
        if spec.kind == "table":
            rows, found = _read_table(spec, draft.get(spec.name), today)
            problems += found
            if not found:
                values[spec.name] = rows
            continue
        try:
            values[spec.name] = _read(spec, draft.get(spec.name), today)
        except _EntryError as refused:
            problems.append(Problem(spec.name, spec.label, str(refused)))
    return values, problems


def _read_table(spec: FieldSpec, typed: object, today: date) -> tuple[tuple[TableRow, ...], list[Problem]]:
    assert spec.row_type is not None
    lines = [line for line in typed if isinstance(line, Mapping)] if isinstance(typed, Sequence) and not isinstance(typed, str) else []
    rows: list[TableRow] = []
    problems: list[Problem] = []
    for index, line in enumerate(lines):
        if _is_blank(spec, line):
            continue
        values, found = _read_all(spec.columns, line, today)
        bad = {problem.field for problem in found}
        row: TableRow = object.__new__(spec.row_type)
        for name, value in values.items():
            object.__setattr__(row, name, value)
        found += [problem for problem in row.problems() if problem.field not in bad]
        problems += [_placed(spec, index, problem) for problem in found]
        rows.append(row)
    return tuple(rows), problems + _count_problems(spec, len(rows))


def _is_blank(spec: FieldSpec, line: Mapping[str, object]) -> bool:
    """A row in which nothing was typed: empty, or still standing at each column's default."""
    return all(_text(line.get(column.name)) in ("", str(as_typed(column.default))) for column in spec.columns)


def _count_problems(spec: FieldSpec, count: int) -> list[Problem]:
    least = int(spec.least) if spec.least is not None else int(spec.required)
    if count < least:
        return [Problem(spec.name, spec.label, f"至少要填 {least} 行")]
    if spec.most is not None and count > spec.most:
        return [Problem(spec.name, spec.label, f"最多 {spec.most} 行，现有 {count} 行，请合并或写入备注")]
    return []


def _read(spec: FieldSpec, typed: object, today: date) -> object:
    text = _text(typed)
    if "\0" in text or any(unicodedata.category(one) in ("Cs", "Cc") and one not in "\t\r\n" for one in text):
        raise _EntryError("含有不可见的控制字符，请删去后重新输入")
    text = text.translate(_INVISIBLE).strip()
    if not text:
        if spec.required:
            raise _EntryError("请选择" if spec.choices or spec.kind == "yes_no" else "请填写")
        return spec.default
    return _READERS[spec.kind](spec, text, today)


def _read_text(spec: FieldSpec, text: str, today: date) -> str:
    text = re.sub(r"\r\n?", "\n", text) if spec.kind == "long" else re.sub(r"\s*[\r\n\t]+\s*", " ", text)
    most = LONGEST_TEXT if spec.kind == "long" else LONGEST_LINE
    if spec.check:
        text = _NORMAL.get(spec.check, _plain)(text)
    if len(text) > most:
        raise _EntryError(f"太长（{len(text)} 字），请缩短到 {most} 字以内")
    hard = _HARD.get(spec.check or "")
    message = hard(text, today) if hard else None
    if message:
        raise _EntryError(message)
    return text


def _read_date(spec: FieldSpec, text: str, today: date) -> date:
    day = parse_day(text, today, ahead=spec.future)
    if day > today and not spec.future:
        raise _EntryError(f"{day} 在今天（{today}）之后，请核对")
    if day < EARLIEST_DAY:
        raise _EntryError(f"{day} 太早，请核对年份")
    return day


def parse_number(typed: object, unit: str = "") -> Decimal | None:
    """The number a clerk typed, with or without its unit, full-width figures and thousands separators; None where it is none."""
    try:
        return _number(_text(typed), unit or None, "60")
    except _EntryError:
        return None


def _read_decimal(spec: FieldSpec, text: str, today: date) -> Decimal:
    value = _number(text, spec.unit, "2" if spec.kind == "integer" else "60")
    _check_range(spec, value)
    return value


def _number(text: str, unit: str | None, example: str) -> Decimal:
    clean = _without_unit(_plain(text).replace(" ", ""), unit)
    if _CHINESE_NUMERAL.fullmatch(clean):
        raise _EntryError(f"“{text}”不是数字，请填阿拉伯数字，如 {example}")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", clean):
        clean = clean.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", clean, re.ASCII):
        raise _EntryError(f"“{text}”不是数字，请只填阿拉伯数字，如 {example}")
    whole, _, parts = clean.lstrip("+-").partition(".")
    if len(whole) > 12 or len(parts) > 6:
        raise _EntryError(f"“{text}”位数太多（整数最多 12 位，小数最多 6 位），请核对")
    return Decimal(clean) + 0


def _read_integer(spec: FieldSpec, text: str, today: date) -> int:
    value = _read_decimal(spec, text, today)
    if value != value.to_integral_value():
        raise _EntryError(f"“{text}”不是整数，请填整数，如 2")
    return int(value)


def _check_range(spec: FieldSpec, value: Decimal) -> None:
    unit = f" {spec.unit}" if spec.unit else ""
    if spec.least is not None and value < spec.least:
        if spec.least > 0 and value <= 0:
            raise _EntryError(f"必须大于 0，现为 {value:f}{unit}")
        raise _EntryError(f"不能小于 {spec.least}{unit}，现为 {value:f}{unit}")
    if spec.most is not None and value > spec.most:
        raise _EntryError(f"不能大于 {spec.most}{unit}，现为 {value:f}{unit}，请核对")


def _read_choice(spec: FieldSpec, text: str, today: date) -> str:
    for choice in spec.choices:
        if _plain(text).replace(" ", "") == _plain(choice).replace(" ", ""):
            return choice
    raise _EntryError(f"“{text}”不在可选项中，请从 {'、'.join(spec.choices)} 中选一项")


def _read_yes_no(spec: FieldSpec, text: str, today: date) -> bool:
    clean = _plain(text).lower()
    if clean not in _YES | _NO:
        raise _EntryError(f"“{text}”看不懂，请选“是”或“否”")
    return clean in _YES


def _read_drawing(spec: FieldSpec, text: str, today: date) -> Drawing:
    try:
        return Drawing.read(text)
    except ValueError as error:
        raise _EntryError(str(error)) from None


def _text(typed: object) -> str:
    return typed if isinstance(typed, str) else str(as_typed(typed))


def _plain(text: str) -> str:
    """Full-width digits and letters as plain ones; for numbers, days and codes, never for names and free text."""
    return unicodedata.normalize("NFKC", text).strip()


def _without_unit(text: str, unit: str | None) -> str:
    for name in (unit, *_UNIT_NAMES.get(unit, ())) if unit else ():
        if text.lower().endswith(name.lower()):
            return text[: -len(name)]
    return text


_READERS: Mapping[str, Callable[[FieldSpec, str, date], object]] = {
    "text": _read_text, "long": _read_text, "date": _read_date, "decimal": _read_decimal, "integer": _read_integer,
    "choice": _read_choice, "yes_no": _read_yes_no, "drawing": _read_drawing,
}  # fmt: skip
_NORMAL: Mapping[str, Callable[[str], str]] = {
    "document": customer.normalise_document, "id_number": customer.normalise_document, "credit_code": customer.normalise_document,
    "phone": customer.normalise_phone,
}  # fmt: skip
_HARD: Mapping[str, Callable[[str, date], str | None]] = {
    "id_number": customer.check_id_number,
    "credit_code": lambda text, today: customer.check_credit_code(text),
    "phone": lambda text, today: customer.check_phone(text),
}
_SOFT: Mapping[str, Callable[[str], str | None]] = {
    "account_no": customer.check_account_no, "asset_no": customer.check_asset_no, "section_code": customer.check_section_code,
}  # fmt: skip
