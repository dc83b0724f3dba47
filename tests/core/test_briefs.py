from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from defcat import briefs
from defcat.briefs import pdf
from defcat.briefs.blocks import (
    Block,
    Brief,
    Bullets,
    Heading,
    Inline,
    KeyFacts,
    Note,
    Paragraph,
    SourceList,
    Table,
    Title,
    inline,
    letters,
    mark_names,
    prose,
    shortened,
)
from defcat.briefs.wording import as_written
from defcat.catalogue import Catalogue
from defcat.dossier import find_id
from defcat.errors import InputError, NotFound, Refused
from defcat.kinds import KINDS

DAY = date(2026, 11, 22)
BY_POSTS = "(by the posts on record)"


class Desk:
    """A small catalogue on one arrangement, the meeting about it, and the people in both."""

    def __init__(self, path: Path) -> None:
        self.catalogue = Catalogue.create(path, scheme="india", user="officer")
        self.ids: dict[str, int] = {}
        with self.catalogue.change("Fill") as change:
            self._people(change)
            self._sources(change)
            self._agreement(change)
            self._meeting(change)

    def brief(
        self, name: str, *keys: str, sections: tuple[str, ...] | None = None, **options: Any
    ) -> Brief:
        options = {"as_of": DAY, "prepared_on": DAY, **options}
        with self.catalogue.read() as connection:
            ids = [self.ids[key] for key in keys]
            scheme = self.catalogue.scheme
            request = briefs.Request(name, tuple(ids), sections=sections)
            return briefs.build(connection, request, scheme=scheme, **options)

    def _people(self, change: Any) -> None:
        ministry = change.add(
            "organisation", title="Ministry of Defence", type="ministry", country="IN"
        )
        minister = change.add("official", title="Rajnath Singh", native_name="राजनाथ सिंह")
        change.add_part("tenure", minister, post="Home Minister", start="2014", end="2019-05-30")
        change.add_part(
            "tenure", minister, post="Minister of Defence", other_id=ministry, start="2019-05-31"
        )
        secretary = change.add("official", title="Lloyd Austin", nationality="US")
        change.add_part("tenure", secretary, post="Secretary of Defense", start="2021-01-22")
        self.ids |= {"ministry": ministry, "minister": minister, "secretary": secretary}

    def _sources(self, change: Any) -> None:
        self.ids["article"] = change.add(
            "source", title="Two pacts", type="article", publisher="A paper", date="2024-08-24"
        )
        self.ids["release"] = change.add(
            "source",
            title="Press release",
            type="press-release",
            date="2024-08-22",
            url="https://example.org/release",
            marking="restricted",
        )

    def _agreement(self, change: Any) -> None:
        supply = change.add(
            "agreement", title="Supply Arrangement", type="arrangement", binding="no"
        )
        change.add_part("alias", supply, name="SOSA")
        for country in ("IN", "US"):
            change.add_part("party", supply, role="party", country=country)
        signing = change.add_part("event", supply, type="signature", date="2024-08-22")
        change.add_part(
            "event", supply, type="entry-into-force", date="2024-08-22", effective="2024-09-01"
        )
        change.add_part("event", supply, type="suspension", date="2027")
        change.add_part(
            "signatory", supply, other_id=self.ids["minister"], country="IN", event=signing
        )
        article, release = self.ids["article"], self.ids["release"]
        change.add_part("citation", supply, other_id=article, locator="para 2")
        for source, locator, states, preferred in (
            (article, "para 3", "signed on Friday", False),
            (release, "para 1", "signed on 22 August", True),
        ):
            change.add_part(
                "citation",
                supply,
                other_id=source,
                about="event",
                row=signing,
                locator=locator,
                states=states,
                preferred=preferred,
            )
        older = change.add("agreement", title="Older Arrangement", type="arrangement")
        change.add_part("event", older, type="entry-into-force", date="1995")
        change.add_part("agreement_relation", supply, type="supersedes", other_id=older)
        annex = change.add("agreement", title="Hushed Annex", type="annex", marking="secret")
        change.add_part("agreement_relation", annex, type="annex-to", other_id=supply)
        self.ids |= {"supply": supply, "older": older, "annex": annex}

    def _meeting(self, change: Any) -> None:
        visit = change.add("engagement", title="Visit", type="visit", date="2024-08")
        series = change.add("series", title="2+2 Dialogue")
        meeting = change.add(
            "engagement",
            title="Meeting",
            type="bilateral-meeting",
            date="2024-08-23",
            date_note="on Friday",
            city="Arlington",
            country="US",
            series=series,
            edition=5,
            agenda="Items:\n- supply\n- liaison",
        )
        change.add_part("engagement_relation", meeting, type="part-of", other_id=visit)
        for person, side, office in (
            ("minister", "IN", None),
            ("secretary", "US", "Guest of honour"),
        ):
            change.add_part(
                "participant",
                meeting,
                other_id=self.ids[person],
                role="principal",
                side=side,
                office=office,
            )
        change.add_part(
            "engagement_agreement", meeting, other_id=self.ids["supply"], role="discussed"
        )
        change.add_part("outcome", meeting, type="decision", text="Officers are exchanged.")
        change.add(
            "commitment",
            title="Send the draft",
            state="open",
            date="2024-10",
            engagement=meeting,
            owner_side="US",
        )
        change.add_part(
            "citation", meeting, other_id=self.ids["article"], about="date", locator="para 9"
        )
        self.ids |= {"visit": visit, "meeting": meeting, "series": series}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("briefs") / "desk.defcat")
    yield desk
    desk.catalogue.close()


