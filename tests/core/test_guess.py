"""What a table seems to be: by the heads of its columns and by what stands in them."""

import tomllib
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defcat.exchange import headings
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.date_order import date_order
from defcat.exchange.draft import CellProblem, Other
from defcat.exchange.fitting import form_of
from defcat.exchange.formats import read
from defcat.exchange.forms import in_order, serial_day
from defcat.exchange.guess import Guess, guess
from defcat.exchange.mapping import problems, to_profile
from defcat.exchange.profile import Profile, names_in
from defcat.exchange.profiles import load_profile
from defcat.exchange.reader import Reader
from defcat.exchange.shapes import shapes_of
from defcat.exchange.table import Table, TableRow
from defcat.exchange.targets import place_of
from defcat.exchange.unread import unread
from defcat.kinds import KINDS
from defcat.settings import RESOURCES
from tests.real_data import real_file


def table(columns: Sequence[str], *rows: Sequence[str], name: str = "list.csv") -> Table:
    lines = [TableRow(n, list(cells)) for n, cells in enumerate(rows, start=2)]
    return Table(name, tuple(columns), lines)


def targets(found: Guess) -> dict[str, str]:
    return {one.column: one.target for one in found.columns}


AGREEMENTS = table(
    ("Sl. No.", "Name of MoU", "Partner Countries", "Date of Signing", "EIF", "Valid until", "Cat"),
    ("1", "MoU on defence cooperation", "India; France", "23/08/2019", "01/09/2019", "2029", "x"),
    ("2", "Agreement on the exchange of data", "India; Nepal", "03/04/2020", "", "2030", "x"),
    ("3", "Protocol on ships and ports", "India; Oman", "05/06/2021", "07/08/2021", "", "y"),
)


def test_a_list_of_agreements() -> None:
    found = guess(AGREEMENTS)
    assert found.kind == "agreement"
    assert targets(found) == {
        "Sl. No.": "ignored",
        "Name of MoU": "title",
        "Partner Countries": "party.country",
        "Date of Signing": "event.date:signature",
        "EIF": "event.date:entry-into-force",
        "Valid until": "expiry_date",
        "Cat": "stated",
    }
    assert found.column("Partner Countries").several == ";"
    assert found.key == ("Name of MoU",)
    assert found.dates.order == "day-first"
    assert "23/08/2019" in found.dates.doubt
    assert found.type_from == "Name of MoU"
    assert found.column("EIF").samples == ("01/09/2019", "07/08/2021")
    assert all(0 <= one.confidence <= 1 and one.why for one in found.columns)


def test_a_guess_is_a_mapping_that_reads_every_row() -> None:
    mapping = guess(AGREEMENTS).mapping("Agreements")
    assert problems(mapping) == []
    reader = Reader(to_profile(mapping))
    rows = [dict(zip(AGREEMENTS.columns, row.cells, strict=True)) for row in AGREEMENTS.rows]
    drafts = [reader.read(cells) for cells in rows]
    assert [made.values["type"] for made in drafts] == ["mou", "agreement", "protocol"]
    parties = [dict(p.values)["country"] for p in drafts[2].parts if p.part == "party"]
    assert parties == ["IN", "OM"]
    assert unread(AGREEMENTS, mapping) == []


def test_a_list_of_officials_in_both_orders_of_names() -> None:
    found = guess(
        table(
            ("Name", "Designation", "Ministry", "Nationality", "DOB", "E-mail", "Mobile No."),
            (
                "SINGH, Rajnath",
                "Minister",
                "Defence",
                "India",
                "10.07.1951",
                "r@gov.in",
                "+91 1 23456",
            ),
            ("Ben WALLACE", "Secretary", "Defence", "UK", "15.05.1970", "b@gov.uk", "+44 1 23456"),
        )
    )
    assert found.kind == "official"
    assert targets(found) == {
        "Name": "title",
        "Designation": "tenure.post",
        "Ministry": "tenure.other_id",
        "Nationality": "nationality",
        "DOB": "born",
        "E-mail": "contact.value:email",
        "Mobile No.": "contact.value:mobile",
    }
    assert found.column("Name").form == "name"


