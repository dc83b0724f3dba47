"""The reading thread gives memory back once nobody asks anything, and answers again after that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from defcat.errors import FileProblem
from tests.core.making import make
from ui import tasks
from ui.tasks import Reader


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


@pytest.fixture
def reader(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setattr(tasks, "REST_S", 0.01)
    reader = Reader(catalogue)
    yield reader
    reader.stop()


def answers(qtbot: QtBot, reader: Reader) -> bool:
    """Whether the reader answers what it is asked."""
    heard: list[Any] = []
    reader.ask("anything", lambda connection: 1, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    return heard == [1]


def test_memory_is_given_back_after_each_time_that_something_was_asked(
    qtbot: QtBot, catalogue: Catalogue, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[int] = []
    rest = catalogue.rest
    monkeypatch.setattr(catalogue, "rest", lambda: (rest(), rests.append(1)))
    for times in (1, 2):
        assert answers(qtbot, reader)
        qtbot.waitUntil(lambda times=times: len(rests) == times)


def test_a_file_that_cannot_be_read_meanwhile_ends_nothing(
    qtbot: QtBot, catalogue: Catalogue, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[int] = []

    def rest() -> None:
        rests.append(1)
        raise FileProblem("The disk is gone.", "Put it back.")

    monkeypatch.setattr(catalogue, "rest", rest)
    assert answers(qtbot, reader)
    qtbot.waitUntil(lambda: bool(rests))
    assert answers(qtbot, reader)
