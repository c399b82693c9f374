"""What is missing, what would do instead, and what may follow."""

import pytest

from models.checklist import evaluate, questions
from models.rules import RuleBook, shipped_texts


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
