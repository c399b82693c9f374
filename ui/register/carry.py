"""What stays when the clerk chooses another kind of business: whatever means the same on the other form."""

from __future__ import annotations

from collections.abc import Mapping

from models.forms import Form, spec_of, specs


def carried(typed: Mapping[str, object], given_by: Mapping[str, str], form: type[Form]) -> dict[str, object]:
    """What was typed, as fields of `form`: the same name, else the same fact. `given_by` says of which fact a name on other forms is."""
    names = {spec.name for spec in specs(form)}
    by_fact = {fact: name for name, fact in form.prefill.items()}
    found: dict[str, object] = {}
    for name, value in typed.items():
        target = name if name in names else by_fact.get(given_by.get(name, ""), "")
        if target and (target == name or target not in typed):
            found[target] = value
    return found


def changed_unit(one: type[Form], other: type[Form]) -> frozenset[str]:
    """Fields that both forms have, but in another unit: what was carried over must be looked at."""
    known = {spec.name: spec for spec in specs(one)}
    return frozenset(spec.name for spec in specs(other) if spec.name in known and spec_of(one, spec.name).unit != spec.unit)
