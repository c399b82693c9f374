"""Keys: wrapped by the password, damaged files told, nothing readable by others."""

import json
import os
import stat
import sys

import pytest

from models.problems import StationError
from models.services.enrolment import Enrolment, enrol
from models.services.station import open_station
from models.store.keys import open_keys, read_key_file
from tests.stations import PASSWORD, Clock


def test_keys_come_back_only_with_the_password(home):
    keys = open_keys(home / "station", PASSWORD)
    assert (len(keys.data_key), len(keys.signing_seed), keys.identity[:15]) == (32, 32, "AGE-SECRET-KEY-")
    assert len({keys.derived(purpose) for purpose in ("database", "drafts", "attachments")}) == 3
    for wrong in ("", "Demo", "demo ", "🀄" * 50):
        with pytest.raises(StationError, match="密码不对.*大写锁定") as refused:
            open_keys(home / "station", wrong)
        assert isinstance(refused.value.__cause__, PermissionError)


def test_nothing_secret_lies_in_the_clear(home):
    keys = open_keys(home / "station", PASSWORD)
    everything = b"".join(path.read_bytes() for path in (home / "station").rglob("*") if path.is_file())
    for secret in (keys.identity.encode(), keys.data_key.hex().encode(), keys.data_key, keys.signing_seed, "赵建军".encode()):
        assert secret not in everything


@pytest.mark.parametrize(
    "change",
    [
        lambda file: b"",
        lambda file: b"{}",
        lambda file: b"\xff\xfe" + json.dumps(file).encode(),
        lambda file: json.dumps(file | {"salt": "xyz"}).encode(),
        lambda file: json.dumps(file | {"salt": ""}).encode(),
        lambda file: json.dumps(file | {"memory_kib": 1 << 40}).encode(),
        lambda file: json.dumps(file | {"passes": 0}).encode(),
        lambda file: json.dumps(file | {"wrapped": "0"}).encode(),
        lambda file: json.dumps(file)[:200].encode(),
    ],
)
def test_a_damaged_key_file_is_told_and_not_taken_for_no_station(home, change):
    path = home / "station" / "keys.json"
    path.write_bytes(change(json.loads(path.read_bytes())))
    with pytest.raises(StationError, match="密钥文件.*读不出来.*从备份恢复"):
        open_keys(home / "station", PASSWORD)
    with pytest.raises(StationError, match="读不出来"):
        enrol(home / "station", Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo"), Clock())


def test_a_wrapped_key_that_was_altered_does_not_open(home):
    path = home / "station" / "keys.json"
    file = json.loads(path.read_bytes())
    flipped = ("0" if file["wrapped"][0] != "0" else "1") + file["wrapped"][1:]
    for changed in (file | {"wrapped": flipped}, file | {"code": "3502"}, file | {"wrapped": ""}):
        path.write_bytes(json.dumps(changed).encode())
        with pytest.raises(StationError, match="密码不对"):
            open_keys(home / "station", PASSWORD)


def test_a_station_whose_key_file_is_lost_is_not_taken_for_an_empty_folder(home):
    folder = home / "station"
    database = (folder / "station.db").read_bytes()
    kept = (folder / "keys.json").rename(folder.parent / "keys.json")
    assert read_key_file(folder) is None
    with pytest.raises(StationError, match="密钥文件 keys.json 不见了.*不要在这里新登记"):
        open_keys(folder, PASSWORD)
    enrol(folder, Enrolment("别的供电所", "3502", "郏县", "李四", "demo"), Clock()).close()
    aside = next(folder.glob("unused-*"))
    assert (aside / "station.db").read_bytes() == database
    for name in ("station.db", "station.db-wal", "station.db-shm", "drafts.db", "drafts.db-wal", "drafts.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (aside / "station.db").rename(folder / "station.db")
    kept.rename(folder / "keys.json")
    open_station(folder, PASSWORD, Clock()).close()


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_the_centres_keys_are_its_owners_alone(home):
    os.umask(os.umask(0o022))
    for name in ("centre-keys.json", "RECOVERY.txt"):
        assert stat.S_IMODE((home / "keys" / name).stat().st_mode) == 0o600
