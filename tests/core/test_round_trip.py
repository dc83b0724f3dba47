"""A catalogue written as JSON and read back is the same catalogue."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, InputError, NotFound
from defcat.exchange.importer import run_import
from defcat.exchange.jsonfile import export_json
from defcat.exchange.jsonin import import_json
from defcat.exchange.nested import Nested
from defcat.exchange.schema import FILE
from tests.core.generated_records import generated_records
from tests.core.sheets import write_csv
from tests.real_data import real_file


def exported(catalogue: Catalogue, path: Path) -> bytes:
    with catalogue.read() as connection:
        export_json(connection, path)
    return path.read_bytes()


def again(catalogue: Catalogue, folder: Path) -> bytes:
    """What an empty catalogue exports into which what `catalogue` exports was imported."""
    exported(catalogue, folder / "one.json")
    with Catalogue.create(folder / "empty.defcat", scheme=catalogue.scheme.code) as empty:
        import_json(empty, folder / "one.json")
        return exported(empty, folder / "two.json")


def test_the_sample_comes_back_as_it_went(sample: Catalogue, tmp_path: Path) -> None:
    assert again(sample, tmp_path) == (tmp_path / "one.json").read_bytes()


def test_references_stay_where_records_were_taken_out(catalogue: Catalogue, tmp_path: Path) -> None:
    with catalogue.change("Add") as change:
        ids = [change.add("topic", title=f"Topic {n}", type="policy-theme") for n in range(5)]
        change.bin(ids[0])
        change.bin(ids[2])
    assert again(catalogue, tmp_path) == (tmp_path / "one.json").read_bytes()
    assert [
        record["key"] for record in json.loads((tmp_path / "two.json").read_text())["topic"]
    ] == ["T2", "T4", "T5"]


def test_what_is_here_already_is_not_brought_in_twice(sample: Catalogue, tmp_path: Path) -> None:
    exported(sample, tmp_path / "one.json")
    before = len(sample_entries(sample))
    result = import_json(sample, tmp_path / "one.json")
    assert (result.new, result.changed, result.bad) == (0, 0, [])
    assert result.unchanged == result.rows > 50
    assert len(sample_entries(sample)) == before


def sample_entries(catalogue: Catalogue) -> list[Any]:
    from defcat import history

    with catalogue.read() as connection:
        return list(history.entries(connection))


def test_nothing_here_is_overwritten_and_what_differs_is_named(
    sample: Catalogue, tmp_path: Path
) -> None:
    exported(sample, tmp_path / "one.json")
    data = json.loads((tmp_path / "one.json").read_text())
    data["agreement"][0]["title"] = "Another title"
    data["topic"].append({"key": "new", "title": "Space", "type": "policy-theme"})
    (tmp_path / "two.json").write_text(json.dumps(data))
    result = import_json(sample, tmp_path / "two.json")
    assert result.new == 1
    assert [(row.column, row.reason) for row in result.bad] == [
        ("A1", "the file says otherwise: Title")
    ]
    assert b"Another title" not in exported(sample, tmp_path / "three.json")


def test_a_dry_run_tells_the_same_and_changes_nothing(sample: Catalogue, tmp_path: Path) -> None:
    exported(sample, tmp_path / "one.json")
    with Catalogue.create(tmp_path / "empty.defcat") as empty:
        before = exported(empty, tmp_path / "before.json")
        told = import_json(empty, tmp_path / "one.json", dry_run=True)
        assert exported(empty, tmp_path / "after.json") == before
        done = import_json(empty, tmp_path / "one.json")
    assert (told.rows, told.new, told.bad) == (done.rows, done.new, done.bad)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not JSON"),
        ("[]", "does not hold records"),
        ('{"catalogue": {"format": 9}}', "format 9"),
        ('{"catalogue": {"format": 1, "scheme": "uk"}}', "scheme uk"),
        ('{"treaty": []}', "no kind of record"),
        ('{"topic": [{"key": "a", "title": "x", "type": "nonsense"}]}', "nonsense"),
        ('{"topic": [{"key": "a", "uid": "..", "title": "x", "type": "sector"}]}', "uid"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(
    catalogue: Catalogue, tmp_path: Path, content: str, says: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(InputError, match=says):
        import_json(catalogue, path)
    assert json.loads(exported(catalogue, tmp_path / "out.json")).keys() == {"catalogue"}


def test_a_file_that_is_not_there(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        import_json(catalogue, tmp_path / "none.json")
    with pytest.raises(FileProblem):
        import_json(catalogue, tmp_path)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=12, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=generated_records())
def test_any_catalogue_comes_back_as_it_went(
    tmp_path_factory: pytest.TempPathFactory, schema: Draft202012Validator, data: Nested
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "given.json").write_text(json.dumps(data))
    with Catalogue.create(folder / "first.defcat") as catalogue:
        result = import_json(catalogue, folder / "given.json")
        assert (result.new, result.bad) == (result.rows, [])
        came = again(catalogue, folder)
        assert import_json(catalogue, folder / "one.json").unchanged == result.rows
    assert came == (folder / "one.json").read_bytes()
    assert [error.message for error in schema.iter_errors(json.loads(came))] == []


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(FILE.read_text("utf-8")))


REAL = {
    "us-visits": "engagements/us_visits_by_foreign_leaders.csv",
    "us-travels": "engagements/us_travels_abroad.csv",
    "uk-treaties": "agreements/uk_treaties.csv",
    "tenures-us": "officials/tenures_us-cabinet.csv",
    "tenures-india": "officials/tenures_india-ministers.csv",
    "tenures-uk": "officials/tenures_united-kingdom-cabinet.csv",
    "tenures-japan": "officials/tenures_japan-ministers.csv",
    "tenures-france": "officials/tenures_france-cabinet.csv",
}
EVERY = 20
"""Of the rows of the real files one in so many comes in: all of them take a minute."""


def some_of(source: Path, target: Path) -> Path:
    """A table of every so many rows of another one."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    write_csv(target, [head, *rows[::EVERY]])
    return target


@pytest.mark.real_data
def test_the_real_imports_come_back_as_they_went(
    catalogue: Catalogue, tmp_path: Path, schema: Draft202012Validator
) -> None:
    for profile, name in REAL.items():
        source = real_file(name)
        run_import(catalogue, some_of(source, tmp_path / source.name), profile, skip_bad=True)
    came = again(catalogue, tmp_path)
    assert came == (tmp_path / "one.json").read_bytes()
    assert list(schema.iter_errors(json.loads(came))) == []
