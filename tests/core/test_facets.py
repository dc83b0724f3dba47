"""What lists can be narrowed by: the values of their records, and how many have each."""

from array import array
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from defcat import dossier
from defcat.catalogue import Catalogue
from defcat.search import edit, facet_bitmaps, facets, run
from defcat.search.facet_bitmaps import Values
from defcat.search.facet_counts import Kept
from defcat.search.facet_values import Facet, Facets, states
from defcat.search.parse import parse
from defcat.storage import facet_rows
from defcat.storage.facet_rows import Found
from tests.core.making import NOON, make

TODAY = NOON.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Catalogue]:
    """Three agreements, two meetings of a series, an official, and a topic of some of them."""
    with make(tmp_path) as catalogue:
        with catalogue.change("Fill") as change:
            logistics = change.add("topic", title="Logistics", type="sector")
            defence = change.add("topic", title="Defence logistics", type="sector")
            for number, (kind, day, parties) in enumerate(
                (
                    ("mou", "2019-03-01", ("IN", "US")),
                    ("mou", "2021-05-02", ("IN", "FR")),
                    ("treaty", "2021-06-03", ("IN", "US")),
                )
            ):
                agreement = change.add("agreement", title=f"Paper {number}", type=kind)
                change.add_part("event", agreement, type="signature", date=day)
                for country in parties:
                    change.add_part("party", agreement, role="party", country=country)
                change.add_part("subject", agreement, other_id=defence if number else logistics)
            series = change.add("series", title="The dialogue")
            for day in ("2022-01-05", "2023-01-05"):
                change.add(
                    "engagement",
                    title="A meeting",
                    type="bilateral-meeting",
                    date=day,
                    country="FR",
                    series=series,
                )
            change.add("official", title="Asha Rao", nationality="IN")
        yield catalogue


def told(
    catalogue: Catalogue, text: str, *, exact: bool = False, kept: Kept | None = None
) -> Facets:
    with catalogue.read() as connection:
        return facets.count(connection, parse(text), today=TODAY, exact=exact, kept=kept)


def facet(catalogue: Catalogue, text: str, field: str) -> Facet:
    [found] = [one for one in told(catalogue, text).facets if one.field == field]
    return found


def counts(catalogue: Catalogue, text: str, field: str) -> dict[str, int | None]:
    return {value.label: value.count for value in facet(catalogue, text, field).values}


def fields(catalogue: Catalogue, text: str) -> list[str]:
    return [one.field for one in told(catalogue, text).facets]


# --- what is counted ------------------------------------------------------------------------


def test_each_value_is_told_with_its_records_the_most_frequent_first(desk: Catalogue) -> None:
    assert list(counts(desk, "kind:agreement", "type").items()) == [
        ("Memorandum of understanding", 2),
        ("Treaty", 1),
    ]
    assert counts(desk, "kind:agreement", "party") == {"India": 3, "United States": 2, "France": 1}
    assert counts(desk, "kind:agreement", "topic") == {"Defence logistics": 2, "Logistics": 1}


def test_words_narrow_what_is_counted(desk: Catalogue) -> None:
    assert counts(desk, "kind:agreement states", "type") == {
        "Memorandum of understanding": 1,
        "Treaty": 1,
    }
    assert "type" not in fields(desk, "kind:agreement france"), "there is one, and it has it"


def test_kinds_are_told_where_records_of_any_kind_are_listed(desk: Catalogue) -> None:
    assert counts(desk, "", "kind") == {
        "Agreements": 3,
        "Engagements": 2,
        "Topics": 2,
        "Officials": 1,
        "Series": 1,
    }
    assert "kind" not in fields(desk, "kind:agreement")
    assert counts(desk, "kind:agreement kind:official", "kind")["Engagements"] == 2


def test_what_leaves_nothing_out_is_not_told(desk: Catalogue) -> None:
    assert "series" not in fields(desk, "kind:engagement"), "both are of it"
    assert "place" not in fields(desk, "kind:engagement"), "both were there"
    assert counts(desk, "", "series") == {"The dialogue": 2}


def test_years_come_in_their_order(desk: Catalogue) -> None:
    assert list(counts(desk, "kind:agreement", "date").items()) == [("2021", 2), ("2019", 1)]


