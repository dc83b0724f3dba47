"""What an import would do, and that it does just that: counts, changes, doubts, every line."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from defcat import history
from defcat.catalogue import Catalogue
from defcat.errors import InputError, Interrupted, Refused
from defcat.exchange import formats, plan
from defcat.exchange.preview import (
    BEST,
    LEAVE,
    NEW,
    Decisions,
    Fate,
    Preview,
    is_record,
    preview,
    run,
)
from defcat.exchange.profile import Profile
from defcat.exchange.profiles import load_profile
from defcat.model import RECORD

HEAD = "ref,title,day,place,who,remarks\n"
ROWS = (
    "1,Defence dialogue,2024-01-25,India,Emmanuel Macron,First round.\n"
    "2,Naval talks,2024-02-10,India,Florence Parly,Second round.\n"
    "3,Staff talks,2024-03-01,France,,\n"
)
PROFILE = """
title = "Talks"
kind = "engagement"
key = "{ref}"
scheme = "desk-talks"
locator = "row {ref}"
[record]
title = "{title}"
type = "visit"
date = "{day}"
country = "{place}"
record = "{remarks}"
[[part]]
part = "participant"
other_id = "who"
role = "principal"
[other.who]
kind = "official"
title = "{who}"
"""

Look = Callable[..., Preview]


class Desk:
    """A catalogue, a profile and a sheet that is imported as it stands."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue = catalogue
        self.file = folder / "talks.csv"
        path = folder / "desk-talks.toml"
        path.write_text(PROFILE, encoding="utf-8")
        self.profile: Profile = load_profile(str(path))

    def look(self, rows: str = ROWS, decisions: Decisions | None = None) -> Preview:
        self.file.write_text(HEAD + rows, encoding="utf-8")
        reading = formats.read(self.file)
        return preview(self.catalogue, self.profile, reading, decisions)

    def load(self, rows: str = ROWS, decisions: Decisions | None = None) -> tuple[int, ...]:
        done = run(self.catalogue, self.look(rows, decisions), decisions)
        return done.new, done.changed, done.unchanged, len(done.doubtful), len(done.bad)

    def id_of(self, title: str) -> int:
        with self.catalogue.read() as connection:
            query = select(RECORD.c.id).where(RECORD.c.title == title)
            return int(connection.execute(query).scalar_one())

    def records(self, kind: str = "engagement") -> int:
        with self.catalogue.read() as connection:
            query = select(func.count()).where(RECORD.c.kind == kind)
            return int(connection.execute(query).scalar_one())


@pytest.fixture
def desk(catalogue: Catalogue, tmp_path: Path) -> Desk:
    return Desk(catalogue, tmp_path)


def counts(seen: Preview) -> tuple[int, ...]:
    return seen.new, seen.changed, seen.unchanged, seen.doubtful, len(seen.bad)


