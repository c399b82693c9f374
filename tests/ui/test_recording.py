"""登记环节 on the case page: from the card and from the menu, by keys, with a person of the list or a typed name."""

from tests.ui.case_looks import buttons, detail, dialog, show
from tests.ui.case_station import MONDAY, mill

TOPICS = 5


def field(asked, name):
    return next(one.editor for one in asked.asked if one.name == name)


def text_of(page, label):
    rows = (row for card in detail(page).cards if card.topic == "stages" for row in card.rows)
    return next(row.text for row in rows if row.label.strip() == label)


def test_a_dispatch_is_recorded_from_its_line(page, station, clock):
    show(page, clock, mill(station, clock))
    page.tabs.setCurrentIndex(TOPICS)
    next(one for one in buttons(page) if one.accessibleName() == "登记… 　勘查派工").click()
    asked = dialog(page)
    assert (field(asked, "stage").currentText(), field(asked, "unit").currentText()) == ("勘查派工", "供电所")
    asked.submit()
    page.refresh()
    assert text_of(page, "勘查派工") == f"供电所　赵建军　{MONDAY}"


def test_the_menu_opens_it_and_an_outsider_is_named(page, station, clock):
    show(page, clock, mill(station, clock))
    action = next(one for one in page.header.menu.actions() if one.text().startswith("登记环节"))
    assert action.isEnabled()
    action.trigger()
    asked = dialog(page)
    person = field(asked, "person")
    person.setCurrentIndex(person.findData(""))
    asked.submit()
    assert asked.isVisible()  # a name is asked for
    field(asked, "name").setText("刘主任")
    asked.submit()
    page.refresh()
    assert text_of(page, "勘查派工") == f"供电所　刘主任　{MONDAY}"
