"""补发请求: the centre asks for lines again from a number on, the station for its answers; a request acknowledges nothing."""

from datetime import date, time

import pytest

from models.problems import StationError
from models.services.centre import arrivals
from models.services.centre.answers import acknowledge
from models.services.centre.board import board
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.restored import renew_epoch
from models.services.exchange import answers
from models.services.exchange.answers import take_answer
from models.services.exchange.asked_notice import asked_again, asked_reminder
from models.services.exchange.fetching import next_offer
from models.services.exchange.incoming import look_into, take_in
from models.services.exchange.outbox import case_states, export, outbox_page
from models.services.exchange.resend_requests import ask_centre, ask_station
from models.sync.encryption import Identity
from models.sync.signing import SigningKey
from tests.data import independent_reader
from tests.postgres import on_both_stores
from tests.stations import MONDAY, centre_of, copied, mill


@pytest.fixture(name="stick")
def _stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def settled(station, centre, stick):
    mill(station)
    done, _ = export(station, stick)
    take(centre, done.file)
    answer = acknowledge(centre, "3501", stick)[0].path
    take_answer(station, answer)
    return done, answer


@on_both_stores
def test_the_centre_gets_again_what_it_asks_for(station, centre, stick):
    done, _ = settled(station, centre, stick)
    asked = ask_station(centre, "3501", stick, seq_from=5)
    assert asked.path.name.endswith("-Q.YKP")
    found = look_into(station, asked.path)
    assert "从第 5 条到第" in found.summary[0]
    assert outbox_page(station).waiting_lines == 0
    take_answer(station, asked.path)
    assert outbox_page(station).waiting_lines == done.lines - 4
    assert case_states(station) == {"已导出未回执": 1}
    again, _ = export(station, stick)
    assert (take(centre, again.file).known, again.lines) == (done.lines - 4, done.lines - 4)
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    assert case_states(station) == {"已回执": 1}


def test_a_centre_that_lost_everything_asks_for_everything(home, station, centre, stick, tmp_path, clock):
    copied(home, tmp_path / "empty")
    done, _ = settled(station, centre, stick)
    empty = centre_of(tmp_path / "empty", clock)
    take_answer(station, ask_station(empty, "3501", stick).path)
    again, _ = export(station, stick)
    assert take(empty, again.file).new == again.lines == done.lines
    empty.close()


def test_a_request_acknowledges_nothing_and_a_strange_one_only_costs_lines(station, centre, stick):
    settled(station, centre, stick)
    mill(station)
    waiting = outbox_page(station).waiting_lines
    take_answer(station, ask_station(centre, "3501", stick, seq_from=10_000).path)
    assert outbox_page(station).waiting_lines == waiting
    assert "本来就会带上" not in look_into(station, ask_station(centre, "3501", stick, seq_from=2).path).summary[-1]


def test_a_request_names_a_known_station_and_epoch(station, centre, stick):
    settled(station, centre, stick)
    with pytest.raises(StationError, match="没有登记供电所 9999"):
        ask_station(centre, "9999", stick)
    with pytest.raises(StationError, match="时期 07"):
        ask_station(centre, "3501", stick, epoch="07.x")
    assert list(stick.glob("*-Q.YKP")) == []


def test_the_station_gets_a_lost_answer_and_the_centres_words_again(station, centre, stick):
    mill(station)
    take(centre, export(station, stick)[0].file)
    send(centre, ("3501",), ToSend("notice", "关于年底结账", "请于月底前报送。", due=date(2026, 12, 1)), MONDAY)
    acknowledge(centre, "3501", stick)[0].path.unlink()  # lost on its way
    asked, _ = ask_centre(station, stick)
    taken = take(centre, asked.path)
    assert (taken.new, taken.again) == (0, False)
    arrived = arrivals.find(centre, asked.sha256)
    assert (arrived.kind, arrived.state) == ("resend-request", "applied")
    told, _ = answers.take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    assert any("关于年底结账" in line for line in told.summary)
    assert arrivals.find(centre, asked.sha256).state == "acked"
    assert case_states(station) == {"已回执": 1}
    assert outbox_page(station).packages[0].state == "已回执"


def test_the_independent_reader_reads_requests_too(station, centre, stick):
    settled(station, centre, stick)
    key, own = SigningKey.from_bytes(station.keys.signing_seed), Identity.from_text(station.keys.identity)
    theirs = independent_reader.read(ask_centre(station, stick)[0].path.read_bytes(), own.text, key.verify_key, own.recipient)
    assert (theirs["statement"]["kind"], theirs["lines"]) == ("resend-request", ())
    key, own = SigningKey.from_bytes(centre.keys.signing_seed), Identity.from_text(centre.keys.identity)
    theirs = independent_reader.read(ask_station(centre, "3501", stick, 3).path.read_bytes(), own.text, key.verify_key, own.recipient)
    assert theirs["statement"]["have"][0]["seq"] == 2


def test_a_request_cannot_be_sent_in_the_others_name(station, centre, stick, monkeypatch):
    from models.services.exchange import resend_requests

    real = resend_requests.Statement
    monkeypatch.setattr(resend_requests, "Statement", lambda **words: real(**{**words, "sender_kind": "centre"}))
    settled(station, centre, stick)
    asked, _ = ask_centre(station, stick)
    with pytest.raises(StationError, match="县中心不接收这种包"):
        take(centre, asked.path)


