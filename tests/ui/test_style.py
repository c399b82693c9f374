"""The look's promises: readable colours, no placeholder left over, every icon named by the sheet is there."""

import re

import pytest

from resources import path
from ui import style
from ui.choice_list import ChoiceList
from ui.icons import picture
from ui.plain_table import Cell, Table
from ui.style import DAYS, LEVELS, load_style


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [*LEVELS.values(), *DAYS.values()], ids=lambda look: look.name)
def test_words_of_levels_and_days_stand_out_from_their_ground(look):
    assert contrast(look.text, look.background) >= 4.5
    assert contrast(look.text, style.CARD) >= 4.5


@pytest.mark.parametrize("look", LEVELS.values(), ids=lambda look: look.name)
def test_words_of_levels_stand_out_from_a_chosen_row(look):
    assert contrast(look.text, style.ACCENT_LIGHT) >= 4.5


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (style.INK, style.PAGE),
        (style.MUTED, style.PAGE),
        (style.MUTED, style.CARD),
        (style.ACCENT, style.ACCENT_LIGHT),
        (style.ACCENT, style.PAGE),
        (style.CARD, style.ACCENT),
        (style.DANGER, style.DANGER_LIGHT),
        (style.INK, style.ACCENT_LIGHT),
    ],
)
def test_text_on_colour_reaches_four_and_a_half_to_one(text, ground):
    assert contrast(text, ground) >= 4.5


def test_levels_differ_in_shape_and_letter_not_only_in_colour():
    assert len({level.shape for level in LEVELS.values()}) == len({level.letter for level in LEVELS.values()}) == len(LEVELS)


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_style_sheet_is_complete_and_sizes_grow_with_the_scale(scale):
    sheet = re.sub(r"/\*.*?\*/", "", load_style(scale), flags=re.DOTALL)
    assert "@" not in sheet
    assert not re.search(r"\dsp\b", sheet)
    assert f"QWidget {{ color: {style.INK}; font-size: {round(14 * scale)}px; }}" in sheet


def test_every_picture_in_the_style_sheet_exists():
    files = re.findall(r"url\(([^)]*)\)", load_style(1.0))
    assert files
    assert [file for file in files if not path("icons", file.rsplit("/", 1)[1]).is_file()] == []


def test_qt_accepts_the_style_sheet_and_shows_rare_characters(qapp, qtbot):
    from PySide6.QtGui import QFontMetrics

    style.dress(qapp, 1.0)
    metrics = QFontMetrics(style.text_font(1.0))
    assert metrics.inFontUcs4(ord("枝"))
    assert {metrics.horizontalAdvance(figure) for figure in "0123456789"} == {metrics.horizontalAdvance("0")}
    assert metrics.horizontalAdvance("张𬀩") == 2 * metrics.horizontalAdvance("张")


@pytest.mark.parametrize("file", sorted(path("icons").glob("*.svg")), ids=lambda file: file.stem)
def test_every_icon_draws_something_in_the_colour_asked(qapp, file):
    image = picture(file.stem, "#00706B", 24).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24))


def test_an_open_list_shows_all_its_rows_whole_in_a_narrow_box_too(qapp, qtbot):
    style.dress(qapp, 1.0)
    box = ChoiceList()
    box.addItems(["文件夹或 U 盘（每次选）", "县局（10.138.2.11）", "市公司数据交换服务器（内网备用）（sftp-exchange.example.internal）"])
    box.setMaximumWidth(200)
    qtbot.addWidget(box)
    box.show()
    box.showPopup()
    view = box.view()
    assert view.viewport().rect().contains(view.visualRect(view.model().index(2, 0)))
    assert view.viewport().width() >= view.sizeHintForColumn(0) > box.width()
    box.hidePopup()


def test_a_level_keeps_its_colour_in_the_chosen_row(qapp, qtbot):
    style.dress(qapp, 1.0)
    table = Table((("", 150), ("", 0)), "下发")
    qtbot.addWidget(table)
    table.resize(400, 160)
    table.show_rows(("chosen", "other"), lambda _row: [Cell("0 / 2 办了", level="overdue"), Cell("通报")])
    table.show()
    assert table.currentRow() == 0
    image = table.viewport().grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(150) for y in range(table.rowHeight(0))}
    assert {LEVELS["overdue"].text.lower(), style.ACCENT_LIGHT.lower()} <= colours
