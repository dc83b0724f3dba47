import re

import pytest

from defcat import markings
from defcat.errors import InputError, NotFound

EVERY = markings.names()


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_four_schemes_ship():
    assert EVERY == ("india", "plain", "uk", "us")


@pytest.mark.parametrize(
    ("scheme", "banners"),
    [
        ("india", ["UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"]),
        ("uk", ["OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"]),
        ("us", ["UNCLASSIFIED", "CUI", "CONFIDENTIAL", "SECRET", "TOP SECRET"]),
        ("plain", ["", "INTERNAL", "RESTRICTED"]),
    ],
)
def test_levels_run_from_the_lowest_to_the_highest(scheme, banners):
    levels = markings.load(scheme).levels
    assert [level.banner for level in levels] == banners
    assert [level.rank for level in levels] == list(range(len(banners)))


@pytest.mark.parametrize("scheme", EVERY)
def test_every_level_is_complete_and_its_banner_readable(scheme):
    levels = markings.load(scheme).levels
    assert len({level.code for level in levels}) == len(levels)
    for level in levels:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", level.code)
        assert level.label
        assert level.handling.endswith(".")
        assert level.banner or (scheme, level.rank) == ("plain", 0)
        assert re.fullmatch(r"#[0-9a-f]{6}", level.colour)
        light, dark = sorted(map(luminance, (level.colour, level.text_colour)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_level_is_found_by_its_code_and_no_code_is_the_lowest():
    india = markings.load("india")
    assert india.level("top-secret").banner == "TOP SECRET"
    assert india.level(None).code == "unclassified"


def test_a_code_of_another_scheme_is_refused_with_the_codes_that_exist():
    with pytest.raises(InputError) as refusal:
        markings.load("uk").level("restricted")
    assert "“restricted” is not a marking of the scheme United Kingdom." in str(refusal.value)
    assert "official, official-sensitive, secret, top-secret" in refusal.value.fix


def test_the_banner_of_a_document_is_the_highest_marking_in_it():
    india = markings.load("india")
    assert india.highest([None, "restricted", "unclassified"]).code == "restricted"
    assert india.highest(["confidential", "top-secret", "secret"]).code == "top-secret"
    assert india.highest([None]).code == "unclassified"
    assert india.highest([]).code == "unclassified"
    with pytest.raises(InputError):
        india.highest(["restricted", "cosmic"])


def test_a_ceiling_lets_through_what_is_not_above_it():
    india = markings.load("india")
    assert india.allows("restricted", "restricted")
    assert india.allows(None, "unclassified")
    assert not india.allows("secret", "restricted")
    assert india.allows("top-secret", None)
    with pytest.raises(InputError):
        india.allows("cosmic", None)


def test_a_scheme_that_does_not_ship_is_refused_with_those_that_do():
    with pytest.raises(NotFound, match="india, plain, uk, us"):
        markings.load("nato")
