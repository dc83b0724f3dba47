"""Catalogues with a passphrase: nothing readable on the disk, and everything works as without."""

import hashlib
import random
from contextlib import closing
from pathlib import Path
from traceback import format_exception

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.errors import (
    Damaged,
    FileProblem,
    InputError,
    NeedsPassphrase,
    NewerVersion,
    NotACatalogue,
    WrongPassphrase,
)
from defcat.history import entries
from defcat.model import RECORD
from defcat.search import run
from defcat.search.parse import parse
from defcat.storage import file
from defcat.storage.integrity import cipher_damage
from defcat.storage.key import MOST, ROUNDS, Secret
from tests.core.making import NOON, dump, make, start

PASSPHRASE = "ताला o'Neill \"x'00'\"; café"
SECRET = Secret(PASSPHRASE)
MARKER = "trincomaleemarker"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed catalogue with a passphrase and one record."""
    with make(tmp_path, key=SECRET) as catalogue, catalogue.change(f"Add {MARKER}") as change:
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
        connection.execute(f"PRAGMA kdf_iter = {ROUNDS}")
        return list(connection.execute("SELECT title FROM record"))


# --- what reaches the disk --------------------------------------------------------------------


def test_nothing_readable_is_in_the_file_or_beside_it(tmp_path: Path) -> None:
    with make(tmp_path, key=SECRET) as catalogue:
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
        make(tmp_path / name, key=SECRET).close()
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
        Catalogue.open(path, key=Secret(wrong), write=write)
    assert refused.value.fix
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_passphrase_stands_in_no_message(path: Path, tmp_path: Path) -> None:
    secret = "-".join(["hunter"] * 3)  # a traceback quotes the lines of this test
    with pytest.raises(WrongPassphrase) as refused:
        Catalogue.open(path, key=Secret(secret))
    (tmp_path / "other").mkdir()
    with make(tmp_path / "other", key=Secret(secret)) as catalogue:
        said = "".join(format_exception(refused.value)) + repr(vars(catalogue))
        said += repr(catalogue._held.engine.url) + repr(file.unlock(catalogue.path, Secret(secret)))
    assert secret not in said
    assert "x'" not in said


def test_the_same_letters_composed_another_way_are_the_same_passphrase(tmp_path: Path) -> None:
    make(tmp_path, key=Secret("cafe\N{COMBINING ACUTE ACCENT}")).close()
    composed = Secret("caf\N{LATIN SMALL LETTER E WITH ACUTE}")
    Catalogue.open(tmp_path / "desk.defcat", key=composed).close()


def test_an_empty_passphrase_is_none(tmp_path: Path, path: Path) -> None:
    (tmp_path / "new").mkdir()
    with pytest.raises(InputError, match="cannot be empty"):
        make(tmp_path / "new", key=Secret(""))
    with pytest.raises(InputError, match="cannot be empty"):
        Catalogue.open(path, key=Secret(""))
    assert list((tmp_path / "new").iterdir()) == []


def test_a_catalogue_without_a_passphrase_says_so(tmp_path: Path) -> None:
    make(tmp_path).close()
    with pytest.raises(WrongPassphrase, match="has no passphrase"):
        Catalogue.open(tmp_path / "desk.defcat", key=Secret("any"))
    Catalogue.open(tmp_path / "desk.defcat").close()


@pytest.mark.parametrize("key", [None, Secret("any")])
@pytest.mark.parametrize(
    "content",
    [b"noise" * 999, b"Title,Date\r\n1,2\n" * 1024, random.Random(3).randbytes(4095)],
)
def test_what_cannot_be_an_encrypted_catalogue(
    tmp_path: Path, content: bytes, key: Secret | None
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
        Catalogue.open(path, key=Secret("any"))


def test_an_encrypted_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "thing.defcat"
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        connection.execute("PRAGMA key = 'theirs'")
        connection.execute("CREATE TABLE notes (text)")
    with pytest.raises(NotACatalogue, match="another program"):
        Catalogue.open(path, key=Secret("theirs"))


# --- a key file -------------------------------------------------------------------------------


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "stick" / "photo.jpg"
    path.parent.mkdir()
    path.write_bytes(random.Random(5).randbytes(2000))
    return path


def test_with_a_key_file_both_are_needed(tmp_path: Path, key_file: Path) -> None:
    (tmp_path / "desk").mkdir()
    secret = Secret(PASSPHRASE, key_file)
    with make(tmp_path / "desk", key=secret) as catalogue:
        path = catalogue.path
    Catalogue.open(path, key=secret).close()
    copy = key_file.with_name("copy")
    copy.write_bytes(key_file.read_bytes())
    Catalogue.open(path, key=Secret(PASSPHRASE, copy)).close()
    other = key_file.with_name("other")
    other.write_bytes(key_file.read_bytes() + b"x")
    for wrong in (SECRET, Secret("wrong", key_file), Secret(PASSPHRASE, other)):
        with pytest.raises(WrongPassphrase):
            Catalogue.open(path, key=wrong)
    with pytest.raises(NeedsPassphrase):
        Catalogue.open(path)
    typed = PASSPHRASE + hashlib.sha256(key_file.read_bytes()).hexdigest()
    assert by_sqlcipher(path, typed) == []


@pytest.mark.parametrize("content", [b"", b"x" * (MOST + 1), None])
def test_what_cannot_be_a_key_file(path: Path, tmp_path: Path, content: bytes | None) -> None:
    bad = tmp_path / "bad.key"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(FileProblem, match=r"bad\.key") as refused:
        Catalogue.open(path, key=Secret(PASSPHRASE, bad))
    assert refused.value.fix
    assert not isinstance(refused.value, WrongPassphrase)


def test_a_catalogue_is_no_key_file(path: Path) -> None:
    with pytest.raises(FileProblem, match="is a catalogue, and changes"):
        Catalogue.open(path, key=Secret(PASSPHRASE, path))


@pytest.mark.parametrize("content", [b"x", b"x" * MOST])
def test_the_smallest_and_the_largest_key_file(tmp_path: Path, content: bytes) -> None:
    key_file = tmp_path / "key"
    key_file.write_bytes(content)
    make(tmp_path, key=Secret(PASSPHRASE, key_file)).close()
    Catalogue.open(tmp_path / "desk.defcat", key=Secret(PASSPHRASE, key_file)).close()


def test_no_secret_shows_itself(key_file: Path) -> None:
    secret = Secret(PASSPHRASE, key_file)
    assert repr(secret) == str(secret) == f"{secret}" == "Secret()"


# --- damaged ----------------------------------------------------------------------------------


def flipped(path: Path, at: int) -> bytes:
    """The file with one bit of it another."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    return bytes(content)


