"""The shipped rule files hold together, every number names its source, and a wrong file is named with its place."""

from dataclasses import replace

import pytest

from models.business import CLASSES, NOTICE_CODES, OUR_DEFAULT, STAGES
from models.form_codes import FORM_CODES
from models.forms import FORMS
from models.rules import RuleBook, RuleError, RuleText, covers, shipped_texts, target_limit
from reports.notices import NOTICES

PROFILES = ("henan-rural", "henan-strict")


@pytest.fixture(scope="module", params=PROFILES)
def book(request):
    return RuleBook.from_texts(shipped_texts(request.param))


def numbers(book):
    return {(standard.code, limit.code, class_): limit.days for standard in book.standards.values() for limit in standard.limits
            for class_ in limit.classes if limit.obliged == "company" and not standard.code.startswith("type-")}


def test_the_numbers_of_both_standards(book):
    assert numbers(book) == {
        ("henan-2020", "whole", "lv_nonres_small"): 15,
        ("henan-2020", "plan_reply", "hv_single"): 10, ("henan-2020", "plan_reply", "hv_dual"): 18,
        ("henan-2020", "design_review", "hv_single"): 3, ("henan-2020", "design_review", "hv_dual"): 3,
        ("henan-2020", "mid_check", "hv_single"): 2, ("henan-2020", "mid_check", "hv_dual"): 2,
        ("henan-2020", "completion_check", "hv_single"): 3, ("henan-2020", "completion_check", "hv_dual"): 3,
        ("henan-2020", "energize", "hv_single"): 3, ("henan-2020", "energize", "hv_dual"): 3,
        ("sgcc-2023", "whole", "residential"): 5,
        ("sgcc-2023", "company_sum", "lv_nonres_small"): 6, ("sgcc-2023", "company_sum", "lv_nonres"): 6,
        ("sgcc-2023", "company_sum", "hv_single"): 22, ("sgcc-2023", "company_sum", "hv_dual"): 32,
    }


def test_every_number_says_where_it_is_written(book):
    for standard in book.standards.values():
        for limit in standard.limits:
            assert limit.source
            assert str(limit.days) in limit.cite, (standard.code, limit.code)
            assert limit.standard == standard.code
            assert limit.stops_for == ("customer", "government")


def test_our_own_numbers_are_marked_as_ours(book):
    profile = book.profile
    own = (profile, *profile.internal_targets, *profile.pause_reasons, *profile.cause_codes)
    assert all(thing.source == OUR_DEFAULT for thing in own)
    groups = [group for listed in book.materials.values() for group in listed.groups if group.may_follow_until]
    assert groups
    assert all(group.may_follow_source == OUR_DEFAULT for group in groups)


def test_what_governs_whom(book):
    def governing(*asked):
        return [(limit.standard, limit.code) for limit in book.governing(*asked)]

    assert governing("residential") == [("sgcc-2023", "whole")]
    assert governing("lv_nonres_small") == [("henan-2020", "whole"), ("sgcc-2023", "company_sum")]
    assert [(limit.standard, limit.code, limit.days) for limit in book.governing("hv_dual", "plan_reply")] == [
        ("henan-2020", "plan_reply", 18), ("sgcc-2023", "company_sum", 32)]
    assert [limit.standard for limit in book.governing("hv_dual", "contract")] == ["sgcc-2023"]  # Henan is silent: the next one governs
    assert book.governing("lv_nonres_small", "archive") == ()  # 无规定时限
    assert book.governing("nobody") == ()
    assert set(book.profile.measured) == {"henan-2020", "sgcc-2023"}


def test_a_whole_covers_each_stage_up_to_its_end_and_a_sum_only_its_pieces(book):
    whole = book.limit("henan-2020", "whole", "lv_nonres_small")
    assert [covers(whole, stage) for stage in ("accept", "survey", "contract", "energize", "archive")] == [False, True, True, True, False]
    pieces = book.limit("sgcc-2023", "company_sum", "hv_single")
    for companys in ("plan_reply", "design_review", "mid_check", "completion_check"):
        assert covers(pieces, companys), companys
    for customers in ("fee", "design_request", "mid_check_request", "completion_report"):
        assert not covers(pieces, customers), customers
    assert book.limit("henan-2020", "whole", "residential") is None
    assert book.limit("nothing", "whole", "residential") is None


@pytest.mark.parametrize(("kind", "class_"), [("lv_nonres_new", "lv_nonres_small"), ("lv_res_new", "residential")])
def test_internal_targets_fit_the_governing_limit_along_the_longest_path(book, kind, class_):
    due = {"accept": 0}
    for step in book.types[kind].flow[1:]:
        target = book.target(class_, step.stage)
        due[step.stage] = max(due[before] for before in step.after) + (target.days if target else 0)
    assert 0 < due["energize"] <= book.governing(class_)[0].days
    assert all(book.target(class_, step.stage) for step in book.types[kind].flow if step.stage not in ("accept", "archive"))


