"""The words that a case's forms leave for later typing: names of firms and of equipment, never anything private."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from models.case import Case
from models.form_codes import FORM_MODULES
from models.forms import form_by_code, specs
from models.forms.fields import FieldSpec

_KEPT = ("firm", "equipment")


def word_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `word_view`, each word once a case; none of a case entered by mistake or deleted by rule."""
    if case.outcome == "void" or case.erased:
        return []
    known = (filled for filled in case.forms.values() if filled.code in FORM_MODULES)
    found = dict.fromkeys(pair for filled in known for pair in _words(_leaving(filled.code), filled.values))
    return [{"case_id": case.id, "kind": kind, "word": word} for kind, word in found]


@lru_cache(maxsize=200)
def _leaving(code: str) -> tuple[FieldSpec, ...]:
    """The few fields of a form that leave words, and its tables."""
    return tuple(spec for spec in specs(form_by_code(code)) if spec.kind == "table" or _leaves(spec))


def _leaves(spec: FieldSpec) -> bool:
    return spec.suggest in _KEPT and not spec.private


def _words(fields: Sequence[FieldSpec], values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for spec in fields:
        value = values.get(spec.name)
        if spec.kind == "table" and isinstance(value, list):
            for row in value:
                yield from _words(spec.columns, row)
        elif _leaves(spec) and isinstance(value, str) and value:
            yield str(spec.suggest), value
