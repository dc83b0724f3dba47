"""Drafts of a form that keep themselves while somebody types."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from defcat.catalogue import Catalogue
from defcat.errors import FileProblem
from tests.ui.form_hands import control, drafts, enter, show
from ui import theme
from ui.desk import Desk
from ui.forms import form as form_module
from ui.forms.form import RecordForm


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    desk = Desk(Catalogue.create(tmp_path / "desk.defcat", user="Rao"))
    yield desk
    desk.close()


def test_a_draft_is_kept_while_somebody_types_without_a_pause(
    qtbot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_module, "IDLE_MS", 10_000_000)
    monkeypatch.setattr(form_module, "TYPING_MS", 30)
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    enter(control(form, "title"), "Long")
    qtbot.waitUntil(lambda: drafts(desk) == ["Long"])
    enter(control(form, "title"), " note")
    qtbot.waitUntil(lambda: drafts(desk) == ["Long note"])


def test_what_cannot_be_kept_by_itself_is_told_once_and_tried_again(
    qtbot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_module, "IDLE_MS", 10)
    monkeypatch.setattr(form_module, "TYPING_MS", 20)
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    told: list[object] = []
    desk.failed.connect(told.append)
    tries: list[object] = []
    keep = form_module.draft_store.keep

    def full(*given: object) -> int:
        tries.append(given)
        if len(tries) < 4:
            raise FileProblem("The disk is full.", "Make room.")
        return keep(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(form_module.draft_store, "keep", full)
    enter(control(form, "title"), "Long")
    qtbot.waitUntil(lambda: drafts(desk) == ["Long"])
    assert len(told) == 1