def test_a_long_time_is_told_in_decades(desk: Catalogue) -> None:
    with desk.change("Add") as change:
        change.add("engagement", title="Long ago", type="bilateral-meeting", date="1951")
    assert list(counts(desk, "kind:engagement", "date").items()) == [
        ("2020–2029", 2),
        ("1950–1959", 1),
    ]


def test_what_is_binned_is_not_counted(desk: Catalogue) -> None:
    with desk.read() as connection:
        [first, *_] = run.find(connection, parse("kind:engagement"), today=TODAY)
    with desk.change("Bin") as change:
        change.bin(first)
    assert counts(desk, "", "kind")["Engagements"] == 1


# --- what is chosen -------------------------------------------------------------------------


def test_beside_a_chosen_value_stand_those_that_could_be_chosen_as_well(desk: Catalogue) -> None:
    text = "kind:agreement type:treaty"
    assert counts(desk, text, "type") == {"Memorandum of understanding": 2, "Treaty": 1}
    assert "date" not in fields(desk, text), "the others are counted among treaties only"


def test_two_chosen_fields_narrow_each_other(desk: Catalogue) -> None:
    text = "kind:agreement type:mou party:France"
    assert counts(desk, text, "type") == {"Memorandum of understanding": 1}
    assert counts(desk, text, "party") == {"India": 2, "United States": 1, "France": 1}


def test_an_excluded_value_is_still_told(desk: Catalogue) -> None:
    text = "kind:agreement -type:mou"
    shown = facet(desk, text, "type")
    assert [value.count for value in shown.values] == [2, 1]
    assert states(parse(text), shown, TODAY) == {"mou": "out"}


@pytest.mark.parametrize(
    ("said", "field", "ticked"),
    [
        ("type:mou", "type", {"mou"}),
        ('type:"Memorandum of understanding"', "type", {"mou"}),
        ("type:mem", "type", {"mou"}),
        ("type:mou,treaty", "type", {"mou", "treaty"}),
        ("party:ind", "party", {'"India"'}),
        ("party:US", "party", {'"United States"'}),
        ("topic:T1", "topic", {"T1"}),
        ("topic:def", "topic", {"T2"}),
        ("topic:logistics", "topic", {"T1", "T2"}),
        ("date:2021", "date", {"2021"}),
        ("form:bilateral", "form", {"bilateral"}),
    ],
)
def test_a_condition_ticks_the_values_that_it_means(
    desk: Catalogue, said: str, field: str, ticked: set[str]
) -> None:
    text = f"kind:agreement {said}"
    shown = facet(desk, text, field)
    assert states(parse(text), shown, TODAY) == dict.fromkeys(ticked, "in")


def test_a_party_that_is_called_as_a_country_is_counted_too(desk: Catalogue) -> None:
    with desk.change("Add") as change:
        body = change.add("organisation", title="French Yards", type="company")
        agreement = change.add("agreement", title="With a yard", type="arrangement")
        change.add_part("party", agreement, role="party", other_id=body)
    assert counts(desk, "kind:agreement party:fr", "type") == {
        "Memorandum of understanding": 1,
        "Arrangement": 1,
    }
    assert counts(desk, "kind:agreement -party:fr", "type") == {
        "Memorandum of understanding": 1,
        "Treaty": 1,
    }


def test_what_is_chosen_and_not_there_is_told_too(desk: Catalogue) -> None:
    arrangement, *_ = facet(desk, "kind:agreement type:arrangement", "type").values
    assert (arrangement.label, arrangement.count) == ("Arrangement", 0)
    text = "kind:agreement date:2018..2020"
    span, *years = facet(desk, text, "date").values
    assert (span.label, span.count) == ("2018..2020", None)
    assert [value.label for value in years] == ["2021", "2019"]
    assert states(parse(text), facet(desk, text, "date"), TODAY) == {"2018..2020": "in"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind:agreement",
        "kind:engagement",
        "india",
        "2+2",
        "-kind:engagement",
        "kind:agreement kind:official",
        "party:india",
        "india status:in-force -form:bilateral",
        "kind:engagement place:washington side:us",
        "(type:mou OR state:held) -party:us",
        "topic:logistics marking:<=internal",
        '"joint statement" date:2023..2024',
        "office:minister",
    ],
)
def test_a_value_finds_as_many_records_as_it_tells(sample: Catalogue, text: str) -> None:
    today = date(2026, 11, 22)
    with sample.read() as connection:
        found = facets.count(connection, parse(text), today=today).facets
        assert found
        for one in found:
            for value in one.values:
                if value.count is None:
                    continue  # what was typed, and is no value of a record
                asked = edit.including(text, one.field, value.text)
                answers = run.count(connection, parse(asked), today=today)
                assert answers == value.count, asked


