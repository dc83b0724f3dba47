"""Lists as desks keep them: names, days, markings and keys that must not be read wrongly."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from defcat import cli
from defcat.catalogue import Catalogue
from defcat.errors import InputError
from defcat.exchange.day_words import is_open, plain_day, read_date
from defcat.exchange.draft import Draft
from defcat.exchange.formats import Reading
from defcat.exchange.forms import in_order, parted
from defcat.exchange.guess import Guess, guess
from defcat.exchange.layout import Layout
from defcat.exchange.mapping import Choice, Mapping, to_profile
from defcat.exchange.preview import NEW, Decisions, Preview, preview, run
from defcat.exchange.reader import Reader
from defcat.exchange.table import Table, TableRow
from defcat.exchange.unread import unread

Rows = list[tuple[str, ...]]


def table(*rows: tuple[str, ...], name: str = "list.csv") -> Table:
    head, *below = rows
    return Table(name, head, [TableRow(line, list(cells)) for line, cells in enumerate(below, 2)])


def drafts(sheet: Table, mapping: Mapping) -> list[Draft]:
    reader = Reader(to_profile(mapping))
    return [
        reader.read(dict(zip(sheet.columns, row.cells, strict=True)), row.line)
        for row in sheet.rows
    ]


def people(made: Draft) -> list[str]:
    return [other.title for other in made.others() if other.kind == "official"]


@pytest.mark.parametrize(
    "name",
    [
        "Rajnath Singh, Raksha Mantri",
        "Shri Giridhar Aramane, Gen. Manoj Pande",
        "Giridhar Aramane, Defence Secretary",
        "Singh, Raksha Mantri",
        "Singh, Gen.",
        "Pande, Manoj (Gen)",
        "García Márquez, Gabriel",
        "Maj Gen Ravi Kumar, SM, VSM",
        "Tony Radakin KCB ADC",
        "DOVAL, KC",
    ],
)
def test_a_name_is_not_turned_at_a_comma_before_what_is_no_given_name(name: str) -> None:
    assert in_order(name).casefold() == name.casefold()


def test_decorations_keep_their_capitals() -> None:
    assert in_order("Ravi KUMAR, SM, VSM") == "Ravi Kumar, SM, VSM"
    assert in_order("Tony RADAKIN KCB ADC") == "Tony Radakin KCB ADC"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Shri Giridhar Aramane, Gen. Manoj Pande",
            ["Shri Giridhar Aramane", "Gen. Manoj Pande"],
        ),
        ("Lee Jong-sup & Shin Won-sik", ["Lee Jong-sup", "Shin Won-sik"]),
        ("S. Jaishankar and Rajnath Singh", ["S. Jaishankar", "Rajnath Singh"]),
        ("Smith, John and Doe, Jane", ["Smith, John", "Doe, Jane"]),
        ("Ann Low, Bo Li and Gen. Cy Day", ["Ann Low", "Bo Li", "Gen. Cy Day"]),
        ("Rajnath Singh, Raksha Mantri", ["Rajnath Singh, Raksha Mantri"]),
        ("García Márquez, Gabriel José", ["García Márquez, Gabriel José"]),
        ("Army and Navy", ["Army and Navy"]),
    ],
)
def test_people_are_parted_between_whole_names(text: str, names: list[str]) -> None:
    assert parted(text) == names


def test_separators_may_differ_and_nobody_is_no_one() -> None:
    sheet = table(
        ("Title", "Members"),
        ("One", "Ann Low; Bo Li & Cy Day"),
        ("Two", "Shri Eli Fox, Gen. Guy Hay"),
        ("Three", "Vacant"),
        ("Four", "Ann Low; TBD; N/A; -"),
    )
    choices = (Choice("Title", "title"), Choice("Members", "participant.other_id:member", ";"))
    constants = {"type": "visit"}
    made = drafts(sheet, Mapping("M", "engagement", choices, ("Title",), constants=constants))
    assert [people(one) for one in made] == [
        ["Ann Low", "Bo Li", "Cy Day"],
        ["Eli Fox", "Gen. Guy Hay"],
        [],
        ["Ann Low"],
    ]


def agreements(*rows: tuple[str, ...]) -> tuple[Table, Guess]:
    sheet = table(("Title", "Parties", "Signed on", "In force", "Signed by", "Marking"), *rows)
    return sheet, guess(sheet, "agreement")


def test_signatories_are_no_place_and_in_force_is_not_binding() -> None:
    sheet, found = agreements(
        ("MoU A", "India/USA", "22/08/2024", "Yes", "Shri A Singh (India) / Bo Li (USA)", ""),
        ("MoU B", "India/Oman", "23/08/2024", "No", "", ""),
    )
    assert found.column("Signed by").target == "signatory.other_id"
    assert found.column("In force").target == "stated"
    made = drafts(sheet, found.mapping("A"))
    assert people(made[0]) == ["A Singh", "Bo Li"]
    assert "In force: Yes" in made[0].statement


def test_congo_alone_is_a_question_between_two() -> None:
    sheet, found = agreements(
        ("MoU A", "India/Congo", "22/08/2024", "", "", ""),
        ("MoU B", "India/Oman", "23/08/2024", "", "", ""),
    )
    (open_one,) = unread(sheet, found.mapping("A"))
    assert {one.value for one in open_one.proposals} == {"CG", "CD"}


def test_one_date_that_decides_for_others_is_a_doubt() -> None:
    _, found = agreements(
        ("MoU A", "India/Niger", "25/08/2024", "", "", ""),
        ("MoU B", "India/Oman", "03/08/2024", "", "", ""),
    )
    assert found.dates.order == "day-first"
    assert "25/08/2024" in found.dates.doubt


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("45082", "2023-06-05"),
        ("45082.5", "2023-06-05"),
        ("20230607", "2023-06-07"),
        ("März 2021", "2021-03"),
        ("3 août 2024", "2024-08-03"),
        ("५ जून २०२३", "2023-06-05"),
    ],
)
def test_days_as_tables_write_them(text: str, day: str) -> None:
    assert read_date(text, "day-first") == day


@pytest.mark.parametrize("text", ["20231341", "19999", "80001", "Q3 2023", "5 Mürz 2021"])
def test_what_is_no_day_stays_none(text: str) -> None:
    assert plain_day(text) == text or text == "20231341"
    with pytest.raises(InputError):
        read_date(text, "day-first")


def test_a_number_of_days_is_one_under_a_date_chosen_by_hand() -> None:
    sheet = table(
        ("Title", "Arr", "Dep"),
        ("One", "45082", "45084"),
        ("Two", "5 Jun 2023", "till date"),
    )
    targets = (("Title", "title"), ("Arr", "date.from"), ("Dep", "date.to"))
    choices = tuple(Choice(column, target) for column, target in targets)
    constants = {"type": "visit"}
    mapping = Mapping("M", "engagement", choices, ("Title",), constants=constants)
    assert unread(sheet, mapping) == []
    dates = [one.values["date"] for one in drafts(sheet, mapping)]
    assert dates == ["2023-06-05/2023-06-07", "2023-06-05/.."]


def test_a_post_held_until_now_has_no_end() -> None:
    sheet = table(
        ("Name", "Post", "From", "To"),
        ("Ann Low", "Minister", "1 May 2019", "till date"),
        ("Bo Li", "Minister", "1 May 2019", "Present"),
        ("Cy Day", "Minister", "1 May 2014", "März 2019"),
    )
    ends = [
        dict(part.values)["end"]
        for made in drafts(sheet, guess(sheet, "official").mapping("M"))
        for part in made.parts
        if part.part == "tenure"
    ]
    assert ends == [None, None, "2019-03"]
    assert is_open("to date")
    assert not is_open("2024")


def test_a_day_or_a_post_is_never_a_key_alone() -> None:
    days = table(("Date", "Purpose"), ("5 June 2023", "Talks"), ("6 June 2023", "More talks"))
    assert set(guess(days, "engagement").key) == {"Date", "Purpose"}


Look = Callable[..., Preview]


@pytest.fixture
def desk(tmp_path: Path) -> Catalogue:
    return Catalogue.create(tmp_path / "desk.defcat")


def visits(*rows: tuple[str, ...], name: str = "visits.csv") -> tuple[Table, Mapping]:
    sheet = table(("No", "Visit", "Leader", "Level"), *rows, name=name)
    targets = (
        ("No", "ignored"),
        ("Visit", "title"),
        ("Leader", "participant.other_id:principal"),
        ("Level", "marking"),
    )
    choices = tuple(Choice(column, target) for column, target in targets)
    constants = {"type": "visit"}
    return sheet, Mapping("V", "engagement", choices, ("No",), constants=constants, name="v")


def looked(desk: Catalogue, seen: tuple[Table, Mapping], decisions: Decisions) -> Preview:
    sheet, mapping = seen
    return preview(desk, to_profile(mapping), Reading(sheet, Layout()), decisions)


def test_a_marking_is_read_as_people_write_it_and_an_unknown_one_is_bad(desk: Catalogue) -> None:
    rows = (
        ("1", "A", "", "RESTRICTED"),
        ("2", "B", "", "Top Secret"),
        ("3", "C", "", "(C)"),
        ("4", "D", "", "CONFIDENTAL"),
    )
    sheet, mapping = visits(*rows)
    assert [one.text for one in unread(sheet, mapping)] == ["CONFIDENTAL"]
    seen = looked(desk, (sheet, mapping), Decisions())
    assert (seen.new, [bad.line for bad in seen.bad]) == (3, [5])
    done = run(desk, seen, Decisions())
    assert (done.new, [bad.line for bad in done.bad]) == (3, [5])


def test_another_person_under_a_known_key_is_a_doubt_and_overwrites_nothing(
    desk: Catalogue,
) -> None:
    first = visits(("1", "Visit of Ann Low to Oman", "Ann Low", ""))
    run(desk, looked(desk, first, Decisions()), Decisions())
    other = visits(("1", "Visit of Guy Hay to Oman", "Guy Hay", ""))
    seen = looked(desk, other, Decisions())
    assert (seen.changed, seen.doubtful) == (0, 1)
    assert seen.doubts[0].candidates[0].title == "Visit of Ann Low to Oman"
    as_new = Decisions({seen.doubts[0].key: NEW})
    done = run(desk, looked(desk, other, as_new), as_new)
    assert (done.new, done.changed) == (1, 0)
    again = looked(desk, other, Decisions())
    assert (again.new, again.changed, again.doubtful, again.unchanged) == (0, 0, 0, 1)


def test_the_command_accounts_for_every_line_and_names_other_sheets(
    desk: Catalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = desk.path
    desk.close()
    book = tmp_path / "visits.xlsx"
    rows = [
        ("List of visits",),
        (),
        ("Title", "Date", "Country"),
        ("Talks", "03/04/2024", "India"),
        ("More talks", "05/04/2024", "Oman"),
        ("Total", "2", ""),
    ]
    with xlsxwriter.Workbook(book) as workbook:
        for name in ("2024", "2025"):
            sheet = workbook.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, [cell.replace("2024", name) for cell in row])
    cli.main(["import", str(path), str(book), "--dry-run"])
    said = capsys.readouterr().out
    assert "2 rows, 1 line of the head, 1 blank line, 2 lines left out" in said
    assert "Sheets not read (see --sheet): 2025" in said
    assert "day first" in said
    assert "In doubt: “03/04/2024”" in said
    cli.main(["import", str(path), str(book), "--dry-run", "--sheet", "2025"])
    said = capsys.readouterr().out
    assert "03/04/2025" in said
    assert "Sheets not read (see --sheet): 2024" in said