def words(text: Inline) -> str:
    """A run as plain text, with its source marks."""
    return "".join(span.text + "".join(f"[{mark}]" for mark in span.marks) for span in text)


def told(blocks: tuple[Block, ...]) -> list[str]:
    """What the blocks say, a line for every heading, fact, row and so on."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Title(text, kicker, subtitle):
                lines += [f"= {kicker} = {words(text)} = {words(subtitle)}"]
            case Heading(text):
                lines += [f"# {text}"]
            case Paragraph(text):
                lines += [words(text)]
            case Bullets(items):
                lines += [f"- {words(item)}" for item in items]
            case KeyFacts(facts):
                lines += [f"{fact.label}: {words(fact.value)}" for fact in facts]
            case Note(label, texts):
                lines += [f"! {label} | " + " | ".join(words(text) for text in texts)]
            case Table(columns, groups):
                lines += ["| " + " | ".join(column.label for column in columns)]
                for group in groups:
                    note = f" ({group.note})" if group.note else ""
                    lines += [f"| {group.label}{note}:"] if group.label else []
                    lines += ["| " + " | ".join(words(cell) for cell in row) for row in group.rows]
            case SourceList(entries):
                for e in entries:
                    places = "".join(f" [{number}] {where}" for number, where in e.places)
                    lines += [f"[{e.number}] {e.title} / {e.details} / {e.url}{places}"]
    return lines


def test_agreement_one_pager(desk):
    assert told(desk.brief("agreement", "supply").blocks) == [
        "= Agreement A1 = Supply Arrangement = Arrangement · Not binding · Bilateral[1]",
        "Also known as: SOSA",
        "! In force | As of 22 November 2026 · entry into force: 1 September 2024",
        "Parties: India; United States",
        "Signed: 22 August 2024[2][3]",
        "In force from: 1 September 2024",
        "# Signatories",
        "| Name | Signed for | Office held that day",
        "| Rajnath Singh राजनाथ सिंह | India | Minister of Defence (by the posts on record)",
        "# Timeline",
        "| Date | Event",
        "| 22 August 2024 | Signature[2][3]",
        "| 22 August 2024\neffective 1 September 2024 | Entry into force",
        "! Sources disagree: Signature, 22 August 2024 | “signed on 22 August”[2] (preferred)"
        " | “signed on Friday”[3]",
        "# Related agreements",
        "| Relation | Agreement | Status",
        "| Supersedes | A2 Older Arrangement | Superseded",
        "| Has annex | A3 Hushed Annex | Not known",
        "# Engagements",
        "| Date | Role | Engagement | Place",
        "| 23 August 2024 | Discussed at | E2 Meeting | Arlington",
        "! 1 later item left out | After 22 November 2026, the day of this brief.",
        "# Sources",
        "[1] Two pacts / A paper, 24 August 2024 /  [1] para 2 [3] para 3",
        "[2] Press release / 22 August 2024, para 1 / https://example.org/release",
    ]


def test_engagement_record(desk):
    assert told(desk.brief("engagement", "meeting").blocks) == [
        "= Engagement E2 = Meeting = Bilateral meeting",
        "When: 23 August 2024[1] “on Friday”",
        "Where: Arlington, United States",
        "Series: 2+2 Dialogue, edition 5",
        "Part of: E1 Visit (August 2024)",
        "# Participants",
        "| Name | Office held that day | Role",
        "| India:",
        "| Rajnath Singh राजनाथ सिंह | Minister of Defence (by the posts on record) | Principal",
        "| United States:",
        "| Lloyd Austin | Guest of honour | Principal",
        "# Agenda",
        "Items:",
        "- supply",
        "- liaison",
        "# Outcomes",
        "Decision: Officers are exchanged.",
        "# Commitments",
        "| What was promised | Owner | Due | State",
        "| C1 Send the draft | United States | October 2024 | Open, overdue",
        "# Agreements",
        "| Role | Agreement | Status",
        "| Discussed | A1 Supply Arrangement | In force",
        "# Sources",
        "[1] Two pacts / A paper, 24 August 2024, para 9 / ",
    ]


def test_what_an_earlier_meeting_left_open_is_printed_with_its_source(desk):
    with desk.catalogue.change("Next") as change:
        promise = find_id(change.connection, "C1")
        change.add_part("citation", promise, other_id=desk.ids["release"], locator="para 4")
        later = change.add("engagement", title="Call", type="call", date="2024-09-30")
        change.add_part("participant", later, other_id=desk.ids["secretary"], role="principal")
    desk.ids["later"] = later
    lines = told(desk.brief("engagement", "later").blocks)
    at = lines.index("# Still open from earlier")
    assert lines[at + 1 : at + 3] == [
        "| What was promised | Owner | Promised | State",
        "| C1 Send the draft[1] | United States | 23 August 2024, E2 | Open, due October 2024",
    ]
    assert desk.brief("engagement", "later").marking.code == "restricted"


def test_a_visit_lists_what_it_contains(desk):
    told_lines = told(desk.brief("engagement", "visit").blocks)
    at = told_lines.index("# Within this engagement")
    assert told_lines[at + 2] == "| 23 August 2024 | E2 Meeting[1] | Bilateral meeting | Arlington"


def test_a_record_sheet_says_who_links_to_it(desk):
    assert told(desk.brief("record", "ministry").blocks) == [
        "= Organisation G1 = Ministry of Defence = Ministry",
        "Country: India",
        "# Officials",
        "| Record | Post | From",
        "| O1 Rajnath Singh | Minister of Defence | 31 May 2019",
    ]
    assert "# Engagements (series)" in told(desk.brief("record", "series").blocks)


def test_every_kind_has_a_sheet(desk):
    kinds = set()
    for key in desk.ids:
        brief = desk.brief("record", key)
        assert isinstance(brief.blocks[0], Title)
        kinds.add(brief.blocks[0].kicker.split()[0].lower())
    with desk.catalogue.change("Add the kinds that are missing") as change:
        desk.ids["topic"] = change.add("topic", title="Supply", type="policy-theme")
        desk.ids["promise"] = change.add("commitment", title="Send it", state="open")
    kinds |= {
        desk.brief("record", key).blocks[0].kicker.split()[0].lower()
        for key in ("topic", "promise")
    }
    assert kinds == set(KINDS)


def test_an_earlier_day_knows_nothing_later(desk):
    lines = told(desk.brief("agreement", "supply", as_of=date(2024, 8, 22)).blocks)
    # Suspension, the meeting at which it was discussed; and an article of two days later says
    # nothing yet.
    assert "! 2 later items left out | After 22 August 2024, the day of this brief." in lines
    assert "Sources disagree" not in "\n".join(lines)
    assert "Friday" not in "\n".join(lines)
    assert not any(line.startswith("# Engagements") for line in lines)
    between = told(desk.brief("agreement", "supply", as_of=date(2024, 8, 25)).blocks)
    assert between[2].startswith("! Signed, not in force | As of 25 August 2024 · signature")


def test_a_brief_of_a_day_before_its_records_is_refused(desk):
    with pytest.raises(Refused, match=r"A1 came after 1 August 2024\. Ask for a later day\."):
        desk.brief("agreement", "supply", as_of=date(2024, 8, 1))
    with pytest.raises(Refused, match="All 2 records came after 1 January 1890"):
        desk.brief("agreement", "supply", "older", as_of=date(1890, 1, 1))
    made = desk.brief("agreement", "supply", "older", as_of=date(2000, 1, 1))
    assert (made.title, made.subject) == ("Older Arrangement", "Agreement one-pager: A2")
    lines = told(made.blocks)
    assert "! 1 later item left out | After 1 January 2000, the day of this brief." in lines
    assert "Supply Arrangement" not in "\n".join(lines)
    planned = desk.brief(
        "agreement", "supply", as_of=date(2024, 8, 1), prepared_on=date(2024, 8, 1)
    )
    assert planned.title == "Supply Arrangement"


def test_what_is_done_of_a_brief_is_told(desk):
    told_of = []
    made = desk.brief("record", "supply", "older", progress=lambda *done: told_of.append(done))
    assert told_of == [(0, 2), (1, 2)]
    told_of.clear()
    pages = pdf.render(made, progress=lambda *done: told_of.append(done))
    assert pages == pdf.render(made)
    done = [done for done, _ in told_of]
    assert done == sorted(set(done))
    assert len({of for _, of in told_of}) == 1
    assert done[-1] < told_of[0][1]


def test_an_adoption_is_not_a_signature(desk):
    with desk.catalogue.change("Adopt") as change:
        treaty = change.add("agreement", title="Arms Treaty", type="treaty")
        change.add_part("event", treaty, type="adoption", date="2013-04-02")
        change.add_part("signatory", treaty, other_id=desk.ids["secretary"], country="US")
    desk.ids["treaty"] = treaty
    lines = told(desk.brief("agreement", "treaty").blocks)
    assert "Adopted: 2 April 2013" in lines
    assert not any(line.startswith("Signed:") for line in lines)
    assert lines[1] == (
        "! Status not known | As of 22 November 2026 · adoption: 2 April 2013;"
        " neither signature nor entry into force is recorded"
    )
    # Nobody signs a text before it is adopted.
    assert "# Signatories" in lines
    with desk.catalogue.change("Negotiate") as change:
        change.add_part("event", treaty, type="negotiation", date="2012")
    before = told(desk.brief("agreement", "treaty", as_of=date(2013, 4, 1)).blocks)
    assert "Lloyd Austin" not in "\n".join(before)


class Past:
    """A man of two posts, who met and signed until 2020, and what names him and them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.ids: dict[str, int] = {}
        with catalogue.change("Fill") as change:
            self._add(change)

    def sheet(self, key: str, as_of: str, *, brief: str = "record", today: date = DAY) -> list[str]:
        with self.catalogue.read() as connection:
            made = briefs.build(
                connection,
                briefs.Request(brief, (self.ids[key],)),
                scheme=self.catalogue.scheme,
                as_of=date.fromisoformat(as_of),
                prepared_on=today,
            )
        return told(made.blocks)

    def _add(self, change: Any) -> None:
        body = change.add("organisation", title="Ministry", type="ministry", founded="1990")
        man = change.add("official", title="A. Minister", died="2022-03-01")
        home = change.add_part(
            "tenure",
            man,
            post="Home Minister",
            other_id=body,
            start="2014",
            end="2019-05-30",
            ended="left",
        )
        defence = change.add_part(
            "tenure", man, post="Defence Minister", other_id=body, start="2019-05-31"
        )
        report = change.add(
            "source", title="Later report", type="article", date="2023", publisher="A paper"
        )
        for about, row, states in (
            ("tenure", home, "from 2014 until he left in 2019"),
            ("tenure", defence, "since 2019"),
            ("died", None, "he died in 2022"),
        ):
            change.add_part("citation", man, other_id=report, about=about, row=row, states=states)
        topic = change.add("topic", title="Supply", type="policy-theme")
        change.add_part("subject", report, other_id=topic)
        for key, when in (("early", "2016-02"), ("late", "2020-10-25/2020-10-27")):
            call = change.add("engagement", title=f"{key} call", type="call", date=when)
            change.add_part("participant", call, other_id=man, role="principal")
            change.add(
                "commitment", title=f"{key} promise", state="open", engagement=call, owner=man
            )
            pact = change.add("agreement", title=f"{key} pact", type="mou")
            change.add_part("event", pact, type="signature", date=when)
            change.add_part("signatory", pact, other_id=man)
            change.add_part("engagement_agreement", call, other_id=pact, role="signed-at")
            self.ids |= {f"{key} call": call, f"{key} pact": pact}
        change.add_part("party", pact, role="party", country="FR", start="2021")
        change.add_part(
            "agreement_relation", pact, type="supersedes", other_id=self.ids["early pact"]
        )
        self.ids |= {"body": body, "man": man, "report": report, "topic": topic}


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    with Catalogue.create(tmp_path / "past.defcat", scheme="india", user="officer") as catalogue:
        yield Past(catalogue)


