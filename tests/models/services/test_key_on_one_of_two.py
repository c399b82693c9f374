"""A station's key was renewed on one of two computers: the other one's clerk and the centre are told what happened and what to do."""

from __future__ import annotations

import pytest

from models.problems import StationError
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals
from models.services.centre.broadcasts import ToSend
from models.services.centre.broadcasts import send as send_out
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.stations import registered, revoke
from models.services.centre.trusted_stations import trust_station
from models.services.exchange.answers import take_answer
from models.services.exchange.epochs import begin_epoch
from models.services.exchange.incoming import BehindCentre, look_into
from models.services.exchange.key_elsewhere import KeyReplaced, key_elsewhere
from models.services.exchange.outbox import export
from models.services.exchange.sending import send
from models.services.exchange.station_card import own_card
from models.services.exchange.station_signing import renew_signing_key
from models.services.exchange.targets import FolderTarget
from tests.stations import MONDAY, PASSWORD, copied, mill, station_of


@pytest.fixture(name="twin")
def _twin(home, station, centre, trip, tmp_path, clock):
    """The same data on a second computer, before the first renewed its key and the centre heard of it."""
    mill(station)
    take(centre, export(station, trip("first"))[0].file)
    take_answer(station, acknowledge(centre, "3501", trip("first"))[0].path)
    twin = station_of(copied(home, tmp_path / "twin"), clock)
    renew_signing_key(station, PASSWORD, MONDAY)
    take(centre, export(station, trip("renewed"))[0].file)
    yield twin
    twin.close()


def test_the_centre_is_told_whose_old_key_signed_and_what_to_ask(twin, centre, trip):
    mill(twin, phone="13900000003")
    with pytest.raises(StationError, match="已经换下的旧密钥") as refused:
        take(centre, export(twin, trip("a"))[0].file)
    told = str(refused.value)
    for part in ("堂街供电所 3501", "另一台电脑或旧备份", "给它写一份回执", "先停用新的那把"):
        assert part in told
    (arrival,) = [one for one in list_arrivals(centre) if one.state == "refused"]
    assert (arrival.code, "堂街供电所" in arrival.note) == ("renewed_signer", True)


def test_a_copy_that_nobody_noticed_hears_of_the_key_before_anything_else(twin, centre, station, trip):
    mill(twin, phone="13900000003")
    answer = acknowledge(centre, "3501", trip("b"))[0].path
    said, what_to_do, *_ = look_into(twin, answer).summary
    assert own_card(station).fingerprint in said
    assert own_card(twin).fingerprint in said
    for part in ("误拷贝", "恢复", "迁移", "换签名密钥"):
        assert part in what_to_do
    take_answer(twin, answer)
    assert key_elsewhere(twin).there == own_card(station).fingerprint


def test_where_the_answer_does_not_fit_the_copy_the_key_comes_first_too(twin, centre, station, trip):
    send_out(centre, ("3501",), ToSend("notice", "一", "各所注意"), MONDAY)
    take_answer(station, acknowledge(centre, "3501", trip("b"))[0].path)
    mill(station, phone="13900000002")
    take(centre, export(station, trip("c"))[0].file)
    send_out(centre, ("3501",), ToSend("notice", "二", "各所注意"), MONDAY)
    answer = acknowledge(centre, "3501", trip("d"))[0].path  # begins behind the first notice, which the copy lacks
    mill(twin, phone="13900000003")
    mill(twin, phone="13900000004")
    with pytest.raises(KeyReplaced) as refused:
        look_into(twin, answer)
    assert own_card(station).fingerprint in refused.value.message
    assert own_card(twin).fingerprint in refused.value.message
    for part in ("误拷贝", "恢复", "迁移", "换签名密钥", "没有改动"):
        assert part in refused.value.hint


def test_an_older_copy_is_offered_a_new_epoch_and_told_of_the_key(twin, centre, station, trip):
    with pytest.raises(BehindCentre) as refused:
        look_into(twin, acknowledge(centre, "3501", trip("b"))[0].path)
    assert refused.value.elsewhere.there == own_card(station).fingerprint
    assert "换签名密钥" in refused.value.hint


def test_a_restored_computer_is_told_with_the_answer_and_at_each_export_until_it_is_enrolled(twin, centre, station, trip, tmp_path):
    begin_epoch(twin, tmp_path / "marks", "restored")
    answer = acknowledge(centre, "3501", trip("b"))[0].path
    assert key_elsewhere(twin) is None
    assert "不是本机的" in look_into(twin, answer).summary[0]
    take_answer(twin, answer)
    assert key_elsewhere(twin).there == own_card(station).fingerprint
    take_answer(twin, rebuild_station(centre, "3501", trip("c")).path)
    sent, _ = send(twin, FolderTarget(trip("d")))
    assert any("县中心不收" in remark and "换签名密钥" in remark for remark in sent.remarks)
    card, _ = renew_signing_key(twin, PASSWORD, MONDAY)
    assert key_elsewhere(twin) is not None  # not before the centre has it
    revoke(centre, own_card(station).fingerprint, "孙主任", "旧电脑停用")
    trust_station(centre, card)
    assert take(centre, export(twin, trip("e"))[0].file).new
    take_answer(twin, acknowledge(centre, "3501", trip("f"))[0].path)
    assert key_elsewhere(twin) is None
    mill(twin, phone="13900000009")
    assert send(twin, FolderTarget(trip("g")))[0].remarks == ()
    mill(station, phone="13900000010")
    with pytest.raises(StationError, match="已经停用.*旧电脑停用"):  # and now the other one is out
        take(centre, export(station, trip("h"))[0].file)


def test_the_computer_that_renewed_is_told_nothing(twin, station, centre, trip):
    late = acknowledge(centre, "3501", trip("b"))[0].path
    take_answer(station, late)
    assert key_elsewhere(station) is None
    again, _ = renew_signing_key(station, PASSWORD, MONDAY)
    assert not any("不是本机的" in words for words in look_into(station, late).summary)  # the centre has not heard of the newest key yet
    assert [one.renewed for one in registered(centre) if one.revoked] == [True]
    assert again.fingerprint not in {one.fingerprint for one in registered(centre)}


def test_a_key_stopped_by_a_person_is_told_as_before(station, centre, trip):
    mill(station)
    revoke(centre, own_card(station).fingerprint, "孙主任", "电脑被盗")
    with pytest.raises(StationError, match="已经停用.*电脑被盗"):
        take(centre, export(station, trip("a"))[0].file)
