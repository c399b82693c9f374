"""Case numbers that a station allots without a network: station, day, serial, check digit; and the receipt's short code."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

EPOCH_LETTERS = "BCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O: they look like digits
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXY"  # nothing that looks like something else
CODE_LENGTH = 5

_SHAPE = re.compile(r"(\d{4})-?(\d{8})-?(?:([B-HJ-NP-Z])(\d{2,3})|(\d{3,4}))-?(\d)", re.ASCII)


@dataclass(frozen=True)
class CaseNumber:
    """The parts of a case number; `epoch_letter` is empty in a station's first epoch."""

    station_code: str
    day: date
    serial: int
    epoch_letter: str = ""

    def __str__(self) -> str:
        return allot(self.station_code, self.day, self.serial, self.epoch_letter)


def epoch_letter(number: int) -> str:
    """The letter of a station's epoch, counted from 1: none for the first, B for the second … Z for the last possible (24th)."""
    if not 1 <= number <= len(EPOCH_LETTERS) + 1:
        raise ValueError(f"no letter for epoch {number}")
    return EPOCH_LETTERS[number - 2] if number > 1 else ""


def allot(station_code: str, day: date, serial: int, epoch_letter: str = "") -> str:
    """The case number `3501-20261123-003-7`, or `3501-20261123-B03-9` in the epoch B; ValueError for parts that do not fit.

    The check digit is ISO 7064 MOD 11,10 over all digits, the epoch's letter counting as two (B = 11): every wrong digit,
    most exchanged neighbours and nine wrong letters of ten are noticed. `serial` counts from 1 a day to 9999 (with a letter to 999).
    """
    if not re.fullmatch(r"\d{4}", station_code, re.ASCII) or (epoch_letter and epoch_letter not in EPOCH_LETTERS):
        raise ValueError(f"station {station_code!r}, epoch {epoch_letter!r}")
    if not 1 <= serial <= (999 if epoch_letter else 9999):
        raise ValueError(f"serial {serial}")
    counted = f"{serial:02d}" if epoch_letter else f"{serial:03d}"
    head = f"{station_code}-{day:%Y%m%d}-{epoch_letter}{counted}"
    return f"{head}-{_check_digit(head)}"


def parse(text: str) -> CaseNumber | None:
    """The parts of a typed or scanned number (hyphens may be missing, full-width and small letters are taken); None if it is not valid."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    match = _SHAPE.fullmatch(plain)
    if match is None:
        return None
    station_code, day_text, letter, lettered, unlettered, _ = match.groups()
    try:
        day = date(int(day_text[:4]), int(day_text[4:6]), int(day_text[6:]))
        found = CaseNumber(station_code, day, int(lettered or unlettered), letter or "")
        written = str(found)
    except ValueError:
        return None
    return found if written.replace("-", "") == plain.replace("-", "") else None


def is_valid(text: str) -> bool:
    """Whether the text is a case number with the right check digit."""
    return parse(text) is not None


def check_code(case_no: str, secret: bytes) -> str:
    """Five characters printed on the receipt: only the holder of the station's secret can make them for a case number."""
    digest = hmac.new(secret, b"yk-receipt-v1" + case_no.encode(), hashlib.sha256).digest()
    rest = int.from_bytes(digest, "big")
    code = ""
    for _ in range(CODE_LENGTH):
        rest, place = divmod(rest, len(CODE_ALPHABET))
        code += CODE_ALPHABET[place]
    return code


def _check_digit(head: str) -> str:
    from stdnum.iso7064 import mod_11_10  # stdnum brings ssl and pydoc along, 30 ms of every start

    digits = "".join(str(int(one, 36)) for one in head if one != "-")
    return str(mod_11_10.calc_check_digit(digits))