def test_a_sheet_of_a_past_day_says_nothing_later(past):
    lines = past.sheet("man", "2018-01-01")
    text = "\n".join(lines)
    assert "| Home Minister[1] | G1 Ministry | 2014" in lines  # not yet over
    assert "| February 2016 | E1 early call | Principal at" in lines
    assert "| February 2016 | A1 early pact" in lines
    assert "C1 early promise" in text
    assert "[1] Later report / A paper, 2023 / " in lines  # knows of 2014 all the same
    for later in ("Defence Minister", "2019", "2020", "2022", "late ", "Left"):
        assert later not in text
    # His second post, his death, the later call, pact and promise.
    assert "! 5 later items left out | After 1 January 2018, the day of this brief." in lines


def test_today_says_everything(past):
    lines = past.sheet("man", DAY.isoformat())
    text = "\n".join(lines)
    for known in ("Defence Minister", "30 May 2019", "late call", "late pact", "late promise"):
        assert known in text
    assert "Died: 1 March 2022[1]" in lines
    assert "left out" not in text


def test_what_a_source_supports_is_left_out_with_it(past):
    with past.catalogue.change("Of no day") as change:
        change.set("source", past.ids["report"], date=None)
    lines = past.sheet("report", "2018-01-01")
    assert [line for line in lines if "O1 A. Minister" in line] == ["| O1 A. Minister | Posts"]
    assert "! 2 later items left out | After 1 January 2018, the day of this brief." in lines
    today = past.sheet("report", DAY.isoformat())
    assert "| O1 A. Minister | Died | he died in 2022" in today
    assert "| O1 A. Minister | Posts | from 2014 until he left in 2019" in today