def test_a_list_of_visits_without_titles() -> None:
    found = guess(
        table(
            ("visitDate", "Delegation", "Visiting country", "City", "Points discussed"),
            ("12 May 2023", "Anna Berg; Lars Holm", "Sweden", "Delhi", "Submarines"),
            ("3 June 2023", "Jean Petit", "France", "Pune", "Engines"),
        )
    )
    assert found.kind == "engagement"
    assert targets(found)["visitDate"] == "date"
    assert targets(found)["Delegation"] == "participant.other_id:member"
    assert targets(found)["Visiting country"] == "participant.side:member"
    assert found.column("Delegation").several == ";"
    assert found.made_title == "Visit of {Delegation} of {Visiting country} to {City}"
    assert problems(found.mapping("Visits")) == []


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("शीर्षक", "देश", "हस्ताक्षर की तिथि"), "hi"),
        (("Intitulé", "Pays", "Date de signature"), "fr"),
        (("Bezeichnung", "Vertragspartner", "Datum der Unterzeichnung"), "de"),
        (("Título", "País", "Fecha de firma"), "es"),
    ],
)
def test_heads_in_other_languages(columns: tuple[str, ...], said: str) -> None:
    rows = (("MoU on ships", "India", "23.8.2019"), ("MoU on mines", "Nepal", "24.9.2020"))
    found = guess(table(columns, *rows), "agreement")
    assert list(targets(found).values()) == ["title", "party.country", "event.date:signature"], said


def test_cells_speak_where_heads_do_not() -> None:
    found = guess(
        table(
            ("A", "B", "C"),
            ("https://a.example/1", "Frankreich", "Agreement between the two on the use of ports"),
            ("https://a.example/2", "भारत", "Memorandum of understanding on cyber security"),
        ),
        "agreement",
    )
    assert targets(found) == {"A": "url", "B": "party.country", "C": "title"}
    assert "web addresses" in found.column("A").why
    assert found.column("B").values == {"Frankreich": "FR"}


def test_a_head_does_not_outweigh_cells_that_say_something_else() -> None:
    found = guess(
        table(("Name", "Date"), ("Visit one", "blue"), ("Visit two", "red")), "engagement"
    )
    assert targets(found)["Date"] == "date_note"


def test_a_side_without_anybody_is_not_a_participant() -> None:
    found = guess(table(("Event", "Side"), ("Talks", "India"), ("Visit", "Nepal")), "engagement")
    assert targets(found)["Side"] == "stated"
    assert problems(found.mapping("Talks")) == []


def test_codes_that_repeat_a_name_identify_who_is_named() -> None:
    found = guess(
        table(
            ("id", "who", "name", "date"),
            ("1", "berg-anna", "Anna Berg", "2020-01-01"),
            ("2", "holm-lars", "Lars Holm", "2020-01-02"),
            ("3", "petit-jean", "Jean Petit", "2020-01-03"),
        ),
        "engagement",
    )
    assert targets(found)["who"] == "participant.key:principal"
    assert found.key == ("id",)


def test_rows_of_one_person_are_one_record() -> None:
    posts = table(
        ("person", "position", "start", "end", "note"),
        ("Anna Berg", "Minister", "2001-02-03", "2004-05-06", "first"),
        ("Anna Berg", "Secretary", "2005-02-03", "2009-05-06", "second"),
        ("Lars Holm", "Minister", "2005-02-03", "2009-05-06", ""),
    )
    found = guess(posts)
    assert (found.kind, found.key, found.grouped) == ("official", ("person",), True)
    assert targets(found)["note"] == "tenure.notes"


def visits(*rows: Sequence[str], heads: Sequence[str]) -> Guess:
    return guess(table(heads, *rows), "engagement")


def test_a_day_alone_is_no_key() -> None:
    rows = (("1", "12 May 2023", "Anna Berg", "Delhi"), ("2", "3 June 2023", "Jean Petit", "Pune"))
    found = visits(*rows, heads=("S. No.", "Date / From", "Visitor", "City"))
    assert found.key == ("Date / From", "Visitor")
    assert found.key_why == "No two rows say the same there."
    alone = visits(*(row[:2] for row in rows), heads=("S. No.", "Date / From"))
    assert alone.key == ("S. No.",)
    assert "moves when lines are put between" in alone.key_why


def test_an_identifier_comes_before_what_the_row_says_and_the_number_of_the_line() -> None:
    rows = (
        ("1", "Talks", "12/05/2023", "F. No. 12/3(1)/2023"),
        ("2", "Talks again", "03/06/2023", "F. No. 12/3(4)/2023"),
    )
    found = visits(*rows, heads=("No.", "Title", "Date", "File No."))
    assert found.key == ("File No.",)
    assert found.key_why == "Each row has one of its own."


def test_a_title_that_comes_again_is_a_key_with_its_day() -> None:
    rows = (("7", "Talks", "12/05/2023"), ("8", "Talks", "03/06/2023"))
    assert visits(*rows, heads=("No.", "Title", "Date")).key == ("Title", "Date")
    same = (("7", "Talks", "12/05/2023"), ("8", "Talks", "12/05/2023"))
    assert visits(*same, heads=("No.", "Title", "Date")).key == ("No.",)


