import re
from dataclasses import FrozenInstanceError

import pytest

from defcat import vocabulary
from defcat.errors import InputError, NotFound
from defcat.text import fold

EVERY = vocabulary.names()
READ_FROM_BOTH_ENDS = (
    "agreement-relation",
    "engagement-agreement",
    "engagement-relation",
    "participant-role",
    "party-role",
)


def test_the_lists_of_the_record_ship_and_the_other_tables_of_the_folder_are_no_lists():
    expected = {"agreement-type", "event-type", "engagement-type", "register", "sector", "track"}
    assert expected <= set(EVERY)
    assert {"country-aliases", "country-native-names", "spelling-pairs"}.isdisjoint(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_codes_are_lower_case_words_joined_by_hyphens(name):
    for code in vocabulary.load(name).terms:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)


@pytest.mark.parametrize("name", EVERY)
def test_no_two_terms_of_a_list_are_written_alike(name):
    terms = vocabulary.load(name).terms
    labels = [fold(label) for label in terms.values()]
    assert len(set(labels)) == len(labels)
    for code, label in terms.items():
        assert vocabulary.code_of(name, code) == code
        assert vocabulary.code_of(name, label) == code
        assert vocabulary.code_of(name, label.upper()) == code


@pytest.mark.parametrize("name", EVERY)
def test_a_list_has_a_title_and_labels_begin_with_a_capital_unless_they_stand_in_a_sentence(name):
    terms = vocabulary.load(name)
    assert terms.title[0].isupper()
    in_a_sentence = name.endswith("-relation") or name == "engagement-agreement"
    for label in terms.terms.values():
        assert label[0].islower() if in_a_sentence else not label[0].islower()


def test_relations_and_roles_read_from_both_ends():
    assert tuple(name for name in EVERY if vocabulary.load(name).inverse) == READ_FROM_BOTH_ENDS
    for name in READ_FROM_BOTH_ENDS:
        assert list(vocabulary.load(name).inverse) == list(vocabulary.load(name).terms)
    assert vocabulary.label("agreement-relation", "supersedes") == "supersedes"
    assert vocabulary.inverse_label("agreement-relation", "supersedes") == "superseded by"
    assert vocabulary.inverse_label("engagement-agreement", "signed-at") == "signed at"


def test_a_term_without_an_inverse_reads_the_same_from_both_ends():
    assert vocabulary.inverse_label("track", "track-1-5") == "Track 1.5"


def test_the_order_of_the_file_is_the_order_shown():
    statuses = list(vocabulary.load("agreement-status").terms)
    assert statuses[0] == "in-negotiation"
    assert statuses[-1] == "unknown"


def test_the_sectors_are_the_twenty_four_of_the_record():
    assert len(vocabulary.load("sector").terms) == 24


def test_an_unknown_code_is_shown_as_it_is():
    assert vocabulary.label("sector", "lunar-basing") == "lunar-basing"
    assert vocabulary.inverse_label("agreement-relation", "mirrors") == "mirrors"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("MoU", "mou"),
        ("memorandum of UNDERSTANDING", "mou"),
        (" Exchange-of-Notes ", "exchange-of-notes"),
    ],
)
def test_a_term_is_read_by_code_or_label_in_any_case(typed, code):
    assert vocabulary.code_of("agreement-type", typed) == code


def test_a_misspelt_term_is_refused_with_the_nearest_terms():
    with pytest.raises(InputError) as refusal:
        vocabulary.code_of("agreement-type", "Protocoll")
    assert refusal.value.what == "“Protocoll” is not in the list “Instrument type”."
    assert refusal.value.fix == "Write one of: Protocol."


def test_a_term_like_no_other_is_refused_with_all_terms():
    with pytest.raises(InputError, match=r"Write one of: No renewal, Automatic, By consent\."):
        vocabulary.code_of("renewal", "xyz")
    with pytest.raises(InputError):
        vocabulary.code_of("renewal", "")


def test_a_list_that_does_not_ship_is_refused_with_those_that_do():
    with pytest.raises(NotFound, match="agreement-type, binding"):
        vocabulary.load("colour")
    with pytest.raises(NotFound):
        vocabulary.load("spelling-pairs")


def test_a_user_adds_terms_and_renames_one_without_touching_the_shipped_list():
    shipped = vocabulary.load("sector")
    mine = shipped.extended({"quantum": "Quantum technology", "cyber": "Cyber defence"})
    assert list(mine.terms)[-1] == "quantum"
    assert vocabulary.label(mine, "cyber") == "Cyber defence"
    assert vocabulary.code_of(mine, "quantum TECHNOLOGY") == "quantum"
    assert "quantum" not in vocabulary.load("sector").terms
    assert vocabulary.label("sector", "cyber") == "Cyber"


@pytest.mark.parametrize("code", ["Quantum", "two words", "a--b", "-a", "", "क"])
def test_a_user_term_needs_a_proper_code(code):
    with pytest.raises(InputError, match="lower-case words joined by hyphens"):
        vocabulary.load("sector").extended({code: "Quantum"})


def test_a_shipped_list_cannot_be_changed_by_accident():
    shipped = vocabulary.load("sector")
    with pytest.raises(FrozenInstanceError):
        shipped.title = "Sectors"
    with pytest.raises(TypeError):
        shipped.terms["quantum"] = "Quantum"
