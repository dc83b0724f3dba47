"""Catalogues with a passphrase: nothing readable on the disk, and everything works as without."""

import random
from contextlib import closing
from pathlib import Path
from traceback import format_exception

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.errors import InputError, NeedsPassphrase, NotACatalogue, WrongPassphrase
from defcat.history import entries
from defcat.model import RECORD
from defcat.search import run
from defcat.search.parse import parse
from defcat.storage import file
from tests.core.making import NOON, dump, make, start

PASSPHRASE = "ताला o'Neill \"x'00'\"; café"
MARKER = "trincomaleemarker"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed catalogue with a passphrase and one record."""
    with make(tmp_path, key=PASSPHRASE) as catalogue, catalogue.change(f"Add {MARKER}") as change:
        change.add("topic", title=f"Berth at {MARKER}", type="sector", notes=MARKER)
    return tmp_path / "desk.defcat"


def found(catalogue: Catalogue, query: str) -> list[int]:
    with catalogue.read() as connection:
        return list(run.find(connection, parse(query)))


def by_sqlcipher(path: Path, passphrase: str) -> list[tuple[str]]:
    """The titles, read by the bare driver, which stretches the passphrase itself."""
    with closing(driver.connect(str(path))) as connection:
        connection.execute("PRAGMA cipher_log_level = NONE")
        quoted = passphrase.replace("'", "''")
        connection.execute(f"PRAGMA key = '{quoted}'")
        return list(connection.execute("SELECT title FROM record"))


# --- what reaches the disk --------------------------------------------------------------------


def test_nothing_readable_is_in_the_file_or_beside_it(tmp_path: Path) -> None:
    with make(tmp_path, key=PASSPHRASE) as catalogue:
        with catalogue.change(f"Add {MARKER}") as change:
            for number in range(200):
                change.add("topic", title=f"{MARKER} {number}", type="sector", notes=MARKER * 9)
        with catalogue.read():
            content = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert content["desk.defcat-wal"]
    content["closed"] = (tmp_path / "desk.defcat").read_bytes()
    for name, kept in content.items():
        for readable in (MARKER, "sqlite", "create table", "fulltext", "alembic", "café", "ताला"):
            assert readable.encode() not in kept.lower(), (readable, name)


def test_no_two_files_of_one_passphrase_are_alike(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        make(tmp_path / name, key=PASSPHRASE).close()
    first, second = ((tmp_path / name / "desk.defcat").read_bytes() for name in ("a", "b"))
    assert first[:16] != second[:16]
    assert first[4096:4196] != second[4096:4196]


def test_any_program_of_sqlcipher_opens_it_with_the_passphrase(path: Path) -> None:
    assert by_sqlcipher(path, PASSPHRASE) == [(f"Berth at {MARKER}",)]


# --- opening ----------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [True, False])
def test_without_the_passphrase_it_is_asked_for(path: Path, write: bool) -> None:
    before = path.read_bytes()
    with pytest.raises(NeedsPassphrase, match="needs a passphrase") as refused:
        Catalogue.open(path, write=write)
    assert refused.value.fix
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("wrong", ["wrong", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_a_wrong_passphrase_opens_nothing(path: Path, wrong: str, write: bool) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase, match=r"does not open desk\.defcat") as refused:
        Catalogue.open(path, key=wrong, write=write)
    assert refused.value.fix
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_passphrase_stands_in_no_message(path: Path, tmp_path: Path) -> None:
    secret = "-".join(["hunter"] * 3)  # a traceback quotes the lines of this test
    with pytest.raises(WrongPassphrase) as refused:
        Catalogue.open(path, key=secret)
    (tmp_path / "other").mkdir()
    with make(tmp_path / "other", key=secret) as catalogue:
        said = "".join(format_exception(refused.value)) + repr(vars(catalogue))
        said += repr(catalogue._engine.url) + repr(file.unlock(catalogue.path, secret))
    assert secret not in said
    assert "x'" not in said


def test_the_same_letters_composed_another_way_are_the_same_passphrase(tmp_path: Path) -> None:
    make(tmp_path, key="cafe\N{COMBINING ACUTE ACCENT}").close()
    Catalogue.open(tmp_path / "desk.defcat", key="caf\N{LATIN SMALL LETTER E WITH ACUTE}").close()


def test_an_empty_passphrase_is_none(tmp_path: Path, path: Path) -> None:
    (tmp_path / "new").mkdir()
    with pytest.raises(InputError, match="cannot be empty"):
        make(tmp_path / "new", key="")
    with pytest.raises(InputError, match="cannot be empty"):
        Catalogue.open(path, key="")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_catalogue_without_a_passphrase_says_so(tmp_path: Path) -> None:
    make(tmp_path).close()
    with pytest.raises(WrongPassphrase, match="has no passphrase"):
        Catalogue.open(tmp_path / "desk.defcat", key="any")
    Catalogue.open(tmp_path / "desk.defcat").close()


@pytest.mark.parametrize("key", [None, "any"])
@pytest.mark.parametrize(
    "content",
    [b"noise" * 999, b"Title,Date\r\n1,2\n" * 1024, random.Random(3).randbytes(4095)],
)
def test_what_cannot_be_an_encrypted_catalogue(
    tmp_path: Path, content: bytes, key: str | None
) -> None:
    path = tmp_path / "thing.defcat"
    path.write_bytes(content)
    with pytest.raises(NotACatalogue, match="is not a defcat catalogue"):
        Catalogue.open(path, key=key)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_noise_may_be_an_encrypted_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "thing.defcat"
    path.write_bytes(random.Random(3).randbytes(8 * 4096))
    with pytest.raises(NeedsPassphrase, match="or is no defcat catalogue"):
        Catalogue.open(path)
    with pytest.raises(WrongPassphrase):
        Catalogue.open(path, key="any")


def test_an_encrypted_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "thing.defcat"
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        connection.execute("PRAGMA key = 'theirs'")
        connection.execute("CREATE TABLE notes (text)")
    with pytest.raises(NotACatalogue, match="another program"):
        Catalogue.open(path, key="theirs")


# --- working ----------------------------------------------------------------------------------


def test_everything_works_as_without(path: Path) -> None:
    with Catalogue.open(path, key=PASSPHRASE, now=lambda: NOON) as catalogue:
        with catalogue.change("Add a person") as change:
            person = change.add("official", title="Rajnath Singh")
        with catalogue.change("Rename") as change:
            change.set("official", person, title="Lloyd Austin")
        assert found(catalogue, "aust") == [person]
        catalogue.undo()
        assert (found(catalogue, "rajnath"), found(catalogue, "austin")) == ([person], [])
        catalogue.redo()
        assert catalogue.rebuild_index() == 2
        catalogue.notice()
    with Catalogue.open(path, key=PASSPHRASE, write=False, now=lambda: NOON) as catalogue:
        assert found(catalogue, "austin") == [person]
        assert len(found(catalogue, MARKER)) == 1
        with catalogue.read() as one, catalogue.read() as other:  # the second connects anew
            assert len(one.execute(select(RECORD)).all()) == 2
            assert len(other.execute(select(RECORD)).all()) == 2
            assert entries(one)[0].label
    assert list(path.parent.iterdir()) == [path]


KILLED = """
    import os, sys
    from pathlib import Path
    from defcat.catalogue import Catalogue
    with Catalogue.open(Path(sys.argv[1]), key=sys.argv[2]) as catalogue:
        with catalogue.change("Add") as change:
            change.add("topic", title="Kept in the log", type="sector")
        print("written", flush=True)
        os._exit(1)
"""


@pytest.fixture
def killed(path: Path) -> Path:
    """A catalogue whose writer was killed: its last change stands in the log beside it."""
    with start(KILLED, path, PASSPHRASE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
    assert path.with_name("desk.defcat-wal").stat().st_size
    return path


def test_a_wrong_passphrase_spoils_no_log(killed: Path) -> None:
    for key in (None, "wrong"):
        with pytest.raises((NeedsPassphrase, WrongPassphrase)):
            Catalogue.open(killed, key=key)
    with Catalogue.open(killed, key=PASSPHRASE) as catalogue:
        titles = [row["title"] for row in dump(catalogue)["record"]]
    assert titles == [f"Berth at {MARKER}", "Kept in the log"]
