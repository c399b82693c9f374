from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.form_codes import FORM_CODES
from models.forms import (
    ERASED,
    FACTS,
    FORMS,
    Clause,
    FieldSpec,
    Form,
    Row,
    draft_of,
    fill,
    form_by_code,
    from_json,
    names_in,
    private_names,
    row_names,
    specs,
    to_json,
)
from models.problems import ProblemsFound, StationError
from tests.data.form_drafts import DRAFTS, TODAY, faults, filled

each_form = pytest.mark.parametrize("form_type", FORMS, ids=lambda form_type: form_type.code)

# Every form, by its declaration alone


def test_codes_are_those_of_the_contract() -> None:
    assert tuple(form.code for form in FORMS) == FORM_CODES
    assert set(DRAFTS) == set(FORM_CODES)


@each_form
def test_the_grid_names_every_field_exactly_once(form_type: type[Form]) -> None:
    assert sorted(names_in(form_type.rows)) == sorted(spec.name for spec in specs(form_type))


@each_form
def test_rows_have_as_many_widths_as_cells_and_tables_stand_alone(form_type: type[Form]) -> None:
    kinds = {spec.name: spec.kind for spec in specs(form_type)}
    for row in form_type.rows:
        names = row_names(row)
        if isinstance(row, Row):
            assert len(row.weights) == len(names)
        assert len(names) <= 3 or isinstance(row, Clause)
        assert len(names) == 1 or all(kinds[name] != "table" for name in names)


@each_form
def test_the_stage_ends_on_a_required_day_of_the_form(form_type: type[Form]) -> None:
    (spec,) = [spec for spec in specs(form_type) if spec.name == form_type.done_on]
    assert spec.kind == "date"
    assert spec.required
    assert not spec.future


@each_form
def test_shared_facts_are_known_ones(form_type: type[Form]) -> None:
    names = {spec.name for spec in specs(form_type)}
    assert set(form_type.prefill) <= names
    assert set(form_type.prefill.values()) | set(form_type.gives.values()) <= set(FACTS)
    assert all(name in names or isinstance(getattr(form_type, name), property) for name in form_type.gives)
    assert set(form_type.first_rows) <= {spec.name for spec in specs(form_type) if spec.kind == "table"}


@each_form
def test_labels_are_unique_so_that_a_problem_is_found(form_type: type[Form]) -> None:
    labels = [spec.label for spec in specs(form_type)]
    assert sorted(labels) == sorted(set(labels))


@each_form
def test_persons_are_never_in_the_open_part(form_type: type[Form]) -> None:
    private = set(private_names(form_type))
    personal = {"applicant", "account_name", "address", "phone", "agent", "contact", "contact_phone", "document_no", "agent_id"}
    assert personal & {spec.name for spec in specs(form_type)} <= private
    assert {spec.name for spec in specs(form_type) if spec.check in ("id_number", "phone", "credit_code", "document")} <= private


@each_form
def test_a_form_survives_storing_and_retyping(form_type: type[Form]) -> None:
    form = filled(form_type.code)
    assert from_json(form_type, form_type.version, to_json(form)) == form
    assert fill(form_type, draft_of(form), today=TODAY) == form
    assert list(form.remarks()) == []


@each_form
def test_an_empty_draft_names_every_required_field_at_once(form_type: type[Form]) -> None:
    with pytest.raises(ProblemsFound) as caught:
        fill(form_type, {}, today=TODAY)
    assert [problem.field for problem in caught.value.problems] == [spec.name for spec in specs(form_type) if spec.required]


@each_form
def test_an_erased_record_still_opens(form_type: type[Form]) -> None:
    form = filled(form_type.code)
    kept = {name: value for name, value in to_json(form).items() if name not in private_names(form_type)}
    if len(kept) == len(to_json(form)):
        pytest.skip("no personal data")
    with pytest.raises(StationError):
        from_json(form_type, form_type.version, kept)
    opened = from_json(form_type, form_type.version, kept, erased=True)
    assert ERASED in to_json(opened).values()


@each_form
def test_tomorrow_is_refused_for_the_day_of_the_stage(form_type: type[Form]) -> None:
    assert "在今天（2026-11-23）之后" in faults(form_type.code, **{form_type.done_on: "2026-12-01"})[form_type.done_on]


def typed_value(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """What might be typed into a field: valid values of its kind mixed with anything else."""
    anything = st.one_of(st.text(max_size=12), st.none(), st.integers(), st.booleans(), st.just("\0"), st.just("\ud800"))
    if spec.kind == "table":
        rows = st.fixed_dictionaries({}, optional={column.name: typed_value(column) for column in spec.columns})
        return st.one_of(st.lists(rows, max_size=3), anything)
    likely = {
        "decimal": st.decimals(allow_nan=True, allow_infinity=True).map(str),
        "integer": st.integers(-3, 2_000_000).map(str),
        "date": st.dates().map(str),
        "choice": st.sampled_from(spec.choices or ("",)),
        "yes_no": st.sampled_from(["是", "否", "+", "-", "？"]),
    }.get(spec.kind, st.text(max_size=30))
    return st.one_of(likely, anything)


@each_form
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_whatever_is_typed_gives_a_form_or_problems(form_type: type[Form], data: st.DataObject) -> None:
    changed = data.draw(st.fixed_dictionaries({}, optional={spec.name: typed_value(spec) for spec in specs(form_type)}))
    form, problems = None, ()
    try:
        form = fill(form_type, DRAFTS[form_type.code] | changed, today=TODAY)
    except ProblemsFound as found:
        problems = found.problems
    assert bool(form) != bool(problems)
    assert all(problem.label and problem.message for problem in problems)
    if form is None:
        return
    assert fill(form_type, draft_of(form), today=TODAY) == form
    assert from_json(form_type, form_type.version, to_json(form)) == form
    list(form.remarks())


# Records of other versions


def test_records_of_other_versions() -> None:
    stored = to_json(filled("ARCHIVE"))
    archive = form_by_code("ARCHIVE")
    with pytest.raises(StationError, match="请先升级本程序"):
        from_json(archive, archive.version + 1, stored)
    with pytest.raises(StationError, match="多出 unknown"):
        from_json(archive, archive.version, stored | {"unknown": 1})
    with pytest.raises(StationError, match="归档日期的内容不对"):
        from_json(archive, archive.version, stored | {"archived_on": "23.11.2026"})
    with pytest.raises(StationError, match="盒号的内容不对"):
        from_json(archive, archive.version, stored | {"box_no": 3})

    class Renamed(archive):  # type: ignore[valid-type, misc]
        version = 3

        @staticmethod
        def from_v1(data: dict[str, Any]) -> dict[str, Any]:
            return {("box_no" if name == "box" else name): value for name, value in data.items()}

        @staticmethod
        def from_v2(data: dict[str, Any]) -> dict[str, Any]:
            return data | {"file_no": "旧"}

    first = {("box" if name == "box_no" else name): value for name, value in stored.items()}
    lifted: Any = from_json(Renamed, 1, first)
    assert (lifted.box_no, lifted.file_no) == ("A-3", "旧")


def test_an_unknown_form_is_told() -> None:
    with pytest.raises(StationError, match="NEW-1"):
        form_by_code("NEW-1")
