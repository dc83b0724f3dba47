"""When somebody was last met, and the editions of a series."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.rules.editions import (
    Edition,
    around,
    editions,
    missing,
    neighbours,
    next_number,
    ordinal,
)
from defcat.rules.meetings import last_met

TODAY = date(2026, 11, 22)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.create(tmp_path / "desk.defcat") as made:
        yield made


@pytest.fixture
def minister(catalogue: Catalogue) -> int:
    with catalogue.change("Begin") as change:
        return change.add("official", title="A. Rao")


def meet(catalogue: Catalogue, who: int, title: str, when: str | None, **values: str) -> int:
    with catalogue.change("Meet") as change:
        met = change.add("engagement", title=title, type="bilateral-meeting", date=when, **values)
        change.add_part("participant", met, other_id=who, role="principal")
        return met


def title(catalogue: Catalogue, who: int, day: date = TODAY) -> str | None:
    with catalogue.read() as connection:
        found = last_met(connection, who, day)
    return found.title if found else None


def test_nobody_was_met_before_the_first_meeting(catalogue: Catalogue, minister: int) -> None:
    assert title(catalogue, minister) is None
    meet(catalogue, minister, "No day", None)
    assert title(catalogue, minister) is None
    meet(catalogue, minister, "First", "2024-08-23")
    assert title(catalogue, minister, date(2024, 8, 22)) is None
    assert title(catalogue, minister, date(2024, 8, 23)) == "First"


def test_what_was_not_held_was_no_meeting(catalogue: Catalogue, minister: int) -> None:
    meet(catalogue, minister, "Held", "2024-08-23", state="held")
    meet(catalogue, minister, "Imported", "2024-09-01")
    for state in ("planned", "postponed", "cancelled"):
        meet(catalogue, minister, state, "2025-01-01", state=state)
    binned = meet(catalogue, minister, "Mistaken", "2025-02-01")
    with catalogue.change("Bin") as change:
        change.bin(binned)
    assert title(catalogue, minister) == "Imported"


def test_a_vague_date_never_passes_for_a_later_one(catalogue: Catalogue, minister: int) -> None:
    meet(catalogue, minister, "Some time in 2024", "2024")
    meet(catalogue, minister, "In August", "2024-08-23")
    assert title(catalogue, minister) == "In August"


def test_a_certain_day_goes_before_an_uncertain_one(catalogue: Catalogue, minister: int) -> None:
    meet(catalogue, minister, "That day", "2024-08-23")
    meet(catalogue, minister, "Perhaps that day", "2024-08-23?")
    assert title(catalogue, minister) == "That day"


def test_a_meeting_is_named_rather_than_its_visit(catalogue: Catalogue, minister: int) -> None:
    meet(catalogue, minister, "Meeting", "2024-08-22")
    meet(catalogue, minister, "Visit", "2024-08-22/2024-08-26")
    assert title(catalogue, minister) == "Meeting"


def series(catalogue: Catalogue, *rounds: tuple[int | None, str | None]) -> list[Edition]:
    """The editions on record of a new series with these numbers and dates."""
    with catalogue.change("Series") as change:
        dialogue = change.add("series", title="Dialogue")
        for number, when in rounds:
            change.add(
                "engagement",
                title=f"Round {number} {when}",
                type="two-plus-two",
                series=dialogue,
                edition=number,
                date=when,
            )
    with catalogue.read() as connection:
        return editions(connection, dialogue)


def test_editions_stand_by_number_and_their_gaps_show(catalogue: Catalogue) -> None:
    found = series(catalogue, (5, "2023-11-09"), (1, "2018-09-06"), (3, "2020-10"), (4, "2022"))
    assert [each.number for each in found] == [1, 3, 4, 5]
    assert missing(found) == [2]
    fourth = found[2].stub.id
    before, after = around(found, fourth)
    assert before is found[1]
    assert after is found[3]
    assert around(found, found[0].stub.id)[0] is None
    assert around(found, found[-1].stub.id)[1] is None
    assert around(found, 0) == (None, None)


def test_a_round_without_a_number_stands_by_its_date(catalogue: Catalogue) -> None:
    found = series(catalogue, (None, "2021-05"), (1, "2020"), (2, "2022"), (None, None))
    assert [each.number for each in found] == [1, None, 2, None]
    assert missing(found) == []


def test_an_edition_and_its_neighbours_are_read_without_the_others(catalogue: Catalogue) -> None:
    found = series(catalogue, (3, "2022"), (None, "2021-05"), (1, "2020"), (4, None), (None, None))
    with catalogue.read() as connection:
        dialogue = min(each.stub.id for each in found) - 1  # it was added just before them
        for place, each in enumerate(found):
            near = neighbours(connection, dialogue, each.stub.id)
            assert near == found[max(0, place - 1) : place + 2]
        assert neighbours(connection, dialogue, 0) == []


def test_the_next_edition_is_one_more_unless_it_lies_before_the_last(catalogue: Catalogue) -> None:
    found = series(catalogue, (4, "2022-04-11"), (5, "2023-11-09/2023-11-10"), (None, None))
    dialogue = min(each.stub.id for each in found) - 1  # it was added just before them
    with catalogue.read() as connection:
        assert next_number(connection, 0, None) == 1
        assert next_number(connection, dialogue, None) == 6
        assert next_number(connection, dialogue, date(2024, 11, 1)) == 6
        assert next_number(connection, dialogue, date(2023, 11, 10)) is None
        assert next_number(connection, dialogue, date(2019, 1, 1)) is None
        fifth = next(each.stub.id for each in found if each.number == 5)
        assert next_number(connection, dialogue, date(2023, 11, 10), besides=fifth) == 5


def test_numbers_are_written_as_they_are_said() -> None:
    said = {
        1: "1st",
        2: "2nd",
        3: "3rd",
        4: "4th",
        11: "11th",
        12: "12th",
        21: "21st",
        113: "113th",
    }
    assert {number: ordinal(number) for number in said} == said
