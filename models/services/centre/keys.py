"""The centre's keys over the years: renewed by a word the old key signs; it signs beside the new until a station has that."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from models import events
from models.events.envelope import channel_of
from models.problems import Problem, ProblemsFound, StationError, cause_of
from models.services.centre.card import FILE, own_card, save_copy
from models.services.centre.channel import answered, open_channel
from models.services.centre.own_words import spoken_so_far
from models.services.centre.restored import check_not_put_back
from models.services.centre.store import Centre
from models.services.enrolment import CentreCard, read_card
from models.store import journal
from models.store.keys import CentreKeys, FormerKey, open_centre_keys, write_centre_keys
from models.store.local import read_setting, write_setting
from models.store.session import cause, explain
from models.store.views import trusted
from models.store.whole_file import write_whole
from models.sync.encryption import Identity
from models.sync.key_change import KeyChange, announce
from models.sync.package import PackageContent, Reached, read
from models.sync.refusal import PackageRefused
from models.sync.signing import SigningKey

_SERIAL = "keys_serial"


def renew(centre: Centre, password: str, today: date, *, signing: bool, recipients: bool) -> CentreCard:
    """Renews the signing key, the two recipients, or both, and tells every station; returns the new card, valid from today.

    The keys lie in their file before anybody hears of them; the old ones are kept there. A new recovery key is written beside them.
    Raises ProblemsFound where nothing is to be renewed or the password is wrong, StationError where the folder takes no file.
    """
    old = _checked(centre, password, signing=signing, recipients=recipients)
    key = SigningKey.from_bytes(old.signing_seed)
    fresh = SigningKey.generate() if signing else key
    main, recovery = (Identity.generate(), Identity.generate()) if recipients else (Identity.from_text(old.identity), None)
    named = (main.recipient, recovery.recipient) if recovery else own_card(centre).recipients
    change = KeyChange(
        role="centre",
        name=old.name,
        serial=old.serial + 1,
        previous=key.fingerprint,
        fingerprint=fresh.fingerprint,
        verify_key=fresh.verify_key.hex(),
        recipients=named,
        since=today,
    )
    former = FormerKey(old.signing_seed, old.identity, announce(change, key, fresh))
    new = replace(old, signing_seed=fresh.seed, identity=main.text)
    try:
        with centre.database.writer.begin() as connection:  # nobody speaks between what is kept as said and the new key
            _check_renewable(connection, centre, everything=signing and recipients)
            check_not_put_back(connection, centre)
            said = replace(former, spoken=spoken_so_far(connection))
            _write(centre, replace(new, former=(*old.former, said)), password, recovery)
            _tell_all(connection, centre)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    return own_card(centre)


def _checked(centre: Centre, password: str, *, signing: bool, recipients: bool) -> CentreKeys:
    problems = [] if signing or recipients else [Problem("what", "换什么", "请至少选一样：签名密钥，或收件公钥。")]
    keys = centre.keys
    try:
        keys = open_centre_keys(centre.folder, password)
    except StationError as error:
        problems.append(Problem("password", "县中心密码", str(error)))
    if problems:
        raise ProblemsFound(tuple(problems))
    return keys


def _write(centre: Centre, keys: CentreKeys, password: str, recovery: Identity | None) -> None:
    folder = centre.folder
    try:
        if recovery:
            told = f"县中心第 {keys.serial} 套备用密钥，请打印封存后删除本文件；以前的也要留着，旧包要用它打开：\n{recovery.text}\n"
            write_whole(folder / f"RECOVERY-{keys.serial}.txt", told.encode(), mode=0o600)
        write_centre_keys(folder, keys, password)
        centre.keys = keys
        save_copy(own_card(centre), folder)
    except OSError as error:
        raise StationError(f"密钥文件夹 {folder} 写不了（{cause_of(error)}）。", "请检查磁盘空间和权限，重开后再看换成没有。") from error


def _tell_all(connection: sa.Connection, centre: Centre) -> None:
    write_setting(connection, _SERIAL, str(centre.keys.serial))
    for code in sorted(set(connection.scalars(sa.select(trusted.c.station).where(trusted.c.revoked.is_(False))))):
        announce_in(connection, centre, code)


def announce_in(connection: sa.Connection, centre: Centre, station: str) -> None:
    """Writes into a station's channel every change of keys that it does not say yet, the oldest first."""
    check_current(connection, centre)
    said = {name for name, _ in _said(connection, station)} if centre.keys.former else set()
    for number, former in enumerate(centre.keys.former, 2):
        if (name := _name(former)) not in said:
            event = events.BroadcastSent(broadcast=name, kind="keys", title=f"县中心换密钥（第 {number} 套）", body=former.announcement)
            open_channel(connection, centre, station).add(event, (f"station:{station}",))


