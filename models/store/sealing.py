"""Personal data on a server that others administer: sealed before it leaves the program, or replaced by a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import os

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.problems import StationError


class Sealer:
    """Seals with AES-256-GCM under one 32-byte key; what a part is for is bound into it."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)
        self._key = key

    def seal(self, data: bytes, purpose: str) -> bytes:
        """The data as only this key opens it."""
        nonce = os.urandom(12)
        return nonce + self._aead.encrypt(nonce, data, purpose.encode())

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """The way back; raises StationError where the key or the data is another."""
        try:
            return self._aead.decrypt(sealed[:12], sealed[12:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise StationError("个人信息解不开：密钥不是这一份，或数据损坏。", "请检查县中心密钥文件夹。") from error

    def blind(self, value: str) -> str:
        """A keyed hash, by which equal values can be found without being known."""
        return hmac.new(self._key, value.encode(), hashlib.sha256).hexdigest()


def sealer_of(connection: sa.Connection) -> Sealer | None:
    """The sealer of a store on a server; None for an encrypted file, which needs none."""
    found = connection.get_execution_options().get("sealer")
    return found if isinstance(found, Sealer) else None
