"""The station's keys: made at enrolment, wrapped by the clerk's password, never written in the clear.

Read with the standard library alone: deriving the key from the password is the longest part of a start, and begins after this import.
"""

from __future__ import annotations

import errno
import json
import os
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.problems import StationError
from models.store.whole_file import write_whole

KEYS_FILE = "keys.json"
_MOST_MEMORY_KIB, _MOST_PASSES = 1 << 20, 20  # a damaged file must not ask for more than a machine has


_T = TypeVar("_T", "KeyFile", "_Secrets", "_CentreFile")


@dataclass(frozen=True)
class _Secrets:
    data_key: str
    signing_seed: str
    identity: str
    former: str = "[]"


@dataclass(frozen=True)
class FormerKey:
    """A key that was replaced: `announcement` is the signed word that names its successor. `identity` is empty for a station's.

    `spoken` says how far a centre had spoken with it (models.services.centre.own_words); empty for a station's.
    """

    signing_seed: bytes
    identity: str
    announcement: str
    spoken: str = ""


@dataclass(frozen=True)
class KeyFile:
    """What lies in keys.json: whose keys they are, in the clear; the keys themselves, wrapped."""

    v: int
    code: str
    name: str
    county: str
    salt: str
    memory_kib: int
    passes: int
    nonce: str
    wrapped: str
    lanes: int = 2  # as before the number was written down


