from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case_number import CODE_ALPHABET, CaseNumber, allot, check_code, epoch_letter, is_valid, parse

DAY = date(2026, 11, 23)
numbers = st.builds(
    CaseNumber,
    st.integers(0, 9999).map("{:04d}".format),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999),
    st.sampled_from(["", *"BCDEFGHJKLMNPQRSTUVWXYZ"]),
)


def test_the_number_of_the_issue() -> None:
    assert allot("3501", DAY, 3) == "3501-20261123-003-7"
    assert allot("3501", DAY, 3, "B") == "3501-20261123-B03-9"
    assert allot("3501", DAY, 1234)[:18] == "3501-20261123-1234"


@settings(deadline=None)
@given(numbers)
def test_numbers_are_read_back_however_they_are_typed(number: CaseNumber) -> None:
    text = str(number)
    assert parse(text) == number
    assert parse(text.replace("-", "")) == number
    assert parse(f" {text.lower()} ") == number
    assert parse(text.translate({ord(str(one)): "０１２３４５６７８９"[one] for one in range(10)})) == number


@settings(deadline=None)
@given(numbers, st.integers(0, 18), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(number: CaseNumber, at: int, other: str) -> None:
    text = str(number)
    wrong = text[:at] + other + text[at + 1 :]
    assert wrong == text or not text[at].isdigit() or not is_valid(wrong)


def test_most_wrong_letters_are_noticed() -> None:
    right = allot("3501", DAY, 3, "B")
    assert sum(is_valid(right.replace("B", other)) for other in "CDEFGHJKLMNPQRSTUVWXYZ") <= 3


@settings(deadline=None)
@given(st.text(max_size=24))
def test_other_text_is_no_number(text: str) -> None:
    found = parse(text)
    assert found is None or parse(str(found)) == found


@pytest.mark.parametrize(
    "text", ["3501-20261323-003-7", "3501-20261123-003-8", "3501-20261123-000-1", "堂街20260001", "", "3501-20261123-I03-9"]
)
def test_bad_numbers(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize(
    ("code", "serial", "letter"),
    [("350", 1, ""), ("35a1", 1, ""), ("3501", 0, ""), ("3501", 10000, ""), ("3501", 1000, "B"), ("3501", 1, "I")],
)
def test_parts_that_do_not_fit(code: str, serial: int, letter: str) -> None:
    with pytest.raises(ValueError, match=r"station|serial"):
        allot(code, DAY, serial, letter)


def test_epoch_letters() -> None:
    assert [epoch_letter(number) for number in (1, 2, 3, 24)] == ["", "B", "C", "Z"]
    assert len({epoch_letter(number) for number in range(1, 25)}) == 24
    for number in (0, 25):
        with pytest.raises(ValueError, match="no letter"):
            epoch_letter(number)


def test_the_check_code_needs_the_secret() -> None:
    code = check_code("3501-20261123-003-7", b"k" * 32)
    assert code == "E7RMB"
    assert len({check_code("3501-20261123-003-7", bytes([one]) * 32) for one in range(50)}) == 50
    assert len({check_code(allot("3501", DAY, one), b"k" * 32) for one in range(1, 200)}) == 199
    assert set(code) <= set(CODE_ALPHABET)
