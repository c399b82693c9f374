"""Where a command sends to or fetches from: a folder, a server that was set up by name, or an address sftp://…"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import StationError, cause_of
from ui.commandline.exits import CommandError, Exit

if TYPE_CHECKING:
    from models.services.exchange.targets import ServerTarget, Target
    from models.services.station import Station
    from models.sync.transport.places import Credential, Server

PLACE = "文件夹、已设置的目的地名称，或 sftp://用户名@服务器:端口/文件夹"
_LARGEST = 64 << 10


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """What an address sftp://… needs that was not set up in the window; a password is never an argument."""
    parser.add_argument("--host-key", metavar="SHA256:…", default="", help="服务器的指纹；没有核对过的服务器必须给")
    parser.add_argument("--server-password-file", type=Path, metavar="文件", help="服务器的口令在这个文件的第一行")
    parser.add_argument("--server-key", type=Path, metavar="文件", help="登录服务器用的私钥（OpenSSH 格式）")


def target_of(station: Station, args: argparse.Namespace, place: str, two: bool = False) -> Target:
    """The folder or server that was named; raises CommandError where there is neither, StationError for what is missing to use it."""
    from models.services.exchange.targets import FolderTarget

    if Path(place).is_dir():
        return FolderTarget(Path(place), two)
    return server_of(station, args, place)


def server_of(station: Station, args: argparse.Namespace, place: str) -> ServerTarget:
    """The server of a name or an address, with its pinned key and what opens it."""
    from models.services.exchange.destinations import destinations, server_target
    from models.services.exchange.targets import ServerTarget
    from models.sync.transport.places import is_address, read_address

    known = destinations(station)
    if not is_address(place):
        if place not in {one.name for one in known}:
            names = "、".join(one.name for one in known) or "没有"
            said = f"找不到文件夹“{place}”，也没有这个名称的目的地（已设置：{names}）。"
            raise CommandError(said, "请插好 U 盘，或核对名称。", Exit.NOINPUT)
        return server_target(station, place)
    asked = read_address(place)
    same = next((one for one in known if _reaches(one.server) == _reaches(asked)), None)
    credential = _given(args) or (server_target(station, same.name).credential if same else None)
    if credential is None:
        raise CommandError("没有给出服务器的口令或私钥。", "请用 --server-password-file 或 --server-key 指明文件。", Exit.NOPERM)
    return ServerTarget(_pinned(asked, args.host_key or (same.server.fingerprint if same else "")), credential)


def _pinned(server: Server, fingerprint: str) -> Server:
    import msgspec

    from models.sync.transport.places import checked

    return checked(msgspec.structs.replace(server, fingerprint=fingerprint))


def _reaches(server: Server) -> tuple[str, int, str]:
    return server.host, server.port, server.user


def _given(args: argparse.Namespace) -> Credential | None:
    from models.sync.transport.places import Credential

    if args.server_key:
        password = _first_line(args.server_password_file) if args.server_password_file else ""
        return Credential(private_key=_text(args.server_key), passphrase=password)
    return Credential(password=_first_line(args.server_password_file)) if args.server_password_file else None


def _first_line(path: Path) -> str:
    return next(iter(_text(path).splitlines()), "")


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST).decode("utf-8-sig", "replace")
    except OSError as error:
        raise StationError(f"读不到文件 {path}（{cause_of(error)}）。", "请检查路径和权限。") from error
