"""Another program writes into the file of a catalogue while it is open: it is noticed, and what it
wrote is not spoilt.
"""

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.errors import DefcatError, Overwritten
from defcat.model import RECORD
from defcat.storage.presence import KEPT_LOG
from tests.core.making import make
from tests.torture.hands import as_key
from tests.torture.quick import quick_keys

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody write into it")

SECRETS = pytest.mark.parametrize("secret", [None, "a passphrase of some length"])


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_keys(monkeypatch.setattr)


def add(catalogue: Catalogue, *titles: str) -> None:
    for title in titles:
        with catalogue.change("Add") as change:
            change.add("topic", title=title, type="sector")


def titles(catalogue: Catalogue) -> list[str]:
    with catalogue.read() as connection:
        return list(connection.scalars(select(RECORD.c.title).order_by(RECORD.c.id)))


def opened(folder: Path, secret: str | None) -> Catalogue:
    folder.mkdir(exist_ok=True)
    path = folder / "desk.defcat"
    if path.exists():
        return Catalogue.open(path, key=as_key(secret))
    return make(folder, key=as_key(secret))


def written_over(path: Path, content: bytes) -> None:
    """As a program does that keeps the file and writes other bytes into it."""
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()
    os.utime(path, (1_000_000_000, 1_000_000_000))  # some copy the time as well


@SECRETS
def test_nothing_is_read_from_it_or_written_into_it(tmp_path: Path, secret: str | None) -> None:
    with opened(tmp_path / "other", secret) as other:
        add(other, *(f"Theirs {number}" for number in range(20)))
    content = (tmp_path / "other" / "desk.defcat").read_bytes()
    with opened(tmp_path / "own", secret) as catalogue:
        add(catalogue, "Ours")
        written_over(catalogue.path, content)
        with pytest.raises(Overwritten, match="Another program"):
            add(catalogue, "Lost")
        with pytest.raises(Overwritten):
            titles(catalogue)
    assert catalogue.path.read_bytes() == content
    with opened(tmp_path / "own", secret) as now:
        assert titles(now)[0] == "Theirs 0"


@SECRETS
def test_nor_where_it_is_an_older_state_of_the_same(tmp_path: Path, secret: str | None) -> None:
    with opened(tmp_path, secret) as catalogue:
        add(catalogue, *(f"Topic {number}" for number in range(20)))
    content = catalogue.path.read_bytes()
    with opened(tmp_path, secret) as catalogue:
        add(catalogue, *(f"More {number}" for number in range(20)))
    before = tmp_path / "before"
    before.write_bytes(catalogue.path.read_bytes())
    with opened(tmp_path, secret) as catalogue:
        add(catalogue, "Last")
        written_over(catalogue.path, content)
        with pytest.raises(Overwritten):
            catalogue.require_file()
    assert catalogue.path.read_bytes() == content
    with opened(tmp_path, secret) as now:
        assert len(titles(now)) == 20
    before.rename(catalogue.path)
    kept = catalogue.path.with_name(catalogue.path.name + KEPT_LOG)
    kept.rename(catalogue.path.with_name(catalogue.path.name + "-wal"))
    with opened(tmp_path, secret) as then:
        assert titles(then)[-1] == "Last", "the file as it was, with the log that was kept"


@SECRETS
def test_of_a_file_that_was_touched_only_nothing_is_lost(
    tmp_path: Path, secret: str | None
) -> None:
    with opened(tmp_path, secret) as catalogue:
        add(catalogue, "First", "Second")
        os.utime(catalogue.path, (1_000_000_000, 1_000_000_000))
        with pytest.raises(Overwritten):
            add(catalogue, "Third")
    with opened(tmp_path, secret) as again:
        assert titles(again) == ["First", "Second"]
        add(again, "Third")


def test_what_is_written_here_is_no_other_program(tmp_path: Path) -> None:
    with opened(tmp_path, None) as catalogue:
        before = catalogue.path.stat().st_size
        for number in range(4):
            with catalogue.change("Add much") as change:
                for each in range(120):
                    change.add(
                        "topic", type="sector", title=f"T {number} {each}", notes="Long. " * 5_000
                    )
        assert catalogue.path.stat().st_size > before, "its log was folded into it"
        with opened_for_reading(catalogue.path) as reader:
            assert len(titles(reader)) == 480
        add(catalogue, "One more")
        assert len(titles(catalogue)) == 481
    catalogue.close()


def opened_for_reading(path: Path) -> Catalogue:
    return Catalogue.open(path, write=False)


def test_who_only_reads_sees_what_another_writes(tmp_path: Path) -> None:
    opened(tmp_path, None).close()
    with opened_for_reading(tmp_path / "desk.defcat") as reader:
        with opened(tmp_path, None) as catalogue:
            add(catalogue, "New")
        assert titles(reader) == ["New"]


def test_closed_twice_it_leaves_alone_what_was_opened_since(tmp_path: Path) -> None:
    first = opened(tmp_path, None)
    add(first, "First")
    first.close()
    with opened(tmp_path, None) as second:
        add(second, "Second")
        first.close()
        add(second, "Third")
    with opened(tmp_path, None) as third:
        assert titles(third) == ["First", "Second", "Third"]


def test_it_is_an_expected_failure() -> None:
    assert issubclass(Overwritten, DefcatError)
