"""A catalogue whose search index is of another edition, opened in the window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import delete, func, select

from defcat.catalogue import Catalogue
from defcat.model import FACET, SETTING
from defcat.search import entries, index
from tests.window import NOW, Officer
from ui.renewal import Renewal
from ui.widgets.empty import EmptyState
from ui.widgets.welcome import Welcome


@pytest.fixture
def older(made_sample: Path, tmp_path: Path) -> Path:
    """The sample, as a program before this one left it."""
    path = tmp_path / "Older.defcat"
    path.write_bytes(made_sample.read_bytes())
    with Catalogue.open(path, now=lambda: NOW) as catalogue, catalogue._begin() as connection:
        index.drop_fulltext(connection)
        index.create_fulltext(connection)
        connection.execute(delete(FACET))
        connection.execute(delete(SETTING).where(SETTING.c.name == index.EDITION))
    return path


def page(officer: Officer) -> object:
    return officer.window.body.currentWidget()


def test_it_is_indexed_and_then_shown(officer: Officer, older: Path) -> None:
    officer.application.open(older)
    shown = page(officer)
    assert isinstance(shown, EmptyState)
    assert shown.accessibleName() == "Making the search index anew"
    officer.until(lambda: "Lloyd Austin" in officer.home_text())
    with officer.desk.catalogue.read() as connection:
        records = connection.scalar(select(func.count()).select_from(FACET))
    assert records > 50
    assert not officer.desk.catalogue.outdated


def test_it_says_how_far_it_is_and_can_be_closed(
    officer: Officer, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "CHUNK", 1)
    officer.application.open(older)
    shown = page(officer)
    assert isinstance(shown, EmptyState)
    officer.until(lambda: " of 59 records" in shown.accessibleDescription())
    button = shown.findChild(QPushButton)
    assert button is not None
    assert button.text() == "Close"
    officer.press("Space", "Return")
    assert page(officer) is shown, "a search that is typed meanwhile stops nothing"
    officer.press("Tab")
    assert button.hasFocus()
    officer.press("Space")
    assert isinstance(page(officer), Welcome)
    with Catalogue.open(older, renew=False) as catalogue:
        assert catalogue.outdated
        with catalogue.read() as connection:
            assert connection.scalar(select(func.count()).select_from(FACET)) == 0


def test_the_window_can_be_closed_meanwhile(officer: Officer, older: Path) -> None:
    officer.application.open(older)
    officer.window.close()
    assert officer.application.findChild(Renewal)._thread.is_alive() is False
    Catalogue.open(older).close()  # nobody holds it
