"""What the search box offers at the cursor."""

from datetime import date
from typing import Any

import pytest

from defcat.catalogue import Catalogue
from defcat.search import complete, run
from defcat.search.complete import Completions
from defcat.search.parse import parse

TODAY = date(2026, 11, 22)


def at(text: str, connection: Any = None, *, asked: bool = False) -> Completions:
    """What can stand at the sign | of `text`."""
    cursor = text.index("|")
    plain = text.replace("|", "")
    return complete.at(plain, cursor, connection, today=TODAY, asked=asked)


def texts(found: Completions) -> list[str]:
    return [item.text for item in found.items]


def written(text: str, number: int = 0, connection: Any = None) -> str:
    """The text once the item of that number has been taken."""
    found = at(text, connection)
    plain = text.replace("|", "")
    return plain[: found.start] + found.items[number].text + plain[found.end :]


def test_names_are_offered_from_two_letters_on() -> None:
    assert at("s|").items == ()
    assert {"status:", "state:"} <= set(texts(at("sta|")))
    assert at("zz|").items == ()
    assert "kind:" in texts(at("|", asked=True))


def test_names_know_what_they_are_called() -> None:
    labels = {item.text: item.label + " " + item.detail for item in at("sta|").items}
    assert labels["status:"] == "status: Status"


def test_a_name_takes_the_place_of_the_word_at_the_cursor() -> None:
    assert written("austin sta| sosa") == "austin status: sosa"
    assert written("-sta|") == "-status:"
    assert written("(mou OR sta|)") == "(mou OR status:)"


def test_words_within_quotes_are_no_names() -> None:
    assert at('"sta|').items == ()


def test_terms_are_offered_by_code_and_by_label() -> None:
    assert "in-force" in texts(at("status:in|"))
    assert "in-force" in texts(at("status:force|")), "a later word of the label"
    assert "in-force" in texts(at("status:|"))
    assert at("status:zz|").items == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("status:in-f|", "status:in-force"),
        ("-status:in-f|", "-status:in-force"),
        ("STATUS:in-f|", "STATUS:in-force"),
        ("status:terminated,in-f|", "status:terminated,in-force"),
        ("status:in-f|,terminated", "status:in-force,terminated"),
        ("status:in-f|or sosa", "status:in-force sosa"),
        ("(status:in-f|)", "(status:in-force)"),
        ("signed:>=last-9|", "signed:>=last-90d"),
        ("signed:last-90d..tod|", "signed:last-90d..today"),
        ("kind:agr|", "kind:agreement"),
        ("has:attach|", "has:attachment"),
        ("missing:attach|", "missing:attachment"),
        ("is:overd|", "is:overdue"),
    ],
)
def test_a_value_takes_the_place_of_what_is_typed_of_it(before: str, after: str) -> None:
    assert written(before) == after


def test_days_say_which_days_they_are() -> None:
    offered = {item.text: item.detail for item in at("date:|").items}
    assert offered["last-90d"] == "24 Aug – 22 Nov 2026"
    assert {"next-180d", "this-year", "2026"} <= set(offered)


def test_a_value_that_is_there_in_full_is_told() -> None:
    assert at("status:in-force|").exact
    assert not at("status:in-forc|").exact


@pytest.mark.parametrize("typed", ["ind|", "IND|", "भार|", '"ind|'])
def test_countries_are_offered_however_they_are_written(sample: Catalogue, typed: str) -> None:
    with sample.read() as connection:
        found = at(f"party:{typed}", connection)
    assert "India" in texts(found)


def test_a_name_of_several_words_is_put_in_quotes(sample: Catalogue) -> None:
    with sample.read() as connection:
        assert '"United States"' in texts(at("country:unit|", connection))


def test_markings_are_those_of_the_catalogue(sample: Catalogue) -> None:
    with sample.read() as connection:
        offered = texts(at("marking:|", connection))
    assert offered == [
        f'"{level.code}"' if " " in level.code else level.code for level in sample.scheme.levels
    ]


def test_people_are_offered_by_name_and_come_in_quotes(sample: Catalogue) -> None:
    with sample.read() as connection:
        found = at("with:austin|", connection)
        assert '"Lloyd Austin"' in texts(found)
        assert (
            written(
                "with:aus| sosa",
                texts(at("with:aus|", connection)).index('"Lloyd Austin"'),
                connection,
            )
            == 'with:"Lloyd Austin" sosa'
        )


def test_people_are_offered_by_their_name_in_another_script(sample: Catalogue) -> None:
    with sample.read() as connection:
        offered = [item.label for item in at("with:राजनाथ|", connection).items]
    assert "Rajnath Singh" in offered


def test_only_those_are_offered_that_are_called_so(sample: Catalogue) -> None:
    with sample.read() as connection:
        offered = at("with:aus|", connection).items
        aliased = at("agreement:sosa|", connection).items
    assert [item.label for item in offered] == ["Lloyd Austin"]
    assert [item.detail for item in aliased] == ["SOSA · A1"]


def test_posts_and_places_are_those_on_record(sample: Catalogue) -> None:
    with sample.read() as connection:
        posts = [item.label for item in at("office:secretary|", connection).items]
        places = [item.label for item in at("place:wash|", connection).items]
    assert any("Secretary of Defense" in post for post in posts)
    assert "Washington" in " ".join(places)


def test_countries_and_people_are_offered_that_something_is_found_by(sample: Catalogue) -> None:
    with sample.read() as connection:
        assert "India" in texts(at("party:ind|", connection))
        assert texts(at("party:peru|", connection)) == []
        assert texts(at("country:peru|", connection)) == []
        met = texts(at("with:|", connection))
        assert met
        for name in met:
            assert run.count(connection, parse(f"with:{name}"), today=TODAY)


def test_what_is_offered_can_be_read(sample: Catalogue) -> None:
    with sample.read() as connection:
        for field in ("status", "type", "party", "with", "topic", "date", "is", "has", "marking"):
            for item in at(f"{field}:|", connection).items:
                query = parse(f"{field}:{item.text}", sample.scheme)
                assert not query.problems, f"{field}:{item.text}"
                assert len(query.conditions) == 1


def test_it_never_fails_wherever_the_cursor_stands() -> None:
    for text in (
        'a "b c',
        "party:",
        "party:,",
        'with:"a b",c',
        "(status:>=",
        "date:..",
        "::",
        '-"',
        "x:y:z",
    ):
        for cursor in range(len(text) + 1):
            found = complete.at(text, cursor, today=TODAY, asked=True)
            assert 0 <= found.start <= cursor <= found.end <= len(text)
