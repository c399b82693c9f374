"""Log and crash reports that name the place of a fault and never a person: words and long numbers are masked."""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

KEPT_REPORTS = 20
_FAULTS = "fault.txt"
_PROGRAM = str(Path(__file__).resolve().parent.parent)


def mask(text: str) -> str:
    """The text with every run of characters beyond ASCII as ×, long digit runs as #, and the home folder as ~."""
    text = text.replace(_PROGRAM, ".").replace(str(Path.home()), "~")
    return re.sub(r"\d[\d-]{4,}[\dXx]", "#", re.sub(r"[^\x00-\x7f]+", "×", text))


class MaskedFormatter(logging.Formatter):
    """One line a record: time, level, place; then what was said, masked."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line; a traceback follows it, masked too."""
        said = record.getMessage()
        if record.exc_info:
            said = f"{said}\n{self.formatException(record.exc_info)}"
        return f"{self.formatTime(record)} {record.levelname} {record.name}: {mask(said)}"


def log_to(handler: logging.Handler, level: int = logging.INFO) -> None:
    """Send everything that is logged to one handler, masked."""
    handler.setFormatter(MaskedFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


class Reports:
    """Writes one masked report for each kind of fault into `folder`/reports; the folder is made only when there is something to write."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder = folder / "reports"
        self._now = now
        self._written: dict[str, Path | None] = {}

    def install(self) -> None:
        """From here on an exception nobody caught, in any thread or Qt slot, ends in a report and a sentence on stderr."""
        sys.excepthook = self.uncaught
        threading.excepthook = lambda args: self.uncaught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    @contextmanager
    def watching_hard_faults(self) -> Iterator[Path | None]:
        """Inside, a crash of the process itself is written down; gives the report that the last such crash left, or None."""
        left = self._keep_last_fault()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / _FAULTS).open("w", encoding="utf-8")
        except OSError:
            yield left
            return
        with file:
            faulthandler.enable(file)
            try:
                yield left
            finally:
                faulthandler.disable()

    def uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write the report once for each place a fault comes from, and say where it lies."""
        if issubclass(kind, KeyboardInterrupt):
            return
        text = mask("".join(traceback.format_exception(kind, error, trace)))
        place = traceback.extract_tb(trace)[-1:]
        key = f"{kind.__name__} {place}"
        if key not in self._written:
            self._written[key] = file = self._write(text)
            logging.getLogger(__name__).info("fault %s at %s", kind.__name__, place)
            said = f"错误报告已写入 {file}（不含客户信息），请交给技术人员。" if file else text
            if sys.stderr is not None:
                sys.stderr.write(f"程序出现内部错误，已保存的数据不受影响。{said}\n")

    def _write(self, text: str) -> Path | None:
        import platform  # here, not above: only a fault pays for it

        when = self._now()
        head = f"yekuo {program_version()}\nPython {platform.python_version()} {platform.platform()}\n{when:%Y-%m-%d %H:%M:%S}\n\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = self.folder / f"report-{when:%Y%m%d-%H%M%S}-{len(self._written)}.txt"
            file.write_text(head + text, encoding="utf-8")
            for old in sorted(self.folder.glob("report-*.txt"))[:-KEPT_REPORTS]:
                old.unlink()
        except OSError:
            return None
        return file

    def _keep_last_fault(self) -> Path | None:
        last = self.folder / _FAULTS
        try:
            if not last.stat().st_size:
                return None
            return last.replace(self.folder / f"report-{self._now():%Y%m%d-%H%M%S}-fault.txt")
        except OSError:
            return None


def program_log(folder: Path) -> logging.Handler:
    """The rotating log of the window in `folder`/reports, or stderr where the folder cannot be written."""
    from logging.handlers import RotatingFileHandler

    try:
        (folder / "reports").mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(folder / "reports" / "yekuo.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    except OSError:
        return logging.StreamHandler()


def program_version() -> str:
    """The version of the built program; started from source it is said so."""
    from importlib import metadata

    try:
        return metadata.version("yekuo")
    except metadata.PackageNotFoundError:
        return "0.1.0（源码运行）"
