"""Where an export is written: a folder (stick, share), or a server of the county by SFTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from models.problems import StationError
from models.sync.delivery import Delivered, deliver, has_room
from models.sync.transport.places import Credential, Server

Progress = Callable[[int, int], None]
Verify = Callable[[bytes], None]
COPIES = ("A", "B")


class Target(Protocol):
    """Takes one package and has read it back when `put` returns. `place` is what the history shows."""

    @property
    def place(self) -> str:
        """The folder or the server's address, without any password."""

    @property
    def goes_on(self) -> bool:
        """Whether a broken-off `put` of the same bytes goes on where it stopped."""

    def put(self, data: bytes, name: str, verify: Verify, progress: Progress | None) -> Delivered:
        """Writes and reads back; raises StationError, then no success is claimed."""


@dataclass(frozen=True)
class FolderTarget:
    """A folder of this computer: of a stick or disk, or of a share that the system has mounted. `two` asks for copies in A/ and B/."""

    folder: Path
    two: bool = False
    goes_on = False

    @property
    def place(self) -> str:
        """The folder."""
        return str(self.folder)

    def put(self, data: bytes, name: str, verify: Verify, progress: Progress | None) -> Delivered:
        """Writes one copy, or two where that was asked for and the medium has the room; the first is the one that is told."""
        if not self.two:
            return deliver(data, self.folder, name, verify, progress)
        first = deliver(data, self._copy(COPIES[0]), name, verify, _half(progress, 0))
        if has_room(self.folder, len(data)):
            deliver(data, self._copy(COPIES[1]), name, verify, _half(progress, 1))
        return first

    def _copy(self, letter: str) -> Path:
        folder = self.folder / letter
        if not self.folder.is_dir():
            return self.folder  # its absence is told by whoever writes
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise StationError(f"在“{self.folder}”里建不了文件夹 {letter}。", "请检查 U 盘有没有写保护，或不写两份。") from error
        return folder


@dataclass(frozen=True)
class ServerTarget:
    """A server whose key was compared and pinned before."""

    server: Server
    credential: Credential
    goes_on = True

    @property
    def place(self) -> str:
        """The address without the password."""
        return self.server.address

    def put(self, data: bytes, name: str, verify: Verify, progress: Progress | None) -> Delivered:
        """Uploads as `remote.place` does."""
        from models.sync.transport.remote import place
        from models.sync.transport.server import connected

        with connected(self.server, self.credential) as files:
            placed = place(files, self.server.folder, data, name, verify, progress)
        return Delivered(Path(placed.name), placed.sha256, placed.size)


def as_target(to: Path | Target) -> Target:
    """A plain folder as a target."""
    return FolderTarget(to) if isinstance(to, Path) else to


def with_two(target: Target, two: bool) -> Target:
    """The same target, with two copies where it is a folder."""
    return replace(target, two=two) if isinstance(target, FolderTarget) else target


def _half(progress: Progress | None, number: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, 2 * total)
