"""Making a new, empty station: keys, encrypted database, first facts."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models import events
from models.events.envelope import uuid7
from models.problems import Problem, ProblemsFound, StationError, cause_of
from models.rules import shipped_profiles, shipped_texts
from models.services.folding.refold import Folder
from models.services.station import APP, Station, new_epoch, open_station
from models.store.journal import Append, Author
from models.store.keys import StationKeys, read_key_file, write_keys
from models.store.local import CENTRE_SERIAL, VIEWS_SETTING, write_setting
from models.store.session import cause, explain, open_database
from models.store.upgrades import write_version
from models.store.views import VIEWS_VERSION, create_all, trusted
from models.store.whole_file import write_whole
from models.sync.encryption import Identity
from models.sync.signing import SigningKey, fingerprint
from models.workdays import WorkCalendar, published_calendar_text


@dataclass(frozen=True)
class Enrolment:
    """What the clerk fills in once: `code` has 4 digits; the password wraps the keys and cannot be recovered."""

    name: str
    code: str
    county: str
    clerk: str
    password: str
    phone: str = ""
    profile: str = "henan-rural"


class CentreCard(msgspec.Struct, frozen=True):
    """The county centre's card: its age recipients (main, recovery), its verify key and that key's fingerprint.

    `serial` says which keys of this centre they are: it grows by one where any of them is renewed.
    """

    name: str
    recipients: tuple[str, ...]
    verify_key: str
    fingerprint: str
    serial: int = 1


class StationCard(msgspec.Struct, frozen=True):
    """What the centre needs to trust a station."""

    station: str
    name: str
    county: str
    verify_key: str
    recipient: str
    fingerprint: str


def problems_of(form: Enrolment) -> tuple[Problem, ...]:
    """Everything that is wrong with an enrolment."""
    found = []
    for field, label, value in (("name", "供电所名称", form.name), ("county", "所属县", form.county), ("clerk", "业扩员姓名", form.clerk)):
        if not value.strip():
            found.append(Problem(field, label, "请填写。"))
    if not re.fullmatch(r"\d{4}", form.code):
        found.append(Problem("code", "供电所编号", f"“{form.code}”不是 4 位数字，请按县公司给的所号填写，如 3501。"))
    if form.profile not in shipped_profiles():
        found.append(Problem("profile", "时限标准", f"没有“{form.profile}”，可选：{'、'.join(shipped_profiles())}。"))
    if len(form.password) < 4:
        found.append(Problem("password", "密码", "至少 4 个字符；忘记密码无法找回数据，请记牢。"))
    return tuple(found)


def read_card(path: Path) -> CentreCard:
    """Reads the centre's CARD.json; raises StationError on a missing or altered card."""
    try:
        card = msgspec.json.decode(path.read_bytes(), type=CentreCard)
        if fingerprint(bytes.fromhex(card.verify_key)) != card.fingerprint:
            raise ValueError("fingerprint")
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise StationError(f"县中心名片 {path.name} 读不出来，或指纹与密钥不符。", "请向县客户服务中心重新要一份。") from error
    return card


def compare_fingerprint(real: str, told: str) -> None:
    """Raises ProblemsFound where a fingerprint that was read out, typed or scanned is not the card's.

    Hyphens, blanks, case and full-width characters do not matter.
    """
    typed = re.sub(r"[^0-9a-f]", "", unicodedata.normalize("NFKC", told).lower())
    if typed != real.replace("-", ""):
        short = f"请输满 32 位，现在是 {len(typed)} 位。"
        other = "与名片里的指纹不同，请不要登记，先与对方当面或电话核对。"
        raise ProblemsFound((Problem("told", "核对指纹", short if len(typed) != 32 else other),))


