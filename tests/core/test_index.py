"""What the index holds of a record, and that it stays in step with whatever changes."""

import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from defcat.catalogue import Catalogue
from defcat.check import check
from defcat.errors import FileProblem, Interrupted
from defcat.model import FACET, FACET_SET, RECORD
from defcat.search import index, tags
from defcat.search.entries import entries
from defcat.search.fields import searched
from defcat.storage.fulltext import LONG, PREFIXES, TABLE, WORDS
from tests.core.making import NOON, index_terms, leave_pieces, make, pieces, start

posix = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


def in_step(catalogue: Catalogue) -> bool:
    with catalogue.read() as connection:
        return check(connection, catalogue.today()).ok


def held(catalogue: Catalogue, title: str) -> dict[str, set[str]]:
    """The words that the index of the file holds of a record, by column."""
    with catalogue.read() as connection:
        key = connection.scalar(select(RECORD.c.sort_key).where(RECORD.c.title == title))
    found: dict[str, set[str]] = {}
    for term, entry, column, _ in index_terms(catalogue.path):
        if entry == key:
            found.setdefault(column, set()).add(term)
    return found


def counted(connection: Connection, title: str) -> dict[str, Any]:
    """What facets count of a record."""
    sets = {row.id: row.content for row in connection.execute(select(FACET_SET))}
    query = select(FACET).join(RECORD, RECORD.c.sort_key == FACET.c.key)
    row = connection.execute(query.where(RECORD.c.title == title)).one()
    named = {name: sets[getattr(row, name)].split("\n") for name in ("plain", "places", "topics")}
    return {**named, "year": row.year}


def of(field: str) -> str:
    return searched()[field].mark


def test_every_long_text_has_a_column() -> None:
    long = [name.replace("-", "_") for name, field in searched().items() if field.long]
    assert sorted(LONG) == sorted(long)


@pytest.fixture
def desk(catalogue: Catalogue) -> Catalogue:
    """A visit, an agreement and who and what they name."""
    with catalogue.change("Add") as change:
        topic = change.add("topic", title="Jet engines", type="sector")
        official = change.add("official", title="Lloyd Austin", nationality="US")
        change.add_part("alias", official, name="Ллойд")
        visit = change.add(
            "engagement",
            title="Visit of the Secretary",
            type="visit",
            state="held",
            date="2023-11-09/2023-11-10",
            city="New Delhi",
            country="IN",
            record="They met; the programme went on.",
            notes="Seen twice",
        )
        change.add_part("subject", visit, other_id=topic)
        change.add_part("participant", visit, other_id=official, role="principal", side="US")
        change.add_part("outcome", visit, type="decision", text="To go on")
        mou = change.add("agreement", title="GE MoU", type="mou", expiry_date="2024-11-19")
        change.add_part("event", mou, type="entry-into-force", date="2020-01-01")
        for country in ("IN", "US"):
            change.add_part("party", mou, role="party", country=country)
    return catalogue


def test_a_record_is_held_by_what_can_be_asked_of_it(desk: Catalogue) -> None:
    found = held(desk, "Visit of the Secretary")
    assert found["name"] == {"e1", "visit", "of", "the", "secretary"}
    assert {"new", "delhi", "lloyd", "austin", "jet", "engines", "india"} <= found["body"]
    assert found["record"] == {"they", "met", "the", "programme", "went", "on"}
    assert "programme" not in found["body"]
    assert found["notes"] == {"seen", "twice"}
    assert found["outcome_text"] == {"to", "go", "on"}
    assert found["variants"] == {"program"}
    expected = {
        tags.kind("engagement"),
        tags.country("IN"),
        tags.country("US"),
        tags.code(of("type"), "visit"),
        tags.code(of("state"), "held"),
        tags.code(of("side"), "US"),
        tags.code(of("place"), "IN"),
        tags.word(of("place"), "delhi"),
        tags.code(of("marking"), "unclassified"),
        tags.word(of("with"), "austin"),
        tags.word(of("topic"), "jet"),
        tags.word(tags.TITLED, "secretary"),
        *(tags.has(name) for name in ("participant", "record", "notes")),
    }
    assert expected <= found["tags"]
    assert tags.has("attachment") not in found["tags"]
    assert tags.word(tags.NAMED, "secretary") not in found["tags"]
    begun, whole = tags.asked_days(of("date"), NOON.date(), NOON.date())
    assert found["tags"].isdisjoint({*begun, *whole})
    official = held(desk, "Lloyd Austin")["tags"]
    named = {tags.word(tags.NAMED, word) for word in ("austin", "lloyd", "ллоид", "lloid")}
    assert len(named & official) >= 3


