"""The word by which a key names its successor: a small signed statement that anybody can check who knows the old key."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from models.sync.refusal import PackageRefused
from models.sync.signing import SigningKey, fingerprint, open_envelope

KEYS_TYPE = "application/vnd.yekuo.keys+json;v=1"


class KeyChange(msgspec.Struct, frozen=True, kw_only=True):
    """Whose keys change to which, from `since` (inclusive) on. `previous` and `fingerprint` name the old and the new signing key.

    A centre's: `station` is empty, `serial` counts its keys from 1, `recipients` are the main and the recovery one.
    A station's: `serial` is 0. The signing key may stay the same where only the recipients change.
    """

    role: Literal["centre", "station"]
    station: str = ""
    name: str = ""
    serial: int = 0
    previous: str
    fingerprint: str
    verify_key: str
    recipients: tuple[str, ...] = ()
    since: date


def announce(change: KeyChange, old: SigningKey, new: SigningKey) -> str:
    """The statement as text: signed by the new key, which proves that its owner has it, and by the old one, which vouches for it."""
    return new.beside((old,)).sign(KEYS_TYPE, msgspec.json.encode(change)).decode()


def proved(text: str, old: bytes) -> KeyChange:
    """What an announcement says, after both signatures were checked; `old` is the verify key (32 bytes) that is trusted now.

    Raises PackageRefused where the old key did not sign it, the new one did not, or it names others than it is signed by.
    """
    vouched = open_envelope(text.encode(), {fingerprint(old): old})
    change = read_change(text)
    if vouched.payload_type != KEYS_TYPE or change.previous != fingerprint(old):
        raise PackageRefused("bad_signature", "换钥声明")
    new = bytes.fromhex(change.verify_key)
    if fingerprint(new) != change.fingerprint or open_envelope(text.encode(), {change.fingerprint: new}).payload != vouched.payload:
        raise PackageRefused("bad_signature", "换钥声明")
    return change


def read_change(text: str) -> KeyChange:
    """What an announcement says, its signatures unchecked: for telling an old one from a new one. Raises PackageRefused bad_envelope."""
    try:
        payload = msgspec.json.decode(text, type=_Sealed).payload
        change = msgspec.json.decode(payload, type=KeyChange)
        bytes.fromhex(change.verify_key)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        raise PackageRefused("bad_envelope", "换钥声明") from None
    return change


class _Sealed(msgspec.Struct, frozen=True):
    payload: bytes
