"""Importing a table: what is made, known again, brought up to date and refused."""

from pathlib import Path
from typing import Any

import pytest

from defcat import history
from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, load
from defcat.errors import InputError, NotFound
from defcat.exchange.importer import BadRows, ImportResult, run_import
from defcat.search import run
from defcat.search.parse import parse
from defcat.terminal import print_import

HEADER = "id,start,end,visitor,from,remarks,editor\n"
ROWS = (
    "1,2001-05-02,2001-05-04,President Nelson Mandela,South Africa,Working visit.,x\n"
    "2,2003-06,2003-06,President Mandela,South Africa,,y\n"
    "3,1881-09-28,1881-09-28,King Kalakaua,Hawaii,World tour.,x\n"
)
PROFILE = """
title = "Visits"
kind = "engagement"
key = "{id}"
scheme = "desk-visits"
locator = "row {id}"
required = ["visitor"]
[source]
publisher = "The desk"
[ignored]
editor = "who typed it"
[record]
title = "Visit of {visitor}"
type = "visit"
date = { from = "{start}", to = "{end}" }
record = "{remarks}"
[[part]]
part = "participant"
each = "visitors"
other_id = "visitor"
role = "principal"
side = "{from}"
office = "{item.office}"
[other.visitor]
kind = "official"
title = "{item.name}"
nationality = "{item.country}"
alias = "{item.written}"
[people.visitors]
of = "{visitor}"
country = "{from}"
separators = [" and "]
offices = ["President", "Prime Minister"]
titles = ["King"]
[people.visitors.same.ZA]
"Nelson Mandela" = ["Mandela"]
[country]
unknown = "former-state"
"""


