"""The JSON Schema says what files hold: what is exported fits it, and what is wrong does not."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from defcat.catalogue import Catalogue
from defcat.exchange.jsonfile import export_json
from defcat.exchange.schema import FILE, schema, text


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(FILE.read_text("utf-8")))


@pytest.fixture
def written(sample: Catalogue, tmp_path: Path) -> Any:
    path = tmp_path / "sample.json"
    with sample.read() as connection:
        export_json(connection, path)
    return json.loads(path.read_text("utf-8"))


def test_the_schema_that_ships_is_that_of_the_kinds() -> None:
    assert FILE.read_text("utf-8") == text(), (
        "a kind, a field or a vocabulary changed; write it again: "
        "python -m defcat.exchange.schema > resources/schema/catalogue-1.json"
    )
    Draft202012Validator.check_schema(schema())


def test_the_sample_fits_it(written: Any, validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(written)] == []
    assert sum(len(each) for each in written.values() if isinstance(each, list)) > 50


WRONG: dict[str, Callable[[Any], Any]] = {
    "another format": lambda data: data["catalogue"].update(format=2),
    "another kind": lambda data: data.update(treaty=[]),
    "another field": lambda data: data["agreement"][0].update(colour="red"),
    "no title": lambda data: data["agreement"][0].pop("title"),
    "no key": lambda data: data["official"][0].pop("key"),
    "unknown term": lambda data: data["agreement"][0].update(type="tea-party"),
    "no country": lambda data: data["official"][0].update(nationality="Atlantis"),
    "no date": lambda data: data["engagement"][0].update(date="last Friday"),
    "no length of time": lambda data: data["agreement"][0].update(duration="five years"),
    "a link that is a number": lambda data: data["engagement"][0].update(series=3),
    "no list": lambda data: data["agreement"][0].update(party={}),
    "a row without its role": lambda data: data["agreement"][0]["party"][0].pop("role"),
    "a part of another kind": lambda data: data["topic"][0].update(party=[]),
    "uid": lambda data: data["topic"][0].update(uid="../etc"),
    "nothing": lambda data: data["topic"][0].update(notes=None),
    "content under no seal": lambda data: data.update(blob={"annex": ""}),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_is_wrong_does_not(
    written: Any, validator: Draft202012Validator, change: Callable[[Any], Any]
) -> None:
    data = copy.deepcopy(written)
    change(data)
    assert not validator.is_valid(data)
