"""The dialog that writes records out: what it offers, what it says, and what it leaves out."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from defcat.search.parse import parse
from tests.ui.dialog_desk import desk_at
from ui import theme
from ui.desk import Desk
from ui.widgets.export_dialog import ExportDialog, Lot
from ui.widgets.waiting import Waiting


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    with desk_at(tmp_path) as made:
        yield made


def dialog(qtbot: QtBot, desk: Desk, *lots: Lot) -> ExportDialog:
    made = ExportDialog(desk, lots or (Lot("All of the catalogue"),), "desk")
    qtbot.addWidget(made)
    made.open()
    return made


def written(qtbot: QtBot, made: ExportDialog, path: Path) -> list[str]:
    with qtbot.waitSignal(made.written) as told:
        made.write(path)
    qtbot.waitUntil(lambda: not isinstance(QApplication.activeModalWidget(), Waiting))
    assert told.args is not None
    said: list[str] = told.args[1]
    return said


def titles(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["Title"] for row in csv.DictReader(file)]


def test_the_list_that_is_shown_goes_out(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    made = dialog(qtbot, desk, Lot("The list", query=parse("kind:agreement")), Lot("All"))
    assert made.lot.currentText() == "The list"
    path = tmp_path / "out.csv"
    assert written(qtbot, made, path) == ["1 record is in out.csv."]
    assert titles(path) == ["Security of Supply Arrangement"]


def test_the_chosen_rows_alone_go_out(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    made = dialog(qtbot, desk, Lot("The 2 chosen records", ids=[2, 3]))
    path = tmp_path / "out.xlsx"
    assert written(qtbot, made, path) == ["2 records are in out.xlsx."]


def test_what_is_above_the_ceiling_is_left_out_and_counted(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    made = dialog(qtbot, desk)
    made.form.choose(".csv")
    made.ceiling.set_value("unclassified")
    made.ceiling.edited.emit()
    assert "above the ceiling are left out" in made.text()
    path = tmp_path / "out.csv"
    said = written(qtbot, made, path)
    assert said == [
        "5 records are in out.csv.",
        "1 record is above the ceiling and was left out.",
    ]
    assert "Security of Supply" not in path.read_text(encoding="utf-8-sig")


def test_the_ending_is_that_of_the_form(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog(qtbot, desk)
    made.form.choose(".json")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.y"), ""))
    with qtbot.waitSignal(made.written):
        made.choose()
    assert (tmp_path / "x.y.json").is_file()


def test_a_form_without_a_place_for_the_records_says_so_and_stays(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    made = dialog(qtbot, desk, Lot("The list", query=parse("kind:agreement")))
    made.write(tmp_path / "out.vcf")
    qtbot.waitUntil(made.notice.isVisible)
    assert "no officials" in made.notice.text()
    assert made.isVisible()
    assert not (tmp_path / "out.vcf").exists()