class Desk:
    """A catalogue, a profile and a file to change and import again."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue = catalogue
        self.file = folder / "visits.csv"
        self.profile = folder / "desk-visits.toml"
        self.profile.write_text(PROFILE, encoding="utf-8")

    def load(self, rows: str = ROWS, header: str = HEADER, **options: Any) -> ImportResult:
        self.file.write_text(header + rows, encoding="utf-8")
        return run_import(self.catalogue, self.file, str(self.profile), **options)

    def find(self, text: str) -> list[Dossier]:
        """What a search finds, oldest first."""
        with self.catalogue.read() as connection:
            ids = run.find(connection, parse(text), limit=100)
            return [load(connection, record_id) for record_id in sorted(ids)]

    def one(self, text: str) -> Dossier:
        (found,) = self.find(text)
        return found

    def entries(self) -> int:
        with self.catalogue.read() as connection:
            return len(history.entries(connection))


@pytest.fixture
def desk(catalogue: Catalogue, tmp_path: Path) -> Desk:
    return Desk(catalogue, tmp_path)


def counts(result: ImportResult) -> tuple[int, int, int]:
    return result.new, result.changed, result.unchanged


def test_a_row_becomes_a_record_with_what_it_links_to(desk: Desk) -> None:
    result = desk.load()
    assert counts(result) == (3, 0, 0)
    assert result.rows == 3
    assert result.ignored_columns == ["editor"]
    assert result.made == {"engagement": 3, "official": 2, "organisation": 1}
    visit = desk.find("kind:engagement Mandela")[0]
    assert visit.values["date"] == "2001-05-02/2001-05-04"
    assert visit.values["record"] == "Working visit."
    (participant,) = visit.parts["participant"]
    assert (participant["side"], participant["office"]) == ("ZA", "President")
    assert visit.title(participant["other_id"]) == "Nelson Mandela"
    assert [row["value"] for row in visit.parts["identifier"]] == ["1"]


def test_every_record_cites_the_file_and_what_it_says(desk: Desk) -> None:
    desk.load()
    source = desk.one("kind:source")
    assert (source.stub.title, source.values["publisher"]) == ("Visits", "The desk")
    assert source.values["notes"] == "Read from the file visits.csv."
    for dossier in desk.find("kind:engagement") + desk.find("kind:official"):
        (citation,) = dossier.parts["citation"]
        assert citation["other_id"] == source.id
    kalakaua = desk.one("kind:engagement Kalakaua")
    (citation,) = kalakaua.parts["citation"]
    assert citation["locator"] == "row 3"
    assert citation["states"] == (
        "id: 3\nstart: 1881-09-28\nend: 1881-09-28\nvisitor: King Kalakaua\nfrom: Hawaii\n"
        "remarks: World tour."
    )
    (named,) = desk.one("kind:official Kalakaua").parts["citation"]
    assert named["locator"] == "named in row 3"


def test_one_official_for_a_person_however_written(desk: Desk) -> None:
    desk.load()
    mandela = desk.one("kind:official Mandela")
    assert mandela.values["nationality"] == "ZA"
    assert [row["name"] for row in mandela.parts["alias"]] == ["Mandela"]
    assert len(mandela.backlinks["participant"]) == 2


def test_a_state_that_iso_does_not_know_becomes_a_body(desk: Desk) -> None:
    desk.load(ROWS + "4,1887-05-01,1887-05-04,King Kalakaua,Hawaii,,x\n")
    hawaii = desk.one("kind:organisation")
    assert (hawaii.stub.title, hawaii.values["type"]) == ("Hawaii", "former-state")
    visits = desk.find("kind:engagement Kalakaua")
    assert [v.parts["participant"][0]["side_organisation"] for v in visits] == [hawaii.id] * 2


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.load()
    assert counts(desk.load()) == (0, 0, 3)
    assert desk.entries() == 1


def test_an_import_is_one_undo(desk: Desk) -> None:
    desk.load()
    desk.catalogue.undo()
    assert desk.find("") == []
    assert counts(desk.load()) == (3, 0, 0)


def test_a_changed_cell_changes_its_record_and_nothing_else(desk: Desk) -> None:
    desk.load()
    before = desk.one("kind:engagement Kalakaua")
    changed = ROWS.replace("World tour.", "Private visit.").replace("1881-09-28,K", "1881-10-01,K")
    assert counts(desk.load(changed)) == (0, 1, 2)
    after = desk.one("kind:engagement Kalakaua")
    assert after.id == before.id
    assert after.values["date"] == "1881-09-28/1881-10-01"
    assert after.values["record"] == "Private visit."
    assert [row.id for row in after.parts["participant"]] == [
        row.id for row in before.parts["participant"]
    ]
    (citation,) = after.parts["citation"]
    assert "Private visit." in str(citation["states"])
    assert counts(desk.load(changed)) == (0, 0, 3)


def test_another_visitor_takes_the_place_of_the_first(desk: Desk) -> None:
    desk.load()
    desk.load(ROWS.replace("King Kalakaua", "President Dole"))
    dole = desk.one("kind:engagement Dole")
    assert [dole.title(row["other_id"]) for row in dole.parts["participant"]] == ["Dole"]
    assert desk.one("kind:official Kalakaua").backlinks["participant"] == []


def test_what_a_person_changed_stays_theirs(desk: Desk) -> None:
    desk.load()
    visit = desk.one("kind:engagement Kalakaua")
    own = desk.one("kind:official Mandela")
    (seen,) = visit.parts["participant"]
    with desk.catalogue.change("By hand") as change:
        change.set("engagement", visit.id, record="He saw Omaha.", city="Omaha")
        change.set_part("participant", seen.id, notes="with his suite")
        change.add_part("participant", visit.id, other_id=own.id, role="host")
    desk.load(ROWS.replace("World tour.", "Tour.").replace("King Kalakaua", "President Dole"))
    after = desk.one("kind:engagement Dole")
    assert (after.values["record"], after.values["city"]) == ("He saw Omaha.", "Omaha")
    people = [(after.title(row["other_id"]), row["role"]) for row in after.parts["participant"]]
    assert people == [
        ("King Kalakaua", "principal"),
        ("Nelson Mandela", "host"),
        ("Dole", "principal"),
    ]


def test_a_hand_made_official_is_known_by_name_and_country(desk: Desk) -> None:
    with desk.catalogue.change("By hand") as change:
        known = change.add("official", title="Nelson MANDELA", nationality="ZA")
        change.add("official", title="King Kalakaua", nationality="US")
    assert desk.load().made == {"engagement": 3, "official": 1, "organisation": 1}
    visits = desk.find("kind:engagement Mandela")
    assert {row["other_id"] for v in visits for row in v.parts["participant"]} == {known}


@pytest.mark.parametrize("role", ["principal", "host", "member"])
@pytest.mark.parametrize("country", ["", "South Africa"])
@pytest.mark.parametrize("side", ["ZA", None])
def test_who_is_there_already_is_not_there_twice(
    desk: Desk, role: str, country: str, side: str | None
) -> None:
    """Also where the list says no side, and no more than that somebody was there."""
    plain = desk.profile.read_text(encoding="utf-8")
    desk.profile.write_text(plain.replace('"principal"', '"member"'), encoding="utf-8")
    with desk.catalogue.change("By hand") as change:
        known = change.add("official", title="Nelson Mandela", nationality="ZA")
        visit = change.add(
            "engagement", title="A visit", type="visit", date="2001-05-02/2001-05-04"
        )
        change.add_part("participant", visit, other_id=known, role=role, side=side)
        change.add_part("identifier", visit, scheme="desk-visits", value="1")
    row = f"1,2001-05-02,2001-05-04,President Nelson Mandela,{country},,x\n"
    assert desk.load(row).made == {}
    (there,) = desk.one("kind:engagement visit").parts["participant"]
    held = "ZA" if country else side
    assert (there["other_id"], there["role"], there["side"]) == (known, role, held)
    assert there["office"] == "President"
    assert counts(desk.load(row)) == (0, 0, 1)


def test_a_namesake_of_another_country_is_somebody_else(desk: Desk) -> None:
    desk.load(ROWS.splitlines()[0] + "\n")
    desk.load("1,2001-05-02,2001-05-04,President Nelson Mandela,Ghana,Working visit.,x\n")
    assert len(desk.find("kind:official Mandela")) == 2


def test_two_officials_of_one_name_are_not_guessed_between(desk: Desk) -> None:
    with desk.catalogue.change("By hand") as change:
        change.add("official", title="Nelson Mandela", nationality="ZA")
        change.add("official", title="Nelson Mandela", nationality="ZA")
    desk.load()
    assert len(desk.find("kind:official Mandela")) == 3


def test_a_record_in_the_bin_is_not_brought_back(desk: Desk) -> None:
    desk.load()
    with desk.catalogue.change("Bin") as change:
        change.bin(desk.one("kind:engagement Kalakaua").id)
    assert counts(desk.load()) == (0, 0, 3)
    assert desk.find("kind:engagement Kalakaua") == []


BAD = (
    "4,2001-02-30,2001-03-01,President A,France,,x\n"
    "5,2001-03-02,2001-03-01,President B,France,,x\n"
    "6,2001\n"
    "1,2001-01-01,2001-01-01,President C,France,,x\n"
    ",2001-01-01,2001-01-01,President D,France,,x\n"
    "7,2001-01-01,2001-01-01,,France,,x\n"
)


def test_bad_rows_stop_the_import_each_with_line_and_reason(desk: Desk) -> None:
    with pytest.raises(BadRows, match=r"6 rows of visits\.csv cannot be read") as raised:
        desk.load(ROWS + BAD)
    assert [(row.line, row.column, row.value) for row in raised.value.rows] == [
        (5, "start", "2001-02-30"),
        (6, "start", "2001-03-02"),
        (7, "", ""),
        (8, "id", "1"),
        (9, "id", ""),
        (10, "visitor", ""),
    ]
    assert [row.reason for row in raised.value.rows] == [
        "“2001-02-30” is not a day of the calendar.",
        "“2001-03-02/2001-03-01” ends before it begins.",
        "The row has 2 cells; the header has 7.",
        "Line 2 has the same.",
        "There is nothing to tell the row from others.",
        "There is nothing in it.",
    ]
    assert desk.find("") == []
    assert desk.entries() == 0


def test_bad_rows_are_left_out_when_asked(desk: Desk) -> None:
    result = desk.load(ROWS + BAD, skip_bad=True)
    assert counts(result) == (3, 0, 0)
    assert len(result.bad) == 6
    assert len(desk.find("kind:engagement")) == 3


def test_a_dry_run_tells_and_writes_nothing(desk: Desk) -> None:
    result = desk.load(ROWS + BAD, dry_run=True)
    assert (counts(result), len(result.bad)) == ((3, 0, 0), 6)
    assert desk.find("") == []


def test_progress_is_told(desk: Desk) -> None:
    desk.file.write_text(HEADER + ROWS, encoding="utf-8")
    heard: list[tuple[int, int]] = []
    run_import(
        desk.catalogue,
        desk.file,
        str(desk.profile),
        progress=lambda done, total: heard.append((done, total)),
    )
    shares = [done / total for done, total in heard]
    assert shares == sorted(shares)
    assert {total for _, total in heard} == {3}, "in rows of the file"
    assert 0 < shares[0] < 1  # it is read
    assert shares[-1] == 1


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("id,start,end,from,remarks,editor\n", "no column “visitor”"),
        (HEADER.replace("editor", "editor,hotel"), "the column “hotel”"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(desk: Desk, header: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        desk.load("", header)


def test_an_unknown_profile_is_refused_before_the_file_is_read(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no profile “travels”"):
        run_import(desk.catalogue, desk.file, "travels")


PEOPLE = "personID,person,position,start,end,DOB\n"
POSTS = (
    "Q1,Asha Rao,Minister of Defence,2001-03,2004,1950\n"
    "Q1,Asha Rao,Minister of Finance,2004,,1950\n"
    "Q2,Asha Rao (diplomat),Ambassador,2001,2002,\n"
)


def test_rows_of_one_person_are_one_official_with_posts(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    result = desk.load(POSTS, PEOPLE)
    assert counts(result) == (2, 0, 0)
    assert result.made == {"official": 2, "organisation": 1}
    first, second = desk.find("kind:official")
    assert [first.stub.title, second.stub.title] == ["Asha Rao", "Asha Rao"]
    assert [(row["post"], row["start"], row["end"]) for row in first.parts["tenure"]] == [
        ("Minister of Defence", "2001-03", "2004"),
        ("Minister of Finance", "2004", None),
    ]
    assert first.values["born"] == "1950"
    government = desk.one("kind:organisation")
    assert {row["other_id"] for row in first.parts["tenure"]} == {government.id}
    assert counts(desk.load(POSTS, PEOPLE)) == (0, 0, 2)


def test_a_post_that_ended_is_completed_where_it_stands(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(POSTS, PEOPLE)
    before = desk.find("kind:official")[0].parts["tenure"][1]
    assert counts(desk.load(POSTS.replace("2004,,", "2004,2009,"), PEOPLE)) == (0, 1, 1)
    after = desk.find("kind:official")[0].parts["tenure"]
    assert [(row.id, row["end"]) for row in after][1] == (before.id, "2009")
    assert len(after) == 2


def test_rows_that_contradict_each_other_are_bad(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    with pytest.raises(BadRows) as raised:
        desk.load(POSTS.replace("Finance,2004,,1950", "Finance,2004,,1951"), PEOPLE)
    (bad,) = raised.value.rows
    assert (bad.line, bad.column, bad.value) == (3, "DOB", "1951")
    assert bad.reason == "Line 2 says something else of the same record."


def test_records_joined_by_name_are_counted(desk: Desk) -> None:
    with desk.catalogue.change("By hand") as change:
        change.add("official", title="Nelson Mandela", nationality="ZA")
    assert desk.load(dry_run=True).joined == 1
    assert desk.load().joined == 1
    assert desk.load().joined == 0


@pytest.mark.parametrize(
    ("lived", "people"),
    [
        ({"born": "1918-07-18"}, 1),
        ({"born": "1971-05"}, 1),
        ({"born": "1972"}, 2),
        ({"died": "2001-05-01"}, 2),
        ({"died": "2003"}, 1),
    ],
)
def test_a_namesake_who_cannot_have_been_there_is_somebody_else(
    desk: Desk, lived: dict[str, str], people: int
) -> None:
    with desk.catalogue.change("By hand") as change:
        change.add("official", title="Nelson Mandela", nationality="ZA", **lived)
    desk.load(ROWS.splitlines(keepends=True)[0])
    assert len(desk.find("kind:official")) == people


@pytest.mark.parametrize(
    ("born", "role", "people"),
    [
        ("1970", "principal", 1),
        ("1972", "principal", 2),
        ("1982", "note-taker", 1),
        ("1984", "note-taker", 2),
    ],
)
def test_a_namesake_too_young_for_what_is_recorded_is_somebody_else(
    desk: Desk, born: str, role: str, people: int
) -> None:
    with desk.catalogue.change("By hand") as change:
        rao = change.add("official", title="Asha Rao", nationality="IN")
        visit = change.add("engagement", title="Visit", type="visit", date="2001-03")
        change.add_part("participant", visit, other_id=rao, role=role)
    desk.profile = Path("tenures-india")
    result = desk.load(f"Q1,Asha Rao,Minister of Defence,2012,2014,{born}\n", PEOPLE)
    assert result.new == people - 1
    assert len(desk.find("kind:official")) == people


def test_what_was_joined_by_name_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    print_import(ImportResult(3, 2, 1, 0, joined=2), refused=False, dry_run=False)
    assert capsys.readouterr().out == (
        "2 new, 1 changed, 0 unchanged; 2 joined to records known by name\n"
    )