def test_a_target_is_a_limit_that_begins_when_the_last_stage_before_is_done(book):
    step = book.types["lv_nonres_new"].step("energize")
    limit = target_limit(book.target("lv_nonres_small", "energize"), step)
    assert (limit.start, limit.also_after, limit.stop, limit.days) == ("completion_check", ("contract",), "energize", 3)
    assert limit.source == OUR_DEFAULT


def test_flows_run_from_acceptance_to_the_archive(book):
    for kind in book.types.values():
        stages = [step.stage for step in kind.flow]
        assert (stages[0], stages[-1]) == ("accept", "archive")
        if kind.handled_by == "station":
            assert all(step.owner == "station" and step.form and step.action and step.place for step in kind.flow)
        else:
            connects = kind.application_form == "HV-APP" and kind.group == "connection"
            assert all(step.owner == "centre" for step in kind.flow[1:-1]), kind.code
            assert {step.stage for step in kind.flow[1:-1] if not step.form} <= ({"meter_install"} if connects else set(STAGES)), kind.code
            assert kind.flow[-1].owner == ("station" if connects else "centre")  # the station files what it has, and ends the case
    small = book.types["lv_nonres_new"]
    assert {step.stage: step.after for step in small.flow}["energize"] == ("completion_check", "contract")
    assert small.step("plan_reply").completes_on == "delivered"
    assert small.step("completion_check").marks == ("completion_report",)
    assert small.step("design_review") is None


def test_the_two_profiles_differ_in_what_happens_when_a_paper_is_missing():
    books = [RuleBook.from_texts(shipped_texts(code)) for code in PROFILES]
    assert [book.profile.missing_papers for book in books] == ["deferred", "not_accepted"]
    assert {book.profile.pass_up_days for book in books} == {0}


def test_neither_rain_nor_an_absent_customer_nor_missing_papers_stop_a_clock(book):
    pauses = " ".join(reason.name for reason in book.profile.pause_reasons)
    causes = {cause.code for cause in book.profile.cause_codes}
    assert {"weather", "customer_away", "papers_owed"} <= causes
    assert not any(word in pauses for word in ("雨", "外出", "资料"))
    assert {reason.side for reason in book.profile.pause_reasons} == {"customer", "government"}
    assert all(reason.evidence for reason in book.profile.pause_reasons)


def test_a_text_is_known_by_its_content():
    one, other = shipped_texts("henan-rural")[-1], shipped_texts("henan-strict")[-1]
    assert one.revision == shipped_texts("henan-rural")[-1].revision != other.revision
    assert len({text.revision for text in shipped_texts()}) == len(shipped_texts())


def broken(subject, code, old, new, count=1):
    texts = []
    for text in shipped_texts():
        if (text.subject, text.code) == (subject, code):
            assert old in text.text
            text = replace(text, text=text.text.replace(old, new, count))
        texts.append(text)
    return texts


REVIEWS = '["design_request", "design_review"], ["mid_check_request", "mid_check"]'
SPANS = f'[\n    ["accept", "plan_reply"], {REVIEWS}, ["completion_report", "energize"],\n]\n'
HENAN, SGCC, PROFILE = ("standard", "henan-2020"), ("standard", "sgcc-2023"), ("profile", "henan-rural")
TYPES, PAPERS = ("business", "business"), ("materials", "materials")


