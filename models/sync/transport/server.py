"""A connection to an SFTP server whose key is known beforehand: another key is refused before anything of ours is sent."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from models.sync.transport.faults import KeyDiffers, ServerFault, server_faults
from models.sync.transport.places import Credential, Server

if TYPE_CHECKING:
    from fsspec.implementations.sftp import SFTPFileSystem

PATIENCE = 20.0
"""Seconds without an answer after which a server counts as silent."""


def fingerprint_of(key: bytes) -> str:
    """The fingerprint of a server's public key as OpenSSH writes it: SHA256:…"""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def shown_fingerprint(server: Server, patience: float = PATIENCE) -> str:
    """Asks a server for its key and hangs up before logging in; raises StationError where it cannot be reached."""
    try:
        with connected(Server(host=server.host, port=server.port, user=server.user), Credential(password="-"), patience):
            raise AssertionError("a server without a pinned key must not be used")
    except KeyDiffers as found:
        return found.shown


@contextmanager
def connected(server: Server, credential: Credential, patience: float = PATIENCE) -> Iterator[SFTPFileSystem]:
    """The server's files behind fsspec. Raises KeyDiffers for another key, StationError for everything else that goes wrong, inside too."""
    from fsspec.implementations.sftp import SFTPFileSystem

    with server_faults(server, "连接服务器"):
        files = SFTPFileSystem(
            server.host,
            port=server.port,
            username=server.user,
            host_key_policy=_only(server.fingerprint),
            timeout=patience,
            banner_timeout=patience / 2,
            auth_timeout=patience,
            channel_timeout=patience,
            allow_agent=False,
            look_for_keys=False,
            skip_instance_cache=True,
            **_opening(credential),
        )
    try:
        files.ftp.get_channel().settimeout(patience)
        with server_faults(server, "传输"):
            yield files
    finally:
        with suppress(Exception):  # the connection may be gone already
            files.client.close()


def _only(fingerprint: str) -> Any:
    """A policy that knows one key. No other known key is loaded, so every connection comes through here, before the login."""
    import paramiko

    class PinnedKey(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko has no types
        def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
            shown = fingerprint_of(key.asbytes())
            if shown != fingerprint:
                client.close()
                raise KeyDiffers(fingerprint, shown)

    return PinnedKey()


def _opening(credential: Credential) -> dict[str, Any]:
    if credential.private_key:
        return {"pkey": _private_key(credential)}
    return {"password": credential.password}


def _private_key(credential: Credential) -> Any:
    import paramiko

    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(credential.private_key), password=credential.passphrase or None)
        except paramiko.PasswordRequiredException as error:
            raise ServerFault("这把私钥有密码保护。", "请在“目的地”里填上私钥的密码。", "key") from error
        except (paramiko.SSHException, ValueError, IndexError, TypeError):
            continue
    raise ServerFault("私钥读不出来：格式不对，或私钥的密码不对。", "请用 OpenSSH 格式的私钥（Ed25519、ECDSA 或 RSA），并核对密码。", "key")
