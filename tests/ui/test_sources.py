"""Who says so: the marks in the pane and in forms, what is preferred, and a source that goes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextCursor, QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QPushButton, QTextBrowser, QToolTip

from defcat.dossier import Dossier
from tests.ui.form_hands import dossier
from tests.window import SUGGESTING, Officer, on_disk
from ui.forms.cited_by import CitedBy
from ui.widgets.link_field import LinkField
from ui.widgets.source_loss import SourceLoss

SOSA = "Security of Supply Arrangement"
ON_THE_22ND = "Signed on 22 August 2024, by Vic Ramdass"
ON_FRIDAY = "Signed on Friday (23 August 2024), by Rajnath Singh"
RELEASES = "Releases of the two defence departments on the Security of Supply Arrangement"

pytestmark = SUGGESTING


def find(officer: Officer, words: str, title: str = SOSA) -> None:
    """Search, and wait until the record is read in the pane."""
    officer.workspace.search_for(words)
    officer.until(lambda: officer.title() == title)


def without_whole(officer: Officer) -> None:
    """Have no source support SOSA as a whole, or that it does not bind."""
    found = dossier(officer.desk, "A1")
    with officer.desk.change("Take away") as change:
        for citation in found.citations() + found.citations("binding"):
            change.remove_part("citation", citation.id)
    officer.until(lambda: not _whole(officer.detail.dossier()))


def _whole(found: Dossier | None) -> object:
    return found is None or found.citations()


def popover(officer: Officer) -> CitedBy:
    officer.until(lambda: isinstance(QApplication.activeWindow(), CitedBy))
    found = QApplication.activeWindow()
    assert isinstance(found, CitedBy)
    return found


def gone(officer: Officer) -> None:
    officer.until(lambda: not isinstance(QApplication.activeWindow(), CitedBy))
    officer.look_at(officer.window)


def signature(found: Dossier) -> list[object]:
    """Whether each statement of the signature is preferred, the first that of the departments."""
    row = found.parts["event"][0].id
    return [citation["preferred"] for citation in found.citations("event", row)]


# --- in the pane --------------------------------------------------------------------------------


@pytest.mark.parametrize("tab", ["facts", "timeline", "sources"])
def test_a_disagreement_is_shown_beside_the_fact(desk_officer: Officer, tab: str) -> None:
    find(desk_officer, "kind:agreement sosa")
    desk_officer.detail.show_tab(tab)
    desk_officer.reads("Sources disagree:")
    text = desk_officer.detail.body_text()
    said = text[text.index("Sources disagree:") :]
    assert said.index(ON_THE_22ND) < said.index("preferred") < said.index(ON_FRIDAY)


def test_a_preferred_statement_of_another_value_does_not_mark_the_value(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    with officer.desk.change("Add") as change:
        pact = change.add("agreement", title="Pact of five years", type="mou", duration="P5Y")
        for n, (states, preferred) in enumerate((("five years", False), ("ten years", True))):
            paper = change.add("source", title=f"Paper {n}", type="publication")
            change.add_part(
                *("citation", pact),
                other_id=paper,
                about="duration",
                states=states,
                preferred=preferred,
            )
    find(officer, "pact of five", "Pact of five years")
    officer.detail.show_tab("facts")
    officer.reads("Sources disagree:")
    text = " ".join(officer.detail.body_text().split())
    said = "5 years (on record) – ten years preferred [2] – five years [1]"
    assert f"5 years [1] Sources disagree: {said}" in text


def test_a_mark_tells_who_says_what_where(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    body = officer.body()
    found = body.document().find("[1]")
    assert not found.isNull()
    place = QTextCursor(body.document())
    place.setPosition(found.selectionStart() + 1)
    body.setTextCursor(place)
    body.ensureCursorVisible()
    at = body.cursorRect(place).center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, body.viewport().mapToGlobal(at))
    QApplication.sendEvent(body.viewport(), event)
    officer.until(QToolTip.isVisible)
    told = QTextDocumentFragment.fromHtml(QToolTip.text()).toPlainText()
    assert told.splitlines() == [
        "Newspaper article on the Indian Defence Minister's talks in Washington",
        "paragraph 4: Names the arrangement, with its abbreviation.",
    ]
    QToolTip.hideText()
    officer.until(lambda: not QToolTip.isVisible())


def test_a_statement_is_preferred_in_the_pane_and_back(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    assert signature(dossier(officer.desk, "A1")) == [True, False]
    officer.detail.show_tab("sources")
    officer.click_link("prefer this", officer.body())
    officer.until(lambda: signature(dossier(officer.desk, "A1")) == [False, True])
    officer.press("Ctrl+Z")
    officer.until(lambda: signature(dossier(officer.desk, "A1")) == [True, False])


def test_facts_without_a_source_lead_to_where_one_is_cited(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    officer.detail.show_tab("sources")
    assert "without a source" not in officer.detail.body_text()
    without_whole(officer)
    officer.reads("1 fact without a source: Binding")
    officer.click_link("Binding", officer.body())
    row = officer.form.body.parts["citation"].rows[-1]
    officer.until(row.focused)
    assert row.row.values == {"about": "binding"}


# --- in a form ----------------------------------------------------------------------------------


def test_a_fact_without_a_source_says_so_in_its_form(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    without_whole(officer)
    officer.press("E")
    blocks = officer.form.body.blocks
    officer.until(lambda: blocks["binding"].mark().text() == "No source")
    assert blocks["level"].mark().text() == "1 source"
    assert blocks["notes"].mark().text() == "Cite"  # the desk's own words


def test_the_mark_of_a_field_says_who_says_so(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    officer.press("E")
    officer.click(officer.form.body.blocks["binding"].mark())
    shown = popover(officer)
    assert shown.windowTitle() == "Sources of “Binding”"
    names = []
    for _ in range(4):  # from “Add a source”, where the keyboard is, once around
        officer.press("Tab")
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
    assert names == [f"{deed}: {RELEASES}" for deed in ("Open", "Edit", "Remove")] + [""]
    officer.press("Return")
    gone(officer)
    rows = officer.form.body.parts["citation"].rows
    officer.until(rows[-1].focused)
    assert rows[-1].row.values == {"about": "binding"}


def test_the_sources_of_a_row_are_told_with_keys(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    officer.press("E")
    row = officer.form.body.parts["event"].rows[0]
    row.focus()
    officer.until(row.focused)
    assert "2 sources disagree" in row.mark().toolTip()
    officer.press("Ctrl+Shift+C")
    shown = popover(officer)
    [prefer] = [b for b in shown.findChildren(QPushButton) if b.text() == "Prefer"]
    prefer.setFocus()
    officer.press("Space")
    event = dossier(officer.desk, "A1").parts["event"][0].id
    draft = officer.form.draft
    officer.until(lambda: _preferred(draft.citations("event", event)) == [False, True])
    assert signature(dossier(officer.desk, "A1")) == [True, False]  # not saved yet
    officer.press("Escape")
    gone(officer)
    officer.press("Ctrl+S")
    officer.until(lambda: signature(dossier(officer.desk, "A1")) == [False, True])


def _preferred(rows: list) -> list[object]:  # type: ignore[type-arg]
    return [row.values.get("preferred") for row in rows]


def test_a_source_is_taken_from_a_fact_and_put_back(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    officer.press("E")
    block = officer.form.body.blocks["level"]
    officer.click(block.mark())
    shown = popover(officer)
    officer.click_button(f"Remove: {RELEASES}", shown)
    gone(officer)
    assert officer.form.draft.citations("level") == []
    officer.click_button("Undo", officer.form.notice)
    assert len(officer.form.draft.citations("level")) == 1


def test_the_tick_of_a_citation_is_the_only_one_of_its_fact(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    officer.press("E")
    draft = officer.form.draft
    event = draft.rows["event"][0].id
    first, second = draft.citations("event", event)
    rows = {shown.row.id: shown for shown in officer.form.body.parts["citation"].rows}
    for citation in (first, second):
        rows[citation.id].open_more(True)
    box = rows[second.id].editors["preferred"].stops()[0]
    tick = QPoint(8, box.height() // 2)
    officer.click(box, tick)
    assert _preferred([first, second]) == [False, True]
    assert not rows[first.id].editors["preferred"].value()
    officer.click(box, tick)
    assert _preferred([first, second]) == [None, None]


def test_a_topic_is_cited_too(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:agreement sosa")
    officer.press("E")
    links = officer.form.body.links["subject"]
    topic = officer.form.draft.rows["subject"][0]
    chip = links.chip(topic.id)
    assert chip is not None
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    officer.until(chip.hasFocus)
    officer.press("Ctrl+Shift+C")
    row = officer.form.body.parts["citation"].rows[-1]
    officer.until(row.focused)
    assert row.row.values == {"about": "subject", "row": topic.id}


def test_a_topic_goes_with_its_source_and_comes_back_with_it(desk_officer: Officer) -> None:
    officer = desk_officer
    found = dossier(officer.desk, "A1")
    topic = found.parts["subject"][0].id
    source = int(found.citations()[0]["other_id"] or 0)
    with officer.desk.change("Cite") as change:
        change.add_part("citation", found.id, other_id=source, about="subject", row=topic)
    find(officer, "kind:agreement sosa")
    officer.press("E")
    body = officer.form.body
    shown = len(body.parts["citation"].rows)
    chip = body.links["subject"].chip(topic)
    assert chip is not None
    assert "1 source" in chip.toolTip()
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    officer.press("Delete")
    officer.until(lambda: len(body.parts["citation"].rows) == shown - 1)
    officer.click_button("Undo", officer.form.notice)
    assert len(body.parts["citation"].rows) == shown
    assert body.links["subject"].chip(topic) is not None


# --- a source that goes -------------------------------------------------------------------------


def loss(officer: Officer) -> SourceLoss:
    """What comes up when somebody puts the departments' releases in the bin."""
    find(officer, "kind:source releases", RELEASES)
    officer.press("Delete")
    found: SourceLoss = officer.dialog(SourceLoss)
    return found


