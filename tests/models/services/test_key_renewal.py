"""Keys are renewed by a word of the old key: on either side, missed, forged, replayed; nobody is locked out and nobody gets in."""

from __future__ import annotations

import shutil

import pytest
import sqlalchemy as sa

from models import events
from models.problems import ProblemsFound, StationError
from models.services.centre import keys as centre_keys
from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import sent_broadcasts
from models.services.centre.card import own_card
from models.services.centre.channel import speaking
from models.services.centre.intake import take
from models.services.centre.restored import renew_epoch
from models.services.centre.store import init_centre, open_centre
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.enrolment import read_card
from models.services.exchange.answers import take_answer
from models.services.exchange.broadcasts import body_told, broadcasts
from models.services.exchange.epochs import begin_epoch
from models.services.exchange.incoming import look_into
from models.services.exchange.outbox import export, trust
from models.services.station import open_station
from models.store.session import reading
from models.store.views import trusted
from models.sync.encryption import Identity
from models.sync.key_change import KeyChange, announce
from models.sync.package import read
from models.sync.signing import SigningKey
from tests.data import independent_reader
from tests.envelopes import signers
from tests.stations import MONDAY, PASSWORD, centre_of, copied, mill, station_of


def renewed(centre, *, signing=True, recipients=True):
    return centre_keys.renew(centre, "", MONDAY, signing=signing, recipients=recipients)


def centre_of_station(station):
    with reading(station.database) as connection:
        rows = connection.execute(sa.select(trusted).where(trusted.c.station == "centre")).mappings().all()
    return {row["fingerprint"]: (row["recipient"], row["revoked"]) for row in rows}


def test_the_centre_renews_everything_and_the_station_follows_with_the_next_answer(station, centre, trip):
    old = own_card(centre)
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    card = renewed(centre)
    assert (card.serial, card.name) == (2, old.name)
    assert card.fingerprint != old.fingerprint
    assert not set(card.recipients) & set(old.recipients)
    path = acknowledge(centre, "3501", trip("b"))[0].path
    assert signers(path, station.keys.identity) == [card.fingerprint, old.fingerprint]
    told = "".join(look_into(station, path).summary)
    for part in (card.fingerprint, old.fingerprint, "自 2026-11-23 起", "收件公钥"):
        assert part in told
    assert list(centre_of_station(station)) == [old.fingerprint]  # looking changes nothing
    take_answer(station, path)
    known = centre_of_station(station)
    assert known.pop(card.fingerprint) == (" ".join(card.recipients), False)
    assert known == {old.fingerprint: (" ".join(old.recipients), True)}
    assert broadcasts(station)[0].how == "adopted"
    mill(station)
    after = export(station, trip("c"))[0].file
    with pytest.raises(Exception, match="不是发给"):
        read(after.read_bytes(), [Identity.from_text(centre.keys.former[0].identity)], {}, me=old.recipients[0])
    take(centre, after)
    assert sent_broadcasts(centre)[0].open == ()
    assert signers(acknowledge(centre, "3501", trip("d"))[0].path, station.keys.identity) == [card.fingerprint]


def test_what_a_station_wrote_before_it_knew_still_arrives(station, centre, trip, clock, home):
    mill(station)
    before = export(station, trip("a"))[0].file
    renewed(centre)
    assert take(centre, before).new
    again = open_centre(f"sqlite:///{home / 'centre.db'}", home / "keys", "", clock)  # the old identity is kept in the file of keys
    mill(station)
    assert take(again, export(station, trip("b"))[0].file).new
    assert read_card(home / "keys" / "CARD.json") == own_card(again) == own_card(centre)
    again.close()


def test_a_station_that_missed_two_renewals_follows_both_at_once(station, centre, trip):
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    renewed(centre)
    acknowledge(centre, "3501", trip("lost"))
    second = renewed(centre, recipients=False)
    acknowledge(centre, "3501", trip("lost too"))
    path = acknowledge(centre, "3501", trip("b"))[0].path
    assert len(signers(path, station.keys.identity)) == 3
    take_answer(station, path)
    assert [name for name, (_, revoked) in centre_of_station(station).items() if not revoked] == [second.fingerprint]


def test_only_the_recipients_change(station, centre, trip):
    old = own_card(centre)
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    card = renewed(centre, signing=False)
    path = acknowledge(centre, "3501", trip("b"))[0].path
    assert signers(path, station.keys.identity) == [old.fingerprint]
    assert "签名密钥不变" in "".join(look_into(station, path).summary)
    take_answer(station, path)
    assert centre_of_station(station) == {old.fingerprint: (" ".join(card.recipients), False)}


def test_what_the_old_key_of_the_centre_signs_afterwards_is_refused(station, centre, trip):
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    late = acknowledge(centre, "3501", trip("late"))[0].path
    renewed(centre)
    take_answer(station, acknowledge(centre, "3501", trip("b"))[0].path)
    with pytest.raises(StationError, match="换下的旧密钥"):
        look_into(station, late)


