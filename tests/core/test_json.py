"""Records as nested data and as JSON: in, out, and what is said of data that cannot be read."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import find_id, load
from defcat.errors import DefcatError, FileProblem, InputError, Refused
from defcat.exchange import nested
from defcat.exchange.jsonfile import export_json, record_json
from defcat.exchange.report import write_report
from defcat.exchange.sample import create_sample
from defcat.search.parse import parse

DAY = date(2024, 9, 1)
NOW = datetime(2024, 9, 1, 9, 0, tzinfo=UTC)

MINIMAL: dict[str, Any] = {
    "agreement": [
        {
            "key": "mou",
            "title": "Memorandum on staff talks",
            "type": "mou",
            "party": [{"role": "party", "country": "IN"}, {"role": "party", "country": "FR"}],
            "event": [
                {"key": "start", "type": "entry-into-force", "date": "2019"},
                {"key": "signed", "type": "signature", "date": "2018-03-10"},
            ],
            "signatory": [{"key": "signatory", "other": "person", "event": "signed"}],
            "citation": [
                {"other": "text", "row": "start", "locator": "page 3"},
                {"other": "text", "about": "title", "states": "On the cover."},
            ],
        }
    ],
    "official": [{"key": "person", "title": "A. Martin"}],
    "source": [{"key": "text", "title": "Text of the memorandum", "type": "treaty-text"}],
}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.create(tmp_path / "empty.defcat", user="desk", now=lambda: NOW) as catalogue:
        yield catalogue


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Catalogue]:
    path = tmp_path / "sample.defcat"
    with create_sample(path, user="desk", now=lambda: NOW) as catalogue:
        yield catalogue


def fill(catalogue: Catalogue, data: dict[str, Any]) -> dict[str, int]:
    with catalogue.change("Load") as change:
        return nested.load(change, data)


def shown(catalogue: Catalogue, ref: str, day: date = DAY) -> dict[str, Any]:
    with catalogue.read() as connection:
        record = record_json(connection, load(connection, find_id(connection, ref)), day)
    again: dict[str, Any] = json.loads(json.dumps(record))
    assert again == record  # nothing in it that JSON would change
    return record


def exported(catalogue: Catalogue, path: Path, asked: str | None = None) -> dict[str, Any]:
    with catalogue.read() as connection:
        export_json(connection, path, None if asked is None else parse(asked))
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def without_uids(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what a loaded record is given anew."""
    document = copy.deepcopy(document)
    for kind in document.keys() - {nested.HEADER}:
        for record in document[kind]:
            del record["uid"]
    return document


# --- in ---------------------------------------------------------------------------------------


def test_records_may_name_what_comes_later(empty: Catalogue) -> None:
    ids = fill(empty, MINIMAL)
    assert ids.keys() == {"mou", "person", "text"}
    record = shown(empty, "A1")
    assert {link["title"] for link in record["links"]} == {"India", "France", "A. Martin"}
    about = [(cited["about"], cited["row"], cited["locator"]) for cited in record["citations"]]
    start = record["parts"]["event"][0]
    assert about == [("event", start, "page 3"), ("title", None, None)]
    signatory = next(link for link in record["links"] if link["part"] == "signatory")
    assert signatory["event"] == record["parts"]["event"][1]["id"]


def test_one_undo_takes_all_of_it_back(empty: Catalogue, tmp_path: Path) -> None:
    fill(empty, MINIMAL)
    empty.undo()
    assert exported(empty, tmp_path / "out.json").keys() == {nested.HEADER}


def mended(path: str, value: Any) -> dict[str, Any]:
    """MINIMAL with the value at `path` ("agreement.0.type") replaced."""
    data = copy.deepcopy(MINIMAL)
    *inner, last = path.split(".")
    place: Any = data
    for step in inner:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("data", "says", "fix"),
    [
        (mended("agrement", []), ["agrement"], "agreement"),
        (mended("agreement.0.titel", "x"), ["mou: ", "titel"], "title"),
        (mended("agreement.0.type", "mu"), ["mou: ", "“mu”"], "Memorandum"),
        (mended("agreement.0.party.0.countri", "IN"), ["mou: party 1: ", "countri"], "country"),
        (mended("agreement.0.event.0.date", "2019-13"), ["mou: event 1: ", "2019-13"], ""),
        (mended("agreement.0.signatory.0.other", "persn"), ["mou: signatory 1: "], "person"),
        (mended("agreement.0.signatory.0.event", "sined"), ["signatory 1: event: "], "signed"),
        (mended("agreement.0.signatory.0.other", "text"), ["mou: signatory 1: "], "official"),
        (mended("agreement.0.citation.0.row", "strat"), ["citation 1: row: "], "start"),
        (mended("agreement.0.citation.0.row", ["start"]), ["citation 1: row: "], ""),
        (mended("agreement.0.citation.0.about", "party"), ["mou: ", "“event”"], "about"),
        (mended("agreement.0.citation.1.about", "titel"), ["citation 2: about: "], "title"),
        (mended("agreement.0.event.1.key", "start"), ["mou: event 2: ", "twice"], "own"),
        (mended("official.0.key", "mou"), ["mou: ", "twice"], "own"),
        (mended("official.0.key", 7), ["Official number 1"], "key"),
        (mended("official.0.title", ""), ["person: "], "Fill"),
        (mended("official.0.marking", "cosmic"), ["person: ", "cosmic"], "secret"),
        (mended("official", {"key": "person"}), ["“official”"], "list"),
        (mended("agreement.0.event", ["signature"]), ["mou: ", "“event”"], "list"),
        (mended("catalogue", {"format": 2}), ["format 2"], "version"),
        (mended("catalogue", "india"), ["format"], "version"),
    ],
)
def test_an_error_names_the_place_and_the_nearest_right_word(
    empty: Catalogue, tmp_path: Path, data: dict[str, Any], says: list[str], fix: str
) -> None:
    with pytest.raises(DefcatError) as caught:
        fill(empty, data)
    assert isinstance(caught.value, InputError)
    for words in says:
        assert words in caught.value.what
    assert fix in caught.value.fix
    assert exported(empty, tmp_path / "out.json").keys() == {nested.HEADER}


