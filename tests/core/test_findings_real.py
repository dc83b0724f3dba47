"""What is noticed in the real tables, which nobody made for the rules."""

from collections.abc import Iterator

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import load
from defcat.exchange.importer import run_import
from defcat.rules import findings
from defcat.rules.findings import Found
from tests.core.noticing import noticed
from tests.real_data import real_file

pytestmark = pytest.mark.real_data


def of_both(catalogue: Catalogue, found: Found, scheme: str) -> set[str]:
    """The identifiers that a data set gives the two records of a finding."""
    with catalogue.read() as connection:
        return {
            str(row["value"])
            for stub in (found.record, found.other)
            if stub
            for row in load(connection, stub.id).parts["identifier"]
            if row["scheme"] == scheme
        }


@pytest.fixture
def treaties(catalogue: Catalogue) -> Iterator[Catalogue]:
    run_import(catalogue, real_file("agreements/uk_treaties.csv"), "uk-treaties")
    return catalogue


@pytest.fixture
def travels(catalogue: Catalogue) -> Iterator[Catalogue]:
    run_import(catalogue, real_file("engagements/us_travels_abroad.csv"), "us-travels")
    ministers = real_file("officials/tenures_india-ministers.csv")
    run_import(catalogue, ministers, "tenures-india")
    return catalogue


def test_treaties_in_force_before_they_were_signed(treaties: Catalogue) -> None:
    assert len(noticed(treaties, "force-before-signature")) == 212


def test_treaties_printed_twice(treaties: Catalogue) -> None:
    found = noticed(treaties, "likely-duplicate")
    # Twelve of those entered twice with one date of signature, and three more whose parties are
    # written differently and are the same; two undated amendments came into force on other days.
    assert len(found) == 15
    assert {f.record.kind for f in found} == {"agreement"}


def test_what_an_import_cites_has_its_source(treaties: Catalogue) -> None:
    treaties.notice()
    with treaties.read() as connection:
        assert set(findings.counts(connection)) == {
            "force-before-signature",
            "likely-duplicate",
            "broken-link",
        }


def test_trips_entered_twice(travels: Catalogue) -> None:
    found = noticed(travels, "same-engagement-twice")
    assert {frozenset(of_both(travels, f, "us-travels")) for f in found} == {
        frozenset(pair)
        for pair in (
            ("3992", "4019"),
            ("3993", "4020"),
            ("3994", "4021"),
            ("2121", "2123"),
            ("4118", "4119"),
        )
    }


def test_an_office_that_somebody_did_not_hold(travels: Catalogue) -> None:
    (found,) = noticed(travels, "office-not-held")
    assert of_both(travels, found, "us-travels") == {"3701"}
    assert found.finding.says == (
        "Narendra Modi is shown as President; the post on record for"
        " 29 August – 1 September 2016 is Prime Minister."
    )


def test_two_ministers_of_defence_at_once(travels: Catalogue) -> None:
    texts = [f.finding.says for f in noticed(travels, "post-overlap")]
    assert (
        "Minister of Defence, India: George Fernandes and Jaswant Singh are both on record"
        " from 2 January 2000 to 16 March 2001."
    ) in texts


def test_a_change_of_day_is_no_gap(travels: Catalogue) -> None:
    gaps = [f.finding.says for f in noticed(travels, "post-gap")]
    assert [text for text in gaps if text.startswith("Minister of Defence, India:")] == [
        "Minister of Defence, India: nobody is on record for 2 days between Jaswant Singh, until"
        " 18 October 2001, and George Fernandes, from 21 October 2001."
    ]
