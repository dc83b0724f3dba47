"""The rules of profiles: what words become, and which profiles are refused."""

from pathlib import Path

import pytest

from defcat.errors import InputError, NotFound
from defcat.exchange.draft import CellProblem, stated_cells, statement
from defcat.exchange.profiles import load_profile, profile_names
from defcat.exchange.reader import Reader
from defcat.exchange.template import Template
from defcat.exchange.words import CountryNames, ListRule, PeopleRule, TextRule, titled

PROFILES = [
    "icalendar",
    *("tenures-france", "tenures-india", "tenures-japan", "tenures-uk", "tenures-us"),
    *("uk-treaties", "us-travels", "us-visits", "vcard"),
]


def rule(**given: object) -> TextRule:
    return TextRule.read({"of": "{cell}", **given})


@pytest.fixture
def people() -> PeopleRule:
    return PeopleRule.read(
        {
            "of": "{who}",
            "country": "{from}",
            "separators": [" and ", ", "],
            "offices": ["President", "President-elect", "Prime Minister"],
            "titles": ["King", "Prince", "Queen"],
            "honorifics": ["Dr."],
            "same": {"IL": {"Benjamin Netanyahu": ["Binyamin Netanyahu"]}},
        }
    )


def test_a_template_is_empty_where_all_its_places_are() -> None:
    template = Template("Visit of {who} to {where}")
    assert template.fill({"who": "Nehru", "where": "Paris"}) == "Visit of Nehru to Paris"
    assert template.fill({"who": "", "where": ""}) == ""


def test_capitals_become_a_title() -> None:
    assert titled("LAW OF THE SEA") == "Law of the Sea"
    assert titled("WORLD HEALTH ORGANISATION (WHO)") == "World Health Organisation (WHO)"
    assert titled("COTE D'IVOIRE") == "Cote D'ivoire"
    assert titled("Isle of Man") == "Isle of Man"


def test_the_rule_farthest_left_decides() -> None:
    kinds = rule(rules=[["convention", "convention"], ["protocol", "protocol"]], otherwise="none")
    assert kinds.apply("Protocol to the Convention", CountryNames()) == "protocol"
    assert kinds.apply("Additional Convention", CountryNames()) == "convention"
    assert kinds.apply("Final Act", CountryNames()) == "none"
    assert kinds.apply("", CountryNames()) == "none"


def test_a_text_without_a_rule_for_it_stays_as_it_is() -> None:
    assert rule(map={"president": "President"}).apply("envoy", CountryNames()) == "envoy"
    assert rule(replace={"\\": "/"}).apply("a\\b", CountryNames()) == "a/b"
    assert rule(without=r" \(\w+\)$").apply("Ann (diplomat)", CountryNames()) == "Ann"


def test_a_list_keeps_only_what_it_is_for() -> None:
    parties = ListRule.read({"of": "{cell}", "split": ";", "never": "[a-z]"})
    found = [item["item"] for item in parties.items("Gibraltar ; SPAIN ; UNITED KINGDOM")]
    assert found == ["SPAIN", "UNITED KINGDOM"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("President Nelson Mandela", [("President", "Nelson Mandela")]),
        ("President-elect Mandela", [("President-elect", "Mandela")]),
        ("King Hussein", [("King", "King Hussein")]),
        ("Prime Minister Mackenzie King", [("Prime Minister", "Mackenzie King")]),
        ("President Dr. Hilda Heine", [("President", "Hilda Heine")]),
        (
            "President Cossiga and Prime Minister Andreotti",
            [("President", "Cossiga"), ("Prime Minister", "Andreotti")],
        ),
        ("President Whipps, Jr.", [("President", "Whipps, Jr.")]),
        ("Valdas Adamkus", [("", "Valdas Adamkus")]),
    ],
)
def test_persons_and_their_offices(
    people: PeopleRule, text: str, expected: list[tuple[str, str]]
) -> None:
    found = people.items(text, "Italy", CountryNames())
    assert [(item["item.office"], item["item.name"]) for item in found] == expected


def test_one_person_under_two_spellings_in_one_country(people: PeopleRule) -> None:
    names = CountryNames()
    (item,) = people.items("Prime Minister Binyamin Netanyahu", "Israel", names)
    assert (item["item.name"], item["item.written"]) == ("Benjamin Netanyahu", "Binyamin Netanyahu")
    (item,) = people.items("Prime Minister Binyamin Netanyahu", "France", names)
    assert item["item.name"] == "Binyamin Netanyahu"


def test_an_office_without_a_name_is_refused(people: PeopleRule) -> None:
    with pytest.raises(InputError, match="office without a name"):
        list(people.items("President", "Italy", CountryNames()))


def test_countries_that_iso_does_not_know() -> None:
    names = CountryNames(bodies={"group": ["HANSE TOWNS"]}, unknown="former-state")
    assert names.place("Ceylon (Sri Lanka)").code == "LK"
    assert (names.place("PRUSSIA").title, names.place("PRUSSIA").type) == (
        "Prussia",
        "former-state",
    )
    assert names.place("HANSE TOWNS").type == "group"
    with pytest.raises(InputError, match="“Prussia” is not a country"):
        CountryNames().place("Prussia")