def test_from_every_end_what_is_later_stays_out(past):
    assert "2019" not in "\n".join(past.sheet("body", "2018-01-01"))
    assert "Founded" not in "\n".join(past.sheet("body", "1980-01-01"))
    assert "Later report" not in "\n".join(past.sheet("topic", "2018-01-01"))
    with past.catalogue.change("Talk") as change:
        change.add_part("event", past.ids["late pact"], type="negotiation", date="2018-06")
    for brief in ("record", "agreement"):
        pact = "\n".join(past.sheet("early pact", "2018-01-01", brief=brief))
        assert "early call" in pact
        assert "late" not in pact.replace("1 later item left out", "")
        unsigned = "\n".join(past.sheet("late pact", "2019-01-01", brief=brief))
        assert "A. Minister" not in unsigned
        assert "France" not in unsigned
    with past.catalogue.change("Later") as change:
        change.set("engagement", past.ids["early call"], date="2015")
    call = "\n".join(past.sheet("early call", "2016-01-01", brief="engagement"))
    assert "early call" in call
    assert "early pact" not in call


def test_what_is_planned_belongs_to_the_brief_of_today_and_to_no_past_one(past):
    today = date(2020, 10, 1)
    lines = past.sheet("man", "2020-10-01", today=today)
    assert "| 25–27 October 2020 | E2 late call | Principal at" in lines
    assert "late call" not in "\n".join(past.sheet("man", "2020-09-30", today=today))


