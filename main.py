"""Starts 业扩助手: one command without a window, or the desk of a supply station or of a county centre."""

import logging
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from io import TextIOWrapper

from models.diagnostics import Reports, log_to, program_log
from models.problems import StationError
from models.store.lock import StationLock
from ui.commandline.arguments import clock, parse_arguments
from ui.commandline.demo_folder import fresh_demo
from ui.commandline.exits import CommandError, Exit, exit_of

Clock = Callable[[], datetime]


def main(words: Sequence[str]) -> int:
    """Do what the command line asks and return an exit code of `ui.commandline.exits`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    args, command = parse_arguments(words)
    now = clock(args.today, datetime.now)
    reports = Reports(args.station, now)
    reports.install()
    try:
        if command is None:
            return desk(args, now, reports)
        log_to(logging.StreamHandler(), logging.WARNING)
        with StationLock.acquire(args.station) if args.writes else nullcontext():
            code = int(command.run(args, now))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader of our output had enough, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return Exit.OK
    except StationError as error:
        sys.stderr.write(f"{error}\n")
        return exit_of(error)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:
        reports.uncaught(type(error), error, error.__traceback__)
        return Exit.SOFTWARE


def desk(args: Namespace, now: Clock, reports: Reports) -> int:
    """Open the window on a station, or a county centre, that no other program is using; the screen's library is imported only here."""
    if sys.platform == "linux" and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise CommandError("这里没有图形桌面，不能打开窗口。", "请在桌面环境中运行，或使用不需要窗口的命令（--help）。", Exit.CONFIG)
    try:
        with StationLock.acquire(args.station) as lock, reports.watching_hard_faults():
            log_to(program_log(lock.folder))
            if args.centre_store:
                from ui.centre.entrance import run_centre

                return run_centre(args.centre_store, lock.folder, now)
            if args.demo:
                fresh_demo(lock.folder, now)
            from ui.app import run

            return int(run(lock.folder, now, args.demo, args))
    except StationError as error:
        from ui.refusal import show_refusal

        show_refusal(error)
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