class KeysRenewedElsewhere(StationError):  # noqa: N818  # says what happened
    """Another window or computer renewed the centre's keys since this one opened them."""

    def __init__(self) -> None:
        super().__init__("县中心的密钥已在别处换过，这个窗口用的还是旧的。", "请关闭本窗口，重新打开县中心；没有改动。")


class KeysOlder(KeysRenewedElsewhere):
    """The folder of keys itself is older than the store: it was put back from before the keys were renewed."""

    def __init__(self, ours: int, theirs: int) -> None:
        StationError.__init__(
            self,
            f"密钥文件夹里是县中心第 {ours} 套密钥，库已用到第 {theirs} 套：密钥文件夹多半是从换钥以前的备份恢复的。没有改动。",
            "请把换钥以后备份的密钥文件夹放回来，重新打开县中心。确实找不回来的，在“设置”里“换密钥…”两样都换，"
            "把新名片交给各供电所，由它们“换名片…”、电话核对指纹，再导出一次。",
        )


def check_current(connection: sa.Connection, centre: Centre) -> None:
    """Raises KeysRenewedElsewhere where another window renewed the keys since this one opened them, KeysOlder where the folder is older."""
    used = int(read_setting(connection, _SERIAL, "1"))
    if used > centre.keys.serial:
        raise KeysOlder(centre.keys.serial, used) if _in_folder(centre) == centre.keys.serial else KeysRenewedElsewhere()


def _in_folder(centre: Centre) -> int:
    """Which keys lie in the folder by the card beside them; 0 where there is none."""
    with suppress(StationError):
        return read_card(centre.folder / FILE).serial
    return 0


def _check_renewable(connection: sa.Connection, centre: Centre, *, everything: bool) -> None:
    """Keys that are lost are replaced as a whole, and by the folder that is left; raises StationError."""
    try:
        check_current(connection, centre)
    except KeysOlder as error:
        if not everything:
            raise StationError(error.message, "丢了的密钥要两样都换：签名密钥和收件公钥。") from error


def signing_key(connection: sa.Connection, centre: Centre, station: str) -> SigningKey:
    """With what packages for a station are signed: the present key, and beside it those whose successor the station does not hold yet."""
    check_current(connection, centre)
    key, former = SigningKey.from_bytes(centre.keys.signing_seed), centre.keys.former
    held = {name for name, holds in _said(connection, station) if holds} if former else set()
    return key.beside(SigningKey.from_bytes(one.signing_seed) for one in former if _name(one) not in held)


def any_key(centre: Centre) -> SigningKey:
    """For a computer of which nothing is known: the present key, and beside it the newest of those it replaced."""
    former = reversed(centre.keys.former)
    return SigningKey.from_bytes(centre.keys.signing_seed).beside(SigningKey.from_bytes(one.signing_seed) for one in former)


def verify_keys(centre: Centre) -> dict[str, bytes]:
    """By which the centre knows its own packages, of all its years: fingerprint to verify key."""
    seeds = (centre.keys.signing_seed, *(one.signing_seed for one in centre.keys.former))
    return {key.fingerprint: key.verify_key for key in map(SigningKey.from_bytes, seeds)}


def _nobody(_state: Reached) -> None:
    """Tells nobody."""


def read_here(
    centre: Centre, data: bytes, keys: Mapping[str, bytes], reached: Callable[[Reached], None] = _nobody
) -> PackageContent:
    """Reads a package sent to the centre under its present identity or one of the former; raises PackageRefused as `read`."""
    texts = dict.fromkeys((centre.keys.identity, *(one.identity for one in reversed(centre.keys.former))))
    for own in map(Identity.from_text, texts):
        try:
            return read(data, [own], keys, me=own.recipient, reached=reached)
        except PackageRefused as error:
            if error.code != "cannot_open":
                raise
    raise PackageRefused("cannot_open")


def _name(former: FormerKey) -> str:
    return hashlib.sha256(former.announcement.encode()).hexdigest()[:32]


def _said(connection: sa.Connection, station: str) -> Iterator[tuple[str, bool]]:
    """The changes of keys that a station's channel says, and whether the station holds the line."""
    channel = channel_of(station)
    for fact in journal.facts_of(connection, f"station:{station}"):
        if isinstance(fact.event, events.BroadcastSent) and fact.event.kind == "keys":
            yield fact.event.broadcast, fact.envelope.seq <= answered(connection, channel, fact.envelope.epoch)
