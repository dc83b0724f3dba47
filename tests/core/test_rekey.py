"""A passphrase set, changed and removed: everything is there afterwards, or nothing happened."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from defcat.catalogue import Catalogue
from defcat.check import check
from defcat.errors import (
    FileProblem,
    InputError,
    Interrupted,
    LockedByAnother,
    NeedsPassphrase,
    NotFound,
    WrongPassphrase,
)
from defcat.rekey import rekey, without_passphrase
from defcat.search import run
from defcat.search.parse import parse
from defcat.storage import export, swap
from defcat.storage.key import EARLIER_ROUNDS, ROUNDS, Secret, make_key
from defcat.storage.lock import locked
from tests.benchmarks.generate import create, fill
from tests.core.making import NOON, dump, make, stretch_less

FIRST, SECOND = Secret("first ताला"), Secret("second 'x'")
MARKER = "trincomaleemarker"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    stretch_less(monkeypatch)


def filled(path: Path, key: Secret | None) -> None:
    with make(path.parent, key=key) as catalogue:
        with catalogue.change(f"Add {MARKER}") as change:
            for number in range(40):
                change.add("topic", title=f"{MARKER} {number}", type="sector", notes="x" * 3000)
        with catalogue.change("Rename") as change:
            change.add("official", title="Rajnath Singh")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed catalogue without a passphrase; among its records is MARKER."""
    filled(tmp_path / "desk.defcat", None)
    return tmp_path / "desk.defcat"


def opened(path: Path, key: Secret | None, write: bool = True) -> Catalogue:
    return Catalogue.open(path, key=key, write=write, now=lambda: NOON)


def all_of(path: Path, key: Secret | None) -> object:
    with opened(path, key, write=False) as catalogue, catalogue.read() as connection:
        past = connection.exec_driver_sql("SELECT * FROM entry ORDER BY id").all()
        stamps = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("application_id", "user_version")
        ]
        return dump(catalogue), [tuple(row) for row in past], stamps, catalogue.settings


def free(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()} - {path.name}


@pytest.mark.parametrize(
    ("old", "new"), [(None, FIRST), (FIRST, SECOND), (FIRST, None)], ids=["set", "change", "remove"]
)
def test_all_of_it_is_there_with_the_new_passphrase_alone(
    tmp_path: Path, old: Secret | None, new: Secret | None
) -> None:
    path = tmp_path / "desk.defcat"
    filled(path, old)
    before = all_of(path, old)
    rekey(path, old, new)
    assert all_of(path, new) == before
    assert not free(path)
    with pytest.raises((NeedsPassphrase, WrongPassphrase)):
        opened(path, old)
    readable = MARKER.encode() in path.read_bytes()
    assert readable == (new is None)
    with opened(path, new) as catalogue:
        assert catalogue.encrypted == (new is not None)
        with catalogue.read() as connection:
            assert check(connection, catalogue.today()).ok
            assert len(list(run.find(connection, parse(MARKER)))) == 40
        catalogue.undo()
        with catalogue.change("Add") as change:
            added = change.add("topic", title="Harbours", type="sector")
        with catalogue.read() as connection:
            assert list(run.find(connection, parse("harbour"))) == [added]
            assert not list(run.find(connection, parse("rajnath")))


