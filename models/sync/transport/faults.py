"""Why a server could not be used, as a sentence with what to do; what a library says in English never reaches the clerk."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from models.problems import StationError
from models.sync.transport.places import Server

_CUT = ("网络中断，没有传完。", "数据都在本机，没有丢失；网络好了再来一次，会接着传或重新传。")
_SLOW = ("服务器很久没有回应。", "请检查网络；数据都在本机，没有丢失，过一会儿再试。")
_NO_NETWORK = ("连不上网络。", "请检查网线、无线网络或专网；也可以改用 U 盘。")
_DENIED = ("没有权限。", "请让县公司给这个用户放开这个文件夹的读写权限。")
_MISSING = ("服务器上没有这个文件夹。", "请核对文件夹的名字，或让县公司建好。")
_FULL = ("服务器的磁盘满了，或超过了给这个用户的配额。", "请让县公司清理服务器；数据都在本机，没有丢失，也可以改用 U 盘。")
_NO_SFTP = ("对方没有按 SFTP 回应，多半不是 SFTP 服务器，或网络中断。", "请核对服务器和端口，再试一次。")
_REFUSED = ("服务器没有接受连接。", "请核对端口（一般是 22），或问县公司 SFTP 服务开了没有。")

Part = Literal["host", "login", "key", "folder", ""]
_PARTS: dict[tuple[str, str], Part] = {_DENIED: "folder", _MISSING: "folder", _REFUSED: "host", _SLOW: "host", _NO_SFTP: "host"}

_SENTENCES = {
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: _DENIED,
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.ECONNREFUSED: _REFUSED,
    errno.ENETUNREACH: _NO_NETWORK,
    errno.EHOSTUNREACH: _NO_NETWORK,
    errno.ENETDOWN: _NO_NETWORK,
    errno.ETIMEDOUT: _SLOW,
}


class ServerFault(StationError):  # noqa: N818  # says what was found
    """What a server or the network refuses; `part` is what of the settings is most likely wrong, empty where it is none of them."""

    def __init__(self, message: str, hint: str, part: Part = "") -> None:
        super().__init__(message, hint)
        self.part: Part = part


class KeyDiffers(StationError):  # noqa: N818  # named for what it says
    """The server showed another key than the pinned one (or none was pinned); `shown` is its fingerprint."""

    def __init__(self, pinned: str, shown: str) -> None:
        if pinned:
            said = f"服务器的身份和原来登记的不一样，没有登录，也没有传任何数据。登记的指纹 {pinned}，现在的指纹 {shown}。"
            hint = "请打电话问县公司：换过服务器，就核对新指纹后在“目的地”里重新确认；没换过，就可能有人冒充，请不要使用。"
        else:
            said, hint = f"还没有核对过服务器的身份。它的指纹是 {shown}。", "请打电话和县公司核对这串指纹，一致才能用。"
        super().__init__(said, hint)
        self.shown = shown


@contextmanager
def server_faults(server: Server, doing: str) -> Iterator[None]:
    """Tells what a server or the network refuses as a StationError; `doing` says what was being done, e.g. 上传."""
    import paramiko

    def told(sentence: tuple[str, str], part: Part = "") -> StationError:
        return ServerFault(f"{doing}（{server.host}）：{sentence[0]}", sentence[1], part or _PARTS.get(sentence, ""))

    try:
        yield
    except paramiko.ssh_exception.NoValidConnectionsError as error:
        codes = {inner.errno for inner in error.errors.values()}
        raise told(_SENTENCES.get(next(iter(codes & _SENTENCES.keys()), 0), _REFUSED)) from error
    except paramiko.AuthenticationException as error:
        raise told(_auth(error), "login") from PermissionError(errno.EACCES, "authentication")
    except (paramiko.SSHException, EOFError) as error:
        raise told(_spoken(error)) from ConnectionError(errno.ECONNRESET, "connection")
    except socket.gaierror as error:
        raise told(("找不到这个服务器。", "请核对服务器的名字或 IP 地址，并检查网络。"), "host") from error
    except TimeoutError as error:
        raise told(_SLOW) from error
    except OSError as error:
        raise told(_SENTENCES.get(error.errno or 0, _unnamed(error))) from error


def _auth(error: Exception) -> tuple[str, str]:
    import paramiko

    if isinstance(error, paramiko.BadAuthenticationType):
        if "publickey" in error.allowed_types and "password" not in error.allowed_types:
            return "服务器不收口令，只认私钥。", "请向县公司要私钥文件，在“目的地”里选上。"
        return "服务器不收私钥，要用口令。", "请在“目的地”里改填口令。"
    return "用户名、口令或私钥不对，没有登录。", "请在“目的地”里核对；连着错几次可能被锁，拿不准先问县公司。"


def _spoken(error: Exception) -> tuple[str, str]:
    said = str(error)
    if "banner" in said:
        return _NO_SFTP
    if "timeout" in said.lower() or "no existing session" in said.lower():
        return _SLOW
    if "no acceptable" in said.lower() or "incompatible" in said.lower():
        return "服务器的加密方式太旧，程序不用。", "请让县公司升级 SFTP 服务器。"
    return _CUT


def _unnamed(error: OSError) -> tuple[str, str]:
    """SFTP's general failure has no number: while writing it is nearly always a full disk."""
    return _FULL if str(error) == "Failure" else _CUT
