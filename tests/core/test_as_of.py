"""As the world stood on a day: what lists find, what rows say, what is left out of a record."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from defcat import dossier as dossiers
from defcat.briefs import Request, build
from defcat.catalogue import Catalogue
from defcat.dossier import find_id, load, stubs
from defcat.exchange.jsonfile import record_json
from defcat.model import RECORD
from defcat.rules.disagreement import disagreements
from defcat.rules.horizon import Past, as_it_stood, begun, came_later
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.query import Query
from defcat.search.ranks import Ranks
from defcat.search.rows import ListRow, rows
from tests.core.making import make

TODAY = date(2024, 11, 18)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


@pytest.fixture
def desk(catalogue: Catalogue) -> tuple[Catalogue, dict[str, int]]:
    """An agreement negotiated in 2018 and in force from 2020, a minister, a meeting, a promise."""
    ids: dict[str, int] = {}
    with catalogue.change("Add") as change:
        ids["minister"] = change.add("official", title="Minister", nationality="IN", died="2023")
        for post, start, end in [
            ("Chief Minister", "2012", "2014-11-08"),
            ("Minister of Defence", "2014-11-09", "2019-05-30"),
        ]:
            change.add_part(
                "tenure", ids["minister"], post=post, start=start, end=end, country="IN"
            )
        ids["unit"] = change.add("organisation", title="Unit", type="agency", founded="2019")
        ids["agreement"] = change.add("agreement", title="Agreement", type="agreement")
        for type, day in [
            ("negotiation", "2018-03"),
            ("signature", "2019-04-01"),
            ("entry-into-force", "2020-01-01"),
        ]:
            change.add_part("event", ids["agreement"], type=type, date=day)
        change.add_part("party", ids["agreement"], role="party", country="IN")
        change.add_part("party", ids["agreement"], role="party", country="FR", start="2021")
        ids["meeting"] = change.add("engagement", title="Meeting", type="visit", date="2019-02-10")
        change.add_part("participant", ids["meeting"], other_id=ids["minister"], role="principal")
        change.add_part("participant", ids["meeting"], other_id=ids["unit"], role="organiser")
        ids["plan"] = change.add("engagement", title="Plan", type="visit", date="2025-03")
        change.add_part("participant", ids["plan"], other_id=ids["minister"], role="principal")
        ids["article"] = change.add("source", title="Article", type="article", date="2019-02-11")
        change.add_part("citation", ids["meeting"], other_id=ids["article"])
        ids["promise"] = change.add(
            "commitment",
            title="Promise",
            state="done",
            engagement=ids["meeting"],
            date="2019-12",
            closed="2020-06-30",
            evidence="Sent.",
        )
    return catalogue, ids


def found(desk: tuple[Catalogue, dict[str, int]], text: str, **options: Any) -> set[str]:
    catalogue, ids = desk
    asked = parse(text)
    with catalogue.read() as connection:
        answer = run.find(connection, asked, today=TODAY, **options)
        assert run.count(connection, asked, today=TODAY) == len(answer)
    return {name for name, i in ids.items() if i in answer}


# --- what lists find ------------------------------------------------------------------------


def test_what_certainly_came_later_is_not_found(desk: tuple[Catalogue, dict[str, int]]) -> None:
    always = {"minister", "unit"}  # named by records of any day
    assert found(desk, "as-of:2018-02-28") == always
    assert found(desk, "as-of:2018-03-01") == always | {"agreement"}  # signed in 2019
    assert found(desk, "as-of:2019-02-10") == always | {"agreement", "meeting", "promise"}
    assert found(desk, "as-of:2019-02-11 kind:d") == {"article"}
    assert found(desk, "minister as-of:2019-02-09") == {"minister"}
    assert found(desk, "minister as-of:2019-02-10") == {"minister", "meeting"}
    assert found(desk, "country:india as-of:2018-02-01") == {"minister"}
    assert found(desk, "country:india as-of:2019-02-01") == {"minister", "agreement"}


def test_a_plan_is_known_today_and_was_not_before(desk: tuple[Catalogue, dict[str, int]]) -> None:
    assert "plan" not in found(desk, "as-of:2024-11-17")
    assert "plan" in found(desk, "as-of:2024-11-18")
    assert "plan" in found(desk, "as-of:2024-12-01")
    assert "plan" in found(desk, "")


def test_a_reference_comes_first_only_if_it_was_there(
    desk: tuple[Catalogue, dict[str, int]],
) -> None:
    assert "meeting" in found(desk, "e1 as-of:2019-02-10")
    assert "meeting" not in found(desk, "e1 as-of:2019-02-09")


def test_a_country_that_came_later_does_not_find_a_record(catalogue: Catalogue) -> None:
    ids: dict[str, int] = {}
    with catalogue.change("Add") as change:

        def pact(name: str, **party: str) -> int:
            ids[name] = change.add("agreement", title=name, type="treaty")
            change.add_part("event", ids[name], type="signature", date="2000-01-01")
            change.add_part("party", ids[name], role="party", country="IN")
            change.add_part("party", ids[name], role="party", country="FR", **party)
            return ids[name]

        pact("always")
        pact("joined", start="2018-05-01")
        pact("perhaps", start="201X")
        acceded = change.add("agreement", title="acceded", type="treaty")
        ids["acceded"] = acceded
        change.add_part("event", acceded, type="signature", date="2000-01-01")
        change.add_part("event", acceded, type="accession", date="2018-05-01", country="FR")
        signed = change.add("agreement", title="signed", type="treaty")
        ids["signed"] = signed
        change.add_part("event", signed, type="negotiation", date="2010")
        signature = change.add_part("event", signed, type="signature", date="2018-05-01")
        for name, values in (("envoy", {}), ("native", {"nationality": "FR"})):
            ids[name] = change.add("official", title=name, **values)
            change.add_part("tenure", ids[name], post="Envoy", country="FR", start="2018-05-01")
        for event in (signature, None):
            signatory = {"other_id": ids["envoy"], "country": "FR", "event": event}
            change.add_part("signatory", signed, **signatory)
    desk = (catalogue, ids)
    then, later = {"always", "perhaps", "native"}, {"joined", "acceded", "signed", "envoy"}
    assert found(desk, "country:france as-of:2011-01-01") == then
    assert found(desk, "country:france as-of:2018-04-30") == then
    assert found(desk, "country:france as-of:2018-05-01") == then | later
    assert found(desk, "country:france country:india as-of:2011-01-01") == {"always", "perhaps"}
    assert found(desk, "country:france as-of:2011-01-01", order="title") == then
    assert found(desk, "country:france") == then | later
    assert found(desk, "as-of:2011-01-01") == set(ids)


# --- what rows say --------------------------------------------------------------------------


def test_rows_say_how_things_stood(desk: tuple[Catalogue, dict[str, int]]) -> None:
    catalogue, ids = desk
    with catalogue.read() as connection:

        def row(name: str, day: date | None) -> ListRow:
            return rows(connection, [ids[name]], day)[ids[name]]

        def status(day: date) -> Any:
            return row("agreement", day).values["status"]

        assert status(date(2018, 6, 1)) == "in-negotiation"
        assert status(date(2019, 6, 1)) == "signed-not-in-force"
        assert status(TODAY) == "in-force"
        before, then, after = date(2013, 6, 1), date(2016, 8, 29), date(2020, 1, 1)
        assert row("minister", before).extra == "Chief Minister, India"
        assert row("minister", then).extra == "Minister of Defence, India"
        assert row("minister", then).date == "2014-11-09"
        assert row("minister", after).extra == "until 30 May 2019: Minister of Defence, India"
        assert row("minister", date(2000, 1, 1)).extra == ""
        assert row("minister", None).extra == row("minister", after).extra
        assert row("promise", date(2020, 6, 29)).values["state"] == "open"
        assert row("promise", date(2020, 6, 30)).values["state"] == "done"


def test_a_list_of_a_past_day_names_only_posts_held_on_it(
    desk: tuple[Catalogue, dict[str, int]],
) -> None:
    catalogue, _ = desk

    def post(text: str) -> str:
        with catalogue.read() as connection:
            (row,) = run.listed(connection, parse(text), 10, today=TODAY)
            return row.extra

    assert post("kind:o") == "until 30 May 2019: Minister of Defence, India"
    assert post("kind:o as-of:2016-08-29") == "Minister of Defence, India"
    assert post("kind:o as-of:2020-01-01") == ""


def test_a_list_of_a_past_day_names_no_later_date(
    desk: tuple[Catalogue, dict[str, int]],
) -> None:
    catalogue, _ = desk

    def dates(text: str, today: date = TODAY) -> dict[str, str | None]:
        with catalogue.read() as connection:
            listed = run.listed(connection, parse(text), 10, today=today)
            return {row.title: row.date for row in listed}

    assert dates("kind:a") == {"Agreement": "2019-04-01"}
    assert dates("kind:a as-of:2019-04-01") == {"Agreement": "2019-04-01"}
    assert dates("kind:a as-of:2019-03-31") == {"Agreement": "2018-03"}
    assert dates("kind:o as-of:2013-01-01") == {"Minister": "2012"}
    assert dates("kind:o as-of:2011-12-31") == {"Minister": None}
    assert dates("kind:a as-of:2019-03-31", date(2019, 3, 31)) == {"Agreement": "2019-04-01"}


def test_who_perhaps_held_an_office_is_marked_and_comes_last(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        for name, start, end in [
            ("Perhaps", "2016", None),
            ("Surely", "2015", "2016-12-31"),
            ("Never", "2017", None),
            ("Other words", "2015-06", None),
        ]:
            person = change.add("official", title=name, nationality="FR")
            post = "Minister of State for Defence" if "Other" in name else "Minister of Defence"
            change.add_part("tenure", person, post=post, start=start, end=end, country="IN")
            change.add_part("tenure", person, post="Member", start="2000", country="IN")
    with catalogue.read() as connection:
        asked = parse('office:"minister of defence" country:india as-of:2016-06-01')
        rows = run.listed(connection, asked, 10, today=TODAY)
        assert [(row.title, row.possible) for row in rows] == [
            ("Surely", False),
            ("Perhaps", True),
        ]
        assert rows[0].extra == "Minister of Defence, India"
        assert rows[1].extra == "perhaps Minister of Defence, India, from 2016"
        for order in ("oldest", "title", "-title"):
            ids = run.find(connection, asked, order=order, today=TODAY)  # type: ignore[arg-type]
            assert ids[-1] == rows[1].id
            assert set(ids) == {row.id for row in rows}

        def titles(text: str) -> set[str]:
            found = run.listed(connection, parse(text), 10, today=TODAY)
            return {row.title for row in found}

        assert titles("office:minister country:france") == set()  # the post's country, not theirs
        assert titles("office:minister") == {"Perhaps", "Never", "Other words"}
        assert titles("office:minister office:member country:india as-of:2015-07-01") == {
            "Surely",
            "Other words",
        }
        assert titles("office:minister kind:agreement") == set()
        assert titles("office:minister never") == {"Never"}
        assert titles("office:minister *") == set()


# --- one record -----------------------------------------------------------------------------


def past(desk: tuple[Catalogue, dict[str, int]], name: str, day: str) -> Past:
    catalogue, ids = desk
    on = date.fromisoformat(day)
    with catalogue.read() as connection:
        return as_it_stood(connection, load(connection, ids[name]), on, plans=on >= TODAY)


def test_a_record_without_what_came_later(desk: tuple[Catalogue, dict[str, int]]) -> None:
    agreement = past(desk, "agreement", "2019-06-01")
    assert [row["type"] for row in agreement.dossier.parts["event"]] == ["negotiation", "signature"]
    assert [row["country"] for row in agreement.dossier.parts["party"]] == ["IN"]
    assert (agreement.left_out, agreement.came_later) == (2, False)
    assert past(desk, "agreement", "2018-01-01").came_later
    minister = past(desk, "minister", "2016-08-29").dossier
    assert [row["end"] for row in minister.parts["tenure"]] == ["2014-11-08", None]
    assert minister.values["died"] is None
    assert minister.backlinks["participant"] == []
    assert len(past(desk, "minister", "2019-02-10").dossier.backlinks["participant"]) == 1
    assert len(past(desk, "minister", "2024-11-18").dossier.backlinks["participant"]) == 2


def test_a_meeting_keeps_whom_it_names_and_the_source_published_later(
    desk: tuple[Catalogue, dict[str, int]],
) -> None:
    meeting = past(desk, "meeting", "2019-02-10").dossier
    assert len(meeting.parts["participant"]) == 2
    assert len(meeting.parts["citation"]) == 1
    assert [name for name, _ in meeting.named_by] == ["engagement"]


def test_what_sources_said_later_is_not_told(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        pact = change.add("agreement", title="Pact", type="treaty")
        signing = change.add_part("event", pact, type="signature", date="2019-04-01")
        known = {}
        for name, day in (("release", "2019-04-01"), ("article", "2019-04-03"), ("undated", None)):
            known[name] = change.add("source", title=name, type="article", date=day)
        of_signing = {"about": "event", "row": signing}
        for name, preferred in (("release", True), ("article", False), ("undated", None)):
            cited = {"other_id": known[name], "states": f"by the {name}", "preferred": preferred}
            change.add_part("citation", pact, **of_signing, **cited)
        change.add_part(
            "citation", pact, other_id=known["release"], states="type: treaty; end: 2021"
        )
    ids = {"pact": pact, "article": known["article"]}

    def stated(day: str, name: str = "pact") -> list[Any]:
        stood = past((catalogue, ids), name, day).dossier
        rows = stood.parts["citation"] if name == "pact" else stood.backlinks["citation"]
        return [row["states"] for row in rows]

    told = ["by the release", "by the article", "by the undated"]
    assert stated("2019-04-02") == [told[0], None, told[2], None]
    assert stated("2019-04-03") == [*told, None]  # of the whole record, and so of any day
    assert stated("2024-11-18") == [*told, "type: treaty; end: 2021"]
    assert stated("2019-04-02", "article") == [None]
    assert disagreements(past((catalogue, ids), "pact", "2019-04-02").dossier) == []
    assert len(disagreements(past((catalogue, ids), "pact", "2019-04-03").dossier)) == 1
    with catalogue.read() as connection:
        for day, disagree in ((date(2019, 4, 2), False), (date(2019, 4, 3), True)):
            made = build(
                connection,
                Request("agreement", (pact,)),
                scheme=catalogue.scheme,
                as_of=day,
                prepared_on=TODAY,
            )
            assert ("by the article" in str(made.blocks)) == disagree
            assert ("Sources disagree" in str(made.blocks)) == disagree


def test_a_commitment_is_in_the_state_of_the_day(desk: tuple[Catalogue, dict[str, int]]) -> None:
    values = past(desk, "promise", "2020-01-15").dossier.values
    assert (values["state"], values["closed"], values["evidence"]) == ("open", None, None)
    values = past(desk, "promise", "2020-07-01").dossier.values
    assert (values["state"], values["closed"], values["evidence"]) == (
        "done",
        "2020-06-30",
        "Sent.",
    )


def test_json_says_how_a_record_stood(desk: tuple[Catalogue, dict[str, int]]) -> None:
    catalogue, _ = desk

    def shown(ref: str, day: str) -> dict[str, Any]:
        on = date.fromisoformat(day)
        with catalogue.read() as connection:
            stood = as_it_stood(
                connection, load(connection, find_id(connection, ref)), on, plans=on >= TODAY
            )
            return record_json(connection, stood.dossier, on)

    minister = shown("O1", "2019-12-31")
    assert minister["as_of"] == "2019-12-31"
    assert [(post["post"], post["held"]) for post in minister["posts"]] == [
        ("Minister of Defence", False)
    ]
    assert [(one["ref"], one["state"], one["overdue"]) for one in minister["commitments"]] == [
        ("C1", "open", False)
    ]
    assert shown("O1", "2020-01-01")["commitments"][0]["overdue"]
    assert shown("O1", "2020-07-01")["commitments"] == []
    assert shown("O1", "2016-08-29")["posts"][0]["certain"]
    meeting = shown("E1", "2019-02-10")
    assert [(o["ref"], o["office"], o["derived"]) for o in meeting["offices"]] == [
        ("O1", "Minister of Defence", True)
    ]
    assert [one["ref"] for one in meeting["commitments"]] == ["C1"]
    assert shown("C1", "2020-07-01")["commitments"][0]["says"] == "Done 30 June 2020"
    assert shown("A1", "2019-06-01")["status"]["code"] == "signed-not-in-force"


def test_json_of_a_past_day_tells_nothing_later(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        person = change.add("official", title="Rao")
        for post, start in (("Minister", "2010-01-01"), ("President", "2020-01-01")):
            change.add_part("tenure", person, post=post, start=start)
        pact = change.add("agreement", title="Pact", type="treaty")
        for type, day in (("negotiation", "2009"), ("signature", "2012-01-01")):
            change.add_part("event", pact, type=type, date=day)
        change.add_part("event", pact, type="entry-into-force", date="2020-02-01")
        for country in ("IN", "US"):
            change.add_part("party", pact, role="party", country=country)
        change.add_part("party", pact, role="party", country="FR", start="2018")
        change.add_part("signatory", pact, other_id=person)

    def shown(record: int, day: date) -> dict[str, Any]:
        past = day < TODAY
        with catalogue.read() as connection:
            stood = as_it_stood(connection, load(connection, record), day, plans=not past)
            return record_json(connection, stood.dossier, day, past=past)

    then, now = shown(person, date(2011, 1, 1)), shown(person, TODAY)
    assert (then["date"], now["date"]) == ("2010-01-01", "2020-01-01")
    assert shown(person, date(2009, 1, 1))["date"] is None
    assert then["findings"] == []
    assert [each["rule"] for each in now["findings"]] == ["no-source"]
    then, now = shown(pact, date(2013, 1, 1)), shown(pact, TODAY)
    assert (then["fields"]["form"], now["fields"]["form"]) == ("bilateral", "multilateral")
    assert [each["party"] for each in then["status"]["parties"]] == ["India", "United States"]
    assert [each["party"] for each in now["status"]["parties"]][2:] == ["France"]
    before = shown(pact, date(2011, 1, 1))
    assert (before["date"], then["date"]) == ("2009", "2012-01-01")
    assert "2020" not in json.dumps(then)


def test_json_says_who_held_posts_at_a_body(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        body = change.add("organisation", title="Ministry", type="ministry", country="IN")
        for name, start, end, began in [
            ("Perhaps", "2016", None, None),
            ("Acting", "2015", "2016-12-31", "acting"),
            ("Gone", "2010", "2014", None),
        ]:
            person = change.add("official", title=name)
            change.add_part(
                "tenure", person, post="Minister", other_id=body, start=start, end=end, began=began
            )
    with catalogue.read() as connection:
        posts = record_json(connection, load(connection, body), date(2016, 6, 1))["posts"]
    assert [(post["official"], post["certain"], post["says"]) for post in posts] == [
        ("O2", True, "Minister, India (acting)"),
        ("O1", False, "perhaps Minister, India, from 2016"),
    ]
    assert {post["organisation"] for post in posts} == {"G1"}


# --- more links than are read ---------------------------------------------------------------


@pytest.fixture
def busy(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> tuple[Catalogue, dict[str, int]]:
    """An official with more links than are read: the old ones were written down first, and so were
    the commitments of the old meeting.
    """
    monkeypatch.setattr(dossiers, "LINKS", 8)
    ids: dict[str, int] = {}
    with catalogue.change("Add") as change:
        ids["official"] = change.add("official", title="Minister")
        ids["series"] = change.add("series", title="Dialogue")
        for year, count in ((1990, 5), (2020, 12)):
            for number in range(count):
                met = change.add(
                    "engagement",
                    title=f"Visit {number} of {year}",
                    type="visit",
                    date=f"{year}-01-{count - number:02}",
                    series=ids["series"],
                )
                change.add_part("participant", met, other_id=ids["official"], role="principal")
        for number in range(9):
            pact = change.add("agreement", title=f"Pact {number}", type="treaty")
            change.add_part("event", pact, type="signature", date="2020-03-01")
            if number < 2:
                change.add_part("event", pact, type="negotiation", date="1990-06")
            change.add_part("signatory", pact, other_id=ids["official"])
    return catalogue, ids


def test_a_busy_record_keeps_its_old_links(busy: tuple[Catalogue, dict[str, int]]) -> None:
    catalogue, ids = busy
    now = past(busy, "official", "2024-11-18")
    then = past(busy, "official", "1995-01-01")
    took_part = then.dossier.backlinks["participant"]
    assert [then.dossier.title(row.record_id) for row in took_part] == [
        f"Visit {number} of 1990" for number in range(5)
    ]
    some = {part: total for part, total in then.dossier.totals.items() if total}
    assert some == {"participant": 5, "signatory": 2}  # two had been negotiated
    assert then.left_out == 12 + 7
    assert now.dossier.totals["participant"] == 17
    assert [now.dossier.title(row.record_id) for row in now.dossier.backlinks["participant"]] == [
        f"Visit {number} of 2020" for number in range(8)
    ]
    halfway = past(busy, "official", "2020-01-10").dossier
    assert halfway.totals["participant"] == 15
    assert [halfway.title(row.record_id) for row in halfway.backlinks["participant"]] == [
        f"Visit {number} of 2020" for number in range(2, 10)
    ]
    dialogue = past(busy, "series", "1995-01-01")
    assert [dialogue.dossier.title(other) for _, other in dialogue.dossier.named_by] == [
        f"Visit {number} of 1990" for number in range(5)
    ]
    assert dialogue.left_out == 12
    with catalogue.read() as connection:
        day = date(1995, 1, 1)
        made = record_json(connection, then.dossier, day, past=True)
        sheet = build(
            connection,
            Request("record", (ids["official"],)),
            scheme=catalogue.scheme,
            as_of=day,
            prepared_on=TODAY,
        )
    assert made["more"] == {}
    assert len([link for link in made["links"] if link["part"] == "participant"]) == 5
    printed = str(sheet.blocks)
    assert printed.count("of 1990") == 5
    assert "19 later items left out" in printed
    assert "of 2020" not in printed


# --- one rule, and nothing is lost ----------------------------------------------------------

_DATES = [
    *(None, "XXXX", "201X", "2014", "2015-06", "2015-06-10", "2015-06-10~", "2015-21", "2015-24"),
    *("2014/2016", "../2015", "2016/..", "2015-XX", "0500", "9999-12-31"),
]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Records of all kinds with dates of every form, for questions only."""
    rng = random.Random(7)
    with make(tmp_path_factory.mktemp("mixed")) as catalogue:
        with catalogue.change("Add") as change:
            for number in range(40):
                day, other, third = (rng.choice(_DATES) for _ in range(3))
                words = f"{rng.choice(('alpha', 'beta'))} {number}"
                met = change.add("engagement", title=words, type="visit", date=day)
                change.add("source", title=words, type="article", date=other)
                signed = change.add("agreement", title=words, type="mou")
                change.add_part("event", signed, type="signature", date=day)
                change.add_part("event", signed, type="negotiation", date=other)
                change.add(
                    "commitment",
                    title=words,
                    state="open",
                    date=other,
                    promised=rng.choice((None, third)),
                    engagement=rng.choice((None, met)),
                )
                person = change.add("official", title=words, born=third)
                change.add_part("tenure", person, post="Minister", start=day, end=None)
                change.add_part("participant", met, other_id=person, role="principal")
        with catalogue.read() as connection:
            yield connection


