"""Nothing leaves its page, its cell or its own place: checked on what was really printed."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from models.forms import FORMS
from models.forms.fields import Annex, Bar, Clause, Form, Signatures, row_names, specs
from reports.form_sheet import SIDE_TITLE
from reports.form_values import shown
from reports.page import FOOT, HEIGHT, SIDE, WIDTH
from reports.render import page_images, render
from tests.reports.reading import Char, Paper, check_golden, read
from tests.reports.samples import OVERFULL, PAPERS, form_context

MODES = ("blank", "filled", "crowded", "overfull")
Box = tuple[float, float, float, float]
OVER = 0.8          # points a glyph may stand over a line: the pen's width and rounding
BAND = 15           # points of a page that are swept together
_READ: dict[str, Paper] = {}


def paper_of(name: str) -> Paper:
    if name not in _READ:
        _READ[name] = read(render(ALL[name]))
    return _READ[name]


ALL = {
    **{f"notice-{name}": context for name, context in PAPERS.items()},
    **{f"overfull-{name}": context for name, context in OVERFULL.items()},
    **{f"{form.code}-{mode}": form_context(form, mode) for form in FORMS for mode in MODES},
}


@pytest.mark.parametrize("name", ALL)
def test_nothing_leaves_the_page(name: str) -> None:
    for char in paper_of(name).chars:
        left, lower, right, upper = char.box
        assert left >= SIDE - 1, char
        assert right <= WIDTH - SIDE + 1 or char.y < FOOT or abs(char.y - HEIGHT / 2) < 8, char
        assert lower > 15, char
        assert upper < HEIGHT - 15, char


@pytest.mark.parametrize("name", [name for name in ALL if not name.startswith("notice-")])
def test_the_body_ends_above_the_foot(name: str) -> None:
    low = {round(char.y) for char in paper_of(name).chars if char.y < FOOT}
    assert len(low) == 1, "only the line of the foot"


@pytest.mark.parametrize("name", ALL)
def test_no_two_characters_lie_on_each_other(name: str) -> None:
    paper = paper_of(name)
    for page in range(len(paper.sizes)):
        found = [char for char in paper.chars if char.page == page and char.text.strip() and char.text != "✓"]
        for char, other in _neighbours(found):
            assert _common(char.box, other.box) < 0.1 * min(_area(char.box), _area(other.box)) + 0.3, (char, other)


@pytest.mark.parametrize("name", ALL)
def test_every_character_stays_inside_its_cell(name: str) -> None:
    paper = paper_of(name)
    for page, cells in enumerate(paper.cells):
        rooms = sorted((cell for cell in cells if cell[2] - cell[0] > 8 and cell[3] - cell[1] > 8), key=_area)
        for char in (each for each in paper.chars if each.page == page and each.text.strip() and each.text != "✓"):
            room = next((cell for cell in rooms if _holds(cell, char)), None)
            if room is None:
                continue
            left, lower, right, upper = char.box
            inside = room[0] - OVER <= left and right <= room[2] + OVER and room[1] - OVER <= lower and upper <= room[3] + OVER
            assert inside, (char, room)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_a_filled_form_prints_every_value_whole(form: type[Form]) -> None:
    for mode in ("filled", "crowded", "overfull"):
        context = form_context(form, mode)
        assert context.form is not None
        printed = Counter(paper_of(f"{form.code}-{mode}").words)
        wanted = Counter(char for text in _values(form, context.form) for char in text if char.strip())
        assert set(wanted - printed) <= {"-"}, "the reader takes a hyphen at a line's end for a soft one"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_a_blank_form_prints_every_label(form: type[Form]) -> None:
    words = paper_of(f"{form.code}-blank").words
    assert form.title in words
    letter = {name for row in form.rows if isinstance(row, Clause) for name in row_names(row)}
    for spec in (spec for spec in specs(form) if spec.name not in letter):
        wanted = [column.paper_label for column in spec.columns] if spec.kind == "table" else [spec.paper_label]
        assert all("".join(label.split()) in words for label in wanted), spec.label


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_the_grid_of_a_blank_form_is_as_it_was(form: type[Form]) -> None:
    """After a wanted change of a form: look at the sheet, then write the golden files anew with YEKUO_GOLDEN=write."""
    check_golden(f"{form.code}-blank", paper_of(f"{form.code}-blank"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_the_ink_of_a_form_is_grey(form: type[Form]) -> None:
    for _, _, colours in page_images(render(form_context(form, "filled")), 40):
        assert colours[0::4] == colours[1::4] == colours[2::4]


def test_a_form_on_one_page_when_blank_or_plainly_filled() -> None:
    long = {name for name in ALL if name.endswith(("-blank", "-filled")) and len(paper_of(name).sizes) > 1}
    two = {"LV-PLAN", "BATCH-APP", "HV-PLAN-TEXT", "HV-PLAN-AREA", "RES-CONTRACT", "LV-CONTRACT", "HV-CONTRACT"}  # as the real ones
    assert long <= {f"{code}-{mode}" for code in two for mode in ("blank", "filled")}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_no_bar_stands_alone_at_the_foot_of_a_page(form: type[Form]) -> None:
    bars = {row.title for row in form.rows if isinstance(row, Bar)}
    paper = paper_of(f"{form.code}-overfull")
    for page in range(len(paper.sizes) - 1):
        body = [char for char in paper.chars if char.page == page and char.y > FOOT and char.text.strip()]
        lowest = min(char.y for char in body)
        assert "".join(char.text for char in body if char.y < lowest + 1) not in bars


@pytest.mark.parametrize("mode", ["blank", "filled", "crowded", "overfull"])
@pytest.mark.parametrize("code", ["HV-CONTRACT", "LV-CONTRACT"])
def test_nobody_signs_a_contract_on_a_sheet_without_a_clause(code: str, mode: str) -> None:
    paper = paper_of(f"{code}-{mode}")
    last = "".join(char.text for char in paper.chars if char.page == len(paper.sizes) - 1 and char.text.strip())
    assert "用电方签名（盖章）" in last
    assert "3.本合同正本一式" in last


def test_prefilled_values_and_typed_days_are_printed() -> None:
    form = next(form for form in FORMS if form.code == "LV-SURVEY")
    context = replace(form_context(form, "blank"), prefilled={"account_name": "张𬀩面粉厂", "surveyed_on": "2026-11-23"})
    words = read(render(context)).words
    assert "张𬀩面粉厂" in words
    assert "2026年11月23日" in words


def test_a_number_longer_than_its_boxes_stands_as_plain_text() -> None:
    form = next(form for form in FORMS if form.code == "LV-APP")
    paper = read(render(replace(form_context(form, "blank"), prefilled={"phone": "13837512345转8021"})))
    [row] = {round(char.y) for char in paper.chars if char.text == "转"}
    places = [char.x for char in paper.chars if round(char.y) == row and char.text in "0123456789转"]
    assert len(places) == 16
    assert max(right - left for left, right in zip(places, places[1:], strict=False)) < 11


def test_the_chosen_box_is_ticked_in_the_text() -> None:
    words = paper_of("LV-APP-filled").words
    assert "✓新装增容临时用电" in words


def _values(form_type: type[Form], form: object) -> list[str]:
    found: list[str] = []
    for spec in specs(form_type):
        value = getattr(form, spec.name)
        rows = value if spec.kind == "table" else ()
        once = {row.by for row in form_type.rows if isinstance(row, Annex)}
        columns = [column for column in spec.columns if column.name not in once]
        found += [shown(column, getattr(row, column.name)).removesuffix(column.unit or "") for row in rows for column in columns]
        found += {shown(column, getattr(row, column.name)) for row in rows for column in spec.columns if column.name in once}
        found += [] if spec.kind == "table" else [shown(spec, value)]
    return found


def _neighbours(chars: list[Char]) -> list[tuple[Char, Char]]:
    """Pairs whose boxes touch, found by sweeping each band of the page from left to right; some come twice."""
    pairs, bands = [], defaultdict[int, list[Char]](list)
    for char in sorted(chars, key=lambda each: each.box[0]):
        for band in range(int(char.box[1] // BAND), int(char.box[3] // BAND) + 1):
            bands[band] = active = [other for other in bands[band] if other.box[2] > char.box[0]]
            pairs += [(char, other) for other in active if _common(char.box, other.box) > 0]
            active.append(char)
    return pairs


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _common(one: Box, two: Box) -> float:
    return _area((max(one[0], two[0]), max(one[1], two[1]), min(one[2], two[2]), min(one[3], two[3])))


def _holds(cell: Box, char: Char) -> bool:
    x, y = (char.box[0] + char.box[2]) / 2, (char.box[1] + char.box[3]) / 2
    return cell[0] < x < cell[2] and cell[1] < y < cell[3]


def test_sums_stand_under_a_table_and_are_left_open_on_a_blank() -> None:
    form = next(form for form in FORMS if form.code == "LV-EQUIPMENT")
    context = replace(form_context(form, "blank"), prefilled={"equipment": [{"quantity": "2", "capacity": "55"}, {"capacity": "7.5"}]})
    assert "用电设备容量合计：2台62.5千瓦（千伏安）" in read(render(context)).words
    assert "用电设备容量合计：台千瓦（千伏安）" in paper_of("LV-EQUIPMENT-blank").words


def test_a_clause_is_filled_in_or_left_to_be_written_and_comes_for_every_row() -> None:
    assert "计算负荷为＿＿＿＿kW" in paper_of("HV-PLAN-TEXT-blank").words
    assert "计算负荷为60kW" in paper_of("HV-PLAN-TEXT-filled").words
    assert "受电点2：配置" in paper_of("HV-PLAN-TEXT-filled").words
    assert "受电点2" not in paper_of("HV-PLAN-TEXT-blank").words
    estate = next(form for form in FORMS if form.code == "HV-PLAN-AREA")
    filled_in = form_context(estate, "filled")
    assert filled_in.form is not None
    bare = render(replace(filled_in, form=replace(filled_in.form, switching_stations=())))  # type: ignore[type-var]
    assert "开闭所1" not in read(bare).words
    assert "开闭所1" in paper_of("HV-PLAN-AREA-blank").words


def test_a_list_of_households_takes_a_sheet_for_each_unit() -> None:
    form = next(form for form in FORMS if form.code == "BATCH-APP")
    rows = [{"unit": unit, "room": f"{unit}{at}"} for unit in ("一单元", "二单元") for at in range(3)]
    paper = read(render(replace(form_context(form, "blank"), prefilled={"households": rows})))
    assert len(paper.sizes) == 3
    pages = ["".join(char.text for char in paper.chars if char.page == page) for page in range(3)]
    assert "一单元0" in pages[1]
    assert "二单元2" in pages[2]
    assert "二单元" not in pages[1]


def test_a_blank_address_shows_its_parts_and_a_filled_one_only_the_address() -> None:
    assert "县（市、区）街道（镇、乡）社区（村）" in paper_of("HV-APP-blank").words
    assert "组团（片区）" not in paper_of("HV-APP-filled").words


def test_the_surveyor_confirms_what_was_asked_or_puts_it_right() -> None:
    form = next(form for form in FORMS if form.code == "LV-SURVEY")
    asked = replace(form_context(form, "blank"), prefilled={"usage_class": "商业", "approved_usage_class": "商业"})
    assert "核定情况✓是否商业" in read(render(asked)).words
    other = replace(asked, prefilled={"usage_class": "商业", "approved_usage_class": "农业生产"})
    assert "核定情况是✓否农业生产" in read(render(other)).words
    assert "核定情况是否＿＿" in paper_of("LV-SURVEY-blank").words


def test_columns_stand_under_their_common_heading_and_titles_upright_beside_their_rows() -> None:
    assert "电能表精度规格及接线方式电流互感器精度变比" in paper_of("LV-PLAN-blank").words
    upright = [char for char in paper_of("LV-APP-blank").chars if char.x < SIDE + SIDE_TITLE and char.y > FOOT]
    below = sorted((char for char in upright if char.text.strip()), key=lambda char: (-round(char.y), char.x))[-6:]
    assert "".join(char.text for char in below) == "供电企业填写"
    assert len({round(char.y) for char in below}) == 3


def test_a_long_list_of_households_counts_its_sheets_and_goes_on_numbering() -> None:
    form = next(form for form in FORMS if form.code == "BATCH-APP")
    rows = [{"unit": "一单元", "room": str(at)} for at in range(40)]
    paper = read(render(replace(form_context(form, "blank"), prefilled={"households": rows})))
    pages = ["".join(char.text for char in paper.chars if char.page == page and char.text.strip()) for page in range(len(paper.sizes))]
    assert len(pages) == 3
    assert "共2张，第1张" in pages[1]
    assert "共2张，第2张" in pages[2]
    assert "2423" in pages[2], "row 24 holds room 23"


def test_what_a_complete_contract_leaves_out_is_struck_and_on_a_blank_one_written() -> None:
    form = next(form for form in FORMS if form.code == "LV-CONTRACT")
    filled_in = form_context(form, "filled")
    assert filled_in.form is not None
    words = read(render(replace(filled_in, form=replace(filled_in.form, industry=None)))).words  # type: ignore[type-var]
    assert "行业分类：／；用电分类" in words
    assert "行业分类：＿＿" in paper_of("LV-CONTRACT-blank").words


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_places_to_sign_never_open_a_page_alone(form: type[Form]) -> None:
    signed = {title for row in form.rows if isinstance(row, Signatures) for title in row.titles}
    for mode in ("blank", "filled"):
        paper = paper_of(f"{form.code}-{mode}")
        for page in range(1, len(paper.sizes)):
            words = "".join(char.text for char in paper.chars if char.page == page and char.text.strip())
            body = words.removeprefix(f"{form.title}（续）")
            assert not any(body.startswith(title) for title in signed)
