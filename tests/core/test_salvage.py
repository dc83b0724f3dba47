"""Damaged catalogues: what can be read of them goes into a new one, and the rest is named."""

import json
import os
import random
from contextlib import closing, suppress
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from defcat.catalogue import Catalogue
from defcat.check import check
from defcat.cli import main
from defcat.dossier import find_id, load
from defcat.errors import FileProblem, NeedsPassphrase, NotFound, WrongPassphrase
from defcat.rekey import rekey
from defcat.salvage import Salvaged, salvage
from defcat.storage import transplant
from defcat.storage.key import Key, Secret, make_key
from defcat.storage.swap import clear_unfinished
from tests.core.making import NOON, dump, make

PAGE = 4096
PASSPHRASE = Secret("a passphrase")


@pytest.fixture(params=[None, PASSPHRASE], ids=["plain", "encrypted"])
def secret(request: pytest.FixtureRequest) -> Secret | None:
    return request.param


@pytest.fixture
def path(tmp_path: Path, secret: Secret | None) -> Path:
    """A catalogue of 150 visits of a minister, each with notes, a topic and a participant."""
    with make(tmp_path, key=secret) as catalogue:
        with catalogue.change("Add") as change:
            topic = change.add("topic", title="Logistics", type="sector")
            minister = change.add("official", title="A. Minister")
            for n in range(150):
                visit = change.add("engagement", title=f"Visit {n}", type="visit", notes="x" * 800)
                change.add_part("subject", visit, other_id=topic)
                change.add_part("participant", visit, other_id=minister, role="member")
        made = catalogue.path
    return made


def opened(path: Path, secret: Secret | None) -> Catalogue:
    return Catalogue.open(path, key=secret, write=False, now=lambda: NOON)


def pages_of(path: Path, secret: Secret | None, table: str, most: int) -> list[int]:
    """The first pages, counted from 0, without which something of `table` cannot be read."""
    whole = path.read_bytes()
    key = make_key(secret, whole[:16]) if secret else None
    found: list[int] = []
    for page in range(100, len(whole) // PAGE):  # before that the schema lies
        path.write_bytes(whole[: page * PAGE] + b"\xff" * PAGE + whole[(page + 1) * PAGE :])
        with unlocked(path, key) as connection, suppress(driver.Error):
            connection.execute("SELECT * FROM counter").fetchall()  # or it lacks the schema, too
            try:
                connection.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall()
            except driver.Error:
                found.append(page)
        if len(found) == most:
            break
    path.write_bytes(whole)
    return found


def unlocked(path: Path, key: Key | None) -> "closing[driver.Connection]":
    connection = driver.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key:
        connection.execute(f'PRAGMA key = "{key.literal}"')
    return closing(connection)


def spoil(path: Path, *pages: int) -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE : (page + 1) * PAGE] = random.Random(page).randbytes(PAGE)
    path.write_bytes(content)


def leaves(path: Path, secret: Secret | None) -> list[int]:
    """Three pages from the midst of the table of records."""
    return pages_of(path, secret, "record", 8)[-3:]


def test_of_a_whole_file_nothing_is_lost(path: Path, secret: Secret | None, tmp_path: Path) -> None:
    before = path.read_bytes()
    told: list[tuple[int, int]] = []
    found = salvage(path, secret, tmp_path / "new.defcat", lambda *step: told.append(step))
    assert found.whole
    assert found.records == {"topic": 1, "official": 1, "engagement": 150}
    assert path.read_bytes() == before
    assert told[-1] == (152, 152)
    with opened(path, secret) as old, opened(tmp_path / "new.defcat", secret) as new:
        assert dump(new) == dump(old)
        assert new.encrypted is (secret is not None)
        with new.read() as connection:
            assert check(connection, new.today()).ok
    assert sorted(each.name for each in tmp_path.iterdir()) == ["desk.defcat", "new.defcat"]