@pytest.mark.parametrize(
    ("expression", "finds"),
    [
        ('body : "jose ramirez of"', True),  # folded: Ø and é are no letters of the index
        ('name : "soren thor"', True),
        ('tags : "{place}new {place}delhi"', True),
        ('tags : "{place}delhi {place}new"', False),
        ('tags : "{place}delhi {place}hyderabad"', False),  # from the city into the venue
        ('tags : "{place}house {place}new"', False),
        ('tags : "{place}ministry {place}of {place}defence"', True),
        ('tags : "{place}ministry {place}of {place}defense"', False),
        ("tags : {place}defense", True),
    ],
)
def test_words_stand_in_their_order(catalogue: Catalogue, expression: str, finds: bool) -> None:
    with catalogue.change("Add") as change:
        person = change.add("official", title="José Ramírez of Åland")
        visit = change.add(
            "engagement",
            title="Søren Þor",
            type="visit",
            date="2023-11-09",
            city="New Delhi",
            venue="Ministry of Defence, Hyderabad House",
        )
        change.add_part("participant", visit, other_id=person, role="principal", side="US")
    with catalogue.read() as connection:
        match = expression.format(place=of("place"))
        assert (index.matching(connection, match, -1).tolist() == [visit]) is finds


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("place", {"Visit of the Secretary"}),
        ("with", {"Visit of the Secretary"}),
        ("entry-into-force", {"GE MoU"}),
        ("expires", {"GE MoU"}),
        ("record", {"Visit of the Secretary"}),
        ("outcome", {"Visit of the Secretary"}),
        ("alias", {"Lloyd Austin"}),
        ("nationality", {"Lloyd Austin"}),
        ("attachment", set()),
        ("level", set()),
    ],
)
def test_what_is_filled_in(desk: Catalogue, name: str, found: set[str]) -> None:
    token, begun = tags.filled(name)
    with desk.read() as connection:
        ids = index.matching(connection, f'"{token}" *' if begun else f'"{token}"', -1)
        titles = select(RECORD.c.title).where(RECORD.c.id.in_(ids))
        assert set(connection.scalars(titles)) == found


