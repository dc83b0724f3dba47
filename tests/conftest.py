"""What all tests share: a screenless Qt, a clock that stands still, and catalogues to work on."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""The moment at which the tests that need a day take place."""


FULL_EVERY = 50
"""After so many tests everything is looked at for garbage, not only what is new."""

_TESTS = count(1)


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Backups, logs and preferences of the tests go to folders of their own."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        yield


@pytest.fixture(autouse=True, scope="session")
def _garbage_waits() -> None:
    """Python collects no garbage by itself, here as in the program (`ui/collector.py`).

    On a reading thread it would free windows of tests long past, and Qt would crash at random. It
    is not switched on again: what is left after the last test outlives Qt.
    """
    gc.disable()


@pytest.fixture(autouse=True)
def _garbage_goes(_garbage_waits: None) -> Iterator[None]:
    """Collect garbage between the tests, on the thread that runs them."""
    yield
    gc.collect(2 if next(_TESTS) % FULL_EVERY == 0 else 1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[object]:
    """An empty catalogue, open for writing."""
    from defcat.catalogue import Catalogue

    with Catalogue.create(tmp_path / "desk.defcat", user="officer", now=lambda: NOW) as made:
        yield made


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[object]:
    """The sample catalogue, open for writing."""
    from defcat.exchange.sample import create_sample

    with create_sample(tmp_path / "Sample.defcat", user="officer", now=lambda: NOW) as made:
        yield made
