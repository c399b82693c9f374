"""The fold of a case's facts, and what its flow says comes next; no database here."""

from datetime import date, datetime

import msgspec
import pytest

from models import events
from models.case import fold
from models.events import read_fact
from models.events.envelope import Envelope, decode_envelope
from models.flow import order_problem, ready_steps, steps, todos
from models.history import tell
from models.rules import RuleBook, shipped_texts

BOOK = RuleBook.from_texts(shipped_texts())
SMALL, HOUSE, HIGH = (BOOK.types[code] for code in ("lv_nonres_new", "lv_res_new", "hv_new"))
DAY = date(2026, 11, 16)


def line(seq, event, private=None, kind="", reason="", **envelope):
    values = {
        "v": 1, "op_id": f"{seq:032x}", "station": "3501", "epoch": "01.x", "seq": seq, "kind": kind or type(event).__name__,
        "on": ("case:c",), "at": "2026-11-16T09:00:00", "at_src": "clock", "actor": "p", "dev": "PC1", "app": "t", "reason": reason,
        "private": "0" * 64 if private is not None else None, "body": msgspec.Raw(msgspec.json.encode(event)),
    }  # fmt: skip
    data = msgspec.json.encode(Envelope(**(values | envelope)))
    return read_fact(data, bytes(16) + msgspec.json.encode(private) if private else None)


def application(kind="lv_nonres_new", form="LV-APP", **changes):
    values = {"capacity": "60", "voltage": "380 V", "accepted_on": "2026-11-16", "needs_vat_invoice": False, "application_no": "n"}
    return events.ApplicationRegistered(
        **{
            "number": "3501-20261116-001-1", "business_type": kind, "class_": "lv_nonres_small", "channel": "柜台", "capacity": "60",
            "voltage": "380 V", "form": form, "form_version": 1, "values": values,
        } | changes
    )  # fmt: skip


def case_of(*given):
    return fold("case:c", [line(seq, *(event if isinstance(event, tuple) else (event,))) for seq, event in enumerate(given, 1)])


ACCEPTED = events.CaseAccepted(on=DAY, pins=(("profile", "henan-rural", "1"),))


def done(stage, on=DAY):
    return events.StageCompleted(stage=stage, on=on)


def test_nothing_begins_before_the_acceptance():
    case = case_of((application(), {"applicant": "王桂枝"}))
    assert (case.status, case.values["applicant"], case.marks) == ("not_accepted", "王桂枝", {})
    assert [todo.code for todo in todos(case, SMALL)] == ["accept"]
    assert "还没有受理" in order_problem(case, SMALL, "survey")


def test_the_flow_is_a_partial_order():
    case = case_of(application(), ACCEPTED, done("survey"), done("plan_reply"))
    assert [step.stage for step in ready_steps(case, SMALL)] == ["completion_check", "contract"]
    assert [todo.code for todo in todos(case, SMALL)] == ["form:COMPLETION", "form:CONTRACT"]
    assert order_problem(case, SMALL, "contract") is None
    assert "“竣工检验”“供用电合同签订”" in order_problem(case, SMALL, "energize")
    assert "没有这个环节" in order_problem(case, HOUSE, "completion_check")


@pytest.mark.parametrize("kind", [SMALL, HOUSE], ids=lambda kind: kind.code)
def test_every_flow_can_be_walked_to_its_end_and_then_nothing_is_left(kind):
    given = [application(), ACCEPTED]
    while ready := ready_steps(case_of(*given), kind):
        assert order_problem(case_of(*given), kind, ready[0].stage) is None
        given.append(done(ready[0].stage))
    assert {state.state for state in steps(case_of(*given), kind)} == {"done"}
    ended = case_of(*given, events.CaseEnded(outcome="archived", on=DAY))
    assert (todos(ended, kind), ended.status) == ((), "archived")
    assert "已经办结" in order_problem(ended, kind, "survey")


def test_a_delivered_form_is_printed_and_handed_over_before_its_stage_ends():
    filled = events.FormFilled(form="LV-PLAN", version=1, stage="plan_reply", values={"replied_on": "2026-11-16"})
    paper = events.PaperIssued(paper_no="n-01", code="LV-PLAN", title="t", on=DAY, sha256="0" * 64)
    base = [application(), ACCEPTED, done("survey")]
    assert [todo.code for todo in todos(case_of(*base), SMALL)] == ["form:LV-PLAN"]
    assert [todo.kind for todo in todos(case_of(*base, filled), SMALL)] == ["print"]
    assert [todo.kind for todo in todos(case_of(*base, filled, paper), SMALL)] == ["deliver"]
    void = events.PaperVoided(paper_no="n-01", on=DAY)
    assert [todo.kind for todo in todos(case_of(*base, filled, paper, void), SMALL)] == ["print"]


def test_a_high_voltage_case_is_passed_up_and_then_only_looked_at():
    case = case_of(application("hv_new", "HV-APP"), ACCEPTED)
    assert [todo.kind for todo in todos(case, HIGH)] == ["pass_up"]
    up = case_of(application("hv_new", "HV-APP"), ACCEPTED, events.CasePassedUp(on=DAY, to="县中心"))
    assert (up.status, [todo.kind for todo in todos(up, HIGH)]) == ("passed_up", ["centre"])


