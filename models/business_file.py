"""The file of all business types, and what its short forms stand for: shared flows, shared questions, shared steps after the end."""

from __future__ import annotations

from datetime import date

import msgspec

from models.business import BusinessType, FlowStep
from models.type_rules import AfterSequence, Precondition


class BusinessFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of all business types, with the questions and the sequences of steps that several of them share.

    `further_forms` are those that belong to no stage: by class for connections, by group (change, bill, enquiry) for the rest.
    """

    effective: date
    source: str
    cite: str
    types: tuple[BusinessType, ...]
    preconditions: tuple[Precondition, ...] = ()
    sequences: tuple[AfterSequence, ...] = ()
    further_forms: dict[str, tuple[str, ...]] = {}


def whole_types(file: BusinessFile) -> tuple[BusinessType, ...]:
    """Returns the types with everything they name by code put in; unknown codes are left out (`business_findings` tells)."""
    own = {kind.code: kind for kind in file.types if not kind.flow_like}
    questions = {one.code: one for one in file.preconditions}
    sequences = {one.code: one for one in file.sequences}
    return tuple(
        msgspec.structs.replace(
            _with_flow(kind, own.get(kind.flow_like)),
            preconditions=(*(questions[code] for code in kind.asks if code in questions), *kind.preconditions),
            sequences=(*(sequences[code] for code in kind.after if code in sequences), *kind.sequences),
            further_forms=kind.further_forms or _further(kind, file),
        )
        for kind in file.types
    )


def _further(kind: BusinessType, file: BusinessFile) -> dict[str, tuple[str, ...]]:
    """What the file says for the type's group, or for each of its classes."""
    by_group = file.further_forms.get(kind.group)
    return {class_: file.further_forms.get(class_, ()) if by_group is None else by_group for class_ in kind.classes}


def _with_flow(kind: BusinessType, model: BusinessType | None) -> BusinessType:
    """The type with the flow of another; the acceptance keeps its own form and papers."""
    if model is None or kind.flow:
        return kind
    accept = msgspec.structs.replace(model.flow[0], form=kind.application_form, papers=kind.papers_at_acceptance)
    flow: tuple[FlowStep, ...] = (accept, *model.flow[1:])
    return msgspec.structs.replace(kind, flow=flow, conditional=kind.conditional or model.conditional)
