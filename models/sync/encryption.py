"""Confidentiality: age v1 files to X25519 recipients. age does not tell who sent; the signature inside does."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pyrage

from models.problems import StationError
from models.sync.refusal import PackageRefused

MAGIC = b"age-encryption.org/v1\n"
_PER_TAG = (64 << 10) // 16
_HEAD = 4 << 10
_NOT_FOR_US = "No matching keys"


class Identity:
    """The secret that opens packages sent to `recipient`; `text` is the secret (AGE-SECRET-KEY-…), to be stored wrapped."""

    def __init__(self, secret: pyrage.x25519.Identity) -> None:
        self._secret = secret
        self.text = str(secret)
        self.recipient = str(secret.to_public())

    @classmethod
    def generate(cls) -> Identity:
        """Makes a new random identity."""
        return cls(pyrage.x25519.Identity.generate())

    @classmethod
    def from_text(cls, text: str) -> Identity:
        """Restores an identity from its AGE-SECRET-KEY-… text; raises StationError if it is not one."""
        try:
            return cls(pyrage.x25519.Identity.from_str(text.strip()))
        except pyrage.IdentityError:
            raise StationError("解密密钥的格式不正确。", "密钥以 AGE-SECRET-KEY- 开头，请整行复制。") from None

    def opens(self, data: bytes) -> bytes:
        """Returns the plain bytes; raises pyrage.DecryptError when this identity cannot open them."""
        plain = _room(len(data))
        try:
            pyrage.decrypt_io(io.BytesIO(data), plain, [self._secret])  # pyrage.decrypt holds the plain bytes twice
        except OSError as error:  # so it tells of a chunk that is damaged or missing
            raise pyrage.DecryptError(str(error)) from None
        return _written(plain)


def encrypt(data: bytes, recipients: Sequence[str]) -> bytes:
    """Returns an age v1 file (binary, not armoured) that each of the recipients (age1…) can open alone."""
    if not recipients:
        raise StationError("没有收件机构的公钥，无法加密。", "请先导入县中心发放的登记文件。")
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError:
        raise StationError("收件机构的公钥格式不正确。", "公钥以 age1 开头，请重新导入县中心发放的登记文件。") from None
    sealed = _room(len(data) + len(data) // _PER_TAG + _HEAD)
    pyrage.encrypt_io(io.BytesIO(data), sealed, keys)
    return _written(sealed)


def _room(size: int) -> io.BytesIO:
    """A buffer in which so many bytes find room; one that grows is moved, and lies in memory twice meanwhile."""
    return io.BytesIO(bytes(size))


def _written(buffer: io.BytesIO) -> bytes:
    buffer.truncate()
    return buffer.getvalue()


def decrypt(data: bytes, identities: Sequence[Identity]) -> bytes:
    """Returns the plain bytes of a complete age file. Never returns a part.

    Raises PackageRefused not_a_package, cannot_open (for others, or its head was changed) or damaged.
    """
    if not data.startswith(MAGIC):
        raise PackageRefused("not_a_package")
    for identity in identities:
        try:
            return identity.opens(data)
        except pyrage.DecryptError as error:
            if _NOT_FOR_US not in str(error):
                raise PackageRefused("damaged") from None
    raise PackageRefused("cannot_open")
