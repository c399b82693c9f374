"""The papers of the flow as typed classes, each in a module of its own that models.form_codes names."""

from functools import cache
from importlib import import_module
from typing import Any

from models.form_codes import FORM_CODES, FORM_MODULES
from models.forms.entry import as_typed, draft_of, facts_of, fill, parse_day, prefilled
from models.forms.fields import (
    FACTS,
    Annex,
    Bar,
    Clause,
    Field,
    FieldSpec,
    Form,
    GridRow,
    QrCell,
    Row,
    Side,
    Signatures,
    Sketch,
    Statement,
    TableRow,
    facts_given,
    label_of,
    names_in,
    private_names,
    row_names,
    rule,
    spec_of,
    specs,
)
from models.forms.stored import ERASED, from_json, to_json
from models.problems import StationError

__all__ = [
    "ERASED", "FACTS", "FORMS", "Annex", "Bar", "Clause", "Field", "FieldSpec", "Form", "GridRow", "QrCell", "Row", "Side", "Signatures",
    "Sketch", "Statement", "TableRow", "as_typed", "draft_of", "facts_given", "facts_of", "fill", "form_by_code", "from_json",
    "label_of", "names_in", "parse_day", "prefilled", "private_names", "row_names", "rule", "spec_of", "specs", "to_json",
]  # fmt: skip

FORMS: tuple[type[Form], ...]  # all of them, in the order of the flow; loaded when first asked for


@cache
def form_by_code(code: str) -> type[Form]:
    """The form whose code this is, loading its module on first need; StationError if this program has no such form."""
    if code not in FORM_MODULES:
        raise StationError(f"本程序没有代码为 {code} 的表单。", "请先升级本程序。")
    module = import_module(f"{__name__}.{FORM_MODULES[code]}")
    for found in vars(module).values():
        if isinstance(found, type) and issubclass(found, Form) and vars(found).get("code") == code:
            return found
    raise ImportError(f"{module.__name__} has no form with the code {code}")


def __getattr__(name: str) -> Any:
    if name != "FORMS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    forms = globals()[name] = tuple(form_by_code(code) for code in FORM_CODES)
    return forms
