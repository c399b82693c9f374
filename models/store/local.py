"""What belongs to this computer only: settings as short texts. Neither record nor view: `rebuild` never touches it."""

from __future__ import annotations

import sqlalchemy as sa

from models.store.views import setting

VIEWS_SETTING = "views_version"
"""By which version of the folding the views were made."""
FORKED = "forked_at"
"""From which of our lines on the centre has another one, as `epoch:seq`; empty where nothing differs."""
RETURNED = "words_lost_at_the_centre"
"""From which line on, by epoch of its channel, the centre has lost its own words, as JSON."""
HEARD = "centre_epochs_heard"
"""The epochs of the centre that this station has heard, the newest last, as JSON."""
WANTED = "wanted_attachments"
"""The attachments that the centre's last answer asked for again, as JSON."""

REBUILT_SET = "rebuilt_from"
"""The `pkg_id` of the rebuild package that was taken in last: its files are not waited for any more."""
CENTRE_SERIAL = "centre_keys_serial"
"""Which keys of the centre this station knows, counted from 1."""


_READ = sa.select(setting.c.value).where(setting.c.key == sa.bindparam("wanted"))
_DELETE = sa.delete(setting).where(setting.c.key == sa.bindparam("wanted"))
_INSERT = sa.insert(setting)


def read_setting(connection: sa.Connection, key: str, default: str = "") -> str:
    """The text kept under a key."""
    value = connection.execute(_READ, {"wanted": key}).scalar()
    return default if value is None else str(value)


def write_setting(connection: sa.Connection, key: str, value: str) -> None:
    """Keeps a text under a key, replacing the old one."""
    connection.execute(_DELETE, {"wanted": key})
    connection.execute(_INSERT, {"key": key, "value": value})
