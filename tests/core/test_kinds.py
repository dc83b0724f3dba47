"""The one description of each kind agrees with the tables, the vocabularies and itself."""

import pytest

from defcat import vocabulary
from defcat.errors import InputError
from defcat.fields import (
    Country,
    Date,
    Duration,
    Field,
    Flag,
    Kind,
    Link,
    Marking,
    Part,
    Term,
    Text,
    Whole,
)
from defcat.kinds import KINDS, PARTS, described, kind_of_ref, parts_of
from defcat.model import METADATA, RECORD, own_table, part_table, shared_fields

DESCRIBED: list[Kind | Part] = [*KINDS.values(), *PARTS.values()]
FIELDS = [(owner, field) for owner in DESCRIBED for field in owner.fields]
COMPUTED = {
    "agreement": {
        "form",
        "ends",
        "status",
        "status_reason",
        "status_event",
        "status_since",
        "status_until",
    }
}
"""Columns of a kind that follow from its parts and that nobody writes."""
RULED = {
    *("id", "kind", "number", "uid", "date_first", "date_last", "sort_key", "sort_title"),
    *("created_at", "created_by", "changed_at", "changed_by", "archived", "binned_at", "date"),
    "merged_into",
}
"""Columns of every record that no form fills in, though the date of some kinds is a field."""


def named(value: object) -> str:
    return value.name if isinstance(value, Kind | Part | Field) else str(value)


@pytest.mark.parametrize(("owner", "field"), FIELDS, ids=named)
def test_every_field_has_a_column_of_its_type(owner: Kind | Part, field: Field) -> None:
    if isinstance(owner, Part):
        column = part_table(owner.name).c[field.name]
        assert column.nullable is not field.required
    elif field.name in shared_fields():
        column = RECORD.c[field.name]
    else:
        column = own_table(owner.name).c[field.name]
        assert column.nullable is not field.required
    whole = {Flag: bool, Whole: int, Link: int}
    text = dict.fromkeys((Text, Term, Date, Duration, Country, Marking), str)
    assert column.type.python_type is (whole | text)[type(field.type)]
    if isinstance(field.type, Link):
        assert [key.column for key in column.foreign_keys] == [RECORD.c.id]
        assert column.index, "looked up from the other end"


def test_every_column_is_a_field_or_computed() -> None:
    for kind in KINDS.values():
        own = set(own_table(kind.name).c.keys()) - {"id"}
        assert own - set(kind.by_name) == COMPUTED.get(kind.name, set())
    for part in PARTS.values():
        assert set(part_table(part.name).c.keys()) - {"id", "record_id"} == set(part.by_name)
    shared = {name for kind in KINDS.values() for name in kind.by_name}
    assert set(RECORD.c.keys()) - RULED == {"title", "marking", "notes"} <= shared


def test_every_table_is_a_kind_a_part_or_one_of_the_books() -> None:
    books = {
        *("record", "entry", "entry_row", "counter", "draft", "setting", "user_term"),
        *("saved_search", "finding", "blob", "page", "facet", "facet_set"),
    }
    assert set(METADATA.tables) == {*KINDS, *PARTS, *books}


@pytest.mark.parametrize("owner", DESCRIBED, ids=named)
def test_names_and_labels(owner: Kind | Part) -> None:
    assert (KINDS | PARTS)[owner.name] is owner  # type: ignore[operator]
    assert described(owner.name) is owner
    names = [field.name for field in owner.fields]
    labels = [field.label for field in owner.fields]
    assert len(set(names)) == len(names)
    assert len(set(labels)) == len(labels), "two fields that a person cannot tell apart"
    assert owner.label
    for label in (owner.label, *labels):
        assert label[0].isupper() or not label[0].isalpha()
        assert label == label.strip()


@pytest.mark.parametrize("part", PARTS.values(), ids=named)
def test_parts_belong_to_kinds_and_link_to_kinds(part: Part) -> None:
    assert part.owners
    assert set(part.owners) <= set(KINDS)
    assert set(part.link_kinds()) <= set(KINDS)
    assert bool(part.link_kinds()) == part.links
    assert not part.links or part.inverse, "a link needs a heading at its other end"
    for owner in part.owners:
        assert part in parts_of(owner)
    for field in part.fields:
        if isinstance(field.type, Link):
            assert set(field.type.kinds) <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=named)
def test_a_kind_has_what_lists_and_references_need(kind: Kind) -> None:
    assert kind.fields[0].name == "title"
    assert kind.fields[0].required
    assert kind.fields[0].full_text
    assert {"marking", "notes"} <= set(kind.by_name)
    assert "title" in [field.name for field in kind.listed()]
    assert len(kind.prefix) == 1
    assert kind.prefix.isupper()
    assert kind_of_ref(f"{kind.prefix}12") == kind_of_ref(f"{kind.prefix.lower()}7") == kind.name
    assert kind.plural


def test_no_two_kinds_answer_to_the_same_word() -> None:
    words = [{k.name, k.plural.casefold(), k.prefix.casefold()} for k in KINDS.values()]
    assert sum(map(len, words)) == len(set().union(*words))


@pytest.mark.parametrize(
    ("owner", "field"), [pair for pair in FIELDS if isinstance(pair[1].type, Term)], ids=named
)
def test_every_vocabulary_named_is_there(owner: Kind | Part, field: Field) -> None:
    assert isinstance(field.type, Term)
    terms = vocabulary.load(field.type.vocabulary).terms
    assert terms
    for code, label in terms.items():
        assert field.type.check(code) == field.type.check(label) == code
        assert field.type.show(code) == label


def test_an_unknown_kind_is_refused_with_the_kinds() -> None:
    with pytest.raises(InputError, match="“treaty”") as refused:
        described("treaty")
    assert all(kind in refused.value.fix for kind in KINDS)
