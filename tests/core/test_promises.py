"""Commitments on a day: open, closed, overdue, and carried on to the next meeting."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defcat.catalogue import Catalogue
from defcat.dossier import load
from defcat.rules.promises import (
    Promise,
    born_later,
    open_for,
    promise_of,
    promises,
    standing,
    still_open,
)
from tests.core.edtf_texts import edtf_texts
from tests.core.making import make

JUNE = date(2024, 6, 15)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


def promise(state: str, **dates: str | None) -> Promise:
    known: dict[str, str | None] = {"due": None, "born": None, "closed": None} | dates
    return Promise(
        1, "C1", "Send the draft", state, known["due"], known["born"], known["closed"], *[None] * 3
    )


@pytest.mark.parametrize(
    ("one", "says", "state", "certain", "overdue"),
    [
        (promise("open"), "Open", "open", True, False),
        (promise("in-progress", due="2024-07"), "In progress, due July 2024", None, True, False),
        (promise("open", due="2024-06"), "Open, due June 2024", None, True, False),
        (promise("open", due="2024-06-15"), "Open, due 15 June 2024", None, True, False),
        (promise("open", due="2024-06-14"), "Overdue since 14 June 2024", None, True, True),
        (promise("open", due="2024-05"), "Overdue since May 2024", None, True, True),
        (promise("open", due="2024~"), "Open, due about 2024", None, True, False),
        (promise("open", due="2024-05/.."), "Open, due May 2024 or later", None, True, False),
        (promise("open", due="XXXX"), "Open, due day not recorded", None, True, False),
        (promise("open", due="../2023"), "Overdue since 2023 or earlier", None, True, True),
        (promise("done", closed="2024-06-15"), "Done 15 June 2024", "done", True, False),
        (promise("done", closed="2024-06-16", due="2024-05"), None, "open", True, True),
        (
            promise("dropped", closed="2024"),
            "Dropped in 2024: perhaps still open",
            "dropped",
            False,
            False,
        ),
        (
            promise("done", closed="2019/.."),
            "Done in 2019 or later: perhaps still open",
            "done",
            False,
            False,
        ),
        (promise("done"), "Done, day not recorded", "done", False, False),
        (promise("done", closed="XXXX"), "Done, day not recorded", "done", False, False),
        (promise("done", due="2020"), "Done, day not recorded", "done", False, False),
        (promise("open", closed="2024-01"), "Done January 2024", "done", True, False),
        (promise("open", born="2024"), "Open", "open", True, False),
    ],
)
def test_how_a_commitment_stands(
    one: Promise, says: str | None, state: str | None, certain: bool, overdue: bool
) -> None:
    how = standing(one, JUNE)
    assert how is not None
    assert (how.state, how.certain, how.overdue) == (state or one.state, certain, overdue)
    assert says is None or how.says == says


def test_before_it_was_promised_there_is_none() -> None:
    assert standing(promise("open", born="2024-06-16"), JUNE) is None
    assert standing(promise("done", born="2025", closed="2026"), JUNE) is None


@given(
    st.sampled_from(("open", "in-progress", "done", "dropped")),
    edtf_texts | st.none(),
    edtf_texts | st.none(),
    edtf_texts | st.none(),
    st.lists(st.dates(), min_size=2, max_size=2).map(sorted),
)
def test_what_is_promised_stays_so_and_what_is_closed_stays_closed(
    state: str, due: str | None, born: str | None, closed: str | None, days: list[date]
) -> None:
    one = promise(state, due=due, born=born, closed=closed)
    before, after = standing(one, days[0]), standing(one, days[1])
    assert before is None or after is not None
    if before and after:
        assert not (after.open and not before.open)
        assert not (before.overdue and after.open and not after.overdue)
        assert not (before.overdue and not before.open)


# --- in a catalogue -------------------------------------------------------------------------


@pytest.fixture
def desk(catalogue: Catalogue) -> tuple[Catalogue, dict[str, int]]:
    """Two editions of a dialogue and a meeting, with what was promised at them."""
    ids: dict[str, int] = {}
    with catalogue.change("Add") as change:
        for name in ("rajnath", "austin"):
            ids[name] = change.add("official", title=name)
        ids["dialogue"] = change.add("series", title="2+2")
        for name, day, series, person in [
            ("first", "2022-04-11", "dialogue", None),
            ("second", "2023-11-10", "dialogue", "austin"),
            ("meeting", "2023", None, "rajnath"),
            ("undated", None, None, "rajnath"),
        ]:
            ids[name] = change.add(
                "engagement", title=name, type="visit", date=day, series=ids.get(series or "")
            )
            if person:
                change.add_part("participant", ids[name], other_id=ids[person], role="principal")
        for name, born, values in [
            ("roadmap", "first", {"state": "open", "date": "2023-06"}),
            ("radar", "first", {"state": "done", "closed": "2023-01-31"}),
            ("engine", "second", {"state": "in-progress"}),
            ("liaison", "meeting", {"state": "open", "date": "2023-02-01"}),
            ("draft", "undated", {"state": "done"}),
            ("early", "second", {"state": "open", "promised": "2022-01"}),
            ("own", None, {"state": "open", "owner": ids["rajnath"], "promised": "2022"}),
        ]:
            ids[name] = change.add(
                "commitment", title=name, engagement=ids.get(born or ""), **values
            )
    return catalogue, ids


def test_what_is_open_is_carried_on(desk: tuple[Catalogue, dict[str, int]]) -> None:
    catalogue, ids = desk
    rajnath, austin, dialogue = ids["rajnath"], ids["austin"], ids["dialogue"]

    def titles(day: str, **of: list[int]) -> list[str]:
        with catalogue.read() as connection:
            found = open_for(connection, date.fromisoformat(day), **of)  # type: ignore[arg-type]
        return [one.title for one, _ in found]

    assert titles("2024-01-01", series=[dialogue]) == ["roadmap", "engine", "early"]
    assert titles("2022-12-31", series=[dialogue]) == ["roadmap", "radar", "early"]
    assert titles("2022-02-01", series=[dialogue]) == ["early"]
    assert titles("2024-01-01", people=[rajnath]) == ["liaison", "own"]
    assert titles("2022-12-31", people=[rajnath]) == ["own"]
    assert titles("2024-01-01", people=[austin]) == ["engine", "early"]
    assert titles("2024-01-01", engagements=[ids["second"]]) == ["engine", "early"]
    assert titles("2024-01-01", people=[rajnath, austin], series=[dialogue]) == [
        "liaison",
        "roadmap",
        "engine",
        "early",
        "own",
    ]
    assert titles("2024-01-01") == []
    with catalogue.read() as connection:
        besides = open_for(connection, date(2024, 1, 1), series=[dialogue], besides=ids["second"])
        assert [one.title for one, _ in besides] == ["roadmap"]
        assert besides[0][1].overdue


def test_born_later_by_the_day_promised_or_the_engagement(
    desk: tuple[Catalogue, dict[str, int]],
) -> None:
    catalogue, ids = desk
    with catalogue.read() as connection:

        def later(day: str) -> set[str]:
            found = born_later(connection, date.fromisoformat(day))
            return {name for name, i in ids.items() if i in found}

        assert later("2021-12-31") == {"roadmap", "radar", "engine", "liaison", "early", "own"}
        assert later("2022-04-11") == {"engine", "liaison"}
        assert later("2023-01-01") == {"engine"}  # a meeting of 2023 may have been in January
        assert later("2023-11-10") == set()
        assert born_later(connection, date(2021, 1, 1), [ids["own"]]) == {ids["own"]}


def test_the_same_from_a_dossier_as_from_the_file(
    desk: tuple[Catalogue, dict[str, int]],
) -> None:
    catalogue, ids = desk
    with catalogue.read() as connection:
        found = promises(connection, list(ids.values()))
        assert {one.title for one in found.values()} == set(ids) - {
            *("rajnath", "austin", "dialogue", "first", "second", "meeting", "undated")
        }
        for i, one in found.items():
            assert promise_of(load(connection, i)) == one
    with catalogue.change("Bin") as change:
        change.bin(ids["roadmap"])
    with catalogue.read() as connection:
        assert ids["roadmap"] not in promises(connection, list(ids.values()))
        left = still_open(promises(connection, list(ids.values())).values(), date(2024, 1, 1))
        assert [one.title for one, _ in left] == ["liaison", "engine", "early", "own"]
