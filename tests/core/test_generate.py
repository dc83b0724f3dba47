"""The generated catalogue that the benchmarks measure on is a catalogue like any other."""

from pathlib import Path

import pytest
from sqlalchemy import text

from defcat.catalogue import Catalogue
from defcat.errors import NeedsPassphrase
from defcat.history import entries
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.rows import rows
from defcat.storage.fulltext import TABLE
from defcat.storage.key import Secret
from tests.benchmarks.generate import catalogue_path, generated
from tests.benchmarks.queries import GROUPS, queries

RECORDS = 300


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(RECORDS, tmp_path_factory.mktemp("bench"))


def titles(path: Path, query: str) -> list[str]:
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        ids = run.find(connection, parse(query))
        found = rows(connection, ids)
        return [found[record_id].title for record_id in ids]


@pytest.mark.parametrize(
    ("kind", "records"), [("agreement", 30), ("official", 30), ("engagement", 240)]
)
def test_it_has_the_promised_shares(path: Path, kind: str, records: int) -> None:
    assert len(titles(path, f"kind:{kind}")) == records


def test_it_is_found_by_its_words_and_names(path: Path) -> None:
    official = titles(path, "kind:official")[7]
    assert official in titles(path, official.lower())
    assert 0 < len(titles(path, "defence cooperation")) < RECORDS
    assert titles(path, "kind:engagement india")


def test_it_has_a_history(path: Path) -> None:
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        labels = [entry.label for entry in entries(connection)]
    assert labels == ["Generate from record 1", "Generate the bodies, topics and sources"]


def test_it_is_the_same_every_time(path: Path, tmp_path: Path) -> None:
    again = generated(RECORDS, tmp_path)
    for kind in ("agreement", "official", "engagement"):
        assert titles(again, f"kind:{kind}") == titles(path, f"kind:{kind}")


def test_its_index_is_the_one_that_a_rebuild_makes(path: Path) -> None:
    with Catalogue.open(path) as catalogue:
        before = words(catalogue)
        catalogue.rebuild_index()
        assert words(catalogue) == before


def test_the_queries_to_be_typed_can_be_read_but_for_those_that_are_wrong_on_purpose() -> None:
    asked = queries()
    assert len(asked) >= 40
    assert {query.group for query in asked} == set(GROUPS)
    told = [query.text for query in asked if parse(query.text).problems]
    assert told == ["stauts:in-force", "status:nonsense"]


def test_it_can_be_encrypted(tmp_path: Path) -> None:
    made = generated(RECORDS // 3, tmp_path, Secret("a passphrase"))
    assert made != catalogue_path(RECORDS // 3, tmp_path)
    with pytest.raises(NeedsPassphrase):
        Catalogue.open(made)
    assert generated(RECORDS // 3, tmp_path, Secret("a passphrase")) == made


def words(catalogue: Catalogue) -> list[tuple[str, int, str]]:
    """Every word of the index with the record and the column that it stands in."""
    with catalogue.read() as connection:
        connection.execute(
            text(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.word"
                f" USING fts5vocab(main, {TABLE}, instance)"
            )
        )
        rows = connection.execute(text("SELECT term, doc, col FROM temp.word"))
        return sorted((row.term, row.doc, row.col) for row in rows)