def content(folder: Path) -> dict[str, str]:
    """Every file of the catalogue by what is in it; what readers share is no content."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*.defcat*"))
        if not path.name.endswith("-shm")
    }


MIXED = (
    "1,Defence dialogue,2024-01-25,India,Emmanuel Macron,First round.\n"  # as it was
    "2,Naval talks,2024-02-11,India,Florence Parly,Second round.\n"  # another day
    "7,Dialogue on defence,2024-03-01,France,,Staff talks\n"  # new
    "8,Staff talks,2024-03-01,France,,\n"  # row 3 under another number
    "9,Air talks,2024-02-30,India,,\n"  # bad
    "\n"
    "Total,3,,,,\n"
)


def test_a_preview_changes_nothing_and_the_run_does_what_it_says(
    desk: Desk, catalogue: Catalogue
) -> None:
    assert desk.load() == (3, 0, 0, 0, 0)
    before = content(catalogue.path.parent)
    seen = desk.look(MIXED)
    assert content(catalogue.path.parent) == before
    assert counts(seen) == (1, 1, 1, 1, 1)
    done = run(catalogue, seen)
    assert (done.new, done.changed, done.unchanged) == (1, 1, 1)
    assert ([row.line for row in done.doubtful], [row.line for row in done.bad]) == ([5], [6])
    assert done.kept == seen.kept
    assert content(catalogue.path.parent) != before
    assert desk.records() == 4
    catalogue.undo()
    assert desk.records() == 3


def test_every_line_of_the_sheet_is_accounted_for(desk: Desk) -> None:
    desk.load()
    rows = desk.look(MIXED).rows
    assert (rows.new, rows.changed, rows.unchanged, rows.doubtful, rows.bad) == (1, 1, 1, 1, 1)
    assert (rows.head, rows.blank, rows.left) == (1, 1, 1)
    assert rows.total == (HEAD + MIXED).count("\n")


def test_every_change_is_told_field_by_field(desk: Desk, catalogue: Catalogue) -> None:
    desk.load()
    naval = desk.id_of("Naval talks")
    with catalogue.change("Edit") as change:
        change.set("engagement", naval, record="Agreed on a third round.", country="FR")
    (told,) = desk.look(
        "2,Naval talks on islands,2024-02-11,India,Florence Parly,Postponed.\n"
    ).changes
    assert (told.record_id, told.ref, told.line, told.joined) == (naval, "E2", 2, False)
    found = {one.label: (one.before, one.says, one.fate) for one in told.fields}
    assert found == {
        "Title": ("Naval talks", "Naval talks on islands", Fate.SET),
        "Date": ("10 February 2024", "11 February 2024", Fate.SET),
        "Record of discussion": ("Agreed on a third round.", "Postponed.", Fate.BESIDE),
        "Country": ("France", "India", Fate.BESIDE),
    }


def test_a_row_that_comes_and_one_that_goes_are_told(desk: Desk) -> None:
    desk.load()
    seen = desk.look("1,Defence dialogue,2024-01-25,India,Catherine Colonna,First round.\n")
    (told,) = seen.changes
    assert [(one.label, one.before, one.says, one.fate) for one in told.fields] == [
        ("Participants", "Emmanuel Macron; Principal", "", Fate.REMOVED),
        ("Participants", "", "Catherine Colonna; Principal", Fate.ADDED),
    ]
    assert desk.records("official") == 2, "nobody is made by looking"


def test_a_value_edited_by_hand_stays_and_the_file_is_kept_beside_it(
    desk: Desk, catalogue: Catalogue
) -> None:
    desk.load()
    with catalogue.change("Edit") as change:
        change.set("engagement", desk.id_of("Naval talks"), date="2024-02-12")
    seen = desk.look()
    assert (counts(seen), seen.kept) == ((0, 1, 2, 0, 0), 1)
    assert run(catalogue, seen).kept == 1
    assert counts(desk.look()) == (0, 0, 3, 0, 0), "it is said once"


def test_the_same_file_again_changes_nothing_and_then_what_was_edited(desk: Desk) -> None:
    lines = [f"{n},Talks {n},2024-01-{n % 28 + 1:02},India,,Round {n}\n" for n in range(1, 301)]
    assert desk.load("".join(lines))[:3] == (300, 0, 0)
    entries = len(history_of(desk))
    assert desk.load("".join(lines)) == (0, 0, 300, 0, 0)
    assert len(history_of(desk)) == entries
    edited = {n: line.replace("Round", "Session") for n, line in enumerate(lines) if n % 3 == 0}
    now = "".join(edited.get(n, line) for n, line in enumerate(lines))
    seen = desk.look(now)
    assert counts(seen) == (0, 100, 200, 0, 0)
    assert {change.line for change in seen.changes} == {n + 2 for n in edited}
    assert {one.label for change in seen.changes for one in change.fields} == {
        "Record of discussion"
    }
    assert desk.load(now) == (0, 100, 200, 0, 0)
    assert desk.load(now) == (0, 0, 300, 0, 0)


def history_of(desk: Desk) -> list[history.EntryView]:
    with desk.catalogue.read() as connection:
        return list(history.entries(connection))


AGAIN = "30,Defence Dialogue,2024-01-25,India,MACRON Emmanuel,First round.\n"


def test_a_doubt_is_decided_by_a_person_or_left_out(desk: Desk) -> None:
    desk.load()
    (doubt,) = desk.look(AGAIN).doubts
    dialogue = desk.id_of("Defence dialogue")
    assert (doubt.key, doubt.line, doubt.title) == ("30", 2, "Defence Dialogue")
    assert doubt.says.startswith("ref: 30\ntitle: Defence Dialogue\n")
    assert [(each.record_id, each.ref) for each in doubt.candidates] == [(dialogue, "E1")]
    assert "the same day" in doubt.candidates[0].why
    assert desk.load(AGAIN) == (0, 0, 0, 1, 0)
    assert desk.load(AGAIN, Decisions({"30": LEAVE}, rest=NEW)) == (0, 0, 0, 1, 0)
    assert desk.records() == 3


@pytest.mark.parametrize("all_alike", [False, True])
def test_a_row_that_is_a_record_of_its_own_is_made(desk: Desk, all_alike: bool) -> None:
    desk.load()
    decisions = Decisions(rest=NEW) if all_alike else Decisions({"30": NEW})
    assert counts(desk.look(AGAIN, decisions)) == (1, 0, 0, 0, 0)
    assert desk.load(AGAIN, decisions) == (1, 0, 0, 0, 0)
    assert desk.load(AGAIN) == (0, 0, 1, 0, 0), "it is known from then on"


@pytest.mark.parametrize("best", [False, True])
def test_a_row_that_is_a_record_here_is_known_again(desk: Desk, best: bool) -> None:
    desk.load()
    dialogue = desk.id_of("Defence dialogue")
    decisions = Decisions(rest=BEST) if best else Decisions({"30": is_record(dialogue)})
    seen = desk.look(AGAIN, decisions)
    assert counts(seen) == (0, 1, 0, 0, 0)
    assert [change.record_id for change in seen.changes] == [dialogue]
    assert desk.load(AGAIN, decisions) == (0, 1, 0, 0, 0)
    assert desk.load(AGAIN) == (0, 0, 1, 0, 0), "nobody is asked twice"
    assert desk.records() == 3


def test_a_record_that_another_row_is_about_is_no_candidate(desk: Desk) -> None:
    desk.load()
    assert counts(desk.look(ROWS + AGAIN)) == (1, 0, 3, 0, 0)


def test_a_match_never_overwrites_what_the_record_holds(desk: Desk, catalogue: Catalogue) -> None:
    """The record is made by hand: the sheet fills what is empty and keeps the rest beside it."""
    with catalogue.change("By hand") as change:
        made = change.add(
            "engagement", title="Defence dialogue", type="visit", date="2024-01-25", country="FR"
        )
    decisions = Decisions({"1": is_record(made)}, rest=NEW)
    row = ROWS.splitlines(keepends=True)[0]
    seen = desk.look(row.replace("2024-01-25", "2024-01-26"), decisions)
    assert counts(seen) == (1, 0, 0, 0, 0), "another country: no doubt, and so nothing to decide"
    with catalogue.change("By hand") as change:
        change.set("engagement", made, country="IN")
    seen = desk.look(row.replace("2024-01-25", "2024-01-26"), decisions)
    (told,) = seen.changes
    assert told.joined
    assert {one.label: one.fate for one in told.fields} == {
        "Date": Fate.BESIDE,
        "Record of discussion": Fate.SET,
        "Participants": Fate.ADDED,
    }
    assert run(catalogue, seen, decisions).kept == seen.kept == 1


def test_a_decision_for_what_is_not_there_is_refused(desk: Desk) -> None:
    desk.load()
    official = desk.id_of("Emmanuel Macron")
    with pytest.raises(InputError, match="chosen for “30” is not there"):
        desk.look(AGAIN, Decisions({"30": is_record(official)}))


def test_what_no_row_shows_by_itself_is_refused_with_its_line(
    desk: Desk, tmp_path: Path, catalogue: Catalogue
) -> None:
    """A visit that is part of itself: nothing of the file comes in."""
    desk.load()
    relation = """
