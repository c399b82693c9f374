"""The servers this station sends to: name, address, pinned key; what opens them lies in the encrypted store and nowhere else."""

from __future__ import annotations

import msgspec

from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.exchange.targets import ServerTarget
from models.services.station import Station, glancing, noting
from models.store.local import write_setting
from models.sync.transport.places import Credential, Server, checked

_KEY = "destinations"
_CREDENTIAL = "credential:{}"
_LONGEST = 40


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """A server under the name the clerk knows it by; `tried` = it was logged in to and written to, as it is kept now or by an export."""

    name: str
    server: Server
    tried: bool = True


def destinations(station: Station) -> tuple[Destination, ...]:
    """All servers that were set up, by name."""
    with glancing(station) as look:
        kept = msgspec.json.decode(look.setting(_KEY, "[]"), type=tuple[Destination, ...])
        reached = {
            one.name
            for one in kept
            if not one.tried and look.tuples("SELECT 1 FROM outbox WHERE folder = :place LIMIT 1", {"place": one.server.address})
        }
    found = (msgspec.structs.replace(one, tried=one.tried or one.name in reached) for one in kept)
    return tuple(sorted(found, key=lambda one: one.name))


def find_destination(station: Station, name: str) -> Destination:
    """The destination of a name; raises StationError, naming those there are."""
    found = destinations(station)
    for one in found:
        if one.name == name:
            return one
    known = "、".join(one.name for one in found) or "还没有设置过"
    raise StationError(f"没有名为“{name}”的目的地（已设置：{known}）。", "请在“数据上报”的“目的地”里设置。")


def keep_destination(station: Station, destination: Destination, credential: Credential | None, was: str = "") -> Changes:
    """Keeps a server; `credential` None keeps what opened it under the name `was`.

    One that was not `tried` may lack its fingerprint: nothing is sent there before somebody has compared it.
    Raises ProblemsFound for a name that is taken or empty, a wrong part of the address, a tried one's fingerprint nobody compared.
    """
    name = destination.name.strip()
    rest = [one for one in destinations(station) if one.name != was]
    found = []
    if not name or len(name) > _LONGEST or not name.isprintable():
        found.append(Problem("name", "名称", f"请填一个名称，最多 {_LONGEST} 个字，如“县公司服务器”"))
    if any(one.name == name for one in rest):
        found.append(Problem("name", "名称", "这个名称已经用了"))
    if destination.tried and not destination.server.fingerprint:
        found.append(Problem("fingerprint", "服务器指纹", "请先“测试连接”，和县公司核对指纹"))
    opens = credential or (open_credential(station, was) if was else None)
    if opens is None or not (opens.password or opens.private_key):
        found.append(Problem("password", "口令", "请填口令，或选私钥文件"))
    if found or opens is None:
        raise ProblemsFound(tuple(found))
    kept = [*rest, Destination(name=name, server=checked(destination.server), tried=destination.tried)]
    with noting(station) as connection:
        write_setting(connection, _KEY, msgspec.json.encode(kept).decode())
        if was and was != name:
            write_setting(connection, _CREDENTIAL.format(was), "")
        write_setting(connection, _CREDENTIAL.format(name), msgspec.json.encode(opens).decode())
    return Changes(packages=True)


def forget_destination(station: Station, name: str) -> Changes:
    """Takes a server and what opens it out of the store."""
    rest = [one for one in destinations(station) if one.name != name]
    with noting(station) as connection:
        write_setting(connection, _KEY, msgspec.json.encode(rest).decode())
        write_setting(connection, _CREDENTIAL.format(name), "")
    return Changes(packages=True)


def open_credential(station: Station, name: str) -> Credential | None:
    """What opens a destination, None where nothing is kept."""
    with glancing(station) as look:
        kept = look.setting(_CREDENTIAL.format(name))
    return msgspec.json.decode(kept, type=Credential) if kept else None


def server_target(station: Station, name: str) -> ServerTarget:
    """A destination ready to be sent to; raises StationError where it, its fingerprint or its password is missing."""
    found = find_destination(station, name)
    if not found.server.fingerprint:
        what = f"“{name}”是先保存的，还没有核对过服务器的指纹，什么都没有传。"
        raise StationError(what, "请在“数据上报”的“目的地”旁点“修改…”，连上网再点“测试连接”。")
    credential = open_credential(station, name)
    if credential is None:
        raise StationError(f"“{name}”没有存口令或私钥。", "请在“数据上报”的“目的地”里补上。")
    return ServerTarget(found.server, credential)


def server_fingerprint(server: Server) -> str:
    """What the server shows as its identity, asked before any login, to be compared by telephone; raises StationError."""
    from models.sync.transport.server import shown_fingerprint

    return shown_fingerprint(checked(server))


def try_server(server: Server, credential: Credential) -> None:
    """Logs in, lists the folder, writes, reads back and removes a small file; raises StationError with what is wrong."""
    from models.sync.transport.remote import listed, try_writing
    from models.sync.transport.server import connected

    with connected(checked(server), credential) as files:
        listed(files, server.folder)
        try_writing(files, server.folder)
