"""What a file says otherwise than the record is kept beside it, and overwrites nothing."""

from pathlib import Path
from typing import Any

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier
from defcat.exchange.importer import ImportResult
from defcat.rules.disagreement import disagreements, prefer
from tests.core.making import dump
from tests.core.test_import import PEOPLE, POSTS, ROWS, Desk, counts

TOUR = "Omaha and back."


@pytest.fixture
def desk(catalogue: Catalogue, tmp_path: Path) -> Desk:
    return Desk(catalogue, tmp_path)


def told(dossier: Dossier) -> list[tuple[str, str, list[str]]]:
    """On what sources disagree: the fact, what is on record against it, what is stated."""
    return [
        (found.words, found.held, [each.text("states") for each in found.citations])
        for found in disagreements(dossier)
    ]


def edit(desk: Desk, dossier: Dossier, **values: Any) -> None:
    with desk.catalogue.change("By hand") as change:
        change.set(dossier.kind, dossier.id, **values)


def cite(desk: Desk, dossier: Dossier, **values: Any) -> int:
    """Cite a book of the archive; the citation."""
    with desk.catalogue.change("Cite") as change:
        source = change.add("source", title="Archive", type="publication")
        return change.add_part("citation", dossier.id, other_id=source, **values)


def test_a_value_that_a_person_changed_is_not_overwritten(desk: Desk) -> None:
    desk.load()
    visit = desk.one("kind:engagement Kalakaua")
    edit(desk, visit, record="He saw Omaha.")
    result = desk.load(ROWS.replace("World tour.", TOUR))
    assert (counts(result), result.kept) == ((0, 1, 2), 1)
    after = desk.one("kind:engagement Kalakaua")
    assert after.values["record"] == "He saw Omaha."
    assert told(after) == [("Record of discussion", "He saw Omaha.", [TOUR])]
    (kept,) = after.citations("record")
    assert (kept["preferred"], kept["locator"]) == (False, "row 3")
    assert after.title(kept["other_id"]) == "Visits"


def test_the_same_file_tells_once_what_it_says_otherwise(desk: Desk) -> None:
    desk.load()
    edit(desk, desk.one("kind:engagement Kalakaua"), record="He saw Omaha.")
    result = desk.load()
    assert (counts(result), result.kept) == ((0, 1, 2), 1)
    assert [line[2] for line in told(desk.one("kind:engagement Kalakaua"))] == [["World tour."]]
    before, entries = dump(desk.catalogue), desk.entries()
    result = desk.load()
    assert (counts(result), result.kept) == ((0, 0, 3), 0)
    assert (dump(desk.catalogue), desk.entries()) == (before, entries)


def test_a_value_that_another_source_supports_is_not_overwritten(desk: Desk) -> None:
    desk.load()
    visit = desk.one("kind:engagement Kalakaua")
    supports = cite(desk, visit, about="date", states="28 September 1881")
    result = desk.load(ROWS.replace("1881-09-28,1881-09-28", "1881-09-29,1881-09-29"))
    assert (counts(result), result.kept) == ((0, 1, 2), 1)
    after = desk.one("kind:engagement Kalakaua")
    assert after.values["date"] == "1881-09-28"
    assert {c.id: c["preferred"] for c in after.citations("date")}[supports] is True
    stated = ["28 September 1881", "29 September 1881"]
    assert told(after) == [("Date", "", stated)]


def test_a_preference_of_the_desk_stays(desk: Desk) -> None:
    desk.load()
    visit = desk.one("kind:engagement Kalakaua")
    first = cite(desk, visit, about="date", states="28 September 1881")
    chosen = cite(desk, visit, about="date", states="28.9.1881, by the log")
    with desk.catalogue.change("Prefer") as change:
        prefer(change, chosen)
    desk.load(ROWS.replace("1881-09-28,1881-09-28", "1881-09-29,1881-09-29"))
    after = desk.one("kind:engagement Kalakaua").citations("date")
    assert [c["preferred"] for c in after] == [False, True, False]
    assert [c.id for c in after][:2] == [first, chosen]


def test_who_finds_the_day_of_a_month_contradicts_nothing(desk: Desk) -> None:
    desk.load()
    visit = desk.find("kind:engagement Mandela")[1]
    assert visit.values["date"] == "2003-06"
    edit(desk, visit, date="2003-06-12")
    result = desk.load()
    assert (counts(result), result.kept) == ((0, 0, 3), 0)
    desk.load(ROWS.replace("2003-06,2003-06", "2003,2003"))
    after = desk.find("kind:engagement Mandela")[1]
    assert (after.values["date"], told(after)) == ("2003-06-12", [])
    desk.load(ROWS.replace("2003-06,2003-06", "2003-07,2003-07"))
    after = desk.find("kind:engagement Mandela")[1]
    assert after.values["date"] == "2003-06-12"
    assert told(after) == [("Date", "12 June 2003", ["July 2003"])]


