"""A year's holidays taken in at a running station: told beforehand, adopted once, logged; closed results and the past stay."""

import hashlib
from datetime import date

import pytest

import resources
from models.problems import StationError
from models.services.calendars import adopt, adopted, from_file, from_program, from_text, offer_words, preview, read_file, read_text
from models.services.case_page.detail import case_detail
from models.services.centre.intake import take
from models.services.checking import check, rebuild
from models.services.exchange.outbox import export
from models.services.pauses import pause
from models.services.registration import register
from models.services.station import looking
from models.services.supervision import SupervisionEntry, late_choices, supervise
from models.services.warnings import raise_warnings
from models.store.views import case_view, result_view, rules_view, supervision_view, warning_view
from tests.data.calendars import NEXT_YEAR, PAPER
from tests.stations import do_all, do_stage, house_intake, mill

D = date
TODAY = D(2026, 12, 22)
YEAR_2026_AGAIN = """year = 2026
paper = "国务院办公厅关于调整2026年11月放假安排的通知（试验用）"
source = "试验用，不是真的"
[off]
"元旦" = [2026-01-01, 2026-01-02, 2026-01-03]
"春节" = [2026-02-15, 2026-02-16, 2026-02-17, 2026-02-18, 2026-02-19, 2026-02-20, 2026-02-21, 2026-02-22, 2026-02-23]
"清明节" = [2026-04-04, 2026-04-05, 2026-04-06]
"劳动节" = [2026-05-01, 2026-05-02, 2026-05-03, 2026-05-04, 2026-05-05]
"端午节" = [2026-06-19, 2026-06-20, 2026-06-21]
"中秋节" = [2026-09-25, 2026-09-26, 2026-09-27]
"国庆节" = [2026-10-01, 2026-10-02, 2026-10-03, 2026-10-04, 2026-10-05, 2026-10-06, 2026-10-07]
"运动会" = [2026-11-26]
[work]
"元旦" = [2026-01-04]
"春节" = [2026-02-14, 2026-02-28]
"劳动节" = [2026-05-09]
"国庆节" = [2026-09-20, 2026-10-10]
"""


@pytest.fixture
def year(tmp_path):
    def write(text, name="2027.toml", encoding="utf-8"):
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return file

    return write


def due_of(station, case_id):
    with looking(station) as connection:
        row = connection.execute(case_view.select().where(case_view.c.id == case_id)).mappings().one()
    return row["due"], row["provisional"]


def december(station, clock):
    """Five open cases whose days lie before, in and after the new year, and one that is done."""
    cases = []
    for n, day in enumerate((D(2026, 12, 3), D(2026, 12, 14), D(2026, 12, 15), D(2026, 12, 18), D(2026, 12, 22))):
        clock.go(day)
        cases.append(mill(station, day, applicant=f"第{n}磨坊"))
    return cases


def test_a_new_year_moves_what_it_moves_and_says_so_beforehand(station, clock, year):
    cases = december(station, clock)
    before = {case_id: due_of(station, case_id) for case_id in cases}
    assert [sure for _, sure in before.values()] == [False, True, True, True, True]
    revision = from_file(station, year(NEXT_YEAR))
    assert (revision.number, revision.base, revision.papers) == ("2027-1", "2026-1", (PAPER,))
    seen = preview(station, revision, TODAY)
    assert {case_id: due_of(station, case_id) for case_id in cases} == before, "a preview stores nothing"
    assert station.calendar.revision == "2026-1"
    done, changes = adopt(station, revision, TODAY)
    assert done == seen
    assert station.calendar.revision == "2027-1"
    assert changes.cases == {shift.case_id for shift in done.shifts} == set(cases[1:])
    assert changes.rules
    for shift in done.shifts:
        assert before[shift.case_id] == (shift.old.isoformat(), shift.was_provisional)
        assert due_of(station, shift.case_id) == (shift.new.isoformat(), False)
    assert (seen.later, seen.earlier, seen.settled) == (0, 2, 2)  # 9 January is worked: from the sixth working day on one day earlier
    assert seen.summary == "4 件变化：2 件提前，2 件日期不变、由暂定变为确定。"
    assert "磨坊" not in "".join(shift.customer for shift in seen.shifts), "masked as in every list"
    told = case_detail(station, cases[-1], D(2026, 12, 22)).history[0].text
    assert "采用工作日历 2027-1" in told
    assert f"{before[cases[-1]][0]}（暂定） → {due_of(station, cases[-1])[0]}" in told
    assert check(station).whole
    assert rebuild(station.database).equal


def test_the_text_is_a_fact_with_paper_and_digest(station, year):
    file = year(NEXT_YEAR)
    adopt(station, from_file(station, file), TODAY)
    kept = adopted(station)
    assert [one.number for one in kept] == ["2026-1", "2027-1"]
    assert kept[1].papers == (PAPER,)
    assert kept[1].file == "2027.toml"
    assert kept[1].sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    with looking(station) as connection:
        rows = connection.execute(rules_view.select().where(rules_view.c.subject == "calendar")).all()
    assert len(rows) == 2, "the older revision stays readable: results name it"


