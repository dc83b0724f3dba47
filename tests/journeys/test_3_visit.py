"""Journey 3. A visit is recorded with what happened in it: who took part, what came of it."""

from pathlib import Path

from tests.window import SUGGESTING, Officer, on_disk
from ui.widgets.palette import Palette

pytestmark = SUGGESTING

VISIT = "Rajnath Singh in Washington, May 2023"
MEETING = "Rajnath Singh meets Lloyd Austin again"
ROUNDTABLE = "Roundtable with shipbuilders"
TRIBUTE = "Wreath at Arlington"
PROMISE = "Send the list of spare parts"


def test_a_visit_is_recorded_with_all_that_was_in_it(desk_officer: Officer) -> None:
    officer = desk_officer
    begin(officer, VISIT, "Official visit", "12 to 14 May 2023")
    officer.fill(officer.form.body.blocks["city"].editor, "Washington")
    officer.fill(officer.form.body.blocks["country"].editor, "United States")
    somebody(officer, 0, "rajn", "Rajnath Singh")
    save(officer, VISIT)

    begin(officer, MEETING, "Bilateral meeting", "12 May 2023")
    somebody(officer, 0, "rajn", "Rajnath Singh")
    somebody(officer, 1, "austin", "Lloyd Austin")
    what_came_of_the_meeting(officer)
    part_of_the_visit(officer)
    save(officer, MEETING)
    promise(officer)

    begin(officer, ROUNDTABLE, "Roundtable", "13 May 2023")
    somebody(officer, 0, "strategic", "US–India Strategic Partnership Forum", "Organiser")
    somebody(officer, 1, "rajn", "Rajnath Singh")
    part_of_the_visit(officer)
    save(officer, ROUNDTABLE)

    begin(officer, TRIBUTE, "Wreath-laying", "14 May 2023")
    somebody(officer, 0, "rajn", "Rajnath Singh")
    part_of_the_visit(officer)
    save(officer, TRIBUTE)

    the_visit_shows_its_parts(officer)
    the_meeting_shows_the_visit(officer)
    path = officer.desk.catalogue.path
    officer.window.close()
    everything_is_on_disk(path)


def begin(officer: Officer, title: str, kind: str, date: str) -> None:
    officer.press("Ctrl+4")
    officer.until(lambda: officer.detail.isVisible())
    officer.click_button("New engagement")
    form = officer.form
    officer.until(form.body.blocks["title"].editor.stops()[0].hasFocus)
    officer.write(title)
    officer.choose(form.body.blocks["type"].editor, kind)
    officer.fill(form.body.blocks["date"].editor, date)


def somebody(officer: Officer, place: int, typed: str, name: str, role: str = "Principal") -> None:
    part = officer.form.body.parts["participant"]
    if place == len(part.rows):
        officer.click(part.add_button)
    row = part.rows[place]
    officer.link(row.editors["other_id"], typed, name)
    officer.choose(row.editors["role"], role)


def what_came_of_the_meeting(officer: Officer) -> None:
    body = officer.form.body
    offices = [
        row.editors["office"].line.placeholderText() for row in body.parts["participant"].rows
    ]
    assert offices == ["Minister of Defence", "Secretary of Defense"]
    sides = [row.editors["side"].line.text() for row in body.parts["participant"].rows]
    assert sides == ["India", "United States"]

    agreements = body.parts["engagement_agreement"]
    officer.click(agreements.add_button)
    officer.choose(agreements.rows[0].editors["role"], "discussed")
    officer.link(agreements.rows[0].editors["other_id"], "sosa", "Security of Supply Arrangement")
    outcomes = body.parts["outcome"]
    officer.click(outcomes.add_button)
    officer.choose(outcomes.rows[0].editors["type"], "Decision")
    officer.fill(outcomes.rows[0].editors["text"], "A working group will meet each quarter.")
    topics = body.links["subject"]
    officer.fill(topics.next, "co-pro")
    officer.until(topics.next.line.marked)
    officer.press("Return")
    officer.until(lambda: officer.form.draft.rows["subject"])
    officer.look_at(officer.window)


