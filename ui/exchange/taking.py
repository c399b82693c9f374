"""What the centre sent: read from a file or fetched from the server, told in sentences, and taken in only where the clerk says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from models.problems import StationError
from models.services.changes import Changes
from models.services.exchange.destinations import server_target
from models.services.exchange.fetching import Sorted, fetch, next_offer, settle
from models.services.exchange.incoming import BehindCentre, Incoming, look_into, take_in
from ui.exchange.behind import behind
from ui.exchange.words import offered
from ui.tasks import Job
from ui.window import Desk

TAKE = ("不接收", "接收")
ASKED = "县中心请本所重发，请导出一次交去：下一个包会带上它要的。"


class Taking:
    """`tell(title, text, buttons)` shows a sentence and gives the number of the button; a test may answer it."""

    def __init__(self, desk: Desk, tell: Callable[[str, str, tuple[str, ...]], int]) -> None:
        self._desk = desk
        self._tell = tell
        self._job: Job | None = None
        self._taken: list[Path] = []
        self._fetched = False
        self._waits: list[str] = []

    def from_files(self, paths: tuple[Path, ...]) -> None:
        """Looks into files that were chosen and asks for one package after the other; the parts of a rebuild package are one."""
        if len(paths) == 1:
            self.from_file(paths[0])
        else:
            self._taken, self._waits, self._fetched = [], [], False
            self._sort(paths)

    def from_file(self, path: Path) -> None:
        """Looks into one file and asks."""
        station = self._desk.station
        failed = behind(self._desk, self._tell, lambda: self.from_file(path))
        self._desk.tasks.run(lambda: look_into(station, path), self._ask, failed=failed, progress_text="正在核对…")

    def from_server(self, name: str) -> None:
        """Fetches what lies on a server and asks for one package after the other."""
        station = self._desk.station
        self._taken, self._waits, self._fetched = [], [], True
        self._job = None
        self._job = self._desk.tasks.run(
            lambda: fetch(station, server_target(station, name), self._advance),
            self._sort,
            progress_text="正在从服务器取县中心的包…",
            cancellable=True,
        )

    def _advance(self, done: int, total: int) -> None:
        if self._job is None:
            return
        if self._job.cancelled:
            raise StationError("已取消，什么都没有改。")
        self._job.advance(done / total if total else 1.0)

    def _ask(self, found: Incoming) -> None:
        if self._tell(*offered(found), TAKE) != 1:
            self._desk.toast("没有接收，什么都没有改。")
            return
        self._take(found, lambda: self._tell("已接收", "\n".join(found.summary), ("知道了",)))

    def _take(self, found: Incoming, after: Callable[[], object]) -> None:
        station = self._desk.station

        def done(changes: Changes) -> None:
            self._desk.changes.tell(changes)
            after()

        self._desk.tasks.run(lambda: take_in(station, found), done, progress_text="正在接收…")

    def _sort(self, files: tuple[Path, ...]) -> None:
        station = self._desk.station
        self._desk.tasks.run(lambda: next_offer(station, files), lambda found: self._go_on(files, found), progress_text="正在核对…")

    def _go_on(self, files: tuple[Path, ...], found: Sorted) -> None:
        offer = found.offer
        if offer is None and (stuck := next((one.error for one in found.refused if isinstance(one.error, BehindCentre)), None)):
            behind(self._desk, self._tell, lambda: self._sort(files))(stuck)
        elif offer is None:
            self._end(found)
        elif self._tell(*offered(offer.found, offer.name), TAKE) == 1:
            self._taken += offer.files
            self._waits = [ASKED] if offer.found.asks or ASKED in self._waits else []
            self._waits += [offer.found.rebuild.gathered.lacks + "。"] if offer.found.rebuild and offer.found.missing else []
            self._take(offer.found, lambda: self._sort(tuple(file for file in files if file not in offer.files)))
        else:
            self._end(found)

    def _end(self, found: Sorted) -> None:
        if not self._fetched:
            self._told(found)
            return
        station, over = self._desk.station, (*self._taken, *found.over)
        self._desk.tasks.run(lambda: settle(station, over), lambda _: self._told(found))

    def _told(self, found: Sorted) -> None:
        refused = "\n".join(f"{one.name}：{one.why}" for one in found.refused)
        whence = "服务器上" if self._fetched else "选的文件里"
        if self._taken:
            text = "\n".join((f"接收了 {len(self._taken)} 个包。", *self._waits)) + (f"\n\n没有接收的：\n{refused}" if refused else "")
            self._tell("已接收", text, ("知道了",))
        elif refused and found.offer is None:
            self._tell(f"{whence}有不能接收的包", refused, ("知道了",))
        else:
            self._desk.toast("没有接收，什么都没有改。" if found.offer else f"{whence}没有新的回执。")
