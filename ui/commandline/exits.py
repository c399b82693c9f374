"""How a command ends, for scripts that call it; the numbers follow sysexits.h and never change."""

import errno
from enum import IntEnum

from models.problems import StationError


class Exit(IntEnum):
    """Exit codes of every command; the README tells them to the county."""

    OK = 0
    USAGE = 64
    """The arguments are wrong."""
    DATA = 65
    """What was given is damaged, refused or not allowed: a package, a file, a form."""
    NOINPUT = 66
    """A file, a folder or a case that was named does not exist."""
    SOFTWARE = 70
    """A fault of the program: a report has been written."""
    CANTCREAT = 73
    """The output cannot be made where it was wanted."""
    IOERR = 74
    """The disk, the stick or the memory failed: full, read-only, removed."""
    BUSY = 75
    """The desk is open at this station; try again when it is closed."""
    NOPERM = 77
    """Wrong password or key, or no right to the folder."""
    CONFIG = 78
    """The station or this machine is not set up for what was asked."""
    INTERRUPTED = 130
    """Ctrl+C."""


class CommandError(StationError):
    """A command stops for a reason that has its own exit code: `raise CommandError("…", "…", Exit.NOINPUT)`."""

    def __init__(self, message: str, hint: str, code: Exit) -> None:
        super().__init__(message, hint)
        self.code = code


_BY_ERRNO = {
    errno.ENOENT: Exit.NOINPUT,
    errno.ENOTDIR: Exit.NOINPUT,
    errno.EISDIR: Exit.NOINPUT,
    errno.EEXIST: Exit.CANTCREAT,
    errno.EACCES: Exit.NOPERM,
    errno.EPERM: Exit.NOPERM,
}


def exit_of(error: StationError) -> Exit:
    """The code for an error: its own (CommandError), else by what caused it in the system, else DATA."""
    cause = error.__cause__
    if isinstance(error, CommandError):
        return error.code
    if isinstance(cause, BlockingIOError):
        return Exit.BUSY
    if isinstance(cause, PermissionError):
        return Exit.NOPERM
    if isinstance(cause, MemoryError):
        return Exit.IOERR
    if isinstance(cause, OSError):
        return _BY_ERRNO.get(cause.errno or 0, Exit.IOERR)
    return Exit.DATA
