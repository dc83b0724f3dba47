"""`defcat import` of somebody's table: guessed, looked at, imported, matched, reported on."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from defcat import cli
from defcat.catalogue import Catalogue

HEAD = ["Title", "Date", "Country", "Participants", "Remarks"]
ROWS = [
    ["Defence dialogue", "25/01/2024", "India", "Emmanuel Macron", "First round."],
    ["Naval talks", "10/02/2024", "India", "Florence Parly", "Second round."],
    ["Staff talks", "21/03/2024", "France", "", ""],
]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.defcat"
    Catalogue.create(path).close()
    return path


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `defcat import` on the catalogue in this process."""

    def ran(*arguments: object) -> Ran:
        code = cli.main(["import", str(file), *map(str, arguments)])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return ran


def table(folder: Path, rows: list[list[str]], name: str = "talks.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(";".join(row) for row in [HEAD, *rows]), encoding="utf-8")
    return path


def test_without_a_profile_nothing_is_imported_and_the_guess_is_told(
    run: Run, file: Path, tmp_path: Path
) -> None:
    before = file.read_bytes()
    ran = run(table(tmp_path, ROWS))
    assert ran.code == 2
    assert "--guess" in ran.err
    assert ran.err.count("\n") == 1
    assert "Each row is: engagement" in ran.out
    assert "Remarks → Notes" in ran.out
    assert run(tmp_path / "talks.csv", "--json").json()["kind"] == "engagement"
    assert file.read_bytes() == before


def test_a_dry_run_shows_what_is_guessed_and_the_run_does_the_same(
    run: Run, file: Path, tmp_path: Path
) -> None:
    source, before = table(tmp_path, ROWS), file.read_bytes()
    looked = run(source, "--dry-run")
    assert looked.code == 0
    assert looked.out.endswith("Would be: 3 new, 0 changed, 0 unchanged\n")
    assert file.read_bytes() == before
    done = run(source, "--guess")
    assert done.code == 0
    assert done.out.endswith("\n3 new, 0 changed, 0 unchanged\n")
    again = run(source, "--guess", "--json").json()
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)


def test_a_dry_run_tells_every_change_field_by_field(run: Run, tmp_path: Path) -> None:
    run(table(tmp_path, ROWS), "--guess")
    edited = [[*row[:4], row[4].replace("Second", "Third")] for row in ROWS]
    ran = run(table(tmp_path, edited), "--dry-run")
    assert "E2  Naval talks\n    Notes: Second round. → Third round. (set)" in ran.out
    (change,) = run(tmp_path / "talks.csv", "--dry-run", "--json").json()["changes"]
    assert (change["ref"], change["line"]) == ("E2", 3)
    assert change["fields"] == [
        {
            "field": "Notes",
            "before": "Second round.",
            "says": "Third round.",
            "becomes": "set",
        }
    ]


def test_what_is_guessed_can_be_written_mended_and_used(run: Run, tmp_path: Path) -> None:
    source, profile = table(tmp_path, ROWS), tmp_path / "desk-talks.toml"
    run(source, "--dry-run", "--write-profile", profile)
    mended = profile.read_text(encoding="utf-8").replace('"{Remarks}"', '"Said: {Remarks}"')
    profile.write_text(mended, encoding="utf-8")
    assert run(source, "--map", profile).code == 0
    said = run(source, "--profile", profile).out.splitlines()[-1]
    assert said.startswith("0 new, 0 changed, 3 unchanged")


@pytest.mark.parametrize(
    ("said", "counts", "code"),
    [("leave", (0, 0, 1), 1), ("new", (1, 0, 0), 0), ("match", (0, 1, 0), 0)],
)
def test_a_row_that_may_be_a_record_here(
    run: Run, tmp_path: Path, said: str, counts: tuple[int, ...], code: int
) -> None:
    run(table(tmp_path, ROWS), "--guess")
    other = table(tmp_path, [["Defence dialogue", *ROWS[0][1:4], "More."]], "others.csv")
    report = tmp_path / "left.csv"
    ran = run(other, "--guess", "--doubtful", said, "--report", report, "--json")
    found = ran.json()
    assert ran.code == code
    doubtful = found.get("doubtful", [])
    assert (found["new"], found["changed"], len(doubtful)) == counts
    assert ("It may be E1 Defence dialogue" in report.read_text("utf-8-sig")) == bool(doubtful)


def test_a_workbook_comes_in_as_a_text_file_does(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "talks.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Talks")
        for line, row in enumerate([["Talks of the desk"], HEAD, *ROWS, ["Total", "3"]]):
            sheet.write_row(line, 0, row)
    ran = run(path, "--guess")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "3 new, 0 changed, 0 unchanged")


def test_what_another_catalogue_wrote_comes_in_whole(
    run: Run, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(table(tmp_path, ROWS), "--guess")
    written = tmp_path / "all.json"
    assert cli.main(["export", str(file), str(written)]) == 0
    other = tmp_path / "other.defcat"
    Catalogue.create(other).close()
    capsys.readouterr()
    assert cli.main(["import", str(other), str(written), "--dry-run"]) == 0
    assert capsys.readouterr().out == "Would be: 6 new, 0 changed, 0 unchanged\n"
    assert cli.main(["import", str(other), str(written)]) == 0
    assert capsys.readouterr().out == "6 new, 0 changed, 0 unchanged\n"
