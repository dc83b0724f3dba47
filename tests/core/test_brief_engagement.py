"""The engagement record: who, when, where, about what, and what came of it."""

from datetime import date

from defcat.briefs.engagement import SECTIONS
from defcat.catalogue import Catalogue
from defcat.dossier import find_id
from tests.core.test_brief_meeting import lines_of, under

DAY = date(2024, 9, 1)


def record(sample: Catalogue, ref: str, **options: object) -> list[str]:
    with sample.read() as connection:
        engagement = find_id(connection, ref)
    return lines_of(sample, engagement, DAY, "engagement", **options)


def test_who_when_where_and_what_came_of_it(sample: Catalogue) -> None:
    lines = record(sample, "E4")
    assert lines[:13] == [
        "= Engagement E4 = Meeting of Rajnath Singh and Lloyd Austin = Bilateral meeting · Held[1]",
        "When: 23 August 2024[1] On “Friday”",
        "Where: United States",
        "Mode: In person",
        "Part of: E1 Rajnath Singh's visit to the United States, August 2024[1]"
        " (about 23 August 2024 – about 24 August 2024)",
        "Topics: Security of supply; Liaison officers",
        "# Participants",
        "| Name | Office held that day | Role",
        "| India:",
        "| Shri Rajnath Singh राजनाथ सिंह[1] | Minister of Defence | Principal",
        "| United States:",
        "| Lloyd Austin[1] | Secretary of Defense | Principal",
        "# Outcomes",
    ]
    agreements = under(lines, "Agreements")
    assert agreements[1].startswith("| Signed[2][1] | A1 Security of Supply Arrangement")


def test_what_was_promised_there_has_its_source(sample: Catalogue) -> None:
    promised = under(record(sample, "E7"), "Commitments")
    assert promised[0] == "| What was promised | Owner | State"
    assert promised[1].startswith("| C1 India sets up a code of conduct")
    assert promised[1].endswith("[1] | India – Ministry of Defence | Open")


def test_a_visit_holds_its_meetings_in_order_each_with_its_source(sample: Catalogue) -> None:
    within = under(record(sample, "E1"), "Within this engagement")
    assert len(within) == 1 + 5
    assert all("[" in line for line in within[1:])


def test_what_earlier_meetings_left_open_is_in_order_of_what_is_due(sample: Catalogue) -> None:
    lines = record(sample, "E9", sections=("carried",))
    assert next(line for line in lines if line.startswith("# ")) == "# Sources"
    with sample.change("Promise") as change:
        third = find_id(change.connection, "E11")
        for title, due in (("Later", "2025"), ("Sooner", "2022")):
            change.add("commitment", title=title, state="open", date=due, engagement=third)
    lines = under(record(sample, "E9", sections=("carried",)), "Still open from earlier")
    assert [line.split(" | ")[0] for line in lines[1:]] == ["| C5 Sooner", "| C4 Later"]


def test_each_section_can_stand_alone(sample: Catalogue) -> None:
    for section in SECTIONS:
        lines = record(sample, "E4", sections=(section.name,))
        heads = {line for line in lines if line.startswith("# ")}
        assert heads <= {f"# {section.label}", "# Sources"}
