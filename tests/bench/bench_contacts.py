"""How long the contact list, its filters and the search take on a large station: `python -m tests.bench.bench_contacts [--contacts N]`."""

import argparse
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from models.services.contact_list import ContactFilter, answers_due, list_contacts
from models.services.contacts import ContactEntry, note_contact
from models.services.station import batch, looking
from tests import stations

DAY = stations.MONDAY
KINDS = ("visit", "call", "enquiry", "unreached")
WORDS = ("问机井电表挪地方找谁办", "家里要装三相电，问带什么资料", "想开面条加工厂，问要多久", "路口拉线松了")
NAMES = ("孙秀英", "郭大军", "刘玉成", "李改枝", "王桂枝")


def best(work, times=7):
    """The least of a few runs, in milliseconds."""
    taken = []
    for _ in range(times):
        begin = perf_counter()
        work()
        taken.append((perf_counter() - begin) * 1000)
    return min(taken)


def filled(home, contacts):
    """A station with so many contacts over the last two years, one in ten a question still open."""
    clock, dice = stations.Clock(DAY), Random(1)
    station = stations.station_of(home, clock)
    begin = perf_counter()
    with batch(station):
        for at in range(contacts):
            day = DAY - timedelta(days=int(730 * (contacts - at) / contacts))
            moment = datetime.combine(clock.go(day, time(17, 30)), time(9, at % 60))
            kind, open_ = KINDS[at % 4], at % 10 == 0 and KINDS[at % 4] != "unreached"
            phone = f"139{dice.randrange(10**8):08d}"
            note_contact(station, ContactEntry(kind, moment, NAMES[at % 5], phone, WORDS[at % 4], asks=open_))
    clock.go(DAY)
    print(f"{contacts} contacts written in {perf_counter() - begin:.0f} s")
    return station


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=20_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        station = filled(stations.new_home(Path(made)), args.contacts)

        def empty():
            with looking(station):
                pass

        first = list_contacts(station, DAY, ContactFilter())
        acts = {
            "(an empty read transaction)": empty,
            "the newest page": lambda: list_contacts(station, DAY, ContactFilter()),
            "the page after it": lambda: list_contacts(station, DAY, ContactFilter(), first.after),
            "only visits": lambda: list_contacts(station, DAY, ContactFilter(kind="visit")),
            "what waits for an answer": lambda: list_contacts(station, DAY, ContactFilter(waiting=True)),
            "one day": lambda: list_contacts(station, DAY, ContactFilter(day=DAY - timedelta(days=30))),
            "words: 李改枝": lambda: list_contacts(station, DAY, ContactFilter(text="李改枝")),
            "words: 三相电": lambda: list_contacts(station, DAY, ContactFilter(text="三相电")),
            "the number in the navigation": lambda: answers_due(station, DAY, DAY + timedelta(days=2)),
        }
        floor = best(empty)
        for name, act in acts.items():
            taken = best(act)
            print(f"{name:32} {taken:8.1f} ms  {taken / floor:6.0f} x empty")
        station.close()


if __name__ == "__main__":
    main()