def test_a_generated_catalogue_is_the_same_before_and_after(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    with create(path) as catalogue:
        fill(catalogue, 1_000)
    queries = ("india", "kind:agreement", "status:in-force", "def sort:title", "minister")

    def answers(key: Secret | None) -> list[list[int]]:
        with opened(path, key, write=False) as catalogue, catalogue.read() as connection:
            return [list(run.find(connection, parse(text))) for text in queries]

    def report(key: Secret | None) -> object:
        with opened(path, key) as catalogue, catalogue.read() as connection:
            return check(connection, catalogue.today())

    whole, before, found = report(None), all_of(path, None), answers(None)
    assert all(found[:2])
    told: list[tuple[int, int]] = []
    rekey(path, None, FIRST, told=lambda done, total: told.append((done, total)))
    assert all_of(path, FIRST) == before
    assert answers(FIRST) == found
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert report(FIRST) == whole


def test_nothing_of_the_former_file_is_left_beside_it(path: Path) -> None:
    """Not even of a log that its writer, who was killed, did not fold in."""
    catalogue = opened(path, None)
    with catalogue.change("Add") as change:
        change.add("topic", title=f"Logged {MARKER}", type="sector")
    beside = {each: each.read_bytes() for each in path.parent.glob("desk.defcat-*")}
    content = path.read_bytes()
    catalogue.close()
    path.write_bytes(content)
    for each, held in beside.items():
        each.write_bytes(held)
    rekey(path, None, FIRST)
    assert not free(path)
    assert MARKER.encode() not in path.read_bytes()
    with opened(path, FIRST, write=False) as catalogue:
        assert dump(catalogue)["record"][-1]["title"] == f"Logged {MARKER}"


def test_what_was_made_with_fewer_rounds_opens_and_gets_todays(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    filled(path, None)
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        earlier = make_key(FIRST, bytes(range(128, 144)), EARLIER_ROUNDS)
        made = path.with_name("earlier.defcat")
        connection.execute("ATTACH ? AS made KEY ?", (str(made), earlier.literal))
        connection.execute("SELECT sqlcipher_export('made')").fetchall()
        for name in ("application_id", "user_version"):
            value = connection.execute(f"PRAGMA main.{name}").fetchone()[0]
            connection.execute(f"PRAGMA made.{name} = {value}")
    before = all_of(made, FIRST)
    rekey(made, FIRST, FIRST)
    assert all_of(made, FIRST) == before
    with closing(driver.connect(str(made))) as connection:
        connection.execute(f"PRAGMA key = '{FIRST.passphrase}'")
        connection.execute(f"PRAGMA kdf_iter = {ROUNDS // 1000}")
        assert connection.execute("SELECT count(*) FROM record").fetchone()[0] == 41


# --- what is refused ----------------------------------------------------------------------------


def test_the_former_passphrase_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    filled(path, FIRST)
    before = path.read_bytes()
    with pytest.raises(NeedsPassphrase):
        rekey(path, None, SECOND)
    with pytest.raises(WrongPassphrase):
        rekey(path, SECOND, None)
    with pytest.raises(InputError, match="cannot be empty"):
        rekey(path, FIRST, Secret(""))
    with pytest.raises(NotFound):
        rekey(tmp_path / "none.defcat", None, FIRST)
    assert path.read_bytes() == before
    assert not free(path)


def test_nobody_may_have_it_open_for_writing(path: Path) -> None:
    with opened(path, None), pytest.raises(LockedByAnother):
        rekey(path, None, FIRST)
    with locked(path, "asha"), pytest.raises(LockedByAnother, match="asha"):
        rekey(path, None, FIRST)
    opened(path, None).close()


def test_there_has_to_be_room_for_it_twice(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    usage = shutil.disk_usage(path)._replace(free=path.stat().st_size)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(FileProblem, match="no room") as refused:
        rekey(path, None, FIRST)
    assert "Make room" in refused.value.fix
    assert path.read_bytes() == before
    assert not free(path)


@pytest.mark.parametrize("after", [0, 30])
def test_where_the_disk_is_full_the_old_state_stays(
    path: Path, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_of(path, None)
    connect = export.connect_new

    def small(made: Path, key: object) -> object:
        connection = connect(made, key)
        connection.execute(f"PRAGMA max_page_count = {after + 1}")
        return connection

    with monkeypatch.context() as patched:
        patched.setattr(export, "connect_new", small)
        with pytest.raises(FileProblem, match="was not changed: database or disk is full") as error:
            rekey(path, None, FIRST)
    assert "Make room" in error.value.fix
    assert not free(path)
    assert all_of(path, None) == before
    rekey(path, None, FIRST)  # once there is room
    assert all_of(path, FIRST) == before


def test_it_can_be_stopped(path: Path) -> None:
    before = all_of(path, None)
    with pytest.raises(Interrupted, match="as it was"):
        rekey(path, None, FIRST, stop=lambda: True)
    assert not free(path)
    assert all_of(path, None) == before


def test_stopped_while_it_is_proved_it_is_as_it_was(path: Path) -> None:
    heard: list[int] = []
    before = all_of(path, None)
    size = path.stat().st_size
    with pytest.raises(Interrupted):
        rekey(
            path,
            None,
            FIRST,
            told=lambda done, _: heard.append(done),
            stop=lambda: heard[-1] > size,
        )
    assert not free(path)
    assert all_of(path, None) == before


def test_what_is_not_the_same_is_not_swapped_in(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_of(path, None)
    still = export.connect_still

    def loses(made: Path, key: object) -> object:
        with closing(export.connect_new(made, key)) as connection:
            connection.execute("DELETE FROM record WHERE id = 7")
        return still(made, key)

    monkeypatch.setattr(export, "connect_still", loses)
    with pytest.raises(FileProblem, match="not what was read"):
        rekey(path, None, FIRST)
    assert not free(path)
    assert all_of(path, None) == before


@pytest.mark.parametrize("flip", [0.15, 0.5, 0.9])
def test_a_damaged_catalogue_is_not_written_anew(tmp_path: Path, flip: float) -> None:
    path = tmp_path / "desk.defcat"
    filled(path, FIRST)
    content = bytearray(path.read_bytes())
    content[int(len(content) * flip)] ^= 1
    path.write_bytes(content)
    with pytest.raises(FileProblem, match="parts of it are damaged") as refused:
        rekey(path, FIRST, SECOND)
    assert "backup" in refused.value.fix
    assert path.read_bytes() == content
    assert not free(path)


# --- killed -------------------------------------------------------------------------------------


def _calls(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Have this process end right before the n-th time the disk is asked for something."""
    left = [at]
    for of, name in (
        (export, "fold"),
        (export, "connect_new"),
        (export, "connect_still"),
        (export, "_attach"),
        (export, "_prove"),
        (swap, "_write_note"),
        (swap, "_forget"),
        (swap, "clear"),
        (os, "replace"),
        (os, "unlink"),
        (os, "fsync"),
    ):
        call = getattr(of, name)

        def stepped(*given: object, call: object = call, **more: object) -> object:
            if left[0] == 0:
                os._exit(9)
            left[0] -= 1
            return call(*given, **more)  # type: ignore[operator]

        monkeypatch.setattr(of, name, stepped)


@pytest.mark.parametrize(
    ("old", "new", "stride"), [(None, FIRST, 1), (FIRST, None, 3)], ids=["set", "remove"]
)
def test_killed_at_any_step_it_opens_with_one_of_the_two(
    path: Path,
    tmp_path: Path,
    old: Secret | None,
    new: Secret | None,
    stride: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if old is not None:
        rekey(path, None, old)
    before, content = all_of(path, old), path.read_bytes()
    seen, step, done = set(), 0, False
    while not done:
        desk = tmp_path / f"run {step}" / "desk.defcat"
        desk.parent.mkdir()
        desk.write_bytes(content)
        child = os.fork()
        if not child:
            try:
                _calls(monkeypatch, step)
                rekey(desk, old, new)
                os._exit(0)
            finally:
                os._exit(1)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, 9)
        done = status == 0
        try:
            opened(desk, new).close()
            key = new
        except (NeedsPassphrase, WrongPassphrase):
            opened(desk, old).close()
            key = old
        assert all_of(desk, key) == before
        assert not free(desk)
        if new and key == new:
            assert MARKER.encode() not in desk.read_bytes()
        seen.add(key)
        step += stride
    assert step >= 12
    assert seen == {old, new}


def test_what_anybody_can_read_is_named(path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(path, tmp_path / "copy.defcat"))
    rekey(path, None, FIRST)
    assert without_passphrase([path, copy, tmp_path / "gone.defcat"]) == [copy]
