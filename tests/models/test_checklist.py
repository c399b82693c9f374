"""What is missing, what would do instead, and what may follow."""

import pytest

from models.checklist import evaluate, questions
from models.rules import RuleBook, RuleError, RuleText, shipped_texts


@pytest.fixture(scope="module")
def lists():
    return RuleBook.from_texts(shipped_texts()).materials


def codes(states):
    return [state.code for state in states]


def test_a_small_mill_without_papers_is_told_everything_at_once(lists):
    found = evaluate(lists["lv-small"], {"agent": True, "rural": True}, frozenset())
    assert codes(found.missing) == ["subject", "property", "proxy", "agent_identity"]
    assert not found.complete
    assert not found.may_be_accepted_with_promise  # the proof of identity may not follow


def test_one_paper_of_each_group_is_enough(lists):
    found = evaluate(lists["lv-small"], {}, frozenset({"army", "purchase"}))
    assert found.complete
    assert codes(found.groups) == ["subject", "property"]
    assert [state.satisfied_by.name for state in found.groups] == ["军队或武警出具的办理用电业务的证明", "购房合同"]
    assert not found.may_be_accepted_with_promise  # nothing to promise


def test_the_village_certificate_is_a_substitute_in_the_country_and_no_extra_paper(lists):
    rural = evaluate(lists["lv-small"], {"rural": True}, frozenset({"business_licence", "village_certificate"}))
    assert rural.complete
    assert codes(rural.groups) == ["subject", "property"]
    assert rural.groups[1].satisfied_by.form == "original"
    assert "村委会及以上出具的产权证明（原件）" in rural.groups[1].accepted_names
    town = evaluate(lists["lv-small"], {}, frozenset({"business_licence", "village_certificate"}))
    assert codes(town.missing) == ["property"]
    assert len(town.groups[1].accepted) == 6
    assert len(rural.groups[1].accepted) == 7


def test_from_which_level_a_village_word_counts_is_the_profile_s(lists):
    brought = frozenset({"business_licence", "village_certificate"})
    assert evaluate(lists["lv-small"], {"rural": True}, brought, village_proof="village").complete
    strict = evaluate(lists["lv-small"], {"rural": True}, brought, village_proof="township")
    assert codes(strict.missing) == ["property"]
    assert "乡镇及以上出具的产权证明（原件）" in strict.groups[1].accepted_names
    assert evaluate(lists["lv-small"], {"rural": True}, brought | {"township_certificate"}, village_proof="township").complete


def test_the_property_proof_may_follow_where_the_profile_says_so(lists):
    brought = frozenset({"business_licence"})
    found = evaluate(lists["lv-small"], {"rural": True}, brought)
    assert found.may_be_accepted_with_promise
    assert [(state.code, state.may_follow, state.may_follow_until) for state in found.missing] == [("property", True, "contract")]
    assert not evaluate(lists["lv-small"], {"rural": True}, brought, deferred=False).may_be_accepted_with_promise


def test_an_agent_brings_a_proxy_and_an_identity(lists):
    brought = frozenset({"business_licence", "ownership", "agent_id"})
    assert codes(evaluate(lists["lv-small"], {"agent": True}, brought).missing) == ["proxy"]
    assert evaluate(lists["lv-small"], {"agent": True}, brought | {"introduction_letter"}).complete
    assert evaluate(lists["lv-small"], {"agent": False}, brought).complete


def test_an_important_high_voltage_customer_brings_a_government_paper(lists):
    brought = frozenset({"business_licence", "ownership"})
    assert evaluate(lists["hv"], {}, brought).complete
    found = evaluate(lists["hv"], {"important": True}, brought)
    assert codes(found.missing) == ["government"]
    assert not found.may_be_accepted_with_promise
    assert evaluate(lists["hv"], {"important": True}, brought | {"government_record"}).complete
    village = evaluate(lists["hv"], {"rural": True}, frozenset({"business_licence", "village_certificate"}))
    assert codes(village.missing) == ["property"]  # the village's word is for low voltage


def test_a_household_and_its_tenant(lists):
    assert evaluate(lists["lv-residential"], {}, frozenset({"household_register", "homestead"})).complete
    brought = frozenset({"id_card", "lease"})
    assert evaluate(lists["lv-residential"], {"tenant": True}, brought).complete
    assert codes(evaluate(lists["lv-residential"], {}, brought).missing) == ["property"]


def test_a_list_knows_its_questions(lists):
    assert questions(lists["lv-small"]) == ("agent", "rural", "tenant", "government_body")
    assert questions(lists["lv-residential"]) == ("agent", "rural", "tenant")
    assert questions(lists["hv"]) == ("agent", "tenant", "government_body", "important", "dedicated_line")


def test_unasked_papers_are_ignored(lists):
    assert not evaluate(lists["hv"], {}, frozenset({"id_card", "anything"})).groups[0].received


def shipped_with(more=""):
    texts = [text for text in shipped_texts() if text.subject != "profile"]
    (profile,) = [text for text in shipped_texts() if text.subject == "profile"]
    return RuleBook.from_texts([*texts, RuleText("profile", profile.code, f"{profile.text}\n{more}")])


def asked_of(book, type_, class_, **answers):
    return [state.code for state in evaluate(book.materials_for(book.types[type_], class_), answers, frozenset()).groups]


def test_a_unit_seals_its_application_for_temporary_supply():
    book = shipped_with()
    assert "sealed_application" in asked_of(book, "temporary", "lv_nonres", unit=True)
    assert "sealed_application" not in asked_of(book, "temporary", "residential")


def test_a_paper_of_unknown_origin_is_told_and_never_asked():
    book = shipped_with()
    listed = book.materials_for(book.types["lv_nonres_increase"], "lv_nonres_small")
    assert "device_invoices" in [group.code for group in listed.groups]
    assert "device_invoices" not in asked_of(book, "lv_nonres_increase", "lv_nonres_small")


def test_a_county_asks_the_papers_of_its_own_list():
    assert "feasibility" not in asked_of(shipped_with(), "hv_new", "hv_dual", dual_source=True)
    suzhou = shipped_with('[material_lists]\nhv = ["hv-suzhou"]\n')
    asked = asked_of(suzhou, "hv_new", "hv_single")
    assert {"application_report", "equipment_list", "plan_drawing", "project_papers"} < set(asked)
    joined = shipped_with('[material_lists]\nhv = ["hv", "hv-xichang"]\n')
    asked = asked_of(joined, "hv_new", "hv_dual", dual_source=True, energy_intensive=True)
    assert asked[0] == "subject"
    assert asked[-3:] == ["feasibility", "dual_reason", "energy_intensive"]
    assert "energy_intensive" in questions(joined.materials_for(joined.types["hv_new"], "hv_dual"))
    with pytest.raises(RuleError, match="不认识的资料清单 hv-moon"):
        shipped_with('[material_lists]\nhv = ["hv-moon"]\n')