_AROUND = st.dates(date(2013, 12, 30), date(2017, 1, 2)) | st.sampled_from(
    [date.min, date(500, 1, 1), date(2009, 12, 31), date(2010, 1, 1), date.max]
)
_QUERIES = st.sampled_from(["", "alpha", "kind:a", "kind:e beta", "kind:c", "kind:o kind:d", "mou"])


@settings(deadline=None, max_examples=30)
@given(day=_AROUND, text=_QUERIES)
def test_lists_leave_out_what_the_rule_says_and_nothing_else(
    mixed: Connection, day: date, text: str
) -> None:
    asked = parse(text)
    everything = run.find(mixed, asked)
    later = came_later(mixed, stubs(mixed, everything).values(), day)
    expected = [record for record in everything if record not in later]
    assert run.find(mixed, asked.on(day)) == expected
    assert run.every(mixed, asked.on(day)).tolist() == expected
    assert run.count(mixed, asked.on(day)) == len(expected)
    for limit in (0, 1, 5, len(expected) + 1):
        assert run.find(mixed, asked.on(day), limit=limit) == expected[:limit]
    for order in ("oldest", "title", "-title"):
        whole = run.find(mixed, asked, order=order)
        kept = [record for record in whole if record not in later]
        assert run.find(mixed, asked.on(day), order=order) == kept
        assert run.find(mixed, asked.on(day), order=order, limit=3) == kept[:3]


