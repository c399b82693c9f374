"""Where packages go and come from: a folder of this computer (stick, network share) or a server by SFTP, and how one gets in."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

import msgspec

from models.problems import Problem, ProblemsFound, StationError

SFTP_PORT = 22
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}\Z")
_HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}\Z")


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """A server by SFTP; `fingerprint` is of its key, "" = not pinned.

    `folder` as the server names it, a relative one from the user's home.
    """

    host: str
    user: str
    port: int = SFTP_PORT
    folder: str = "."
    fingerprint: str = ""

    @property
    def address(self) -> str:
        """As `read_address` reads it, without the password."""
        folder = self.folder if self.folder.startswith("/") else f"/~/{'' if self.folder == '.' else self.folder}"
        return f"sftp://{quote(self.user)}@{self.host}:{self.port}{quote(folder, safe='/~')}"


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """What opens a server: a password, or a private key as text with its passphrase. Never shown, never in a log."""

    password: str = ""
    private_key: str = ""
    passphrase: str = ""

    def __repr__(self) -> str:
        return "Credential(…)"


def checked(server: Server) -> Server:
    """The server with its parts trimmed; raises ProblemsFound with everything that is wrong in them."""
    trimmed = Server(
        host=server.host.strip(),
        user=server.user.strip(),
        port=server.port,
        folder=server.folder.strip() or ".",
        fingerprint=server.fingerprint.strip(),
    )
    found = []
    if not _HOST.match(trimmed.host):
        found.append(Problem("host", "服务器", "请填服务器的名字或 IP 地址，如 10.1.2.3"))
    if not trimmed.user or any(not char.isprintable() for char in trimmed.user):
        found.append(Problem("user", "用户名", "请填县公司给的用户名"))
    if not 1 <= trimmed.port <= 65535:
        found.append(Problem("port", "端口", "端口是 1 到 65535 的数，一般是 22"))
    if any(not char.isprintable() for char in trimmed.folder):
        found.append(Problem("folder", "服务器上的文件夹", "文件夹的名字里有不能用的字符"))
    if trimmed.fingerprint and not _FINGERPRINT.match(trimmed.fingerprint):
        found.append(Problem("fingerprint", "服务器指纹", "指纹以 SHA256: 开头，后面 43 个字符"))
    if found:
        raise ProblemsFound(tuple(found))
    return trimmed


def is_address(text: str) -> bool:
    """Whether a text names a server and no folder."""
    return text.startswith("sftp://")


def read_address(text: str) -> Server:
    """`sftp://USER@HOST:PORT/FOLDER` as a server that is not pinned; `/~/…` is from the user's home.

    Raises StationError, also for a password in it.
    """
    try:
        parts = urlsplit(text)
        port = parts.port or SFTP_PORT
    except ValueError as error:
        raise StationError(f"看不懂这个地址：{error}。", "请写成 sftp://用户名@服务器:22/文件夹。") from error
    if parts.password is not None:
        raise StationError("地址里不能写口令：别的程序看得到。", "请把口令写在文件里，用 --server-password-file 指明。")
    folder = unquote(parts.path)
    if folder.startswith("/~"):
        folder = folder[2:].lstrip("/")
    return checked(Server(host=parts.hostname or "", user=unquote(parts.username or ""), port=port, folder=folder or "."))
