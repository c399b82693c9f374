"""A centre put back from a backup: a new epoch, by which every station learns what to send again."""

from __future__ import annotations

import sqlalchemy as sa

from models.events.envelope import epoch_name
from models.services.centre_store import Centre
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain


def renew_epoch(centre: Centre) -> str:
    """Gives the centre's store a new epoch and returns it: its next answers count anew and its words to stations open a new chapter."""
    try:
        with centre.database.writer.begin() as connection:
            number = int(read_setting(connection, "epoch").partition(".")[0]) + 1
            epoch = epoch_name(number, centre.now())
            write_setting(connection, "epoch", epoch)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    return epoch