def enrol(folder: Path, form: Enrolment, now: Callable[[], datetime], card: CentreCard | None = None) -> Station:
    """Makes the station in an empty or new folder and opens it; raises ProblemsFound, or StationError where one is already there."""
    problems = problems_of(form)
    if problems:
        raise ProblemsFound(problems)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if read_key_file(folder) is not None:
            raise StationError(
                f"文件夹 {folder} 里已经有一个供电所。", "请直接打开它，或换一个文件夹。"
            ) from FileExistsError(errno.EEXIST, "")
        _put_leftovers_aside(folder, now())
        (folder / "attachments").mkdir(exist_ok=True)
        keys = StationKeys(os.urandom(32), SigningKey.generate().seed, Identity.generate().text)
        _first_facts(folder, form, keys, now(), card)
        write_whole(folder / "STATION.json", msgspec.json.format(msgspec.json.encode(station_card(form, keys)), indent=1))
        write_keys(folder, keys, form.password, form.code, form.name, form.county)  # the last: only now there is a station
    except OSError as error:
        raise StationError(
            f"在 {folder} 里建不了数据文件（{cause_of(error)}）。", "请换一个能写的文件夹，或清理磁盘空间。"
        ) from error
    return open_station(folder, form.password, now)


def _put_leftovers_aside(folder: Path, now: datetime) -> None:
    """A database without keys is a broken-off enrolment, or a station whose keys.json was lost: it is kept under another name."""
    left = [*folder.glob("station.db*"), *folder.glob("drafts.db*")]
    if left:
        aside = folder / f"unused-{now:%Y%m%d-%H%M%S}"
        aside.mkdir()
        for file in left:
            file.rename(aside / file.name)


def station_card(form: Enrolment, keys: StationKeys) -> StationCard:
    """The card that goes to the centre with the first package."""
    verify = SigningKey.from_bytes(keys.signing_seed).verify_key
    return StationCard(form.code, form.name, form.county, verify.hex(), Identity.from_text(keys.identity).recipient, fingerprint(verify))


def _first_facts(folder: Path, form: Enrolment, keys: StationKeys, now: datetime, card: CentreCard | None) -> None:
    database = open_database(folder / "station.db", keys.derived("database"), create=True)
    own = station_card(form, keys)
    epoch = new_epoch(1, now)
    person = uuid7(now)
    try:
        with database.writer.begin() as connection:
            create_all(connection)
            write_version(connection)
            append = Append(connection, Author(form.code, epoch, person, "PC1", APP), now)
            record = (f"station:{form.code}",)
            append.add(
                events.StationOpened(
                    code=form.code,
                    name=form.name.strip(),
                    county=form.county.strip(),
                    phone=form.phone.strip(),
                    verify_key=own.verify_key,
                    recipient=own.recipient,
                ),
                record,
            )
            append.add(events.EpochOpened(number=1), record)
            append.add(events.PersonJoined(person=person, post="业扩员", since=now.date()), record, private={"name": form.clerk.strip()})
            adopt_shipped_rules(append, form.code, form.profile)
            Folder(connection).refold(append.touched)
            write_setting(connection, "epoch", epoch)
            write_setting(connection, "actor", person)
            write_setting(connection, VIEWS_SETTING, str(VIEWS_VERSION))
            if card:
                trust_centre(connection, card)
    except sa.exc.DBAPIError as error:
        raise explain(error, folder) from cause(error)
    finally:
        database.close()


def adopt_shipped_rules(append: Append, code: str, profile: str) -> None:
    """Adopts the program's rule texts and calendar as facts of this station."""
    for text in shipped_texts(profile):
        append.add(events.RulesAdopted(subject=text.subject, code=text.code, revision=text.revision, text=text.text), (f"station:{code}",))
    calendar = published_calendar_text()
    revision = WorkCalendar.from_text(calendar).revision
    append.add(events.RulesAdopted(subject="calendar", code="cn", revision=revision, text=calendar), (f"station:{code}",))


def trust_centre(connection: sa.Connection, card: CentreCard) -> None:
    """Keeps the centre's keys: packages go to its recipients, acknowledgements are checked with its verify key.

    Those they replace stay noted as no longer in use.
    """
    t = trusted.c
    connection.execute(sa.delete(trusted).where(t.fingerprint == card.fingerprint))
    connection.execute(sa.update(trusted).where(t.station == "centre").values(revoked=True))
    write_setting(connection, CENTRE_SERIAL, str(card.serial))
    connection.execute(
        sa.insert(trusted).values(
            fingerprint=card.fingerprint,
            station="centre",
            name=card.name,
            verify_key=card.verify_key,
            recipient=" ".join(card.recipients),
            revoked=False,
        )
    )
