"""Records out: what other programs read in the file, and what is not in it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import vobject
from icalendar import Calendar
from python_calamine import load_workbook

from defcat import cli
from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, InputError, Refused
from defcat.exchange.export import SUFFIXES, Exported, export
from defcat.search.parse import parse

DAY = date(2026, 11, 22)


def written(
    catalogue: Catalogue, path: Path, query: str = "", ceiling: str | None = None
) -> Exported:
    asked = parse(query) if query else None
    with catalogue.read() as connection:
        return export(connection, path, catalogue.scheme, DAY, asked, ceiling=ceiling)


def sheet(path: Path, name: str) -> list[dict[str, object]]:
    head, *lines = load_workbook(str(path)).get_sheet_by_name(name).to_python()
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def contents(path: Path) -> Iterator[bytes]:
    """All that a file holds, unpacked."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            yield from (parts.read(name) for name in parts.namelist())
    else:
        yield path.read_bytes()


def test_a_table_of_agreements_says_what_the_list_and_the_pane_say(
    sample: Catalogue, tmp_path: Path
) -> None:
    out = tmp_path / "agreements.csv"
    assert written(sample, out, "kind:agreement").records == 3
    lines = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [line["Ref"] for line in lines] == ["A1", "A2", "A3"]
    sosa = lines[0]
    assert sosa["Type"] == "Arrangement"
    assert sosa["Status"] == "Signed, not in force"
    assert sosa["Signed"] == "2024-08-22"
    assert sosa["Parties"] == "Party, India; Party, United States"
    assert "Vic Ramdass, United States" in sosa["Signatories"]


def test_a_table_of_everything_says_of_each_record_what_it_is_where_and_how_it_stands(
    sample: Catalogue, tmp_path: Path
) -> None:
    out = tmp_path / "all.csv"
    made = written(sample, out)
    lines = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert len(lines) == made.records
    found = {line["Ref"]: line for line in lines}
    sosa = found["A1"]
    assert (sosa["Kind"], sosa["Type"]) == ("Agreement", "Arrangement")
    assert sosa["Status"] == "Signed, not in force"
    assert sosa["Countries"] == "India; United States"
    assert sosa["Date"] == "2024-08-22"
    talks = found["E1"]
    assert all(talks[name] for name in ("Title", "Type", "Date", "Countries"))
    officials = [line for line in lines if line["Kind"] == "Official"]
    assert all(line["Type"] == "" for line in officials)
    assert any(line["Countries"] for line in officials)


def test_a_spreadsheet_has_a_sheet_a_kind_and_real_dates(sample: Catalogue, tmp_path: Path) -> None:
    out = tmp_path / "all.xlsx"
    made = written(sample, out)
    book = load_workbook(str(out))
    assert {"Agreements", "Officials", "Engagements"} <= set(book.sheet_names)
    assert sum(len(sheet(out, name)) for name in book.sheet_names) == made.records
    sosa = sheet(out, "Agreements")[0]
    assert sosa["Signed"] == date(2024, 8, 22)


def test_a_date_known_in_part_is_made_no_more_precise(catalogue: Catalogue, tmp_path: Path) -> None:
    with catalogue.change("Add") as change:
        for when in ("2023", "1850-03-04", "2024-06~"):
            change.add("engagement", title=f"Visit of {when}", type="visit", date=when)
    out = tmp_path / "visits.xlsx"
    written(catalogue, out)
    # Spreadsheets count days from 1900, so an older one stands as text.
    assert [line["Date"] for line in sheet(out, "Engagements")] == [
        "2023",
        "1850-03-04",
        "2024-06~",
    ]


