"""The search index is put in order while nobody works, and never beside anything else."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.core.making import index_terms, leave_pieces, pieces
from tests.ui.dialog_desk import desk_at
from ui import tasks, tending
from ui.desk import Desk
from ui.tending import Tending


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(tasks, "IDLE_S", 0.01)
    monkeypatch.setattr(tending, "SETTLE_MS", 10)
    monkeypatch.setattr(tending, "PAUSE_MS", 0)
    with desk_at(tmp_path) as made:
        leave_pieces(made.catalogue, 12)
        yield made


@pytest.fixture
def tended(desk: Desk) -> Iterator[Tending]:
    parent = QObject()
    made = Tending(desk, parent)
    made.start()
    yield made
    made.stop()


def test_pieces_are_put_together_once_nobody_works(
    qtbot: QtBot, desk: Desk, tended: Tending
) -> None:
    before = index_terms(desk.catalogue.path)
    assert pieces(desk.catalogue) >= 12
    qtbot.waitUntil(lambda: pieces(desk.catalogue) <= 4)
    qtbot.waitUntil(lambda: not tended.busy() and not desk.busy())
    assert index_terms(desk.catalogue.path) == before


def test_a_change_has_them_put_together_again(qtbot: QtBot, desk: Desk, tended: Tending) -> None:
    qtbot.waitUntil(lambda: not tended.busy() and not desk.busy())
    leave_pieces(desk.catalogue, 12)
    with desk.change("Add a topic") as change:
        change.add("topic", title="One more", type="sector")
    qtbot.waitUntil(lambda: pieces(desk.catalogue) <= 4)


def test_it_waits_for_what_is_under_way(qtbot: QtBot, desk: Desk, tended: Tending) -> None:
    over = threading.Event()
    errand = desk.aside(lambda _told, _stop: over.wait(), "backup")
    errand.start()
    qtbot.wait(100)
    assert pieces(desk.catalogue) >= 12
    over.set()
    qtbot.waitUntil(lambda: pieces(desk.catalogue) <= 4)
