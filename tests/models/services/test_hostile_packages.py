"""Hostile packages at both doors, the centre's `take` and the station's `look_into`: nothing is written, the reason is given."""

import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from models.problems import StationError
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals, original
from models.services.centre.intake import take
from models.services.centre.stations import registered, revoke
from models.services.exchange.incoming import look_into
from models.services.exchange.outbox import export
from models.store.views import record, trusted, views
from models.sync import archive, bag
from models.sync.encryption import Identity, decrypt, encrypt
from models.sync.manifest import PAYLOAD_TYPE
from models.sync.signing import SigningKey, open_envelope
from tests.data.hostile_package import entry
from tests.data.hostile_package import zipped as zip_of
from tests.stations import mill

BOMB = entry("data/ops.ndjson", bytes(3 << 20), compress_type=zipfile.ZIP_DEFLATED)
LINK = entry("data/att/link", b"/etc/passwd", external_attr=0o120777 << 16)


def unpacked(inside):
    with zipfile.ZipFile(io.BytesIO(inside)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def resigned(files, key, **changes):
    """The same files under a statement that was changed and signed again."""
    told = json.loads(open_envelope(files[bag.ENVELOPE], {key.fingerprint: key.verify_key}).payload)
    told |= changes
    new = {**files, bag.ENVELOPE: key.sign(told.pop("payload_type", PAYLOAD_TYPE), json.dumps(told).encode())}
    new[bag.TAG_MANIFEST] = bag.listing({name: new[name] for name in (bag.BAGIT, bag.INFO, bag.MANIFEST, bag.ENVELOPE)})
    return archive.pack(new.items())


def repacked(inside, *more):
    """The same archive with further entries of any kind."""
    with zipfile.ZipFile(io.BytesIO(inside)) as opened:
        return zip_of([*[(info, opened.read(info)) for info in opened.infolist()], *more])


HOSTILE = {
    "bomb": (lambda inside, _: zip_of([BOMB]), "大得不合常理"),
    "path out of the folder": (lambda inside, _: repacked(inside, entry("../../evil")), "名称不允许"),
    "absolute path": (lambda inside, _: repacked(inside, entry("/etc/passwd")), "名称不允许"),
    "drive letter": (lambda inside, _: repacked(inside, entry("C:\\evil.exe")), "名称不允许"),
    "uninvited file": (lambda inside, _: repacked(inside, entry("data/run.exe")), "不该出现"),
    "fetch.txt": (lambda inside, _: repacked(inside, entry("fetch.txt")), "不该出现"),
    "symbolic link": (lambda inside, _: repacked(inside, LINK), "符号链接"),
    "encrypted entry": (lambda inside, _: flagged(inside), "压缩文件结构"),
    "trailing bytes": (lambda inside, _: inside + b"x", "压缩文件结构"),
    "truncated": (lambda inside, _: inside[:-30], "压缩文件结构"),
    "future suite": (lambda inside, key: resigned(unpacked(inside), key, suite="gm1"), "不认识的加密算法"),
    "future reader": (lambda inside, key: resigned(unpacked(inside), key, min_reader=99), "较新版本"),
    "must understand": (lambda inside, key: resigned(unpacked(inside), key, must_understand=["merge"]), "较新版本"),
    "future kind": (lambda inside, key: resigned(unpacked(inside), key, kind="teleport"), "较新版本"),
    "future envelope": (lambda inside, key: resigned(unpacked(inside), key, payload_type="application/x;v=2"), "较新版本"),
    "another recipient signed for": (lambda inside, key: resigned(unpacked(inside), key, recipients=["age1x"]), "不是发给本机构"),
    "a chain that was cut": (lambda inside, key: resigned(unpacked(inside), key, seq_to=1), "说明单"),
}


def flagged(inside):
    at = inside.index(b"PK\1\2")
    return inside[: at + 8] + b"\1" + inside[at + 9 :]


def state(database):
    """Everything that a package could change: the record and the views."""
    with database.reader.begin() as connection:
        return {
            table.name: connection.execute(sa.select(table)).all()
            for table in (*record.sorted_tables, *views.sorted_tables)
        }


@pytest.fixture(name="sent")
def _sent(station, centre, tmp_path):
    mill(station)
    return export(station, tmp_path)[0].file


@pytest.fixture(name="answered")
def _answered(station, centre, sent, tmp_path):
    take(centre, sent)
    return acknowledge(centre, "3501", tmp_path)[0].path


@pytest.mark.parametrize("what", HOSTILE)
def test_the_centre_takes_nothing_of_it(station, centre, sent, tmp_path, what):
    change, word = HOSTILE[what]
    own = Identity.from_text(centre.keys.identity)
    inside = decrypt(sent.read_bytes(), [own])
    bad = tmp_path / "BAD.YKP"
    bad.write_bytes(encrypt(change(inside, SigningKey.from_bytes(station.keys.signing_seed)), [own.recipient]))
    before = state(centre.database)
    with pytest.raises(StationError, match=word) as refused:
        take(centre, bad)
    assert refused.value.hint
    assert state(centre.database) == before
    (arrival,) = list_arrivals(centre)
    assert arrival.state in ("refused", "needs_upgrade")
    assert word in arrival.note
    assert (arrival.state == "needs_upgrade") == (what.startswith("future") or what == "must understand")
    assert list(centre.attachments.folder.rglob("*")) == [] or not centre.attachments.folder.exists()
    assert take(centre, sent).new  # and the honest one still comes in


@pytest.mark.parametrize("what", HOSTILE)
def test_the_station_takes_nothing_of_it(station, centre, answered, tmp_path, what):
    change, word = HOSTILE[what]
    own = Identity.from_text(station.keys.identity)
    inside = decrypt(answered.read_bytes(), [own])
    bad = tmp_path / "BAD.YKP"
    bad.write_bytes(encrypt(change(inside, SigningKey.from_bytes(centre.keys.signing_seed)), [own.recipient]))
    before = state(station.database)
    with pytest.raises(StationError, match=word) as refused:
        look_into(station, bad)
    assert refused.value.hint
    assert state(station.database) == before
    look_into(station, answered)


def test_duplicate_names_are_refused_at_both_doors(station, centre, answered, sent, tmp_path):
    for file, side, go in ((sent, centre, take), (answered, station, look_into)):
        own = Identity.from_text(side.keys.identity)
        inside = decrypt(file.read_bytes(), [own])
        with pytest.warns(UserWarning, match="Duplicate name"):
            twice = repacked(inside, entry("data/README.TXT"))
        bad = tmp_path / "BAD.YKP"
        bad.write_bytes(encrypt(twice, [own.recipient]))
        with pytest.raises(StationError, match="重复"):
            go(side, bad)


def test_a_stopped_key_is_told_with_who_stopped_it_and_why(station, centre, sent):
    (own,) = registered(centre)
    revoke(centre, own.fingerprint, "孙主任", "电脑被盗")
    before = state(centre.database)
    with pytest.raises(StationError, match="已经停用.*堂街供电所 3501.*孙主任：电脑被盗"):
        take(centre, sent)
    assert state(centre.database) == before
    (arrival,) = list_arrivals(centre)
    assert (arrival.state, arrival.code) == ("refused", "stopped_signer")
    assert not original(centre, arrival.sha256).exists()


def test_an_answer_by_a_revoked_centre_is_refused(station, centre, answered):
    with station.database.writer.begin() as connection:
        connection.execute(sa.update(trusted).where(trusted.c.station == "centre").values(revoked=True))
    with pytest.raises(StationError):
        look_into(station, answered)


def test_a_station_cannot_answer_itself(station, centre, answered, tmp_path):
    own, key = Identity.from_text(station.keys.identity), SigningKey.from_bytes(station.keys.signing_seed)
    files = unpacked(decrypt(answered.read_bytes(), [own]))
    there = SigningKey.from_bytes(centre.keys.signing_seed)
    payload = open_envelope(files[bag.ENVELOPE], {there.fingerprint: there.verify_key}).payload
    files[bag.ENVELOPE] = key.sign(PAYLOAD_TYPE, payload)
    files[bag.TAG_MANIFEST] = bag.listing({name: files[name] for name in (bag.BAGIT, bag.INFO, bag.MANIFEST, bag.ENVELOPE)})
    bad = tmp_path / "BAD.YKP"
    bad.write_bytes(encrypt(archive.pack(files.items()), [own.recipient]))
    with pytest.raises(StationError, match="本所自己导出的包"):
        look_into(station, bad)


def test_a_future_schema_that_needs_nothing_new_is_taken(station, centre, sent, tmp_path):
    own = Identity.from_text(centre.keys.identity)
    files = unpacked(decrypt(sent.read_bytes(), [own]))
    newer = resigned(files, SigningKey.from_bytes(station.keys.signing_seed), schema_version=7, colour={"a": [1]})
    good = tmp_path / "NEWER.YKP"
    good.write_bytes(encrypt(newer, [own.recipient]))
    assert take(centre, good).new


def test_what_waits_for_an_upgrade_is_kept_and_taken_by_a_newer_program(station, centre, sent, tmp_path, monkeypatch):
    from models.services.centre.intake import resume
    from models.sync import manifest

    own = Identity.from_text(centre.keys.identity)
    files, key = unpacked(decrypt(sent.read_bytes(), [own])), SigningKey.from_bytes(station.keys.signing_seed)
    newer = resigned(files, key, must_understand=["merge"])
    file = tmp_path / "NEWER.YKP"
    file.write_bytes(encrypt(newer, [own.recipient]))
    with pytest.raises(StationError, match="升级"):
        take(centre, file)
    (arrival,) = list_arrivals(centre)
    assert original(centre, arrival.sha256).exists()
    monkeypatch.setattr(manifest, "UNDERSTOOD", frozenset({"merge"}))
    (taken,) = resume(centre).taken
    assert taken.new


def test_an_answer_for_another_station_is_refused(station, centre, answered, tmp_path):
    own, key = Identity.from_text(station.keys.identity), SigningKey.from_bytes(centre.keys.signing_seed)
    files = unpacked(decrypt(answered.read_bytes(), [own]))
    bad = tmp_path / "BAD.YKP"
    bad.write_bytes(encrypt(resigned(files, key, station="3599"), [own.recipient]))
    with pytest.raises(StationError, match="没有本所的数据|流水属于谁"):
        look_into(station, bad)