def test_what_lies_around_unreadable_pages_is_saved(
    path: Path, secret: Secret | None, tmp_path: Path
) -> None:
    with opened(path, secret) as catalogue:
        before = {row["id"]: row for row in dump(catalogue)["record"]}
    spoil(path, *leaves(path, secret))
    found = salvage(path, secret, tmp_path / "new.defcat")
    lost = found.lost["record"]
    assert 3 <= lost <= 60
    assert len(found.refs) == lost
    assert sum(found.records.values()) == 152 - lost
    # What belonged to the lost ones points at nothing.
    assert found.dropped == {"engagement": lost, "subject": lost, "participant": lost}
    with Catalogue.open(tmp_path / "new.defcat", key=secret, now=lambda: NOON) as new:
        after = {row["id"]: row for row in dump(new)["record"]}
        assert after == {i: row for i, row in before.items() if i in after}
        with new.read() as connection:
            assert check(connection, new.today()).ok
            with pytest.raises(NotFound):
                find_id(connection, found.refs[0])
        with new.change("Go on") as change:
            ref = change.add("topic", title="After", type="sector")
        assert ref > max(before)


def test_a_record_of_which_only_the_title_is_left_is_kept_and_says_so(
    path: Path, secret: Secret | None, tmp_path: Path
) -> None:
    with Catalogue.open(path, key=secret) as catalogue, catalogue._begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("DELETE FROM engagement WHERE id = 5")
    found = salvage(path, secret, tmp_path / "new.defcat")
    assert found.bare == ("E3",)
    with opened(tmp_path / "new.defcat", secret) as new, new.read() as connection:
        record = load(connection, find_id(connection, "E3"))
    assert record.stub.title == "Visit 2"
    assert "only what stands here could be read" in str(record.values["notes"])


def test_rows_that_are_nonsense_are_left_out(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        topic = change.add("topic", title="Logistics", type="sector")
        visit = change.add("engagement", title="Visit", type="visit", date="2024-01")
        other = change.add("engagement", title="Other", type="visit", date="2024-01")
        change.add_part("subject", visit, other_id=topic)
        change.add_part("subject", other, other_id=topic)
    with closing(driver.connect(str(catalogue.path))) as connection:
        connection.execute("UPDATE record SET kind = 'xyz' WHERE title = 'Visit'")
        connection.execute("UPDATE record SET date = '9999-99' WHERE title = 'Other'")
        connection.execute("UPDATE entry_row SET after = 'garbage' WHERE id = 1")
        connection.execute("INSERT INTO saved_search VALUES ('mine', x'00', 0)")
        connection.commit()
    found = salvage(catalogue.path, None, tmp_path / "new.defcat")
    assert found == Salvaged(
        records={"topic": 1, "engagement": 1},
        lost={},
        refs=(),
        gaps=(),
        dropped={"record": 1, "engagement": 1, "subject": 1, "entry_row": 1, "saved_search": 1},
        cleared={"record": 1},
        bare=(),
        garbled=0,
    )


def test_a_file_that_was_cut_off_gives_what_is_left_of_it(
    path: Path, secret: Secret | None, tmp_path: Path
) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * 0.6)])
    found = salvage(path, secret, tmp_path / "new.defcat")
    assert not found.whole
    with opened(tmp_path / "new.defcat", secret) as new, new.read() as connection:
        assert check(connection, new.today()).ok


@pytest.mark.parametrize("page", [28, 66])
def test_without_a_page_of_the_schema_every_table_is_found(
    path: Path, secret: Secret | None, tmp_path: Path, page: int
) -> None:
    spoil(path, page)
    found = salvage(path, secret, tmp_path / "new.defcat")
    assert "record" not in found.gaps
    assert sum(found.records.values()) + found.lost.get("record", 0) == 152


