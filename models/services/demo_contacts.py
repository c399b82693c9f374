"""What the demo station's counter noted: visits, calls, attempts that failed, complaints, and a fee that is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.services.complaints import ComplaintEntry, receive_complaint
from models.services.contacts import ContactEntry, LineKind, note_contact
from models.services.fees import ChargeEntry, charge_fee, chargeable
from models.services.station import Station

_LINES: tuple[tuple[int, LineKind, str, str, str, bool], ...] = (
    (1, "visit", "孙秀英", "13812345678", "问机井电表挪地方找谁办", True),
    (2, "call", "郭大军", "0375-5160999", "家里要装三相电，问带什么资料、多久能用上", False),
    (26, "enquiry", "刘玉成", "13700002222", "想开面条加工厂，约 50 千瓦，问要不要自己买变压器", True),
    (50, "visit", "过路群众", "", "路口电杆拉线松了，已转运检班", False),
)
"""Hours ago, kind, who, phone, words, whether a question is open."""


def note_demo(station: Station, of_station: Sequence[str], of_centre: Sequence[str], now: datetime) -> None:
    """Notes contacts of the station and of its first cases, two complaints, and a charge of a high-voltage case."""
    for hours, kind, name, phone, words, asks in _LINES:
        note_contact(station, ContactEntry(kind, now - timedelta(hours=hours), name, phone, words, asks=asks))
    for case_id in of_station[:2]:
        for hours in (44, 20):
            note_contact(station, ContactEntry("unreached", now - timedelta(hours=hours), phone="13900003333", case_id=case_id))
    _complain(station, of_station[:1], now)
    for case_id in of_centre[:1]:
        fee = next(iter(chargeable(station, case_id, now.date()).kinds), None)
        if fee:
            entry = ChargeEntry(fee.code, now.date(), "12600", "县中心核定单（演示）")
            charge_fee(station, case_id, entry, now.date())


def _complain(station: Station, cases: Sequence[str], now: datetime) -> None:
    day = now.date()
    told = ComplaintEntry("12398", "YS-12398-01", day, "报装后没有人联系", station.actor, "赵红", "13700001111", day + timedelta(days=2))
    receive_complaint(station, told, day)
    for case_id in cases:
        receive_complaint(station, ComplaintEntry("visit", "", day, "窗口没有一次说清要带什么", station.actor, case_id=case_id), day)