def test_a_record_named_twice_is_printed_once(desk):
    twice = desk.brief("agreement", "supply", "older", "supply")
    assert twice == desk.brief("agreement", "supply", "older")
    assert twice.subject == "Agreement one-pager: A1, A2"


def test_records_without_a_marking_count_as_the_lowest(past):
    with past.catalogue.read() as connection:
        made = briefs.build(
            connection,
            briefs.Request("record", (past.ids["man"],)),
            scheme=past.catalogue.scheme,
            as_of=DAY,
            prepared_on=DAY,
            ceiling="unclassified",
        )
    assert made.marking.code == "unclassified"
    assert "late call" in "\n".join(told(made.blocks))


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (("Thursday", True), ("Friday", False), "“Thursday”[1] (preferred) | “Friday”[1]"),
        (("on Thursday", True), ("on Friday", None), ""),  # also supports it
        (("on Thursday", None), ("on Friday", False), "“on Thursday”[1] | “on Friday”[1]"),
        ((None, None), ("on Friday", False), "22 August 2024 (on record) | “on Friday”[1]"),
        ((None, None), ("22 August 2024", False), ""),
        (("on Thursday", True), ("On Thursday", False), ""),
        (("on Thursday", True), (None, False), ""),
        (("on Thursday", True), ("on Friday", True), ""),
    ],
)
def test_sources_disagree_only_where_a_statement_is_rejected(desk, one, other, says):
    with desk.catalogue.change("Call") as change:
        call = change.add("engagement", title="Call", type="call", date="2024-08-22")
        for states, preferred in (other, one):
            change.add_part(
                "citation",
                call,
                other_id=desk.ids["article"],
                about="date",
                states=states,
                preferred=preferred,
            )
    desk.ids["call"] = call
    notes = [line for line in told(desk.brief("engagement", "call").blocks) if line[0] == "!"]
    assert notes == ([f"! Sources disagree: Date | {says}"] if says else [])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("last Friday", "“last Friday”"),
        ("On “Friday”", "On “Friday”"),
        ('On "Friday"', 'On "Friday"'),
        ("„Freitag“", "„Freitag“"),
        (None, ""),
    ],
)
def test_quotation_marks_are_not_put_around_quotation_marks(written, shown):
    assert as_written(written) == shown


