"""What a narrow list still shows, and what a list shows of the row under the pointer."""

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHoverEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from defcat.search.parse import parse
from tests.ui.dialog_desk import desk_at
from ui import theme
from ui.desk import Desk
from ui.models.columns import FOUND, columns, offered
from ui.models.records import RecordModel
from ui.models.shaping import Shape, Shapes
from ui.widgets.record_table import RecordTable


def shown_at(qtbot: QtBot, folder: Path, width: int) -> list[str]:
    """The columns of the list of agreements where it is `width` px wide."""
    with desk_at(folder) as desk:
        model = RecordModel(desk)
        table = RecordTable(model)
        qtbot.addWidget(table)
        table.resize(width, 400)
        table.show()
        with qtbot.waitSignal(model.modelReset):
            model.show(parse("kind:agreement"), "newest")
        QApplication.processEvents()
        names = [column.name for column in model.columns()]
        return [name for place, name in enumerate(names) if not table.isColumnHidden(place)]


def test_a_narrow_list_of_agreements_keeps_its_dates(qtbot: QtBot, tmp_path: Path) -> None:
    assert shown_at(qtbot, tmp_path, 690) == ["ref", "title", "extra", "date", "status"]


def test_a_very_narrow_one_gives_up_the_parties_too(qtbot: QtBot, tmp_path: Path) -> None:
    assert shown_at(qtbot, tmp_path, 600) == ["ref", "title", "date", "status"]


