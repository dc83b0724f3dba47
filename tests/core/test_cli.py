"""The command line, as a person or a script meets it: what is printed, exit codes, files."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from defcat import cli
from defcat.catalogue import Catalogue
from defcat.dossier import find_id
from defcat.exchange.sample import create_sample
from defcat.search import saved
from tests.core.making import ROOT, dump
from tests.real_data import real_file

NOON = datetime(2024, 11, 18, 12, tzinfo=UTC)
PROFILE = "tenures-us"
TENURES = """position,person,personID,start,end
Secretary of Defense,Robert Gates,Q464075,2006-12-18,2011-07-01
Secretary of Defense,Leon Panetta,Q318217,2011-07-01,2013-02-27
Secretary of Defense,Chuck Hagel,Q212064,2013-02-27,2015-02-17
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one document that was printed."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def ran(*arguments: object) -> Ran:
        code = cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return ran


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, made once; it is only read."""
    path = tmp_path_factory.mktemp("made") / "Sample.defcat"
    create_sample(path, user="asha", now=lambda: NOON).close()
    return path


@pytest.fixture
def file(made: Path, tmp_path: Path) -> Path:
    """A copy of the sample, to be changed."""
    path = tmp_path / "desk.defcat"
    path.write_bytes(made.read_bytes())
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tenures.csv"
    path.write_text(TENURES, encoding="utf-8")
    return path


def content(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def records(path: Path) -> dict[str, list[dict[str, Any]]]:
    with Catalogue.open(path, write=False) as catalogue:
        return dump(catalogue)


def assert_refused(ran: Ran, *words: str) -> None:
    """Refused with one line that says what is wrong, and no traceback."""
    assert ran.code == 2
    assert ran.err.startswith("defcat: ")
    assert ran.err.count("\n") == 1
    for word in words:
        assert word in ran.err


# --- each command ---------------------------------------------------------------------------


def test_every_command_is_tested_here() -> None:
    names = {"new", "search", "show", "import", "export", "brief", "history", "undo", "redo"}
    # test_cli_notices, test_check, test_salvage, test_cli_backup, test_cli_key
    elsewhere = {"watch", "findings", "check", "salvage", "backup", "restore", "passphrase"}
    assert cli.commands() == names | elsewhere


def test_new_makes_an_empty_catalogue(run: Run, tmp_path: Path) -> None:
    ran = run("new", tmp_path / "desk.defcat", "--scheme", "uk")
    assert (ran.code, ran.err) == (0, "")
    assert "0 records" in ran.out
    with Catalogue.open(tmp_path / "desk.defcat") as made:
        assert made.scheme.levels[0].label == "Official"


def test_new_with_the_sample(run: Run, tmp_path: Path) -> None:
    ran = run("new", tmp_path / "desk.defcat", "--sample")
    assert ran.code == 0
    count = int(ran.out.split()[-2])
    assert run("search", tmp_path / "desk.defcat", "", "--json").json()["total"] == count > 50


def test_new_never_takes_the_place_of_a_file(run: Run, file: Path, tmp_path: Path) -> None:
    before = content(tmp_path)
    assert_refused(run("new", file, "--sample"), "desk.defcat")
    assert content(tmp_path) == before


def test_search_prints_a_table(run: Run, made: Path) -> None:
    ran = run("search", made, "sosa")
    assert (ran.code, ran.err) == (0, "")
    [line] = [line for line in ran.out.splitlines() if line.startswith("A1 ")]
    assert "22 Aug 2024" in line
    assert "Security of Supply Arrangement" in line
    assert "signed, not in force" in line
    assert ran.out.splitlines()[-1] == "1 record"


def test_search_as_json(run: Run, made: Path) -> None:
    found = run("search", made, "liaison", "--kind", "agreement", "--json").json()
    assert found["total"] == 1
    [result] = found["results"]
    assert result["ref"] == "A2"
    assert result["kind"] == "agreement"
    assert result["title"].startswith("Memorandum of Agreement")
    assert result["date"] == "2024-08-23"
    assert result["status"] == "signed-not-in-force"


def test_search_says_where_a_record_answers_whose_title_does_not(run: Run, made: Path) -> None:
    ran = run("search", made, "sosa")
    assert "Found in" in ran.out.splitlines()[0]
    assert "Other names: SOSA" in ran.out
    [result] = run("search", made, "sosa", "--json").json()["results"]
    assert result["found_in"] == {"field": "Other names", "text": "SOSA"}
    assert "Found in" not in run("search", made, "arrangement", "--kind", "agreement").out


def test_what_cannot_be_read_is_pointed_out_and_the_rest_is_searched(run: Run, made: Path) -> None:
    ran = run("search", made, "sosa date:>=2023-13")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "1 record"
    assert "“date:>=2023-13”, character 6" in ran.err
    found = run("search", made, "sosa date:>=2023-13", "--json").json()
    assert [result["ref"] for result in found["results"]] == ["A1"]
    [problem] = found["problems"]
    assert "01 to 12" in problem
    ran = run("search", made, "x stauts:held")
    assert "“stauts:held”, character 3" in ran.err
    assert "Did you mean status:?" in ran.err


def test_search_by_the_name_of_a_saved_search(run: Run, file: Path) -> None:
    with Catalogue.open(file) as catalogue, catalogue.change("Save") as change:
        saved.save(change.connection, "Arrangements", "sosa kind:agreement")
        saved.save(change.connection, "Broken", "type:traety")
    found = run("search", file, "--saved", "arrangements", "--json").json()
    assert found == run("search", file, "sosa kind:agreement", "--json").json()
    assert found["total"] > 0
    assert_refused(run("search", file, "--saved", "nothing"), "nothing", "Arrangements, Broken")
    assert_refused(run("search", file, "--saved", "Broken"), "“type:traety”", "treaty")
    assert_refused(run("search", file, "sosa", "--saved", "Broken"), "either")
    assert_refused(run("search", file), "either")


def test_search_is_limited_and_says_how_many_there_are(run: Run, made: Path) -> None:
    found = run("search", made, "kind:engagement", "--limit", 2, "--json").json()
    assert len(found["results"]) == 2
    assert found["total"] > 10
    assert "(2 shown)" in run("search", made, "kind:engagement", "--limit", 2).out


def test_search_that_finds_nothing_is_no_error(run: Run, made: Path) -> None:
    ran = run("search", made, "zanzibar", "--json")
    assert (ran.code, ran.json()) == (0, {"total": 0, "results": []})


def test_search_as_of_a_day_has_the_status_of_that_day(run: Run, made: Path) -> None:
    found = run("search", made, "sosa", "--kind", "a", "--as-of", "2024-08-22", "--json").json()
    assert found["results"][0]["status"] == "signed-not-in-force"
    before = run("search", made, "sosa as-of:2024-08-21", "--kind", "a", "--json").json()
    assert before == {"total": 0, "results": []}


def test_show_says_all_about_a_record(run: Run, made: Path) -> None:
    shown = run("show", made, "A1", "--json").json()
    assert shown["title"] == "Security of Supply Arrangement"
    assert shown["fields"]["type"] == "arrangement"
    assert shown["status"]["code"] == "signed-not-in-force"
    assert "22 August 2024" in shown["status"]["reason"]
    assert {"Samir Kumar Sinha", "Vic Ramdass"} <= {link["title"] for link in shown["links"]}
    assert any(citation["locator"] == "paragraph 4" for citation in shown["citations"])


def test_show_for_people(run: Run, made: Path) -> None:
    ran = run("show", made, "o1")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("O1  Rajnath Singh\n")
    assert "राजनाथ सिंह" in ran.out
    assert "Minister of Defence" in ran.out


def test_show_as_of_a_day(run: Run, made: Path) -> None:
    shown = run("show", made, "A1", "--as-of", "2024-08-01", "--json").json()
    assert shown["status"]["code"] == "unknown"
    assert shown["status"]["as_of"] == "2024-08-01"


def test_show_as_of_a_day_leaves_out_what_came_later(run: Run, made: Path) -> None:
    shown = run("show", made, "O1", "--as-of", "2016-08-29", "--json").json()
    assert [post["post"] for post in shown["posts"]] == ["Minister of Home Affairs"]
    assert shown["left_out"] > 5
    assert not any(link["part"] == "participant" for link in shown["links"])
    printed = run("show", made, "O1", "--as-of", "2016-08-29").out
    assert "Posts, 29 August 2016:\n    Minister of Home Affairs, India\n" in printed
    assert f"{shown['left_out']} later items left out" in printed
    today = run("show", made, "O1", "--json").json()
    assert (today["left_out"], today["came_later"]) == (0, False)
    assert run("show", made, "E1", "--as-of", "2020-01-01", "--json").json()["came_later"]
    assert (
        "This record came after 1 January 2020."
        in run("show", made, "E1", "--as-of", "2020-01-01").out
    )
    assert "Rajnath Singh (O1): Minister of Defence" in run("show", made, "E1").out


def test_show_says_nothing_that_a_source_said_later(run: Run, made: Path) -> None:
    then = ("show", made, "A1", "--as-of", "2024-08-22")
    assert "Friday" in run("show", made, "A1").out
    assert "Friday" not in run(*then).out
    document = run(*then, "--json").json()
    assert "Friday" not in json.dumps(document)
    assert document["findings"] == []
    assert all(c["states"] is None for c in document["citations"] if c["about"] is None)


def test_show_ends_with_what_the_catalogue_noticed(run: Run, file: Path) -> None:
    with Catalogue.open(file) as catalogue, catalogue.change("Add") as change:
        change.add("official", title="Rao", notes="First line.\nSecond line.")
        change.add_part("tenure", change.add("official", title="Sen"), post="Minister")
    ref = run("search", file, "Sen", "--kind", "official", "--json").json()["results"][0]["ref"]
    [finding] = run("show", file, ref, "--json").json()["findings"]
    lines = run("show", file, ref).out.splitlines()
    assert lines[-2:] == ["  Findings:", f"    {finding['says']} {finding['fix']}"]
    ref = run("search", file, "Rao", "--kind", "official", "--json").json()["results"][0]["ref"]
    lines = run("show", file, ref).out.splitlines()
    assert "  Notes: First line." in lines
    assert "    Second line." in lines


def test_for_what_is_not_known_there_is_no_source(run: Run, file: Path) -> None:
    with Catalogue.open(file) as catalogue, catalogue.change("Add") as change:
        pact = change.add("agreement", title="Pact of nothing", type="treaty")
        source = change.add("source", title="Book", type="publication")
        change.add_part("citation", pact, other_id=source, states="One\nTwo")
    ref = run("search", file, "nothing", "--kind", "agreement", "--json").json()["results"][0][
        "ref"
    ]
    shown = run("show", file, ref, "--json").json()
    assert (shown["status"]["code"], shown["status"]["sources"]) == ("unknown", [])
    printed = run("show", file, ref).out
    assert "according to" not in printed
    assert "One\n      Two" in printed


def test_a_possible_match_is_told_as_one(run: Run, file: Path) -> None:
    with Catalogue.open(file) as catalogue, catalogue.change("Add") as change:
        change.add("engagement", title="Talks of some day", type="call", date="2023")
    asked = run("search", file, "date:2023-11-09 kind:engagement", "--json").json()["results"]
    assert [(one["title"], one["possible"]) for one in asked] == [
        ("Fifth India–US 2+2 Ministerial Dialogue", False),
        ("Talks of some day", True),
    ]
    printed = run("search", file, "date:2023-11-09 kind:engagement").out
    told = [line for line in printed.splitlines() if "possible match" in line]
    assert len(told) == 1
    assert "Talks of some day" in told[0]


def test_an_office_is_searched_by_day_and_country(run: Run, made: Path) -> None:
    office = 'office:"minister of home affairs" country:india'
    then = run("search", made, office, "--as-of", "2016-08-29", "--json").json()
    assert [(r["title"], r["with"], r["possible"]) for r in then["results"]] == [
        ("Rajnath Singh", "Minister of Home Affairs, India", False)
    ]
    assert run("search", made, f"{office} as-of:2016-08-29", "--json").json() == then
    assert run("search", made, office, "--json").json()["total"] == 0
    assert_refused(
        run("search", made, f"{office} as-of:2016-08-28", "--as-of", "2016-08-29"),
        "different days",
    )
    assert_refused(run("search", made, "country:germny"), "ISO 3166", "Germany")


def test_an_export_and_a_brief_can_ask_for_an_office(run: Run, made: Path, tmp_path: Path) -> None:
    office = 'office:"minister of home affairs" as-of:2016-08-29'
    assert run("export", made, tmp_path / "out.json", "--query", office).code == 0
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [record["title"] for record in written["official"]] == ["Rajnath Singh"]
    arguments = ("record", "--query", "office:home", "--out", tmp_path / "out.pdf")
    assert run("brief", made, *arguments, "--as-of", "2016-08-29").code == 0
    assert_refused(run("brief", made, *arguments), "No record was named")


def test_a_brief_is_as_of_the_day_that_its_query_names(
    run: Run, made: Path, tmp_path: Path
) -> None:
    out = tmp_path / "then.pdf"
    query = ("brief", made, "agreement", "--query", "kind:a sosa as-of:2024-09-01", "--out", out)
    assert run(*query).code == 0
    assert "As of 1 September 2024" in " ".join(text_of(out)[0].split())
    again = (*query[:-1], tmp_path / "again.pdf")
    assert run(*again, "--as-of", "2024-09-01").code == 0
    assert_refused(run(*query, "--as-of", "2024-09-02"), "different days")


def test_import_is_one_undo(run: Run, file: Path, table: Path) -> None:
    before = records(file)
    ran = run("import", file, table, "--profile", PROFILE)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "3 new, 0 changed, 0 unchanged\n"
    assert run("search", file, "panetta", "--json").json()["total"] >= 1

    assert run("import", file, table, "--profile", PROFILE, "--json").json() == {
        "new": 0,
        "changed": 0,
        "unchanged": 3,
        "bad": [],
    }
    assert run("undo", file).out == "Undo: Import tenures.csv\n"
    assert records(file) == before
    assert run("redo", file).out == "Redo: Import tenures.csv\n"
    assert records(file) != before


def test_import_that_would_be(run: Run, file: Path, table: Path, tmp_path: Path) -> None:
    before = content(tmp_path)
    ran = run("import", file, table, "--profile", PROFILE, "--dry-run")
    assert (ran.code, ran.out) == (0, "Would be: 3 new, 0 changed, 0 unchanged\n")
    assert content(tmp_path) == before


def test_import_can_leave_bad_rows_out(run: Run, file: Path, table: Path, tmp_path: Path) -> None:
    table.write_text(TENURES + "Secretary of Defense,Ash Carter,Q478785,soon,2017-01-20\n")
    report = tmp_path / "bad.csv"
    ran = run(
        "import", file, table, "--profile", PROFILE, "--skip-bad", "--report", report, "--json"
    )
    assert (ran.code, ran.err) == (1, "")
    result = ran.json()
    assert result["new"] == 3
    [bad] = result["bad"]
    assert (bad["line"], bad["column"]) == (5, "start")
    assert "soon" in bad["reason"]
    assert "5,start,soon," in report.read_text(encoding="utf-8-sig")


def test_import_brings_nothing_in_that_it_cannot_report_on(
    run: Run, file: Path, table: Path, tmp_path: Path
) -> None:
    before = content(tmp_path)
    report = tmp_path / "nowhere" / "bad.csv"
    ran = run("import", file, table, "--profile", PROFILE, "--report", report)
    assert_refused(ran, "bad.csv could not be written: there is no folder")
    assert content(tmp_path) == before


def test_export_is_read_back(run: Run, made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    ran = run("export", made, out, "--kind", "agreement")
    assert (ran.code, ran.out) == (0, f"{out}: 3 records\n")
    exported = json.loads(out.read_text(encoding="utf-8"))
    assert "Security of Supply Arrangement" in {a["title"] for a in exported["agreement"]}
    assert "engagement" not in exported


def test_brief_is_a_marked_and_sourced_pdf(run: Run, made: Path, tmp_path: Path) -> None:
    out = tmp_path / "sosa.pdf"
    ran = run("brief", made, "agreement", "A1", "--out", out, "--as-of", "2024-09-01")
    assert (ran.code, ran.out, ran.err) == (0, f"{out}\n", "")
    pages = text_of(out)
    assert all("UNCLASSIFIED" in page for page in pages)
    assert "1 September 2024" in pages[0]
    assert "Security of Supply Arrangement" in pages[0]
    assert any("[1]" in page for page in pages)


def test_brief_of_what_answers_a_query(run: Run, made: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.pdf"
    assert run("brief", made, "agreement", "--query", "kind:agreement", "--out", out).code == 0
    told = "\n".join(text_of(out))
    for title in ("Security of Supply Arrangement", "Liaison Officers", "Roadmap"):
        assert title in told


def test_history_says_who_changed_what(run: Run, file: Path) -> None:
    with Catalogue.open(file, user="rao", now=lambda: NOON) as catalogue:
        with catalogue.read() as connection:
            minister = find_id(connection, "O1")
        with catalogue.change("Correct the honorific") as change:
            change.set("official", minister, honorific="Raksha Mantri")
    [latest, *older] = run("history", file, "O1", "--json").json()["entries"]
    assert (latest["label"], latest["by"]) == ("Correct the honorific", "rao")
    assert latest["at"] == NOON.isoformat(timespec="seconds")
    [change] = latest["changes"]
    assert (change["before"], change["after"]) == (
        {"honorific": "Shri"},
        {"honorific": "Raksha Mantri"},
    )
    assert [entry["label"] for entry in older] == ["Open the sample"]
    assert "O1  Honorific: Shri → Raksha Mantri" in run("history", file, "--limit", 1).out


def test_history_counts_what_it_does_not_show(run: Run, file: Path, table: Path) -> None:
    run("import", file, table, "--profile", PROFILE)
    run("undo", file)
    stated = run("history", file, "--limit", 1, "--json").json()
    assert (stated["total"], len(stated["entries"])) == (3, 1)
    assert "… and 2 more; --limit" in run("history", file, "--limit", 1).out
    assert "--limit" not in run("history", file, "--limit", 3).out
    assert run("history", file, "A1", "--json").json()["total"] == 1


def test_history_is_short_and_says_how_much_more_there_is(run: Run, file: Path) -> None:
    with Catalogue.open(file, now=lambda: NOON) as catalogue:
        with catalogue.read() as connection:
            pact = find_id(connection, "A1")
        with catalogue.change("Much") as change:
            change.set("agreement", pact, notes="One.\nTwo. " + "word " * 100)
            for number in range(250):
                change.add("topic", title=f"Topic {number}", type="policy-theme")
    *lines, older = run("history", file, "--limit", 1).out.splitlines()
    assert lines[-1] == "    … and 231 more"
    assert older == "… and 1 more; --limit says how many to show"
    assert len(lines) < 80
    assert max(map(len, lines)) < 260
    [notes] = [line for line in lines if "Notes:" in line]
    assert "One. Two. word" in notes
    assert notes.endswith("…")
    [entry] = run("history", file, "--limit", 1, "--json").json()["entries"]
    assert (len(entry["changes"]), entry["more"]) == (200, 51)
    with Catalogue.open(file, now=lambda: NOON) as catalogue:
        with catalogue.change("Cite") as change:
            made = change.add("source", title="Gone tomorrow", type="article")
            change.add_part("citation", pact, other_id=made)
        catalogue.undo()
    undone, done = run("history", file, "--limit", 2, "--json").json()["entries"]
    assert (undone["more"], done["more"]) == (0, 0)
    printed = run("history", file, "--limit", 2).out
    assert "Source: - → source, no longer there" in printed
    assert f"#{made}" not in printed


def test_undo_of_nothing_is_refused(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "desk.defcat")
    assert_refused(run("undo", tmp_path / "desk.defcat"), "nothing to undo")
    assert_refused(run("redo", tmp_path / "desk.defcat"), "nothing to redo")


def test_what_the_sample_began_with_is_not_undone(run: Run, file: Path) -> None:
    assert_refused(run("undo", file), "nothing to undo")
    with Catalogue.open(file, user="rao", now=lambda: NOON) as catalogue:
        with catalogue.read() as connection:
            minister = find_id(connection, "O1")
        with catalogue.change("Correct the honorific") as change:
            change.set("official", minister, honorific="Raksha Mantri")
    assert "Correct the honorific" in run("undo", file).out
    assert_refused(run("undo", file), "nothing to undo")
    assert "Correct the honorific" in run("redo", file).out


def test_help_is_no_error(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    assert all(name in ran.out for name in cli.commands())


# --- bad input ------------------------------------------------------------------------------


@pytest.fixture(params=["no catalogue", "folder", "missing"])
def wrong(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that is no catalogue, a folder, or nothing at all."""
    path = tmp_path / f"{request.param}.defcat"
    if request.param == "no catalogue":
        path.write_text("Dear Sir, please find attached\n", encoding="utf-8")
    elif request.param == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize(
    "command",
    [
        ("search", "FILE", "sosa"),
        ("search", "FILE", "sosa", "--json"),
        ("show", "FILE", "A1"),
        ("import", "FILE", "TABLE", "--profile", PROFILE),
        ("export", "FILE", "OUT.json"),
        ("brief", "FILE", "agreement", "A1", "--out", "OUT.pdf"),
        ("history", "FILE"),
        ("undo", "FILE"),
        ("redo", "FILE"),
    ],
    ids=" ".join,
)
def test_what_is_no_catalogue_is_refused_and_left_alone(
    run: Run, wrong: Path, table: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    given = {"FILE": wrong, "TABLE": table, "OUT.json": tmp_path / "OUT.json"}
    given["OUT.pdf"] = tmp_path / "OUT.pdf"
    before = content(tmp_path)
    ran = run(*(given.get(word, word) for word in command))
    assert_refused(ran, wrong.name)
    assert ran.out == ""
    assert content(tmp_path) == before


UNREADABLE = {
    "latin-1": (TENURES.replace("Leon Panetta", "León Panetta").encode("latin-1"), "line 3"),
    "ragged, too few": (TENURES.encode() + b"Secretary of Defense,Ash Carter\n", "1 row"),
    "ragged, too many": (TENURES.encode() + b"a,b,c,2015-02-17,2017-01-20,x,y\n", "1 row"),
    "empty": (b"", "is empty"),
    "blank lines": (b"\n\n  \n", "is empty"),
    "another table": (b"name,rank\nRao,Colonel\n", "position"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
    "quotes that do not end": (TENURES.encode() + b'"Secretary,x,y\n', "line 5"),
}


@pytest.mark.parametrize(("written", "says"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_table_that_cannot_be_read_changes_nothing(
    run: Run, file: Path, table: Path, tmp_path: Path, written: bytes, says: str
) -> None:
    table.write_bytes(written)
    before, history = content(tmp_path), run("history", file).out
    assert_refused(run("import", file, table, "--profile", PROFILE), "tenures.csv", says)
    assert content(tmp_path) == before
    assert run("history", file).out == history


@pytest.mark.parametrize("source", ["folder", "missing"])
def test_a_table_that_is_no_file(run: Run, file: Path, tmp_path: Path, source: str) -> None:
    (tmp_path / "folder").mkdir()
    before = content(tmp_path)
    assert_refused(run("import", file, tmp_path / source, "--profile", PROFILE), source)
    assert content(tmp_path) == before


def test_a_bad_row_is_named_with_its_line_and_reason(run: Run, file: Path, table: Path) -> None:
    table.write_bytes(TENURES.encode() + b"Secretary of Defense,Ash Carter\n")
    ran = run("import", file, table, "--profile", PROFILE)
    assert ran.out.startswith("line 5: ")
    bad = run("import", file, table, "--profile", PROFILE, "--json").json()["bad"]
    assert [row["line"] for row in bad] == [5]


def test_the_mark_of_utf_8_is_passed_over(run: Run, file: Path, table: Path) -> None:
    table.write_bytes(b"\xef\xbb\xbf" + TENURES.encode())
    assert run("import", file, table, "--profile", PROFILE).out.startswith("3 new")
    assert run("search", file, "kind:official panetta", "--json").json()["total"] == 1


def test_an_unknown_profile_names_those_that_there_are(
    run: Run, file: Path, table: Path, tmp_path: Path
) -> None:
    before = content(tmp_path)
    ran = run("import", file, table, "--profile", "us-visit")
    assert_refused(ran, "us-visit", "us-visits", "uk-treaties")
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("show", "FILE", "A99"), "A99"),
        (("show", "FILE", "A1x"), "A1x"),
        (("show", "FILE", "A1", "--as-of", "2024-08"), "2024-08"),
        (("search", "FILE", "kind:treaty"), "treaty"),
        (("search", "FILE", "sosa", "--as-of", "yesteryear"), "yesteryear"),
        (("search", "FILE", "sosa", "--limit", "0"), "--limit"),
        (("search", "FILE", "kind:agreement", "--kind", "official"), "different kinds"),
        (("brief", "FILE", "agreement", "A1", "--as-of", "1890-01-01", "--out", "OUT"), "A1 came"),
        (("export", "FILE", "OUT.doc"), "OUT.doc"),
        (("brief", "FILE", "agreement"), "No record"),
        (("brief", "FILE", "country", "frnace", "--out", "OUT"), "Did you mean France?"),
        (("brief", "FILE", "country", "A1", "--out", "OUT"), "or its code, such as IN"),
        (("brief", "FILE", "poem", "A1"), "poem"),
        (("brief", "FILE", "agreement", "A1", "--columns", "date"), "Leave out --columns"),
        (("brief", "FILE", "watch", "--group-by", "year"), "or write a register"),
        (("brief", "FILE", "agreement", "E1", "--out", "OUT"), "E1"),
        (("brief", "FILE", "agreement", "A1", "--ceiling", "cosmic", "--out", "OUT"), "cosmic"),
        (("brief", "FILE", "agreement", "A1", "--page-size", "A3", "--out", "OUT"), "A3"),
        (("brief", "FILE", "agreement", "A1", "--out", "NOWHERE"), "x.defcat"),
        (("new", "NOWHERE"), "nowhere does not exist"),
        (("new", "NEW", "--scheme", "cosmic"), "cosmic"),
        (("new", "NEW", "--sample", "--scheme", "uk"), "Leave out --sample or --scheme"),
        (("brief", "FILE", "agreement", "A1", "--out", "OUT.doc"), "end in .pdf or .docx"),
        (("import", "FILE", "FILE", "--profile", PROFILE, "--report", "NOWHERE"), "x.defcat"),
        (("polish", "FILE"), "polish"),
        (("polish", "FILE"), "See defcat --help."),
        (("search", "FILE"), "query"),
        (("undo", "FILE", "--hard"), "--hard"),
        (("import", "FILE"), "See defcat import --help."),
        (("import", "FILE", "FILE"), "is a catalogue"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_refused_in_one_line(
    run: Run, file: Path, tmp_path: Path, command: tuple[str, ...], says: str
) -> None:
    places = {"FILE": file, "OUT": tmp_path / "OUT.pdf", "OUT.doc": tmp_path / "OUT.doc"}
    places |= {"NOWHERE": tmp_path / "nowhere" / "x.defcat", "NEW": tmp_path / "new.defcat"}
    before = content(tmp_path)
    ran = run(*(places.get(word, word) for word in command))
    assert_refused(ran, says)
    assert ran.out == ""
    assert content(tmp_path) == before


def test_a_brief_above_the_ceiling_is_not_written(run: Run, file: Path, tmp_path: Path) -> None:
    with Catalogue.open(file) as catalogue:
        with catalogue.read() as connection:
            agreement = find_id(connection, "A1")
        with catalogue.change("Mark") as change:
            change.set("agreement", agreement, marking="secret")
    out = tmp_path / "sosa.pdf"
    ran = run("brief", file, "agreement", "A1", "--ceiling", "restricted", "--out", out)
    assert_refused(ran)
    assert not out.exists()


# --- real files -----------------------------------------------------------------------------


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("source", "profile", "count"),
    [
        ("engagements/us_visits_by_foreign_leaders.csv", "us-visits", 3_264),
        ("officials/tenures_india-ministers.csv", "tenures-india", None),
    ],
)
def test_a_real_table_comes_in_once(
    run: Run, tmp_path: Path, source: str, profile: str, count: int | None
) -> None:
    table, file = real_file(source), tmp_path / "desk.defcat"
    run("new", file)
    first = run("import", file, table, "--profile", profile, "--json")
    assert first.code == 0
    made = first.json()["new"]
    assert made == count if count else made > 100
    again = run("import", file, table, "--profile", profile)
    assert again.out == f"0 new, 0 changed, {made} unchanged; nothing was changed\n"
    assert len(run("history", file, "--json").json()["entries"]) == 1


# --- main.py --------------------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """That of a machine without a display, and a home for the program's data."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return kept | {"XDG_DATA_HOME": str(tmp_path / "home")}


def started(environment: dict[str, str], *arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, arguments)],
        env=environment,
        cwd=environment["XDG_DATA_HOME"].removesuffix("home"),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_without_a_display_the_same_job_is_done(environment: dict[str, str]) -> None:
    for run_number in (1, 2):  # the second run finds the sample made
        ran = started(environment)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.startswith("No display (neither DISPLAY nor WAYLAND_DISPLAY is set)")
        assert ("new" in ran.stdout.split()) == (run_number == 1)
        assert "Security of Supply Arrangement" in ran.stdout
        assert "3 records" in ran.stdout
        brief = Path(ran.stdout.strip().splitlines()[-1])
        assert brief.is_absolute()
        assert "Security of Supply Arrangement" in "\n".join(text_of(brief))


def test_without_a_display_a_catalogue_is_searched_and_printed(
    environment: dict[str, str], file: Path
) -> None:
    ran = started(environment, file)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert str(file) in ran.stdout
    assert text_of(Path(ran.stdout.strip().splitlines()[-1]))


def test_without_a_display_a_missing_catalogue_is_refused(
    environment: dict[str, str], tmp_path: Path
) -> None:
    ran = started(environment, tmp_path / "none.defcat")
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "none.defcat" in ran.stderr
    assert not (tmp_path / "none.defcat").exists()


def test_main_with_a_command_is_the_command_line(
    environment: dict[str, str], made: Path, run: Run
) -> None:
    ran = started(environment, "search", made, "sosa", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) == run("search", made, "sosa", "--json").json()


def test_a_pipe_of_another_encoding_gets_utf_8(environment: dict[str, str], made: Path) -> None:
    ran = started(environment | {"PYTHONIOENCODING": "ascii"}, "show", made, "O1")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "राजनाथ सिंह" in ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="There Ctrl+C reaches the whole console.")
@pytest.mark.parametrize(
    "moment",
    ["typer", "sqlalchemy", "defcat.catalogue", "defcat.cli", "reportlab.pdfgen.canvas"],
)
def test_stopped_at_any_moment_it_says_so_in_one_line(
    environment: dict[str, str], made: Path, tmp_path: Path, moment: str
) -> None:
    out = tmp_path / "brief.pdf"
    lines, code = stopped(environment, moment, "brief", made, "record", "A1", "--out", out)
    assert code == 130
    assert lines == ["defcat: Stopped."]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="There Ctrl+C reaches the whole console.")
@pytest.mark.parametrize("moment", ["typer", "defcat.cli", "defcat.exchange.sample"])
def test_what_was_stopped_has_changed_nothing(
    environment: dict[str, str], tmp_path: Path, moment: str
) -> None:
    lines, code = stopped(environment, moment, "new", tmp_path / "a.defcat", "--sample")
    assert (lines, code) == (["defcat: Stopped. Nothing was changed."], 130)
    assert list(tmp_path.iterdir()) == []


def stopped(environment: dict[str, str], moment: str, *arguments: object) -> tuple[list[str], int]:
    """What a command says that is sent Ctrl+C as soon as the module `moment` is imported."""
    command = [sys.executable, "-X", "importtime", str(ROOT / "main.py"), *map(str, arguments)]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if line.rpartition("|")[2].strip() == moment:
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read().splitlines()
    return [line for line in rest if not line.startswith("import time:")], process.returncode


def text_of(path: Path) -> list[str]:
    """The text of each page of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in pages_of(document)]
    finally:
        document.close()


def pages_of(document: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfPage]:
    return (document[place] for place in range(len(document)))
