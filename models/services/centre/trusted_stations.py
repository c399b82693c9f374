"""The stations a county centre trusts, and the cases it has of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import sqlalchemy as sa

from models.events.envelope import channel_of
from models.problems import StationError
from models.services.centre.keys import announce_in
from models.services.centre.store import Centre
from models.services.enrolment import StationCard
from models.store import journal
from models.store.session import cause, explain, reading
from models.store.views import attachment, case_view, file_view, trusted
from models.sync.signing import fingerprint


@dataclass(frozen=True)
class CentreCase:
    """A case as the centre lists it; personal data masked, `due` as the station's own rules and calendar give it.

    `incomplete`: a paper or file it names has not come (件不齐).
    """

    station: str
    number: str
    customer: str
    summary: str
    status: str
    stage: str
    received_on: str
    due: str | None
    provisional: bool
    incomplete: bool = False


def read_station_card(path: Path) -> StationCard:
    """Reads a STATION.json; raises StationError on a missing or altered one."""
    try:
        card = msgspec.json.decode(path.read_bytes(), type=StationCard)
        if fingerprint(bytes.fromhex(card.verify_key)) != card.fingerprint:
            raise ValueError("fingerprint")
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise StationError(f"供电所名片 {path} 读不出来，或指纹与密钥不符。", "请供电所重新给一份 STATION.json。") from error
    return card


def trust_station(centre: Centre, card: StationCard) -> str:
    """Lets packages of a station in; says what was done. A second, different key for the same station is refused."""
    try:
        with centre.database.writer.begin() as connection:
            known = connection.execute(sa.select(trusted).where(trusted.c.station == card.station)).mappings().all()
            if any(row["fingerprint"] == card.fingerprint and row["revoked"] for row in known):
                raise StationError(f"{card.name}（{card.station}）的这把密钥已经停用。", "停用的不能再登记；请供电所换新密钥再来。")
            if any(row["fingerprint"] == card.fingerprint for row in known):
                return f"{card.name}（{card.station}）早已登记，指纹 {card.fingerprint}。"
            if any(not row["revoked"] for row in known):
                raise StationError(f"供电所 {card.station} 已登记另一把密钥。", "请先和供电所核对指纹；换钥要先停用旧钥。")
            connection.execute(
                sa.insert(trusted).values(
                    fingerprint=card.fingerprint,
                    station=card.station,
                    name=card.name,
                    verify_key=card.verify_key,
                    recipient=card.recipient,
                    revoked=False,
                )
            )
            announce_in(connection, centre, card.station)
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)
    return f"已登记 {card.name}（{card.station}），指纹 {card.fingerprint}。"


_LACKING = sa.select(file_view.c.case_id).where(~sa.exists().where(attachment.c.sha256 == file_view.c.sha256))


def list_centre_cases(centre: Centre, station: str = "") -> tuple[CentreCase, ...]:
    """All cases of all stations, or of one, the newest first."""
    query = sa.select(case_view).order_by(case_view.c.station, case_view.c.received_on.desc(), case_view.c.number.desc())
    if station:
        query = query.where(case_view.c.station == station)
    with reading(centre.database) as connection:
        lacking = set(connection.scalars(_LACKING))
        return tuple(
            CentreCase(
                row["station"],
                row["number"],
                row["customer"],
                row["summary"],
                row["status"],
                row["stage_name"],
                row["received_on"],
                row["due"],
                row["provisional"],
                row["id"] in lacking,
            )
            for row in connection.execute(query).mappings()
        )


def own_codes(connection: sa.Connection) -> tuple[str, ...]:
    """Codes of the stations whose journals lie here, inside a transaction; the centre's own channels are none."""
    return tuple(dict.fromkeys(code for code, _epoch, _last in journal.epochs(connection) if not code.startswith(channel_of(""))))


def stations_with_data(centre: Centre) -> tuple[str, ...]:
    """Codes of the stations whose journals lie here."""
    with reading(centre.database) as connection:
        return own_codes(connection)
