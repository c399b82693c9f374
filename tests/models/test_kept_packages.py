"""Packages of earlier releases are read for ever, by this program and by the independent reader, and the centre takes them in."""

import dataclasses
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from models.problems import StationError
from models.services.centre.arrivals import list_arrivals
from models.services.centre.intake import take
from models.services.centre.trusted_stations import list_centre_cases, trust_station
from models.services.enrolment import StationCard
from models.sync.encryption import Identity
from models.sync.manifest import SENDERS
from models.sync.package import read
from models.sync.signing import fingerprint
from tests.data import independent_reader
from tests.journeys.keep_packages import digest
from tests.postgres import on_both_stores

FOLDERS = sorted(path for path in (Path(__file__).parents[1] / "data" / "packages").iterdir() if path.is_dir())
KEPT = [(folder, name) for folder in FOLDERS for name in json.loads((folder / "expected.json").read_text(encoding="utf-8"))]
named = pytest.mark.parametrize(("folder", "name"), KEPT, ids=[f"{folder.name}-{name}" for folder, name in KEPT])


def opened(folder, name):
    keys = json.loads((folder / "keys.json").read_text())
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))[name]
    verify = bytes.fromhex(keys[expected.pop("from")]["verify_key"])
    return (folder / f"{name}.YKP").read_bytes(), Identity.from_text(keys[expected.pop("to")]["identity"]), verify, expected


def grown(expected, found):
    """Fields that a later version added stand at their defaults."""
    return {**found, "statement": {name: value for name, value in found["statement"].items() if name in expected["statement"]}}


def test_packages_of_every_release_and_kind_are_kept():
    assert [folder.name for folder in FOLDERS] == ["0.1.0"]
    kinds = {json.loads((folder / "expected.json").read_text(encoding="utf-8"))[name]["statement"]["kind"] for folder, name in KEPT}
    assert kinds == set(SENDERS)


@named
def test_they_read_as_they_did(folder, name):
    data, own, verify, expected = opened(folder, name)
    content = read(data, [own], {fingerprint(verify): verify}, me=own.recipient)
    assert grown(expected, digest(content)) == expected


@named
def test_the_independent_reader_agrees(folder, name):
    data, own, verify, _expected = opened(folder, name)
    content = read(data, [own], {fingerprint(verify): verify}, me=own.recipient)
    theirs = independent_reader.read(data, own.text, verify, own.recipient)
    for part in ("lines", "private", "attachments", "ack", "readme"):
        assert theirs[part] == getattr(content, part), part


@named
def test_ordinary_tools_open_them(folder, name, tmp_path):
    """age decrypts, unzip extracts: what lies there is what was signed."""
    if shutil.which("age") is None or shutil.which("unzip") is None:
        pytest.skip("age or unzip is not installed")
    data, own, verify, _expected = opened(folder, name)
    (tmp_path / "secret").write_text(own.text + "\n")
    (tmp_path / "package").write_bytes(data)
    subprocess.run(["age", "-d", "-i", tmp_path / "secret", "-o", tmp_path / "inside.zip", tmp_path / "package"], check=True)
    subprocess.run(["unzip", "-q", tmp_path / "inside.zip", "-d", tmp_path / "bag"], check=True)
    content = read(data, [own], {fingerprint(verify): verify}, me=own.recipient)
    assert (tmp_path / "bag/data/ops.ndjson").read_bytes() == b"".join(line + b"\n" for line in content.lines)


@on_both_stores
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_centre_of_today_takes_them_in(folder, centre):
    keys = json.loads((folder / "keys.json").read_text())
    trust_other(centre, keys)
    centre.keys = dataclasses.replace(centre.keys, identity=keys["centre"]["identity"])
    for path in sorted(folder.glob("full-*.YKP"), reverse=True):
        try:
            take(centre, path)
        except StationError as held:
            assert "缺号" in held.message  # noqa: PT017
    assert {arrival.state for arrival in list_arrivals(centre)} == {"applied"}
    assert len(list_centre_cases(centre)) == 2
    assert take(centre, folder / "delta.YKP").new == 0
    assert take(centre, folder / "resend-request-station.YKP").new == 0


def trust_other(centre, keys):
    import sqlalchemy as sa

    from models.store.views import trusted

    with centre.database.writer.begin() as connection:
        connection.execute(sa.delete(trusted))
    verify = keys["station"]["verify_key"]
    recipient = Identity.from_text(keys["station"]["identity"]).recipient
    trust_station(centre, StationCard("3501", "堂街供电所", "郏县", verify, recipient, fingerprint(bytes.fromhex(verify))))
