"""A title of many lines: kept whole, and shown so that it leaves room for the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from defcat import briefs
from defcat.briefs.blocks import Title
from defcat.dossier import find_id
from tests.ui.dialog_desk import desk_at
from ui import theme
from ui.desk import Desk
from ui.widgets.cut_label import CutLabel
from ui.widgets.detail import DetailPane

LONG = "Wreath-laying at the National War Memorial " + "and what else was said of it " * 160


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    """An engagement with a title of 4,600 characters, part of another."""
    theme.apply(qapp, theme.LIGHT)
    with desk_at(tmp_path) as made:
        with made.change("Begin") as change:
            visit = change.add("engagement", title="Visit", type="visit", date="2027-02-10")
            wreath = change.add("engagement", title=LONG.strip(), type="visit", date="2027-02-10")
            change.add_part("engagement_relation", wreath, type="part-of", other_id=visit)
        yield made


def pane(qtbot: QtBot, desk: Desk, ref: str) -> DetailPane:
    made = DetailPane(desk)
    qtbot.addWidget(made)
    made.resize(460, 700)
    with qtbot.waitExposed(made):
        made.show()
    with desk.catalogue.read() as connection:
        made.show_record(find_id(connection, ref))
    qtbot.waitUntil(lambda: made.record_id() is not None)
    return made


def title(detail: DetailPane) -> CutLabel:
    [found] = detail.findChildren(CutLabel)
    return found


def test_the_pane_shows_three_lines_and_the_tooltip_all(qtbot: QtBot, desk: Desk) -> None:
    shown = title(pane(qtbot, desk, "E3"))
    qtbot.waitUntil(lambda: shown.text().endswith("…"))
    assert shown.text().startswith("Wreath-laying at the National War Memorial and")
    qtbot.waitUntil(lambda: shown.height() <= 3 * shown.fontMetrics().lineSpacing() + 4)
    assert shown.toolTip() == f"<qt>{LONG.strip()}</qt>"


def test_a_title_of_one_line_is_not_cut(qtbot: QtBot, desk: Desk) -> None:
    shown = title(pane(qtbot, desk, "E2"))
    assert (shown.text(), shown.toolTip()) == ("Visit", "")


def test_all_of_it_is_one_click_away_among_the_facts(qtbot: QtBot, desk: Desk) -> None:
    detail = pane(qtbot, desk, "E3")
    assert LONG.strip() not in detail.body_text()
    [browser] = detail.findChildren(QTextBrowser)
    browser.anchorClicked.emit(QUrl("more:title"))
    assert LONG.strip() in detail.body_text()


def test_a_link_to_it_is_cut(qtbot: QtBot, desk: Desk) -> None:
    detail = pane(qtbot, desk, "E2")
    [link] = [line for line in detail.body_text().splitlines() if "Wreath" in line]
    assert len(link) < 160
    assert "… E3" in link


def test_a_brief_begins_with_the_beginning_of_it(desk: Desk) -> None:
    with desk.catalogue.read() as connection:
        brief = briefs.build(
            connection,
            briefs.Request("record", (find_id(connection, "E3"),)),
            scheme=desk.catalogue.scheme,
            as_of=desk.catalogue.today(),
            prepared_on=desk.catalogue.today(),
        )
    [head] = [block for block in brief.blocks if isinstance(block, Title)]
    words = "".join(span.text for span in head.text)
    assert len(words) <= 601
    assert words.endswith("…")