def part_of_the_visit(officer: Officer) -> None:
    relations = officer.form.body.parts["engagement_relation"]
    officer.click(relations.add_button)
    assert relations.rows[0].editors["type"].combo.currentText() == "part of"
    officer.link(relations.rows[0].editors["other_id"], "may 2023", VISIT)


def save(officer: Officer, title: str) -> None:
    officer.press("Ctrl+S")
    officer.until(lambda: officer.title() == title)


def promise(officer: Officer) -> None:
    """A commitment, begun from the box of all commands."""
    officer.press("Ctrl+K")
    palette = officer.dialog(Palette)
    officer.write("new comm")
    officer.until(lambda: "New commitment" in palette.rows()[:1])
    officer.press("Return")
    form = officer.form
    officer.look_at(officer.window)
    officer.until(form.body.blocks["title"].editor.stops()[0].hasFocus)
    officer.write(PROMISE)
    officer.choose(form.body.blocks["state"].editor, "Open")
    officer.fill(form.body.blocks["date"].editor, "30 June 2023")
    officer.fill(form.body.blocks["owner_side"].editor, "United States")
    officer.link(form.body.blocks["engagement"].editor, "austin again", MEETING)
    save(officer, PROMISE)


def the_visit_shows_its_parts(officer: Officer) -> None:
    officer.press("Ctrl+F")
    officer.write("singh washington may 2023")
    officer.until(lambda: sorted(officer.titles()) == sorted([VISIT, MEETING, ROUNDTABLE, TRIBUTE]))
    officer.click_title(VISIT)
    officer.until(lambda: officer.title() == VISIT)
    for part in (MEETING, ROUNDTABLE, TRIBUTE):
        officer.reads(part)
    lines = officer.detail.body_text().splitlines()
    contained = [lines[at + 1] for at, line in enumerate(lines) if line == "Contains"]
    assert [line.rsplit(" ", 4)[0] for line in contained] == [MEETING, ROUNDTABLE, TRIBUTE]


def the_meeting_shows_the_visit(officer: Officer) -> None:
    officer.click_link(MEETING, officer.body())
    officer.until(lambda: officer.title() == MEETING)
    told = officer.detail.body_text()
    assert f"Part of\n{VISIT}" in told
    assert f"30 June 2023\n{PROMISE}" in told
    assert "Rajnath Singh O1, India, Minister of Defence" in told
    assert "Discussed\nSecurity of Supply Arrangement" in told
    assert "Decision\nA working group will meet each quarter." in told
    officer.press("Alt+Left")
    officer.until(lambda: officer.title() == VISIT)


def everything_is_on_disk(path: Path) -> None:
    visit = on_disk(path, VISIT)
    assert visit.stub.date == "2023-05-12/2023-05-14"
    parts = [visit.title(row.record_id) for row in visit.backlinks["engagement_relation"]]
    assert sorted(parts) == sorted([MEETING, ROUNDTABLE, TRIBUTE])
    meeting = on_disk(path, MEETING)
    assert (meeting.stub.date, meeting.text("type")) == ("2023-05-12", "Bilateral meeting")
    assert [
        (meeting.title(p["other_id"]), p.text("side"), p.text("role"))
        for p in meeting.parts["participant"]
    ] == [("Rajnath Singh", "India", "Principal"), ("Lloyd Austin", "United States", "Principal")]
    assert [meeting.title(row["other_id"]) for row in meeting.parts["subject"]] == ["Co-production"]
    assert [meeting.title(other) for _, other in meeting.named_by] == [PROMISE]
    roundtable = on_disk(path, ROUNDTABLE)
    assert [p.text("role") for p in roundtable.parts["participant"]] == ["Organiser", "Principal"]
    assert on_disk(path, TRIBUTE).text("type") == "Wreath-laying"
