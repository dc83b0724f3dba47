"""Where a record answers, when its title does not show it."""

import pytest

from defcat.catalogue import Catalogue
from defcat.search import run, snippets
from defcat.search.parse import parse
from defcat.search.snippets import ROOM, Snippet


def shown(catalogue: Catalogue, query: str) -> dict[str, Snippet]:
    """The snippets of what answers `query`, by title."""
    from defcat.dossier import stubs

    asked = parse(query)
    with catalogue.read() as connection:
        ids = run.find(connection, asked, limit=64, today=catalogue.today())
        found = snippets.of(connection, asked, ids)
        named = stubs(connection, ids)
    return {named[i].title: snippet for i, snippet in found.items()}


def bold(snippet: Snippet) -> list[str]:
    """The words that are marked."""
    return [snippet.text[start:end] for start, end in snippet.marked]


@pytest.fixture
def desk(catalogue: Catalogue) -> Catalogue:
    with catalogue.change("Add") as change:
        austin = change.add("official", title="Lloyd Austin", biography="A general once.")
        visit = change.add(
            "engagement",
            title="Visit",
            type="visit",
            city="Djibouti",
            country="IN",
            record="He spoke of many things. " * 20
            + "Then of défense\nand of ships. "
            + "More. " * 40,
        )
        change.add_part("participant", visit, other_id=austin, role="principal", office="Secretary")
        change.add_part("alias", visit, name="The long weekend")
        change.add("official", title="Rajnath Singh", native_name="राजनाथ सिंह")
    return catalogue


def test_a_title_that_shows_the_word_needs_no_snippet(desk: Catalogue) -> None:
    assert "Lloyd Austin" not in shown(desk, "austin")
    assert shown(desk, "kind:engagement") == {}
    assert shown(desk, "") == {}


def test_a_page_that_was_put_in_is_looked_for_once_a_word(desk: Catalogue) -> None:
    assert shown(desk, "aust " * 3_000) == shown(desk, "aust")
    assert shown(desk, "a-" * 2_000 + "aust").keys() == shown(desk, "a aust").keys()


def test_who_took_part_is_shown_with_the_word_marked(desk: Catalogue) -> None:
    assert shown(desk, "aust") == {
        "Visit": Snippet("Participants", "Lloyd Austin", ((6, 12),)),
    }


def test_names_come_before_short_fields_and_those_before_long_texts(desk: Catalogue) -> None:
    assert shown(desk, "weekend")["Visit"] == Snippet("Other names", "The long weekend", ((9, 16),))
    assert shown(desk, "djib")["Visit"] == Snippet("City", "Djibouti", ((0, 8),))
    assert shown(desk, "secretary")["Visit"].label == "Office held that day"
    assert shown(desk, "general")["Lloyd Austin"].text == "A general once."


def test_a_long_text_is_cut_around_the_word_into_one_line(desk: Catalogue) -> None:
    found = shown(desk, "ships")["Visit"]
    assert found.label == "Record of discussion"
    assert bold(found) == ["ships"]
    assert "\n" not in found.text
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= ROOM + 2


@pytest.mark.parametrize("typed", ["defense", "defence", "DEFENSE", "défense"])
def test_a_word_is_found_in_another_spelling(desk: Catalogue, typed: str) -> None:
    assert bold(shown(desk, typed)["Visit"]) == ["défense"]


def test_a_name_in_another_script_is_shown(desk: Catalogue) -> None:
    assert shown(desk, "राजनाथ")["Rajnath Singh"].text == "राजनाथ सिंह"
    assert bold(shown(desk, "राजनाथ")["Rajnath Singh"]) == ["राजनाथ"]


def test_a_country_is_shown_by_whichever_of_its_names_was_meant(desk: Catalogue) -> None:
    assert shown(desk, "india")["Visit"] == Snippet("Country", "India", ((0, 5),))
    assert shown(desk, "bharat")["Visit"] == Snippet("Country", "India", ())


def test_a_phrase_is_marked_as_a_whole(desk: Catalogue) -> None:
    assert bold(shown(desk, '"long weekend"')["Visit"]) == ["long weekend"]


def test_one_side_of_or_in_the_title_is_enough(desk: Catalogue) -> None:
    assert shown(desk, "visit OR zzz") == {}
    assert shown(desk, "zzz OR weekend")["Visit"].text == "The long weekend"


def test_what_must_not_be_there_is_not_marked(desk: Catalogue) -> None:
    assert bold(shown(desk, "weekend -zzz")["Visit"]) == ["weekend"]


def test_a_linked_record_in_the_bin_is_not_shown(desk: Catalogue) -> None:
    with desk.read() as connection:
        austin = run.find(connection, parse("kind:official austin"), today=desk.today())[0]
    with desk.change("Bin") as change:
        change.bin(austin)
    with desk.read() as connection:
        visit = run.find(connection, parse("kind:engagement"), today=desk.today())
        assert snippets.of(connection, parse("austin"), visit) == {}
