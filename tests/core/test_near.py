"""What to ask instead of a query that finds nothing."""

import json
from pathlib import Path

import pytest

from defcat import cli
from defcat.catalogue import Catalogue
from defcat.search import run
from defcat.search.near import WayOut, corrections, ways_out
from defcat.search.parse import parse


@pytest.fixture
def desk(catalogue: Catalogue) -> Catalogue:
    with catalogue.change("Add") as change:
        change.add("official", title="Lloyd Austin")
        change.add("official", title="Mark Esper")
        change.add("agreement", title="Logistics exchange", type="mou")
        change.add("agreement", title="Logistics support", type="treaty")
        visit = change.add(
            "engagement", title="Talks on logistics", type="visit", date="2020-05-01"
        )
        change.add_part("party", 3, role="party", country="IN")
        change.add_part("tenure", 1, post="Secretary of Defense", start="2021", country="US")
        change.add_part("attachment", visit, name="map.pdf", sha256="0" * 64)
    return catalogue


def ways(catalogue: Catalogue, text: str) -> list[WayOut]:
    query = parse(text)
    with catalogue.read() as connection:
        assert run.count(connection, query, today=catalogue.today()) == 0
        found = ways_out(connection, query, today=catalogue.today())
        for way in found:
            assert run.count(connection, way.query, today=catalogue.today()) == way.count > 0
    return found


def meant(catalogue: Catalogue, text: str) -> list[str]:
    return [way.says for way in ways(catalogue, text) if way.change == "words"]


@pytest.mark.parametrize(
    "typed",
    [
        "logistcs",
        "lgistics",
        "ogistics",
        "kogistics",
        "olgistics",
        "loggistics",
        "logistisc",
        "logsti",
    ],
)
def test_a_slip_in_a_word_is_put_right(desk: Catalogue, typed: str) -> None:
    assert meant(desk, typed)[0] == "logistics"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("epser", "esper"),
        ("espr", "esper"),
        ("espper", "esper"),
        ("mrak", "mark"),
        ("marx", "mark"),
    ],
)
def test_a_slip_in_a_short_word_is_put_right(desk: Catalogue, typed: str, said: str) -> None:
    assert said in meant(desk, typed)


def test_the_other_words_stay_and_have_to_fit(desk: Catalogue) -> None:
    assert meant(desk, "logistcs exchange") == ["logistics exchange"]
    assert meant(desk, "lloyd austn") == ["lloyd austin"]
    assert meant(desk, "logistcs esper") == []


def test_a_longer_form_of_a_proposal_is_no_other_one(desk: Catalogue) -> None:
    assert meant(desk, "exchnge") == ["exchange"]
    with desk.change("Add") as change:
        change.add("topic", title="Exchanges", type="sector")
    assert meant(desk, "exchnge") == ["exchange"]


def test_two_slips_are_put_right_at_once(desk: Catalogue) -> None:
    assert meant(desk, "logistcs exchnage") == ["logistics exchange"]


def test_a_word_in_a_phrase_or_behind_a_colon_is_put_right(desk: Catalogue) -> None:
    assert meant(desk, '"logistcs exchange"') == ['"logistics exchange"']
    assert "attachment:map" in meant(desk, "attachment:mapp")
    assert meant(desk, "office:secertary") == ["office:secretary"]


def test_a_country_is_put_right(desk: Catalogue) -> None:
    assert meant(desk, "party:inda") == ["party:India"]


def test_a_word_that_only_other_kinds_have_is_looked_for_among_all(desk: Catalogue) -> None:
    found = ways(desk, "kind:agreement austn")[0]
    assert (found.says, found.query.write()) == ("austin", "austin")


def test_other_kinds_are_counted(desk: Catalogue) -> None:
    found = [way for way in ways(desk, "kind:official logistics") if way.change == "kinds"]
    assert [way.count for way in found] == [3]


def test_what_another_day_hides_is_counted(desk: Catalogue) -> None:
    found = [way for way in ways(desk, "as-of:2019-01-01 talks") if way.change == "today"]
    assert [(way.count, way.query.write()) for way in found] == [(1, "talks")]


def test_a_condition_that_is_too_much_is_named(desk: Catalogue) -> None:
    found = [way for way in ways(desk, "logistics type:annex") if way.change == "without"]
    assert [(way.says, way.query.write(), way.count) for way in found] == [
        ("type:annex", "logistics", 3)
    ]


def test_nothing_is_proposed_for_nonsense(desk: Catalogue) -> None:
    assert ways(desk, "xqzwvk") == []
    assert ways(desk, "*") == []


def test_corrections_are_for_words_that_nothing_has(desk: Catalogue) -> None:
    with desk.read() as connection:
        assert corrections(connection, parse("esper austin"), today=desk.today()) == []


@pytest.mark.parametrize("typed", ["a12", "c99", "2031", "moo", "esq"])
def test_no_number_and_no_short_word_is_taken_for_a_slip(desk: Catalogue, typed: str) -> None:
    assert ways(desk, typed) == []


def test_the_nearest_is_proposed_first_and_then_what_finds_most(desk: Catalogue) -> None:
    with desk.change("Add") as change:
        change.add("official", title="Lloyd Austan")
        change.add("official", title="Anna Austein")
        change.add("agreement", title="Pact of Austin", type="mou")
    assert meant(desk, "austn") == ["austin", "austan"]


def test_a_word_that_is_misspelled_in_the_catalogue_too_is_put_right(desk: Catalogue) -> None:
    with desk.change("Add") as change:
        change.add("topic", title="Logistcs", type="sector")
    assert meant(desk, "logistcs support") == ["logistics support"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("restricted", "marking:restricted"),
        ("maps overdue", "is:overdue"),
        ("bilateral", "is:bilateral"),
    ],
)
def test_a_value_said_as_a_plain_word_is_asked_of_its_field(
    desk: Catalogue, typed: str, says: str
) -> None:
    with desk.change("Add") as change:
        change.add("topic", title="Pact", type="sector", marking="restricted")
        change.add("commitment", title="Maps", state="open", date="2019")
        pact = change.add("agreement", title="Accord", type="mou")
        for country in ("IN", "US"):
            change.add_part("party", pact, role="party", country=country)
    assert [way.says for way in ways(desk, typed) if way.change == "words"] == [says]


def test_nobody_waits_for_the_slips_of_a_page_that_was_put_in(desk: Catalogue) -> None:
    assert corrections_tried(desk, " ".join(f"logistcs{letter}" for letter in "abcdefghijklm")) == 0
    assert corrections_tried(desk, "logistcs") > 0


def corrections_tried(catalogue: Catalogue, text: str) -> int:
    """How many statements it takes to look for what may have been meant."""
    with catalogue.read() as connection:
        told: list[str] = []
        connection.connection.driver_connection.set_trace_callback(told.append)  # type: ignore[union-attr]
        ways_out(connection, parse(text), today=catalogue.today())
        connection.connection.driver_connection.set_trace_callback(None)  # type: ignore[union-attr]
        return len(told)


def test_the_command_line_says_what_may_have_been_meant(
    sample: Catalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "Sample.defcat")
    sample.close()
    assert cli.main(["search", file, "austinn"]) == 0
    printed = capsys.readouterr()
    assert "0 records" in printed.out
    assert "Did you mean “austin”?" in printed.err

    cli.main(["search", file, "austinn", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["results"] == []
    assert "austin" in told["did_you_mean"]

    cli.main(["search", file, "austin", "--json"])
    assert "did_you_mean" not in json.loads(capsys.readouterr().out)