def test_a_newer_statement_takes_the_place_of_the_one_kept(desk: Desk) -> None:
    desk.load()
    edit(desk, desk.one("kind:engagement Kalakaua"), record="He saw Omaha.")
    desk.load(ROWS.replace("World tour.", "Tour."))
    desk.load(ROWS.replace("World tour.", TOUR))
    assert [line[2] for line in told(desk.one("kind:engagement Kalakaua"))] == [[TOUR]]


def test_a_file_that_comes_to_agree_is_no_longer_rejected(desk: Desk) -> None:
    desk.load()
    edit(desk, desk.one("kind:engagement Kalakaua"), record="He saw Omaha.")
    desk.load()
    desk.load(ROWS.replace("World tour.", "He saw Omaha."))
    after = desk.one("kind:engagement Kalakaua")
    assert told(after) == []
    assert [(c["states"], c["preferred"]) for c in after.citations("record")] == [
        ("He saw Omaha.", None)
    ]


def test_what_is_taken_from_the_file_in_the_end_is_no_disagreement(desk: Desk) -> None:
    desk.load()
    visit = desk.one("kind:engagement Kalakaua")
    edit(desk, visit, record="He saw Omaha.")
    desk.load()
    edit(desk, visit, record="World tour.")
    assert told(desk.one("kind:engagement Kalakaua")) == []


def test_what_nobody_touched_is_brought_up_to_date(desk: Desk) -> None:
    desk.load()
    edit(desk, desk.one("kind:engagement Kalakaua"), city="Omaha", notes="Ours.")
    result = desk.load(ROWS.replace("World tour.", TOUR))
    assert (counts(result), result.kept) == ((0, 1, 2), 0)
    after = desk.one("kind:engagement Kalakaua")
    assert (after.values["record"], after.values["city"]) == (TOUR, "Omaha")


def test_a_dry_run_counts_what_would_be_kept_and_keeps_nothing(desk: Desk) -> None:
    desk.load()
    edit(desk, desk.one("kind:engagement Kalakaua"), record="He saw Omaha.")
    before = dump(desk.catalogue)
    result = desk.load(ROWS.replace("World tour.", TOUR), dry_run=True)
    assert (counts(result), result.kept) == ((0, 1, 2), 1)
    assert dump(desk.catalogue) == before