@pytest.mark.parametrize(("file", "old", "new", "place", "said"), [
    (HENAN, "days = 15", "dayz = 15", "limits[0]", "dayz"),
    (HENAN, "days = 15", 'days = "15"', "limits[0].days", "int"),
    (HENAN, "days = 15", "days = 0", "limits[0]（whole）", "不少于 1"),
    (HENAN, 'unit = "working_day"', 'unit = "fortnight"', "limits[0].unit", "fortnight"),
    (HENAN, 'classes = ["lv_nonres_small"]', 'classes = ["lv_small"]', "limits[0]（whole）", "lv_small"),
    (HENAN, 'stop = "energize"', 'stop = "energise"', "limits[0]（whole）", "energise"),
    (HENAN, 'start = "accept"', 'start = "archive"', "limits[0]（whole）", "之前"),
    (HENAN, 'classes = ["hv_dual"]', 'classes = ["hv_single"]', "limits[2]（plan_reply）", "重叠"),
    (HENAN, 'cite = "附件1“', 'cite = ""\nnote = "附件1“', "limits[0]（whole）", "出处"),
    (HENAN, 'code = "henan-2020"', 'code = "henan-2021"', "code", "henan-2021"),
    (HENAN, "days = 15", 'days = 15\nstandard = "x"', "limits[0]（whole）", "standard"),
    (HENAN, "[[limits]]", "[[limits", "格式", "line"),
    (SGCC, f"spans = {SPANS}", "", "limits[1]（company_sum）", "spans"),
    (SGCC, '["completion_report", "energize"]', '["finish", "energize"]', "limits[1]（company_sum）", "finish"),
    (TYPES, 'application_form = "LV-APP"', 'application_form = "LV-OPP"', "types[0]（lv_nonres_new）", "LV-OPP"),
    (TYPES, 'form = "LV-SURVEY"', 'form = "SURVEY"', "types[0]（lv_nonres_new）", "SURVEY"),
    (TYPES, '"NOTICE-LV-SMALL"]', '"NOTICE"]', "types[0]（lv_nonres_new）", "NOTICE"),
    (TYPES, 'materials = "lv-small"', 'materials = "lv"', "types[0]（lv_nonres_new）", "lv"),
    (TYPES, 'materials = "lv-small"', 'materials = "hv"', "types[0]（lv_nonres_new）", "不适用"),
    (TYPES, 'after = ["survey"]', 'after = ["archive"]', "types[0]（lv_nonres_new）", "永远走不到"),
    (TYPES, 'after = ["survey"]', "", "types[0]（lv_nonres_new）", "永远走不到"),
    (TYPES, 'stage = "survey"', 'stage = "plan_reply"', "types[0]（lv_nonres_new）", "plan_reply 重复"),
    (TYPES, 'stage = "accept"', 'stage = "fee"', "types[0]（lv_nonres_new）", "accept"),
    (TYPES, 'stage = "survey"', 'stage = "visit"', "types[0]（lv_nonres_new）", "visit"),
    (TYPES, 'completes_on = "delivered"', 'completes_on = "printed"', "types[0].flow[2].completes_on", "printed"),
    (TYPES, 'code = "lv_res_new"', 'code = "lv_nonres_new"', "types", "重复"),
    (PAPERS, "least = 1", "least = 9", "lists[0]（lv-small）的 subject", "least"),
    (PAPERS, 'when = "agent"', 'when = "nephew"', "lists[0].groups[2].when", "nephew"),
    (PAPERS, 'may_follow_until = "contract"', 'may_follow_until = "later"', "lists[0]（lv-small）的 property", "later"),
    (PAPERS, f'may_follow_source = "{OUR_DEFAULT}"\n', "", "lists[0]（lv-small）的 property", "may_follow_source"),
    (PAPERS, 'code = "state_land"', 'code = "ownership"', "lists[0]（lv-small）", "重复"),
    (PROFILE, '["henan-2020", "sgcc-2023"]\nlv_nonres =', '["henan-2019"]\nlv_nonres =', "governing", "henan-2019"),
    (PROFILE, "residential =", "resident =", "governing", "resident"),
    (PROFILE, "near_share = 0.5", "near_share = 1.5", "near_share", "0 到 1"),
    (PROFILE, 'stage = "survey"', 'stage = "visit"', "internal_targets", "visit"),
    (PROFILE, 'stage = "plan_reply"', 'stage = "survey"', "internal_targets", "重复"),
    (PROFILE, 'missing_papers = "deferred"', 'missing_papers = "perhaps"', "missing_papers", "perhaps"),
])
def test_a_wrong_file_is_refused_with_file_and_place(file, old, new, place, said):
    with pytest.raises(RuleError) as caught:
        RuleBook.from_texts(broken(*file, old, new))
    assert caught.value.name.startswith("/".join(file))
    assert place in caught.value.place
    assert said in caught.value.message


@pytest.mark.parametrize("subject", ["business", "materials", "profile"])
def test_a_book_needs_each_text_once(subject):
    texts = [text for text in shipped_texts() if text.subject != subject]
    with pytest.raises(RuleError, match="实际有 0 份"):
        RuleBook.from_texts(texts)
    with pytest.raises(RuleError, match="实际有 2 份"):
        RuleBook.from_texts([*shipped_texts(), next(text for text in shipped_texts() if text.subject == subject)])
    with pytest.raises(RuleError, match="calendar"):
        RuleBook.from_texts([*shipped_texts(), RuleText("calendar", "x", "")])


def test_a_profile_that_does_not_exist_is_named():
    with pytest.raises(RuleError, match="sichuan"):
        shipped_texts("sichuan")


def test_every_class_of_the_dossier_that_a_type_serves_has_its_papers(book):
    for kind in book.types.values():
        assert set(kind.classes) <= set(CLASSES)
        assert all(class_ in book.materials[kind.materials_for(class_)].classes for class_ in kind.classes)


def test_every_form_is_reached_from_a_stage_or_stands_among_the_further_ones_of_some_type(book):
    reached = {kind.application_form for kind in book.types.values()}
    reached |= {step.form for kind in book.types.values() for step in kind.flow if step.form}
    reached |= {code for kind in book.types.values() for class_ in kind.classes for code in kind.further_for(class_)}
    assert set(FORM_CODES) <= reached


def test_the_forms_and_papers_a_rule_file_may_name_are_those_that_exist(book):
    assert {form.code for form in FORMS} == set(FORM_CODES)
    assert {notice.code for notice in NOTICES} == set(NOTICE_CODES)
    for kind in book.types.values():
        assert all(step.papers == ((step.form,) if step.form else ()) for step in kind.flow[1:])