@settings(deadline=None, max_examples=30)
@given(day=_AROUND, more=st.integers(0, 900), text=_QUERIES)
def test_moving_the_day_forward_never_loses_a_record(
    mixed: Connection, day: date, more: int, text: str
) -> None:
    after = min(day, date.max - timedelta(days=more)) + timedelta(days=more)
    asked = parse(text)
    today = date(2016, 1, 1)
    before = set(run.every(mixed, asked.on(day), today=today))
    assert before <= set(run.every(mixed, asked.on(after), today=today))
    assert before <= set(run.every(mixed, asked, today=today))


@settings(deadline=None, max_examples=30)
@given(day=_AROUND, more=st.integers(0, 900), pick=st.integers(0, 10_000))
def test_moving_the_day_forward_never_loses_a_row_of_a_record(
    mixed: Connection, day: date, more: int, pick: int
) -> None:
    after = min(day, date.max - timedelta(days=more)) + timedelta(days=more)
    ids = list(mixed.scalars(select(RECORD.c.id)))
    now = load(mixed, ids[pick % len(ids)])

    def said(on: date) -> set[Any]:
        stood = as_it_stood(mixed, now, on, plans=on >= date(2016, 1, 1)).dossier
        rows = [*stood.parts.values(), *stood.backlinks.values()]
        kept: set[Any] = {(row.part, row.id) for each in rows for row in each}
        kept |= set(stood.named_by)
        return kept | {name for name, value in stood.values.items() if value is not None}

    assert said(day) <= said(after)
    assert said(after) <= said(date.max)


def test_without_a_day_nothing_changes(mixed: Connection) -> None:
    assert run.find(mixed, Query().on(None)) == run.find(mixed, Query())
    assert Query().on(TODAY).on(None) == Query()


DATES = ("2009", "2010~", "2012-01-01", "2012-05", "2012-05-03?", "201X", "2013/2016", "2015")


def test_what_had_begun_by_a_day_is_known_beforehand(catalogue: Catalogue) -> None:
    rng = random.Random(7)
    with catalogue.change("Add") as change:
        for number in range(150):
            pact = change.add("agreement", title=f"Pact {number}", type="agreement")
            for type in ("negotiation", "signature", "entry-into-force"):
                if rng.random() < 0.7:
                    field = rng.choice(("date", "date", "effective"))
                    change.add_part("event", pact, type=type, **{field: rng.choice(DATES)})
    with catalogue.read() as connection:
        learnt = Ranks()
        learnt.learn(connection)
        found = set()
        for year in range(2008, 2018):
            for day in (date(year, 1, 1), date(year, 5, 3), date(year, 12, 31)):
                assert learnt.begun(connection, day) == begun(connection, day), day
                found |= begun(connection, day)
    assert len(found) > 20
