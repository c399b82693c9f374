"""The centre takes this station's packages by another key than this computer's: it was renewed on another computer, or enrolled anew."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models.problems import StationError
from models.services.station import Station, looking
from models.store.local import read_setting, write_setting
from models.sync.manifest import Ack
from models.sync.signing import SigningKey

_KEY = "station_key_at_the_centre"
WHAT_TO_DO = (
    "请先弄清本所哪台电脑在用。误拷贝（另一台在用，本机不该用）：停用本机，不要再登记；只在本机登记过的，请先抄下来，到那一台补登记。"
    "恢复、迁移（以后用本机，另一台停用）：点“换签名密钥…”，打印指纹单，请县中心停用旧的那把、核对指纹后登记本机的，再导出一次。"
)


@dataclass(frozen=True)
class KeyElsewhere:
    """The centre knows this station by the key `there`; this computer signs with `here`. Both are fingerprints."""

    there: str
    here: str

    @property
    def words(self) -> str:
        """What happened, in a sentence."""
        return (
            f"县中心现在认的本所签名密钥是 {self.there}，不是本机的 {self.here}：同一份数据在另一台电脑上换过密钥，"
            "或本机是从换钥前的备份恢复的。本机导出的包县中心不收。"
        )


class KeyReplaced(StationError):  # noqa: N818  # says what was found
    """An answer of the centre does not fit here, and the centre knows this station by another computer's key: that comes first."""

    def __init__(self, found: KeyElsewhere, why: StationError) -> None:
        super().__init__(f"{found.words}另外：{why.message}", f"{WHAT_TO_DO}本机数据没有改动。")
        self.found = found


def said_by(station: Station, ack: Ack) -> KeyElsewhere | None:
    """What an answer says of our key: None where it is one of ours, or the answer (of an older program) does not say."""
    own = (station.keys.signing_seed, *(one.signing_seed for one in station.keys.former))
    names = [SigningKey.from_bytes(seed).fingerprint for seed in own]
    return KeyElsewhere(ack.station_key, names[0]) if ack.station_key and ack.station_key not in names else None


def note_key(connection: sa.Connection, found: KeyElsewhere | None) -> None:
    """Keeps what the newest answer said, inside the transaction in which it is taken in."""
    write_setting(connection, _KEY, found.there if found else "")


def key_elsewhere(station: Station) -> KeyElsewhere | None:
    """Whether the centre's newest answer said that it knows this station by a key that is not here."""
    with looking(station) as connection:
        there = read_setting(connection, _KEY)
    here = SigningKey.from_bytes(station.keys.signing_seed).fingerprint
    return KeyElsewhere(there, here) if there and there != here else None