def test_papers_live_from_print_to_signature_or_void():
    issued = events.PaperIssued(paper_no="n-01", code="RECEIPT", title="t", on=DAY, sha256="0" * 64)
    rest = [events.PaperDelivered(paper_no="n-01", on=DAY, how="当面"), events.PaperSigned(paper_no="n-01", on=DAY)]
    states = [case_of(application(), issued, *rest[:n]).papers["n-01"].state for n in range(3)]
    assert states == ["已出具", "已送达", "已签回"]
    assert case_of(application(), issued, events.PaperVoided(paper_no="n-01", on=DAY)).paper_of("RECEIPT") is None
    assert case_of(application(), *rest).papers == {}


def test_a_corrected_value_is_kept_as_its_form_keeps_it():
    def corrected(field, new):
        return case_of(application(), events.CaseCorrected(field=field, label="", old="", new=new)).values

    assert corrected("needs_vat_invoice", "是")["needs_vat_invoice"] is True
    assert corrected("needs_vat_invoice", "否")["needs_vat_invoice"] is False
    assert "note" not in corrected("note", "")
    assert corrected("note", "急")["note"] == "急"
    case = case_of(application(), events.CaseCorrected(field="capacity", label="", old="60", new="75"))
    assert (case.capacity, case.values["capacity"]) == ("75", "75")


def test_an_application_filled_anew_counts_everywhere():
    again = events.FormFilled(form="LV-APP", version=1, stage="accept", values={"capacity": "90", "voltage": "380 V"})
    case = case_of(application(), ACCEPTED, (again, {"applicant": "张𬀩"}))
    assert (case.capacity, case.values["applicant"], case.forms["LV-APP"].times) == ("90", "张𬀩", 2)


def test_a_forms_own_day_follows_its_stage():
    later = events.CaseAccepted(on=date(2026, 11, 18), pins=())
    assert case_of(application(), later).values["accepted_on"] == "2026-11-18"
    moved = events.StageDateCorrected(stage="accept", old=date(2026, 11, 18), new=date(2026, 11, 17))
    case = case_of(application(), later, moved)
    assert (case.accepted_on, case.values["accepted_on"]) == (date(2026, 11, 17), "2026-11-17")


def test_pauses_open_and_close_and_say_whose_they_are():
    opened = events.ClockPaused(pause="a", since=DAY, side="customer", cause="x", evidence="e")
    case = case_of(application(), ACCEPTED, opened)
    assert (case.status, case.open_pause.id) == ("waiting", "a")
    own = case_of(application(), ACCEPTED, msgspec.structs.replace(opened, side="company"))
    assert own.status == "running"
    closed = case_of(application(), ACCEPTED, opened, events.ClockResumed(pause="a", until=DAY), events.ClockResumed(pause="b", until=DAY))
    assert (closed.status, closed.pauses["a"].until) == ("running", DAY)


def test_an_unknown_fact_marks_the_case_and_changes_nothing_else():
    case = case_of(application(), ACCEPTED)
    strange = fold("case:c", [line(1, application()), line(2, ACCEPTED), line(3, events.CaseEnded(outcome="void", on=DAY), kind="Moon")])
    assert strange.needs_upgrade
    assert not case.needs_upgrade
    assert (strange.status, strange.marks, strange.last_seq) == ("running", case.marks, 3)
    newer_form = fold("case:c", [line(1, application()), line(2, events.FormFilled(form="MOON", version=1, stage="x", values={}))])
    assert tell(line(2, events.FormFilled(form="MOON", version=1, stage="x", values={}))).startswith("（由更新版本")
    assert newer_form.number


def test_a_deleted_personal_part_is_told_and_an_absent_one_is_not_taken_for_deleted():
    gone = fold("case:c", [line(1, application(), private={})])
    assert gone.erased
    assert not case_of(application()).erased
    assert gone.capacity == "60"


def test_a_ledgers_note_is_no_part_of_the_form():
    case = case_of((application(source="ledger"), {"applicant": "x", "ledger_note": "客户要快"}))
    assert (case.ledger_note, "ledger_note" in case.values, case.forms) == ("客户要快", False, {})


def test_every_kind_of_fact_is_told_in_words():
    told = [
        tell(line(1, event, reason="因为"))
        for event in (
            application(), ACCEPTED, done("survey"), events.PapersReceived(items=("a", "b"), on=DAY),
            events.CasePassedUp(on=DAY, to="县中心"), events.StageDateCorrected(stage="survey", old=DAY, new=DAY),
            events.StageDateCorrected(stage="survey", old=DAY, new=date(2026, 11, 17)), events.CaseEnded(outcome="withdrawn", on=DAY),
            events.ClockResumed(pause="a", until=DAY), events.PaperReprinted(paper_no="n", on=DAY),
        )
    ]  # fmt: skip
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in told)
    assert "重算" in told[5]
    assert "2026-11-16 → 2026-11-17" in told[6]
    assert datetime.fromisoformat(decode_envelope(msgspec.json.encode(line(1, application()).envelope)).at)
