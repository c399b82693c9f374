"""Rows that are made exactly these: what differs is written, what is the same is not touched."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models.store.archive_views import archive_view
from models.store.bulk import insert_rows, insert_values, replace_rows
from models.store.views import case_key

rows_of_keys = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(("phone", "document"))), st.sampled_from(("1", "2", "")), max_size=6
).map(lambda found: [{"case_id": case, "kind": kind, "value": value} for (case, kind), value in found.items()])


def store():
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        case_key.create(connection)
        archive_view.create(connection)
    return engine.connect()


@given(rows_of_keys, rows_of_keys, st.sets(st.sampled_from("abc"), min_size=1))
def test_the_rows_of_the_named_cases_are_those_and_no_others(before, after, named):
    with store() as connection:
        insert_rows(connection, case_key, before)
        replace_rows(connection, case_key.c.case_id, sorted(named), [row for row in after if row["case_id"] in named])
        found = [dict(row) for row in connection.execute(sa.select(case_key)).mappings()]
    wanted = [row for row in before if row["case_id"] not in named] + [row for row in after if row["case_id"] in named]
    assert sorted(map(str, found)) == sorted(str(row) for row in wanted)


def test_a_row_that_is_the_same_is_not_written_again_and_of_a_changed_one_only_what_differs():
    rows = [{"case_id": name, "number": name, "year": 2026, "serial": 1} for name in "ab"]
    with store() as connection:
        insert_rows(connection, archive_view, rows)
        done = connection.exec_driver_sql("SELECT total_changes()").scalar()
        replace_rows(connection, archive_view.c.case_id, ["a", "b"], rows)
        assert connection.exec_driver_sql("SELECT total_changes()").scalar() == done
        others = "CREATE TRIGGER others AFTER UPDATE OF case_id, number, year ON archive_view"
        connection.exec_driver_sql(f"{others} BEGIN SELECT RAISE(ABORT, 'written'); END")
        replace_rows(connection, archive_view.c.case_id, ["a", "b"], [rows[0], {**rows[1], "serial": 2}])
        assert connection.exec_driver_sql("SELECT total_changes()").scalar() == done + 1
        assert connection.execute(sa.select(archive_view.c.serial)).scalars().all() == [1, 2]


@pytest.mark.parametrize("count", [1, 249, 250, 251, 700])
def test_every_one_of_many_rows_is_stored_and_one_that_is_there_already_is_passed_over(count):
    rows = [(f"{number:04d}", "phone", str(number)) for number in range(count)]
    names = ("case_id", "kind", "value")
    with store() as connection:
        insert_values(connection, case_key, names, rows[: count // 2])
        insert_values(connection, case_key, names, [(*row[:2], "again") for row in rows[:3]] + rows, keep=True)
        found = connection.execute(sa.select(case_key.c.case_id, case_key.c.kind, case_key.c.value).order_by(case_key.c.case_id)).all()
        if count // 2:
            with pytest.raises(sa.exc.IntegrityError):
                insert_values(connection, case_key, names, rows)
    again = [(*row[:2], "again") for row in rows[count // 2 : 3]]
    assert found == [*rows[: count // 2], *again, *rows[count // 2 + len(again) :]]