# --- one record -------------------------------------------------------------------------------


def test_the_status_is_that_of_the_day_asked_about(empty: Catalogue) -> None:
    fill(empty, MINIMAL)
    before = shown(empty, "A1", date(2018, 6, 1))["status"]
    assert (before["code"], before["as_of"]) == ("signed-not-in-force", "2018-06-01")
    after = shown(empty, "A1", date(2020, 1, 1))["status"]
    assert (after["code"], after["sources"]) == ("in-force", ["D1"])
    assert "2019" in after["reason"]


def test_the_status_says_why_how_long_and_for_whom(empty: Catalogue) -> None:
    with empty.change("Add") as change:
        mou = change.add(
            "agreement", title="MoU", type="mou", duration="5 years", notice_period="6 months"
        )
        for country in ("IN", "US", "FR"):
            change.add_part("party", mou, role="party", country=country)
        entered = change.add_part("event", mou, type="entry-into-force", date="2019-01-01")
        change.add_part(
            "event", mou, type="withdrawal", country="FR", date="2020-01-01", effective="2021-01-01"
        )
    assert shown(empty, "A1", date(2022, 1, 1))["status"] == {
        "code": "in-force",
        "label": "In force",
        "reason": "entry into force: 1 January 2019",
        "as_of": "2022-01-01",
        "sources": [],
        "by_hand": False,
        "since": "2019-01-01",
        "holds_from": "2021-01-02",
        "holds_until": "2024-01-01",
        "event": entered,
        "parties": [
            {"party": name, "code": code, "reason": reason}
            for name, code, reason in (
                ("India", "in-force", FOLLOWS),
                ("United States", "in-force", FOLLOWS),
                ("France", "terminated", "withdrawal by France: 1 January 2021"),
            )
        ],
        "term": {
            "ends": "2024-01-01",
            "next_renewal": None,
            "notice_by": "2023-07-01",
            "review": None,
            "words": "5 years from 1 January 2019; ends: 1 January 2024; notice by 1 July 2023",
        },
    }
    with empty.change("By hand") as change:
        change.add_part("hand_status", mou, status="suspended", why="note verbale")
    assert shown(empty, "A1")["status"]["by_hand"]


FOLLOWS = (
    "entry into force: 1 January 2019; by the agreement's own entry into force; "
    "no consent of its own is recorded"
)


def test_a_link_reads_from_both_ends(sample: Catalogue) -> None:
    part = [link for link in shown(sample, "E4")["links"] if link["ref"] == "E1"]
    whole = [link for link in shown(sample, "E1")["links"] if link["ref"] == "E4"]
    assert [(link["direction"], link["reads"]) for link in part] == [("to", "part of")]
    assert [(link["direction"], link["reads"]) for link in whole] == [("from", "contains")]


def test_a_field_that_names_a_record_is_a_link_from_both_ends(sample: Catalogue) -> None:
    edition = shown(sample, "E9")
    assert edition["fields"]["series"] == "S1"
    assert ("series", "to", "S1") in {
        (link["part"], link["direction"], link["ref"]) for link in edition["links"]
    }
    assert ("series", "from", "E9") in {
        (link["part"], link["direction"], link["ref"]) for link in shown(sample, "S1")["links"]
    }


def test_only_agreements_have_a_status(sample: Catalogue) -> None:
    assert shown(sample, "E1")["status"] is None
    assert shown(sample, "A3")["status"]["code"] == "unknown"


# --- many records -----------------------------------------------------------------------------


def test_what_is_exported_can_be_loaded_and_exported_again(
    sample: Catalogue, empty: Catalogue, tmp_path: Path
) -> None:
    first = exported(sample, tmp_path / "first.json")
    ids = fill(empty, first)
    second = exported(empty, tmp_path / "second.json")
    assert first[nested.HEADER] == {"format": 1, "scheme": "india"}
    assert len(ids) == sum(len(first[kind]) for kind in first if kind != nested.HEADER) > 50
    # A loaded record has a new uid. References are given anew too, and are the same here because
    # no number of the sample is missing.
    assert without_uids(second) == without_uids(first)