def forged(centre, signer, **changes):
    """A word of the centre's new keys as somebody else would write it."""
    new = SigningKey.generate()
    said = {
        "role": "centre",
        "serial": centre.keys.serial + 1,
        "previous": own_card(centre).fingerprint,
        "fingerprint": new.fingerprint,
        "verify_key": new.verify_key.hex(),
        "recipients": (Identity.generate().recipient,) * 2,
        "since": MONDAY,
    }
    return announce(KeyChange(**{**said, **changes}), signer, new)


def say(centre, body):
    with speaking(centre, "3501") as append:
        append.add(events.BroadcastSent(broadcast="f" * 32, kind="keys", title="县中心换密钥", body=body), ("station:3501",))


def present(centre):
    return SigningKey.from_bytes(centre.keys.signing_seed)


BODIES = ("", "{}", '{"x":' + "[" * 100_000, '{"payload": "e30="}', '{"payload": "e30=", "payloadType": "x", "signatures": []}')


@pytest.mark.parametrize("body", BODIES, ids=["empty", "an object", "deep", "unsigned", "no signature"])
def test_a_word_that_is_none_is_refused(station, centre, trip, body):
    say(centre, body)
    with pytest.raises(StationError, match="不是县中心在用的密钥签的"):
        look_into(station, acknowledge(centre, "3501", trip("a"))[0].path)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda c: forged(c, SigningKey.generate()), "不是县中心在用的密钥签的"),
        (lambda c: forged(c, present(c), previous="0000-" * 7 + "0000"), "不是县中心在用的密钥签的"),
        (lambda c: forged(c, present(c), verify_key=SigningKey.generate().verify_key.hex()), "不是县中心在用的密钥签的"),
        (lambda c: forged(c, present(c), serial=9), "内容不对"),
        (lambda c: forged(c, present(c), recipients=()), "内容不对"),
        (lambda c: forged(c, present(c), role="station"), "内容不对"),
    ],
    ids=["stranger", "another predecessor", "without the new key", "a number left out", "nobody to encrypt to", "a station's"],
)
def test_a_forged_renewal_of_the_centre_is_refused_and_changes_nothing(station, centre, trip, made, why):
    before = centre_of_station(station)
    say(centre, made(centre))
    path = acknowledge(centre, "3501", trip("a"))[0].path
    with pytest.raises(StationError, match=why):
        take_answer(station, path)
    assert centre_of_station(station) == before
    assert broadcasts(station) == ()


def test_a_renewal_by_a_revoked_key_of_the_centre_is_refused(station, centre, trip):
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    stolen = present(centre)
    renewed(centre)
    take_answer(station, acknowledge(centre, "3501", trip("b"))[0].path)
    before = centre_of_station(station)
    say(centre, forged(centre, stolen, previous=stolen.fingerprint))
    with pytest.raises(StationError, match="不是县中心在用的密钥签的"):
        take_answer(station, acknowledge(centre, "3501", trip("c"))[0].path)
    assert centre_of_station(station) == before


def test_an_old_renewal_said_again_brings_nothing_back(station, centre, trip):
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    renewed(centre)
    take_answer(station, acknowledge(centre, "3501", trip("b"))[0].path)
    newest = renewed(centre)
    take_answer(station, acknowledge(centre, "3501", trip("c"))[0].path)
    before = centre_of_station(station)
    say(centre, centre.keys.former[0].announcement)
    path = acknowledge(centre, "3501", trip("d"))[0].path
    assert "不用再换" in "".join(look_into(station, path).summary)
    take_answer(station, path)
    assert centre_of_station(station) == before
    assert before[newest.fingerprint][1] is False


def test_a_station_put_back_from_before_the_renewal_catches_up_after_one_export(home, centre, trip, clock, tmp_path):
    station = station_of(home, clock)
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    station.close()
    old = copied(home / "station", tmp_path / "backup")
    station = station_of(home, clock)
    card = renewed(centre)
    take_answer(station, acknowledge(centre, "3501", trip("b"))[0].path)
    mill(station)
    take(centre, export(station, trip("c"))[0].file)
    station.close()
    back = open_station(old, PASSWORD, clock)
    newest = acknowledge(centre, "3501", trip("d"))[0].path
    with pytest.raises(StationError, match="先导出一次") as refused:
        take_answer(back, newest)
    assert "供电所密钥" not in refused.value.message
    begin_epoch(back, tmp_path / "marks", "restored")
    take(centre, export(back, trip("e"))[0].file)
    take_answer(back, acknowledge(centre, "3501", trip("f"))[0].path)
    assert centre_of_station(back)[card.fingerprint] == (" ".join(card.recipients), False)
    back.close()