def test_the_ceiling_leaves_out_and_counts(desk):
    brief = desk.brief("agreement", "supply", ceiling="unclassified")
    text = "\n".join(told(brief.blocks))
    assert "! 2 items withheld" in text
    assert "Hushed" not in text
    assert "Press release" not in text
    assert "signed on 22 August" not in text
    assert brief.marking.code == "unclassified"


def test_the_marking_is_the_highest_of_what_is_printed(desk):
    assert desk.brief("agreement", "supply").marking.code == "secret"
    assert desk.brief("agreement", "supply", ceiling="confidential").marking.code == "restricted"
    assert desk.brief("record", "minister").marking.code == "unclassified"


def test_a_record_above_the_ceiling_is_refused(desk):
    with pytest.raises(Refused, match="A3 is marked Secret, which is above the ceiling Restricted"):
        desk.brief("agreement", "annex", ceiling="restricted")


def test_several_records_share_the_numbered_sources(desk):
    brief = desk.brief("record", "supply", "meeting")
    names = [mark_names(brief.blocks)[number] for number in (1, 2, 3, 4)]
    assert names == [("1a", 1), ("2", 2), ("1b", 1), ("1c", 1)]
    assert brief.title == "Supply Arrangement and 1 more"
    assert brief.subject == "Record sheet: A1, E2"