def test_the_end_of_a_post_is_kept_beside_the_one_on_record(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(POSTS, PEOPLE)
    post = desk.find("kind:official")[0].parts["tenure"][1]
    with desk.catalogue.change("By hand") as change:
        change.set_part("tenure", post.id, end="2008")
    later = POSTS.replace("2004,,", "2004,2009,")
    result = desk.load(later, PEOPLE)
    assert (counts(result), result.kept) == ((0, 1, 1), 1)
    after = desk.find("kind:official")[0]
    assert [(row.id, row["end"]) for row in after.parts["tenure"]][1] == (post.id, "2008")
    assert told(after)[0][2] == ["To: 2009"]
    assert counts(desk.load(later, PEOPLE)) == (0, 0, 2)


def test_a_post_whose_beginning_a_person_corrected_is_not_doubled(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(POSTS, PEOPLE)
    post = desk.find("kind:official")[0].parts["tenure"][1]
    with desk.catalogue.change("By hand") as change:
        change.set_part("tenure", post.id, start="2004-05-22")
    desk.load(POSTS.replace("2004,,", "2004,2009,"), PEOPLE)
    posts = desk.find("kind:official")[0].parts["tenure"]
    assert [(row["start"], row["end"]) for row in posts][1:] == [("2004-05-22", "2009")]
    assert told(desk.find("kind:official")[0]) == []  # a day of the year that the file gives


def test_a_row_is_kept_beside_with_all_that_it_says_otherwise(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(POSTS, PEOPLE)
    post = desk.find("kind:official")[0].parts["tenure"][1]
    with desk.catalogue.change("By hand") as change:
        change.set_part("tenure", post.id, start="2005", end="2008")
    desk.load(POSTS.replace("2004,,", "2004,2009,"), PEOPLE)
    after = desk.find("kind:official")[0]
    assert [(row["start"], row["end"]) for row in after.parts["tenure"]][1:] == [("2005", "2008")]
    assert told(after)[0][2] == ["From: 2004; To: 2009"]


def test_a_row_that_another_source_supports_is_not_taken_away(desk: Desk) -> None:
    desk.load()
    visit = desk.one("kind:engagement Kalakaua")
    cite(desk, visit, about="participant", row=visit.parts["participant"][0].id)
    desk.load(ROWS.replace("King Kalakaua", "President Dole"))
    after = desk.one("kind:engagement Dole")
    people = [after.title(row["other_id"]) for row in after.parts["participant"]]
    assert people == ["King Kalakaua", "Dole"]


LAST = "Q1,Asha Rao,Minister of Finance,2004,2009,1950-06-03\n"
OTHER = "Q1,Asha Rao,Minister of Finance,2005,2010,1950-06-04\n"


def from_another_file(desk: Desk, rows: str) -> ImportResult:
    desk.file = desk.file.with_name("other.csv")
    return desk.load(rows, PEOPLE)


def test_another_file_is_another_source_and_overwrites_nothing(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(LAST, PEOPLE)
    result = from_another_file(desk, OTHER)
    assert (counts(result), result.kept) == ((0, 1, 0), 2)
    rao = desk.one("kind:official")
    assert rao.values["born"] == "1950-06-03"
    assert [(row["start"], row["end"]) for row in rao.parts["tenure"]] == [("2004", "2009")]
    assert told(rao) == [
        ("Born", "", ["3 June 1950", "4 June 1950"]),
        ("Minister of Finance, Government of India", "", [FIRST_SAYS, OTHER_SAYS]),
    ]
    assert [c["preferred"] for c in rao.citations("born")] == [False, True]
    assert len({c["other_id"] for c in rao.citations("born")}) == 2
    before = dump(desk.catalogue)
    assert counts(from_another_file(desk, OTHER)) == (0, 0, 1)
    desk.file = desk.file.with_name("visits.csv")
    assert counts(desk.load(LAST, PEOPLE)) == (0, 0, 1)
    assert dump(desk.catalogue) == before


FIRST_SAYS, OTHER_SAYS = "From: 2004; To: 2009", "From: 2005; To: 2010"


def test_the_first_file_still_updates_what_it_said_itself(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(LAST, PEOPLE)
    first = desk.file
    from_another_file(desk, OTHER)
    desk.file = first
    result = desk.load(OTHER.replace("2010", "2011"), PEOPLE)
    assert (counts(result), result.kept) == ((0, 1, 0), 0)
    rao = desk.one("kind:official")
    assert rao.values["born"] == "1950-06-04"
    assert [(row["start"], row["end"]) for row in rao.parts["tenure"]] == [("2005", "2011")]
    assert [line[0] for line in told(rao)] == ["Minister of Finance, Government of India"]


def test_what_two_files_say_neither_takes_back_alone(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(LAST, PEOPLE)
    from_another_file(desk, LAST.replace("2009", "2010"))
    result = from_another_file(desk, LAST.replace("2004,2009,1950-06-03", "2004,2009,1951"))
    assert (counts(result), result.kept) == ((0, 1, 0), 1)
    rao = desk.one("kind:official")
    assert (rao.values["born"], rao.parts["tenure"][0]["end"]) == ("1950-06-03", "2009")
    assert [line[0] for line in told(rao)] == ["Born"]


def test_the_post_that_a_person_changed_is_told_of_as_a_field_is(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(LAST, PEOPLE)
    (post,) = desk.one("kind:official").parts["tenure"]
    with desk.catalogue.change("By hand") as change:
        change.set_part("tenure", post.id, start="2003-12-30")
    result = desk.load(LAST, PEOPLE)
    assert (counts(result), result.kept) == ((0, 1, 0), 1)
    rao = desk.one("kind:official")
    assert [row["start"] for row in rao.parts["tenure"]] == ["2003-12-30"]
    assert [line[2] for line in told(rao)] == [["From: 2004"]]
    before = dump(desk.catalogue)
    result = desk.load(LAST, PEOPLE)
    assert (counts(result), result.kept) == ((0, 0, 1), 0)
    assert dump(desk.catalogue) == before


def test_a_post_that_a_person_took_away_is_not_brought_back(desk: Desk) -> None:
    desk.profile = Path("tenures-india")
    desk.load(POSTS, PEOPLE)
    post = desk.find("kind:official")[0].parts["tenure"][0]
    with desk.catalogue.change("By hand") as change:
        change.remove_part("tenure", post.id)
    assert counts(desk.load(POSTS, PEOPLE)) == (0, 0, 2)
    assert len(desk.find("kind:official")[0].parts["tenure"]) == 1


@pytest.mark.parametrize(
    ("held", "posts"),
    [
        ({"start": "2004-05-22", "country": "IN"}, 1),
        ({"country": "IN"}, 1),
        ({"start": "2004"}, 1),
        ({"start": "1998", "end": "1999"}, 2),
        ({"start": "2001", "end": "2004"}, 2),
        ({"start": "2004", "country": "LK"}, 2),
    ],
)
def test_a_post_recorded_by_hand_is_not_doubled(
    desk: Desk, held: dict[str, str], posts: int
) -> None:
    desk.profile = Path("tenures-india")
    with desk.catalogue.change("By hand") as change:
        ministry = change.add("organisation", title="Ministry of Defence", type="ministry")
        rao = change.add("official", title="Asha Rao", nationality="IN")
        post = change.add_part("tenure", rao, other_id=ministry, post="Secretary, Defense", **held)
    rows = "Q1,Asha Rao,Secretary (Defence),2004-05-22,2009,\n"
    assert desk.load(rows, PEOPLE).joined == 1
    after = desk.one("kind:official")
    assert len(after.parts["tenure"]) == posts
    assert after.parts["tenure"][0]["post"] == "Secretary, Defense"
    cited = after.citations("tenure", post)
    assert [(c["locator"], c["states"]) for c in cited] == ([("Q1", None)] if posts == 1 else [])
    assert told(after) == []
    assert counts(desk.load(rows, PEOPLE)) == (0, 0, 1)
