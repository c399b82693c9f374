"""An open station: its journal, its rules, its people; and the one way to change anything, a single transaction.

What the desk shows first is read through `glancing`. SQLAlchemy and the folding are imported inside the functions that need them: they take
longer than everything else of a start together, and the first page needs neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock, get_ident
from typing import TYPE_CHECKING, Literal

from models.problems import StationError, cause_of
from models.services.rulebooks import RULES_QUERY, RuleShelf
from models.store.drafts import Drafts
from models.store.keys import StationKeys, open_keys
from models.store.look import Look, Looks, ServedLooks
from models.store.versions import SCHEMA_VERSION, VIEWS_VERSION

if TYPE_CHECKING:
    import msgspec
    import sqlalchemy as sa

    from models.business import BusinessType
    from models.case import Case
    from models.casework.topic import CaseView
    from models.handover import Handover, Side
    from models.rules import RuleBook
    from models.services.folding.refold import Folder
    from models.store.attachments import Attachments
    from models.store.journal import Append
    from models.store.session import Database
    from models.workdays import WorkCalendar

APP = "yekuo 0.1.0"


@dataclass(frozen=True)
class StationInfo:
    """What is printed and shown of the station."""

    code: str
    name: str
    county: str
    phone: str


@dataclass(frozen=True)
class Person:
    """A person of the station; `since` and `until` inclusive, `until` None while in post."""

    id: str
    name: str
    post: str
    since: date
    until: date | None


@dataclass
class Change:
    """An open transaction: facts are added to it, its reads see what it wrote."""

    station: Station
    append: Append
    folder: Folder
    thread: int = field(default_factory=get_ident)
    decides: bool = False
    """A person decides between both sides: whose turn the case is does not bind."""
    _turns: dict[str, Handover] = field(default_factory=dict)

    @property
    def connection(self) -> sa.Connection:
        """The connection of the transaction."""
        return self.append.connection

    def case(self, case_id: str) -> Case:
        """The case as it stands inside this transaction; raises StationError where there is none."""
        case = self.folder.case(case_id)
        if not case.number:
            raise StationError("找不到这个工单。", "请在“工单”页重新查找。")
        self._turns[case_id] = case.handover
        return case

    def kind(self, case: Case) -> BusinessType:
        """The case's business type under the rules it was accepted with."""
        from models.case_facts import kind_of_case

        return kind_of_case(case, self.book(case))

    def book(self, case: Case | None = None) -> RuleBook:
        """The rules of a case, or those in force now."""
        shelf = self.folder.shelf(self.station.info.code)
        return shelf.book((case.pins if case else ()) or shelf.pins_on(self.append.now.date()))

    def view(self, case: Case) -> CaseView:
        """The case as its topics look at it, under its own rules and the calendar in force."""
        from models.casework.topic import CaseView

        return CaseView(case, self.kind(case), self.book(case), self.folder.shelf(self.station.info.code).calendar, self.station.side)

    def add(
        self,
        event: msgspec.Struct,
        case_id: str,
        *,
        private: dict[str, object] | None = None,
        reason: str = "",
        at_src: Literal["clock", "typed", "paper"] = "clock",
        on: Iterable[str] = (),
    ) -> None:
        """Appends a fact about a case (and any further records); raises StationError where the other side has the case, or the
        journal is only being taken back."""
        from models.services.exchange.rebuild_parts import check_may_work

        check_may_work(self.station, self.connection)
        self._check_turn(event, case_id)
        self.append.add(event, (f"case:{case_id}", *on), private=private, reason=reason, at_src=at_src)

    def _check_turn(self, event: msgspec.Struct, case_id: str) -> None:
        from models.casework.transfer import refuse
        from models.handover import Handover

        if case_id not in self._turns:
            fresh = type(event).__name__ == "ApplicationRegistered"
            self._turns[case_id] = Handover() if fresh else self.folder.case(case_id).handover
        if not self.decides:
            refuse(self._turns[case_id], self.station.side, event)
        if type(event).__name__ in ("CasePassedUp", "CaseReturned", "CaseTakenOver", "CaseTakenBack"):
            del self._turns[case_id]  # its turn is read anew

    def fold(self) -> None:
        """Brings the views in step with what was added so far."""
        self.folder.refold(self.append.touched)
        self.append.touched.clear()


