"""What stands in the envelope of a package."""

from __future__ import annotations

import msgspec

from models.sync.encryption import Identity
from tests.data import independent_reader


def signers(path, identity):
    """The fingerprints named in a package's envelope."""
    inside = independent_reader.unzip(bytes(Identity.from_text(identity).opens(path.read_bytes())))
    return [one["keyid"] for one in msgspec.json.decode(inside["sync.dsse.json"])["signatures"]]
