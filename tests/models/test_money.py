"""Money as clerks type it, and the capital figures of a bill."""

import random

import pytest

from models.money import capital, parse_yuan, yuan
from models.problems import StationError


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("60", 6000), ("60.5", 6050), (" 1,234.50 ", 123450), ("￥12", 1200), ("12元", 1200), ("６０", 6000), ("0.01", 1),
        ("999999999.99", 99_999_999_999),
    ],
)  # fmt: skip
def test_amounts_are_read_as_typed(typed, fen):
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize("typed", ["六十", "-5", "", "1.234", "12,34", "1e3", "0", "0.00", "1 000", "9999999999", "NaN", "1,000,000,000"])
def test_what_is_no_amount_is_told(typed):
    with pytest.raises(StationError, match="金额"):
        parse_yuan(typed)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"), (1, "壹分"), (10, "壹角整"), (100, "壹元整"), (105, "壹元零伍分"), (150, "壹元伍角整"), (1000, "壹拾元整"),
        (10_500, "壹佰零伍元整"), (100_005, "壹仟元零伍分"), (1_000_500, "壹万零伍元整"), (10_001_000, "壹拾万零壹拾元整"),
        (12_345_678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"), (100_000_000, "壹佰万元整"), (1_000_000_000, "壹仟万元整"),
        (10_000_000_100, "壹亿零壹元整"), (10_100_000_000, "壹亿零壹佰万元整"), (1_607_014, "壹万陆仟零柒拾元壹角肆分"),
    ],
)  # fmt: skip
def test_capital_figures(fen, words):
    assert capital(fen) == words


def value_of(words):
    """Reads capital figures back, digit by digit, knowing nothing of how they were made."""
    digits, places = "零壹贰叁肆伍陆柒捌玖", {"拾": 10, "佰": 100, "仟": 1000}
    total = group = digit = 0
    for letter in words.removesuffix("整"):
        if letter in digits:
            digit = digits.index(letter)
        elif letter in places:
            group, digit = group + digit * places[letter], 0
        elif letter in ("万", "亿"):
            total, group, digit = total + (group + digit) * (10**4 if letter == "万" else 10**8), 0, 0
        elif letter == "元":
            total, group, digit = (total + group + digit) * 100, 0, 0
        else:
            total, digit = total + digit * (10 if letter == "角" else 1), 0
    return total


def test_capital_figures_say_the_amount_and_never_two_zeros_in_a_row():
    dice = random.Random(13)
    for fen in [dice.randrange(10 ** dice.randrange(1, 12)) for _ in range(5000)]:
        assert value_of(capital(fen)) == fen
        assert "零零" not in capital(fen)
        assert parse_yuan(yuan(fen)) == fen if fen else True