def test_two_namesakes_in_a_long_list_are_two_persons() -> None:
    names = [f"Officer {first}{second}" for first in "ABCDE" for second in "bcdefghij"]
    rows = [(name, f"Attaché {n}", "12/05/2023") for n, name in enumerate([*names, names[0]])]
    found = guess(table(("Name", "Post", "From"), *rows), "official")
    assert (found.key, found.grouped) == (("Name", "Post"), False)


def test_remarks_are_notes() -> None:
    rows = (("Talks", "Held again."), ("Visit", "Put off."))
    assert targets(visits(*rows, heads=("Title", "Remarks")))["Remarks"] == "notes"


@pytest.mark.parametrize(
    ("texts", "order", "sure"),
    [
        (["2024-08-23", "2024-08", "1998/2004"], "iso", True),
        (["03/04/2024", "23/08/2024"], "day-first", False),
        (["03/04/2024", "23/08/2024", "24/08/2024"], "day-first", True),
        (["03/04/2024", "08/23/2024", "08/24/2024"], "month-first", True),
        (["03/04/2024"], "day-first", False),
        (["13/04/2024", "14/04/2024", "04/15/2024"], "day-first", False),
        (["04/13/2024", "04/14/2024", "15/04/2024"], "month-first", False),
        (["3 April 2024"], "day-first", True),
    ],
)
def test_the_order_of_dates(texts: list[str], order: str, sure: bool) -> None:
    shapes = shapes_of(("when",), ([text] for text in texts))
    found = date_order({"when": shapes[0]})
    assert found.order == order
    assert (not found.doubt) is sure
    assert found.doubt or found.why


def test_one_day_after_the_twelfth_at_the_end_of_a_long_column_decides() -> None:
    texts = [f"{n % 12 + 1}/{n % 11 + 1}/2{n % 1000:03}" for n in range(3000)] + ["12/31/1999"]
    shapes = shapes_of(("when",), ([text] for text in texts))
    assert date_order({"when": shapes[0]}).order == "month-first"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("SINGH, Rajnath", "Rajnath Singh"),
        ("Singh, Rajnath", "Rajnath Singh"),
        ("SINGH, RAM", "Ram Singh"),
        ("Rajnath SINGH", "Rajnath Singh"),
        ("GARCÍA MÁRQUEZ, Gabriel", "Gabriel García Márquez"),
        ("McDonald, Ann", "Ann McDonald"),
        ("Rajnath Singh", "Rajnath Singh"),
        ("Surangel Whipps, Jr.", "Surangel Whipps, Jr."),
        ("Benigno Aquino, 3rd", "Benigno Aquino, 3rd"),
        ("George Young, Baron Young of Cookham", "George Young, Baron Young of Cookham"),
        ("Peter Mandelson, Baron Mandelson", "Peter Mandelson, Baron Mandelson"),
        ("K. R. Narayanan", "K. R. Narayanan"),
        ("Pope John XXIII", "Pope John XXIII"),
        ("U Nu", "U Nu"),
        ("Narendra", "Narendra"),
    ],
)
def test_names_in_order(written: str, plain: str) -> None:
    assert in_order(written) == plain


def test_days_that_a_spreadsheet_counts() -> None:
    assert form_of("engagement", "date", ("45527", "45528")) == "serial"
    assert form_of("engagement", "date", ("45527", "5 May 2024")) == ""
    assert form_of("engagement", "title", ("45527",)) == ""
    assert serial_day("45527") == "2024-08-23"
    assert serial_day("45527.5") == "2024-08-23"
    assert serial_day("2024") == "2024"


def test_what_cannot_be_read_comes_with_what_it_may_mean() -> None:
    visits = table(
        ("Title", "Type", "Country", "Date"),
        ("A", "State vist", "Republic of Chad", "23/08/24"),
        ("B", "State vist", "Farnce", "le 3 août 2024"),
        ("C", "Summit", "India", "45527"),
        ("D", "Summit", "n/a", "23/08/2024"),
    )
    chosen = {"Title": "title", "Type": "type", "Country": "country", "Date": "date"}
    choices = tuple(Choice(column, target) for column, target in chosen.items())
    mapping = Mapping("Visits", "engagement", choices, ("Title",))
    found = {one.text: one for one in unread(visits, mapping)}
    assert set(found) == {"State vist", "Farnce", "n/a", "23/08/24"}
    assert found["State vist"].count == 2
    first = {text: one.proposals[0].value for text, one in found.items()}
    assert first == {
        "State vist": "state-visit",
        "Farnce": "FR",
        "n/a": "",
        "23/08/24": "2024-08-23",
    }
    for text, one in found.items():
        mapping = mapping.chosen(_told(mapping.choice(one.column), text, first[text]))
    assert unread(visits, mapping) == []
    reader = Reader(to_profile(mapping))
    rows = [reader.read(dict(zip(visits.columns, r.cells, strict=True))) for r in visits.rows]
    assert [made.values["date"] for made in rows] == [
        "2024-08-23",
        "2024-08-03",
        "2024-08-23",
        "2024-08-23",
    ]
    assert [made.values["country"] for made in rows] == ["TD", "FR", "IN", None]


