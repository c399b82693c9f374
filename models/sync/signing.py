"""Signed envelopes: DSSE 1.0 with Ed25519. The bytes that were verified are the bytes that are read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.sync.refusal import PackageRefused

_FINGERPRINT = re.compile(r"[0-9a-f]{4}(-[0-9a-f]{4}){7}")
_MOST_SIGNATURES = 4


class _Signature(msgspec.Struct, frozen=True):
    keyid: str
    sig: str


class _Envelope(msgspec.Struct, frozen=True, rename="camel"):
    payload: str
    payload_type: str
    signatures: tuple[_Signature, ...]


_decoder = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True)
class Verified:
    """The payload bytes that the signature covers, their type, and whose key verified them."""

    payload: bytes
    key_fingerprint: str
    payload_type: str


def fingerprint(verify_key: bytes) -> str:
    """Returns the key's name for reading aloud, typing and QR: 128 bits of SHA-256 as eight groups of four hex digits."""
    digits = hashlib.sha256(b"yk-key-v1" + verify_key).hexdigest()
    return "-".join(digits[i : i + 4] for i in range(0, 32, 4))


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """Returns DSSE's PAE: the bytes that are signed, which bind the type to the payload."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


class SigningKey:
    """An Ed25519 key that signs packages; `seed` (32 bytes) is the secret and must be stored wrapped.

    `also` are keys it replaced: they sign beside it for a receiver that does not know the new one yet.
    """

    def __init__(self, private: Ed25519PrivateKey, also: tuple[SigningKey, ...] = ()) -> None:
        self._private = private
        self._also = also
        self.verify_key = private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> SigningKey:
        """Makes a new random key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, seed: bytes) -> SigningKey:
        """Restores a key from its 32 bytes of seed; ValueError for any other length."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def beside(self, also: Iterable[SigningKey]) -> SigningKey:
        """The same key, with others signing beside it; at most three are taken, each once."""
        others = {key.fingerprint: key for key in also if key.fingerprint != self.fingerprint}
        return SigningKey(self._private, tuple(others.values())[: _MOST_SIGNATURES - 1])

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes."""
        return self._private.private_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """The name of the public half."""
        return fingerprint(self.verify_key)

    def signature(self, data: bytes) -> bytes:
        """The 64 bytes of this key's own signature over exactly these bytes."""
        return self._private.sign(data)

    def sign(self, payload_type: str, payload: bytes) -> bytes:
        """Returns the DSSE envelope (JSON) that carries the payload and a signature over both type and payload by each key."""
        signed = pre_authentication(payload_type, payload)
        made = tuple(_Signature(key.fingerprint, base64.b64encode(key.signature(signed)).decode()) for key in (self, *self._also))
        return msgspec.json.encode(_Envelope(base64.b64encode(payload).decode(), payload_type, made))


def open_envelope(envelope: bytes, trusted: Mapping[str, bytes]) -> Verified:
    """Returns the payload that a trusted key signed. `trusted` maps fingerprint to verify key (32 bytes).

    KEYID is only a hint: every trusted key is tried. Raises PackageRefused bad_envelope, unknown_signer or bad_signature.
    """
    try:
        envelope.decode()  # the decoder looks at no text that it skips
        parsed = _decoder.decode(envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise PackageRefused("bad_envelope") from None
    payload = _plain_base64(parsed.payload)
    if not 1 <= len(parsed.signatures) <= _MOST_SIGNATURES:
        raise PackageRefused("bad_envelope", "签名数量不正确")
    signed = pre_authentication(parsed.payload_type, payload)
    for signature in parsed.signatures:
        for name, key in _candidates(signature.keyid, trusted):
            if _verifies(key, _plain_base64(signature.sig), signed):
                return Verified(payload, name, parsed.payload_type)
    raise _why_untrusted(parsed.signatures, trusted)


def _candidates(hint: str, trusted: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    if hint in trusted:
        yield hint, trusted[hint]
    yield from ((name, key) for name, key in trusted.items() if name != hint)


def _verifies(key: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _why_untrusted(signatures: tuple[_Signature, ...], trusted: Mapping[str, bytes]) -> PackageRefused:
    for signature in signatures:
        if signature.keyid in trusted:
            return PackageRefused("bad_signature")
    named = [s.keyid for s in signatures if _FINGERPRINT.fullmatch(s.keyid)]
    return PackageRefused("unknown_signer", f"指纹 {named[0]}" if named else "包内没有写明指纹")


def _plain_base64(text: str) -> bytes:
    try:
        plain = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PackageRefused("bad_envelope") from None
    if base64.b64encode(plain).decode() != text:
        raise PackageRefused("bad_envelope")
    return plain
