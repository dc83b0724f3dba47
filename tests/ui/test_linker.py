"""Linking two records by the keyboard, from either end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from tests.ui.dialog_desk import desk_at
from tests.ui.form_hands import dossier, enter
from ui.desk import Desk
from ui.forms.linker import Linker
from ui.widgets.link_field import LinkField

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


def opened(qtbot: QtBot, desk: Desk, ref: str, how: str) -> Linker:
    linker = Linker(desk, dossier(desk, ref))
    qtbot.addWidget(linker)
    with qtbot.waitActive(linker):
        linker.open()
        linker.activateWindow()
    linker.how.setFocus()
    choose_way(linker, how)
    return linker


def choose_way(linker: Linker, how: str) -> None:
    linker.how.setCurrentText(how)
    assert linker.how.currentText() == how
    QApplication.processEvents()


def choose(qtbot: QtBot, linker: Linker, text: str) -> None:
    """Type a name, and take what is suggested with Tab."""
    other = linker.editor("other_id")
    assert isinstance(other, LinkField)
    enter(other.line, text)
    qtbot.waitUntil(lambda: other.line.marked() is not None)
    QTest.keyClick(other.line, Qt.Key.Key_Tab)
    qtbot.waitUntil(other.chip.isVisible)


def control(linker: Linker, name: str) -> QWidget:
    return linker.editor(name).stops()[0]


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_tab_goes_through_the_fields_of_the_way_that_is_chosen(qtbot: QtBot, desk: Desk) -> None:
    linker = opened(qtbot, desk, "E1", "Agreements")
    choose_way(linker, "Participants")
    fields = ("other_id", "role", "side", "side_organisation", "office", "notes")
    seen = []
    for _ in range(len(fields) + 2):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        seen.append(focused())
    assert seen[:-2] == [control(linker, name) for name in fields]
    assert [button.text() for button in seen[-2:]] == ["Cancel", "Link"]


def test_enter_links(qtbot: QtBot, desk: Desk) -> None:
    linker = opened(qtbot, desk, "E1", "Participants")
    choose(qtbot, linker, "raj")
    assert focused() is control(linker, "role")
    office = control(linker, "office")
    office.setFocus()
    with qtbot.waitSignal(linker.made):
        QTest.keyClick(office, Qt.Key.Key_Return)
    [participant] = dossier(desk, "E1").parts["participant"]
    assert (participant["side"], participant["role"]) == ("IN", "principal")
    assert not linker.isVisible()


def test_enter_in_an_open_list_only_chooses(qtbot: QtBot, desk: Desk) -> None:
    linker = opened(qtbot, desk, "E1", "Participants")
    other = linker.editor("other_id")
    assert isinstance(other, LinkField)
    enter(other.line, "austin")
    qtbot.waitUntil(lambda: other.line.marked() is not None)
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    assert other.chip.title() == "Lloyd Austin"
    assert linker.isVisible()
    assert dossier(desk, "E1").parts["participant"] == []


def test_enter_on_cancel_does_not_link(qtbot: QtBot, desk: Desk) -> None:
    linker = opened(qtbot, desk, "E1", "Participants")
    choose(qtbot, linker, "raj")
    while getattr(focused(), "text", str)() != "Cancel":
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    with qtbot.assertNotEmitted(linker.made):
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert not linker.isVisible()


def test_it_is_as_high_as_what_it_asks(qtbot: QtBot, desk: Desk) -> None:
    linker = opened(qtbot, desk, "E1", "Participants")
    tall = linker.height()
    choose_way(linker, "Topics")
    qtbot.waitUntil(lambda: linker.height() < tall - 100)
    choose_way(linker, "Participants")
    qtbot.waitUntil(lambda: linker.height() == tall)


def test_who_signed_is_filled_in_with_side_and_office(qtbot: QtBot, desk: Desk) -> None:
    linker = opened(qtbot, desk, "A1", "Signatories")
    choose(qtbot, linker, "raj")
    assert linker.editor("country").value() == "IN"
    assert control(linker, "office").placeholderText() == "Minister of Defence"


def test_the_side_is_known_from_the_officials_end_too(qtbot: QtBot, desk: Desk) -> None:
    linker = opened(qtbot, desk, "O1", "Took part in")
    assert linker.editor("side").value() == "IN"
    choose(qtbot, linker, "bilat")
    assert control(linker, "office").placeholderText() == "Minister of Defence"


def test_a_side_that_somebody_chose_stays(qtbot: QtBot, desk: Desk) -> None:
    linker = opened(qtbot, desk, "E1", "Participants")
    linker.editor("side").set_value("US")
    choose(qtbot, linker, "raj")
    assert linker.editor("side").value() == "US"


def combo(linker: Linker, name: str) -> QComboBox:
    found = control(linker, name)
    assert isinstance(found, QComboBox)
    return found


def words(linker: Linker, name: str) -> list[str]:
    return [combo(linker, name).itemText(row) for row in range(1, combo(linker, name).count())]


def link_to(qtbot: QtBot, linker: Linker, text: str, kind_of_link: str) -> None:
    choose(qtbot, linker, text)
    combo(linker, "type").setCurrentText(kind_of_link)
    assert combo(linker, "type").currentText() == kind_of_link
    linker.save()
    assert not linker.isVisible(), linker.notice.text()


@pytest.mark.parametrize("ref", ["A1", "E1", "O1"])
def test_no_two_ways_have_one_name(qtbot: QtBot, desk: Desk, ref: str) -> None:
    linker = Linker(desk, dossier(desk, ref))
    qtbot.addWidget(linker)
    names = [linker.how.itemText(row) for row in range(linker.how.count())]
    assert len(set(names)) == len(names)


def test_a_visit_contains_a_meeting_that_is_part_of_it(qtbot: QtBot, desk: Desk) -> None:
    with desk.catalogue.change("Add a visit") as change:
        visit = change.add("engagement", title="Visit to Washington", type="visit")
    linker = opened(qtbot, desk, "E2", "Related engagements: contains, followed up by")
    assert words(linker, "type") == ["contains", "followed up by"]
    link_to(qtbot, linker, "bilat", "contains")
    [relation] = dossier(desk, "E1").parts["engagement_relation"]
    assert (relation["type"], relation["other_id"]) == ("part-of", visit)
    assert dossier(desk, "E2").parts["engagement_relation"] == []


def test_a_meeting_is_part_of_a_visit(qtbot: QtBot, desk: Desk) -> None:
    with desk.catalogue.change("Add a visit") as change:
        visit = change.add("engagement", title="Visit to Washington", type="visit")
    linker = opened(qtbot, desk, "E1", "Related engagements: part of, follows up")
    link_to(qtbot, linker, "washing", "part of")
    [relation] = dossier(desk, "E1").parts["engagement_relation"]
    assert (relation["type"], relation["other_id"]) == ("part-of", visit)


def test_an_agreement_is_amended_by_a_later_one(qtbot: QtBot, desk: Desk) -> None:
    with desk.catalogue.change("Add a protocol") as change:
        change.add("agreement", title="Protocol of 2025", type="protocol")
    amended_by = "Related agreements: amended by, extended by, supplemented by…"
    linker = opened(qtbot, desk, "A1", amended_by)
    link_to(qtbot, linker, "protocol", "amended by")
    [relation] = dossier(desk, "A2").parts["agreement_relation"]
    assert (relation["type"], relation["other_id"]) == ("amends", dossier(desk, "A1").id)
    assert dossier(desk, "A1").parts["agreement_relation"] == []


@pytest.mark.parametrize(
    ("ref", "how", "other", "reads"),
    [
        (
            "A1",
            "Related agreements: amended by, extended by, supplemented by…",
            "fram",
            "superseded by",
        ),
        ("A2", "Related agreements: amends, extends, supplements…", "secur", "supersedes"),
    ],
)
def test_an_agreement_is_superseded_for_one_party_from_either_end(
    qtbot: QtBot, desk: Desk, ref: str, how: str, other: str, reads: str
) -> None:
    with desk.catalogue.change("Add a framework") as change:
        change.add("agreement", title="Framework of 2025", type="framework")
    linker = opened(qtbot, desk, ref, how)
    country = linker.editor("country")
    enter(country.stops()[0], "India")
    link_to(qtbot, linker, other, reads)
    [relation] = dossier(desk, "A2").parts["agreement_relation"]
    assert (relation["type"], relation["country"]) == ("supersedes", "IN")
    assert relation["other_id"] == dossier(desk, "A1").id
    assert dossier(desk, "A1").parts["agreement_relation"] == []


def test_a_long_title_does_not_widen_it(qtbot: QtBot, desk: Desk) -> None:
    with desk.catalogue.change("Add a long one") as change:
        change.add("agreement", title="Agreement on the exchange of notes " * 8, type="agreement")
    linker = opened(qtbot, desk, "A2", "Parties")
    assert linker.width() == 560


def test_a_catalogue_open_for_reading_only_links_nothing(qtbot: QtBot, desk: Desk) -> None:
    reader = Desk(Catalogue.open(desk.catalogue.path, write=False))
    linker = opened(qtbot, reader, "E1", "Participants")
    choose(qtbot, linker, "raj")
    with qtbot.assertNotEmitted(linker.made):
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert linker.isVisible()
    assert linker.notice.text() == "This catalogue is open for reading only."
    linker.close()
    reader.close()
