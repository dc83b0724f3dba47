"""Backups: where they go, when one is due, what is kept, and going back to one."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from defcat import backups
from defcat.catalogue import Catalogue
from defcat.dossier import load
from defcat.errors import (
    DefcatError,
    FileProblem,
    InputError,
    Interrupted,
    LockedByAnother,
    NeedsPassphrase,
    NotFound,
    Refused,
    WrongPassphrase,
)
from defcat.storage import file
from defcat.storage.engine import make_engine
from defcat.storage.key import PAGE, Secret
from tests.core.making import NOON, dump, make, start
from tests.core.test_migration import first_schema

SECRET = Secret("over the hills")
OTHER = Secret("and far away")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for the program's data, a new one for each test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "defcat"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


def record(catalogue: Catalogue, title: str = "MoU on training") -> None:
    with catalogue.change(f"Add {title}") as change:
        change.add("agreement", title=title, type="mou")


def made(folder: Path, *titles: str, key: Secret | None = None) -> Path:
    """A catalogue at `folder`, closed, with these agreements."""
    folder.mkdir(exist_ok=True)
    with make(folder, key=key) as catalogue:
        for title in titles:
            record(catalogue, title)
    return folder / "desk.defcat"


def titles(path: Path, key: Secret | None = None) -> list[str]:
    with Catalogue.open(path, key=key, write=False) as catalogue:
        return [row["title"] for row in dump(catalogue)["record"]]


def damage(path: Path) -> None:
    """Have a page in the middle hold what nobody wrote."""
    content = bytearray(path.read_bytes())
    middle = len(content) // PAGE // 2 * PAGE
    content[middle : middle + 64] = bytes(range(64))
    path.write_bytes(content)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@contextmanager
def untouched(folder: Path) -> Iterator[None]:
    """What is in a folder is the same afterwards, to the byte."""
    before = {each: each.read_bytes() for each in folder.iterdir()}
    yield
    assert {each: each.read_bytes() for each in folder.iterdir()} == before


def test_a_backup_says_by_its_name_of_what_and_when_and_why_it_is(
    tmp_path: Path, data: Path
) -> None:
    clock = Clock()
    with make(tmp_path, now=clock) as catalogue:
        record(catalogue)
        first = backups.make(catalogue, backups.BY_HAND)
        at_once = backups.make(catalogue, backups.BY_HAND)
        clock.at = datetime(2024, 12, 1, 4, 30, 5, tzinfo=UTC).astimezone()
        last = backups.make(catalogue, backups.BEFORE_IMPORT)
        folder = backups.folder_of(catalogue)
        mark = catalogue.settings["catalogue-id"][:8]
    assert folder == data / "backups" / f"desk-{mark}"
    assert names(folder) == [
        "desk 2024-11-18 120000 by-hand.defcat",
        "desk 2024-11-18 120001 by-hand.defcat",
        "desk 2024-12-01 043005 before-import.defcat",
    ]
    assert backups.listed(folder) == [last, at_once, first]
    assert (last.at, last.reason) == (clock.at, "before-import")
    assert last.size == last.path.stat().st_size
    assert titles(first.path) == ["MoU on training"]


def test_two_catalogues_of_one_name_have_a_folder_each_also_on_one_stick(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    folders = set()
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        with make(tmp_path / place) as catalogue:
            folders.add(backups.folder_of(catalogue))
            backups.choose_folder(catalogue, stick)
            made = backups.make(catalogue, backups.BY_HAND)
            assert made.path.parent.parent == stick
            folders.add(made.path.parent)
            assert backups.missing_folder(catalogue) is None
    assert len(folders) == 4


def test_copies_of_one_catalogue_on_two_laptops_share_a_stick_and_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    path = made(tmp_path / "one", "MoU")
    there = tmp_path / "two" / "desk.defcat"
    there.parent.mkdir()
    there.write_bytes(path.read_bytes())
    folders = []
    for laptop, desk in (("one", path), ("two", there), ("one", path), ("two", there)):
        monkeypatch.setattr("defcat.backups.where.data_folder", lambda of=laptop: tmp_path / of)
        with Catalogue.open(desk) as catalogue:
            backups.choose_folder(catalogue, stick)
            folders.append(backups.make(catalogue, backups.BY_HAND).path.parent)
            listed = backups.listed_of(catalogue)
    assert folders[0] != folders[1]
    assert folders[2:] == folders[:2]
    assert [len(backups.listed(folder)) for folder in folders[:2]] == [2, 2]
    assert len(listed) == 4, "what another laptop made is listed, too"


def test_with_the_stick_pulled_out_backups_go_to_the_usual_folder(
    tmp_path: Path, data: Path
) -> None:
    with make(tmp_path) as catalogue:
        backups.choose_folder(catalogue, tmp_path / "stick")
        assert backups.missing_folder(catalogue) == tmp_path / "stick"
        assert backups.make(catalogue, backups.DAILY).path.is_relative_to(data)
    assert not (tmp_path / "stick").exists()


def test_no_catalogue_says_itself_where_its_backups_go(tmp_path: Path, data: Path) -> None:
    path = made(tmp_path / "desk", "MoU")
    with Catalogue.open(path) as catalogue:
        catalogue.keep_setting("backup-folder", str(tmp_path))
        catalogue.keep_setting("catalogue-id", "../../../elsewhere")
    with Catalogue.open(path) as catalogue:
        made_now = backups.make(catalogue, backups.DAILY)
        assert made_now.path.parent.parent == data / "backups"


def test_what_cannot_be_read_of_what_was_chosen_is_as_if_nothing_had_been(
    tmp_path: Path, data: Path
) -> None:
    with make(tmp_path) as catalogue:
        backups.choose_folder(catalogue, tmp_path)
        assert backups.chosen_folder(catalogue) == tmp_path
        for damaged in (b"{", b"[]", b'{"chosen": [1]}', b"\xff"):
            (data / "backups.json").write_bytes(damaged)
            assert backups.chosen_folder(catalogue) is None
        backups.choose_folder(catalogue, tmp_path)
        backups.choose_folder(catalogue, None)
        assert backups.chosen_folder(catalogue) is None


def test_a_copy_under_the_same_name_has_its_own_backups(tmp_path: Path, data: Path) -> None:
    path = made(tmp_path / "desk", "MoU")
    (tmp_path / "copy").mkdir()
    copy = tmp_path / "copy" / "desk.defcat"
    copy.write_bytes(path.read_bytes())
    folders = []
    for each in (path, copy, path, copy):
        with Catalogue.open(each) as catalogue:
            folders.append(backups.make(catalogue, backups.BY_HAND).path.parent)
            assert backups.folder_of(catalogue) == folders[-1]
    assert folders[0] != folders[1]
    assert folders[2:] == folders[:2]
    assert [len(backups.listed(folder)) for folder in folders[:2]] == [2, 2]


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("Desk: A/B?", "Desk_ A_B_"),
        ("प्रशिक्षण", "प्रशिक्षण"),
        ("dots. ", "dots"),
        ("?", "_"),
        ("..", "_"),
    ],
)
def test_names_are_such_as_every_file_system_takes(stem: str, name: str) -> None:
    assert backups.safe(stem) == name
    assert len(backups.safe(stem * 200).encode()) <= 120


def test_an_older_catalogue_gets_its_mark_at_its_first_opening_and_keeps_its_folder(
    tmp_path: Path,
) -> None:
    path = made(tmp_path / "desk", "MoU")
    with Catalogue.open(path) as catalogue:
        catalogue.keep_setting("catalogue-id", "")
    with Catalogue.open(path, write=False) as catalogue:
        folder = backups.folder_of(catalogue)
        backups.make(catalogue, backups.BY_HAND)
    with Catalogue.open(path) as catalogue:
        assert len(catalogue.settings["catalogue-id"]) == 32
        assert backups.folder_of(catalogue) == folder
    moved = path.rename(tmp_path / "desk.defcat")
    with Catalogue.open(moved) as catalogue:
        assert backups.folder_of(catalogue) == folder, "wherever it is moved to"


def test_what_is_no_backup_is_not_listed(tmp_path: Path) -> None:
    for name in (
        "desk 2024-11-18 120000 daily.defcat",
        "desk 2024-11-31 120000 daily.defcat",
        "desk 2024-11-18 120000 daily.defcat.part",
        ".unfinished-0123",
        "notes.txt",
        "Other 2024-11-18 120000 by-hand.defcat",
    ):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "desk 2024-11-19 120000 daily.defcat").mkdir()
    assert [each.path.name for each in backups.listed(tmp_path, "desk")] == [
        "desk 2024-11-18 120000 daily.defcat"
    ]
    assert len(backups.listed(tmp_path)) == 2
    assert backups.listed(tmp_path / "nowhere") == []


def test_one_is_due_a_day_after_the_last_if_anything_was_recorded_since(tmp_path: Path) -> None:
    clock = Clock()
    with make(tmp_path, now=clock) as catalogue:
        assert not backups.due(catalogue, clock()), "nothing was recorded yet"
        record(catalogue)
        assert backups.due(catalogue, clock()), "there is none"
        backups.make(catalogue, backups.DAILY)
        clock.at += 10 * DAY
        assert not backups.due(catalogue, clock()), "nothing was recorded since"
        record(catalogue)
        assert backups.due(catalogue, clock())
        backups.make(catalogue, backups.BEFORE_IMPORT)
        record(catalogue)
        assert not backups.due(catalogue, clock() + DAY), "the last is a day old"
        assert backups.due(catalogue, clock() + DAY + timedelta(seconds=1))
        catalogue.undo()
        assert backups.due(catalogue, clock() + 2 * DAY), "an undo is recorded, too"


def test_a_clock_set_back_by_years_stops_no_backups(tmp_path: Path) -> None:
    clock = Clock()
    clock.at = NOON + 2000 * DAY
    with make(tmp_path, now=clock) as catalogue:
        record(catalogue)
        wrong = backups.make(catalogue, backups.DAILY)
        clock.at = NOON
        assert not backups.due(catalogue, clock()), "nothing was recorded since"
        record(catalogue)
        for _ in range(40):
            assert backups.due(catalogue, clock())
            assert backups.make(catalogue, backups.DAILY).path.exists()
            record(catalogue)
            assert not backups.due(catalogue, clock())
            clock.at += DAY + timedelta(minutes=1)
        listed = backups.listed(backups.folder_of(catalogue))
        assert wrong in listed
        assert len(listed) > 15


def test_a_newest_one_that_cannot_be_opened_counts_as_none(tmp_path: Path) -> None:
    clock = Clock()
    with make(tmp_path, now=clock) as catalogue:
        record(catalogue)
        good = backups.make(catalogue, backups.DAILY)
        clock.at += 2 * DAY
        bad = backups.make(catalogue, backups.DAILY)
        bad.path.write_bytes(b"half of it")
        record(catalogue)
        assert backups.due(catalogue, clock() + timedelta(hours=1))
        assert backups.safeguard(catalogue, backups.BEFORE_BULK) is not None
        assert good.path.exists()


def test_before_an_operation_one_is_made_only_where_something_changed(tmp_path: Path) -> None:
    with make(tmp_path, key=SECRET) as catalogue:
        record(catalogue)
        first = backups.safeguard(catalogue, backups.BEFORE_MERGE)
        assert first is not None
        assert first.reason == "before-merge"
        assert backups.safeguard(catalogue, backups.BEFORE_MERGE) is None
        record(catalogue)
        assert backups.safeguard(catalogue, backups.BEFORE_IMPORT) is not None


def test_old_ones_go_only_once_a_new_one_is_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    path = tmp_path / "desk.defcat"
    with make(tmp_path, now=clock) as catalogue:
        for number in range(60):
            record(catalogue, f"MoU {number}")
        good = backups.make(catalogue, backups.DAILY)
        folder = good.path.parent
        for days in range(1, 40):  # many more than are kept
            old = NOON - days * DAY
            shutil.copy(good.path, folder / f"desk {old:%Y-%m-%d %H%M%S} daily.defcat")
    clock.at += DAY
    damage(path)
    with (
        Catalogue.open(path, now=clock, write=False) as catalogue,
        untouched(folder),
        pytest.raises(FileProblem, match=r"is damaged.*restore a backup"),
    ):
        backups.make(catalogue, backups.DAILY)
    assert len(backups.listed(folder)) == 40
    shutil.copy(good.path, path)
    with Catalogue.open(path, now=clock) as catalogue:
        with untouched(folder), pytest.raises(Interrupted):
            backups.make(catalogue, backups.DAILY, stop=lambda: True)
        new = backups.make(catalogue, backups.DAILY)
    listed = backups.listed(folder)
    assert listed[0] == new
    assert good in listed
    assert 12 <= len(listed) < 25


def test_what_a_killed_run_left_is_cleared_away_and_what_is_being_written_stays(
    tmp_path: Path,
) -> None:
    with make(tmp_path) as catalogue:
        folder = backups.make(catalogue, backups.BY_HAND).path.parent
        left, under_way = folder / ".unfinished-1", folder / ".unfinished-2"
        for each in (left, under_way):
            each.write_bytes(b"half")
        os.utime(left, (0, 0))
        backups.make(catalogue, backups.BY_HAND)
    assert not left.exists()
    assert under_way.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, data: Path) -> None:
    data.parent.mkdir()
    data.write_text("in the way")
    with (
        make(tmp_path) as catalogue,
        pytest.raises(FileProblem, match=r"No backup could be made in .*Choose another folder"),
    ):
        backups.make(catalogue, backups.DAILY)


def test_what_a_backup_holds_is_told_to_who_has_its_key(tmp_path: Path) -> None:
    with make(tmp_path, key=SECRET) as catalogue:
        record(catalogue, "One")
        with catalogue.change("Add two") as change:
            change.add("agreement", title="Two", type="mou")
            gone = change.add("official", title="Somebody")
        with catalogue.change("Bin it") as change:
            change.bin(gone)
        backup = backups.make(catalogue, backups.BY_HAND).path
        told = backups.contents(backup, catalogue)
        held = backups.key_of(catalogue)
    assert told.records == {"agreement": 2}
    assert (told.label, told.by, told.at) == ("Bin it", "asha", "2024-11-18T12:00:00+00:00")
    assert told.encrypted
    assert backups.contents(backup, SECRET) == backups.contents(backup, held) == told
    with pytest.raises(WrongPassphrase):
        backups.contents(backup, OTHER)
    with pytest.raises(NeedsPassphrase):
        backups.contents(backup, None)
    assert names(backup.parent) == [backup.name], "nothing is made beside it"


def test_a_restore_brings_the_backup_back_and_keeps_what_it_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    path = made(folder, "One", key=SECRET)
    with Catalogue.open(path, key=SECRET, now=lambda: NOON) as catalogue:
        backup = backups.make(catalogue, backups.DAILY).path
        record(catalogue, "Two")
        heard: list[tuple[int, int]] = []
    done = backups.restore(backup, path, SECRET, now=NOON, told=lambda *each: heard.append(each))
    assert done == backups.Restored(folder / "desk replaced 2024-11-18 120000.defcat", "")
    assert done.kept is not None
    assert titles(path, SECRET) == ["One"]
    assert titles(done.kept, SECRET) == ["One", "Two"]
    assert titles(backup, SECRET) == ["One"]
    assert heard[-1][0] == heard[-1][1]
    with Catalogue.open(path, key=SECRET) as catalogue:
        assert backups.folder_of(catalogue) == backup.parent, "it goes on with the same backups"
    assert names(folder) == [done.kept.name, "desk.defcat"]


def test_a_restore_over_a_link_replaces_what_it_leads_to(tmp_path: Path) -> None:
    path = made(tmp_path, "Before")
    with Catalogue.open(path, now=lambda: NOON) as catalogue:
        backup = backups.make(catalogue, backups.BY_HAND)
        record(catalogue, "After")
    link = tmp_path / "elsewhere" / "link.defcat"
    link.parent.mkdir()
    link.symlink_to(path)
    restored = backups.restore(backup.path, link)
    assert restored.kept is not None
    assert restored.kept.parent == path.parent
    assert link.is_symlink()
    assert titles(path) == ["Before"]


def test_a_catalogue_with_a_long_name_can_be_restored(tmp_path: Path) -> None:
    short = made(tmp_path, "Before")
    path = short.with_name("n" * 230 + short.suffix)
    path.write_bytes(short.read_bytes())
    restored = backups.restore(short, path)
    assert restored.kept is not None
    assert restored.kept.exists()
    assert titles(path) == ["Before"]


def test_what_is_replaced_may_be_gone_or_damaged_or_of_another_passphrase(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    path = made(folder, "One", key=SECRET)
    with Catalogue.open(path, key=SECRET) as catalogue:
        backup = backups.make(catalogue, backups.DAILY).path
    for there in (None, b"", b"half a file", bytes(range(256)) * 32):
        path.unlink()
        if there is not None:
            path.write_bytes(there)
        done = backups.restore(backup, path, SECRET)
        assert titles(path, SECRET) == ["One"]
        assert (done.kept is None) == (there is None)
        assert done.kept is None or done.kept.read_bytes() == there
        for kept in folder.glob("* replaced *"):
            kept.unlink()
    path.unlink()
    made(folder, "Another", key=OTHER)
    done = backups.restore(backup, path, SECRET)
    assert done.notice == "desk.defcat opens with the passphrase of the backup from now on."
    assert titles(path, SECRET) == ["One"]
    assert done.kept is not None
    assert titles(done.kept, OTHER) == ["Another"]


def test_what_only_the_log_of_the_replaced_file_holds_is_kept_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    path = made(folder, "One")
    with Catalogue.open(path) as catalogue:
        backup = backups.make(catalogue, backups.DAILY).path
    killed = start(
        """
        import os, signal, sys
        from pathlib import Path
        from defcat.catalogue import Catalogue
        with Catalogue.open(Path(sys.argv[1])) as catalogue:
            with catalogue.change("Add") as change:
                change.add("agreement", title="Two", type="mou")
            os.kill(os.getpid(), signal.SIGKILL)
        """,
        path,
    )
    killed.communicate()
    done = backups.restore(backup, path)
    assert titles(path) == ["One"]
    assert done.kept is not None
    assert titles(done.kept) == ["One", "Two"]


def test_a_backup_without_a_passphrase_in_the_place_of_one_with_is_told(tmp_path: Path) -> None:
    backup = made(tmp_path / "plain", "One")
    path = made(tmp_path / "desk", "Two", key=SECRET)
    done = backups.restore(backup, path, SECRET)  # which the backup does not need
    assert "no passphrase" in done.notice
    assert titles(path) == ["One"]


@pytest.mark.parametrize(
    ("backup", "path", "error"),
    [
        ("bad/desk.defcat", "here/desk.defcat", FileProblem),
        ("notes.txt", "here/desk.defcat", FileProblem),
        ("nowhere.defcat", "here/desk.defcat", NotFound),
        ("here/desk.defcat", "here/desk.defcat", Refused),
        ("good/desk.defcat", "folder.defcat", Refused),
        ("good/desk.defcat", "nowhere/desk.defcat", NotFound),
        ("good/desk.defcat", "here/desk.pdf", InputError),
    ],
)
def test_a_restore_that_is_refused_changes_nothing(
    tmp_path: Path, backup: str, path: str, error: type[DefcatError]
) -> None:
    made(tmp_path / "here", "Mine")
    made(tmp_path / "good", "One")
    damage(made(tmp_path / "bad", *(f"MoU {number}" for number in range(60))))
    (tmp_path / "notes.txt").write_text("Notes " * 2000)
    (tmp_path / "folder.defcat").mkdir()
    with untouched(tmp_path / "here"), pytest.raises(error):
        backups.restore(tmp_path / backup, tmp_path / path)


def test_a_catalogue_that_is_open_is_not_replaced_and_a_stopped_restore_does_nothing(
    tmp_path: Path,
) -> None:
    backup, path = made(tmp_path / "backup", "One"), made(tmp_path / "here", "Mine")
    with Catalogue.open(path), pytest.raises(LockedByAnother):
        backups.restore(backup, path)
    with untouched(path.parent), pytest.raises(Interrupted):
        backups.restore(backup, path, stop=lambda: True)


def older(path: Path) -> Path:
    """A catalogue of the first schema."""
    engine = make_engine(path, write=True, create=True)
    with engine.execution_options(write=True).begin() as connection:
        first_schema(connection)
    engine.dispose()
    return path


def version(path: Path) -> int:
    engine = make_engine(path, write=False, peek=True)
    try:
        with engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    finally:
        engine.dispose()


def backups_below(data: Path) -> list[Path]:
    return sorted(data.glob("backups/*/*"))


def test_before_an_older_file_is_brought_up_to_date_there_is_a_backup_of_it(
    tmp_path: Path, data: Path
) -> None:
    path = older(tmp_path / "desk.defcat")
    with Catalogue.open(path, now=lambda: NOON) as catalogue:
        (backup,) = backups.listed(backups.folder_of(catalogue))
    assert backup.path.name == "desk 2024-11-18 120000 before-migration.defcat"
    assert version(backup.path) == 1
    assert version(path) == file.SCHEMA
    backups.restore(backup.path, path)
    assert version(path) == 1
    with Catalogue.open(path) as catalogue, catalogue.read() as connection:
        assert load(connection, 1).values["duration"] == "P5Y"
    assert len(backups_below(data)) == 1, "of one state one is enough"


def test_without_a_backup_an_older_file_stays_as_it_is(tmp_path: Path, data: Path) -> None:
    path = older(tmp_path / "desk.defcat")
    before = path.read_bytes()
    data.parent.mkdir()
    data.write_text("in the way")
    with pytest.raises(FileProblem, match="not brought up to date without a backup"):
        Catalogue.open(path)
    assert version(path) == 1
    assert path.read_bytes() == before
    data.unlink()
    Catalogue.open(path).close()
    assert version(path) == file.SCHEMA


KILLED_WHILE_MIGRATING = """
    import os, signal, sys
    from pathlib import Path
    from defcat.catalogue import Catalogue
    from defcat.storage.migrations import run

    whole = run.upgrade_connection

    def killed(connection):
        if sys.argv[2] == "late":
            whole(connection)
        else:
            connection.exec_driver_sql("DROP TABLE event")
        connection.exec_driver_sql("PRAGMA cache_spill = ON")
        os.kill(os.getpid(), signal.SIGKILL)

    run.upgrade_connection = killed
    Catalogue.open(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("when", ["early", "late"])
def test_a_kill_while_migrating_leaves_the_old_state_and_its_backup(
    tmp_path: Path, data: Path, when: str
) -> None:
    path = older(tmp_path / "desk.defcat")
    for _ in range(2):
        killed = start(KILLED_WHILE_MIGRATING, path, when)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL
        assert version(path) == 1
        (backup,) = backups_below(data)
        assert version(backup) == 1
    with Catalogue.open(path) as catalogue, catalogue.read() as connection:
        assert load(connection, 1).values["duration"] == "P5Y"
        assert backups.folder_of(catalogue) == backup.parent