def _told(choice: Choice, text: str, meant: str) -> Choice:
    return Choice(
        choice.column, choice.target, choice.several, {**choice.values, text: meant}, choice.form
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_known_head_is_of_a_target_that_there_is(kind: str) -> None:
    known = tomllib.loads((RESOURCES / "columns.toml").read_text(encoding="utf-8"))
    for target in known.get(kind, {}):
        place_of(kind, target)
    for target in headings.scored(kind, "name"):
        place_of(kind, target)
    for found, code in headings.types(kind):
        spec = KINDS[kind].by_name["type"].type
        assert spec.check(code) == code, found


_CELLS = st.sampled_from(
    [
        *("", "1", "A1", "2024-08-23", "23/08/24", "India; Nepal", "Farnce", "Anna Berg"),
        *("SINGH, R.", "https://a.example", "a@b.in", "State visit", "Signed in 2020.", "{item}"),
    ]
)
_HEADS = st.sampled_from(
    [
        *("No.", "Name", "Country", "Party", "Date", "From", "To", "Signed", "Visitor", "Side"),
        *("Type", "Post", "Since", "Until", "Remarks", "Reference", "Web", "Email", "Topic"),
        *("item", "a{b}"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_a_table_holds_its_guess_can_be_used_or_says_what_is_missing(
    data: st.DataObject,
) -> None:
    heads = data.draw(st.lists(_HEADS, min_size=1, max_size=6, unique=True))
    rows = data.draw(st.lists(st.lists(_CELLS, max_size=7), max_size=5))
    given_table = table(heads, *rows)
    found = guess(given_table, data.draw(st.sampled_from(["", *KINDS])))
    assert [one.column for one in found.columns] == heads
    mapping = found.mapping("Any")
    said = problems(mapping)
    allowed = ("No column becomes", "tells the rows")
    assert all(any(one in problem for one in allowed) for problem in said), said
    unread(given_table, mapping)
    if not said:
        reader = Reader(to_profile(mapping))
        for row in rows:
            if len(row) == len(heads):
                with suppress(CellProblem):
                    reader.read(dict(zip(heads, row, strict=True)))


# --- the real files

HOMES = {
    "us-visits": ("engagements/us_visits_by_foreign_leaders.csv", "engagement"),
    "us-travels": ("engagements/us_travels_abroad.csv", "engagement"),
    "uk-treaties": ("agreements/uk_treaties.csv", "agreement"),
    "tenures-india": ("officials/tenures_india-ministers.csv", "official"),
    "tenures-japan": ("officials/tenures_japan-ministers.csv", "official"),
    "tenures-france": ("officials/tenures_france-cabinet.csv", "official"),
    "tenures-uk": ("officials/tenures_united-kingdom-cabinet.csv", "official"),
    "tenures-us": ("officials/tenures_us-cabinet.csv", "official"),
}

BY_HAND = {
    "officials/us_chiefs_of_mission_people.csv": {
        "id": {"key"},
        "surname": {"family_name"},
        "forename": {"given_name"},
        "gen_name": {"post_nominals"},
        "altname": {"alias.name"},
        "birth": {"born"},
        "death": {"died"},
    },
    "officials/us_chiefs_of_mission_appointments.csv": {
        "person_id": {"key", "title"},
        "role_title_id": {"tenure.post"},
        "territory_id": {"tenure.country"},
        "appointed": {"tenure.start", "tenure.notes"},
        "appointed_note": {"tenure.notes"},
        "started": {"tenure.start"},
        "started_note": {"tenure.notes"},
        "ended": {"tenure.end"},
        "ended_note": {"tenure.notes", "tenure.ended"},
        "note": {"tenure.notes"},
    },
}
"""What the columns of the files without a profile are; the others in them have no home."""


def homes(profile: Profile) -> dict[str, set[str]]:
    """What a profile uses each column for, as codes of targets; templates of several are titles."""
    found: dict[str, set[str]] = {}

    def put(value: object, code: str) -> None:
        for column in profile.columns_of(value):  # type: ignore[arg-type]
            found.setdefault(column, set()).add(code)

    put(profile.key, "key")
    for name, value in profile.record.items():
        if getattr(value, "start", None):
            put(value.start, f"{name}.from")  # type: ignore[union-attr]
            put(value.end, f"{name}.to")  # type: ignore[union-attr]
        elif not (name in ("title", "type") and len(list(names_in(value))) > 1):
            put(value, name)
    for part in profile.parts:
        role = next((str(part.values[n]) for n in ("type", "role") if n in part.values), "")
        for name, value in part.values.items():
            code = "topic" if part.part == "subject" else f"{part.part}.{name}"
            code += f":{role}" if part.part == "event" else ""
            if part.each:
                put(profile.lists[part.each].of, _main(part.part))
            if name in part.links():
                put(profile.others[str(value)].values["title"], code)
                put(profile.others[str(value)].key, f"{part.part}.key")
            elif (name not in ("type", "role", "register") and not part.each) or name in (
                "side",
                "office",
            ):
                put(value, code)
    return found


def _main(part: str) -> str:
    return {"party": "party.country", "reference": "reference.number"}.get(part, f"{part}.other_id")


def _is_right(found: Guess, column: str, wanted: set[str]) -> bool:
    target = found.column(column).target
    plain = target if target.startswith("event.") else target.partition(":")[0]
    return plain in wanted or ("key" in wanted and found.key == (column,))


@pytest.mark.real_data
def test_most_columns_of_the_real_files_find_their_home() -> None:
    right, wrong = 0, []
    for name, (file, kind) in HOMES.items():
        found = guess(read(real_file(file)).table)
        assert found.kind == kind, file
        assert problems(found.mapping(name)) == []
        for column, wanted in homes(load_profile(name)).items():
            if column not in targets(found):
                continue
            if _is_right(found, column, wanted):
                right += 1
            else:
                wrong.append((file, column, targets(found)[column], wanted))
    for file, columns in BY_HAND.items():
        found = guess(read(real_file(file)).table)
        assert found.kind == "official", file
        for column, wanted in columns.items():
            if _is_right(found, column, wanted):
                right += 1
            else:
                wrong.append((file, column, targets(found)[column], wanted))
    share = right / (right + len(wrong))
    print(f"{right} of {right + len(wrong)} columns with a home: {share:.1%}")
    for file, column, target, wanted in wrong:
        print(f"  {file}: {column} is taken for {target}, not for {' or '.join(sorted(wanted))}")
    assert right + len(wrong) > 75
    assert share >= 0.9, wrong


@pytest.mark.real_data
def test_cells_alone_say_what_the_rows_are_and_half_of_the_columns() -> None:
    """The same files without their heads and names."""
    kinds = right = whole = 0
    for name, (file, kind) in (*HOMES.items(), *((file, (file, "official")) for file in BY_HAND)):
        given = read(real_file(file)).table
        heads = {column: f"Column {n}" for n, column in enumerate(given.columns, start=1)}
        bare = Table("list.csv", tuple(heads.values()), given.rows)
        kinds += guess(bare).kind == kind
        found = guess(bare, kind)
        known = homes(load_profile(name)) if name in HOMES else BY_HAND[file]
        for column, wanted in known.items():
            if column in heads:
                whole += 1
                right += _is_right(found, heads[column], wanted)
    print(
        f"without heads: {kinds} kinds of {len(HOMES) + len(BY_HAND)}, {right} of {whole} columns"
    )
    assert kinds >= 9
    assert right >= 0.45 * whole


@pytest.mark.real_data
def test_the_real_lists_of_ministers_are_read_as_their_profile_reads_them() -> None:
    found = guess(read(real_file(HOMES["tenures-india"][0])).table)
    mapping = found.mapping("Ministers")
    whole = read(real_file(HOMES["tenures-india"][0])).table
    ours, theirs = Reader(to_profile(mapping)), Reader(load_profile("tenures-india"))
    for row in whole.rows:
        cells = dict(zip(whole.columns, row.cells, strict=True))
        one, other = ours.read(cells), theirs.read(cells)
        assert one.key == other.key
        assert one.values["born"] == other.values["born"]
        assert _tenures(one.parts) == _tenures(other.parts)


def _tenures(parts: Sequence[object]) -> list[dict[str, object]]:
    found = []
    for part in parts:
        values = {n: v for n, v in part.values if not isinstance(v, Other) and n != "country"}  # type: ignore[attr-defined]
        if part.part == "tenure":  # type: ignore[attr-defined]
            found.append(values)
    return found
