"""Keys: made at enrolment, kept wrapped; either of the centre's two recipients opens a package alone; a lost key loses no data."""

import dataclasses
import os
import re
import shutil
import subprocess

import msgspec
import pytest

from models.problems import StationError
from models.services.centre.intake import take
from models.services.centre.trusted_stations import list_centre_cases, read_station_card, trust_station
from models.services.enrolment import StationCard
from models.services.exchange.outbox import export
from models.services.exchange.station_card import key_sheet, own_card, save_card
from models.store.keys import CentreKeys, StationKeys
from models.store.views import trusted
from models.sync.encryption import Identity
from models.sync.package import read
from models.sync.signing import SigningKey, fingerprint
from reports.render import render
from tests.data import independent_reader
from tests.stations import MONDAY, mill


@pytest.fixture(name="package")
def _package(station, tmp_path):
    mill(station)
    return export(station, tmp_path)[0].file


@pytest.fixture(name="recovery")
def _recovery(home):
    """The secret as it lies in the envelope: the only other copy of what opens packages."""
    return re.search(r"AGE-SECRET-KEY-\w+", (home / "keys" / "RECOVERY.txt").read_text(encoding="utf-8"))[0]


def test_the_recovery_key_alone_opens_a_package(station, package, recovery):
    own = Identity.from_text(recovery)
    key = SigningKey.from_bytes(station.keys.signing_seed)
    content = read(package.read_bytes(), [own], {key.fingerprint: key.verify_key}, me=own.recipient)
    assert len(content.statement.recipients) == 3  # main, recovery, and the station itself, to read it back
    theirs = independent_reader.read(package.read_bytes(), recovery, key.verify_key, own.recipient)
    assert theirs["lines"] == content.lines


def test_the_age_command_opens_it_with_the_recovery_key(package, recovery, tmp_path):
    if shutil.which("age") is None:
        pytest.skip("age is not installed")
    (tmp_path / "secret").write_text(recovery + "\n")
    done = subprocess.run(["age", "-d", "-i", tmp_path / "secret", package], capture_output=True, check=True)
    assert done.stdout.startswith(b"PK\3\4")


def test_a_centre_that_goes_on_with_its_recovery_key_takes_packages_in(centre, package, recovery):
    centre.keys = dataclasses.replace(centre.keys, identity=recovery)
    assert take(centre, package).new


def test_private_keys_lie_nowhere_in_the_clear(home, station, centre):
    seed, data_key = station.keys.signing_seed, station.keys.data_key
    secrets = (seed, data_key, seed.hex().encode(), data_key.hex().encode(), station.keys.identity.encode())
    for path in (home / "station").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(secret in data for secret in secrets), path


def test_a_lost_key_loses_no_data_the_station_exports_again_under_a_new_one(station, centre, package, tmp_path):
    take(centre, package)
    station.keys = StationKeys(station.keys.data_key, os.urandom(32), Identity.generate().text)
    (tmp_path / "new").mkdir()
    again, _ = export(station, tmp_path / "new", kind="full")
    with pytest.raises(StationError, match="未登记的供电所密钥"):
        take(centre, again.file)
    card = own_card(station)
    with pytest.raises(StationError, match="换钥要先停用旧钥"):
        trust_station(centre, card)
    with centre.database.writer.begin() as connection:
        connection.execute(trusted.update().values(revoked=True))
    assert card.fingerprint in trust_station(centre, card)
    taken = take(centre, again.file)
    assert (taken.new, taken.known) == (0, again.lines)
    assert len(list_centre_cases(centre)) == 1


def test_the_fingerprint_is_printed_with_a_code_that_is_the_card(station, tmp_path):
    drawn = []
    key_sheet(station, lambda context: drawn.append(context) or b"%PDF", MONDAY)
    (context,) = drawn
    card = msgspec.json.decode(context.scan, type=StationCard)
    assert context.scan.isascii()  # a scanner types it like a keyboard: no Chinese, and no Enter in the middle
    assert context.scan.isprintable()
    assert card == own_card(station) == read_station_card(save_card(station, tmp_path)[0])
    assert context.clauses[0] == fingerprint(bytes.fromhex(card.verify_key))
    secrets = (station.keys.identity, station.keys.signing_seed.hex(), station.keys.data_key.hex())
    assert not [secret for secret in secrets if secret in context.scan]
    assert key_sheet(station, render, MONDAY).startswith(b"%PDF")


def test_the_centre_keeps_two_recipients_and_only_one_secret(centre, home, recovery):
    assert isinstance(centre.keys, CentreKeys)
    assert centre.keys.identity != recovery
    assert recovery.encode() not in (home / "centre.db").read_bytes()