@pytest.mark.parametrize("written_anew", [0, 1, 2])
def test_a_page_of_the_schema_is_mended_whoever_wrote_the_file(
    tmp_path: Path, written_anew: int
) -> None:
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        change.add("topic", title="Logistics", type="sector")
    path, secret = catalogue.path, None
    for new in range(written_anew):
        rekey(path, secret, secret := Secret(f"passphrase {new}"))
    key = make_key(secret, path.read_bytes()[:16]) if secret else None
    whole, named = path.read_bytes(), transplant._roots(path, key)
    hiding = 0
    for page in range(1, len(whole) // PAGE):
        spoil(path, page)
        if transplant._roots(path, key) != named:
            hiding += 1
            transplant.mend_schema(path, key)
            assert transplant._roots(path, key) == named, page
        path.write_bytes(whole)
    assert hiding >= 4


def test_without_its_first_page_every_table_is_found(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        change.add("topic", title="Logistics", type="sector")
    spoil(catalogue.path, 0)
    content = bytearray(catalogue.path.read_bytes())
    content[:16] = b"SQLite format 3\0"
    catalogue.path.write_bytes(content)
    assert salvage(catalogue.path, None, tmp_path / "new.defcat").records == {"topic": 1}


def test_a_spoilt_header_is_mended(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        change.add("topic", title="Logistics", type="sector")
    content = bytearray(catalogue.path.read_bytes())
    content[:20] = bytes(20)
    catalogue.path.write_bytes(content)
    assert salvage(catalogue.path, None, tmp_path / "new.defcat").whole


def test_a_copy_that_is_read_for_hours_is_not_taken_for_a_left_one(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        change.add("topic", title="Logistics", type="sector")
    there: list[bool] = []

    def an_hour_on(_done: int, _total: int) -> None:
        clear_unfinished(tmp_path)
        copies = list(tmp_path.glob(".unfinished-*"))
        there.append(bool(copies))
        for each in copies:
            os.utime(each, (0, 0))

    assert salvage(catalogue.path, None, tmp_path / "new.defcat", an_hour_on).whole
    assert len(there) > 1
    assert all(there)


def test_what_is_in_the_log_alone_is_saved_too(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            change.add("topic", title="Logistics", type="sector")
        copy = tmp_path / "copy" / "desk.defcat"
        copy.parent.mkdir()
        for ending in ("", "-wal"):
            given = catalogue.path.with_name(catalogue.path.name + ending)
            copy.with_name(copy.name + ending).write_bytes(given.read_bytes())
    assert salvage(copy, None, tmp_path / "new.defcat").records == {"topic": 1}


def test_what_cannot_be_salvaged_is_refused(path: Path, secret: Secret | None, tmp_path) -> None:
    new = tmp_path / "new.defcat"
    with pytest.raises(NotFound):
        salvage(tmp_path / "nothing.defcat", secret, new)
    with pytest.raises(FileProblem, match="exists already"):
        salvage(path, secret, path)
    if secret:
        with pytest.raises(NeedsPassphrase):
            salvage(path, None, new)
        with pytest.raises(WrongPassphrase):
            salvage(path, Secret("another"), new)
    noise = tmp_path / "noise.defcat"
    noise.write_bytes(random.Random(1).randbytes(50_000))
    with pytest.raises(FileProblem):
        salvage(noise, secret, new)
    assert not new.exists()


def test_the_command_says_what_was_lost(
    path: Path, secret: Secret | None, tmp_path, capsys
) -> None:
    new, given = tmp_path / "new.defcat", tmp_path / "passphrase"
    given.write_text("a passphrase\n")
    options = ["--passphrase-file", str(given)] if secret else []
    assert main(["salvage", str(path), str(new), *options]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{new}: 152 records", "Nothing was lost."]
    new.unlink()
    spoil(path, *leaves(path, secret))
    assert main(["salvage", str(path), str(new), *options]) == 1
    out = capsys.readouterr().out
    assert "Could not be read: " in out
    assert "Records lost: E" in out
    new.unlink()
    assert main(["salvage", str(path), str(new), "--json", *options]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["whole"] is False
    assert said["refs"]
    assert main(["salvage", str(path), str(new), *options]) == 2
    assert "exists already" in capsys.readouterr().err