@dataclass(frozen=True)
class StationKeys:
    """The unwrapped keys of one open station: 32-byte data key, 32-byte Ed25519 seed, age identity; `former` the oldest first."""

    data_key: bytes
    signing_seed: bytes
    identity: str
    former: tuple[FormerKey, ...] = ()

    def derived(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose (database, drafts, attachments), derived from the data key by HKDF-SHA256."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"yekuo " + purpose.encode()).derive(self.data_key)


def _json(value: KeyFile | _Secrets | _CentreFile) -> bytes:
    return json.dumps(asdict(value), ensure_ascii=False, separators=(",", ":")).encode()


def _read(kind: type[_T], data: bytes) -> _T:
    """One of the structures above; raises ValueError where a member is missing or of another type. Members not known are passed over."""
    found = json.loads(data)
    if not isinstance(found, dict):
        raise ValueError("no object")
    values = {field.name: found[field.name] for field in fields(kind) if field.name in found}
    for field in fields(kind):
        if field.name not in values and field.default is MISSING:
            raise ValueError(f"{field.name} is missing")
        if field.name in values and type(values[field.name]).__name__ != field.type:
            raise ValueError(f"{field.name} is no {field.type}")
    return kind(**values)


def _wrapping_key(password: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    try:
        return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib).derive(password.encode())
    except MemoryError as error:
        raise StationError("内存不足，密码核对没有做完。", "请关闭一些程序后再试一次。") from error


def _secrets(keys: StationKeys | CentreKeys) -> _Secrets:
    former = [[one.signing_seed.hex(), one.identity, one.announcement, one.spoken] for one in keys.former]
    return _Secrets(keys.data_key.hex(), keys.signing_seed.hex(), keys.identity, json.dumps(former))


def _former(secrets: _Secrets) -> tuple[FormerKey, ...]:
    return tuple(FormerKey(bytes.fromhex(seed), *told) for seed, *told in json.loads(secrets.former))


def write_keys(folder: Path, keys: StationKeys, password: str, code: str, name: str, county: str) -> None:
    """Wraps the keys by the password (Argon2id 64 MiB, 3 passes, 1 lane; AES-256-GCM) and writes keys.json as one whole file."""
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapped = AESGCM(_wrapping_key(password, salt, 65536, 3, 1)).encrypt(nonce, _json(_secrets(keys)), code.encode())
    file = KeyFile(1, code, name, county, salt.hex(), 65536, 3, nonce.hex(), wrapped.hex(), lanes=1)
    write_whole(folder / KEYS_FILE, _json(file))


def read_key_file(folder: Path) -> KeyFile | None:
    """What keys.json says in the clear, None where the folder holds no station; raises StationError on a damaged file."""
    path = folder / KEYS_FILE
    if not path.is_file():
        return None
    try:
        file = _read(KeyFile, path.read_bytes())
        for text in (file.salt, file.nonce, file.wrapped):
            bytes.fromhex(text)
        cost = 16 <= file.memory_kib <= _MOST_MEMORY_KIB and 1 <= file.passes <= _MOST_PASSES and 1 <= file.lanes <= 2
        if not cost or len(file.salt) < 16:
            raise ValueError("parameters")
    except (ValueError, OSError) as error:
        raise StationError(f"密钥文件 {path} 读不出来。", "请从备份恢复这个文件，不要新建供电所覆盖它。") from error
    return file


def open_keys(folder: Path, password: str) -> StationKeys:
    """Unwraps the keys; raises StationError for a missing station or a wrong password."""
    file = read_key_file(folder)
    if file is None and (folder / "station.db").exists():
        raise StationError(f"{folder} 里有数据库，但密钥文件 {KEYS_FILE} 不见了。", "请从备份恢复这个文件；不要在这里新登记供电所。")
    if file is None:
        raise StationError(
            f"文件夹 {folder} 里没有供电所数据。", "请先登记供电所（开机向导，或 ./run enrol）。"
        ) from FileNotFoundError(errno.ENOENT, "")
    key = _wrapping_key(password, bytes.fromhex(file.salt), file.memory_kib, file.passes, file.lanes)
    try:
        plain = AESGCM(key).decrypt(bytes.fromhex(file.nonce), bytes.fromhex(file.wrapped), file.code.encode())
    except (InvalidTag, ValueError):
        raise StationError("密码不对。", "请看看大写锁定和输入法，再输一次。") from PermissionError(errno.EPERM, "password")
    secrets = _read(_Secrets, plain)
    return StationKeys(bytes.fromhex(secrets.data_key), bytes.fromhex(secrets.signing_seed), secrets.identity, _former(secrets))


CENTRE_KEYS_FILE = "centre-keys.json"


@dataclass(frozen=True)
class _CentreFile:
    """What lies in centre-keys.json; without a password the keys stand open and only the file's rights guard them."""

    v: int
    name: str
    salt: str
    nonce: str
    wrapped: str


@dataclass(frozen=True)
class CentreKeys:
    """The centre's keys: 32-byte data key, 32-byte Ed25519 seed, main age identity (the recovery identity lies elsewhere).

    `former` are those replaced, the oldest first.
    """

    name: str
    data_key: bytes
    signing_seed: bytes
    identity: str
    former: tuple[FormerKey, ...] = ()

    @property
    def serial(self) -> int:
        """Which keys of this centre they are, counted from 1; a card and an announcement say it."""
        return len(self.former) + 1

    def derived(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, as a station's."""
        return StationKeys(self.data_key, self.signing_seed, self.identity).derived(purpose)


def write_centre_keys(folder: Path, keys: CentreKeys, password: str) -> None:
    """Writes centre-keys.json, wrapped where there is a password, readable by its owner only."""
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = _json(_secrets(keys))
    wrapped = AESGCM(_wrapping_key(password, salt, 65536, 3, 1)).encrypt(nonce, plain, b"centre") if password else plain
    file = _CentreFile(1, keys.name, salt.hex() if password else "", nonce.hex(), wrapped.hex())
    write_whole(folder / CENTRE_KEYS_FILE, _json(file), mode=0o600)


def open_centre_keys(folder: Path, password: str) -> CentreKeys:
    """Opens the centre's keys; raises StationError for a missing file or a wrong password."""
    path = folder / CENTRE_KEYS_FILE
    try:
        file = _read(_CentreFile, path.read_bytes())
        salt, wrapped, nonce = (bytes.fromhex(text) for text in (file.salt, file.wrapped, file.nonce))
    except (ValueError, OSError) as error:
        raise StationError(f"县中心密钥 {path} 读不出来。", "请用 --keys 指明密钥文件夹；新建县中心用 centre init。") from error
    if not salt:
        secrets = _read(_Secrets, wrapped)
    else:
        try:
            plain = AESGCM(_wrapping_key(password, salt, 65536, 3, 1)).decrypt(nonce, wrapped, b"centre")
        except (InvalidTag, ValueError):
            raise StationError(
                "县中心密码不对。", "请用 --password-file 或 YEKUO_PASSWORD 给出密码。"
            ) from PermissionError(errno.EPERM, "password")
        secrets = _read(_Secrets, plain)
    return CentreKeys(
        file.name, bytes.fromhex(secrets.data_key), bytes.fromhex(secrets.signing_seed), secrets.identity, _former(secrets)
    )
