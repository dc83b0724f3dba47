"""A row entered by itself: what its fields are called, and what is said while it is typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from defcat.dossier import find_id
from tests.ui.dialog_desk import desk_at
from tests.ui.form_hands import enter
from ui import theme
from ui.desk import Desk
from ui.forms.row_dialog import RowDialog
from ui.widgets.chip import Chip
from ui.widgets.detail import DetailPane
from ui.widgets.field_block import FieldBlock
from ui.widgets.link_field import LinkField
from ui.widgets.merge_dialog import MergeDialog

# What the offscreen platform says when a list of suggestions opens.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    with desk_at(tmp_path) as made:
        yield made


def ident(desk: Desk, ref: str) -> int:
    with desk.catalogue.read() as connection:
        return find_id(connection, ref)


def dialog_of(qtbot: QtBot, desk: Desk, part: str, **given: str) -> RowDialog:
    made = RowDialog(desk, ident(desk, "A1"), part, given=given)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def typed(block: FieldBlock, text: str) -> None:
    enter(block.editor.stops()[0], text)


def test_the_fields_of_an_event_say_whose_and_until_when(qtbot: QtBot, desk: Desk) -> None:
    dialog = dialog_of(qtbot, desk, "event")
    names = {name: block.field.label for name, block in dialog.blocks.items()}
    assert names["country"] == "For party"
    assert names["other_id"] == "By body"
    assert names["until"] == "Extended or suspended until"
    for name in ("country", "other_id", "until"):
        assert dialog.blocks[name].editor.stops()[0].toolTip()


def test_a_date_before_the_signature_is_doubted_beside_it(qtbot: QtBot, desk: Desk) -> None:
    dialog = dialog_of(qtbot, desk, "event", type="entry-into-force")
    date = dialog.blocks["date"]
    typed(date, "1 May 2024")
    assert date.doubt() == "before the signature of 22 August 2024"
    date.editor.stops()[0].clear()
    typed(date, "1 September 2024")
    assert date.doubt() == ""
    takes_effect = dialog.blocks["effective"]
    date.editor.stops()[0].clear()
    typed(date, " ")
    typed(takes_effect, "2023")
    assert takes_effect.doubt() == "before the signature of 22 August 2024"
    dialog.save()
    assert dialog.result() == RowDialog.DialogCode.Accepted


def test_a_country_typed_as_the_body_fills_the_party(qtbot: QtBot, desk: Desk) -> None:
    dialog = dialog_of(qtbot, desk, "event", type="ratification")
    body = dialog.blocks["other_id"].editor
    assert isinstance(body, LinkField)
    enter(body.line, "Norway")
    qtbot.waitUntil(lambda: body.line.marked() is not None)
    body.line.chosen.emit(body.line.suggestions()[0])
    assert dialog.edit.row.values == {"type": "ratification", "country": "NO"}


def test_a_long_reason_of_the_status_is_told_in_several_lines(qtbot: QtBot, desk: Desk) -> None:
    dialog = dialog_of(qtbot, desk, "hand_status", status="suspended")
    before = dialog.height()
    typed(dialog.blocks["why"], "Told so by the embassy, in a note that is long enough. " * 3)
    qtbot.waitUntil(lambda: dialog.height() > before + 10)


def test_the_pane_says_for_whom_alone_an_agreement_is_superseded(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Begin") as change:
        earlier = change.add("agreement", title="Earlier", type="treaty")
        later = change.add("agreement", title="Later", type="treaty")
        for agreement, parties, year in ((earlier, "IN DE FR", 2010), (later, "IN DE", 2020)):
            for country in parties.split():
                change.add_part("party", agreement, role="party", country=country)
            change.add_part("event", agreement, type="entry-into-force", date=f"{year}-09-01")
        change.add_part(
            "agreement_relation", later, type="supersedes", other_id=earlier, country="DE"
        )
    detail = DetailPane(desk)
    qtbot.addWidget(detail)
    detail.show_record(earlier)
    qtbot.waitUntil(lambda: detail.record_id() == earlier)
    said = [chip.text() for chip in detail.findChildren(Chip)]
    assert said[:2] == ["In force", "Superseded for Germany"]


def test_merging_opens_as_large_as_it_stays(qtbot: QtBot, desk: Desk) -> None:
    dialog = MergeDialog(desk, ident(desk, "O1"))
    qtbot.addWidget(dialog)
    before = dialog.width()
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.width() == before, "or it would no longer be in the middle"
