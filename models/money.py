"""Money in fen: read as a clerk types it, written with decimals, and in the capital figures of a bill (大写)."""

from __future__ import annotations

import re

from models.problems import StationError

LARGEST = 99_999_999_999  # fen; 十亿元 and more is a slip of the keyboard
_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def parse_yuan(text: str) -> int:
    """Reads an amount in yuan (60, 60.5, 1,234.50) as fen; raises StationError for words, a sign, more than two decimals or nothing."""
    typed = text.strip().removeprefix("¥").removeprefix("￥").removesuffix("元").strip().replace("，", ",")
    found = _AMOUNT.fullmatch(typed)
    if found is None:
        raise StationError(f"“{text.strip()}”不是金额。", "请用数字写元和角分，如 60 或 1234.50，不写负数。")
    fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
    if not 0 < fen <= LARGEST:
        raise StationError(f"金额“{text.strip()}”不在 0.01 元和 {yuan(LARGEST)} 元之间。", "请核对金额。")
    return fen


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals and commas: 1,234.50."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def capital(fen: int) -> str:
    """The amount in capital figures as bills write it: 壹仟贰佰元零伍分; `fen` not negative."""
    whole, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole(whole)}元" if whole else ""
    if not jiao and not rest:
        return f"{words or '零元'}整"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif whole:
        words += "零"
    return words + (f"{_DIGITS[rest]}分" if rest else "整")


def _whole(number: int) -> str:
    """Whole yuan: groups of four figures, one 零 for a gap of any length."""
    groups: list[int] = []
    while number:
        groups.append(number % 10_000)
        number //= 10_000
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group and words and (group < 1000 or groups[place + 1] == 0):
            words += "零"
        words += _group(group) + (_GROUPS[place] if group else "")
    return words


def _group(number: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0
    return words
