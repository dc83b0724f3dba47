"""What a person says of columns, as a profile, and as a file that says it again."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from defcat.errors import InputError
from defcat.exchange.draft import CellProblem, Draft, Other
from defcat.exchange.layout import Layout
from defcat.exchange.mapping import Choice, Mapping, problems, targets, to_profile, write_profile
from defcat.exchange.profiles import load_profile, profile_names
from defcat.exchange.reader import Reader
from defcat.exchange.targets import place_of, target_label
from defcat.kinds import KINDS

VISITS = Mapping(
    "Visits of 2024",
    "engagement",
    (
        Choice("No.", "identifier.value"),
        Choice("From", "date.from"),
        Choice("To", "date.to"),
        Choice("Visitor", "participant.other_id:principal", several=";"),
        Choice("Of", "participant.side:principal", values={"Ingland": "GB"}),
        Choice("Kind", "type", values={"trip": "visit", "call by phone": "call"}),
        Choice("Remarks", "record"),
        Choice("Decided", "record"),
        Choice("Typed by", "ignored"),
        Choice("Colour", "stated"),
    ),
    key=("No.",),
    made_title="Visit of {Visitor}",
)

VISIT = {
    "No.": "7",
    "From": "3/4/2024",
    "To": "5/4/2024",
    "Visitor": "Defence Minister SINGH, Rajnath; H.E. Ben WALLACE",
    "Of": "Ingland",
    "Kind": "Call by phone",
    "Remarks": "Ships",
    "Decided": "Two more",
    "Typed by": "mk",
    "Colour": "blue",
}


def draft(mapping: Mapping, **cells: str) -> Draft:
    """The record that a row becomes; columns without a cell are empty."""
    row = dict.fromkeys((one.column for one in mapping.choices), "") | cells
    return Reader(to_profile(mapping)).read(row)


def rows(made: Draft, part: str) -> list[dict[str, object]]:
    """The rows of a part; a linked record is its title."""
    return [
        {n: v.title if isinstance(v, Other) else v for n, v in one.values}
        for one in made.parts
        if one.part == part
    ]


def test_a_mapping_makes_records() -> None:
    made = draft(VISITS, **VISIT)
    assert made.key == "7"
    assert made.locator == "No. 7"
    assert made.values == {
        "title": "Visit of Defence Minister SINGH, Rajnath; H.E. Ben WALLACE",
        "type": "call",
        "date": "2024-04-03/2024-04-05",
        "record": "Remarks: Ships\nDecided: Two more",
    }
    assert rows(made, "participant") == [
        {"other_id": "Rajnath Singh", "side": "GB", "office": "Defence Minister"}
        | {"role": "principal"},
        {"other_id": "Ben Wallace", "side": "GB", "office": None, "role": "principal"},
    ]
    others = [dict(other.values) for other in made.others()]
    assert [other["nationality"] for other in others] == ["GB", "GB"]
    assert [other["honorific"] for other in others] == [None, "H.E."]


def test_a_title_that_is_broken_over_lines_is_one_line_and_what_has_paragraphs_keeps_them() -> None:
    mapping = Mapping(
        "Visits",
        "engagement",
        (
            Choice("No.", "identifier.value"),
            Choice("Visit", "title"),
            Choice("City", "city"),
            Choice("Remarks", "record"),
        ),
        key=("No.",),
        constants={"type": "visit"},
    )
    cells = {"No.": "1", "Visit": " Talks  on\nships ", "City": "New\tDelhi"}
    made = draft(mapping, **cells, Remarks="First\n\nSecond  part")
    assert made.values["title"] == "Talks on ships"
    assert made.values["city"] == "New Delhi"
    assert made.values["record"] == "First\n\nSecond  part"
    assert "Talks  on" in made.statement, "what the row says is cited as it stands"


@pytest.mark.parametrize(
    "cell", ["Smith, John and Doe, Jane", "Smith, John, and Doe, Jane", "SMITH, John & DOE, Jane"]
)
def test_persons_with_the_family_name_first_are_parted(cell: str) -> None:
    made = draft(VISITS, **{**VISIT, "Visitor": cell})
    assert [row["other_id"] for row in rows(made, "participant")] == ["John Smith", "Jane Doe"]


MEETINGS = Mapping(
    "Meetings",
    "engagement",
    (
        Choice("No.", "identifier.value"),
        Choice("Title", "title"),
        Choice("Series", "series"),
        Choice("Day", "date"),
    ),
    key=("No.",),
    constants={"type": "staff-talks"},
)


def test_a_field_of_the_record_can_name_another_record() -> None:
    cells = {"No.": "1", "Title": "Third talks", "Day": "1/2/2024"}
    made = draft(MEETINGS, **cells, Series="Army staff  talks")
    assert {name: other.title for name, other in made.links.items()} == {
        "series": "Army staff talks"
    }
    assert made.links["series"].kind == "series"
    assert draft(MEETINGS, **cells).links == {}
    promises = Mapping(
        "Promises",
        "commitment",
        (
            Choice("What", "title"),
            Choice("Owner", "owner", form="name"),
            Choice("Meeting", "engagement"),
        ),
        key=("What",),
        constants={"state": "open"},
    )
    made = draft(promises, What="Send the list", Owner="Dr. RAO, Anil", Meeting="Third talks")
    assert {name: other.title for name, other in made.links.items()} == {
        "owner": "Anil Rao",
        "engagement": "Third talks",
    }
    assert {other.kind for other in made.others()} == {"official", "engagement"}


def test_what_is_kept_in_the_citation_only_and_what_is_left_out() -> None:
    said = draft(VISITS, **VISIT).statement
    assert "Colour: blue" in said
    assert "Typed by" not in said


def test_events_parties_and_topics_of_an_agreement() -> None:
    mapping = Mapping(
        "Agreements",
        "agreement",
        (
            Choice("Agreement", "title"),
            Choice("With", "party.country", several="/", values={"EU": "group", "n/k": ""}),
            Choice("Signed", "event.date:signature", values={"soon": ""}),
            Choice("At", "event.place:signature"),
            Choice("In force", "event.date:entry-into-force", form="serial"),
            Choice("Area", "topic", several=",", form="title"),
            Choice("File", "reference.number:ministry-file"),
        ),
        key=("Agreement",),
        constants={"party.role": "contracting", "type": "agreement"},
        type_from="Agreement",
    )
    cells = {
        "Agreement": "MoU on ships",
        "With": "India / EU",
        "Signed": "1/2/2020",
        "At": "Goa",
        "In force": "45527",
        "Area": "Navy, Ships",
        "File": "F.1",
    }
    made = draft(mapping, **cells)
    assert made.values == {"title": "MoU on ships", "type": "mou"}
    assert rows(made, "party") == [
        {"country": "IN", "role": "contracting"},
        {"other_id": "EU", "role": "contracting"},
    ]
    assert rows(made, "event") == [
        {"date": "2020-02-01", "place": "Goa", "type": "signature"},
        {"date": "2024-08-23", "type": "entry-into-force"},
    ]
    assert [row["other_id"] for row in rows(made, "subject")] == ["Navy", "Ships"]
    assert rows(made, "reference") == [{"number": "F.1", "register": "ministry-file"}]


def test_what_a_person_said_means_nothing_leaves_no_row() -> None:
    mapping = Mapping(
        "Agreements",
        "agreement",
        (
            Choice("Agreement", "title"),
            Choice("With", "party.country", values={"not known": ""}),
        ),
        key=("Agreement",),
        constants={"type": "mou"},
    )
    assert rows(draft(mapping, Agreement="A", With="not known"), "party") == []
    assert rows(draft(mapping, Agreement="A", With="Nepal"), "party") == [
        {"country": "NP", "role": "party"}
    ]


def test_a_problem_in_a_list_names_its_column() -> None:
    with pytest.raises(CellProblem) as caught:
        draft(VISITS, **VISIT | {"Of": "Nowhere"})
    assert (caught.value.column, caught.value.value) == ("Of", "Nowhere")


def test_rows_of_one_person() -> None:
    mapping = Mapping(
        "Ministers",
        "official",
        (
            Choice("Name", "title", form="name"),
            Choice("Post", "tenure.post"),
            Choice("Since", "tenure.start"),
            Choice("Also", "alias.name", several=";"),
        ),
        key=("Name",),
        grouped=True,
        constants={"tenure.country": "IN", "tenure.other_id": "Government of India"},
    )
    made = draft(
        mapping, Name="Shri SINGH, Rajnath", Post="Minister", Since="2019", Also="R. Singh"
    )
    assert made.values["title"] == "Rajnath Singh"
    assert made.values["honorific"] == "Shri"
    assert rows(made, "tenure") == [
        {"post": "Minister", "start": "2019", "country": "IN", "other_id": "Government of India"}
    ]
    assert rows(made, "alias") == [{"name": "R. Singh", "type": "alias"}]
    assert to_profile(mapping).grouped


def test_a_column_may_say_what_sort_a_row_is() -> None:
    mapping = Mapping(
        "Contacts",
        "official",
        (
            Choice("Name", "title"),
            Choice("Sort", "contact.type"),
            Choice("Contact", "contact.value:other"),
        ),
        key=("Name",),
    )
    made = draft(mapping, Name="A", Sort="Email", Contact="a@b.in")
    assert rows(made, "contact") == [{"value": "a@b.in", "type": "email"}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": ()}, "No column tells"),
        ({"key": ("Gone",)}, "No column tells"),
        ({"made_title": ""}, "No column becomes Title"),
        ({"made_title": "{Gone}"}, "no column “Gone”"),
        ({"title": " "}, "has no name"),
        ({"constants": {"mode": "by owl"}}, "by owl"),
    ],
)
def test_what_keeps_a_mapping_from_being_used(change: dict[str, object], said: str) -> None:
    assert problems(VISITS) == []
    bad = replace(VISITS, **change)
    assert any(said in problem for problem in problems(bad))
    with pytest.raises(InputError):
        to_profile(bad)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice("Colour", "type"), "“Kind” and “Colour” would both become Type"),
        (Choice("Colour", "date"), "“From” and “Colour” would both become Date"),
        (Choice("Colour", "rank"), "“rank” is nothing that a column can become"),
        (Choice("Colour", "party.country"), "nothing that a column can become"),
        (Choice("Colour", "participant.office:host"), "“Colour”: no column says Participant"),
    ],
)
def test_choices_that_contradict_each_other(choice: Choice, said: str) -> None:
    assert any(said in problem for problem in problems(VISITS.chosen(choice)))


def test_a_column_that_a_profile_cannot_name() -> None:
    choices = (*VISITS.choices, Choice("a{b}", "notes"))
    assert any("a{b}" in problem for problem in problems(replace(VISITS, choices=choices)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_target_offered_is_one_and_has_words_of_its_own(kind: str) -> None:
    offered = targets(kind)
    assert len({target.code for target in offered}) == len(offered)
    assert len({(target.group, target.label) for target in offered}) == len(offered)
    for target in offered:
        assert target_label(kind, target.code) == target.label
        if target.code not in ("stated", "ignored"):
            place_of(kind, target.code)


def test_a_profile_keeps_how_the_file_is_laid_out(tmp_path: Path) -> None:
    layout = Layout("2024", "cp1252", ";", (3, 4), ("Country", "Of"))
    written = write_profile(replace(VISITS, layout=layout), tmp_path / "visits.toml")
    read = load_profile(str(tmp_path / "visits.toml"))
    assert read == written
    assert read.layout == layout
    assert read.name == "visits"


@pytest.mark.parametrize("head", ["3", [3], [4, 3], [0, 1], [True, 2]])
def test_a_head_that_is_no_pair_of_lines_is_refused(tmp_path: Path, head: object) -> None:
    write_profile(VISITS, tmp_path / "visits.toml")
    path = tmp_path / "visits.toml"
    said = str(head).replace("True", "true") if isinstance(head, list) else f'"{head}"'
    path.write_text(f"head = {said}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(InputError, match="head"):
        load_profile(str(path))


@pytest.mark.parametrize("name", profile_names())
def test_the_profiles_that_ship_are_written_as_they_are_read(name: str, tmp_path: Path) -> None:
    shipped = load_profile(name)
    write_profile(shipped, tmp_path / f"{name}.toml")
    assert load_profile(str(tmp_path / f"{name}.toml")) == shipped


def test_the_profile_in_the_readme_can_be_used(tmp_path: Path) -> None:
    text = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
    written = next(block for block in text.split("```toml\n")[1:] if "[people.guests]" in block)
    path = tmp_path / "our-visits.toml"
    path.write_text(written.split("```")[0], encoding="utf-8")
    profile = load_profile(str(path))
    cells = {"No.": "4", "Visitors": "SINGH, Rajnath; Defence Minister Ben WALLACE"}
    cells |= {"From": "3/4/2024", "To": "5/4/2024", "Country": "Ingland", "Kind": "trip"}
    made = Reader(profile).read({**cells, "Typed by": "mk", "Colour": "red"})
    assert made.values["date"] == "2024-04-03/2024-04-05"
    assert made.values["type"] == "visit"
    assert [other.title for other in made.others()] == ["Rajnath Singh", "Ben Wallace"]
    write_profile(profile, tmp_path / "again.toml")
    assert load_profile(str(tmp_path / "again.toml")) == replace(profile, name="again")


_NAMES = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)
_CODES = {kind: [target.code for target in targets(kind)] for kind in KINDS}


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    kind = draw(st.sampled_from(list(KINDS)))
    columns = draw(st.lists(_NAMES, min_size=1, max_size=6, unique=True))
    values = st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3)
    choices = tuple(
        Choice(
            column,
            draw(st.sampled_from(_CODES[kind])),
            draw(st.sampled_from(["", ";", "|", " and "])),
            draw(values),
            draw(st.sampled_from(["", "name", "title", "serial"])),
        )
        for column in columns
    )
    needed = {"type": "other", "state": "open", "agreement": "mou", "engagement": "visit"}
    usual = {"topic": "sector", "agreement": "mou", "engagement": "visit"}
    constants = {}
    for name in ("type", "state"):
        spec = KINDS[kind].by_name.get(name)
        if spec and spec.required:
            constants[name] = usual.get(kind, needed[name])
    layout = st.builds(
        Layout,
        sheet=st.text(max_size=5),
        encoding=st.sampled_from(["utf-8", "cp1252"]),
        delimiter=st.sampled_from(["", ";"]),
        head=st.none() | st.just((2, 3)),
        fill_down=st.lists(_NAMES, max_size=2).map(tuple),
    )
    return Mapping(
        draw(_NAMES),
        kind,
        choices,
        tuple(columns[:1]),
        draw(st.booleans()),
        draw(st.sampled_from(["iso", "day-first", "month-first"])),
        draw(layout),
        constants,
        f"One of {{{columns[0]}}}",
    )


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
@given(mapping=mappings())
def test_any_mapping_is_read_back_as_it_was_written(tmp_path: Path, mapping: Mapping) -> None:
    assume(not problems(mapping))
    path = tmp_path / "made.toml"
    written = write_profile(mapping, path)
    assert load_profile(str(path)) == written
    assert written == replace(to_profile(mapping), name="made")


def test_a_field_of_a_row_is_named_in_words_whether_it_is_offered_or_not() -> None:
    assert target_label("agreement", "party.country") == "Parties: Country"
    assert "." not in target_label("engagement", "participant.other_id")