def test_a_request_among_other_files_is_offered_once_and_after_the_answers(station, centre, stick, clock):
    done, _ = settled(station, centre, stick)
    take(centre, export_again(station, stick).file)
    answer = acknowledge(centre, "3501", stick)[0].path
    clock.go(MONDAY, time(9, 50))
    asked = ask_station(centre, "3501", stick, seq_from=5).path
    files = (asked, answer)
    first = next_offer(station, files).offer
    assert first.files == (answer,)  # it would say that the centre has it all
    take_in(station, first.found)
    second = next_offer(station, (asked,)).offer
    assert second.files == (asked,)
    assert "从第 5 条到第" in second.found.summary[0]
    take_in(station, second.found)
    assert outbox_page(station).waiting_lines == outbox_page(station).packages[0].seq_to - 4
    again = export(station, stick)[0].file
    take(centre, again)
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    found = next_offer(station, files)  # the same files still lie there
    assert (found.offer, set(found.over)) == (None, set(files))
    assert outbox_page(station).waiting_lines == 0
    assert look_into(station, asked).summary[0].startswith("县中心请本所重发")  # whoever chooses it by itself is told and may


def export_again(station, stick):
    mill(station, phone="13900000007")
    return export(station, stick)[0]


def test_what_the_centre_asked_for_is_told_until_it_has_gone_out(station, centre, stick):
    done, _ = settled(station, centre, stick)
    take_answer(station, ask_station(centre, "3501", stick, seq_from=5).path)
    found = asked_again(station)
    assert (found.lines, found.since) == (done.lines - 4, MONDAY)
    assert found.told == (f"县中心请本所重发：时期 01 从第 5 条到第 {done.lines} 条。",)
    assert [row.text for row in asked_reminder(station)] == [f"县中心请本所重发 {done.lines - 4} 条登记，请导出一次"]
    ask_centre(station, stick)
    assert asked_again(station) == found  # a request of ours carries no lines
    export(station, stick)
    assert (asked_again(station), asked_reminder(station)) == (None, ())


def test_what_an_answer_says_is_there_is_not_asked_for_any_more(station, centre, stick):
    settled(station, centre, stick)
    take_answer(station, ask_station(centre, "3501", stick, seq_from=5).path)
    assert asked_again(station)
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    assert asked_again(station) is None


def test_the_board_tells_that_a_station_was_asked_until_its_package_comes(station, centre, stick, clock):
    settled(station, centre, stick)
    clock.go(MONDAY, time(9, 50))
    asked = ask_station(centre, "3501", stick).path
    (row,) = board(centre, MONDAY).rows
    assert (row.asked_on, row.level) == (MONDAY, "near")
    take_answer(station, asked)
    clock.go(MONDAY, time(10))
    take(centre, ask_centre(station, stick)[0].path)
    assert board(centre, MONDAY).rows[0].asked_on == MONDAY  # no lines came with that
    take(centre, export(station, stick)[0].file)
    assert board(centre, MONDAY).rows[0].asked_on is None


def test_an_older_answer_does_not_undo_a_request(station, centre, stick, clock):
    """Answers 2 and 3 were written before the request; 3 never came, 2 lies on the stick still. Only what is written later ends it."""
    done, _ = settled(station, centre, stick)
    take(centre, export_again(station, stick).file)
    second, third = (acknowledge(centre, "3501", stick)[0].path for _ in range(2))
    take_answer(station, second)
    last = outbox_page(station).packages[0].seq_to
    rebuild = rebuild_station(centre, "3501", stick).path
    take_answer(station, ask_station(centre, "3501", stick, seq_from=5).path)
    take_answer(station, rebuild)
    for older in (second, third):
        told, _ = take_answer(station, older)
        assert "请重发的那些照旧" in told.summary[-1]
        assert (outbox_page(station).waiting_lines, asked_again(station).lines) == (last - 4, last - 4)
        assert case_states(station) == {"已导出未回执": 2}
    again = export(station, stick)[0]
    take_answer(station, third)  # it was sent again, and the centre has not said that it came
    assert (again.lines, case_states(station)) == (last - 4, {"已导出未回执": 2})
    take(centre, again.file)
    told, _ = take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    assert (case_states(station), asked_again(station)) == ({"已回执": 2}, None)
    assert not any("照旧" in line for line in told.summary)


def test_neither_an_older_answer_nor_a_rebuild_package_undoes_the_request_of_a_centre_that_lost_everything(
    home, station, centre, stick, tmp_path, clock
):
    copied(home, tmp_path / "empty")
    done, answer = settled(station, centre, stick)
    rebuild = rebuild_station(centre, "3501", stick).path
    empty = centre_of(tmp_path / "empty", clock)
    begun = renew_epoch(empty)
    take_answer(station, ask_station(empty, "3501", stick).path)
    with pytest.raises(StationError, match="恢复以前写的第 1 号回执"):
        take_answer(station, answer)
    take_answer(station, rebuild)
    assert begun.startswith("02.")
    assert outbox_page(station).waiting_lines == done.lines
    empty.close()
