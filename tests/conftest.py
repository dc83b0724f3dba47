"""What all tests share: a screenless Qt, a clock that stands still, and catalogues to work on."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""The moment at which the tests that need a day take place."""


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
