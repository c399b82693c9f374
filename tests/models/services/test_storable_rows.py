"""Rows of a stranger's journal as every store can hold them."""

import pytest

from models.services.folding.case_rows import storable
from models.store.views import case_key, paper_view, result_view

KEY = {"case_id": "1", "kind": "phone", "value": "138"}


def test_what_a_server_cannot_hold_as_text_is_replaced_and_the_rest_left_as_it_is():
    paper = {"paper_no": "1", "case_id": "1", "code": "RECEIPT", "sha256": "", "state": "issued"}
    rows = storable({case_key: [KEY, {**KEY, "kind": "ad\0dress"}], paper_view: [paper], result_view: []})
    assert rows == {case_key: [KEY, {**KEY, "kind": "ad\ufffddress"}], paper_view: [paper]}


def test_a_text_that_only_names_the_character_stays():
    told = {**KEY, "value": "\\u0000"}
    assert storable({case_key: [told]}) == {case_key: [told]}


@pytest.mark.parametrize("days", [1 << 31, -(1 << 31) - 1])
def test_a_number_too_large_for_a_column_is_refused(days):
    row = {"case_id": "1", "stage": "survey", "standard": "S", "limit_code": "L", "on": "2026-11-23", "days": days}
    with pytest.raises(ValueError, match="days"):
        storable({result_view: [{**row, "stage": "accept", "days": 1}, row]})


def test_two_rows_under_one_key_are_refused():
    with pytest.raises(ValueError, match="case_key"):
        storable({case_key: [KEY, {**KEY, "value": "139"}]})