# --- other days, offices, many --------------------------------------------------------------


def test_as_of_a_past_day_the_status_of_today_is_not_told(desk: Catalogue) -> None:
    found = told(desk, "as-of:2020-01-01")
    assert found.untold == ("Status",)
    assert counts(desk, "as-of:2020-01-01", "kind")["Agreements"] == 1
    assert "status" not in fields(desk, "as-of:2020-01-01")


def test_those_who_held_an_office_are_counted(desk: Catalogue) -> None:
    with desk.change("Add") as change:
        for name, country in (("Lin", "SG"), ("Ana", "BR")):
            official = change.add("official", title=name, nationality=country)
            change.add_part("tenure", official, post="Minister of Defence", start="2020")
    assert counts(desk, "office:minister", "nationality") == {"Brazil": 1, "Singapore": 1}


def test_of_too_many_an_estimate_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "SURE", 100)
    monkeypatch.setattr(facets, "SMALL", 100)
    monkeypatch.setattr(facets, "FEW", 100)
    monkeypatch.setattr(facets, "SAMPLING_S", 60)
    monkeypatch.setattr(facet_rows, "WINDOWS", 40)
    monkeypatch.setattr(facet_rows, "WINDOW", 5)
    with make(tmp_path) as catalogue:
        with catalogue.change("Fill") as change:
            for number in range(600):
                country = "IN" if number % 3 else "US"
                change.add("official", title=f"Official {number}", nationality=country)
        kept = Kept()
        about = told(catalogue, "official", kept=kept)
        assert about.estimated
        [nations] = [one for one in about.facets if one.field == "nationality"]
        assert nations.estimated
        assert [value.label for value in nations.values] == ["India", "United States"]
        assert nations.values[0].count == pytest.approx(400, rel=0.15)
        sure = told(catalogue, "official", exact=True, kept=kept)
        assert not sure.estimated
        assert [value.count for value in sure.facets[0].values] == [400, 200]
        assert not told(catalogue, "official", kept=kept).estimated, "it is known who they are"
        assert told(catalogue, "official OR 59", kept=kept).estimated, "these are as many"
        assert not told(catalogue, "kind:official", kept=kept).estimated, "nothing has to be read"
        assert not told(catalogue, "nationality:us 59", kept=kept).estimated, "these are few"


def test_until_the_values_are_read_few_are_counted_and_many_estimated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "SMALL", 20)
    monkeypatch.setattr(facets, "FEW", 5)
    with make(tmp_path) as catalogue:
        with catalogue.change("Fill") as change:
            for number in range(60):
                change.add("engagement", title=f"Talk {number}", type=("call", "visit")[number % 2])
        kept = Kept()
        assert not told(catalogue, "talk 5", kept=kept).estimated
        assert told(catalogue, "type:call", kept=kept).estimated
        with catalogue.read() as connection:
            kept.values(connection).complete(connection)
        assert not told(catalogue, "type:call", kept=kept).estimated
        fresh = told(catalogue, "talk 5", exact=True)
        assert told(catalogue, "talk 5") == told(catalogue, "talk 5", kept=kept) == fresh