def test_what_loses_its_source_is_listed_first(desk_officer: Officer) -> None:
    dialog = loss(desk_officer)
    text = dialog.text()
    assert "Signing of the Security of Supply Arrangement E" in text
    assert text.index("Without a source") < text.index("With another source")
    assert "Events: Signature, 22 August 2024" in text[text.index("With another source") :]
    before = on_disk(desk_officer.desk.catalogue.path, RELEASES)
    desk_officer.press("Return")  # Cancel
    desk_officer.until(lambda: not dialog.isVisible())
    assert on_disk(desk_officer.desk.catalogue.path, RELEASES) == before


def test_a_source_goes_to_the_bin_all_the_same(desk_officer: Officer) -> None:
    officer = desk_officer
    dialog = loss(officer)
    officer.click_button("Put in the bin anyway", dialog)
    officer.until(lambda: RELEASES not in officer.titles())
    assert [c["preferred"] for c in dossier(officer.desk, "A1").citations("level")] == []
    officer.look_at(officer.window)
    officer.press("Ctrl+Z")
    officer.until(lambda: len(dossier(officer.desk, "A1").citations("level")) == 1)


def test_another_source_takes_its_place_with_one_undo(desk_officer: Officer) -> None:
    officer = desk_officer
    dialog = loss(officer)
    officer.click_button("Replace by another source…", dialog)
    officer.click_button("Replace, and put in the bin", dialog)
    assert "No source is chosen" in dialog.notice.text()
    heir: LinkField = dialog.heir()
    officer.create(heir, "Gazette of India", "source")
    officer.click_button("Replace, and put in the bin", dialog)
    officer.until(lambda: RELEASES not in officer.titles())
    after = dossier(officer.desk, "A1")
    assert [after.title(c["other_id"]) for c in after.citations("level")] == ["Gazette of India"]
    officer.look_at(officer.window)
    officer.press("Ctrl+Z")
    officer.until(lambda: _source_of_level(officer) == [RELEASES])


def _source_of_level(officer: Officer) -> list[str]:
    found = dossier(officer.desk, "A1")
    return [found.title(citation["other_id"]) for citation in found.citations("level")]


def test_a_source_that_supports_nothing_goes_at_once(desk_officer: Officer) -> None:
    officer = desk_officer
    with officer.desk.change("Add") as change:
        change.add("source", title="Unread", type="article")
    find(officer, "kind:source unread", "Unread")
    officer.press("Delete")
    officer.until(lambda: "Unread" not in officer.titles())


def test_from_what_is_listed_one_goes_to_the_record(desk_officer: Officer) -> None:
    officer = desk_officer
    dialog = loss(officer)
    [browser] = dialog.findChildren(QTextBrowser)
    officer.click_link("Signing of the Security", browser)
    officer.until(lambda: officer.title() == "Signing of the Security of Supply Arrangement")