def test_a_short_text_without_a_word_is_filled_in(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        change.add("engagement", title="Visit", type="visit", date="2023", city="…")
    assert of("place") in held(catalogue, "Visit")["tags"]
    assert in_step(catalogue)


def test_unmarked_counts_as_the_lowest_level_of_the_scheme(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        topic = change.add("topic", title="Unmarked", type="sector")
    with catalogue.change("Edit") as change:
        change.set("topic", topic, marking=None)
    found = held(catalogue, "Unmarked")["tags"]
    assert tags.code(of("marking"), "unclassified") in found
    assert tags.has("marking") not in found
    with catalogue.read() as connection:
        assert "marking=unclassified" in counted(connection, "Unmarked")["plain"]


def test_longer_words_and_tags_are_listed_but_not_records(desk: Catalogue) -> None:
    with desk.read() as connection:
        listed = set(connection.exec_driver_sql(f"SELECT term FROM {WORDS}").scalars())
    assert {"secretary", "programme", "program"} <= listed
    assert tags.word(of("with"), "austin") in listed
    assert tags.code(of("type"), "visit") in listed
    assert not any(tags.names_record(term) or len(term) <= PREFIXES for term in listed)


def test_what_facets_count(desk: Catalogue) -> None:
    with desk.read() as connection:
        visit = counted(connection, "Visit of the Secretary")
        mou = counted(connection, "GE MoU")
        official = counted(connection, "Lloyd Austin")
    assert visit == {
        "plain": ["kind=engagement", "marking=unclassified", "state=held", "type=visit"],
        "places": ["place=IN", "side=US"],
        "topics": ["1"],
        "year": 2023,
    }
    assert mou["plain"] == [
        "form=bilateral",
        "kind=agreement",
        "marking=unclassified",
        "status=in-force",
        "type=mou",
    ]
    assert mou["places"] == ["party=IN", "party=US"]
    assert official["year"] is None


# --- it stays in step ------------------------------------------------------------------------


def test_a_change_of_anything_keeps_it_in_step(desk: Catalogue) -> None:
    with desk.read() as connection:
        ids = {row.title: row.id for row in connection.execute(select(RECORD.c.title, RECORD.c.id))}
    official, visit = ids["Lloyd Austin"], ids["Visit of the Secretary"]
    with desk.change("Rename") as change:
        change.set("official", official, title="Lloyd J. Austin III")
    assert in_step(desk)
    assert tags.word(of("with"), "iii") in held(desk, "Visit of the Secretary")["tags"]
    with desk.change("Date") as change:
        change.set("engagement", visit, date=None)
    assert in_step(desk)
    with desk.change("Bin") as change:
        change.bin(official)
    assert in_step(desk)
    assert "austin" not in held(desk, "Visit of the Secretary")["body"]
    for _ in range(3):
        desk.undo()
        assert in_step(desk)
    for _ in range(3):
        desk.redo()
        assert in_step(desk)
    with desk.change("Archive") as change:
        change.archive(visit)
    assert tags.has("archived") in held(desk, "Visit of the Secretary")["tags"]


def test_a_status_that_the_day_changes_is_found_by_what_it_is(desk: Catalogue) -> None:
    path = desk.path
    desk.close()
    code = tags.code(of("status"), "expired")
    with Catalogue.open(path, now=lambda: NOON + timedelta(days=3)) as later:
        assert code in held(later, "GE MoU")["tags"]
        assert in_step(later)
        with later.read() as connection:
            assert "status=expired" in counted(connection, "GE MoU")["plain"]


def test_a_status_that_a_day_changes_while_it_is_open(tmp_path: Path) -> None:
    today = [NOON]

    def now() -> datetime:
        return today[0]

    with make(tmp_path, now=now) as catalogue:
        with catalogue.change("Add") as change:
            mou = change.add("agreement", title="MoU", type="mou", expiry_date="2024-11-19")
            change.add_part("event", mou, type="entry-into-force", date="2020-01-01")
        today[0] += timedelta(days=3)
        assert catalogue.advance() == {mou}
        assert tags.code(of("status"), "expired") in held(catalogue, "MoU")["tags"]
        assert in_step(catalogue)


def test_a_status_that_another_record_changes(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        old = change.add("agreement", title="Old", type="mou")
        change.add_part("event", old, type="entry-into-force", date="2010-01-01")
        new = change.add("agreement", title="New", type="mou")
        change.add_part("event", new, type="entry-into-force", date="2020-01-01")
    with catalogue.change("Relate") as change:
        change.add_part("agreement_relation", new, type="supersedes", other_id=old)
    assert tags.code(of("status"), "superseded") in held(catalogue, "Old")["tags"]
    assert in_step(catalogue)
    catalogue.undo()
    assert tags.code(of("status"), "in-force") in held(catalogue, "Old")["tags"]
    assert in_step(catalogue)


# --- its edition -----------------------------------------------------------------------------


def make_older(path: Path) -> None:
    with Catalogue.open(path) as catalogue, catalogue._begin() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = 'x' WHERE name = 'index-edition'")
        connection.exec_driver_sql("DELETE FROM fulltext")


def test_an_index_of_another_edition_is_made_anew(desk: Catalogue) -> None:
    path, before = desk.path, index_terms(desk.path)
    desk.close()
    make_older(path)
    with pytest.raises(FileProblem, match="older"):
        Catalogue.open(path, write=False)
    with Catalogue.open(path, renew=False) as catalogue:
        assert catalogue.outdated
    told: list[tuple[int, int]] = []
    with Catalogue.open(
        path, now=lambda: NOON, progress=lambda done, total: told.append((done, total))
    ) as catalogue:
        assert not catalogue.outdated
        assert in_step(catalogue)
    assert told == [(4, 4)]
    assert index_terms(path) == before
    Catalogue.open(path, write=False).close()


def settings(catalogue: Catalogue) -> dict[str, int]:
    with catalogue.read() as connection:
        return dict(connection.exec_driver_sql(f"SELECT k, v FROM {TABLE}_config").all())


def test_an_index_made_anew_is_in_one_piece(
    desk: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MANY", 2)
    monkeypatch.setattr("defcat.search.entries.CHUNK", 1)
    monkeypatch.setattr("defcat.storage.fulltext.BUFFER", 1)
    before = index_terms(desk.path)
    told: list[tuple[int, int]] = []
    desk.rebuild_index(lambda done, total: told.append((done, total)))
    assert pieces(desk) == 1
    assert index_terms(desk.path) == before
    assert in_step(desk)
    assert told == sorted(told)
    assert told[-1] == (4, 4)
    assert all(total == 4 for _, total in told)


def test_many_entries_written_at_once_leave_few_pieces(
    desk: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MANY", 40)
    told: list[tuple[int, int]] = []
    for size in (20, 20, 50):
        told.clear()
        with desk.change("Add", told=lambda done, total: told.append((done, total))) as change:
            for number in range(size):
                change.add("topic", title=f"Topic {number} of {size}", type="sector")
    assert told[-1] == (50, 50)
    assert pieces(desk) <= 4
    assert in_step(desk)
    usual = settings(desk)
    assert (usual["automerge"], usual["crisismerge"]) == (4, 16)


def test_pieces_that_changes_left_are_put_together_bit_by_bit(
    desk: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("defcat.storage.fulltext._STEP", 1)
    leave_pieces(desk, 12)
    before, scattered = index_terms(desk.path), pieces(desk)
    assert scattered >= 12
    steps = 0
    while desk.tend():
        steps += 1
    assert steps > 1
    assert pieces(desk) < scattered / 3
    assert index_terms(desk.path) == before
    assert in_step(desk)


def test_an_index_in_order_is_not_written_to(desk: Catalogue) -> None:
    while desk.tend():
        pass
    desk.close()
    before = desk.path.read_bytes()
    with Catalogue.open(desk.path, now=lambda: NOON) as catalogue:
        assert not catalogue.tend()
    assert desk.path.read_bytes() == before


def test_what_is_told_stops_a_change(desk: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MANY", 0)
    before, usual = index_terms(desk.path), settings(desk)

    def stop(done: int, total: int) -> None:
        raise Interrupted("enough")

    with pytest.raises(Interrupted), desk.change("Add", told=stop) as change:
        change.add("topic", title="Never", type="sector")
    assert (index_terms(desk.path), settings(desk)) == (before, usual)
    with desk.change("Add") as change:
        change.add("topic", title="After", type="sector")
    assert in_step(desk)


def test_an_index_of_this_edition_is_left_alone(desk: Catalogue) -> None:
    path = desk.path
    desk.close()

    def never(done: int, total: int) -> None:
        raise AssertionError("it was made anew")

    Catalogue.open(path, progress=never).close()


def test_the_edition_follows_the_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    before = index.edition()
    monkeypatch.setattr(index, "FORMAT", 999)
    assert index.edition() != before


def test_a_rebuild_that_is_stopped_leaves_it_as_it_was(desk: Catalogue) -> None:
    before = index_terms(desk.path)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.rebuild_index(stop)
    assert in_step(desk)
    assert index_terms(desk.path) == before


KILL_IN_REBUILD = """
    import os, signal, sys
    from pathlib import Path
    from defcat.catalogue import Catalogue
    with Catalogue.open(Path(sys.argv[1])) as catalogue:
        catalogue.rebuild_index(lambda done, total: os.kill(os.getpid(), signal.SIGKILL))
"""


@posix
def test_killed_in_a_rebuild_the_old_index_is_there(desk: Catalogue) -> None:
    path = desk.path
    desk.close()
    with start(KILL_IN_REBUILD, path) as process:
        assert process.wait() == -signal.SIGKILL
    with Catalogue.open(path) as catalogue:
        assert in_step(catalogue)


def test_entries_come_in_the_order_asked_for_and_without_the_bin(desk: Catalogue) -> None:
    with desk.change("Bin") as change:
        change.bin(1)
    with desk.read() as connection:
        made = [entry.id for chunk in entries(connection, [4, 1, 3]) for entry in chunk.entries]
    assert made == [4, 3]
