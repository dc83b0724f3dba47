"""`defcat backup` and `defcat restore`, and the backups that other commands make by themselves."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from defcat import backups, cli
from defcat.catalogue import Catalogue
from defcat.cli import options
from defcat.exchange import importer
from defcat.storage.key import Secret
from tests.core.making import NOON
from tests.core.test_backups import damage, made, record, titles

VISITS = "title,date\nVisit to Delhi,2024-08-22\n"
MARKER = "xylophonemarker"
"""What nobody finds by chance in what is encrypted."""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "defcat" / "backups"


def run(*arguments: object) -> int:
    return cli.main([str(each) for each in arguments])


def there(data: Path) -> list[Path]:
    return sorted(data.glob("*/*.defcat"))


def reasons(data: Path) -> list[str]:
    return [each.stem.split()[-1] for each in there(data)]


def test_a_backup_is_made_where_they_belong_and_restored_from_there(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "desk", "One")
    assert run("backup", path) == 0
    [backup] = there(data)
    assert capsys.readouterr() == (f"{backup}\n", "")
    assert backup.parent.name.startswith("desk-")
    with Catalogue.open(path) as catalogue:
        record(catalogue, "Two")
    assert run("restore", backup, path) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{path}: restored from {backup.name}"
    kept = next((tmp_path / "desk").glob("desk replaced *.defcat"))
    assert said[1:] == [f"What was there before is kept as {kept}."]
    assert titles(path) == ["One"]
    assert titles(kept) == ["One", "Two"]


def test_one_is_made_while_the_catalogue_is_open_elsewhere(tmp_path: Path, data: Path) -> None:
    path = made(tmp_path / "desk", "One")
    with Catalogue.open(path) as catalogue:
        record(catalogue, "Two")
        assert run("backup", path) == 0
        assert run("restore", there(data)[0], path) == 2
    assert titles(there(data)[0]) == ["One", "Two"]


def test_to_a_stick_or_a_name_of_ones_own(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, stick = made(tmp_path / "desk", "One"), tmp_path / "stick"
    stick.mkdir()
    assert run("backup", path, "--to", stick, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    [backup] = stick.iterdir()
    assert told == {
        "file": str(backup),
        "at": told["at"],
        "reason": "by-hand",
        "size": backup.stat().st_size,
    }
    assert backup.name.startswith("desk 20")
    assert run("backup", path, "--to", stick / "mine.defcat") == 0
    assert titles(stick / "mine.defcat") == ["One"]
    capsys.readouterr()
    for refused in (
        stick / "mine.defcat",
        tmp_path / "nowhere",
        tmp_path / "no" / "x.defcat",
        path,
    ):
        assert run("backup", path, "--to", refused) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert run("backup", path, "--to", stick, "--list") == 2
    assert not data.exists()
    assert titles(path) == ["One"]


def test_the_list_says_what_each_holds(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "desk", "One")
    assert run("backup", path, "--list") == 1
    assert "There is no backup" in capsys.readouterr().out
    run("backup", path)
    capsys.readouterr()
    assert run("backup", path, "--list", "--json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    [backup] = there(data)
    assert (told["total"], told["folder"]) == (1, str(backup.parent))
    [one] = told["backups"]
    assert (one["file"], one["reason"], one["encrypted"]) == (str(backup), "by-hand", False)
    assert one["records"]["agreement"] == 1
    assert one["last"] == {"at": NOON.isoformat(), "by": "asha", "label": "Add One"}
    backup.with_name("desk 2020-01-01 000000 daily.defcat").write_bytes(b"half")
    assert run("backup", path, "--list") == 1
    shown = capsys.readouterr().out
    assert "Add One" in shown
    assert "cannot be opened" in shown
    assert shown.index(backup.name) < shown.index("desk 2020-01-01")


def test_with_a_passphrase_the_backup_has_it_too(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("over the hills\n")
    path = made(tmp_path / "desk", MARKER, key=Secret("over the hills"))
    assert run("backup", path) == 2
    assert "needs a passphrase" in capsys.readouterr().err
    assert run("backup", path, "--passphrase-file", secret) == 0
    [backup] = there(data)
    assert MARKER.encode() not in backup.read_bytes()
    path.write_bytes(b"damaged beyond repair")
    assert run("restore", backup, path) == 2
    assert path.read_bytes() == b"damaged beyond repair"
    assert run("restore", backup, path, "--passphrase-file", secret) == 1  # it has one now
    assert "the passphrase of the backup" in capsys.readouterr().out
    assert titles(path, Secret("over the hills")) == [MARKER]


def test_none_is_made_of_a_damaged_file_and_the_earlier_ones_stay(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "desk", *(f"MoU {number}" for number in range(60)))
    run("backup", path)
    [good] = there(data)
    damage(path)
    capsys.readouterr()
    assert run("backup", path) == 2
    said = capsys.readouterr().err
    assert "desk.defcat is damaged" in said
    assert "restore a backup" in said
    assert there(data) == [good]
    assert run("restore", good, path) == 0
    assert len(titles(path)) == 60


def import_visits(path: Path, source: Path) -> int:
    source.write_text(VISITS, encoding="utf-8")
    return run("import", path, source, "--profile", "visits")


def test_before_an_import_there_is_a_backup_and_without_one_no_import(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "desk", "One")
    done: list[list[str]] = []

    def run_import(*_: object, **__: object) -> importer.ImportResult:
        done.append(reasons(data))
        return importer.ImportResult(0, 0, 0, 0, [])

    monkeypatch.setattr(importer, "run_import", run_import)
    monkeypatch.setattr(options, "LARGE", 0)
    assert import_visits(path, tmp_path / "visits.csv") == 0
    assert done == [["daily"]], "that of the day was due"
    with Catalogue.open(path) as catalogue:
        record(catalogue, "Two")
    assert import_visits(path, tmp_path / "visits.csv") == 0
    assert sorted(done[1]) == ["before-import", "daily"]
    assert capsys.readouterr().err == ""
    with Catalogue.open(path) as catalogue:
        record(catalogue, "Three")
    folder = there(data)[0].parent
    folder.rename(tmp_path / "aside")
    folder.write_text("in the way")
    assert import_visits(path, tmp_path / "visits.csv") == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1, "once"
    assert "backup" in said[0]
    assert len(done) == 2


def test_the_backup_of_the_day_is_made_when_a_command_writes(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "desk", "One")
    assert run("search", path, "one", "--json") == 0
    assert there(data) == []
    assert run("undo", path) == 0
    assert reasons(data) == ["daily"]
    assert titles(there(data)[0]) == ["One"], "as it was before"
    assert run("redo", path) == 0
    assert len(there(data)) == 1, "it is not a day old"
    with Catalogue.open(path, write=False) as catalogue:
        later = datetime.now(UTC) + timedelta(days=1, minutes=1)
        assert backups.due(catalogue, later)


def test_where_the_backup_of_the_day_cannot_be_made_it_is_said_and_the_rest_is_done(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "desk", "One")
    data.parent.mkdir(parents=True)
    data.write_text("in the way")
    assert run("undo", path) == 0
    assert "defcat: The backups in " in capsys.readouterr().err
    assert titles(path) == []


def test_a_folder_for_backups_that_is_not_there_is_said(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "desk", "One")
    with Catalogue.open(path) as catalogue:
        backups.choose_folder(catalogue, tmp_path / "stick")
    assert run("backup", path) == 1
    said = capsys.readouterr()
    assert said.err == f"defcat: The folder for backups, {tmp_path / 'stick'}, is not there.\n"
    assert said.out == f"{there(data)[0]}\n"