@dataclass
class Station:
    """One open station. Give it to services; close it at the end. `now` is the only clock anybody asks.

    `side` says for whom one works here: the station, or the county centre at the station's cases (see CentreDesk); `signs` is the name
    that forms propose where the actor is on no list.
    """

    folder: Path
    info: StationInfo
    keys: StationKeys
    looks: Looks | ServedLooks
    drafts: Drafts
    epoch: str
    now: Callable[[], datetime]
    actor: str = ""
    device: str = ""
    side: Side = "station"
    signs: str = ""
    batch_change: Change | None = field(default=None, repr=False)
    _database: Database | None = field(default=None, repr=False)
    _shelf: RuleShelf | None = field(default=None, repr=False)
    _opening: Lock = field(default_factory=Lock, repr=False)

    @property
    def database(self) -> Database:
        """The store behind SQLAlchemy, opened when it is first asked for; raises StationError as opening a station does."""
        with self._opening:
            if self._database is None:
                from models.store.session import open_database

                self._database = open_database(self.folder / "station.db", self.keys.derived("database"))
            return self._database

    @property
    def attachments(self) -> Attachments:
        """The encrypted files beside the store."""
        from models.store.attachments import Attachments

        return Attachments(self.folder / "attachments", self.keys.derived("attachments"))

    @property
    def shelf(self) -> RuleShelf:
        """The adopted rules and calendar, read once."""
        if self._shelf is None:
            with self.looks.look() as look:
                self._shelf = RuleShelf(look.tuples(RULES_QUERY, {"station": self.info.code}), lambda: self.now().date())
        return self._shelf

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar in force."""
        return self.shelf.calendar

    @property
    def journal_code(self) -> str:
        """In whose journal facts are written here."""
        return self.info.code

    def writing(self, connection: sa.Connection, *, stepping_back: bool = False) -> Append:
        """The end of the journal, inside a transaction."""
        from models.store.journal import Append, Author

        author = Author(self.journal_code, self.epoch, self.actor, self.device, APP)
        return Append(connection, author, self.now(), stepping_back=stepping_back)

    def forget_rules(self) -> None:
        """Drops what was read of the rules, after new ones were adopted."""
        self._shelf = None

    def close(self) -> None:
        """Closes the files."""
        self.drafts.close()
        self.looks.close()
        if self._database is not None:
            self._database.close()


@contextmanager
def changing(station: Station, *, stepping_back: bool = False) -> Iterator[Change]:
    """One user action, one transaction: facts, views and local rows are committed together or not at all.

    Inside `batch` the surrounding transaction is used and nothing is committed until it ends. `stepping_back` is for ClockCorrected alone.
    """
    outer = _batch_of(station)
    if outer is not None:
        with _step(outer):
            yield outer
        return
    with _disk_faults_told(station), station.database.writer.begin() as connection:
        change = _begin(station, connection, stepping_back)
        yield change
        change.fold()


@contextmanager
def batch(station: Station) -> Iterator[None]:
    """Many use cases in one transaction, for bringing in a ledger or a demo: all of it is committed, or nothing."""
    try:
        with _disk_faults_told(station), station.database.writer.begin() as connection:
            station.batch_change = change = _begin(station, connection)
            yield
            change.fold()
    finally:
        station.batch_change = None


@contextmanager
def noting(station: Station) -> Iterator[sa.Connection]:
    """One transaction for what belongs to this computer only and is no fact: a preference, who sits at the counter."""
    with _disk_faults_told(station), station.database.writer.begin() as connection:
        yield connection


@contextmanager
def _disk_faults_told(station: Station) -> Iterator[None]:
    from sqlalchemy.exc import DBAPIError

    from models.store.session import cause, explain

    try:
        yield
    except DBAPIError as error:
        raise explain(error, station.database.path) from cause(error)
    except OSError as error:
        raise StationError(f"写磁盘出错（{cause_of(error)}），这一步没有保存。", "请检查磁盘空间后再保存一次。") from error


@contextmanager
def _step(change: Change) -> Iterator[None]:
    """One use case inside a batch: what it added is taken back where it fails, and the batch can go on."""
    append = change.append
    seq, chained, touched = append.seq, append.hash, dict(append.touched)
    inner = change.connection.begin_nested()
    try:
        yield
    except BaseException:
        if inner.is_active:
            inner.rollback()
        append.seq, append.hash, append.touched = seq, chained, touched
        raise
    inner.commit()


def _batch_of(station: Station) -> Change | None:
    """The batch that this thread is in; another thread keeps to its own connection."""
    change = station.batch_change
    return change if change is not None and change.thread == get_ident() else None


def _begin(station: Station, connection: sa.Connection, stepping_back: bool = False) -> Change:
    from models.services.folding.refold import Folder

    return Change(station, station.writing(connection, stepping_back=stepping_back), Folder(connection, strict=True))


@contextmanager
def looking(station: Station) -> Iterator[sa.Connection]:
    """A read-only picture of the store; inside `batch` the batch's own."""
    outer = _batch_of(station)
    if outer is not None:
        yield outer.connection
        return
    from models.store.session import reading

    with reading(station.database) as connection:
        yield connection


