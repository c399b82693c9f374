"""A station renews its signing key by a word of the old one: lost, forged, replayed, or enrolled anew by its fingerprint."""

from __future__ import annotations

import pytest

from models import events
from models.problems import ProblemsFound, StationError
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.centre.stations import registered, revoke
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.station_card import own_card as station_card
from models.services.exchange.station_signing import renew_signing_key
from models.services.station import changing
from models.sync.key_change import KeyChange, announce
from models.sync.signing import SigningKey
from tests.envelopes import signers
from tests.stations import MONDAY, PASSWORD, mill, station_of


def test_a_station_renews_its_key_and_the_centre_trusts_it_without_a_visit(station, centre, trip):
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    old = station_card(station)
    card, _ = renew_signing_key(station, PASSWORD, MONDAY)
    assert card == read_station_card(station.folder / "STATION.json") == station_card(station) != old
    package = export(station, trip("b"))[0].file
    assert signers(package, station.keys.identity) == [card.fingerprint, old.fingerprint]
    take(centre, package)
    found = {one.fingerprint: one for one in registered(centre)}
    assert (found[old.fingerprint].revoked, found[card.fingerprint].revoked) == (True, False)
    assert card.fingerprint in found[old.fingerprint].stopped
    take_answer(station, acknowledge(centre, "3501", trip("c"))[0].path)
    mill(station)
    last = export(station, trip("d"))[0].file
    assert signers(last, station.keys.identity) == [card.fingerprint]
    assert take(centre, last).new


def test_a_lost_package_with_the_renewal_is_made_good_by_the_next(station, centre, trip):
    renew_signing_key(station, PASSWORD, MONDAY)
    export(station, trip("lost"))
    second, _ = renew_signing_key(station, PASSWORD, MONDAY)
    mill(station)
    take(centre, export(station, trip("b"))[0].file)
    assert [one.fingerprint for one in registered(centre) if not one.revoked and one.station == "3501"] == [second.fingerprint]


def test_the_keys_survive_the_next_start_and_a_power_cut_before_the_line(home, centre, trip, clock, monkeypatch):
    from models.services.exchange import station_signing

    station = station_of(home, clock)
    with monkeypatch.context() as patch:
        patch.setattr(station_signing, "say_renewals", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            renew_signing_key(station, PASSWORD, MONDAY)
    card = station_card(station)
    station.close()
    station = station_of(home, clock)
    assert station_card(station) == card
    take(centre, export(station, trip("a"))[0].file)
    assert [one.fingerprint for one in registered(centre) if not one.revoked and one.station == "3501"] == [card.fingerprint]
    station.close()


def test_what_the_old_key_of_a_station_signs_afterwards_is_refused(station, centre, trip):
    mill(station)
    late = export(station, trip("late"))[0].file
    renew_signing_key(station, PASSWORD, MONDAY)
    take(centre, export(station, trip("b"))[0].file)
    with pytest.raises(StationError, match="已经换下的旧密钥.*换用"):
        take(centre, late)


def station_word(_station, signer, **changes):
    new = SigningKey.generate()
    said = {
        "role": "station",
        "station": "3501",
        "previous": signer.fingerprint,
        "fingerprint": new.fingerprint,
        "verify_key": new.verify_key.hex(),
        "since": MONDAY,
    }
    return new, announce(KeyChange(**{**said, **changes}), signer, new)


@pytest.mark.parametrize("forgery", ["stranger", "of another station", "by another predecessor", "no word at all"])
def test_a_forged_renewal_of_a_station_lets_nobody_in(station, centre, trip, forgery):
    own = SigningKey.from_bytes(station.keys.signing_seed)
    made = {
        "stranger": lambda: station_word(station, SigningKey.generate()),
        "of another station": lambda: station_word(station, own, station="3502"),
        "by another predecessor": lambda: station_word(station, own, previous="0000-" * 7 + "0000"),
        "no word at all": lambda: (SigningKey.generate(), "{}"),
    }
    new, text = made[forgery]()
    with changing(station) as change:
        change.append.add(events.SigningKeyRenewed(announcement=text, fingerprint=new.fingerprint), ("station:3501",))
    assert take(centre, export(station, trip("a"))[0].file).new  # the line is the station's and is kept; nobody is let in by it
    assert new.fingerprint not in {one.fingerprint for one in registered(centre)}
    assert [one.fingerprint for one in registered(centre) if one.station == "3501" and not one.revoked] == [own.fingerprint]


def test_an_old_word_of_a_station_brings_no_stopped_key_back(station, centre, trip):
    renew_signing_key(station, PASSWORD, MONDAY)
    take(centre, export(station, trip("a"))[0].file)
    first = station.keys.former[0].announcement
    last, _ = renew_signing_key(station, PASSWORD, MONDAY)
    with changing(station) as change:
        change.append.add(events.SigningKeyRenewed(announcement=first, fingerprint=""), ("station:3501",))
    take(centre, export(station, trip("b"))[0].file)
    assert [one.fingerprint for one in registered(centre) if one.station == "3501" and not one.revoked] == [last.fingerprint]


def test_a_stopped_key_names_no_successor_the_new_one_is_enrolled_by_its_fingerprint(station, centre, trip):
    old = station_card(station)
    revoke(centre, old.fingerprint, "王主任", "电脑被盗")
    card, _ = renew_signing_key(station, PASSWORD, MONDAY)
    mill(station)
    package = export(station, trip("a"))[0].file
    with pytest.raises(StationError, match="未登记的供电所密钥"):
        take(centre, package)
    with pytest.raises(StationError, match="已经停用"):
        trust_station(centre, old)
    trust_station(centre, card)
    assert take(centre, package).new
    assert [one.fingerprint for one in registered(centre) if one.station == "3501" and not one.revoked] == [card.fingerprint]


def test_a_wrong_password_renews_nothing(station):
    before = (station.folder / "keys.json").read_bytes()
    with pytest.raises(ProblemsFound, match="密码不对"):
        renew_signing_key(station, "falsch", MONDAY)
    assert (station.folder / "keys.json").read_bytes() == before
