"""How things settle: what each side's clerk does, as the program tells them, until all have the same."""

from __future__ import annotations

from pathlib import Path

from models.problems import StationError
from models.services.centre.answers import acknowledge
from models.services.centre.card import own_card as card_of_the_centre
from models.services.centre.card import save_copy
from models.services.centre.intake import take
from models.services.centre.intake_plan import PackageForked
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.restored import renew_epoch, sign_of
from models.services.centre.stations import registered
from models.services.centre.store import Centre
from models.services.exchange.answers import take_answer
from models.services.exchange.epochs import begin_epoch, diverged, write_anew
from models.services.exchange.incoming import BehindCentre, WordsMissing
from models.services.exchange.outbox import export, trust
from models.services.exchange.resend_requests import ask_centre
from models.services.exchange.station_card import own_card
from models.store.session import reading
from models.sync.signing import SigningKey
from tests import stations
from tests.lost_computer import register
from tests.properties.acts import tally
from tests.properties.journals import lines_of, refused
from tests.properties.promises import Promises

CODE = "3501"


def for_the_centre(path: Path) -> bool:
    """Whether a package was written at a station."""
    return path.parent.name.startswith("up-")


class Settling:
    """The sides of the exchange, as far as they are to agree."""

    place: Path
    centre: Centre
    alive: list[stations.Station]
    promised: Promises
    marks: int

    def _folder(self, name: str) -> Path:
        self.marks += 1
        folder = self.place / f"{name}-{self.marks}"
        folder.mkdir()
        return folder

    def speaker(self) -> Centre:
        """The centre that is to speak: where the program says that it was put back, its person does what it says."""
        with reading(self.centre.database) as connection:
            sign = sign_of(connection, self.centre)
        if sign:
            renew_epoch(self.centre)
            tally[f"put back, told by {'a station' if sign.station else 'the mark'}"] += 1
        keys = self.alive[0].keys
        own = {SigningKey.from_bytes(seed).fingerprint for seed in (keys.signing_seed, *(one.signing_seed for one in keys.former))}
        if not own & {one.fingerprint for one in registered(self.centre) if not one.revoked}:  # put back to a day before it was enrolled
            register(self.centre, own_card(self.alive[0]))
            tally["enrolled again"] += 1
        return self.centre

    def _settle(self) -> None:
        """Stick after stick goes to and fro, each computer after the other, until all have the same."""
        for rounds in range(1, 9):
            tally[f"round {rounds} of settling"] += 1
            for station in self.alive:
                self._round(station)
            if all(lines_of(station.database) == lines_of(self.centre.database) for station in self.alive):
                return

    def _round(self, station: stations.Station) -> None:
        for _ in range(2):
            for path in self._exported(station):
                with refused("分叉", "缺号", "还不能证明", "未登记的供电所密钥"):  # the last: a centre put back, until it has answered
                    take(self.centre, path)
            self._taken(station, acknowledge(self.speaker(), CODE, self._folder("out"))[0].path)
            if not diverged(station):
                break
            write_anew(station, "两台电脑")
        if lines_of(self.centre.database) - lines_of(station.database):
            self._taken(station, rebuild_station(self.speaker(), CODE, self._folder("out")).path)

    def _exported(self, station: stations.Station) -> tuple[Path, ...]:
        with refused("没有要上报"):
            done, _ = export(station, self._folder("up"))
            return (*done.returned, done.file)
        return ()

    def _filled(self, station: stations.Station, path: Path) -> None:
        """What came before is in the rebuild package; where that does not fit, the centre is asked for an answer that joins."""
        try:
            take_answer(station, rebuild_station(self.speaker(), CODE, self._folder("out")).path)
        except PackageForked:
            take(self.centre, ask_centre(station, self._folder("up"))[0].path)
            path = acknowledge(self.speaker(), CODE, self._folder("out"))[0].path
            tally["asked for an answer that joins"] += 1
        self._taken(station, path)

    def _taken(self, station: stations.Station, path: Path) -> None:
        try:
            take_answer(station, path)
            self.promised.heard(station, self.centre, CODE)
        except BehindCentre:  # an old copy is in use: its clerk says so, and it goes on under a new epoch
            begin_epoch(station, self.place / "marks", "restored")
            self._taken(station, path)
        except WordsMissing:  # another computer took what came before
            self._filled(station, path)
        except PackageForked:
            return  # the next answer tells from which line on
        except StationError as error:
            if "未登记的县中心密钥" not in error.message:
                raise
            card = card_of_the_centre(self.centre)  # its twin followed the new key, and it has nothing to export: the card, by telephone
            trust(station, save_copy(card, self.centre.folder), card.fingerprint)
            tally["card by telephone"] += 1
            self._taken(station, path)
