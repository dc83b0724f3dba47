"""What a narrow list still shows."""

from pathlib import Path

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from defcat.search.query import parse
from tests.ui.dialog_desk import desk_at
from ui import theme
from ui.models.columns import columns
from ui.models.records import RecordModel
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


def test_a_reference_of_five_characters_is_shown_whole(qapp: QApplication) -> None:
    ref = columns("engagement")[0]
    assert ref.width >= QFontMetrics(theme.ui_font()).horizontalAdvance("E2838") + 24