def test_a_statement_can_be_read_back() -> None:
    profile = load_profile("us-travels")
    cells = {"id": "1", "locale": "", "remarks": "First.\n\nSecond: more.", "who": "hull-cordell"}
    text = statement(profile, cells)
    assert text == "id: 1\nremarks: First.\n  \n  Second: more.\nwho: hull-cordell"
    assert stated_cells(f"{text}\n\n{text}", cells) == [cells, cells]


def test_the_profiles_that_ship_are_sound() -> None:
    assert list(profile_names()) == PROFILES
    for name in PROFILES:
        assert load_profile(name).used_columns()


@pytest.mark.parametrize("name", ["visits", "tenures", "no-such.toml", "../vocabularies/renewal"])
def test_an_unknown_profile_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(NotFound) as raised:
        load_profile(name)
    assert "uk-treaties, us-travels, us-visits" in raised.value.fix


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('kind = "topic"', 'kind = "thing"'), "“thing” is not a kind"),
        (('title = "{name}"', 'tittle = "{name}"'), "“tittle” means nothing"),
        (('scheme = "t"', ""), "“scheme” is missing"),
        (('dates = "iso"', 'dates = "us"'), "“us” is no order of dates"),
        (('kind = "topic"', "kind = "), "is not TOML"),
        (("[record]", '[text.name]\nof = "{name}"\nwith = "x"\n[record]'), "“with” means nothing"),
        (('key = "{id}"', 'key = ""'), "“key” is missing"),
        (("[record]", '[text.a]\nof = "{name}"\nwithout = "("\n[record]'), "no regular expression"),
        (("[record]", "record = 3\n[x]"), "not written as it must be"),
        (
            ("[record]", '[[part]]\npart = "alias"\nname = "{item}"\n[record]'),
            "“item” means nothing",
        ),
        (("[record]", "[[part]]\npart = 'party'\nother_id = 'x'\n[record]"), "“x” means nothing"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    content = (
        'title = "Topics"\nkind = "topic"\nkey = "{id}"\nscheme = "t"\ndates = "iso"\n'
        '[record]\ntitle = "{name}"\ntype = "policy-theme"\n'
    )
    path = tmp_path / "topics.toml"
    path.write_text(content, encoding="utf-8")
    assert load_profile(str(path)).used_columns() == ("id", "name")
    path.write_text(content.replace(*change), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_profile(str(path))


def test_a_reference_cell_becomes_a_row_for_each_register() -> None:
    profile = load_profile("uk-treaties")
    cells = dict.fromkeys((*profile.used_columns(), *profile.stated), "")
    cells |= {"id": "1", "title": "Final Act", "country_name": "PRUSSIA ; Malta ; FRANCE"}
    cells["references"] = (
        "Treaty Series 086/1961: Cmd. 1507||https://example.org/a.pdf;"
        "UN Registration 5535/0: 386 3;British State Papers (BSP) 87/24/0: 0;"
        "Command Paper /1957: Cmnd 91;PRO (now TNA) FO 93/99/19/0: 0;Other NOT PUBLISHED/0: 0"
    )
    made = Reader(profile).read(cells)
    rows = [dict(part.values) for part in made.parts if part.part == "reference"]
    assert {(row["register"], row["number"], row.get("url")) for row in rows} == {
        ("treaty-series", "086/1961", "https://example.org/a.pdf"),
        ("cmd", "1507", None),
        ("unts", "Registration 5535", None),
        ("unts", "Vol. 386, p. 3", None),
        ("other", "British State Papers (BSP) 87/24", None),
        ("cmnd", "91", None),
        ("ministry-file", "FO 93/99/19", None),
        ("other", "NOT PUBLISHED", None),
    }
    assert made.values["type"] == "agreement"
    assert made.values["notes"] == "Territories named in the source: Malta"


def test_day_first_dates_that_are_none_are_told_with_their_column() -> None:
    profile = load_profile("uk-treaties")
    cells = dict.fromkeys((*profile.used_columns(), *profile.stated), "")
    cells |= {"id": "1", "title": "Treaty", "signed_event_date": "12/11/1895"}
    event = next(part for part in Reader(profile).read(cells).parts if part.part == "event")
    assert dict(event.values)["date"] == "1895-11-12"
    cells["signed_event_date"] = "31/02/1895"
    with pytest.raises(CellProblem) as raised:
        Reader(profile).read(cells)
    assert (raised.value.column, raised.value.value) == ("signed_event_date", "31/02/1895")


@pytest.mark.parametrize("of", ["{name}", "{other}"])
def test_a_text_that_is_made_from_itself_is_refused(tmp_path: Path, of: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        f'title = "x"\nkind = "topic"\nkey = "{{id}}"\nscheme = "x"\n[text.name]\nof = "{of}"\n'
        '[text.other]\nof = "{name} {id}"\n[record]\ntitle = "{name}"\ntype = "sector"\n'
    )
    with pytest.raises(InputError, match="“name” is made from itself"):
        load_profile(str(path))
