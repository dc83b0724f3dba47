"""Address books and calendars in."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from defcat.catalogue import Catalogue
from defcat.cli import main
from defcat.errors import FileProblem, InputError
from defcat.exchange.calendars import COLUMNS as EVENT_COLUMNS
from defcat.exchange.export import export
from defcat.exchange.formats import Reading, read, ready_profile, sheets
from defcat.exchange.importer import run_import
from defcat.exchange.jsonfile import by_kind
from defcat.exchange.nested import dump
from defcat.exchange.profiles import load_profile
from defcat.exchange.vcards import COLUMNS
from defcat.search.parse import parse

CARDS = """\
BEGIN:VCARD
VERSION:3.0
UID:aa-1
FN:General Anil Chauhan
N:Chauhan;Anil;;General;PVSM
NICKNAME:A. Chauhan
BDAY:1961-05-18
TITLE:Chief of Defence Staff
ORG:Ministry of Defence;Department of Military Affairs
TEL;TYPE=WORK:+91 11 2301 0000
TEL;TYPE=CELL:+91 98 0000 0000
TEL;TYPE=FAX:+91 11 2301 0001
EMAIL;TYPE=INTERNET:cds@example.in
EMAIL;TYPE=INTERNET:office@example.in
ADR;TYPE=WORK:;;South Block;New Delhi;;110011;India
NOTE:Speaks Hindi\\, English.\\nPrefers mornings.
PHOTO;ENCODING=b;TYPE=JPEG:AAAA
X-DESK:Europe
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:José Álvarez
TEL;TYPE="voice,home";VALUE=uri:tel:+57-1-555
BDAY:--0203
END:VCARD
BEGIN:VCARD
VERSION:2.1
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Fran=C3=A7ois M=C3=BCller
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Fran=C3=A7ois;;;
EMAIL:fm@example.fr
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:;;;;
NOTE:nobody
this is no line of a card
END:VCARD
"""

EVENTS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
BEGIN:VTIMEZONE
TZID:Office
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0530
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:e-1
SUMMARY:Talks with the Navy
DTSTART;VALUE=DATE:20241114
DTEND;VALUE=DATE:20241116
LOCATION:South Block\\, New Delhi
STATUS:TENTATIVE
CATEGORIES:Staff talks
ATTENDEE;CN=Ann Lee:mailto:ann@example.com
DESCRIPTION:First\\nSecond
END:VEVENT
BEGIN:VEVENT
UID:e-2
SUMMARY:Weekly call
DTSTART;TZID=Asia/Kolkata:20241118T233000
DTEND;TZID=Asia/Kolkata:20241119T000000
RRULE:FREQ=WEEKLY;COUNT=10
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Reminder
TRIGGER:-PT10M
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:e-2
RECURRENCE-ID;TZID=Asia/Kolkata:20241125T233000
SUMMARY:Weekly call\\, moved
DTSTART;TZID=Asia/Kolkata:20241126T233000
END:VEVENT
BEGIN:VEVENT
SUMMARY:Visit of the Secretary
DTSTART;TZID=Nowhere/Unknown:20241201T100000
DURATION:P1DT2H
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:e-4
SUMMARY:Some day
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    path = tmp_path / "people.vcf"
    path.write_text(CARDS, newline="\r\n")
    return path


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "desk.ics"
    path.write_text(EVENTS, newline="\r\n")
    return path


def named(reading: Reading) -> list[dict[str, str]]:
    return [dict(zip(reading.table.columns, row.cells, strict=True)) for row in reading.table.rows]


def records(catalogue: Catalogue, kind: str) -> list[dict[str, Any]]:
    with catalogue.read() as connection:
        return list(dump(connection, kind, by_kind(connection, None).get(kind, [])))


def test_a_card_is_a_row(cards: Path) -> None:
    reading = read(cards)
    general, jose, francois = named(reading)
    assert general == {
        **dict.fromkeys(COLUMNS, ""),
        "uid": "aa-1",
        "name": "General Anil Chauhan",
        "family": "Chauhan",
        "given": "Anil",
        "honorific": "General",
        "suffix": "PVSM",
        "nicknames": "A. Chauhan",
        "born": "1961-05-18",
        "post": "Chief of Defence Staff",
        "organisation": "Ministry of Defence",
        "unit": "Department of Military Affairs",
        "telephone": "+91 11 2301 0000",
        "mobile": "+91 98 0000 0000",
        "fax": "+91 11 2301 0001",
        "email": "cds@example.in\noffice@example.in",
        "address": "South Block, New Delhi, 110011, India",
        "notes": "Speaks Hindi, English.\nPrefers mornings.",
        "other": "X-DESK: Europe",
    }
    assert (jose["uid"], jose["telephone"]) == ("José Álvarez; +57-1-555", "+57-1-555")
    assert (jose["born"], jose["other"]) == ("", "BDAY: --0203")
    assert (francois["name"], francois["family"]) == ("François Müller", "Müller")
    assert [(left.line, left.why[:17]) for left in reading.left] == [(32, "it cannot be read")]
    assert [row.line for row in reading.table.rows] == [1, 20, 26]


def test_an_event_is_a_row_and_one_that_repeats_is_a_row_once(events: Path) -> None:
    reading = read(events)
    talks, call, visit = named(reading)
    assert talks == {
        **dict.fromkeys(EVENT_COLUMNS, ""),
        "uid": "e-1",
        "title": "Talks with the Navy",
        "type": "Staff talks",
        "from": "2024-11-14",
        "to": "2024-11-15",
        "state": "TENTATIVE",
        "place": "South Block, New Delhi",
        "description": "First\nSecond",
        "attendees": "Ann Lee <ann@example.com>",
    }
    assert (call["from"], call["to"]) == ("2024-11-18", "2024-11-18")
    assert call["time"] == "23:30 IST"
    assert call["repeats"] == "repeats (FREQ=WEEKLY;COUNT=10); only the first time is taken"
    assert (visit["from"], visit["to"]) == ("2024-12-01", "2024-12-02")
    assert visit["uid"].startswith("Visit of the Secretary; 2024-12-01")
    assert [(left.why, left.text.split("\r")[0]) for left in reading.left] == [
        ("one time of an event that repeats", "Weekly call, moved"),
        ("it cannot be read: it does not say when", "BEGIN:VEVENT"),
    ]


def test_such_files_are_known_by_how_they_begin(tmp_path: Path, cards: Path, events: Path) -> None:
    assert (ready_profile(cards), ready_profile(events)) == ("vcard", "icalendar")
    assert sheets(cards) == [""]
    plain = tmp_path / "a.csv"
    plain.write_text("id,name\n1,x\n")
    assert ready_profile(plain) is None


@pytest.mark.parametrize("name", ["vcard", "icalendar"])
def test_the_ready_profile_names_every_column(name: str) -> None:
    profile = load_profile(name)
    columns = {"vcard": COLUMNS, "icalendar": EVENT_COLUMNS}[name]
    assert {*profile.used_columns(), *profile.stated, *profile.ignored} == set(columns)


def test_an_address_book_twice_changes_nothing_the_second_time(
    catalogue: Catalogue, cards: Path
) -> None:
    first = run_import(catalogue, cards, "vcard")
    assert (first.new, first.bad) == (3, [])
    again = run_import(catalogue, cards, "vcard")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    general = records(catalogue, "official")[0]
    assert general["title"] == "General Anil Chauhan"
    assert general["tenure"][0]["post"] == "Chief of Defence Staff"
    assert [(c["type"], c["value"]) for c in general["contact"]][:3] == [
        ("telephone", "+91 11 2301 0000"),
        ("mobile", "+91 98 0000 0000"),
        ("fax", "+91 11 2301 0001"),
    ]
    assert [body["title"] for body in records(catalogue, "organisation")] == ["Ministry of Defence"]


def test_a_calendar_twice_changes_nothing_and_a_moved_event_moves(
    catalogue: Catalogue, events: Path
) -> None:
    assert run_import(catalogue, events, "icalendar").new == 3
    again = run_import(catalogue, events, "icalendar")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    talks, call, visit = records(catalogue, "engagement")
    assert (talks["date"], talks["type"], talks["state"]) == (
        "2024-11-14/2024-11-15",
        "staff-talks",
        "planned",
    )
    assert call["date"] == "2024-11-18"
    assert "only the first time" in call["date_note"]
    assert "state" not in visit  # it is confirmed, which does not say that it was held
    events.write_text(EVENTS.replace("20241116", "20241117"), newline="\r\n")
    assert run_import(catalogue, events, "icalendar").changed == 1
    assert records(catalogue, "engagement")[0]["date"] == "2024-11-14/2024-11-16"


def test_the_command_line_takes_the_profile_by_itself(
    tmp_path: Path, catalogue: Catalogue, cards: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = catalogue.path
    catalogue.close()
    assert main(["import", str(path), str(cards)]) in (0, None)
    assert "3 new" in capsys.readouterr().out


@pytest.mark.parametrize(("kind", "ending"), [("official", ".vcf"), ("engagement", ".ics")])
def test_what_was_exported_comes_back(
    sample: Catalogue, tmp_path: Path, kind: str, ending: str
) -> None:
    out = tmp_path / f"out{ending}"
    with sample.read() as connection:
        export(connection, out, sample.scheme, date(2026, 11, 22), parse(f"kind:{kind}"))
    profile = ready_profile(out)
    assert profile
    with Catalogue.create(tmp_path / "empty.defcat") as empty:
        assert run_import(empty, out, profile).bad == []
        found = {record["title"]: record for record in records(empty, kind)}
        assert run_import(empty, out, profile).changed == 0
    expected = {record["title"]: record for record in records(sample, kind)}
    exported = expected if kind == "official" else {k: expected[k] for k in found}
    assert set(found) == set(exported)
    assert len(found) >= 5
    for title, record in found.items():
        names = ("family_name", "given_name", "born") if kind == "official" else ("date", "type")
        said = {name: re.sub("[~?%]", "", expected[title].get(name, "")) for name in names}
        assert {name: record.get(name, "") for name in names} == said
        posts = {tenure["post"] for tenure in expected[title].get("tenure", [])}
        assert {tenure["post"] for tenure in record.get("tenure", [])} <= posts


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"BEGIN:VCARD\nFN:x\n", "was cut short"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "nothing in it"),
        (b"BEGIN:VCARD\nrubbish\nEND:VCARD\n", "No entry"),
        (b"BEGIN:VCARD\n\0\nEND:VCARD\n", "is not a text file"),
    ],
)
def test_what_is_no_address_book_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad.vcf"
    path.write_bytes(content)
    with pytest.raises((InputError, FileProblem), match=says):
        read(path)
