"""The sample: every fact of the desk's list is found, linked and cited, in the desk's own words."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from defcat import briefs
from defcat.briefs.blocks import Note
from defcat.catalogue import Catalogue
from defcat.dossier import find_id, load
from defcat.exchange.jsonfile import record_json
from defcat.exchange.sample import FOLDER, create_sample, sample_data
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.rows import rows
from tests.real_data import real_file

DAY = date(2024, 9, 1)
ARTICLE = "Newspaper article on the Indian Defence Minister's talks in Washington"
PIB = "Press release 2048402: the Raksha Mantri and the US National Security Advisor"
DEPARTMENTS = "Releases of the two defence departments on the Security of Supply Arrangement"
POST_ROUNDTABLE = "Rajnath Singh on X: the roundtable with US defence firms"
POST_SULLIVAN = "Rajnath Singh on X: meeting the US National Security Advisor"
INDIA_POSTS = "Office-holders of India, from Wikidata"
US_POSTS = "Office-holders of the United States, from Wikidata"
TRAVELS = "Travels abroad of the US President and Secretary of State"
SOSA = "Security of Supply Arrangement"
MOA = "Memorandum of Agreement regarding the Assignment of Liaison Officers"
VISIT = "Rajnath Singh's visit to the United States, August 2024"
JUNE = "Jake Sullivan's visit to India, June 2024"
ROUNDTABLE = "Defence Industry Roundtable of the US–India Strategic Partnership Forum"
SULLIVAN = "Meeting of Rajnath Singh and Jake Sullivan"
AUSTIN = "Meeting of Rajnath Singh and Lloyd Austin"
TRIBUTE = "Tribute at the Tomb of the Unknown Soldier"
DIALOGUE = "India–US 2+2 Ministerial Dialogue"


@dataclass(frozen=True)
class Fact:
    """What the record `title`, found by `query`, has.

    Fields; links, by how they read from it and to what; citations, by source and locator.
    """

    number: int
    query: str
    title: str
    fields: dict[str, Any]
    links: frozenset[tuple[str, str]]
    citations: frozenset[tuple[str, str | None]]


def fact(
    number: int,
    query: str,
    title: str,
    *,
    links: tuple[tuple[str, str], ...] = (),
    cited: tuple[tuple[str, str | None], ...],
    **fields: Any,
) -> Fact:
    return Fact(number, query, title, fields, frozenset(links), frozenset(cited))


FACTS = [
    fact(
        1,
        "security of supplies agreement",
        SOSA,
        type="arrangement",
        binding="no",
        links=(("Party", "India"), ("Party", "United States"), ("Topics", "Security of supply")),
        cited=((ARTICLE, "paragraph 4"), (DEPARTMENTS, None)),
    ),
    fact(
        2,
        "kind:agreement ramdass sinha",
        SOSA,
        links=(("Signatories", "Vic Ramdass"), ("Signatories", "Samir Kumar Sinha")),
        cited=((ARTICLE, "paragraph 4"), (DEPARTMENTS, None)),
    ),
    fact(
        3,
        "memorandum liaison officers",
        MOA,
        type="moa",
        links=(("Topics", "Liaison officers"), ("signed at", AUSTIN), ("Party", "India")),
        cited=((ARTICLE, "paragraph 4"),),
    ),
    fact(
        4,
        "roadmap defense industrial",
        "US–India Roadmap for Defence Industrial Cooperation",
        type="roadmap",
        links=(("Topics", "Co-production"), ("Party", "United States")),
        cited=((ARTICLE, "paragraph 6"),),
    ),
    fact(
        5,
        "kind:topic defence acceleration ecosystem",
        "INDUS-X",
        type="programme",
        links=(("Topics", "Co-production"), ("Records on this topic", ARTICLE)),
        cited=((ARTICLE, "paragraph 7"),),
    ),
    fact(
        6,
        "आत्मनिर्भरता",
        "Atmanirbharta",
        type="policy-theme",
        native_name="आत्मनिर्भरता",
        links=(("Records on this topic", VISIT),),
        cited=((ARTICLE, "paragraph 1"),),
    ),
    fact(
        6,
        "kind:topic make in india",
        "Make in India",
        type="policy-theme",
        links=(("Records on this topic", VISIT), ("Records on this topic", ROUNDTABLE)),
        cited=((ARTICLE, "paragraph 1"),),
    ),
    fact(
        7,
        "maritime domain awareness in the indian ocean region",
        "Maritime domain awareness, Indian Ocean Region",
        type="sector",
        sector="maritime-domain-awareness",
        links=(("Records on this topic", f"Fifth {DIALOGUE}"),),
        cited=((ARTICLE, "paragraph 6"),),
    ),
    fact(
        8,
        "usispf roundtable",
        ROUNDTABLE,
        type="roundtable",
        city="Washington",
        links=(
            ("Organiser", "US–India Strategic Partnership Forum"),
            ("Principal", "Rajnath Singh"),
            ("Member", "US defence and technology companies at the roundtable of August 2024"),
            ("part of", VISIT),
        ),
        cited=((ARTICLE, "paragraph 2"), (PIB, "sentences 4 and 5")),
    ),
    fact(
        9,
        "kind:engagement sullivan white house",
        SULLIVAN,
        type="bilateral-meeting",
        date="2024-08-23",
        venue="The White House",
        links=(
            ("Principal", "Jake Sullivan"),
            ("Principal", "Rajnath Singh"),
            ("part of", VISIT),
        ),
        cited=(
            (PIB, "sentence 1"),
            (ARTICLE, "paragraph 3"),
            (POST_SULLIVAN, "in the article, paragraph 3"),
        ),
    ),
    fact(
        10,
        "kind:engagement singh austin meeting",
        AUSTIN,
        type="bilateral-meeting",
        date="2024-08-23",
        links=(
            ("Principal", "Lloyd Austin"),
            ("Principal", "Rajnath Singh"),
            ("signed", SOSA),
            ("signed", MOA),
            ("part of", VISIT),
        ),
        cited=((ARTICLE, "paragraph 4"),),
    ),
    fact(
        11,
        "unknown soldiers arlington",
        TRIBUTE,
        type="wreath-laying",
        venue="Arlington National Cemetery",
        links=(("Principal", "Rajnath Singh"), ("part of", VISIT)),
        cited=((ARTICLE, "paragraph 5"),),
    ),
    fact(
        12,
        "kind:engagement rajnath visit united states",
        VISIT,
        type="official-visit",
        date="2024-08-23~/2024-08-24~",
        links=(
            ("contains", ROUNDTABLE),
            ("contains", SULLIVAN),
            ("contains", AUSTIN),
            ("contains", TRIBUTE),
            ("Principal", "Rajnath Singh"),
        ),
        cited=((ARTICLE, "paragraphs 1 to 5"), (PIB, "sentence 1")),
    ),
    fact(
        13,
        "2+2 fifth dialogue",
        f"Fifth {DIALOGUE}",
        type="two-plus-two",
        date="2023-11-09/2023-11-10",
        edition=5,
        links=(
            ("Series", DIALOGUE),
            ("Principal", "Antony Blinken"),
            ("Principal", "Lloyd Austin"),
        ),
        cited=((ARTICLE, "paragraph 6"), (TRAVELS, "trip 4183")),
    ),
    fact(
        13,
        "kind:series 2+2",
        DIALOGUE,
        links=(
            ("Series", f"First {DIALOGUE}"),
            ("Series", f"Third {DIALOGUE}"),
            ("Series", f"Fourth {DIALOGUE}"),
            ("Series", f"Fifth {DIALOGUE}"),
        ),
        cited=((ARTICLE, "paragraph 6"), (TRAVELS, "trips 3821, 3974 and 4183")),
    ),
    fact(
        14,
        "sullivan visit india june",
        JUNE,
        date="2024-06",
        date_note="“in June”",
        links=(("Principal", "Jake Sullivan"),),
        cited=((ARTICLE, "paragraph 7"),),
    ),
    fact(
        15,
        "kind:source post x singh firms",
        POST_ROUNDTABLE,
        type="post",
        links=(("Cited by", ROUNDTABLE),),
        cited=((ARTICLE, "paragraphs 1 and 2"),),
    ),
    fact(
        15,
        "kind:source post x singh security advisor",
        POST_SULLIVAN,
        type="post",
        links=(("Cited by", SULLIVAN),),
        cited=((ARTICLE, "paragraph 3"),),
    ),
    fact(
        16,
        "kind:official राजनाथ सिंह",
        "Rajnath Singh",
        links=(("Posts", "Ministry of Defence"), ("principal at", VISIT), ("Signed", MOA)),
        cited=((INDIA_POSTS, "Q3506475, Minister of Defence"), (ARTICLE, "paragraph 1")),
    ),
    fact(
        16,
        "kind:official secretary of defense austin",
        "Lloyd Austin",
        links=(("Posts", "Department of Defense"), ("principal at", AUSTIN)),
        cited=((US_POSTS, "Q941013, Secretary of Defence"), (ARTICLE, "paragraph 4")),
    ),
    fact(
        16,
        "kind:official national security advisor",
        "Jake Sullivan",
        links=(("principal at", SULLIVAN), ("principal at", JUNE)),
        cited=((US_POSTS, "Q16730147, National Security Advisor"), (ARTICLE, "paragraph 3")),
    ),
    fact(
        16,
        "kind:official modi prime minister",
        "Narendra Modi",
        links=(("principal at", "Meeting of Joe Biden and Narendra Modi in Tokyo"),),
        cited=((INDIA_POSTS, "Q1058, Prime Minister"), (ARTICLE, "paragraph 7")),
    ),
    fact(
        17,
        "रक्षा मंत्रालय",
        "Ministry of Defence",
        country="IN",
        links=(("Officials", "Rajnath Singh"),),
        cited=((PIB, "issuing ministry"), (ARTICLE, "paragraph 1")),
    ),
    fact(
        17,
        "kind:organisation defence department",
        "Department of Defense",
        country="US",
        links=(("Officials", "Lloyd Austin"),),
        cited=((ARTICLE, "paragraph 4"), (DEPARTMENTS, None)),
    ),
    fact(
        17,
        "kind:organisation usispf",
        "US–India Strategic Partnership Forum",
        links=(("organiser of", ROUNDTABLE),),
        cited=((ARTICLE, "paragraph 2"), (PIB, "sentence 4")),
    ),
    fact(
        17,
        "kind:organisation business council",
        "US–India Business Council",
        links=(
            (
                "member at",
                "Short meeting of Rajnath Singh with a delegation of the US–India Business Council",
            ),
        ),
        cited=((PIB, "sentence 8"),),
    ),
    fact(
        18,
        "kind:source newspaper article",
        ARTICLE,
        type="article",
        date="2024-08-24~",
        links=(("Cited by", SOSA), ("Cited by", VISIT), ("Cited by", "INDUS-X")),
        cited=(),
    ),
]

POSTS = [
    ("Rajnath Singh", "Minister of Defence", "2019-05-31"),
    ("Lloyd Austin", "Secretary of Defense", "2021-01-22"),
    ("Jake Sullivan", "National Security Advisor", "2021-01-20"),
    ("Narendra Modi", "Prime Minister", "2014-05-26"),
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    path = tmp_path_factory.mktemp("sample") / "sample.defcat"
    now = datetime(2024, 9, 1, 9, 0, tzinfo=UTC)
    with create_sample(path, user="desk", now=lambda: now) as catalogue:
        yield catalogue


def shown(sample: Catalogue, text: str, title: str) -> dict[str, Any]:
    """The record `title` as `show --json` prints it, if the search `text` finds it."""
    with sample.read() as connection:
        found = rows(connection, run.find(connection, parse(text)))
        refs = [row.ref for row in found.values() if row.title == title]
        assert len(refs) == 1, f"“{text}” finds {[row.title for row in found.values()]}"
        return record_json(connection, load(connection, find_id(connection, refs[0])), DAY)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.number}-{fact.title[:24]}")
def test_every_fact_is_found_linked_and_cited(sample: Catalogue, fact: Fact) -> None:
    record = shown(sample, fact.query, fact.title)
    assert {name: record["fields"].get(name) for name in fact.fields} == fact.fields
    assert fact.links <= {(link["reads"], link["title"]) for link in record["links"]}
    assert fact.citations <= {(cited["title"], cited["locator"]) for cited in record["citations"]}


def test_the_list_of_facts_is_whole() -> None:
    assert {fact.number for fact in FACTS} == set(range(1, 19))


def test_one_signature_has_two_statements_and_one_is_preferred(sample: Catalogue) -> None:
    record = shown(sample, "SOSA", SOSA)
    assert [(row["type"], row["date"]) for row in record["parts"]["event"]] == [
        ("signature", "2024-08-22")
    ]
    statements = {
        cited["title"]: cited["preferred"]
        for cited in record["citations"]
        if cited["about"] == "event"
    }
    assert statements == {DEPARTMENTS: True, ARTICLE: False}
    assert record["status"]["code"] == "signed-not-in-force"
    assert "22 August 2024" in record["status"]["reason"]
    assert (
        record["status"]["sources"]
        == [cited["source"] for cited in record["citations"] if cited["title"] == DEPARTMENTS][:1]
    )


def test_sources_disagree_on_the_signing_of_sosa_and_on_nothing_else() -> None:
    """A statement is rejected only where a preferred one says something else."""
    opinions: dict[tuple[str, object], set[bool]] = defaultdict(set)
    for records in sample_data("unclassified").values():
        for record in records:
            for cited in record.get("citation", ()):
                if "preferred" in cited:
                    fact = record["key"], cited.get("row", cited.get("about"))
                    opinions[fact].add(cited["preferred"])
    assert {fact for fact, given in opinions.items() if False in given} == {
        ("sosa", "signed"),
        ("austin-meeting", "sosa"),
    }
    assert all(True in given for given in opinions.values())


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("agreement", SOSA, ["Sources disagree: Signature, 22 August 2024"]),
        ("engagement", AUSTIN, [f"Sources disagree: {SOSA}, signed"]),
        ("engagement", VISIT, []),  # one source gives the days of the week, another the date
    ],
)
def test_a_brief_tells_of_disagreements(
    sample: Catalogue, name: str, title: str, expected: list[str]
) -> None:
    with sample.read() as connection:
        found = rows(connection, run.find(connection, parse(f"kind:{name}")))
        ids = [record_id for record_id, row in found.items() if row.title == title]
        made = briefs.build(
            connection,
            briefs.Request(name, tuple(ids)),
            scheme=sample.scheme,
            as_of=DAY,
            prepared_on=DAY,
        )
    notes = [block.label for block in made.blocks if isinstance(block, Note)]
    assert [label for label in notes if label.startswith("Sources disagree")] == expected


def test_signatories_have_the_office_of_that_day(sample: Catalogue) -> None:
    links = shown(sample, "SOSA", SOSA)["links"]
    offices = {link["title"]: link["office"] for link in links if link["part"] == "signatory"}
    assert offices == {
        "Samir Kumar Sinha": (
            "Additional Secretary and Director General (Acquisition), Ministry of Defence"
        ),
        "Vic Ramdass": (
            "Principal Deputy Assistant Secretary of Defense for Industrial Base Policy"
        ),
    }


@pytest.mark.parametrize(("person", "post", "start"), POSTS)
def test_officials_hold_their_posts(sample: Catalogue, person: str, post: str, start: str) -> None:
    record = shown(sample, f"kind:official {person}", person)
    tenures = [link for link in record["links"] if link["part"] == "tenure"]
    tenures += record["parts"].get("tenure", [])
    assert (post, start) in {(tenure["post"], tenure["start"]) for tenure in tenures}


@pytest.mark.parametrize(
    "kind", ["agreement", "engagement", "official", "organisation", "topic", "series", "commitment"]
)
def test_nothing_is_unsourced(kind: str) -> None:
    records = sample_data("unclassified")[kind]
    assert records
    assert [record["key"] for record in records if not record.get("citation")] == []


def test_only_the_demonstration_is_restricted(sample: Catalogue) -> None:
    restricted = {
        record["title"]
        for records in sample_data("unclassified").values()
        for record in records
        if record["marking"] != "unclassified"
    }
    assert len(restricted) == 2
    assert all(title.startswith("Demonstration: ") for title in restricted)
    for title in restricted:
        assert shown(sample, "demonstration", title)["fields"]["marking"] == "restricted"


def test_the_sample_is_one_change(sample: Catalogue) -> None:
    with sample.read() as connection:
        labels = [row[0] for row in connection.exec_driver_sql("SELECT label FROM entry")]
    assert labels == ["Open the sample"]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


@pytest.mark.real_data
@pytest.mark.parametrize(
    "name",
    [
        "000_8ef9d121c4293dac.txt",
        "pib_2048402.json",
        "readouts/2022-04-11-readout-of-president-bidens-call-with-prime-minister-modi-of-india.md",
        "readouts/2022-05-24-readout-of-president-bidens-meeting-with-prime-minister-modi-of-india.md",
    ],
)
def test_the_sample_is_in_our_own_words(name: str) -> None:
    path = real_file(f"press/{name}")
    printed = runs(path.read_text(encoding="utf-8"), 8)
    assert printed
    ours = [
        text
        for text in texts(sample_data("unclassified"))
        if not text.startswith("https://") and runs(text, 8) & printed
    ]
    assert ours == []


def test_every_file_of_the_sample_is_read() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {
        "agreements.toml",
        "engagements.toml",
        "officials.toml",
        "organisations.toml",
        "sources.toml",
        "topics.toml",
    }
