"""A name that no face can draw stops its paper before it gets a number, and before anything is drawn."""

import pytest

from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.paper.papers import issue
from tests.stations import MONDAY, mill, sheet


def test_a_name_with_a_hole_gets_no_number(station):
    case = mill(station, applicant="张\U00031350面粉厂")
    drawn = []
    with pytest.raises(StationError, match=r"“户名”中的字符“.”（U\+31350）字库中没有") as raised:
        issue(station, case, "RECEIPT", lambda context: drawn.append(context) or b"", MONDAY)
    assert "不要用别的字代替" in raised.value.hint
    assert drawn == []
    assert case_detail(station, case, MONDAY).papers == ()


def test_a_rare_name_that_can_be_drawn_is_issued(station):
    case = mill(station, applicant="张\U0002a6d0面粉厂")
    assert issue(station, case, "RECEIPT", sheet, MONDAY)[0].paper_no.endswith("-01")
