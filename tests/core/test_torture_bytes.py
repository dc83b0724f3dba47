"""With a passphrase nothing of a record can be read in what the program writes, nor does anything
talk to another machine. The window's part of it is in tests/ui/test_torture.py.
"""

import os
import re
from pathlib import Path

import pytest

from tests.torture import readable, watched
from tests.torture.plans import FIRST, create
from tests.torture.quick import quick_keys

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills as Linux does")

FILES = (
    r"desk\.defcat(-wal|-shm|\.lock|\.holder|\.new(-wal|-shm|-journal)?)?|crash-\w+\.txt"
    r"|defcat\.log|\.unfinished-\w+(-journal)?"
)
"""What a program at work on a catalogue makes, be it for a moment."""


def seen(work: str, folder: Path) -> watched.Watched:
    """What a child asks of the system while it does that work."""
    try:
        return watched.watch(work, folder)
    except watched.CannotWatch:
        pytest.skip("this system lets nobody trace a child")


def test_nothing_readable_is_on_the_disk_at_work_or_after_a_kill(tmp_path: Path) -> None:
    words, found = readable.look("tests.torture.readable", tmp_path)
    assert words > 500
    assert readable.summary(found) == []
    assert (tmp_path / "desk.defcat-wal").stat().st_size, "it was killed with its log beside it"
    assert list((tmp_path / "crashes").iterdir())
    assert list((tmp_path / "temporary").rglob("desk*.defcat")), "a backup was made"


def test_without_a_passphrase_the_words_are_seen(tmp_path: Path) -> None:
    catalogue, words = readable.fill(tmp_path, None)
    catalogue.close()
    places = {seen.place for seen in readable.readable(tmp_path, words)}
    assert {"draft title", "search query", "recent brief", "letterhead", "label"} <= places
    assert len(places) > 80


def test_a_program_at_work_makes_no_file_that_it_does_not_name(tmp_path: Path) -> None:
    found = seen("catalogue", tmp_path / "desk")
    strange = {Path(path).name for path in found.created}
    assert {name for name in strange if not re.fullmatch(FILES, name)} == set()
    assert found.families() == []


def test_no_command_makes_a_socket_to_another_machine(tmp_path: Path) -> None:
    assert seen("commands", tmp_path / "desk").families() == []


def test_a_socket_would_be_seen(tmp_path: Path) -> None:
    assert seen("a socket", tmp_path / "desk").families() != []


def test_a_catalogue_with_a_passphrase_keeps_its_temporary_tables_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_keys(monkeypatch.setattr)
    with create(tmp_path, FIRST) as catalogue, catalogue.read() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar_one() == 2
