"""What a database server's errors mean in words, by SQLSTATE; knows neither SQLAlchemy nor the driver."""

from __future__ import annotations

import errno
from typing import Any

from models.problems import StationError

_CAUSES = {
    "08": ("连不上数据库服务器。", "请检查服务器是否开着、网络和地址是否正确，再试一次。", ConnectionError(errno.ECONNREFUSED, "server")),
    "28": ("数据库服务器拒绝了用户名或密码。", "请核对库地址里的用户名和密码。", PermissionError(errno.EACCES, "denied")),
    "3D": ("服务器上没有这个数据库。", "请核对库地址里的库名，或请管理员先建一个空库。", FileNotFoundError(errno.ENOENT, "database")),
    "42501": ("数据库用户的权限不够，没有保存。", "请管理员把这个库的全部权限给程序的用户。", PermissionError(errno.EACCES, "denied")),
    "53": ("数据库服务器的磁盘或内存不足，这一步没有保存。", "请管理员清理后再试。", OSError(errno.ENOSPC, "server full")),
    "57": ("数据库服务器正在停机或重启，这一步没有保存。", "请稍后再试。", ConnectionError(errno.ECONNRESET, "shutdown")),
    "55": ("数据库正被另一个程序占用。", "请稍等再试。", BlockingIOError(errno.EAGAIN, "busy")),
    "40": ("数据库正被另一个程序改动，这一步没有保存。", "请再试一次。", BlockingIOError(errno.EAGAIN, "serialisation")),
}


def of_server(error: Exception) -> bool:
    """Whether an error, or the driver's inside it, came from a server rather than from an encrypted file."""
    return type(_driver(error)).__module__.partition(".")[0] == "psycopg"


def explain_server(error: Exception) -> StationError:
    """Turns a server's error into a sentence with what to do, by its SQLSTATE."""
    state = _state(error)
    for prefix, (message, hint, _behind) in _CAUSES.items():
        if state.startswith(prefix):
            return StationError(message, hint)
    name = state or type(_driver(error)).__name__
    return StationError(f"数据库服务器出错（{name}），这一步没有保存。", "请再试一次；仍不行请联系管理员。")


def cause_server(error: Exception) -> BaseException:
    """The system's error behind a server's, where there is one."""
    state = _state(error)
    return next((behind for prefix, (_message, _hint, behind) in _CAUSES.items() if state.startswith(prefix)), error)


def _driver(error: Exception) -> Any:
    return getattr(error, "orig", None) or error


def _state(error: Exception) -> str:
    driver = _driver(error)
    state = str(getattr(driver, "sqlstate", "") or "")
    if state or type(driver).__name__ != "OperationalError":
        return state
    text = str(driver)  # a connection that never came to be carries no SQLSTATE
    return "28P01" if "authentication failed" in text else "3D000" if "does not exist" in text else "08001"