def test_a_centre_put_back_from_before_the_renewal_goes_on_with_the_keys_it_has(home, station, clock, trip, tmp_path):
    centre = centre_of(home, clock)
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    centre.close()
    shutil.copy(home / "centre.db", tmp_path / "old.db")
    centre = centre_of(home, clock)
    card = renewed(centre)
    take_answer(station, acknowledge(centre, "3501", trip("b"))[0].path)
    mill(station, phone="13900000009")
    take(centre, export(station, trip("c"))[0].file)
    centre.close()
    for file in home.glob("centre.db*"):
        file.unlink()
    shutil.copy(tmp_path / "old.db", home / "centre.db")
    centre = centre_of(home, clock)  # its keys lie beside it and are the new ones
    renew_epoch(centre)
    take_answer(station, acknowledge(centre, "3501", trip("d"))[0].path)
    again = export(station, trip("e"))[0]
    for file in (*again.files, *again.returned):
        take(centre, file)
    path = acknowledge(centre, "3501", trip("f"))[0].path
    assert signers(path, station.keys.identity) == [card.fingerprint]
    take_answer(station, path)
    assert [one.how for one in broadcasts(station)] == ["adopted"]
    assert card.fingerprint in body_told(broadcasts(station)[0])
    assert centre_of_station(station)[card.fingerprint] == (" ".join(card.recipients), False)
    centre.close()


def test_a_new_station_with_an_old_card_is_told_too(county, trip):
    centre, station = county.centre, county.stations["3503"]
    card = renewed(centre)
    trust_station(centre, read_station_card(county.home / "3503" / "STATION.json"))
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    take_answer(station, acknowledge(centre, "3503", trip("b"))[0].path)
    assert centre_of_station(station)[card.fingerprint] == (" ".join(card.recipients), False)


def test_a_window_that_still_has_the_old_keys_says_so(centre, home, clock, trip, station):
    mill(station)
    other = open_centre(f"sqlite:///{home / 'centre.db'}", home / "keys", "", clock)
    renewed(centre)
    with pytest.raises(StationError, match="重新打开县中心"):
        take(other, export(station, trip("a"))[0].file)
    other.close()


def test_a_folder_of_keys_older_than_the_store_says_so_and_new_keys_are_the_way_out(home, station, clock, trip):
    """The folder was put back from before the renewal, and what it held since is lost."""
    centre = centre_of(home, clock)
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    shutil.copytree(home / "keys", trip("kept"), dirs_exist_ok=True)
    renewed(centre)
    take_answer(station, acknowledge(centre, "3501", trip("b"))[0].path)
    centre.close()
    shutil.rmtree(home / "keys")
    shutil.copytree(trip("kept"), home / "keys")
    centre = centre_of(home, clock)
    mill(station, phone="13900000001")
    sent = export(station, trip("c"))[0].file
    for act in (lambda: take(centre, sent), lambda: acknowledge(centre, "3501", trip("d"))):
        with pytest.raises(StationError, match="密钥文件夹里是县中心第 1 套密钥，库已用到第 2 套.*找不回来的"):
            act()
    with pytest.raises(StationError, match="两样都换"):
        renewed(centre, recipients=False)
    card = renewed(centre)
    trust(station, home / "keys" / "CARD.json", card.fingerprint)
    assert take(centre, export(station, trip("e"))[0].file).new
    take_answer(station, acknowledge(centre, "3501", trip("f"))[0].path)
    centre.close()


def test_renewing_nothing_or_with_a_wrong_password_is_refused(home, clock):
    centre = open_centre(f"sqlite:///{home / 'centre.db'}", home / "keys", "", clock)
    before = (home / "keys" / "centre-keys.json").read_bytes()
    with pytest.raises(ProblemsFound, match="至少选一样"):
        renewed(centre, signing=False, recipients=False)
    assert (home / "keys" / "centre-keys.json").read_bytes() == before
    centre.close()


def test_keys_with_a_password_keep_it(tmp_path, clock):
    url, folder = f"sqlite:///{tmp_path / 'c.db'}", tmp_path / "keys"
    init_centre(url, folder, "郏县客户服务中心", "geheim", clock)
    centre = open_centre(url, folder, "geheim", clock)
    with pytest.raises(ProblemsFound, match="密码不对"):
        centre_keys.renew(centre, "falsch", MONDAY, signing=True, recipients=True)
    assert centre_keys.renew(centre, "geheim", MONDAY, signing=True, recipients=True).serial == 2
    centre.close()
    again = open_centre(url, folder, "geheim", clock)
    assert own_card(again).serial == 2
    assert again.keys.signing_seed.hex() not in (folder / "centre-keys.json").read_text(encoding="utf-8")
    again.close()


def test_an_independent_reader_agrees_about_a_renewal(station, centre):
    old = present(centre)
    card = renewed(centre)
    said = independent_reader.key_change(centre.keys.former[0].announcement, old.verify_key)
    assert (said["fingerprint"], said["recipients"], said["serial"]) == (card.fingerprint, list(card.recipients), 2)
    with pytest.raises(Exception):  # noqa: B017, PT011  # each library has its own
        independent_reader.key_change(centre.keys.former[0].announcement, SigningKey.generate().verify_key)


def test_an_independent_reader_opens_a_package_signed_by_both_keys(station, centre, trip):
    mill(station)
    take(centre, export(station, trip("a"))[0].file)
    old = present(centre)
    renewed(centre)
    data = acknowledge(centre, "3501", trip("b"))[0].path.read_bytes()
    own = Identity.from_text(station.keys.identity)
    for key in (old.verify_key, present(centre).verify_key):
        theirs = independent_reader.read(data, own.text, key, own.recipient)
        assert theirs["lines"] == read(data, [own], {"x": key}, me=own.recipient).lines
