"""Finding a name by the first letters of its pinyin, with every reading of a polyphonic surname."""

import unicodedata
import zlib
from functools import cache
from itertools import islice, product

import resources
from models.customer import surname_of

_FIRST_BLOCK = range(0x3400, 0xA000)
_SECOND_BLOCK = range(0x20000, 0x323B0)
MOST_READINGS = 8

# Surnames with more than one reading, or read otherwise than the character usually is: the surname's reading first.
SURNAME_INITIALS = {
    "曾": "zc", "单": "sdc", "查": "zc", "仇": "qc", "区": "oq", "盖": "g", "解": "xj", "乐": "yl", "呙": "g", "翟": "zd", "尉": "wy",
    "朴": "p", "冼": "x", "洗": "x", "覃": "qt", "员": "y", "缪": "m", "祭": "zj", "折": "sz", "召": "sz", "黑": "h", "种": "cz",
    "重": "cz", "秘": "bm", "繁": "pf", "宓": "mf", "隗": "wk", "晟": "cs", "瞿": "qj", "盛": "sc", "车": "cj", "谌": "cs", "褚": "cz",
    "阚": "kh", "郗": "xc", "句": "gj", "莘": "sx", "长": "cz", "沈": "sc", "行": "xh", "宿": "sx", "牟": "m", "么": "ym", "乜": "nm",
    "蔚": "yw", "费": "fb", "粘": "nz", "贲": "bf", "藏": "zc", "适": "ks", "炅": "gj", "臧": "z", "参": "sc", "不": "fb", "卒": "zc",
    "柏": "b", "薄": "b", "葛": "g", "纪": "j", "任": "r", "燕": "y", "应": "y", "宁": "n", "华": "h", "尉迟": "y", "万俟": "m",
    "长孙": "z", "令狐": "l", "单于": "c", "拓跋": "t", "宰父": "z", "澹台": "t", "鲜于": "x",
}  # fmt: skip
# Characters whose readings differ elsewhere in a name.
OTHER_INITIALS = {
    "行": "xh", "重": "zc", "长": "cz", "乐": "ly", "朝": "zc", "调": "dt", "传": "cz", "弹": "dt", "降": "jx", "校": "xj", "厦": "xs",
    "茜": "qx", "晟": "sc", "莘": "sx", "曾": "zc", "单": "ds", "系": "xj", "石": "sd", "车": "cj", "会": "hk", "省": "sx", "属": "sz",
}  # fmt: skip


def initials(name: str) -> tuple[str, ...]:
    """Every way the name's first letters may be typed, lower case, the usual one first, at most 8; () if it has no letters at all.

    Letters and digits stand for themselves; marks, blanks and characters without a known reading are left out.
    """
    ways = [_surname_letters(surname_of(name)), *(_letters(one) for one in name[len(surname_of(name)) :])]
    spelled = ("".join(letters) for letters in product(*(way for way in ways if way)))
    return tuple(one for one in dict.fromkeys(islice(spelled, MOST_READINGS)) if one)


def _surname_letters(surname: str) -> tuple[str, ...]:
    if len(surname) == 2:
        first = SURNAME_INITIALS.get(surname, "") + _usual(surname[0])
        return tuple(dict.fromkeys(letter + _usual(surname[1]) for letter in first))
    known = SURNAME_INITIALS.get(surname, "") + OTHER_INITIALS.get(surname, "")
    return tuple(dict.fromkeys(known + _usual(surname))) if surname else ()


def _letters(character: str) -> tuple[str, ...]:
    return tuple(OTHER_INITIALS.get(character) or _usual(character))


def _usual(character: str) -> str:
    code = ord(character)
    if code in _FIRST_BLOCK:
        return _table()[code - _FIRST_BLOCK.start].strip()
    if code in _SECOND_BLOCK:
        return _table()[len(_FIRST_BLOCK) + code - _SECOND_BLOCK.start].strip()
    plain = unicodedata.normalize("NFKD", character)[0].lower()
    return plain if plain.isascii() and plain.isalnum() else ""


@cache
def _table() -> str:
    return zlib.decompress(resources.path("pinyin", "initials.zlib").read_bytes()).decode("ascii")