def test_places_in_a_source_are_counted_by_letters():
    assert [letters(place) for place in (0, 25, 26, 701, 702)] == ["a", "z", "aa", "zz", "aaa"]


def test_a_long_text_is_cut_after_a_whole_word():
    assert shortened("Treaty of Peace", 15) == "Treaty of Peace"
    assert shortened("Treaty of Peace, and more", 20) == "Treaty of Peace …"


def test_what_cannot_be_built_says_what_to_do(desk):
    with pytest.raises(NotFound, match="The briefs are: agreement, profile, meeting"):
        desk.brief("poem", "supply")
    with pytest.raises(InputError, match="Choose the brief “profile”"):
        desk.brief("agreement", "minister")
    with pytest.raises(InputError, match="Name at least one record"):
        desk.brief("agreement")


def test_every_kind_has_a_first_offer():
    offers = {kind: briefs.defaults_for(kind) for kind in KINDS}
    assert offers["agreement"] == "agreement"
    assert offers["official"] == "profile"
    assert offers["engagement"] == "engagement"
    assert briefs.defaults_for("engagement", planned=True) == "meeting"
    assert all(kind in briefs.BRIEFS[name].kinds for kind, name in offers.items())


def test_sections_that_are_left_out_leave_nothing_behind(desk):
    whole = desk.brief("agreement", "supply")
    brief = desk.brief("agreement", "supply", sections=("timeline", "facts"))
    lines = told(brief.blocks)
    assert [line for line in lines if line.startswith("# ")] == ["# Timeline", "# Sources"]
    assert lines.index("# Timeline") < lines.index("Parties: India; United States")
    # The secret annex is among the related agreements, which are not in it.
    assert (whole.marking.code, brief.marking.code) == ("secret", "restricted")
    with pytest.raises(InputError, match="Its sections are: status, summary, facts"):
        desk.brief("agreement", "supply", sections=("weather",))


@pytest.mark.parametrize(
    ("when", "office"),
    [
        ("2016-03-01", "Home Minister"),
        ("2019-05-30", "Home Minister"),
        ("2019-05-31", "Minister of Defence"),
        ("2014-02", ""),  # within a year of which only a part was held
        ("2019-05", ""),
        ("2013", ""),
        ("2024-08-23/..", ""),
    ],
)
def test_the_office_is_the_one_held_that_day(desk, when, office):
    with desk.catalogue.change("Call") as change:
        call = change.add("engagement", title="Call", type="call", date=when)
        change.add_part("participant", call, other_id=desk.ids["minister"], role="principal")
    desk.ids["call"] = call
    table = next(b for b in desk.brief("engagement", "call").blocks if isinstance(b, Table))
    cells = [row[1] for group in table.groups for row in group.rows]
    quiet = [[span.text for span in cell if span.style == "quiet"] for cell in cells]
    assert [words(cell) for cell in cells] == [f"{office} {BY_POSTS}" if office else "Principal"]
    assert quiet == [[BY_POSTS] if office else []]


def test_long_text_becomes_paragraphs_and_bullets():
    assert prose("One.\ntwo\n\n- a\n• b\nend", [4]) == [
        Paragraph(inline("One.\ntwo")),
        Bullets((inline("a"), inline("b"))),
        Paragraph(inline("end", [4])),
    ]
    assert prose("") == []
