"""Where an agreement stands, as briefs print it: for each party, by its term, no secrets."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from defcat.briefs import Request, build
from defcat.catalogue import Catalogue
from tests.core.making import make
from tests.core.test_briefs import told

DAY = date(2024, 11, 18)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


def printed(catalogue: Catalogue, name: str, record: int, ceiling: str | None = None) -> list[str]:
    with catalogue.read() as connection:
        made = build(
            connection,
            Request(name, (record,)),
            scheme=catalogue.scheme,
            as_of=DAY,
            prepared_on=DAY,
            ceiling=ceiling,
        )
    return told(made.blocks)


def agreement(catalogue: Catalogue, *countries: str) -> int:
    with catalogue.change("Add") as change:
        record = change.add(
            "agreement",
            title="MoU",
            type="mou",
            marking="unclassified",
            duration="five years",
            renewal="automatic",
            renewal_period="five years",
            notice_period="six months",
        )
        for country in countries:
            change.add_part("party", record, role="party", country=country)
        change.add_part("event", record, type="entry-into-force", date="2016-09-01")
    return record


def test_parties_are_listed_where_they_do_not_stand_together(catalogue: Catalogue) -> None:
    record = agreement(catalogue, "IN", "US", "FR")
    assert "# Status of each party" not in printed(catalogue, "agreement", record)
    with catalogue.change("France leaves") as change:
        change.add_part("event", record, type="withdrawal", country="FR", effective="2020-01-01")
    lines = printed(catalogue, "agreement", record)
    at = lines.index("# Status of each party")
    assert lines[at + 4] == "| France | Terminated | withdrawal by France: 1 January 2020"
    assert lines[at + 2].startswith("| India | In force")


def test_the_term_says_what_comes_next_until_it_has_ended(catalogue: Catalogue) -> None:
    record = agreement(catalogue, "IN", "US")
    runs = "on 1 September 2021, until 1 September 2026; notice by 1 March 2026"
    [line] = [x for x in printed(catalogue, "agreement", record) if x.startswith("Term:")]
    assert line.endswith(f"; renewed automatically {runs}")
    with catalogue.change("End") as change:
        change.add_part("event", record, type="termination", date="2023-01-01")
    [line] = [x for x in printed(catalogue, "agreement", record) if x.startswith("Term:")]
    assert runs not in line


@pytest.mark.parametrize("name", ["agreement", "record"])
def test_a_later_agreement_above_the_ceiling_is_not_named(catalogue: Catalogue, name: str) -> None:
    record = agreement(catalogue, "IN", "US")
    with catalogue.change("Supersede") as change:
        later = change.add("agreement", title="Hidden Accord", type="mou", marking="secret")
        change.add_part("event", later, type="entry-into-force", date="2020-01-01")
        change.add_part("agreement_relation", later, type="supersedes", other_id=record)
    lines = "\n".join(printed(catalogue, name, record, "restricted"))
    assert "uperseded by a later agreement, in force: 1 January 2020" in lines
    assert "Hidden Accord" not in lines
    assert "uperseded by Hidden Accord (A2)" in "\n".join(printed(catalogue, name, record))


@pytest.mark.parametrize("name", ["agreement", "record"])
def test_a_status_set_by_hand_is_printed_without_a_name(catalogue: Catalogue, name: str) -> None:
    record = agreement(catalogue, "IN", "US")
    with catalogue.change("By hand") as change:
        change.add_part("hand_status", record, status="suspended", why="note verbale 12")
    lines = "\n".join(printed(catalogue, name, record))
    assert "et by hand on 18 November 2024: note verbale 12" in lines
    assert "asha" not in lines
