"""Attachments: one encrypted file each, named by an HMAC of its content, listed in the table `attachment`."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.problems import StationError
from models.store.views import attachment
from models.store.whole_file import flush_folder, write_whole

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Attachments:
    """The folder of attachments and the 32-byte key they are encrypted with."""

    folder: Path
    key: bytes

    def keep(self, connection: sa.Connection, data: bytes, kind: str) -> str:
        """Writes the content durably before its row joins the transaction; returns its SHA-256. The same content is kept once."""
        sha256 = hashlib.sha256(data).hexdigest()
        name = hmac.new(self.key, data, hashlib.sha256).hexdigest()
        path = self._path(name)
        known = connection.execute(sa.select(attachment.c.sha256).where(attachment.c.sha256 == sha256)).first()
        if known and path.is_file():
            return sha256
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            flush_folder(self.folder)
        nonce = os.urandom(12)
        write_whole(path, self._sealed(nonce, data, sha256))
        if known:  # its file had been lost; it is there again
            return sha256
        connection.execute(sa.insert(attachment).values(sha256=sha256, file=name, size=len(data), kind=kind))
        return sha256

    def _sealed(self, nonce: bytes, data: bytes, sha256: str) -> Iterator[bytes]:
        """The nonce, the encrypted content and its tag as AESGCM gives them, piece by piece: nobody needs all of it at once."""
        machine = Cipher(algorithms.AES(self.key), modes.GCM(nonce)).encryptor()
        machine.authenticate_additional_data(sha256.encode())
        yield nonce
        for at in range(0, len(data), _BLOCK):
            yield machine.update(memoryview(data)[at : at + _BLOCK])
        yield machine.finalize() + machine.tag

    def read(self, connection: sa.Connection, sha256: str) -> bytes:
        """The content behind a SHA-256; raises StationError where the file is missing or damaged."""
        row = connection.execute(sa.select(attachment).where(attachment.c.sha256 == sha256)).mappings().first()
        if row is None:
            raise StationError("附件没有登记在库里。", "请运行 ./run check 查看。")
        path = self._path(row["file"])
        try:
            sealed = memoryview(path.read_bytes())  # its slices are no copies
            data = AESGCM(self.key).decrypt(sealed[:12], sealed[12:], sha256.encode())
        except (OSError, InvalidTag, ValueError) as error:
            raise StationError(f"附件文件 {row['file'][:12]}… 读不出来或已损坏。", "请从备份的 attachments 文件夹恢复。") from error
        return data

    def holds(self, file: str) -> bool:
        """Whether the file of a row of the table `attachment` lies in the folder."""
        return self._path(file).is_file()

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name