def test_a_paper_that_contradicts_the_library_wins_and_closed_results_stay(station, clock, year):
    clock.go(D(2026, 11, 20))
    closed = mill(station, D(2026, 11, 9), applicant="已办磨坊")
    do_all(station, closed, D(2026, 11, 20))
    half = mill(station, D(2026, 11, 12), applicant="半途磨坊")
    do_stage(station, half, "LV-SURVEY", D(2026, 11, 13))
    clock.go(D(2026, 11, 27))
    late = register(station, house_intake(station, D(2026, 11, 20)), D(2026, 11, 27))[0].case_id
    with looking(station) as connection:
        results = connection.execute(result_view.select().order_by(result_view.c.case_id, result_view.c.limit_code)).all()
    assert results
    before = due_of(station, half)
    revision = from_file(station, year(YEAR_2026_AGAIN, "2026.toml"))
    assert revision.number == "2026-2"
    assert revision.years[0].contradicts == ("2026-11-26（周四）原为上班，改为放假",)
    assert "2025" in revision.years[0].replaces
    seen, _ = adopt(station, revision, TODAY)
    assert {shift.case_id for shift in seen.shifts} == {half, late}
    assert due_of(station, half) == ((station.calendar.add(D.fromisoformat(before[0]), 1)).isoformat(), False)
    with looking(station) as connection:
        assert connection.execute(result_view.select().order_by(result_view.c.case_id, result_view.c.limit_code)).all() == results
    assert rebuild(station.database).equal


def test_a_paused_case_keeps_its_rest_where_nothing_before_the_pause_changed(station, clock, year):
    clock.go(D(2026, 12, 22))
    case_id = mill(station, D(2026, 12, 15))
    pause(station, case_id, D(2026, 12, 22), "customer_request", "申请书", None, D(2026, 12, 22))
    assert due_of(station, case_id) == (None, False)
    assert not preview(station, from_file(station, year(NEXT_YEAR)), TODAY).shifts
    adopt(station, from_file(station, year(NEXT_YEAR)), TODAY)
    assert rebuild(station.database).equal


def test_breaking_off_changes_nothing(station, clock, year):
    cases = december(station, clock)
    before = [due_of(station, case_id) for case_id in cases]
    steps = []

    def stop(done, total):
        steps.append((done, total))
        if done == total:
            raise StationError("停下")

    with pytest.raises(StationError, match="停下"):
        adopt(station, from_file(station, year(NEXT_YEAR)), TODAY, stop)
    assert steps == [(0, 4), (4, 4)]
    assert [due_of(station, case_id) for case_id in cases] == before
    assert station.calendar.revision == "2026-1"
    assert len(adopted(station)) == 1
    assert adopt(station, from_file(station, year(NEXT_YEAR)), TODAY)[0].settled == 2


def test_a_year_comes_once_and_only_upwards(station, year):
    first = from_file(station, year(NEXT_YEAR))
    adopt(station, first, TODAY)
    with pytest.raises(StationError, match=r"已经采用，没有变化"):
        from_file(station, year(NEXT_YEAR))
    with pytest.raises(StationError, match=r"都是第 1 版，内容却不同。 .*edition = 2"):
        from_file(station, year(NEXT_YEAR.replace("2027-02-20", "2027-02-13")))
    second = NEXT_YEAR.replace("year = 2027", "year = 2027\nedition = 2").replace("2027-02-20", "2027-02-13")
    adopt(station, from_file(station, year(second)), TODAY)
    assert station.calendar.revision == "2027-2"
    assert station.calendar.is_working(D(2027, 2, 13))
    assert not station.calendar.is_working(D(2027, 2, 20))
    with pytest.raises(StationError, match=r"第 1 版，本所已采用第 2 版"):
        from_file(station, year(NEXT_YEAR))
    with pytest.raises(StationError, match="已换成 2027-2"):
        adopt(station, first, TODAY)


def test_the_program_offers_what_it_brings_and_a_station_keeps_its_own_files(station, tmp_path, year):
    assert from_program(station) is None
    own = year(YEAR_2026_AGAIN, "2026.toml")
    adopt(station, from_file(station, own), TODAY)
    assert from_program(station) is None, "the library's 2026 does not come back over the paper"
    folder = tmp_path / "calendar"
    folder.mkdir()
    for name in ("papers.toml", "statutory.toml"):
        (folder / name).write_bytes((resources.path("calendar") / name).read_bytes())
    (folder / "2027.toml").write_text(NEXT_YEAR, encoding="utf-8")
    offered = from_program(station, folder)
    assert offer_words(offered) == "程序自带 2027 年放假安排，可采用。"
    adopt(station, offered, TODAY)
    assert station.calendar.revision == "2027-1"
    assert station.calendar.mark(D(2026, 11, 26)) == "假"
    assert from_program(station, folder) is None