def test_an_export_is_the_same_each_time_and_plain_to_read(
    sample: Catalogue, tmp_path: Path
) -> None:
    exported(sample, tmp_path / "one.json")
    exported(sample, tmp_path / "two.json")
    text = (tmp_path / "one.json").read_text(encoding="utf-8")
    assert text == (tmp_path / "two.json").read_text(encoding="utf-8")
    assert "राजनाथ सिंह" in text
    assert text.count("\n{") == sum(
        len(records) for kind, records in json.loads(text).items() if kind != nested.HEADER
    )


def test_an_export_of_a_query_names_what_it_links_to_and_no_more(
    sample: Catalogue, empty: Catalogue, tmp_path: Path
) -> None:
    document = exported(sample, tmp_path / "some.json", "kind:agreement SOSA")
    assert [record["title"] for record in document["agreement"]] == [
        "Security of Supply Arrangement"
    ]
    signatories = {"Samir Kumar Sinha", "Vic Ramdass"}
    assert {record["title"] for record in document["official"]} == signatories
    assert not any("tenure" in record for record in document["official"])
    assert "engagement" not in document
    fill(empty, document)
    links = {link["title"] for link in shown(empty, "A1")["links"]}
    assert signatories <= links


def test_an_export_leaves_the_bin_out_and_still_loads(
    sample: Catalogue, empty: Catalogue, tmp_path: Path
) -> None:
    with sample.change("Bin") as change:
        for ref in ("O6", "D3", "S1"):  # a signatory, a source, a series
            change.bin(find_id(change.connection, ref))
        change.archive(find_id(change.connection, "G7"))
    document = exported(sample, tmp_path / "out.json")
    assert "Vic Ramdass" not in {record["title"] for record in document["official"]}
    sosa = document["agreement"][0]
    assert [row["other"] for row in sosa["signatory"]] == ["O5"]
    assert {row["other"] for row in sosa["citation"]} == {"D1"}
    ids = fill(empty, document)
    assert "S1" not in ids
    with empty.read() as connection:
        assert load(connection, ids["E9"]).values["series"] is None
    assert [r for r in exported(empty, tmp_path / "again.json")["organisation"] if "archived" in r]


def test_an_export_tells_how_far_it_is(
    sample: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defcat.exchange.jsonfile._TOLD", 10)
    told: list[tuple[int, int]] = []
    with sample.read() as connection:
        count = export_json(
            connection, tmp_path / "out.json", progress=lambda done, of: told.append((done, of))
        )
    assert told == [(done, count) for done in range(10, count + 1, 10)]


def test_an_export_counts_what_was_asked_for(sample: Catalogue, tmp_path: Path) -> None:
    with sample.read() as connection:
        assert export_json(connection, tmp_path / "out.json", parse("kind:agreement")) == 3


def test_a_failed_export_leaves_the_old_file(sample: Catalogue, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / "taken.json"
    target.mkdir()  # a folder stands where the file should be
    with sample.read() as connection:
        with pytest.raises(FileProblem) as caught:
            export_json(connection, target)
        with pytest.raises(FileProblem):
            export_json(connection, folder / "nowhere" / "out.json")
    assert "taken.json" in caught.value.what
    assert list(folder.iterdir()) == [target]


def test_an_export_never_takes_the_place_of_records(sample: Catalogue, tmp_path: Path) -> None:
    disguised = tmp_path / "copy.json"
    disguised.write_bytes(sample.path.read_bytes())
    before = disguised.read_bytes()
    with sample.read() as connection:
        with pytest.raises(Refused, match="is a catalogue"):
            export_json(connection, sample.path)
        with pytest.raises(Refused, match="is a catalogue"):
            export_json(connection, disguised)
        with pytest.raises(InputError, match=r"Let it end in \.json"):
            export_json(connection, tmp_path / "out.csv")
    assert disguised.read_bytes() == before
    assert sample.path.read_bytes().startswith(b"SQLite format 3")


def test_a_report_never_takes_the_place_of_records(sample: Catalogue) -> None:
    before = sample.path.read_bytes()
    with pytest.raises(Refused, match=r"Choose another name, one that ends in \.csv"):
        write_report(sample.path, [])
    assert sample.path.read_bytes() == before


def test_markings_go_out_and_come_back(sample: Catalogue, empty: Catalogue, tmp_path: Path) -> None:
    with sample.change("Mark") as change:
        change.set("agreement", find_id(change.connection, "A2"), marking="confidential")
    document = exported(sample, tmp_path / "out.json", "kind:agreement")
    fill(empty, document)
    again = exported(empty, tmp_path / "again.json")

    def markings(of: dict[str, Any]) -> list[tuple[str, Any]]:
        kinds = of.keys() - {nested.HEADER}
        return sorted((r["title"], r.get("marking")) for kind in kinds for r in of[kind])

    assert markings(again) == markings(document)
    assert {marking for _, marking in markings(document)} >= {"unclassified", "confidential"}
    assert None not in {marking for _, marking in markings(document)}
