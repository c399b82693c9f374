from dataclasses import replace

import pytest

from models.forms import FORMS
from models.glyphs import MOVED, require_drawable, undrawable
from models.problems import StationError
from reports import fonts
from tests.reports.samples import PAPERS, form_context

HOLE = "\U00031350"      # CJK extension H, in no bundled face


def test_rare_names_blanks_and_check_boxes_can_be_drawn() -> None:
    assert undrawable("张𬀩、䶮、𠅤、㐂、㛃、𫖯　☐是　☑否\n\t") == ()


def test_what_cannot_be_drawn_is_named_once() -> None:
    assert undrawable(f"张{HOLE}三{HOLE}") == (HOLE,)


def test_services_and_the_print_shop_agree_on_every_character() -> None:
    planes = [*range(0x20, 0xD800), *range(0xE000, 0x10000), *range(0x1F000, 0x1FB00), *range(0x20000, 0x323B0)]
    drawn = {chr(code) for code in planes if chr(code) in "☐☑\u2060 \u3000" or fonts.face_of(chr(code))}
    assert drawn == {chr(code) for code in planes if not undrawable(chr(code))}


def test_every_hole_is_told_at_once_with_its_field_and_what_to_do() -> None:
    context = replace(PAPERS["REFUSAL"], customer=f"张{HOLE}", address="上李庄\u200b村", lines=(("原因", "线路\U0001f600"),))
    with pytest.raises(StationError) as raised:
        require_drawable(context)
    told = raised.value.message.splitlines()
    assert told[0] == f"“户名”中的字符“{HOLE}”（U+31350）字库中没有，无法印在纸上。"
    assert told[1].startswith("“用电地址”中的不可见字符（U+200B）")
    assert told[2].startswith("“原因”中的字符“\U0001f600”（U+1F600）")
    assert "请删去重录" in raised.value.hint
    assert "请与县中心联系" in raised.value.hint


def test_a_hole_in_a_form_is_told_with_its_label_and_row() -> None:
    form_type = next(form for form in FORMS if form.code == "LV-EQUIPMENT")
    filled = form_context(form_type, "filled")
    assert filled.form is not None
    rows = filled.form.equipment  # type: ignore[attr-defined]
    broken = replace(filled.form, equipment=(rows[0], replace(rows[1], name=f"水泵{HOLE}")))  # type: ignore[call-arg, type-var]
    with pytest.raises(StationError, match="第2行设备名称"):
        require_drawable(replace(filled, form=broken))
    prefilled = replace(form_context(form_type, "blank"), prefilled={"equipment": [{"name": HOLE}]})
    with pytest.raises(StationError, match="第1行设备名称"):
        require_drawable(prefilled)


def test_a_character_of_the_old_private_area_is_told_with_its_place_of_today() -> None:
    with pytest.raises(StationError, match="U\\+E843") as raised:
        require_drawable(replace(PAPERS["RECEIPT"], customer="张\ue843"))
    assert "请改录为“\u9fb9”" in raised.value.hint
    assert undrawable("".join(map(chr, MOVED.values()))) == ()
