import csv
import subprocess
import sys

import pytest

from defcat.countries import code_set, codes, find, name, names, suggest
from tests.native_names import FILE, USUAL, native_names, text_of, usual_names
from tests.real_data import real_file


def column(file: str, heading: str) -> set[str]:
    with real_file(file).open(encoding="utf-8-sig", newline="") as rows:
        return {row[heading] for row in csv.DictReader(rows)}


def test_codes_are_iso_3166_with_the_former_countries_after_those_of_today():
    assert codes()[0] == "AD"
    assert codes()[-1] == "ZRCD"
    assert {"IN", "US", "XK", "SUHH", "CSHH", "YUCS", "DDDE"} <= code_set()
    assert len(set(codes())) == len(codes()) == len(code_set())
    assert [len(code) for code in codes()] == sorted(len(code) for code in codes())


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("IN", "en", "India"),
        ("IN", "hi", "भारत"),
        ("DE", "fr", "Allemagne"),
        ("CD", "en", "Democratic Republic of the Congo"),
        ("MM", "en", "Myanmar"),
        ("TT", "en", "Trinidad and Tobago"),
        ("SUHH", "en", "Soviet Union"),
        ("SUHH", "hi", "Soviet Union"),
        ("US", "xx", "United States"),
        ("US", "not a language", "United States"),
        ("QQ", "en", "QQ"),
    ],
)
def test_name(code, language, expected):
    assert name(code, language) == expected


@pytest.mark.parametrize("code", codes())
def test_the_name_shown_is_understood_again(code):
    assert find(name(code)) == code
    assert find(name(code).upper()) == code
    assert find(code) == code


def test_no_two_countries_are_shown_alike():
    assert len({name(code) for code in codes()}) == len(codes())


def test_names_to_search_by():
    assert names("IN") == ("India", "Republic of India", "भारत", "IND", "Bharat")
    assert {"Germany", "Deutschland", "जर्मनी", "DEU"} <= set(names("DE"))
    assert {"United States", "United States of America", "USA", "US"} <= set(names("US"))
    assert {"Soviet Union", "USSR", "SUN"} <= set(names("SUHH"))
    assert "Burma" in names("MM")
    assert "Wales" not in " ".join(names("GB"))
    assert names("QQ") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("India", "IN"),
        ("  the UNITED states ", "US"),
        ("U.S.", "US"),
        ("usa", "US"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("U.A.E.", "AE"),
        ("IND", "IN"),
        ("IN", "IN"),
        ("भारत", "IN"),
        ("Deutschland", "DE"),
        ("Россия", "RU"),
        ("Korea, South", "KR"),
        ("KOREA REPUBLIC OF", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("GERMANY, FEDERAL REPUBLIC OF", "DE"),
        ("Côte d’Ivoire", "CI"),
        ("cote d'ivoire", "CI"),
        ("St. Lucia", "LC"),
        ("Saint Lucia", "LC"),
        ("Bosnia & Herzegovina", "BA"),
        ("Turkey", "TR"),
        ("Burma", "MM"),
        ("Burma (Myanmar)", "MM"),
        ("Persia", "IR"),
        ("Swaziland", "SZ"),
    ],
)
def test_find(text, code):
    assert find(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("U.S.S.R.", "SUHH"),
        ("Soviet Union", "SUHH"),
        ("Czechoslovakia", "CSHH"),
        ("Yugoslavia", "YUCS"),
        ("East Germany", "DDDE"),
        ("Zaire", "ZRCD"),
        ("Upper Volta", "HVBF"),
        ("North Vietnam", "VDVN"),
        ("Serbia and Montenegro", "CSXX"),
    ],
)
def test_former_countries_are_found_as_they_are_named(text, code):
    assert find(text) == code


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "the", "Prussia", "Hawaii", "European Community", "Tanganyika", "South Vietnam"),
        *("All Territories under UK Sovereignty", "Atlantis", "can", "are", "India and Pakistan"),
    ],
)
def test_what_iso_does_not_know_is_no_country(text):
    assert find(text) is None


@pytest.mark.parametrize(
    "text", ["Congo", "Korea", "Republic of China", "Virgin Islands", "India (Pakistan)"]
)
def test_what_could_be_two_countries_is_neither(text):
    assert find(text) is None


def test_suggestions_begin_with_the_name_that_is_shown():
    assert suggest("ind", 2) == [("IN", "India"), ("ID", "Indonesia")]
    assert suggest("united", 3) == [
        ("AE", "United Arab Emirates"),
        ("GB", "United Kingdom"),
        ("US", "United States"),
    ]
    assert suggest("uk")[0] == ("GB", "United Kingdom")
    assert suggest("usa") == [("US", "United States")]


def test_suggestions_know_other_names_other_scripts_and_former_countries():
    assert ("MM", "Myanmar") in suggest("burm")
    assert suggest("भार") == [("IN", "India")]
    assert suggest("Deutsch") == [("DE", "Germany")]
    assert suggest("cote d") == [("CI", "Côte d’Ivoire")]
    assert suggest("soviet un") == [("SUHH", "Soviet Union")]


def test_suggestions_for_nothing_and_for_nonsense_are_none():
    assert suggest("") == []
    assert suggest("…") == []
    assert suggest("qqq") == []


def test_the_libraries_are_read_only_when_a_country_is_asked_for():
    program = (
        "import sys, defcat.countries\n"
        "print(*sorted({'babel', 'pycountry', 'anyascii', 'rapidfuzz'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == ""


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "heading"),
    [
        ("engagements/us_visits_by_foreign_leaders.csv", "from_country"),
        ("engagements/us_travels_abroad.csv", "country"),
    ],
)
def test_countries_of_real_engagements(file, heading):
    ended_or_part_of_one = {"Bosnian Federation", "Hawaii", "Tanganyika", "West Bank"}
    two_countries = {"China, Republic of", "Republic of China", "Korea"}
    unknown = {text for text in column(file, heading) if find(text) is None}
    assert unknown <= ended_or_part_of_one | two_countries | {"Yemen Arab Republic"}


@pytest.mark.real_data
def test_countries_of_real_treaties():
    cells = column("agreements/uk_treaties.csv", "country_name")
    # The file writes states and bodies in capitals, and territories with small letters.
    parties = {text for cell in cells for text in cell.split(" ; ") if text.isupper()}
    found = {text: code for text in parties if (code := find(text))}
    unknown = parties - set(found)
    assert found["GERMANY FEDERAL REPUBLIC"] == "DE"
    assert found["MACEDONIA THE FYR OF"] == "MK"
    assert found["YEMEN, PEOPLES'S DEMOCRATIC REPUBLIC OF"] == "YDYE"
    assert {"PRUSSIA", "EUROPEAN COMMUNITY", "AUSTRIA-HUNGARY", "HANSE TOWNS"} <= unknown
    assert len(set(found.values())) > 200
    # Each of today's states is a party somewhere in the file: what is left are territories.
    assert {"IN", "BT", "CI", "KP", "LA", "SZ", "TL", "VA", "XK"} <= set(found.values())


def test_the_names_are_those_of_the_unicode_cldr() -> None:
    assert USUAL.read_text("utf-8") == usual_names(), "python -m tests.native_names"
    assert FILE.read_text("utf-8") == text_of(native_names()), "python -m tests.native_names"
