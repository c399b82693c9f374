"""Pictures that papers print: the photos of sketch boxes, no larger than paper can show."""

from __future__ import annotations

from models.attached_content import smaller
from models.forms.drawing import Drawing
from models.forms.fields import Form, specs
from models.problems import StationError
from models.services.files import content
from models.services.station import Station

PRINTED_SIDE = 1400
"""Pixels of a photo's longer side on paper: 200 dots an inch over the whole width."""


def pictures_of(station: Station, form: Form) -> dict[str, bytes]:
    """The photos that a form's sketch boxes name, by SHA-256; one that cannot be read any more is left out and said so in its box."""
    found: dict[str, bytes] = {}
    for spec in specs(type(form)):
        value = getattr(form, spec.name)
        if isinstance(value, Drawing) and value.picture:
            try:
                found[value.picture] = smaller(content(station, value.picture), PRINTED_SIDE)
            except StationError:
                continue
    return found
