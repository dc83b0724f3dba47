"""Quick entry by the keyboard: few fields, what is already recorded, names that make records."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QToolButton,
    QWidget,
)

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, find_id, load
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.rows import rows
from tests.ui.dialog_desk import desk_at
from ui.desk import Desk
from ui.widgets.field_suggest import SuggestLine
from ui.widgets.link_chip import LinkChip
from ui.widgets.quick_entry import QuickEntry, likely

# What the offscreen platform says about every list that pops up.
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|grabbing)")

ENTER = Qt.Key.Key_Return
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qapp, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def entry(qtbot, desk: Desk) -> QuickEntry:
    made = QuickEntry(desk)
    qtbot.addWidget(made)
    return reopened(qtbot, made)


def reopened(qtbot, entry: QuickEntry) -> QuickEntry:
    with qtbot.waitActive(entry):
        entry.open()
        entry.activateWindow()
    return entry


def line(entry: QuickEntry, name: str) -> QLineEdit:
    """The line that is called so on the page that is shown."""
    return next(
        f for f in entry.findChildren(QLineEdit) if f.accessibleName() == name and f.isVisible()
    )


def choose_type(entry: QuickEntry, label: str) -> None:
    box = next(b for b in entry.findChildren(QComboBox) if b.isVisible())
    box.setCurrentText(label)
    assert box.currentText() == label


def write(qtbot, entry: QuickEntry, name: str, text: str) -> None:
    field = line(entry, name)
    field.setFocus()
    qtbot.keyClicks(field, text)


def chips(entry: QuickEntry) -> list[tuple[str, str]]:
    return [(c.title(), c.detail()) for c in entry.findChildren(LinkChip) if c.isVisible()]


def save(qtbot, entry: QuickEntry, desk: Desk) -> Dossier:
    with qtbot.waitSignal(entry.made, timeout=500) as made:
        qtbot.keyClick(entry, Qt.Key.Key_S, CONTROL)
    assert not entry.isVisible()
    return dossier(desk, made.args[0])


def dossier(desk: Desk, record_id: int) -> Dossier:
    with desk.catalogue.read() as connection:
        return load(connection, record_id)


def titles(desk: Desk, text: str) -> list[str]:
    with desk.catalogue.read() as connection:
        found = rows(connection, run.find(connection, parse(text)))
    return sorted(row.title for row in found.values())


def id_of(desk: Desk, ref: str) -> int:
    with desk.catalogue.read() as connection:
        return find_id(connection, ref)


def test_a_meeting_with_people_who_are_there_and_people_who_are_new(
    qtbot, entry: QuickEntry, desk: Desk
) -> None:
    write(qtbot, entry, "Title", "Courtesy call on the Minister")
    choose_type(entry, "Courtesy call")
    write(qtbot, entry, "Date", "3 November 2026")
    write(qtbot, entry, "People and bodies", "rajnath singh,Jane Newcomer,Ministry of Textiles,")
    assert chips(entry) == [
        ("Rajnath Singh", "O1"),
        ("Jane Newcomer", "new official"),
        ("Ministry of Textiles", "new organisation"),
    ]
    write(qtbot, entry, "Country", "India")

    made = save(qtbot, entry, desk)

    assert (made.stub.title, made.values["type"]) == (
        "Courtesy call on the Minister",
        "courtesy-call",
    )
    assert (made.values["date"], made.values["country"]) == ("2026-11-03", "IN")
    people = [made.stubs[row["other_id"]] for row in made.parts["participant"]]
    assert [(p.ref, p.title) for p in people] == [
        ("O1", "Rajnath Singh"),
        ("O3", "Jane Newcomer"),
        ("G2", "Ministry of Textiles"),
    ]
    assert [(row["role"], row["side"]) for row in made.parts["participant"]] == [
        ("principal", "IN"),
        ("principal", None),
        ("member", None),
    ]
    assert dossier(desk, id_of(desk, "G2")).values["type"] == "ministry"


def test_the_whole_entry_is_one_undo(qtbot, entry: QuickEntry, desk: Desk) -> None:
    write(qtbot, entry, "Title", "Courtesy call")
    choose_type(entry, "Courtesy call")
    write(qtbot, entry, "People and bodies", "Jane Newcomer,")
    save(qtbot, entry, desk)

    desk.undo()

    assert titles(desk, "newcomer") == []
    assert titles(desk, "kind:engagement") == ["Bilateral meeting with Secretary Austin"]


def test_an_agreement_with_its_parties_and_who_signed_it(
    qtbot, entry: QuickEntry, desk: Desk
) -> None:
    qtbot.keyClick(entry, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: entry.kind() == "agreement")
    write(qtbot, entry, "Title", "Memorandum on Liaison Officers")
    choose_type(entry, "Memorandum of understanding")
    write(qtbot, entry, "Signed", "22/8/2024")
    write(qtbot, entry, "Parties", "India,United States,Ministry of Defence,")
    write(qtbot, entry, "Signed by", "Lloyd Austin")

    made = save(qtbot, entry, desk)

    parties = [(row["country"], made.title(row["other_id"])) for row in made.parts["party"]]
    assert parties == [("IN", ""), ("US", ""), (None, "Ministry of Defence")]
    (event,) = made.parts["event"]
    assert (event["type"], event["date"]) == ("signature", "2024-08-22")
    (signatory,) = made.parts["signatory"]
    assert (made.title(signatory["other_id"]), signatory["event"]) == ("Lloyd Austin", event.id)
    assert made.computed["status"] == "signed-not-in-force"


def test_an_official_with_a_post_at_a_body(qtbot, entry: QuickEntry, desk: Desk) -> None:
    entry.set_kind("official")
    write(qtbot, entry, "Display name", "Giridhar Aramane")
    write(qtbot, entry, "Post", "Defence Secretary")
    write(qtbot, entry, "Since", "November 2022")
    write(qtbot, entry, "Nationality", "India")

    made = save(qtbot, entry, desk)

    assert made.values["nationality"] == "IN"
    (tenure,) = made.parts["tenure"]
    assert (tenure["post"], tenure["start"]) == ("Defence Secretary", "2022-11")


def test_a_date_without_a_post_is_not_dropped(qtbot, entry: QuickEntry) -> None:
    entry.set_kind("official")
    write(qtbot, entry, "Display name", "Giridhar Aramane")
    write(qtbot, entry, "Since", "November 2022")

    qtbot.keyClick(entry, Qt.Key.Key_S, CONTROL)

    assert entry.told().startswith("Post is missing.")
    assert entry.isVisible()
    assert entry.focusWidget() is line(entry, "Post")


@pytest.mark.parametrize(
    ("kind", "fields", "values"),
    [
        ("organisation", {"Country": "France"}, {"country": "FR", "type": "agency"}),
        (
            "source",
            {"Date": "2024-08", "Publisher": "PIB"},
            {"date": "2024-08", "publisher": "PIB", "type": "article"},
        ),
    ],
)
def test_a_body_and_a_source(
    qtbot, entry: QuickEntry, desk: Desk, kind: str, fields: dict[str, str], values: dict[str, str]
) -> None:
    entry.set_kind(kind)
    write(qtbot, entry, "Name" if kind == "organisation" else "Title", "Something new")
    choose_type(entry, "Agency" if kind == "organisation" else "Article")
    for name, text in fields.items():
        write(qtbot, entry, name, text)

    made = save(qtbot, entry, desk)

    assert {name: made.values[name] for name in values} == values


def test_likely_duplicates_appear_while_typing_and_one_is_opened_instead(
    qtbot, entry: QuickEntry, desk: Desk
) -> None:
    write(qtbot, entry, "Title", "bilateral meeting with Sec")
    qtbot.waitUntil(lambda: entry.likely() == ["Bilateral meeting with Secretary Austin"])
    qtbot.keyClick(line(entry, "Title"), Qt.Key.Key_Down)

    with qtbot.waitSignal(entry.opened) as opened:
        qtbot.keyClick(entry.findChild(QListWidget), ENTER)

    assert opened.args == [id_of(desk, "E1")]
    assert not entry.isVisible()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Security of Suply Arrangment", ["Security of Supply Arrangement"]),
        ("supply arrangement", ["Security of Supply Arrangement"]),
        ("Arrangement for Cadets of the War Academy and the Staff College in Pune", []),
        ("Bilateral meeting with Secretary Austin", []),  # that is an engagement
    ],
)
def test_what_is_likely_the_same(desk: Desk, typed: str, found: list[str]) -> None:
    today = desk.catalogue.today()
    with desk.catalogue.read() as connection:
        assert [row.title for row in likely(connection, "agreement", typed, today)] == found


def test_enter_goes_through_the_fields_and_saves_in_the_last(
    qtbot, entry: QuickEntry, desk: Desk
) -> None:
    entry.set_kind("source")
    choose_type(entry, "Article")
    write(qtbot, entry, "Title", "A new article")
    for _ in range(3):
        focused = entry.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, ENTER)
    assert entry.focusWidget() is line(entry, "Publisher")

    with qtbot.waitSignal(entry.made) as made:
        qtbot.keyClick(line(entry, "Publisher"), ENTER)

    assert dossier(desk, made.args[0]).stub.title == "A new article"


def test_enter_on_a_name_makes_a_chip_and_stays(qtbot, entry: QuickEntry) -> None:
    write(qtbot, entry, "People and bodies", "Jane Newcomer")
    people = line(entry, "People and bodies")

    qtbot.keyClick(people, ENTER)

    assert chips(entry) == [("Jane Newcomer", "new official")]
    assert people.text() == ""
    assert entry.focusWidget() is people

    qtbot.keyClick(people, Qt.Key.Key_Backspace)
    assert chips(entry) == []


def test_a_name_of_two_people_is_not_guessed(qtbot, entry: QuickEntry, desk: Desk) -> None:
    with desk.change("A namesake") as change:
        change.add("official", title="Rajnath Singh", nationality="IN")
    write(qtbot, entry, "Title", "Call")
    choose_type(entry, "Telephone call")
    write(qtbot, entry, "People and bodies", "Rajnath Singh,")

    assert chips(entry) == []
    qtbot.keyClick(entry, Qt.Key.Key_S, CONTROL)

    assert entry.told().startswith("2 records have the name “Rajnath Singh”.")
    assert line(entry, "People and bodies").text() == "Rajnath Singh"


def test_what_is_missing_is_said_and_marked(qtbot, entry: QuickEntry, desk: Desk) -> None:
    write(qtbot, entry, "Title", "Call")

    qtbot.keyClick(entry, Qt.Key.Key_S, CONTROL)

    assert entry.told() == "Type is missing. Fill it in and try again."
    assert titles(desk, "kind:engagement") == ["Bilateral meeting with Secretary Austin"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [("Date", "soonish", "soonish"), ("Country", "Utopia", "Utopia")],
)
def test_what_cannot_be_read_is_refused_and_stays(
    qtbot, entry: QuickEntry, name: str, text: str, says: str
) -> None:
    write(qtbot, entry, "Title", "Call")
    choose_type(entry, "Telephone call")
    write(qtbot, entry, name, text)

    qtbot.keyClick(entry, Qt.Key.Key_S, CONTROL)

    assert says in entry.told()
    assert line(entry, name).text() == text


def test_save_and_open_form_says_so(qtbot, entry: QuickEntry, desk: Desk) -> None:
    entry.set_kind("organisation")
    write(qtbot, entry, "Name", "Navy Staff")
    choose_type(entry, "Service")
    more = next(b for b in entry.findChildren(QWidget) if _says(b, "Save and open form"))

    with qtbot.waitSignal(entry.more) as made, qtbot.assertNotEmitted(entry.made):
        qtbot.keyClick(more, Qt.Key.Key_Space)

    assert dossier(desk, made.args[0]).stub.title == "Navy Staff"


def _says(widget: QWidget, text: str) -> bool:
    return bool(getattr(widget, "text", None)) and widget.text() == text


def test_what_was_typed_is_there_after_escape_and_gone_after_saving(
    qtbot, entry: QuickEntry, desk: Desk
) -> None:
    write(qtbot, entry, "Title", "Call")
    qtbot.keyClick(entry, Qt.Key.Key_Escape)
    assert not entry.isVisible()

    reopened(qtbot, entry)
    assert line(entry, "Title").text() == "Call"
    choose_type(entry, "Telephone call")
    save(qtbot, entry, desk)

    reopened(qtbot, entry)
    assert line(entry, "Title").text() == ""


def test_the_title_stays_when_the_kind_is_changed(qtbot, entry: QuickEntry) -> None:
    write(qtbot, entry, "Title", "Rajnath")
    kinds = [b for b in entry.findChildren(QToolButton) if b.isCheckable()]
    kinds[0].setFocus()

    qtbot.keyClick(kinds[0], Qt.Key.Key_Right)
    qtbot.keyClick(kinds[1], Qt.Key.Key_Right)

    assert entry.kind() == "official"
    assert line(entry, "Display name").text() == "Rajnath"
    qtbot.waitUntil(lambda: entry.likely() == ["Rajnath Singh"])


def test_it_begins_with_the_kind_asked_for_unless_something_is_begun(
    qtbot, entry: QuickEntry
) -> None:
    entry.begin("agreement")
    assert entry.kind() == "agreement"
    entry.begin("topic")  # has no quick entry
    assert entry.kind() == "agreement"
    write(qtbot, entry, "Title", "Roadmap")
    entry.begin("official")
    assert (entry.kind(), line(entry, "Title").text()) == ("agreement", "Roadmap")


# The marking


def marking(entry: QuickEntry) -> QComboBox:
    return next(b for b in entry.findChildren(QComboBox) if b.accessibleName() == "Marking")


def test_a_record_has_the_lowest_marking_unless_another_is_chosen(
    qtbot, entry: QuickEntry, desk: Desk
) -> None:
    assert marking(entry).currentText() == "Unclassified"
    entry.set_kind("organisation")
    write(qtbot, entry, "Name", "Navy Staff")
    choose_type(entry, "Service")
    assert save(qtbot, entry, desk).values["marking"] == desk.catalogue.scheme.levels[0].code

    reopened(qtbot, entry)
    write(qtbot, entry, "Name", "Army Staff")
    choose_type(entry, "Service")
    marking(entry).setFocus()
    qtbot.keyClicks(marking(entry), "Restr")
    entry.set_kind("engagement")
    entry.set_kind("organisation")
    assert save(qtbot, entry, desk).values["marking"] == "restricted"

    reopened(qtbot, entry)
    assert marking(entry).currentText() == "Unclassified"


def test_enter_need_not_go_to_the_marking(qtbot, entry: QuickEntry, desk: Desk) -> None:
    entry.set_kind("source")
    write(qtbot, entry, "Title", "A new article")
    choose_type(entry, "Article")
    marking(entry).setFocus()

    with qtbot.waitSignal(entry.made):
        qtbot.keyClick(marking(entry), ENTER)


def test_tab_goes_through_the_fields_also_the_second_time(
    qtbot, entry: QuickEntry, desk: Desk
) -> None:
    entry.set_kind("source")
    write(qtbot, entry, "Title", "A new article")
    choose_type(entry, "Article")
    save(qtbot, entry, desk)
    reopened(qtbot, entry)
    line(entry, "Title").setFocus()

    seen = []
    for _ in range(5):
        focused = entry.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        seen.append(entry.focusWidget())

    assert seen[1:4] == [line(entry, "Date"), line(entry, "Publisher"), marking(entry)]
    assert _says(seen[4], "Cancel")


# Names


def test_a_new_name_is_offered_first_as_what_its_words_say(qtbot, entry: QuickEntry) -> None:
    write(qtbot, entry, "People and bodies", "Ministry of Textiles")
    people = line(entry, "People and bodies")
    assert isinstance(people, SuggestLine)
    qtbot.waitUntil(lambda: people.marked() is not None)

    qtbot.keyClick(QApplication.activePopupWidget(), ENTER)

    assert chips(entry) == [("Ministry of Textiles", "new organisation")]


# Only for reading


def test_a_catalogue_open_for_reading_only_saves_nothing(qtbot, desk: Desk) -> None:
    reader = Desk(Catalogue.open(desk.catalogue.path, write=False))
    entry = QuickEntry(reader)
    qtbot.addWidget(entry)
    reopened(qtbot, entry)
    assert entry.told() == "This catalogue is open for reading only."
    for text in ("Save", "Save and open form"):
        button = next(b for b in entry.findChildren(QWidget) if _says(b, text))
        assert (button.isEnabled(), button.toolTip()) == (False, entry.told())
    entry.set_kind("source")
    assert entry.told() == "This catalogue is open for reading only."
    choose_type(entry, "Article")
    write(qtbot, entry, "Publisher", "PIB")

    with qtbot.assertNotEmitted(entry.made):
        qtbot.keyClick(line(entry, "Publisher"), ENTER)

    assert entry.isVisible()
    entry.close()
    reader.close()


def test_what_was_wrong_is_forgotten_when_it_is_mended(qtbot, entry: QuickEntry) -> None:
    entry._save_as(entry.made)
    assert entry.told() == "Title is missing. Fill it in and try again."
    line(entry, "Title").insert("Visit")
    assert entry.told() == ""
    assert line(entry, "Title").property("tone") == ""
