"""One catalogue file for another: killed at any step, the old one or the new one opens whole."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, LockedByAnother, NotACatalogue
from defcat.storage import swap
from defcat.storage.lock import locked
from tests.core.making import NOON, make

KEPT = "desk replaced 2024-11-18.defcat"
KEPT_LOGS = (f"{KEPT}-wal", f"{KEPT}-shm")


def made(folder: Path, title: str) -> Path:
    """A closed catalogue in a folder of its own, with one record."""
    folder.mkdir()
    with make(folder) as catalogue, catalogue.change("Add") as change:
        change.add("topic", title=title, type="sector")
    return folder / "desk.defcat"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A catalogue with the record "Old", whose writer was killed: "Logged" is in its log only.

    Beside it, whole, what is to take its place: a catalogue with the record "New".
    """
    path = made(tmp_path / "desk", "Old")
    catalogue = Catalogue.open(path, user="asha", now=lambda: NOON)
    with catalogue.change("Add") as change:
        change.add("topic", title="Logged", type="sector")
    log, index = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    copied = {each: each.read_bytes() for each in (log, index)}
    plain = path.read_bytes()
    catalogue.close()
    path.write_bytes(plain)
    for each, content in copied.items():
        each.write_bytes(content)
    made(tmp_path / "new", "New").rename(swap.beside(path))
    return path


def titles(path: Path) -> list[str]:
    """What is in the catalogue, once it has been checked whole, and opened for writing."""
    with Catalogue.open(path, now=lambda: NOON) as catalogue, catalogue.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        return list(connection.exec_driver_sql("SELECT title FROM record ORDER BY id").scalars())


def swapped(path: Path, keep: bool) -> None:
    with locked(path, "asha"):
        swap.swap_in(swap.beside(path), path, keep_as=path.with_name(KEPT) if keep else None)


def killed(monkeypatch: pytest.MonkeyPatch, do: Callable[[], None], step: int) -> bool:
    """Whether a process that does this was killed as it asked the system for its n-th `step`.

    Every call that changes what is on the disk is a step; it is killed right before it.
    """
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) == 9
    left = [step]

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def stepped(*given: object, **more: object) -> object:
            if left[0] == 0:
                os._exit(9)
            left[0] -= 1
            return call(*given, **more)

        return stepped

    code = 1
    try:
        for name in ("replace", "unlink", "fsync", "chmod"):
            monkeypatch.setattr(os, name, counted(getattr(os, name)))
        monkeypatch.setattr(Path, "write_text", counted(Path.write_text))
        do()
        code = 0
    finally:
        os._exit(code)


def left_beside(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()} - {path.name, KEPT, *KEPT_LOGS}


@pytest.mark.parametrize("keep", [False, True])
def test_the_new_file_is_in_its_place(path: Path, keep: bool) -> None:
    path.chmod(0o640)
    swapped(path, keep)
    assert path.stat().st_mode & 0o777 == 0o640
    assert titles(path) == ["New"]
    assert not left_beside(path)
    kept = path.with_name(KEPT)
    assert kept.exists() == keep
    if keep:  # with what stood in its log alone
        assert titles(kept) == ["Old", "Logged"]