[[part]]
part = "engagement_relation"
other_id = "whole"
type = "part-of"
[other.whole]
kind = "engagement"
title = "{remarks}"
scheme = "desk-talks"
key = "{remarks}"
"""
    path = tmp_path / "desk-talks.toml"
    plain = PROFILE.replace('record = "{remarks}"\n', "")
    path.write_text(plain + relation, encoding="utf-8")
    desk.profile = load_profile(str(path))
    entries = len(history_of(desk))
    with pytest.raises(Refused, match=r"Line 3: A record cannot be linked to itself\."):
        desk.load("1,Defence talks,2024-01-25,India,,\n2,Naval talks,2024-02-10,India,,2\n")
    assert len(history_of(desk)) == entries


def test_a_catalogue_that_changed_is_to_be_looked_at_again(
    desk: Desk, catalogue: Catalogue
) -> None:
    seen = desk.look()
    with catalogue.change("Meanwhile") as change:
        change.add("topic", title="Cyber", type="policy-theme")
    with pytest.raises(Refused, match="Look at the preview again"):
        run(catalogue, seen)
    assert desk.records() == 0


def test_stopped_anywhere_nothing_is_changed(desk: Desk, catalogue: Catalogue) -> None:
    seen = desk.look("".join(f"{n},Talks {n},2024,India,,\n" for n in range(600)))
    whole = 0

    def counting() -> bool:
        nonlocal whole
        whole += 1
        return False

    before = content(catalogue.path.parent)
    preview(catalogue, seen.profile, seen.reading, stop=counting)
    with pytest.raises(Interrupted):
        run(catalogue, seen, stop=lambda: True)
    left = [whole + 2]  # after all is read, while it is written

    def later() -> bool:
        left[0] -= 1
        return left[0] < 0

    with pytest.raises(Interrupted):
        run(catalogue, seen, stop=later)
    assert desk.records() == 0
    assert history_of(desk) == []
    assert counts(preview(catalogue, seen.profile, seen.reading)) == counts(seen)
    assert before.keys() == content(catalogue.path.parent).keys()


def test_a_large_sheet_is_read_again_and_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond what is kept the drafts are made a second time: the same records, in order."""
    monkeypatch.setattr(plan, "KEPT", 10)
    rows = "".join(
        f"{n},Talks {n},{'2024-02-30' if n % 7 == 0 else '2024-02-01'},India,,\n"
        for n in range(1, 60)
    )
    seen = desk.look(rows)
    assert (seen.new, len(seen.bad)) == (51, 8)
    assert [draft.line for draft in seen.samples] == [n + 1 for n in range(1, 60) if n % 7]
    assert desk.load(rows)[:2] == (51, 0)
    assert desk.load(rows)[2] == 51