@contextmanager
def glancing(station: Station) -> Iterator[Look]:
    """A read-only picture of the store for plain SQL, without SQLAlchemy; inside `batch` the batch's own."""
    outer = _batch_of(station)
    if outer is not None:
        yield Look.through(outer.connection)
        return
    with station.looks.look() as look:
        yield look


def open_station(
    folder: Path, password: str, now: Callable[[], datetime], unlocked: Callable[[], StationKeys] | None = None
) -> Station:
    """Opens an enrolled station; raises StationError for a wrong password, a damaged or newer database, a missing folder.

    `unlocked` gives the keys where they are being unwrapped elsewhere already (see `unlocking`); the password is then not used.
    """
    keys = unlocked() if unlocked else open_keys(folder, password)
    looks = Looks(folder / "station.db", keys.derived("database"))
    try:
        _renew_views(looks, keys)
        with looks.look() as look:
            rows = look.tuples("SELECT code, name, county, phone FROM station_view")
            epoch, actor = look.setting("epoch"), look.setting("actor")
        if not rows or not epoch:
            raise StationError("这个供电所的登记没有做完。", "请换一个空文件夹重新登记，原文件夹留存备查。")
        drafts = Drafts(folder / "drafts.db", keys.derived("drafts"))
    except StationError:
        looks.close()
        raise
    return Station(folder, StationInfo(*rows[0]), keys, looks, drafts, epoch, now, actor, "PC1")


def _renew_views(looks: Looks, keys: StationKeys) -> None:
    """Upgrades the tables and replays the journal where an older program made the store; else two small reads."""
    with looks.look() as look:
        tables = int(look.tuples("PRAGMA user_version")[0][0])
        current = look.setting("views_version") == str(VIEWS_VERSION)
    if current and tables == SCHEMA_VERSION:
        return
    from models.services.folding.replay import replay
    from models.store.session import open_database
    from models.store.upgrades import upgrade

    database = open_database(looks.path, keys.derived("database"))
    try:
        upgrade(database, keys.derived("database"))
        if not current:
            replay(database)
    finally:
        database.close()


def new_epoch(number: int, now: datetime) -> str:
    """A fresh epoch's name."""
    from models.events.envelope import epoch_name

    return epoch_name(number, now)


_PEOPLE = """
    SELECT person, name, post, since, until FROM person_view WHERE station = :station ORDER BY until IS NOT NULL, since, person
"""


def people(station: Station, code: str = "") -> tuple[Person, ...]:
    """Everybody who is or was here, those in post first; on the centre's desk its own, the station's where its `code` is given."""
    with glancing(station) as look:
        rows = look.tuples(_PEOPLE, {"station": code or station.journal_code})
    return tuple(
        Person(person, name, post, date.fromisoformat(since), date.fromisoformat(until) if until else None)
        for person, name, post, since, until in rows
    )


def name_of(station: Station, person: str) -> str:
    """A person's name, the identifier where it is not known."""
    return next((p.name for p in people(station) if p.id == person), person or "—")


def act_as(station: Station, person: str) -> None:
    """Says which clerk sits at the counter; kept for the next start. Raises StationError for somebody who is not in post."""
    if not any(found.id == person and found.until is None for found in people(station)):
        raise StationError("找不到这个在岗人员。", "请刷新人员列表。")
    from models.store.local import write_setting

    with noting(station) as connection:
        write_setting(connection, "actor", person)
    station.actor = person
