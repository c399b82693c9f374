"""A drawing as text and back, in a form's draft, its record and its package; what is no drawing is told."""

from datetime import date

import pytest

from models.forms import draft_of, fill, form_by_code, from_json, to_json
from models.forms.drawing import HEIGHT, LONGEST_WORDS, MOST_MARKS, WIDTH, Drawing, Mark
from models.forms.drawing_shapes import Circle, Stroke, Words, extent, shapes
from models.problems import ProblemsFound
from tests.data.form_drafts import DRAFTS
from tests.reports.samples import OVERFULL_PLAN, PLAN
from ui.drawing.sketch import Sketch, snapped

TODAY = date(2026, 11, 23)


def test_a_drawing_reads_as_it_was_written():
    drawing = Drawing.read(PLAN)
    assert str(drawing) == PLAN
    assert drawing.marks[0] == Mark("line", ((20, 60), (90, 60), (170, 60)), "堂街Ⅱ线")
    assert str(Drawing.read(OVERFULL_PLAN)) == OVERFULL_PLAN
    assert Drawing.read("") == Drawing()
    picture = "picture " + "a1" * 32
    assert str(Drawing.read(picture)) == picture


@pytest.mark.parametrize(
    "text",
    ["circle 1,1", "pole", "pole 1,1 2,2", "line 1,1", f"pole {WIDTH + 1},1", f"pole 1,{HEIGHT + 1}", "label 5,5", "picture abc", "{}",
     f"label 5,5 {'长' * (LONGEST_WORDS + 1)}", "line " + "1,1 " * 41, "pole -5,3"],
)  # fmt: skip
def test_what_is_no_drawing_is_told(text):
    with pytest.raises(ValueError, match="读不出来"):
        Drawing.read(text)


def test_too_many_marks_are_told():
    with pytest.raises(ValueError, match=f"最多 {MOST_MARKS} 个"):
        Drawing.read("pole 5,5\n" * (MOST_MARKS + 1))


def test_a_form_keeps_its_drawing_beside_the_line_as_personal_data():
    survey = form_by_code("LV-SURVEY")
    form = fill(survey, {**DRAFTS["LV-SURVEY"], "sketch": PLAN}, today=TODAY)
    assert to_json(form)["sketch"] == PLAN
    assert from_json(survey, 1, to_json(form)) == form
    assert fill(survey, draft_of(form), today=TODAY) == form
    assert fill(survey, DRAFTS["LV-SURVEY"], today=TODAY).sketch is None
    with pytest.raises(ProblemsFound) as found:
        fill(survey, {**DRAFTS["LV-SURVEY"], "sketch": "pole 9999,1"}, today=TODAY)
    assert [problem.field for problem in found.value.problems] == ["sketch"]
    from models.forms import private_names

    assert "sketch" in private_names(survey)


def test_every_symbol_has_a_shape_and_words_below_it():
    for mark in Drawing.read(PLAN).marks:
        drawn = list(shapes(Drawing((mark,))))
        assert any(isinstance(shape, Stroke | Circle) for shape in drawn)
        assert not mark.text or any(isinstance(shape, Words) and shape.text == mark.text for shape in drawn)
    left, top, right, bottom = extent(Drawing.read("pole 20,60 06杆"))
    assert (left, top) == (9.5, 57)
    assert (right, bottom) == (30.5, 73.9)
    assert extent(Drawing()) == (0, 0, 0, 0)


def test_marks_are_placed_moved_named_deleted_and_each_step_goes_back():
    sketch = Sketch(Drawing())
    sketch.place("pole", (20, 20), " 06杆 ")
    sketch.lead("line", (20, 20))
    sketch.lead("line", (60, 20))
    sketch.lead("line", (60, 20))  # the same point ends the line
    assert [str(mark.kind) for mark in sketch.marks] == ["pole", "line"]
    assert sketch.choose(40, 22)
    assert sketch.mark.kind == "line"
    sketch.name("堂街Ⅱ线")
    sketch.move(5, 0)
    sketch.move(5, 0, on=True)
    assert str(sketch.drawing) == "pole 20,20 06杆\nline 30,20 70,20 堂街Ⅱ线"
    sketch.undo()
    assert sketch.marks[1].points == ((20, 20), (60, 20))
    sketch.undo()
    assert sketch.marks[1].text == ""
    sketch.redo()
    assert sketch.marks[1].text == "堂街Ⅱ线"
    assert sketch.choose(19, 21)
    sketch.delete()
    assert [mark.kind for mark in sketch.marks] == ["line"]
    sketch.undo()
    assert [mark.kind for mark in sketch.marks] == ["pole", "line"]
    while sketch.can_undo:
        sketch.undo()
    assert sketch.drawing == Drawing()


def test_nothing_leaves_the_canvas_and_words_alone_are_never_empty():
    sketch = Sketch(Drawing())
    sketch.place("label", (5, 5), "  ")
    assert not sketch.marks
    sketch.place("label", (5, 5), "王桂枝家")
    sketch.move(-100, 500)
    assert sketch.mark.points == ((0, HEIGHT),)
    sketch.name("")
    assert sketch.mark.text == "王桂枝家"
    assert snapped(-3, 9999) == (0, HEIGHT)
    assert snapped(12.4, 12.6) == (10, 15)
    assert not sketch.choose(300, 5)
    sketch.next(1)
    assert sketch.chosen == 0
