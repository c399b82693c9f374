"""数据上报 on a new computer that takes a lost one's journal back: several files at once, the banner while some lack, giving it up."""

import pytest

from models.services.cases import list_cases
from models.services.centre.rebuilding import rebuild_station
from models.services.exchange.answers import take_answer
from models.services.exchange.rebuild_parts import kept_parts
from tests.lost_computer import SMALL, lose, new_computer
from tests.stations import MONDAY, PASSWORD, Clock, mill, station_of
from tests.ui.keyboard import fill
from ui.exchange.rebuild_banner import DROP
from ui.register.page import RegisterPage


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def new(home, centre, tmp_path, clock):
    lose(station_of(home, clock), centre, tmp_path)
    found = new_computer(home, centre, tmp_path / "new", clock)
    yield found
    found.close()


@pytest.fixture
def parts(new, centre, tmp_path):
    (tmp_path / "set").mkdir()
    return rebuild_station(centre, "3501", tmp_path / "set", limit=SMALL).files


@pytest.fixture
def page(opened, new, clock):
    return opened(new, clock)


def choose(page, *paths):
    page.ask_files = lambda title, kinds: [str(path) for path in paths]
    page.import_answer()


def shown(station):
    return len(list_cases(station, MONDAY, "all").rows)


def test_all_parts_chosen_together_are_asked_for_once(page, new, parts):
    choose(page, *parts)
    assert [told.splitlines()[0] for told in page.told] == ["县中心发来的包，要接收吗？", "已接收"]
    assert f"等 {len(parts)} 个文件" in page.told[0]
    assert f"重建包共 {len(parts)} 份，都齐了。" in page.told[0]
    assert "涉及 3 件工单" in page.told[0]
    assert shown(new) == 3
    assert page.rebuilding.isHidden()
    assert page.desk.errors == []


def test_while_parts_lack_the_page_says_which_and_work_is_refused(page, new, parts):
    assert page.rebuilding.isHidden()
    choose(page, parts[0])
    assert f"还缺第 2–{len(parts)} 份，共 {len(parts)} 份" in page.told[0]
    assert "本机不能登记，也不能导出" in page.told[0]
    assert page.rebuilding.isVisible()
    assert f"还缺第 2–{len(parts)} 份" in page.rebuilding.title.text()
    assert "正在重建" in page.subtitle.text()
    assert not page.export_button.isEnabled()
    choose(page, parts[0], *parts[2:])
    assert f"接收了 {len(parts) - 1} 个包。\n还缺第 2 份，共 {len(parts)} 份。" in page.told[-1]
    assert f"还缺第 2 份，共 {len(parts)} 份" in page.rebuilding.title.text()
    with pytest.raises(Exception, match="还缺第 2 份"):
        mill(new)
    choose(page, parts[1])
    assert page.rebuilding.isHidden()
    assert page.subtitle.text() == "可以导出"
    assert page.export_button.isEnabled()
    assert shown(new) == 3


def test_nothing_is_kept_where_the_clerk_says_no(page, new, parts):
    page.answers["县中心发来的包，要接收吗？"] = 0
    choose(page, parts[0])
    choose(page, *parts)
    assert kept_parts(new) is None
    assert shown(new) == 0


def test_a_damaged_part_among_several_is_named(page, new, parts):
    parts[1].write_bytes(parts[1].read_bytes()[:-99])
    choose(page, *parts)
    assert f"还缺第 2 份，共 {len(parts)} 份。" in page.told[-1]
    assert f"{parts[1].name}：" in page.told[-1]
    assert "损坏" in page.told[-1]


def test_a_rebuild_that_was_begun_can_be_given_up(page, new, parts):
    choose(page, *parts[:2])
    page.rebuilding.act_button.click()
    assert page.rebuilding.isVisible()  # the safe answer is the last, where Enter is
    page.answers[f"{DROP}？"] = 0
    page.rebuilding.act_button.click()
    assert page.rebuilding.isHidden()
    mill(new)
    assert shown(new) == 1


def test_files_that_bring_nothing_are_said_to(page, new, parts):
    choose(page, *parts)
    page.told.clear()
    choose(page, *parts[:2])
    assert page.told == []
    assert "选的文件里没有新的回执" in page.desk.said[-1]


def test_the_answer_to_a_new_computer_reads_like_a_sentence(page, parts):
    """Not too long for the dialog: the names of many files are counted."""
    choose(page, *parts[:-1])
    assert max(map(len, page.told[0].splitlines())) < 60


def test_a_new_computer_opened_again_still_shows_what_lacks(page, new, parts, opened, clock):
    choose(page, *parts[:2])
    new.close()
    again = opened(station_of_new(new.folder, clock), clock)
    assert again.rebuilding.isVisible()
    again.desk.station.close()


def station_of_new(folder, clock):
    from models.services.station import open_station

    return open_station(folder, PASSWORD, clock)


def test_the_registration_says_that_it_must_wait_when_it_is_opened(page, new, parts):
    """Before anything is typed, with the way to the page where it goes on; what is typed all the same stays a draft."""
    desk = page.desk
    form = RegisterPage(desk)
    desk.setCentralWidget(form)
    form.visit("")
    form.show()
    assert form.rebuilding.isHidden()
    desk.changes.tell(take_answer(new, parts[0])[1])
    assert form.rebuilding.isVisible()
    assert f"还缺第 2–{len(parts)} 份，共 {len(parts)} 份" in form.rebuilding.title.text()
    form.entry.head.stops[0].take_focus()
    fill("2", "1", "1", "", "", "", "")
    fill("王桂枝面粉加工厂")
    assert form.may_leave()
    form.rebuilding.act_button.click()
    assert desk.went[-1] == ("page", "exchange")
    for path in parts[1:]:
        desk.changes.tell(take_answer(new, path)[1])
    assert form.rebuilding.isHidden()
    (head,) = new.drafts.heads()
    form.visit(head.id)
    assert form.entry.title().startswith("王桂枝面粉加工厂")
