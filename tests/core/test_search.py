"""Finding records by what a person types, and the index that has to stay right."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from defcat import countries
from defcat.catalogue import Catalogue
from defcat.errors import DefcatError, InputError
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.query import AsOf, InCountry, Office, OfKind, Phrase, Query, Word
from defcat.search.rows import rows
from defcat.text import words
from tests.core.making import index_terms, make


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


def found(catalogue: Catalogue, text: str, **options: object) -> list[str]:
    """The titles found, in order."""
    with catalogue.read() as connection:
        ids = run.find(connection, parse(text), **options)  # type: ignore[arg-type]
        shown = rows(connection, ids)
        asked = parse(text)
        if not options:
            assert run.count(connection, asked) == len(ids)
            assert sorted(run.every(connection, asked)) == sorted(ids)
    return [shown[record].title for record in ids]


@pytest.fixture
def visits(catalogue: Catalogue) -> Catalogue:
    """Three engagements and an agreement of different days, with people and places."""
    with catalogue.change("Add") as change:
        rajnath = change.add("official", title="Rajnath Singh", nationality="IN")
        austin = change.add("official", title="Lloyd Austin", nationality="US")
        change.add_part("alias", rajnath, name="राजनाथ सिंह")
        change.add_part("tenure", rajnath, post="Minister of Defence", start="2019-05-31")
        for title, day, city in [
            ("Visit of the Minister of Defence", "2024-08-23", "Washington"),
            ("2+2 Ministerial Dialogue", "2023-11-10", "New Delhi"),
            ("Bilateral meeting, undated", None, "São Paulo"),
        ]:
            visit = change.add("engagement", title=title, type="visit", date=day, city=city)
            change.add_part("participant", visit, other_id=rajnath, role="principal", side="IN")
            if day:
                change.add_part("participant", visit, other_id=austin, role="host", side="US")
        mou = change.add("agreement", title="Security of Supply Arrangement", type="mou")
        for country in ("IN", "US"):
            change.add_part("party", mou, role="party", country=country)
        change.add_part("event", mou, type="signature", date="2024-08-22", place="Pentagon")
        change.add_part("reference", mou, register="unts", number="I-4711")
    return catalogue


# --- what finds what ------------------------------------------------------------------------


def test_words_are_prefixes_and_all_must_match(visits: Catalogue) -> None:
    assert found(visits, "secur") == ["Security of Supply Arrangement"]
    assert found(visits, "SUPP secur arr") == ["Security of Supply Arrangement"]
    assert found(visits, "secur nothing") == []
    assert found(visits, "ecurity") == []
    assert found(visits, "sao paulo") == found(visits, "São Pau") == ["Bilateral meeting, undated"]


def test_newest_come_first_and_undated_last(visits: Catalogue) -> None:
    assert found(visits, "rajnath kind:engagement") == [
        "Visit of the Minister of Defence",
        "2+2 Ministerial Dialogue",
        "Bilateral meeting, undated",
    ]
    assert found(visits, "kind:e", order="oldest") == [
        "2+2 Ministerial Dialogue",
        "Visit of the Minister of Defence",
        "Bilateral meeting, undated",
    ]
    assert found(visits, "rajnath kind:e", order="oldest")[-1] == "Bilateral meeting, undated"
    assert found(visits, "kind:e rajnath", order="title")[0].startswith("2+2")
    assert found(visits, "kind:e", order="-title")[0].startswith("Visit")


def test_phrases_are_whole_words_side_by_side(visits: Catalogue) -> None:
    assert found(visits, '"minister of defence" kind:e') == ["Visit of the Minister of Defence"]
    assert found(visits, '"minister defence" kind:e') == []
    assert found(visits, '"minister of defen" kind:e') == []
    assert found(visits, '"security of supply') == ["Security of Supply Arrangement"]


@pytest.mark.parametrize("name", ["official", "OFFICIAL", "Officials", "officials", "o", "O"])
def test_a_kind_by_its_name_plural_or_letter(visits: Catalogue, name: str) -> None:
    assert sorted(found(visits, f"kind:{name}")) == ["Lloyd Austin", "Rajnath Singh"]
    assert found(visits, f"KIND:{name} lloyd") == ["Lloyd Austin"]


def test_two_kinds_are_either(visits: Catalogue) -> None:
    assert len(found(visits, "kind:a kind:o")) == 3
    assert len(found(visits, "kind:a kind:o india")) == 2


def test_records_are_found_by_names_of_what_they_link_to(visits: Catalogue) -> None:
    assert found(visits, "राजनाथ kind:official") == ["Rajnath Singh"]
    assert found(visits, "संयुक्त kind:a") == ["Security of Supply Arrangement"]
    assert found(visits, "United States kind:a") == ["Security of Supply Arrangement"]
    assert found(visits, "Bharat kind:a") == found(visits, "भारत kind:agreement")
    assert found(visits, "भारत kind:agreement") == ["Security of Supply Arrangement"]
    assert len(found(visits, "austin kind:engagement")) == 2
    assert found(visits, "I-4711") == found(visits, "pentagon") == found(visits, "memorandum")
    assert found(visits, "pentagon") == ["Security of Supply Arrangement"]
    assert found(visits, "defense minister kind:o") == ["Rajnath Singh"]


def test_a_reference_comes_first_and_counts_within_the_limit(visits: Catalogue) -> None:
    with visits.change("Distract") as change:
        for number in range(3):
            change.add("topic", title=f"About A1{number}", type="sector")
    assert found(visits, "a1")[0] == "Security of Supply Arrangement"
    assert len(found(visits, "a1")) == 4
    assert found(visits, "a1", limit=2)[0] == "Security of Supply Arrangement"
    assert len(found(visits, "a1", limit=2)) == 2
    assert found(visits, "a1 kind:t", limit=1)[0].startswith("About")
    assert found(visits, "A999999999999999999999999") == []


def test_a_country_finds_what_names_it_in_a_field_and_not_in_a_text(visits: Catalogue) -> None:
    with visits.change("Add") as change:
        change.add("topic", title="India and the sea", type="sector")
        deputy = change.add("official", title="Deputy", nationality="FR")
        change.add_part("tenure", deputy, post="Envoy", country="JP")
    assert found(visits, "country:us kind:o") == ["Lloyd Austin"]
    assert found(visits, "country:india kind:a") == ["Security of Supply Arrangement"]
    assert "India and the sea" not in found(visits, "country:india")
    assert found(visits, "country:france country:japan") == ["Deputy"]
    assert found(visits, "country:japan kind:o dep") == ["Deputy"]
    assert len(found(visits, "country:india country:us kind:e")) == 2
    assert found(visits, "country:india 2+2 kind:e") == ["2+2 Ministerial Dialogue"]
    assert found(visits, "country:nepal") == []
    with visits.change("Move") as change:
        change.set("official", deputy, nationality="NP")
    assert found(visits, "country:nepal") == ["Deputy"]
    assert found(visits, "country:france") == []


# --- keeping up with changes ----------------------------------------------------------------


def test_renaming_an_official_re_indexes_engagements_and_undo_takes_it_back(
    visits: Catalogue,
) -> None:
    with visits.read() as connection:
        (austin,) = run.find(connection, parse("kind:o austin"))
    with visits.change("Rename") as change:
        change.set("official", austin, title="General Lloyd James")
    assert found(visits, "austin") == []
    assert len(found(visits, "lloyd james kind:engagement")) == 2
    visits.undo()
    assert found(visits, "james") == []
    assert len(found(visits, "austin kind:engagement")) == 2


def test_the_bin_is_not_searched(visits: Catalogue) -> None:
    with visits.read() as connection:
        (austin,) = run.find(connection, parse("kind:o austin"))
        everything = len(run.find(connection, Query()))
    with visits.change("Bin") as change:
        change.bin(austin)
    assert found(visits, "austin") == []  # nor are engagements found by who is in it
    assert len(found(visits, "")) == everything - 1
    with visits.read() as connection:
        shown = rows(connection, run.find(connection, parse("kind:e")))
        assert {row.extra for row in shown.values()} == {"Rajnath Singh"}
    with visits.change("Restore") as change:
        change.restore(austin)
    assert len(found(visits, "austin")) == 3
    assert len(found(visits, "")) == everything


def test_editing_in_the_bin_stays_out_of_the_index(visits: Catalogue) -> None:
    with visits.read() as connection:
        (austin,) = run.find(connection, parse("kind:o austin"))
    with visits.change("Bin") as change:
        change.bin(austin)
        change.set("official", austin, title="Renamed Person")
    before = index_terms(visits.path)
    with visits.change("Edit") as change:
        change.set("official", austin, notes="unfindable", title="Renamed twice")
    assert found(visits, "unfindable") == found(visits, "renamed") == []
    assert index_terms(visits.path) == before
    with visits.change("Restore") as change:
        change.restore(austin)
    assert len(found(visits, "renamed kind:e")) == 2


def test_a_new_date_moves_a_record(visits: Catalogue) -> None:
    with visits.read() as connection:
        (undated,) = run.find(connection, parse("undated"))
    with visits.change("Date") as change:
        change.set("engagement", undated, date="2025")
    assert found(visits, "rajnath kind:e")[0] == "Bilateral meeting, undated"
    assert len(found(visits, "rajnath kind:e")) == 3


def test_the_index_is_what_a_rebuild_makes(visits: Catalogue) -> None:
    with visits.read() as connection:
        ids = run.find(connection, parse("kind:o"))
    with visits.change("Edit") as change:
        change.set("official", ids[0], title="Lloyd J. Austin III", notes="general")
        change.bin(ids[1])
    kept = index_terms(visits.path)
    told = []
    assert visits.rebuild_index(lambda done, total: told.append((done, total))) == 5
    assert told == [(5, 5)]
    assert index_terms(visits.path) == kept


# --- the language ---------------------------------------------------------------------------


def test_a_query_is_read_into_a_tree_and_written_back() -> None:
    tree = parse('kind:E  rajnath "two plus two" Kind:agreement')
    assert tree == Query(
        (OfKind("engagement"), Word("rajnath"), Phrase("two plus two"), OfKind("agreement"))
    )
    assert tree.write() == 'kind:engagement rajnath "two plus two" kind:agreement'
    assert tree.of_kind("official").write() == 'kind:official rajnath "two plus two"'
    assert parse(tree.of_kind("official").write()).kinds == {"official"}
    assert parse("  ") == Query()


def test_fields_are_read_with_values_of_one_word_or_in_quotes() -> None:
    tree = parse('Office:"minister of defence" country:india AS-OF:2016-08-29 x')
    assert tree == Query(
        (Office("minister of defence"), InCountry("IN"), AsOf(date(2016, 8, 29)), Word("x"))
    )
    assert tree.write() == 'office:"minister of defence" country:India as-of:2016-08-29 x'
    assert (tree.as_of, tree.offices, tree.countries) == (
        date(2016, 8, 29),
        (Office("minister of defence"),),
        {"IN"},
    )
    words = parse('office:minister office:"minister"')
    assert words.offices == (Office("minister", quoted=False), Office("minister"))
    assert parse(words.write()) == words
    assert parse('office:"not closed').offices == (Office("not closed"),)
    assert parse('country:"united states"').write() == 'country:"United States"'
    assert parse("country:us country:FRA").countries == {"US", "FR"}
    assert parse('kind:"official"').kind == "official"
    assert parse('as-of:"29 August 2016"').as_of == date(2016, 8, 29)
    assert parse("as-of:29/08/2016").as_of == date(2016, 8, 29)


def test_every_country_is_read_back_from_its_name() -> None:
    for code in countries.codes():
        assert parse(InCountry(code).write()) == Query((InCountry(code),))


@pytest.mark.parametrize("text", ["10:30", "UNTS:123", "xoffice:y", "offices:x", "a:"])
def test_anything_else_with_a_colon_is_a_word(text: str) -> None:
    assert parse(text) == Query((Word(text),))


def test_the_day_is_put_in_taken_out_and_narrows_nothing() -> None:
    day = date(2016, 8, 29)
    asked = parse("kind:e rajnath")
    assert asked.on(day).write() == "kind:engagement rajnath as-of:2016-08-29"
    assert asked.on(day).on(date(2017, 1, 1)).as_of == date(2017, 1, 1)
    assert asked.on(day).on(None) == asked
    assert asked.of_kind("official").on(day).kind == "official"
    assert not parse("kind:e as-of:2016-08-29").narrows()
    for text in ("country:india", "office:minister", "x", "*"):
        assert parse(text).narrows()
    assert not parse("country:india as-of:2016-08-29").has_words()
    assert not parse("country:india as-of:2016-08-29").is_void()


_pieces = st.sampled_from(
    [
        *('"', "kind:", "official", "AND", "NEAR", "*", "-", " ", "a", "\x00", "é"),
        *(
            "office:",
            "country:",
            "as-of:",
            "OFFICE:",
            "india",
            "united",
            "2016-08-29",
            "\u212a",
            "ſ",
        ),
    ]
)


@settings(deadline=None)
@given(st.text() | st.lists(_pieces).map("".join))
@example('a"b"c')
@example('"a')
@example('" " x')
@example("\x1c\x85\u2028")
def test_what_is_written_is_read_back_to_the_same(text: str) -> None:
    try:
        tree = parse(text)
    except InputError:
        return
    assert parse(tree.write()) == tree


ODD = [
    *('"', '"""', "*", "a*", "(", ")", "((", "AND", "OR", "NOT", "NEAR", "NEAR(a b, 5)", "a AND"),
    *(
        "-x",
        "^a",
        "a:b",
        "name:x",
        "tags:agreement",
        "{name}:x",
        "name : x",
        "2+2",
        "+",
        "'",
        "';--",
    ),
    *(
        "🙂",
        "👨\u200d👩\u200d👧",
        "\x00",
        "a\x00b",
        "\ud800",
        "\ufeff",
        "%",
        "_",
        "\\",
        "\u0301",
        "ﷺ",
    ),
    *("kind:o *", 'kind:o "', "x" * 10_000, "x " * 5_000, '"' + "x " * 5_000, "()" * 5_000),
    " ".join(f"w{n}" for n in range(2_000)),
]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A small catalogue, for questions only."""
    with make(tmp_path_factory.mktemp("odd")) as catalogue:
        with catalogue.change("Add") as change:
            change.add("topic", title="2+2 and x", type="sector", notes="AND OR NOT NEAR w1 w2")
        with catalogue.read() as connection:
            yield connection


def ask(connection: Connection, text: str) -> list[int]:
    asked = parse(text)
    ids = run.find(connection, asked, limit=50)
    rows(connection, ids)
    for order in ("oldest", "title", "-title"):
        assert set(run.find(connection, asked, order=order)) == set(ids)
    assert run.count(connection, asked) == len(ids)
    return ids


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:20]))
def test_odd_text_finds_something_or_nothing(reading: Connection, text: str) -> None:
    assert len(ask(reading, text)) <= 1


@settings(deadline=None)
@given(text=st.text(st.characters()) | st.lists(st.sampled_from(ODD[:-5])).map(" ".join))
def test_no_text_breaks_the_search(reading: Connection, text: str) -> None:
    try:
        found_ids = ask(reading, text)
    except DefcatError:
        return
    assert len(found_ids) <= 1


def test_operators_of_the_index_are_plain_words(reading: Connection) -> None:
    for text in ("AND", "or not", "near", "2+2", "+2", "(x)", "x*", "^x", "-zebra"):
        assert len(ask(reading, text)) == 1
    for text in ("NEAR(zebra)", "-x", "notes:2+2 zebra", "x NOT zebra"):
        assert ask(reading, text) == []


# --- against a naive search -----------------------------------------------------------------

VOCABULARY = [
    *("tejas", "engine", "joint", "exercise", "yudh", "abhyas", "2024", "defence", "colour"),
    *("शक्ति", "são", "tomé", "O'Neill", "x"),
]


@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_reading_everything(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    texts: dict[int, tuple[str, list[str], str]] = {}
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            for _ in range(60):
                title = " ".join(rng.choices(VOCABULARY, k=3))
                notes = " ".join(rng.choices(VOCABULARY, k=4))
                day = f"20{rng.randrange(10, 25)}-0{rng.randrange(1, 10)}"
                record = change.add("source", title=title, type="other", date=day, notes=notes)
                texts[record] = (day, words(f"{title} {notes}"), title)
        with catalogue.read() as connection:
            for _ in range(40):
                asked = [
                    w[: rng.randrange(1, 6)] for w in rng.sample(VOCABULARY, rng.choice([1, 2]))
                ]
                prefixes = words(" ".join(asked))
                naive = [
                    record
                    for record, (day, have, _) in sorted(
                        texts.items(), key=lambda item: (item[1][0], item[0]), reverse=True
                    )
                    if all(any(word.startswith(prefix) for word in have) for prefix in prefixes)
                ]
                # The type and the other spelling of a word find a record too.
                also = {"colour": "color", "defence": "defense"}
                text = " ".join(asked)
                asked_for = parse(f"kind:source {text}")
                ids = run.find(connection, asked_for, order="newest")
                assert [i for i in ids if i in naive] == naive, text
                for extra in set(ids) - set(naive):
                    spelled = [*texts[extra][1], "other", "d" + str(extra), "tome", "shakti"]
                    spelled += [also[w] for w in texts[extra][1] if w in also]
                    assert all(any(w.startswith(p) for w in spelled) for p in prefixes), text


def test_a_reference_with_odd_digits_is_just_text(visits: Catalogue) -> None:
    for text in ("A²", "A١", "A" + "9" * 5_000, "A1\n", "A-1", "A"):
        found(visits, text)
