"""规则依据 and the manual: everything that counts is there with its source, can be found, and is told as what it is."""

import re
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser

from models.business import CLASSES, OUR_DEFAULT, UNITS
from models.material_rules import CONDITION_WORDS
from models.rules import RuleBook, read_standards, shipped_standards, shipped_texts
from models.workdays import WorkCalendar, published_calendar_text
from resources import path
from tests.ui.case_station import MONDAY, Clock
from ui.by_name import PAGES
from ui.manual.dialog import ManualDialog, show_manual
from ui.manual.topics import TOPICS
from ui.rules.calendar import calendar_text
from ui.rules.flows import NOTICES, PAPER_FORMS
from ui.rules.html import cell
from ui.rules.library import LibraryDialog
from ui.rules.page import RulesPage
from ui.style import LEVELS


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def page(desk):
    made = RulesPage(desk)
    desk.setCentralWidget(made)
    return made


@pytest.fixture(scope="module")
def book():
    return RuleBook.from_texts(shipped_texts())


def flat(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_limit_of_every_standard_is_shown_with_days_and_source(page, book):
    shown = flat(page.view.text.toPlainText())
    for standard in book.standards.values():
        assert flat(standard.name) in shown
        for limit in standard.limits:
            assert flat(f"{limit.days} {UNITS[limit.unit]}{limit.source}{limit.cite}") in shown


def test_what_a_file_must_hold_is_shown_with_where_that_is_written(page, book):
    shown = flat(page.view.text.toPlainText())
    part = shown[shown.index("归档时按下面的目录逐项核对") :]
    for catalogue in book.catalogues:
        assert flat(f"来源：{catalogue.source}{catalogue.cite}") in part.replace("〔", "").replace("〕", "")
        assert all(flat(line.name) in part and flat(line.cite) in part for line in catalogue.lines)
    assert "用于：低压非居民、居民新装" in part
    assert flat("有“供电方案答复”环节的 不适用时：这项业务没有供电方案答复环节") in part


def test_internal_targets_are_marked_as_our_own_and_never_as_overdue(page, book):
    text = page.view.text.toPlainText()
    part = text[text.index("内控目标") : text.index("本所配置")]
    assert part.count(f"〔{OUR_DEFAULT}〕") == len(book.profile.internal_targets)
    assert "不是规定" in part


def test_every_business_material_and_pause_reason_is_shown(page, book):
    shown = flat(page.view.text.toPlainText())
    for kind in book.types.values():
        assert flat(kind.name) in shown
    for entry in book.materials.values():
        for group in entry.groups:
            for material in (*group.members, *group.substitutes):
                assert flat(material.name) in shown
    for reason in book.profile.pause_reasons:
        assert flat(f"{reason.name}") in shown
        assert flat(reason.evidence) in shown


def test_no_code_of_a_rule_file_reaches_the_clerk(page, book):
    text = page.view.text.toPlainText()
    assert re.findall(r"\b(?:[a-z]+_[a-z_]+|lv-\w+|LV-\w+|HV-\w+|REPORT-UP)\b", text) == []
    assert set(CONDITION_WORDS) >= {m.when for e in book.materials.values() for g in e.groups for m in (g, *g.members, *g.substitutes)}
    assert set(PAPER_FORMS) >= {m.form for e in book.materials.values() for g in e.groups for m in (*g.members, *g.substitutes)}
    assert NOTICES["RECEIPT"] in text
    assert all(CLASSES[code] in text for code in book.profile.governing)


def test_calendar_says_what_is_published_and_what_is_provisional():
    calendar = WorkCalendar.from_text(published_calendar_text())
    text = re.sub(r"<[^>]+>", " ", calendar_text(calendar, date(2026, 11, 23)))
    assert calendar.revision in text
    assert "2004—2026 年" in text
    assert "2027 年（未公布，暂定）" in text
    assert "国办发明电" in text
    assert re.search(r"放假\s+2 月 15 日（周日） 至 2 月 23 日（周一）\s+9 天", text)
    assert re.search(r"调休上班\s+2 月 14 日（周六）\s+1 天", text)


def test_search_lights_every_place_and_walks_round(qtbot, page):
    page.view.search.setText("竣工检验")
    count = len(page.view.found)
    assert count == page.view.text.toPlainText().count("竣工检验")
    assert page.view.hits.text() == f"第 1 处，共 {count} 处"
    qtbot.keyClick(page.view.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.hits.text() == f"第 {count} 处，共 {count} 处"
    qtbot.keyClick(page.view.search, Qt.Key.Key_Return)
    assert page.view.hits.text() == f"第 1 处，共 {count} 处"
    assert page.back()
    assert page.view.found == ()
    assert not page.back()


def test_search_without_a_place_says_so(page):
    page.view.search.setText("没有这个词")
    assert "没有找到" in page.view.hits.text()


def test_contents_jump_to_their_heading(page):
    names = [page.view.contents.item(at).text() for at in range(page.view.contents.count())]
    assert {"以哪个标准为准", "内控目标", "工作日历", "流程：低压非居民", "资料：低压小微企业用电申请资料"} <= set(names)
    page.view.contents.setCurrentRow(names.index("工作日历"))
    assert page.view.text.textCursor().block().text() == "工作日历"


def test_what_a_rule_file_says_is_never_read_as_markup():
    assert cell("<b>1 & 2</b>") == "&lt;b&gt;1 &amp; 2&lt;/b&gt;"


def test_every_page_has_its_place_in_the_manual(qtbot):
    dialog = ManualDialog(None, "exchange")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.view.text.textCursor().block().text() == "导出与回执"
    for page in PAGES:
        dialog.open_at_place(page.name)
        assert dialog.view.text.textCursor().block().text() == TOPICS[page.name]


def test_manual_is_opened_once_and_follows_the_page(desk):
    show_manual(desk, "today")
    show_manual(desk, "settings")
    (dialog,) = desk.findChildren(ManualDialog)
    assert dialog.isVisible()
    assert dialog.view.text.textCursor().block().text() == "设置"
    dialog.close()


def test_manual_tells_each_level_by_shape_and_name():
    manual = path("manual", "manual.md").read_text(encoding="utf-8")
    for level in LEVELS.values():
        assert re.search(rf"^\| {level.shape} \S+ \| {level.name} \|", manual, flags=re.MULTILINE), level


def test_no_section_of_the_manual_is_longer_than_a_screen(qtbot):
    manual = path("manual", "manual.md").read_text(encoding="utf-8")
    for section in manual.split("\n## ")[1:]:
        view = QTextBrowser()
        qtbot.addWidget(view)
        view.document().setMarkdown(section)
        view.document().setTextWidth(760)
        assert view.document().size().height() < 600, section.splitlines()[0]


def test_sets_of_limits_that_are_not_used_can_be_looked_up_and_say_so(page, desk, book):
    page.library_button.click()
    library = flat(desk.findChild(LibraryDialog).view.text.toPlainText())
    known = read_standards(shipped_standards())
    assert set(known) > {code for code in book.standards if not code.startswith("type-")}
    for code, standard in known.items():
        assert (flat(standard.name) in library) is (code not in book.standards)
        for limit in standard.limits if code not in book.standards else ():
            assert flat(f"{limit.told}{limit.source}") in library
    shut = next(standard for standard in known.values() if not standard.selectable)
    assert flat(f"{shut.short_name or shut.name}　只供查阅（非规定）") in library


def test_endings_told_stages_and_the_self_audit_are_shown_with_their_source(page, book):
    shown = flat(page.view.text.toPlainText())
    for outcome in book.outcomes.values():
        assert flat(f"{outcome.name}") in shown
        assert flat(f"{outcome.source}{outcome.cite}") in shown
    for told in (told for standard in book.standards.values() for told in standard.told):
        assert flat(f"{told.source}{told.cite}") in shown
    assert flat(book.profile.audit.cite) in shown
