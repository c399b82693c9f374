"""Replaying the journal: every view folded anew, by hand (rebuild) or because a newer program folds otherwise."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from models.services.folding.contact_rows import write_contacts
from models.services.folding.refold import Folder
from models.store import journal
from models.store.local import VIEWS_SETTING, read_setting, write_setting
from models.store.session import Database, cause, explain, reading
from models.store.views import VIEWS_VERSION
from models.store.views import views as view_tables

Progress = Callable[[int, int], None]
_BATCH = 200


def replay(database: Database, progress: Progress | None = None) -> int:
    """Makes the view tables anew and folds every record into them, in one transaction; returns the number of records.

    `progress(done, total)` may raise to break off, which changes nothing.
    """
    try:
        with database.writer.begin() as connection:
            view_tables.drop_all(connection)
            view_tables.create_all(connection, checkfirst=False)
            folder, stations = Folder(connection), journal.records(connection, "station:")
            folder.refold(stations)
            names = journal.records(connection, "case:")
            for at in range(0, len(names), _BATCH):
                folder.fold_into_empty(names[at : at + _BATCH])
                if progress:
                    progress(at, len(names))
            contacts = journal.records(connection, "contact:")
            for at in range(0, len(contacts), _BATCH):
                write_contacts(connection, contacts[at : at + _BATCH])
            write_setting(connection, VIEWS_SETTING, str(VIEWS_VERSION))
    except sa.exc.DBAPIError as error:
        raise explain(error, database.path) from cause(error)
    return len(stations) + len(names) + len(contacts)


def renew_views(database: Database) -> None:
    """Replays where an older program made the views, so that a changed view needs no migration; else one small read."""
    with reading(database) as connection:
        current = read_setting(connection, VIEWS_SETTING) == str(VIEWS_VERSION)
    if not current:
        replay(database)