def test_many_are_read_a_part_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facet_rows, "SLICE", 7)
    monkeypatch.setattr(facet_bitmaps, "STEP", 7)
    with make(tmp_path) as catalogue:
        with catalogue.change("Fill") as change:
            for number in range(60):
                day = f"20{number:02}-01-01"
                kind = "call" if number % 4 else "conference"
                change.add("engagement", title=f"Talk {number}", type=kind, date=day)
        assert sorted(counts(catalogue, "kind:engagement", "type").values()) == [15, 45]
        assert sum(counts(catalogue, "kind:engagement", "date").values()) == 60
        assert sum(counts(catalogue, "talk", "date").values()) == 60
        assert sum(counts(catalogue, "as-of:2024-01-01", "type").values()) == 25


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("as-of:2020-01-01", 8),
        ("as-of:2020-01-01 kind:agreement", 2),
        ("as-of:2020-01-01 kind:engagement state:held", 1),
    ],
)
def test_as_of_a_day_a_value_finds_as_many_as_it_tells(
    desk: Catalogue, text: str, found: int
) -> None:
    with desk.change("Add what is not told by its date alone") as change:
        for day in ("2015-01-05", "2024-01-05"):
            met = change.add("engagement", title="Talk", type="call", date=day, state="held")
            change.add("commitment", title="Promise", engagement=met, date="2018", state="open")
        for day in ("2016", "2024"):
            agreement = change.add("agreement", title="Negotiated", type="mou")
            change.add_part("event", agreement, type="negotiation", date=day)
            change.add_part("event", agreement, type="signature", date="2024-05-01")
    with desk.read() as connection:
        assert run.count(connection, parse(text), -1, today=TODAY) == found
        for one in facets.count(connection, parse(text), today=TODAY).facets:
            for value in one.values:
                asked = parse(edit.including(text, one.field, value.text))
                assert run.count(connection, asked, -1, today=TODAY) == value.count, value


# --- what is read ---------------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the index was asked for, from now on."""
    asked: list[str] = []
    identifiers = facet_rows.identifiers

    def watched(connection: Connection, found: Found) -> "Iterator[array[int]]":
        asked.append(str(found.match))
        return identifiers(connection, found)

    monkeypatch.setattr(facet_rows, "identifiers", watched)
    return asked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind:agreement",
        "kind:agreement kind:official",
        "kind:agreement type:mou -form:bilateral",
        "-kind:agreement (state:held OR type:mou,treaty)",
        "marking:<=restricted status:",
    ],
)
def test_what_asks_for_counted_values_alone_asks_the_index_nothing(
    desk: Catalogue, read: list[str], text: str
) -> None:
    told(desk, text)
    assert read == []


def test_the_index_is_asked_once_for_what_several_chosen_fields_narrow(
    desk: Catalogue, read: list[str]
) -> None:
    kept = Kept()
    told(desk, "kind:agreement india type:mou form:bilateral", kept=kept)
    assert len(read) == 1
    told(desk, "kind:agreement india type:treaty form:bilateral", kept=kept)
    assert len(read) == 1, "it is known still"
    told(desk, "kind:agreement france type:treaty form:bilateral", kept=kept)
    assert len(read) == 2


def test_after_a_change_only_what_changed_is_read(
    desk: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept()
    with desk.read() as connection:
        [first, second, *_] = run.find(connection, parse("kind:agreement"), today=TODAY)
        kept.values(connection).complete(connection)
    monkeypatch.setattr(Values, "read_on", None)
    with desk.change("Change") as change:
        change.set("agreement", first, type="arrangement")
        change.bin(second)
        change.add("agreement", title="Paper 9", type="mou")
    kept = kept.after(change.done.records)
    found = told(desk, "kind:agreement", kept=kept)
    monkeypatch.undo()
    assert found == told(desk, "kind:agreement"), "as if everything were read anew"


def test_a_change_between_two_parts_is_counted(
    desk: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facet_bitmaps, "STEP", 2)
    kept = Kept()
    with desk.read() as connection:
        kept.values(connection).read_on(connection)
        ids = run.find(connection, parse("kind:agreement"), today=TODAY)
    with desk.change("Change") as change:
        change.set("agreement", ids[0], type="arrangement")
        change.set_part("event", _signature(desk, ids[2]), date="1990")
        change.bin(ids[1])
    kept = kept.after(change.done.records)
    assert told(desk, "kind:agreement", kept=kept) == told(desk, "kind:agreement")


def _signature(catalogue: Catalogue, agreement: int) -> int:
    """The row of the signature of an agreement."""
    with catalogue.read() as connection:
        [row] = dossier.load(connection, agreement).parts["event"]
    return row.id
