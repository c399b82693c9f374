"""The station's main job from the counter to the county and back, through the services and the commands a script would call."""

import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from main import main
from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.corrections import correct_value
from models.services.enrolment import Enrolment, enrol, read_card
from models.services.paper.papers import deliver, issue, pdf_of, preview, signed
from models.services.pauses import pause, pause_reasons, resume
from models.services.registration import Intake, accept, receive_papers, register
from models.services.stages import form_values, save_form
from models.services.station import Station, open_station
from models.services.today import today_page
from reports.render import render
from tests.data.pdf_text import text_of

MILL = {
    "applicant": "张𬀩面粉加工厂",
    "document_kind": "营业执照",
    "document_no": "92410425MAUQYUMRHL",
    "address": "郏县堂街镇前王庄3组",
    "phone": "13613013910",
    "capacity": "60",
    "voltage": "380 V",
    "agent": "呙䶮",
    "agent_phone": "13613013911",
    "accepted_by": "赵建军",
}


class Clock:
    """The clerk's calendar on the wall."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, 30)

    def go(self, day: str) -> date:
        self.day = date.fromisoformat(day)
        return self.day


@pytest.fixture(name="home")
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YEKUO_PASSWORD", "demo")
    assert (
        main(
            ["centre", "init", "--store", f"sqlite:///{tmp_path / 'centre.db'}", "--keys", str(tmp_path / "keys"), "--today", "2026-11-20"]
        )
        == 0
    )
    return tmp_path


def mill(clock: Clock, received: set[str], **changed: object) -> Intake:
    return Intake(
        "lv_nonres_new",
        "lv_nonres_small",
        "柜台",
        {**MILL, "accepted_on": clock.day.isoformat(), **changed},
        {"agent": True, "rural": True},
        frozenset(received),
        got_at=clock(),
        outside_no="95598-771",
    )


def station_at(home: Path, clock: Clock, profile: str = "henan-rural") -> Station:
    form = Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo", "0375-5160123", profile)
    return enrol(home / "station", form, clock, read_card(home / "keys" / "CARD.json"))


def fill_in(station: Station, case_id: str, code: str, day: date, **typed: object) -> str:
    known = {name: value for name, value in form_values(station, case_id, code, day).items() if value}
    saved, _ = save_form(station, case_id, code, {**known, **typed}, day)
    return saved.next_label


HELD = {"business_licence", "proxy_letter", "agent_id"}
SURVEY = {
    "approved_usage_class": "一般工商业",
    "access_point": "2 号台区 5 号杆",
    "metering_point": "院墙",
    "surveyor": "赵建军",
    "second_surveyor": "李改枝",
}
PLAN = {
    "usage_class": "一般工商业",
    "ownership_boundary": "表箱出线",
    "sources": [{"number": "1", "voltage": "380V", "capacity": "60", "point": "2 号变"}],
    "metering_points": [{"group": "1", "price_class": "工商业及其他（单一制）", "meter_accuracy": "1.0", "meter_kind": "10(60)A"}],
}
PASSED = {"verdict": "合格", "items": [{"aspect": "资料", "standard": "齐全", "result": "齐全", "verdict": "合格"}]}
CONTRACT = {
    "contract_no": "DY2026-117",
    "contract_kind": "低压供用电合同",
    "supplier_signatory": "陈国栋",
    "usage_class": "一般工商业",
    "ownership_boundary": "表箱出线",
    "price_class": "工商业及其他（单一制）",
    "term_from": "今天",
    "term_until": "2029-11-22",
}
METER = {
    "meters": [
        {
            "action": "装",
            "model": "DTZ341",
            "phase": "三相",
            "wiring": "三相四线",
            "amperes": "10(60)",
            "asset_no": "4130001000000123456789",
            "reading": "0",
        }
    ],
    "seal_nos": "HN001",
    "fitter": "马战胜",
}


def test_the_mill_from_the_counter_to_the_archive_and_the_county(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock(date(2026, 11, 20))
    station = station_at(home, clock)
    done, _ = register(station, mill(clock, HELD), clock.day)
    assert (done.accepted, done.owed) == (True, ("property",)), "容缺受理: the clock runs while the paper is owed"
    assert re.fullmatch(r"3501-20261120-001-\d", done.number)
    fresh = case_detail(station, done.case_id, clock.day)
    governing = next(row for row in fresh.limits if row.governs)
    assert (governing.key, governing.due) == ("henan-2020/whole", date(2026, 12, 11))
    _papers_at_acceptance(station, done.case_id, done.number, clock.day)

    day = clock.go("2026-11-23")
    with pytest.raises(StationError, match="请先办完“现场勘查”"):
        fill_in(station, done.case_id, "LV-PLAN", day, **PLAN)
    fill_in(station, done.case_id, "LV-SURVEY", day, **SURVEY)
    assert fill_in(station, done.case_id, "LV-PLAN", day, **PLAN) == "打印答复单", "filled, but only the customer's hand ends the stage"
    reply, _ = issue(station, done.case_id, "LV-PLAN", render, day)
    assert deliver(station, done.case_id, reply.paper_no, day, "当面", day)[0] == "plan_reply"
    signed(station, done.case_id, reply.paper_no, day, "", day)

    correct_value(station, done.case_id, "capacity", "75", "客户补报一台水泵", day)
    history = case_detail(station, done.case_id, day).history
    assert any("更正 申请容量：60 → 75" in row.text and row.reason == "客户补报一台水泵" for row in history)

    cause = pause_reasons(station, done.case_id)[0].code
    pause(station, done.case_id, day, cause, "客户签字的暂缓申请", day, day)
    assert case_detail(station, done.case_id, clock.go("2026-11-25")).row.level == "waiting"
    resume(station, done.case_id, date(2026, 11, 25), date(2026, 11, 25))
    day = clock.go("2026-11-26")
    strip = explain(station, done.case_id, day, "henan-2020/whole")
    assert strip.due == date(2026, 12, 16), "three working days later"
    assert [d.mark for d in strip.days if date(2026, 11, 23) <= d.date <= date(2026, 11, 26)] == ["停", "停", "停", "工"]

    _works_to_the_archive(station, done.case_id, day)
    station.close()
    _to_the_county_and_back(home, capsys, done.number)


def _papers_at_acceptance(station: Station, case_id: str, number: str, day: date) -> None:
    receipt, _ = issue(station, case_id, "RECEIPT", render, day)
    told = text_of(receipt.pdf)
    for word in (number, "张𬀩面粉加工厂", "现场勘查", "2026年12月11日", "95598", "0375-5160123", "客户联", "存根联"):
        assert word in told, word
    assert pdf_of(station, receipt.paper_no) == receipt.pdf
    notice = text_of(preview(station, case_id, "NOTICE-LV-SMALL", render, day))
    for word in ("15个工作日", "营业执照", "国有土地使用证", "村委会及以上", "授权委托书", "电能表"):
        assert word in notice, word


def _works_to_the_archive(station: Station, case_id: str, day: date) -> None:
    with pytest.raises(StationError, match="还欠资料：产权证明"):
        fill_in(station, case_id, "CONTRACT", day, **CONTRACT)
    receive_papers(station, case_id, frozenset({"village_certificate"}), day, day)
    fill_in(station, case_id, "COMPLETION", day, requested_on="1126", **PASSED)
    fill_in(station, case_id, "CONTRACT", day, **CONTRACT)
    fill_in(station, case_id, "METER", day, **METER)
    assert fill_in(station, case_id, "ARCHIVE", day, box_no="2026-03") == "已办结", "several stages on one day"
    closed = case_detail(station, case_id, day)
    assert {step.state for step in closed.steps} == {"done"}
    assert all(row.state == "已完成，未超时限" for row in closed.limits)


def _to_the_county_and_back(home: Path, capsys: pytest.CaptureFixture[str], number: str) -> None:
    folder, day = ["--station", str(home / "station")], ["--today", "2026-11-27"]
    county = ["--store", f"sqlite:///{home / 'centre.db'}", "--keys", str(home / "keys"), *day, "--json"]
    capsys.readouterr()
    assert main(["export", *folder, *day, "--to", str(home), "--json"]) == 0
    exported = json.loads(capsys.readouterr().out)
    assert exported["state"] == "已写入并校验"
    package = Path(exported["file"])
    assert main(["centre", "take", str(package), *county]) == 65, "an unknown station's package is refused"
    assert "未登记" in capsys.readouterr().err
    assert main(["centre", "trust", str(home / "station" / "STATION.json"), *county]) == 0
    capsys.readouterr()
    assert main(["centre", "take", str(package), *county]) == 0
    taken = json.loads(capsys.readouterr().out)
    assert (taken["new"], taken["known"]) == (exported["lines"], 0)
    assert main(["centre", "take", str(package), *county]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 0, "taken again it changes nothing"
    broken = bytearray(package.read_bytes())
    broken[len(broken) // 2] ^= 1
    (home / "BROKEN.YKP").write_bytes(broken)
    assert main(["centre", "take", str(home / "BROKEN.YKP"), *county]) == 65
    capsys.readouterr()
    assert main(["centre", "cases", *county]) == 0
    assert [case["number"] for case in json.loads(capsys.readouterr().out)] == [number]
    assert main(["centre", "ack", "--to", str(home), *county]) == 0
    answer = json.loads(capsys.readouterr().out)["file"]
    assert main(["answer", answer, *folder, *day, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == {"已回执": 1}
    assert main(["rebuild", *folder, *day, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["equal"] is True
    assert main(["check", *folder, *day, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["whole"] is True


def test_under_the_strict_profile_a_missing_paper_means_no_receipt_and_no_clock(home: Path) -> None:
    clock = Clock(date(2026, 11, 20))
    station = station_at(home, clock, "henan-strict")
    done, _ = register(station, mill(clock, HELD), clock.day)
    assert not done.accepted
    detail = case_detail(station, done.case_id, clock.day)
    assert (detail.row.level_text, detail.row.due_text, detail.limits) == ("未受理 · 缺件", "不计时", ())
    with pytest.raises(StationError, match="还没有受理"):
        preview(station, done.case_id, "RECEIPT", render, clock.day)
    missing = text_of(preview(station, done.case_id, "MISSING", render, clock.day))
    for word in ("产权证明", "购房合同", "村委会及以上"):
        assert word in missing, word
    assert missing.count("任选 1 项") == 2, "one group is missing, told on both parts of the sheet"
    day = clock.go("2026-11-24")
    with pytest.raises(StationError, match="资料还没有齐"):
        accept(station, done.case_id, day, day)
    receive_papers(station, done.case_id, frozenset({"village_certificate"}), day, day)
    accept(station, done.case_id, day, day)
    governing = next(row for row in case_detail(station, done.case_id, day).limits if row.governs)
    assert (governing.start, governing.due) == (day, date(2026, 12, 15))
    station.close()


def test_a_high_voltage_case_goes_up_the_same_day_and_leaves_today(home: Path) -> None:
    from models.services.passing import pass_up

    clock = Clock(date(2026, 11, 23))
    station = station_at(home, clock)
    values = {**MILL, "voltage": "10 kV", "capacity": "315", "usage_class": "工业"}
    held = frozenset({"business_licence", "ownership", "proxy_letter", "agent_id"})
    intake = Intake("hv_new", "hv_single", "网上", {**values, "accepted_on": "1123"}, {"agent": True}, held)
    done, _ = register(station, intake, clock.day)
    page = today_page(station, clock.day)
    assert [(row.stage, row.level) for row in page.rows] == [("上报县中心", "due")]
    assert "315 kVA" in text_of(preview(station, done.case_id, "REPORT-UP", render, clock.day)).replace("\u00a0", " ")
    pass_up(station, done.case_id, clock.day, clock.day)
    assert today_page(station, clock.day).rows == ()
    detail = case_detail(station, done.case_id, clock.day)
    assert detail.row.status_text == "县中心办理中"
    assert next(row for row in detail.limits if row.governs).due == date(2026, 12, 7), "10 working days to the plan's reply"
    station.close()


def test_a_due_day_in_an_unpublished_year_is_provisional(home: Path) -> None:
    clock = Clock(date(2026, 12, 18))
    station = station_at(home, clock)
    done, _ = register(station, mill(clock, HELD | {"ownership"}), clock.day)
    row = case_detail(station, done.case_id, clock.day)
    governing = next(limit for limit in row.limits if limit.governs)
    assert governing.due is not None
    assert governing.due.year == 2027
    assert governing.provisional
    told = explain(station, done.case_id, clock.day, governing.key)
    assert any("暂定" in line for line in told.basis)
    assert "暂定" in text_of(preview(station, done.case_id, "RECEIPT", render, clock.day))
    station.close()


def test_the_same_customer_is_shown_before_saving(home: Path) -> None:
    clock = Clock(date(2026, 11, 23))
    station = station_at(home, clock)
    first, _ = register(station, mill(clock, HELD), clock.day)
    with pytest.raises(StationError, match="已有工单"):
        register(station, mill(clock, HELD), clock.day)
    second, _ = register(station, Intake(**{**mill(clock, HELD).__dict__, "duplicate_reason": "同一户第二块表"}), clock.day)
    assert second.number != first.number
    station.close()
    again = open_station(home / "station", "demo", clock)
    assert today_page(again, clock.day).total == 2
    again.close()