def test_a_damaged_first_page_is_not_taken_for_a_wrong_passphrase(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    damaged = flipped(path, 2000)
    with pytest.raises(Damaged, match="passphrase is right, but the first page") as refused:
        Catalogue.open(path, key=SECRET)
    assert "backup" in refused.value.fix
    with pytest.raises(WrongPassphrase):
        Catalogue.open(path, key=Secret("wrong"))
    with pytest.raises(NeedsPassphrase):
        Catalogue.open(path)
    assert path.read_bytes() == damaged
    assert capfd.readouterr() == ("", "")  # SQLCipher keeps quiet


def test_a_damaged_salt_says_that_it_may_be_damage(path: Path) -> None:
    flipped(path, 3)
    with pytest.raises(WrongPassphrase, match="if it is the right one, the file is damaged"):
        Catalogue.open(path, key=SECRET)


def test_a_damaged_page_further_on_is_not_taken_for_a_wrong_passphrase(
    path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The cipher finds it, wherever it is; where it is read at opening, it is not opened."""
    key = file.unlock(path, SECRET)
    monkeypatch.setattr(file, "make_key", lambda *_: key)
    content = path.read_bytes()
    refused = 0
    for page in range(1, len(content) // 4096):
        path.write_bytes(content)
        flipped(path, page * 4096 + 77)
        try:
            with (
                Catalogue.open(path, key=SECRET, write=False) as catalogue,
                catalogue.read() as connection,
            ):
                assert len(cipher_damage(connection)) == 1
        except FileProblem as error:
            refused += 1
            assert not isinstance(error, WrongPassphrase | NeedsPassphrase)  # noqa: PT017
            assert "backup" in error.fix  # noqa: PT017
    assert refused
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kept", [4096, 5 * 4096, 5 * 4096 + 17, -1])
def test_a_file_that_was_cut_off(path: Path, kept: int) -> None:
    content = path.read_bytes()[:kept]
    path.write_bytes(content)
    with pytest.raises(Damaged, match=r"parts of it are damaged|is cut off") as refused:
        Catalogue.open(path, key=SECRET)
    assert "backup" in refused.value.fix
    with pytest.raises(FileProblem) as unknown:
        Catalogue.open(path)
    said = NeedsPassphrase if kept % 4096 == 0 else NotACatalogue
    assert type(unknown.value) is said
    assert path.read_bytes() == content


def test_a_file_that_was_cut_off_within_its_first_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(NotACatalogue):
        Catalogue.open(path, key=SECRET)


def test_what_another_program_put_behind_it_is_no_damage(path: Path) -> None:
    with path.open("ab") as end:
        end.write(b"x" * 100)
    with Catalogue.open(path, key=SECRET) as catalogue:
        assert len(found(catalogue, MARKER)) == 1


def test_a_newer_version_is_told_with_the_passphrase_alone(path: Path) -> None:
    with Catalogue.open(path, key=SECRET) as catalogue, catalogue._begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {file.SCHEMA + 1}")
    with pytest.raises(NewerVersion, match="newer defcat"):
        Catalogue.open(path, key=SECRET)
    with pytest.raises(WrongPassphrase):
        Catalogue.open(path, key=Secret("wrong"))


# --- working ----------------------------------------------------------------------------------


def test_everything_works_as_without(path: Path) -> None:
    with Catalogue.open(path, key=SECRET, now=lambda: NOON) as catalogue:
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
    with Catalogue.open(path, key=SECRET, write=False, now=lambda: NOON) as catalogue:
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
    from defcat.storage.key import Secret
    with Catalogue.open(Path(sys.argv[1]), key=Secret(sys.argv[2])) as catalogue:
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
    for key in (None, Secret("wrong")):
        with pytest.raises((NeedsPassphrase, WrongPassphrase)):
            Catalogue.open(killed, key=key)
    with Catalogue.open(killed, key=SECRET) as catalogue:
        titles = [row["title"] for row in dump(catalogue)["record"]]
    assert titles == [f"Berth at {MARKER}", "Kept in the log"]
