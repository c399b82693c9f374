"""数据上报 where this computer and the centre went apart: told with its cases, and put right through the page's own dialogs."""

import shutil
from contextlib import suppress

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from models.problems import StationError
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals
from models.services.centre.forks import laid_to_rest
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.exchange.answers import take_answer
from models.services.exchange.epochs import diverged
from models.services.exchange.identity import marks_for, standing
from models.services.exchange.outbox import export, outbox_page
from models.services.exchange.station_signing import renew_signing_key
from models.services.station import glancing
from tests.stations import MONDAY, PASSWORD, Clock, copied, mill, station_of
from ui.exchange.behind import GO_ON, TITLE
from ui.exchange.fork_banner import AnewDialog
from ui.exchange.key_dialogs import RenewKeyDialog
from ui.message import Sentence


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def twin(home, centre, tmp_path, clock):
    """The second computer, whose two cases the centre could not take; and the answer that says so."""
    first = station_of(home, clock)
    second = station_of(copied(home, tmp_path / "twin"), clock)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    mill(first)
    take(centre, export(first, tmp_path)[0].file)
    first.close()
    mill(second, phone="13900000003")
    mill(second, phone="13900000004")
    with suppress(StationError):
        take(centre, export(second, theirs)[0].file)
    yield second, acknowledge(centre, "3501", theirs)[0].path
    second.close()


def numbers(station):
    with glancing(station) as look:
        return sorted(number for (number,) in look.tuples("SELECT number FROM case_view"))


def import_into(page, path):
    page.ask_files = lambda title, kinds: [str(path)]
    page.import_answer()


def test_what_an_answer_says_of_a_fork_names_the_computer_it_concerns(twin, home, clock):
    second, answer = twin
    told = take_answer(second, answer)[0].summary
    assert any("本机从第" in line and "没有丢" in line for line in told)
    assert any("条起不是本机登记的" in line for line in told)
    first = station_of(home, clock)
    told = take_answer(first, answer)[0].summary
    first.close()
    assert any(line.startswith("分叉：本所另一台电脑也在登记") for line in told)
    assert any(line.startswith("已收到本所流水到第") for line in told)


def test_a_fork_is_told_with_its_cases_and_written_anew_with_a_reason(opened, twin, centre, tmp_path, clock):
    station, answer = twin
    page = opened(station, clock)
    assert page.forked.isHidden()
    import_into(page, answer)
    assert page.forked.isVisible()
    assert f"{diverged(station).lines} 条登记" in page.forked.title.text()
    assert all(number in page.forked.text.text() for number in numbers(station))
    before = numbers(station)
    page.forked.act_button.click()
    dialog = page.desk.findChild(AnewDialog)
    dialog.submit()
    assert "请填写" in dialog.asked[0].problem.text()
    assert diverged(station) is not None
    dialog.asked[0].editor.setPlainText("U 盘上的旧数据在另一台电脑上打开过")
    dialog.act_button.click()
    assert dialog.trouble.text() == ""
    assert page.forked.isHidden()
    assert numbers(station) == before
    (told,) = [one for one in page.desk.findChildren(Sentence) if one.isVisible()]  # it waits until it was read
    assert any("重建包" in label.text() for label in told.findChildren(QLabel))
    told.reject()
    assert page.table.rows[0].state == "已以新时期重报"
    assert outbox_page(station).unacknowledged == 0
    assert standing(station, marks_for(station.folder)).finding == "same"
    out = tmp_path / "out"
    out.mkdir()
    stopped = {one.sha256 for one in list_arrivals(centre, ("forked",))}
    assert (len(stopped), laid_to_rest(centre, list_arrivals(centre))) == (1, frozenset())
    take(centre, export(station, out)[0].file)
    assert laid_to_rest(centre, list_arrivals(centre)) == stopped
    import_into(page, acknowledge(centre, "3501", out)[0].path)
    import_into(page, rebuild_station(centre, "3501", out).path)
    assert len(numbers(station)) == 3
    assert page.forked.isHidden()
    assert QApplication.activeModalWidget() is None


@pytest.fixture
def old_copy(home, centre, tmp_path, clock):
    """A station whose folder was put back as it was before its last case was delivered; and the answer that speaks of it."""
    kept = tmp_path / "kept"
    first = station_of(home, clock)
    mill(first)
    first.close()
    shutil.copytree(home, kept)
    first = station_of(home, clock)
    mill(first, phone="13900000002")
    take(centre, export(first, tmp_path)[0].file)
    first.close()
    station = station_of(kept, clock)
    yield station, acknowledge(centre, "3501", tmp_path)[0].path
    station.close()


def test_an_old_copy_may_go_on_under_a_new_epoch_and_imports_again(opened, old_copy, centre, tmp_path, clock):
    station, answer = old_copy
    page = opened(station, clock)
    import_into(page, answer)  # the safe answer
    assert page.told[0].startswith(TITLE)
    assert station.epoch.startswith("01.")
    page.answers[TITLE] = GO_ON
    import_into(page, answer)
    assert station.epoch.startswith("02.")
    assert "恢复前交过" in " ".join(page.told)
    import_into(page, rebuild_station(centre, "3501", tmp_path).path)
    assert len(numbers(station)) == 2
    assert page.desk.errors == []


def test_an_answer_fetched_from_a_server_makes_the_same_offer(opened, old_copy, tmp_path, clock):
    station, answer = old_copy
    fetched = tmp_path / "fetched.YKP"
    shutil.copy(answer, fetched)
    page = opened(station, clock)
    page.taking._sort((fetched,))
    assert [said.splitlines()[0] for said in page.told] == [TITLE]
    assert fetched.exists()  # nothing was taken: it is offered again
    page.answers[TITLE] = GO_ON
    page.taking._sort((fetched,))
    assert station.epoch.startswith("02.")
    assert page.told[-1].startswith("已接收")


@pytest.fixture
def rekeyed(home, centre, tmp_path, clock):
    """A copy made before the station renewed its key on the first computer and the centre followed; and the centre's answer."""
    first = station_of(home, clock)
    mill(first)
    take(centre, export(first, tmp_path)[0].file)
    second = station_of(copied(home, tmp_path / "twin"), clock)
    renew_signing_key(first, PASSWORD, MONDAY)
    take(centre, export(first, tmp_path)[0].file)
    first.close()
    yield second, acknowledge(centre, "3501", tmp_path)[0].path
    second.close()


def test_a_key_renewed_on_the_other_computer_is_told_with_what_to_do_in_each_case(rekeyed, opened, clock):
    second, answer = rekeyed
    page = opened(second, clock)
    page.answers[TITLE] = GO_ON
    assert page.rekeyed.isVisible() is False
    import_into(page, answer)
    asked = next(told for told in page.told if told.startswith(TITLE))
    for part in ("不是本机的", "恢复、迁移", "误拷贝", "换签名密钥"):
        assert part in asked
    assert any("本机导出的包县中心不收" in told for told in page.told if not told.startswith(TITLE))  # and again with the answer itself
    page.refresh()
    assert page.rekeyed.isVisible()
    page.rekeyed.act_button.click()
    assert next(one for one in page.window().findChildren(RenewKeyDialog) if one.isVisible())
