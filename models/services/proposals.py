"""Where a filled form departs from the electrical proposals: the mark that its fact keeps."""

from __future__ import annotations

from collections.abc import Mapping

from models import events
from models.electrical.proposals import overridden, proposals_for
from models.electrical.rules import shipped_electrical
from models.forms import form_by_code, private_names
from models.rules import RuleBook


def marks(
    form_code: str, values: Mapping[str, object], facts: Mapping[str, object], book: RuleBook, why: Mapping[str, str]
) -> tuple[events.ProposalOverridden, ...]:
    """What was proposed, what was chosen, the rule, and the clerk's reason (`why`, by field); never of personal data."""
    private = private_names(form_by_code(form_code))
    proposed = proposals_for(form_code, values, facts, shipped_electrical(), book.profile.electrical)
    return tuple(
        events.ProposalOverridden(
            field=one.proposal.field, proposed=one.proposal.value, chosen=one.chosen,
            basis=f"{one.proposal.reckoning}；{one.proposal.basis}", reason=one.reason,
        )
        for one in overridden([one for one in proposed if one.place not in private], values, why)
    )  # fmt: skip