def test_notepad_files_are_read(station, year):
    for name, encoding in (("a.toml", "gb18030"), ("b.toml", "utf-8-sig")):
        assert from_file(station, year(NEXT_YEAR.replace("\n", "\r\n"), name, encoding)).papers == (PAPER,)


def test_a_text_is_the_revision_that_its_file_is(station, year):
    for text in (NEXT_YEAR, "\ufeff" + NEXT_YEAR.replace("\n", "\r\n")):
        file = year(text)
        assert from_text(station, "2027.toml", text) == from_file(station, file)
        assert read_text("2027.toml", text) == read_file(file)
    assert from_text(station, "", NEXT_YEAR).file == "calendar.toml"


def test_a_text_is_refused_in_the_words_that_its_file_is(station, year):
    for text in ("", "PK\x03\x04", "\0", "code = 'x'\nlimits = []", "#" + "数" * 333_334, NEXT_YEAR.replace("2027-02-20", "2027-02-16")):
        told = set()
        for read in (
            lambda text: read_file(year(text)), lambda text: read_text("2027.toml", text),
            lambda text: from_file(station, year(text)), lambda text: from_text(station, "2027.toml", text),
        ):
            with pytest.raises(StationError) as caught:
                read(text)
            told.add(str(caught.value))
        assert len(told) == 1, told
    read_text("2027.toml", "#" + "数" * 333_000 + "\n" + NEXT_YEAR)


@pytest.mark.parametrize(("old", "new", "said"), [
    ("2027-02-20", "2027-02-16", "第 14 行 2027-02-16：上班日 2027-02-16 是星期二，本来就上班"),
    ("2027-02-20", "2027-02-06", "2027-02-06 又放假又上班"),
    ("source =", "souce =", "第 3 行 souce：不认识的键 souce"),
    ("2027-01-09", "2028-01-09", "2028-01-09 不在 2027 年"),
    (f'paper = "{PAPER}"\n', "", "缺少 paper"),
    (PAPER, "县公司通知", "第 2 行 paper：没有写明是国务院的哪个通知"),
    ("2027-05-01, ", "", "2027-05-01 劳动节"),
    ("[off]", "[off", "不是有效的 TOML"),
    ("year = 2027", "year = 2072", "第 1 行 year：year = 2072 与文件名不符"),
])
def test_a_bad_file_is_told_with_place_and_remedy(station, year, old, new, said):
    assert old in NEXT_YEAR
    with pytest.raises(StationError) as caught:
        from_file(station, year(NEXT_YEAR.replace(old, new)))
    assert said in str(caught.value)
    assert "请" in str(caught.value)


def test_what_is_no_calendar_file_at_all(station, year, tmp_path):
    for content, said in (
        (b"", "是空的"), (b"PK\x03\x04" + bytes(90), "像是Word、Excel"), (b"\x00\x01\x02", "不是文本"),
        (b"\x81\xff\xfe\x20x", "认不出的字符"), (b"code = 'x'\nlimits = []", "这不是放假安排文件"), (b"x" * 1_000_001, "太大"),
    ):
        file = tmp_path / "2027.toml"
        file.write_bytes(content)
        with pytest.raises(StationError, match=said):
            from_file(station, file)
    with pytest.raises(StationError, match="是一个文件夹"):
        from_file(station, tmp_path)
    with pytest.raises(StationError, match="不存在"):
        from_file(station, tmp_path / "none.toml")
    with pytest.raises(StationError, match="先要有 2027 年的安排"):
        from_file(station, year('year = 2029\npaper = "国务院通知"\nsource = "x"\n[off]\n"元旦" = [2029-01-01]\n', "2029.toml"))
    assert len(adopted(station)) == 1


def test_the_centre_reads_the_same_days_warnings_and_supervisions_from_the_package(station, centre, clock, year, tmp_path):
    """Taken in before and after: the centre had the old days and moves them by the station's own fact."""
    cases = december(station, clock)
    take(centre, export(station, _folder(tmp_path, "first"))[0].file)
    clock.go(TODAY)
    adopt(station, from_file(station, year(NEXT_YEAR)), TODAY)
    late = clock.go(D(2027, 1, 20))
    assert raise_warnings(station, late)[0].red == len(cases)
    known = late_choices(station, cases[0], late).late[0]
    supervise(station, cases[0], SupervisionEntry(known.key, "staff", "李建国", "所长", late, "当面", "排班"), late)
    take(centre, export(station, _folder(tmp_path, "second"))[0].file)
    for table in (case_view, warning_view, supervision_view):
        here, there = (_rows(one, table) for one in (station.database, centre.database))
        assert here == there
        assert here
    assert rebuild(station.database).equal


def _folder(tmp_path, name):
    (tmp_path / name).mkdir()
    return tmp_path / name


def _rows(database, table):
    with database.reader.connect() as connection:
        return sorted(map(tuple, connection.execute(table.select())), key=str)
