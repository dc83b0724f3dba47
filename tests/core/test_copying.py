"""Copies of a catalogue: one state of it, whole and proved, or none at all."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, Interrupted
from defcat.search import run
from defcat.search.query import Query
from defcat.storage import copying
from defcat.storage.engine import key_of
from defcat.storage.key import PAGE, Secret
from tests.core.making import dump, make

KEYS = [None, Secret("over the hills")]


@pytest.fixture(params=KEYS, ids=["plain", "encrypted"])
def secret(request: pytest.FixtureRequest) -> Secret | None:
    key: Secret | None = request.param
    return key


def fill(catalogue: Catalogue, count: int) -> None:
    with catalogue.change("Fill") as change:
        for number in range(count):
            change.add("agreement", title=f"Agreement {number}", type="mou", summary="word " * 300)


def count(path: Path, secret: Secret | None) -> int:
    with Catalogue.open(path, key=secret, write=False) as opened, opened.read() as connection:
        return run.count(connection, Query())


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Writing more to a file fails, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_copy_holds_what_was_recorded_when_it_began_and_never_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: Secret | None
) -> None:
    monkeypatch.setattr(copying, "_STEP", 20)
    heard: list[tuple[int, int]] = []
    with make(tmp_path, key=secret) as catalogue:
        fill(catalogue, 100)
        before = dump(catalogue)

        def told(done: int, total: int) -> None:
            heard.append((done, total))
            if len(heard) % 3 == 1 and done < total / 4:
                fill(catalogue, 1)

        with catalogue.read() as connection:
            copying.copy(connection, tmp_path / "copy.defcat", told)
        assert catalogue.settings  # still open and in order
    assert count(tmp_path / "desk.defcat", secret) > 101, "written while it was copied"
    done = [each for each, _ in heard]
    assert done == sorted(done)
    assert len(heard) > 5
    assert heard[-1][0] == heard[-1][1]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.defcat", "desk.defcat"]
    with Catalogue.open(tmp_path / "copy.defcat", key=secret, write=False) as copy:
        assert dump(copy) == before


def test_what_only_the_log_holds_is_in_the_copy(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        fill(catalogue, 3)
        assert (tmp_path / "desk.defcat-wal").stat().st_size > 0
        with catalogue.read() as connection:
            copying.copy(connection, tmp_path / "copy.defcat")
        assert count(tmp_path / "copy.defcat", None) == 3
    assert (tmp_path / "copy.defcat").stat().st_mode & 0o777 == 0o600, "nobody else may read it"


def test_of_a_damaged_catalogue_there_is_no_copy(tmp_path: Path, secret: Secret | None) -> None:
    with make(tmp_path, key=secret) as catalogue:
        fill(catalogue, 100)
    path = tmp_path / "desk.defcat"
    content = bytearray(path.read_bytes())
    middle = len(content) // PAGE // 2 * PAGE
    content[middle : middle + 64] = os.urandom(64)
    path.write_bytes(content)
    with (
        Catalogue.open(path, key=secret, write=False) as opened,
        opened.read() as connection,
        pytest.raises(FileProblem, match=r"desk\.defcat is damaged.*restore a backup"),
    ):
        copying.copy(connection, tmp_path / "copy.defcat")
    assert [each.name for each in tmp_path.iterdir() if "copy" in each.name] == []
    assert list(tmp_path.glob(".unfinished-*")) == []


@pytest.mark.parametrize("after", [0, 3, 12])
def test_stopped_nothing_is_left_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(copying, "_STEP", 50)
    monkeypatch.setattr(copying, "_LOOKS_EACH", 100)
    target = tmp_path / "copy.defcat"
    target.write_text("what was there")
    asked: list[None] = []

    def stop() -> bool:
        asked.append(None)
        return len(asked) > after

    with make(tmp_path) as catalogue:
        fill(catalogue, 100)
        with catalogue.read() as connection, pytest.raises(Interrupted, match="No copy was made"):
            copying.copy(connection, target, stop=stop)
        fill(catalogue, 1)
    assert target.read_text() == "what was there"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.defcat", "desk.defcat"]


def test_it_tells_of_the_full_text_table_too_and_stops_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_LOOKS_EACH", 1)
    monkeypatch.setattr(copying, "_TOLD_EACH", 1)
    with make(tmp_path) as catalogue:
        fill(catalogue, 100)
    path, heard = tmp_path / "desk.defcat", [0.0]
    copying.verify(path, None, lambda done, whole: heard.append(done / whole))
    assert heard == sorted(heard)
    assert heard[-1] == 1
    within = [part for part in heard if 0.6 < part < 0.8]
    assert within
    heard.clear()
    with pytest.raises(Interrupted):
        copying.verify(
            path,
            None,
            lambda done, whole: heard.append(done / whole),
            lambda: bool(heard) and heard[-1] >= within[0],
        )
    assert heard[-1] < 0.8


def test_where_there_is_no_room_it_says_so_and_leaves_nothing(
    tmp_path: Path, secret: Secret | None
) -> None:
    with make(tmp_path, key=secret) as catalogue:
        fill(catalogue, 100)
        with catalogue.read() as connection:
            folder = tmp_path / "stick"
            folder.mkdir()
            with (
                no_file_larger_than(50 * PAGE),
                pytest.raises(FileProblem, match=r"No copy could be written to .*stick.*Make room"),
            ):
                copying.copy(connection, folder / "copy.defcat")
            assert list(folder.iterdir()) == []
            copying.copy(connection, folder / "copy.defcat")  # once there is room
    assert count(folder / "copy.defcat", secret) == 100


def test_a_copy_that_is_not_whole_is_told_from_one_that_is(
    tmp_path: Path, secret: Secret | None
) -> None:
    with make(tmp_path, key=secret) as catalogue:
        fill(catalogue, 50)
        with catalogue.read() as connection:
            key = key_of(connection)
    path = tmp_path / "desk.defcat"
    copying.verify(path, key)
    path.write_bytes(path.read_bytes()[: -3 * PAGE])
    with pytest.raises(FileProblem, match="is damaged"):
        copying.verify(path, key)
