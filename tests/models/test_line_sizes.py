"""Lines are added up in stretches without being read: the sums are those of the lines themselves."""

import pytest

from models.services.station import looking
from models.store import journal
from models.store.line_sizes import stretches
from tests.stations import mill


@pytest.mark.parametrize("at_once", [1, 2, 4, 7, 250])
def test_the_sums_are_those_of_the_lines(station, at_once):
    mill(station)
    mill(station)
    with looking(station) as connection:
        code, epoch, last = journal.epochs(connection, "3501")[0]
        told = list(stretches(connection, code, epoch, 3, last - 1, at_once=at_once))
        lines = list(journal.lines_from(connection, code, epoch, 2, last - 1))
        parts = journal.private_data(connection, [line.private for line in lines if line.private])
    assert last > 12
    assert [(one.first, one.last) for one in told] == [(at, min(at + at_once - 1, last - 1)) for at in range(3, last, at_once)]
    for one in told:
        own = [line for line in lines if one.first <= line.seq <= one.last]
        private = [parts[line.private] for line in own if line.private]
        assert (one.lines, one.text) == (len(own), sum(len(line.line) for line in own))
        assert (one.parts, one.private) == (len(private), sum(map(len, private)))
