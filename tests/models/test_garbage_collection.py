"""The collector is held still for the work it is held still for, and no longer."""

import gc

import pytest

from models.garbage_collection import collection_paused


def test_runs_again_even_after_a_failure():
    during = []
    with pytest.raises(ZeroDivisionError):
        _fail(during)
    assert (during, gc.isenabled()) == ([False], True)


@collection_paused()
def _fail(during):
    during.append(gc.isenabled())
    raise ZeroDivisionError


def test_stays_off_where_it_was_off():
    with collection_paused():
        with collection_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
