"""Forms as the journal keeps them: plain JSON values (days in ISO form, decimals as strings), and records of older versions."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from models.forms.drawing import Drawing
from models.forms.fields import FieldSpec, Form, TableRow, specs
from models.problems import StationError

_Stored = TypeVar("_Stored", bound=Form)

ERASED = "已按规定删除"


def to_json(form: Form | TableRow) -> dict[str, Any]:
    """The form as JSON values; empty fields are left out."""
    values = {spec.name: _to_json(getattr(form, spec.name)) for spec in specs(type(form))}
    return {name: value for name, value in values.items() if value is not None}


def from_json(form_type: type[_Stored], version: int, data: Mapping[str, Any], *, erased: bool = False) -> _Stored:
    """The form of a stored record. Rules are not asked again: what was accepted once stays readable.

    An older `version` is lifted by the form's `from_v1`, `from_v2` … in turn. With `erased` the private part was deleted by rule:
    missing required text reads 已按规定删除. StationError for a newer version or a record that does not fit.
    """
    if version > form_type.version:
        raise StationError(f"这份{form_type.title}由更新的程序填写（第 {version} 版）。", "请先升级本程序再打开。")
    lifted = dict(data)
    for older in range(version, form_type.version):
        lift: Callable[[dict[str, Any]], dict[str, Any]] = getattr(form_type, f"from_v{older}")
        lifted = lift(lifted)
    return form_type(**_values(form_type, lifted, erased))


def _values(form_type: type[Form] | type[TableRow], data: Mapping[str, Any], erased: bool) -> dict[str, Any]:
    wanted = specs(form_type)
    unknown = set(data) - {spec.name for spec in wanted}
    if unknown:
        raise _unreadable(form_type, f"多出 {'、'.join(sorted(unknown))}")
    values: dict[str, Any] = {}
    for spec in wanted:
        if spec.name in data:
            try:
                values[spec.name] = _from_json(spec, data[spec.name], erased)
            except (ValueError, TypeError, ArithmeticError) as error:
                raise _unreadable(form_type, f"{spec.label}的内容不对") from error
        elif spec.required and erased and spec.private and spec.kind in ("text", "long"):
            values[spec.name] = ERASED
        elif spec.required and not (erased and spec.kind == "table"):
            raise _unreadable(form_type, f"缺少{spec.label}")
        else:
            values[spec.name] = () if spec.kind == "table" else spec.default
    return values


def _unreadable(form_type: type[Form] | type[TableRow], what: str) -> StationError:
    title = getattr(form_type, "title", form_type.__name__)
    return StationError(f"{title}的存档读不出来：{what}。", "请运行“检查”，并把结果告诉县中心。")


def _to_json(value: object) -> object:
    if isinstance(value, tuple):
        return [to_json(row) for row in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Drawing):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _from_json(spec: FieldSpec, value: Any, erased: bool) -> object:
    if spec.kind == "table":
        assert spec.row_type is not None
        return tuple(spec.row_type(**_values(spec.row_type, row, erased)) for row in value)
    read, kind = _READERS[spec.kind]
    if type(value) is not kind:
        raise TypeError(f"{spec.name}: {type(value).__name__}")
    return read(value)


_READERS: Mapping[str, tuple[Callable[[Any], object], type]] = {
    "text": (str, str), "long": (str, str), "choice": (str, str), "date": (date.fromisoformat, str), "decimal": (Decimal, str),
    "integer": (int, int), "yes_no": (bool, bool), "drawing": (Drawing.read, str),
}  # fmt: skip