def test_columns_that_somebody_chose_stay_and_others_give_way(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        table = table_of(qtbot, desk, "kind:agreement", 690)
        table.reshape(["ref", "title", "type", "extra", "date", "status", "binding"])
        assert width_of(table, "binding") > 0
        assert width_of(table, "type") == width_of(table, "extra") == 0


def test_where_words_are_found_is_told_in_place_of_what_is_to_spare(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with desk_at(tmp_path) as desk:
        table = table_of(qtbot, desk, "washington OR readout OR supply", 690)
        assert width_of(table, "kind") == width_of(table, "what") == 0
        assert width_of(table, FOUND) >= 160
        assert table.horizontalScrollBar().maximum() == 0
        table = table_of(qtbot, desk, "kind:agreement arrangement", 560)
        assert width_of(table, FOUND) == 0, "before anything is cut off at the side"
        assert table.horizontalScrollBar().maximum() == 0


def test_where_there_is_no_room_for_that_column_a_second_line_tells_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    def second_line(table: RecordTable, row: int, name: str) -> set[int]:
        """The colours below the middle of a cell, but for the line at its foot."""
        shown = table.model()
        assert isinstance(shown, RecordModel)
        place = [column.name for column in shown.columns()].index(name)
        rect = table.visualRect(shown.index(row, place)).adjusted(0, 0, 0, -1)
        picture = table.viewport().grab(rect).toImage()
        return {
            picture.pixel(x, y)
            for x in range(picture.width())
            for y in range(picture.height() // 2 + 4, picture.height() - 2)
        }

    with desk_at(tmp_path) as desk:
        with desk.change("Fill") as change:
            text = "Berths at the harbour of Kochi, for ships of either navy"
            change.add("agreement", type="mou", title="Fuel", notes=text)
            change.add("agreement", type="mou", title="Harbour")
        table = table_of(qtbot, desk, "kind:agreement harbour", 560)
        model = table.model()
        assert isinstance(model, RecordModel)
        qtbot.waitUntil(lambda: any(model.row_at(row).snippet for row in (0, 1)))
        told = next(row for row in (0, 1) if model.row_at(row).snippet)
        spoken = model.index(told, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == f"Title: Fuel. Notes: {text}"
        table.clearSelection()
        assert table.rowHeight(0) == table.rowHeight(1) == theme.TALL_ROW_HEIGHT
        assert len(second_line(table, told, "title")) > 1
        assert len(second_line(table, told, "date")) > 1, "it goes on below the next columns"
        assert len(second_line(table, told, "ref")) == 1
        assert len(second_line(table, 1 - told, "date")) == 1
        table.resize(1000, 400)
        assert width_of(table, FOUND) >= 160
        assert table.rowHeight(0) == theme.ROW_HEIGHT


def test_a_title_made_narrower_leaves_its_room_to_the_others(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        table = table_of(qtbot, desk, "kind:agreement", 690)
        assert width_of(table, "type") == 0
        table.set_widths({"title": 100})
        table.resize(691, 400)
        QApplication.processEvents()
        assert width_of(table, "title") == 100
        assert width_of(table, "type") > 0, "which now has room"
        assert sum(table.widths().values()) == table.viewport().width()
        table.set_widths({"title": 300})
        table.resize(690, 400)
        QApplication.processEvents()
        assert width_of(table, "title") == 300
        assert width_of(table, "extra") == 0


def test_a_width_that_somebody_chose_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        table = table_of(qtbot, desk, "kind:agreement", 900)
        told: list[tuple[str, int]] = []
        table.widened.connect(lambda name, width: told.append((name, width)))
        header = table.horizontalHeader()
        place = [column.name for column in table.shown_columns()].index("type")
        edge = QPoint(header.sectionViewportPosition(place) + header.sectionSize(place) - 1, 10)
        QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
        QTest.mouseMove(header.viewport(), edge + QPoint(40, 0))
        QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(40, 0))
        table.set_widths({"type": 170})
        table.resize(901, 400)
        QApplication.processEvents()
        assert width_of(table, "type") == 170


def test_settings_of_another_hand_give_the_usual_list(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    for kept in (
        "[1]",
        "{",
        '{"columns": 3, "widths": [1], "order": 4}',
        '{"widths": {"type": -5}}',
        '{"tall": "no"}',
    ):
        settings.setValue("columns/agreement", kept)
        assert Shapes(settings).of("agreement") == Shape()
    shapes = Shapes(settings)
    shapes.keep("agreement", Shape(("title", "ref"), {"type": 90}, "-title"))
    settings.sync()
    again = Shapes(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    assert again.of("agreement") == Shape(("title", "ref"), {"type": 90}, "-title")
    assert [column.name for column in columns("agreement", chosen=("title", "gone"))] == ["title"]


def test_every_column_says_what_the_record_holds(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        with desk.change("Fill") as change:
            topic = change.add("topic", title="Logistics", type="policy-theme")
            kept = change.add("agreement", title="Fuel", type="mou", binding="yes")
            change.add_part("subject", kept, other_id=topic)
            change.add_part("event", kept, type="signature", date="2024-08-22")
            change.add_part("reference", kept, register="unts", number="58123")
        model = RecordModel(desk)
        names = [column.name for column in offered("agreement")]
        with qtbot.waitSignal(model.arrived):
            model.show(parse("kind:agreement fuel"), chosen=names)
        said = {c.name: c.text(model.row_at(0)) for c in model.columns()}
        assert said["binding"] == "Binding"
        assert said["topics"] == "Logistics"
        assert said["signature"] == "22 Aug 2024"
        assert said["numbers"] == "58123"
        assert said["created_at"] == "2 Nov 2026"
        assert said["created_by"] == "rao"


def test_a_reference_of_five_characters_is_shown_whole(qapp: QApplication) -> None:
    ref = columns("engagement")[0]
    assert ref.width >= QFontMetrics(theme.ui_font()).horizontalAdvance("E2838") + 24


def table_of(qtbot: QtBot, desk: Desk, query: str, width: int) -> RecordTable:
    """A list `width` px wide, once its rows are there."""
    model = RecordModel(desk)
    table = RecordTable(model)
    qtbot.addWidget(table)
    table.resize(width, 400)
    with qtbot.waitExposed(table):
        table.show()
    with qtbot.waitSignal(model.arrived):
        model.show(parse(query), "newest")
    QApplication.processEvents()
    return table


def width_of(table: RecordTable, name: str) -> int:
    model = table.model()
    assert isinstance(model, RecordModel)
    return table.columnWidth([column.name for column in model.columns()].index(name))


def test_a_narrow_list_of_engagements_needs_no_scrolling_sideways(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with desk_at(tmp_path) as desk:
        table = table_of(qtbot, desk, "kind:engagement", 560)
        assert table.horizontalScrollBar().maximum() == 0
        assert width_of(table, "extra") >= 120
        table.resize(400, 400)
        assert width_of(table, "extra") == 0, "before anything is cut off at the side"


def test_a_long_date_is_shown_whole_where_others_have_room_to_spare(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with desk_at(tmp_path) as desk:
        with desk.change("Begin") as change:
            change.add("source", title="Post", type="post", date="2024-08-23/2024-08-24~")
        long = "23 Aug 2024 – c. 24 Aug 2024"
        table = table_of(qtbot, desk, "kind:source", 690)
        assert table.fontMetrics().horizontalAdvance(long) + 24 <= width_of(table, "date")
        assert table.horizontalScrollBar().maximum() == 0


def test_the_whole_row_under_the_pointer_is_lit(qtbot: QtBot, tmp_path: Path) -> None:
    def ground(row: int, column: int) -> QColor:
        QApplication.processEvents()
        corner = table.visualRect(table.model().index(row, column)).topLeft() + QPoint(3, 3)
        return table.viewport().grab().toImage().pixelColor(corner)

    with desk_at(tmp_path) as desk:
        table = table_of(qtbot, desk, "kind:official", 900)
        plain = ground(0, 1)
        place = table.visualRect(table.model().index(1, 1)).center()
        for kind, at in ((QEvent.Type.HoverEnter, place), (QEvent.Type.HoverMove, place)):
            QApplication.sendEvent(table.viewport(), QHoverEvent(kind, at, at, QPoint(0, 0)))
        assert ground(1, 0) == ground(1, 1) == ground(1, 2) != plain
        assert ground(0, 1) == plain
        left = QHoverEvent(QEvent.Type.HoverLeave, QPoint(-1, -1), QPoint(-1, -1), place)
        QApplication.sendEvent(table.viewport(), left)
        assert ground(1, 1) == plain