def test_nothing_becomes_a_formula(catalogue: Catalogue, tmp_path: Path) -> None:
    titles = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "http://example.org"]
    with catalogue.change("Add") as change:
        for title in titles:
            change.add("topic", title=title, type="policy-theme")
    written(catalogue, tmp_path / "t.csv")
    written(catalogue, tmp_path / "t.xlsx")
    lines = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text("utf-8-sig"))))
    assert [line["Name"] for line in lines] == [*(f"'{title}" for title in titles[:4]), titles[4]]
    assert [line["Name"] for line in sheet(tmp_path / "t.xlsx", "Topics")] == titles
    inside = b"".join(contents(tmp_path / "t.xlsx"))
    assert b"<f>" not in inside
    assert b"hyperlink" not in inside


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_above_the_ceiling_is_nowhere_in_the_file(
    catalogue: Catalogue, tmp_path: Path, suffix: str
) -> None:
    secret = "Zanzibar"
    with catalogue.change("Add") as change:
        open_body = change.add("organisation", title="Ministry", type="ministry")
        body = change.add("organisation", title=f"{secret} Bureau", type="agency", marking="secret")
        person = change.add("official", title="Anna Open", nationality="IN")
        hidden = change.add("official", title=f"Ben {secret}", marking="secret")
        change.add_part("tenure", person, post="Head", other_id=body, start="2020-01-01")
        change.add_part("tenure", person, post="Member", other_id=open_body, start="2019-01-01")
        source = change.add("source", title=f"Cable {secret}", type="file-note", marking="secret")
        change.add_part("citation", person, other_id=source, states=f"said {secret}")
        meeting = change.add("engagement", title="Call", type="call", date="2024-02-03")
        for who in (person, hidden):
            change.add_part("participant", meeting, other_id=who, role="member")
        change.add("engagement", title=f"Call on {secret}", type="call", marking="secret")
    out = tmp_path / f"out{suffix}"
    made = written(catalogue, out, ceiling="restricted")
    assert made.withheld == 4
    inside = b"".join(contents(out))
    assert b"Anna Open" in inside
    assert secret.encode() not in inside


def test_officials_as_vcards(sample: Catalogue, tmp_path: Path) -> None:
    out = tmp_path / "people.vcf"
    written(sample, out, 'kind:official "rajnath singh"')
    [card] = vobject.readComponents(out.read_text("utf-8"))
    assert card.fn.value == "Rajnath Singh"
    assert (card.n.value.family, card.n.value.given) == ("Singh", "Rajnath")
    assert card.title.value == "Minister of Defence"
    assert card.org.value == ["Ministry of Defence"]
    assert card.bday.value == "1951-07-10"


def test_engagements_as_a_calendar(sample: Catalogue, tmp_path: Path) -> None:
    out = tmp_path / "year.ics"
    made = written(sample, out, "kind:engagement")
    events = Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    assert len(events) == made.records
    [visit] = [e for e in events if e["SUMMARY"].startswith("Rajnath Singh's visit")]
    assert visit["DTSTART"].dt == date(2024, 8, 23)
    # The end is the first day after it.
    assert visit["DTEND"].dt == date(2024, 8, 25)
    assert visit["LOCATION"] == "Washington, United States"


def test_an_engagement_without_a_day_is_counted_and_not_invented(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    with catalogue.change("Add") as change:
        change.add("engagement", title="Some time", type="visit", date="2023-11")
        change.add("engagement", title="Never dated", type="visit")
        change.add("engagement", title="Dated", type="visit", date="2023-11-09/2023-11-10")
    assert written(catalogue, tmp_path / "x.ics") == Exported(1, 0, left_out=2)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_records_are_the_same_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "desk.defcat"
    with Catalogue.create(path, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as made:
        with made.change("Add") as change:
            change.add("official", title="Anna", nationality="IN")
            change.add("engagement", title="Call", type="call", date="2024-02-03")
        for name in ("one", "two"):
            written(made, tmp_path / f"{name}{suffix}")
    one, two = (tmp_path / f"{name}{suffix}" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_what_cannot_be_written_leaves_what_was_there(sample: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.csv"):
        written(sample, tmp_path / "out.doc")
    with pytest.raises(Refused, match="catalogue"):
        written(sample, sample.path)
    with pytest.raises(FileProblem, match="no folder"):
        written(sample, tmp_path / "nowhere" / "out.csv")
    with pytest.raises(InputError, match="no engagements"):
        written(sample, tmp_path / "out.ics", "kind:official")
    assert [path.name for path in tmp_path.iterdir() if path.suffix in SUFFIXES] == []


def test_an_export_that_is_stopped_leaves_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    with catalogue.change("Add") as change:
        for n in range(600):
            change.add("topic", title=f"Topic {n}", type="policy-theme")

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    for suffix in (".csv", ".xlsx", ".json"):
        with pytest.raises(KeyboardInterrupt), catalogue.read() as connection:
            export(connection, tmp_path / f"out{suffix}", catalogue.scheme, DAY, progress=stop)
    assert [p.name for p in tmp_path.iterdir() if "out" in p.name or "unfinished" in p.name] == []


def test_the_command_line_writes_by_ending_and_says_what_it_left_out(
    sample: Catalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(sample.path)
    sample.close()
    out, refused = tmp_path / "out.xlsx", tmp_path / "out.csv"
    assert cli.main(["export", path, str(out), "--ceiling", "unclassified"]) == 0
    said = capsys.readouterr()
    assert "2 records are above the ceiling and were left out." in said.out
    assert cli.main(["export", path, str(refused), "--ceiling", "cosmic"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "“cosmic” is not a marking" in said.err
    assert not refused.exists()
