"""The station's signing key over the years: renewed by a word the old key signs; it signs beside the new until the centre has that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from models import events
from models.events import SigningKeyRenewed
from models.problems import Problem, ProblemsFound, StationError, cause_of
from models.services.changes import Changes
from models.services.enrolment import StationCard
from models.services.exchange.station_card import save_card
from models.services.station import Station, changing, looking
from models.store import journal
from models.store.keys import FormerKey, open_keys, write_keys
from models.store.views import acknowledged
from models.sync.key_change import KeyChange, announce, read_change
from models.sync.signing import SigningKey


def renew_signing_key(station: Station, password: str, today: date) -> tuple[StationCard, Changes]:
    """Gives the station a new signing key; the centre learns of it by a word in the next package, signed by the old one.

    The new key lies in keys.json before anybody hears of it. Raises ProblemsFound for a wrong password, StationError where the folder
    takes no file.
    """
    try:
        open_keys(station.folder, password)
    except StationError as error:
        raise ProblemsFound((Problem("password", "密码", str(error)),)) from error
    old, new, info = SigningKey.from_bytes(station.keys.signing_seed), SigningKey.generate(), station.info
    change = KeyChange(
        role="station",
        station=info.code,
        name=info.name,
        previous=old.fingerprint,
        fingerprint=new.fingerprint,
        verify_key=new.verify_key.hex(),
        since=today,
    )
    former = FormerKey(old.seed, "", announce(change, old, new))
    keys = replace(station.keys, signing_seed=new.seed, former=(*station.keys.former, former))
    try:
        write_keys(station.folder, keys, password, info.code, info.name, info.county)
    except OSError as error:
        raise StationError(f"新密钥没有存上（{cause_of(error)}），原密钥仍在用。", "请检查磁盘空间和文件夹权限。") from error
    station.keys = keys
    say_renewals(station)
    return save_card(station, station.folder)[1], Changes(packages=True)


def say_renewals(station: Station) -> None:
    """Notes in the journal every renewal that is not there yet: after a power cut the keys may be further than it."""
    if not station.keys.former:
        return
    with looking(station) as connection:
        said = {event.announcement for event, _, _ in _said(connection, station)}
    missing = [one.announcement for one in station.keys.former if one.announcement not in said]
    if missing:
        with changing(station) as change:
            for text in missing:
                event = SigningKeyRenewed(announcement=text, fingerprint=read_change(text).fingerprint)
                change.append.add(event, (f"station:{station.info.code}",))
            change.append.touched.clear()  # no view shows it


def signing_key_of(station: Station) -> SigningKey:
    """With what packages are signed: the present key, and beside it those whose successor the centre has not acknowledged."""
    key = SigningKey.from_bytes(station.keys.signing_seed)
    if not station.keys.former:
        return key
    a, code = acknowledged.c, station.info.code
    with looking(station) as connection:
        upto = {row.epoch: row.seq for row in connection.execute(sa.select(a.epoch, a.seq).where(a.station == code))}
        held = {event.announcement for event, epoch, seq in _said(connection, station) if seq <= upto.get(epoch, 0)}
    return key.beside(SigningKey.from_bytes(one.signing_seed) for one in station.keys.former if one.announcement not in held)


def _said(connection: sa.Connection, station: Station) -> list[tuple[events.SigningKeyRenewed, str, int]]:
    facts = journal.facts_of(connection, f"station:{station.info.code}")
    return [(fact.event, fact.envelope.epoch, fact.envelope.seq) for fact in facts if isinstance(fact.event, SigningKeyRenewed)]
