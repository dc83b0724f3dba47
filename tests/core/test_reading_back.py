"""A profile as what a person would say of the columns: kept in its file, or taken apart."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from defcat.errors import InputError
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.formats import read
from defcat.exchange.guess import guess
from defcat.exchange.mapping import problems, to_profile, write_profile
from defcat.exchange.profile import Profile
from defcat.exchange.profiles import load_profile, profile_names
from defcat.exchange.reading_back import read_back
from tests.core.test_mapping import MEETINGS, VISITS, mappings

COLUMNS = tuple(choice.column for choice in VISITS.choices)

AGREEMENTS = Mapping(
    "Agreements",
    "agreement",
    (
        Choice("Agreement", "title", form="title"),
        Choice("With", "party.country", several="/", values={"EU": "group", "Ingland": "GB"}),
        Choice("Signed", "event.date:signature", values={"soon": ""}),
        Choice("At", "event.place:signature"),
        Choice("In force", "event.date:entry-into-force", form="serial"),
        Choice("Signatory", "signatory.other_id", form="name"),
        Choice("Of", "signatory.country"),
        Choice("Area", "topic", several=",", form="title"),
        Choice("File", "reference.number:ministry-file"),
        Choice("Series", "identifier.value"),
    ),
    key=("Agreement", "Signed"),
    constants={"party.role": "contracting", "type": "agreement"},
    type_from="Agreement",
)
POSTS = Mapping(
    "Posts",
    "official",
    (
        Choice("Who", "title", form="name", values={"PM": "Narendra Modi"}),
        Choice("Post", "tenure.post"),
        Choice("From", "tenure.start"),
        Choice("Until", "tenure.end"),
        Choice("Also", "alias.name:alias"),
    ),
    key=("Who",),
    grouped=True,
    constants={"tenure.country": "IN", "tenure.other_id": "Government of India"},
)


def kept(mapping: Mapping, path: Path) -> Profile:
    write_profile(mapping, path)
    return load_profile(str(path))


@pytest.mark.parametrize("mapping", [VISITS, AGREEMENTS, POSTS, MEETINGS])
def test_what_was_kept_can_be_changed_again(tmp_path: Path, mapping: Mapping) -> None:
    profile = kept(mapping, tmp_path / "ours.toml")
    columns = [choice.column for choice in mapping.choices]
    back = read_back(profile, columns)
    assert (back.missing, back.strange) == ((), ())
    assert (back.mapping.choices, back.mapping.key) == (mapping.choices, mapping.key)
    assert back.mapping.constants == mapping.constants
    assert to_profile(back.mapping) == profile, "its rows are known again as before"


@pytest.mark.parametrize("mapping", [VISITS, AGREEMENTS, POSTS, MEETINGS])
def test_without_a_word_of_the_mapping_the_rules_are_taken_apart(
    tmp_path: Path, mapping: Mapping
) -> None:
    profile = replace(kept(mapping, tmp_path / "ours.toml"), mapping={})
    columns = [choice.column for choice in mapping.choices]
    back = read_back(profile, columns).mapping
    targets = {one.column: one.target.partition(":")[0] for one in back.choices}
    assert targets == {one.column: one.target.partition(":")[0] for one in mapping.choices}
    assert back.choice("With").values == mapping.choice("With").values
    assert back.choice("Area").several == mapping.choice("Area").several
    changed = to_profile(replace(back, dates="iso"))
    assert (changed.scheme, changed.name, changed.dates) == (profile.scheme, "ours", "iso")


def test_rules_that_were_changed_by_hand_hold(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    write_profile(VISITS, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('trip = "visit"', 'trip = "conference"'), encoding="utf-8")
    back = read_back(load_profile(str(path)), COLUMNS)
    assert back.mapping.choice("Kind").values["trip"] == "conference"
    path.write_text(text.replace("[record]", '[record]\nmode = "{Colour}"'), encoding="utf-8")
    read_back(load_profile(str(path)), COLUMNS)
    more = text.replace("[record]", '[record]\ncity = "in {Colour}"')
    path.write_text(more, encoding="utf-8")
    with pytest.raises(InputError, match="says more"):
        read_back(load_profile(str(path)), COLUMNS)


def test_columns_that_came_and_went_are_told(tmp_path: Path) -> None:
    profile = kept(VISITS, tmp_path / "ours.toml")
    back = read_back(profile, [*(name for name in COLUMNS if name != "Decided"), "Approved by"])
    assert back.missing == ("Decided",)
    assert back.strange == ("Approved by",)
    assert back.mapping.choice("Approved by").target == "stated"
    assert "Decided" not in to_profile(back.mapping).used_columns()


@pytest.mark.parametrize("name", profile_names())
def test_a_profile_that_says_more_says_so(name: str) -> None:
    profile = load_profile(name)
    with pytest.raises(InputError, match="says more") as caught:
        read_back(profile, profile.used_columns())
    assert "Use it as it is" in caught.value.fix


def test_a_profile_by_hand_with_a_source_and_its_own_places(tmp_path: Path) -> None:
    path = tmp_path / "calls.toml"
    path.write_text(
        """
        title = "Calls"
        kind = "engagement"
        key = "{id}"
        scheme = "calls"
        locator = "row {id}"
        required = ["id"]
        optional = ["where"]
        [source]
        publisher = "The desk"
        [ignored]
        clerk = "who typed it"
        [record]
        title = "Call of {guest}"
        type = "call"
        date = "{day}"
        country = "{where}"
        [[part]]
        part = "participant"
        role = "member"
        other_id = "guest"
        [other.guest]
        kind = "organisation"
        title = "{guest}"
        type = "other"
        """,
        encoding="utf-8",
    )
    profile = load_profile(str(path))
    back = read_back(profile, ("id", "guest", "day", "where", "clerk")).mapping
    assert back.choice("guest").target == "participant.body:member"
    assert back.choice("clerk").target == "ignored"
    assert back.made_title == "Call of {guest}"
    made = to_profile(back.chosen(Choice("where", "city")))
    assert (made.source, made.required) == ({"publisher": "The desk"}, ("id",))
    assert (made.optional, str(made.locator)) == (("where",), "row {id}")


def test_a_section_that_is_not_written_as_it_must_be(tmp_path: Path) -> None:
    profile = kept(VISITS, tmp_path / "ours.toml")
    bad = replace(profile, mapping={**profile.mapping, "column": "Visitor"})
    with pytest.raises(InputError, match="“column” is not written"):
        read_back(bad, COLUMNS)


def test_a_guess_that_was_kept_is_the_same_after_it(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("id,Title,Type,Date,Country\n1,First,Staff talks,2024-03-01,Japan\n")
    reading = read(path)
    mapping = guess(reading.table).mapping("visits", reading.layout)
    profile = kept(mapping, tmp_path / "ours.toml")
    again = read(path, profile.layout)
    back = read_back(profile, again.table.columns).mapping
    assert back.choices == mapping.choices
    assert to_profile(back) == profile


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
@given(mapping=mappings())
def test_any_mapping_that_is_kept_can_be_changed(tmp_path: Path, mapping: Mapping) -> None:
    assume(not problems(mapping))
    profile = kept(mapping, tmp_path / "ours.toml")
    columns = [choice.column for choice in mapping.choices]
    back = read_back(profile, columns).mapping
    assert (back.choices, back.key, back.made_title) == (
        *(mapping.choices, mapping.key),
        mapping.made_title,
    )
    assert to_profile(back) == profile
    with suppress(InputError):  # what comes of taking rules apart gives the same rules, or nothing
        read_back(replace(profile, mapping={}), columns)
