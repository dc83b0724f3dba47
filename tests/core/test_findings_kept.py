"""How findings are kept: dismissed with a reason, made anew with every change, never a change."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, select

from defcat import history
from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.dossier import load
from defcat.errors import Refused
from defcat.exchange.jsonfile import record_json
from defcat.kinds import PARTS
from defcat.model import ENTRY, FINDING, RECORD, part_table
from defcat.rules import findings
from defcat.rules.findings import RULES, Finding
from defcat.rules.findings.reading import by_id
from tests.core.making import dump, make, start
from tests.core.noticing import agreement, noticed, person, said, visit

_COLUMNS = tuple(FINDING.c[name] for name in Finding.__slots__)


def kept(catalogue: Catalogue) -> list[Finding]:
    """All rows of the table of findings, in an order of their own."""
    with catalogue.read() as connection:
        return sorted((Finding(*row) for row in connection.execute(select(*_COLUMNS))), key=repr)


def anew(catalogue: Catalogue) -> list[Finding]:
    """What all rules find in all records."""
    with catalogue.read() as connection:
        found = [each for rule in RULES.values() for each in rule.check(connection, None)]
    return sorted(found, key=repr)


def test_a_dismissed_finding_comes_back_when_its_facts_change(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        made = agreement(change, ("signature", "2020-06-01"), ("entry-into-force", "2020-05-01"))
    (found,) = noticed(catalogue, "force-before-signature")
    with catalogue.change("Dismiss") as change:
        findings.dismiss(change, found.finding, "As printed")
    assert said(catalogue, "force-before-signature") == []
    with catalogue.read() as connection:
        (hidden,) = findings.listed(connection, dismissed=True)
        assert hidden.dismissal is not None
        assert (hidden.dismissal.why, hidden.dismissal.by) == ("As printed", "officer")
        assert findings.as_json(hidden) == {
            "rule": "force-before-signature",
            "refs": ["A1"],
            "says": "Entry into force on 1 May 2020 is before the signature on 1 June 2020.",
            "fix": "Compare both dates with the text, and correct the one that is wrong.",
            "dismissed": "As printed",
        }
        assert findings.counts(connection, dismissed=True) == {"force-before-signature": 1}
        shown = findings.of_record(connection, made)
        assert [f.dismissal is None for f in shown] == [False, True]  # and it has no source
    with catalogue.change("Undismiss") as change:
        findings.undismiss(change, hidden.finding)
    assert len(said(catalogue, "force-before-signature")) == 1
    catalogue.undo()
    assert said(catalogue, "force-before-signature") == []
    with catalogue.change("x") as change:
        change.set_part("event", 2, date="2020-05-02")
    assert len(said(catalogue, "force-before-signature")) == 1


def test_dismissed_at_either_end(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        one = person(change, "A B")
        person(change, "A B")
    (found,) = noticed(catalogue, "likely-duplicate")
    with catalogue.change("x") as change:
        rule, key = found.finding.rule, found.finding.key
        change.add_part("dismissal", one, rule=rule, key=key, why="Father and son")
    assert said(catalogue, "likely-duplicate") == []
    with catalogue.change("x") as change:
        findings.undismiss(change, found.finding)
    assert len(said(catalogue, "likely-duplicate")) == 1


def test_noticing_is_no_change_of_the_record(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        agreement(change, ("signature", "2020-06-01"), ("entry-into-force", "2020-05-01"))
    before = dump(catalogue)
    assert catalogue.notice() == 2
    assert catalogue.notice() == 2
    assert dump(catalogue) == before
    with catalogue.read() as connection:
        assert len(connection.execute(select(ENTRY)).all()) == 1
        assert not findings.due(connection)


def test_what_was_not_kept_to_the_end_is_done_again(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for _ in range(10):
            agreement(change, ("signature", "2020-06-01"), ("entry-into-force", "2020-05-01"))
    with catalogue.read() as connection:
        pieces = list(findings.recount(connection).pieces(4))
    for piece in pieces[:3]:
        catalogue.keep_findings(piece)
    with catalogue.read() as connection:
        assert findings.due(connection)
    catalogue.notice()
    assert kept(catalogue) == anew(catalogue)


def test_a_long_run_goes_on_with_the_rule_that_it_had_come_to(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for _ in range(4):
            agreement(change, ("signature", "2020-06-01"), ("entry-into-force", "2020-05-01"))
    pieces = findings.anew(catalogue.read, 3)
    for piece in pieces:
        catalogue.keep_findings(piece)
        if piece.at and piece.at.endswith(":likely-duplicate"):
            break
    pieces.close()
    done = {found.rule for found in kept(catalogue)}
    assert done == {"force-before-signature"}
    with catalogue.change("y") as change:
        agreement(change, ("signature", "2020-06-01"), ("entry-into-force", "2020-05-01"))
    with catalogue.read() as connection:
        planned = findings.plan(connection)
        assert planned.checks[0].rule.name == "likely-duplicate"
    catalogue.notice()
    assert kept(catalogue) == anew(catalogue)  # that of the change in between, too
    with catalogue.read() as connection:
        assert not findings.due(connection)


def test_what_no_rule_finds_any_more_goes_with_a_whole_run(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        agreement(change, ("signature", "2020-06-01"), ("entry-into-force", "2020-05-01"))
        visit(change, "2020-05-05")
        visit(change, "2020-05-05")
    catalogue.notice()
    assert kept(catalogue)
    catalogue.undo()
    catalogue.notice()
    assert kept(catalogue) == []


def test_rules_ask_about_all_records_part_by_part(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        hands = Hands(Random(11))
        for _ in range(40):
            hands.add(change)
            hands.link(change)
    with catalogue.read() as connection:
        for rule in RULES.values():
            parts = (rule.parts or by_id(rule.check, 7))(connection)
            found = [each for part in parts for each in part(connection)]
            assert sorted(found, key=repr) == sorted(rule.check(connection, None), key=repr)


def test_a_file_for_reading_tells_what_is_due(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue, catalogue.change("x") as change:
        made = agreement(change, ("signature", "2020-06-01"), ("entry-into-force", "2020-05-01"))
    with Catalogue.open(tmp_path / "desk.defcat", write=False) as catalogue:
        with catalogue.read() as connection:
            assert findings.listed(connection) == []
            rules = [f.finding.rule for f in findings.everything(connection)]
            assert rules == ["force-before-signature", "no-source"]
            assert findings.of_record(connection, made) == findings.everything(connection)
        with pytest.raises(Refused):
            catalogue.notice()


def test_the_json_of_a_record_tells_its_findings(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        made = agreement(change, ("signature", "2020-06-01"), ("entry-into-force", "2020-05-01"))
    with catalogue.read() as connection:
        told = record_json(connection, load(connection, made), catalogue.today())["findings"]
    assert [(each["rule"], each["refs"], each["dismissed"]) for each in told] == [
        ("force-before-signature", ["A1"], None),
        ("no-source", ["A1"], None),
    ]


def test_a_record_in_the_bin_has_no_findings_at_either_end(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        one = person(change, "A B")
        other = person(change, "A B")
    assert len(said(catalogue, "likely-duplicate")) == 1
    with catalogue.change("x") as change:
        change.bin(one)
    with catalogue.read() as connection:  # at once, before they are made anew
        assert findings.listed(connection, "likely-duplicate") == []
        assert [f.finding.rule for f in findings.of_record(connection, other)] == ["no-source"]
    assert said(catalogue, "likely-duplicate") == []
    catalogue.undo()
    assert len(said(catalogue, "likely-duplicate")) == 1


def test_each_record_is_up_to_date_before_findings_are_kept(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        first = person(change, "A B", ("Prime Minister", "2010", "2020"))
        day = visit(change, "2015-05-05", (first, "President"))
    catalogue.notice()
    with catalogue.change("x") as change:
        change.set_part("tenure", 1, post="President")
        person(change, "B A")
    with catalogue.read() as connection:
        rules = [f.finding.rule for f in findings.of_record(connection, first)]
        assert rules == ["likely-duplicate", "no-source"]  # no longer "office-not-held"
        twin = findings.of_record(connection, day + 1)
        assert [f.finding.rule for f in twin] == ["likely-duplicate", "no-source"]


def test_only_what_a_change_reaches_is_found_anew(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for number in range(20):
            title = f"Agreement {number}"
            agreement(
                change, ("signature", "2020-06"), ("entry-into-force", "2020-05"), title=title
            )
    catalogue.notice()
    with catalogue.change("x") as change:
        change.set_part("event", 1, date="2020-01")
    with catalogue.read() as connection:
        counted = findings.recount(connection)
    assert len(counted.stale) == 2
    assert [found.rule for found in counted.findings] == ["no-source"]
    with catalogue.change("x") as change:
        for record_id in range(1, 6):
            change.set("agreement", record_id, notes="Read again")
    with catalogue.read() as connection:
        counted = findings.recount(connection)
    assert len(counted.findings) == 39  # more than a fifth of all: everything at once


def test_a_record_is_looked_at_by_the_rules_of_its_kind(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        for number in range(20):
            person(change, f"Person {number}", ("Clerk", "2010", "2020"))
        day = visit(change, "2015-05-05", (1, None))
    catalogue.notice()

    def due(step: Callable[[Change], object]) -> set[str]:
        with catalogue.change("x") as change:
            step(change)
        with catalogue.read() as connection:
            rules = {check.rule.name for check in findings.plan(connection).checks}
        catalogue.notice()
        return rules

    for_any = {"end-before-start", "broken-link", "sources-disagree", "no-source"}
    of_visits = for_any | {"before-it-existed", "office-not-held", "cyclic-link"}
    pairs = {"same-engagement-twice"}
    assert due(lambda change: change.set("engagement", day, notes="Read")) == of_visits
    assert due(lambda change: change.set("engagement", day, date="2015-05-06")) == (
        of_visits | pairs
    )
    notes = due(lambda change: change.set("official", 1, notes="Read"))
    assert notes == for_any | {"before-it-existed"}
    ended = due(lambda change: change.set_part("tenure", 1, end="2019"))
    assert {"post-gap", "post-overlap", "office-not-held"} <= ended
    assert "likely-duplicate" not in ended
    moved = due(lambda change: change.set_part("tenure", 1, country="US"))
    assert "likely-duplicate" in moved


def test_no_rule_is_imported_before_it_is_asked() -> None:
    code = """
        import sys
        import defcat.catalogue, defcat.exchange.jsonfile
        print([name for name in sys.modules if "findings" in name])
    """
    with start(code) as process:
        assert process.communicate()[0].strip() == "[]"


def test_progress_is_told_by_rule(catalogue: Catalogue) -> None:
    with catalogue.change("x") as change:
        agreement(change)
    told: list[tuple[int, int]] = []
    catalogue.notice(lambda done, total: told.append((done, total)))
    total = len(told)
    assert total >= len(RULES)
    assert told == [(done, total) for done in range(1, total + 1)]


class Hands:
    """Somebody who changes records at random, of few names, days and countries."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def days(self) -> str:
        return self.random.choice(("2001-01-01", "2003-05", "2004", "2006-07-08", "2010~", "2012"))

    def work(self, change: Change) -> None:
        for _ in range(self.random.randint(1, 3)):
            self.random.choice((self.add, self.add, self.edit, self.link, self.link, self.drop))(
                change
            )

    def ids(self, change: Change, *kinds: str) -> list[int]:
        change.flush()
        query = select(RECORD.c.id).where(RECORD.c.kind.in_(kinds), RECORD.c.binned_at.is_(None))
        return list(change.connection.scalars(query.order_by(RECORD.c.id)))

    def add(self, change: Change) -> None:
        pick = self.random.choice
        name, country = pick(("Asha Rao", "Dr Rao, Asha", "Vikram Seth")), pick(("IN", "FR"))
        kind = pick(("agreement", "official", "engagement", "organisation", "source"))
        if kind == "official":
            change.add(kind, title=name, nationality=country, born=pick((None, "2002", "1960")))
        elif kind == "engagement":
            record = pick((None, f"Met President {name} and others"))
            values = {"type": "visit", "date": self.days(), "country": country, "record": record}
            change.add(kind, title="Visit", **values)
        elif kind == "agreement":
            title = pick(("Defence pact", "Defense pact"))
            change.add(kind, title=title, type="treaty", expiry_date=pick((None, self.days())))
        elif kind == "organisation":
            founded = pick((None, self.days()))
            change.add(
                kind, title=pick(("Forum", "Fora")), type="forum", country=country, founded=founded
            )
        else:
            change.add(kind, title="Paper", type="press-release", url=pick((None, "nowhere")))

    def edit(self, change: Change) -> None:
        pick = self.random.choice
        for kind, values in (
            ("official", {"title": pick(("Asha Rao", "Vikram Seth")), "died": self.days()}),
            ("engagement", {"date": self.days()}),
            ("organisation", {"country": pick(("IN", "FR"))}),
        ):
            if ids := self.ids(change, kind):
                change.set(kind, pick(ids), **values)
        if forums := self.ids(change, "organisation"):  # round and round, as it is refused now
            parent = pick((None, *forums))
            change.rewrite("organisation", {pick(forums): {"parent": parent}})
        change.flush()
        tenures = list(change.connection.scalars(select(part_table("tenure").c.id)))
        if tenures:
            change.set_part("tenure", pick(tenures), post=self.post(), end=self.days())

    def post(self) -> str:
        return self.random.choice(("President", "Prime Minister", "Defence Minister"))

    def link(self, change: Change) -> None:
        pick = self.random.choice
        officials, forums = self.ids(change, "official"), self.ids(change, "organisation")
        if officials:
            values = {"post": self.post(), "start": self.days(), "country": "IN"}
            body = pick((None, *forums))
            change.add_part("tenure", pick(officials), other_id=body, **values)
        for day in self.ids(change, "engagement")[-1:]:
            for who in officials[-1:]:
                values = {"role": "principal", "office": self.post()}
                change.add_part("participant", day, other_id=who, **values)
        for pact in self.ids(change, "agreement")[-2:]:
            kinds = ("signature", "entry-into-force", "supersession", "ratification")
            country = pick((None, "IN", "FR", "GB"))
            change.add_part("event", pact, type=pick(kinds), date=self.days(), country=country)
            change.add_part("party", pact, role="party", country=pick(("IN", "FR", "GB")))
            for other in self.ids(change, "agreement")[:1]:
                if other != pact:
                    change.add_part("agreement_relation", pact, type="supersedes", other_id=other)
            for paper in self.ids(change, "source")[-1:]:
                about, states = pick((None, "type")), pick((None, "one", "two"))
                change.add_part("citation", pact, other_id=paper, about=about, states=states)

    def drop(self, change: Change) -> None:
        pick = self.random.choice
        change.flush()
        binned = select(RECORD.c.id).where(RECORD.c.binned_at.is_not(None))
        hidden = list(change.connection.scalars(binned))
        if hidden and self.random.random() < 0.6:
            change.restore(pick(hidden))
        elif ids := self.ids(change, *("official", "source", "agreement", "engagement")):
            change.bin(pick(ids))
        part = pick([name for name in PARTS if name in ("tenure", "participant", "event")])
        found = list(change.connection.scalars(select(part_table(part).c.id)))
        if found:
            change.remove_part(part, pick(found))


def can(step: Callable[[Connection], object], catalogue: Catalogue) -> bool:
    with catalogue.read() as connection:
        return step(connection) is not None


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_after_each_change_is_what_all_rules_find(
    catalogue: Catalogue, seed: int
) -> None:
    hands = Hands(Random(seed))
    with catalogue.change("x") as change:
        for _ in range(12):
            hands.add(change)
            hands.link(change)
    catalogue.notice()
    for _ in range(25):
        turn = hands.random.random()
        if turn < 0.2 and can(history.undoable, catalogue):
            catalogue.undo()
        elif turn < 0.3 and can(history.redoable, catalogue):
            catalogue.redo()
        else:
            with catalogue.change("x") as change:
                hands.work(change)
        if hands.random.random() < 0.3:
            continue  # several entries at once, too
        with catalogue.read() as connection:
            counted = findings.recount(connection, whole_from=2)
        for piece in counted.pieces(7):
            catalogue.keep_findings(piece)
        assert kept(catalogue) == anew(catalogue)