@pytest.mark.parametrize("keep", [False, True])
def test_killed_at_any_step_one_of_the_two_opens_whole(
    path: Path, keep: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    seen = set()
    step = 0
    while True:
        folder = tmp_path / f"run {step}"
        folder.mkdir()
        for name, content in before.items():
            (folder / name).write_bytes(content)
        desk = folder / path.name
        if not killed(monkeypatch, lambda desk=desk: swapped(desk, keep), step):
            break
        # Whoever opens it next may be killed at every step of finishing it, too.
        for again in range(step % 4):
            killed(monkeypatch, lambda desk=desk: titles(desk) and None, again)
        found = titles(desk)
        seen.add(tuple(found))
        kept = desk.with_name(KEPT)
        if found == ["New"]:
            assert kept.exists() == keep
            assert not keep or titles(kept) == ["Old", "Logged"]
        else:
            assert found == ["Old", "Logged"]
            assert not kept.exists()
        assert not left_beside(desk)
        step += 1
    assert step >= 8
    assert seen == {("New",), ("Old", "Logged")}


def test_a_file_that_was_being_replaced_is_put_in_its_place_for_a_reader_too(path: Path) -> None:
    path.with_name("desk.defcat.swap").write_text(json.dumps({"keep_as": KEPT}), "utf-8")
    path.rename(path.with_name(KEPT))  # and its log is still where it was
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        found = connection.exec_driver_sql("SELECT title FROM record").scalars().all()
    assert found == ["New"]
    assert titles(path.with_name(KEPT)) == ["Old", "Logged"]


def test_no_new_catalogue_is_made_where_one_is_being_replaced(path: Path) -> None:
    path.with_name("desk.defcat.swap").write_text(json.dumps({"keep_as": KEPT}), "utf-8")
    path.rename(path.with_name(KEPT))
    with pytest.raises(FileProblem, match="exists already"):
        Catalogue.create(path)
    assert titles(path) == ["New"]


def test_a_reader_waits_for_whoever_is_replacing_it(path: Path) -> None:
    path.with_name("desk.defcat.swap").write_text(json.dumps({"keep_as": None}), "utf-8")
    with locked(path, "asha"), pytest.raises(LockedByAnother, match="asha"):
        Catalogue.open(path, write=False)


def test_what_a_killed_run_left_goes_at_the_next_opening_for_writing(path: Path) -> None:
    for ending in ("-wal", "-shm", "-journal"):
        path.with_name(f"desk.defcat.new{ending}").write_bytes(b"half")
    with Catalogue.open(path, write=False):
        assert swap.beside(path).exists()
    assert titles(path) == ["Old", "Logged"]
    assert not left_beside(path)


def test_what_is_half_written_beside_it_goes_once_nobody_is_writing_it(path: Path) -> None:
    left, under_way = (path.with_name(f".unfinished-{each}") for each in ("left", "now"))
    for each in (left, under_way):
        each.write_bytes(b"half")
    os.utime(left, (0, 0))
    titles(path)
    assert left_beside(path) == {under_way.name}


@pytest.mark.parametrize(
    "note",
    [
        *("", '{"keep_as": "de', "[]", '{"keep_as": "../other.defcat"}', '{"keep_as": "a.pdf"}'),
        "[" * 100_000,
    ],
)
def test_a_note_that_is_not_whole_or_names_what_it_may_not_counts_for_nothing(
    path: Path, note: str
) -> None:
    path.with_name("desk.defcat.swap").write_text(note, "utf-8")
    assert titles(path) == ["Old", "Logged"]
    assert not left_beside(path)


def test_a_note_replaces_no_other_catalogue(path: Path, tmp_path: Path) -> None:
    other = made(tmp_path / "other", "Other").rename(path.with_name("other.defcat"))
    path.with_name("desk.defcat.swap").write_text('{"keep_as": "other.defcat"}', "utf-8")
    with pytest.raises(FileProblem, match=r"other\.defcat exists already"):
        Catalogue.open(path)
    assert titles(other) == ["Other"]


@pytest.mark.parametrize(
    ("keep", "failing"), [(False, 1), (True, 1), (True, 2), (True, 3), (True, 4)]
)
def test_a_step_that_the_system_refuses_is_taken_back(
    path: Path, keep: bool, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a file that another program has open cannot be moved."""
    real, moves = os.replace, []

    def refused(was: Path, now: Path) -> None:
        moves.append(was)
        if len(moves) == failing:
            raise PermissionError(13, "It is used by another process")
        real(was, now)

    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refused)
        with pytest.raises(FileProblem, match="used by another process") as error:
            swapped(path, keep)
    assert len(moves) >= failing
    assert "Close it in other programs" in error.value.fix
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before
    swapped(path, keep)  # once the other program has closed it
    assert titles(path) == ["New"]


def test_on_a_full_disk_the_old_file_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with locked(path, "asha"), monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with pytest.raises(FileProblem, match="No space left"):
            swap.swap_in(swap.beside(path), path)
    assert titles(path) == ["Old", "Logged"]


def test_nothing_that_is_there_is_written_over(path: Path) -> None:
    kept = path.with_name(KEPT)
    kept.write_bytes(b"an earlier one")
    with pytest.raises(FileProblem, match="exists already"):
        swapped(path, keep=True)
    assert kept.read_bytes() == b"an earlier one"
    assert titles(path) == ["Old", "Logged"]


def test_a_catalogue_that_is_a_link_stays_one(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.defcat"
    link.symlink_to(path)
    with locked(link, "asha"):
        swap.swap_in(swap.beside(link), link)
    assert link.is_symlink()
    assert titles(path) == ["New"]


def test_a_file_that_is_gone_is_put_back_from_the_new_one(path: Path) -> None:
    for each in path.parent.iterdir():
        if each != swap.beside(path):
            each.unlink()
    swapped(path, keep=True)
    assert titles(path) == ["New"]
    assert not path.with_name(KEPT).exists()


def test_what_is_no_catalogue_is_not_made_one_by_opening_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    path.write_text("nothing of ours")
    with pytest.raises(NotACatalogue):
        Catalogue.open(path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
