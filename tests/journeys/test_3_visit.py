"""Journey 3. A visit is recorded with what happened in it: who took part, what came of it."""

from pathlib import Path

from tests.window import SUGGESTING, Officer, on_disk
from ui.forms.part_row import PartRow

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
    contained(officer, 0, MEETING, "Bilateral meeting", "12 May 2023")
    contained(officer, 1, ROUNDTABLE, "Roundtable", "13 May 2023")
    contained(officer, 2, TRIBUTE, "Wreath-laying", "14 May 2023")
    promise(officer)
    save(officer, VISIT)

    officer.press("E")
    officer.until(lambda: officer.form.body.blocks["title"].editor.stops()[0].hasFocus())
    title = officer.form.body.parts["contains"].rows[0].editors["title"]
    officer.click(title.stops()[0])
    officer.press("Alt+Return")
    its_form(officer, MEETING)
    somebody(officer, 0, "rajn", "Rajnath Singh")
    somebody(officer, 1, "austin", "Lloyd Austin")
    what_came_of_the_meeting(officer)
    save(officer, MEETING)

    officer.click_link(VISIT, officer.body())
    officer.until(lambda: officer.title() == VISIT)
    officer.press("E")
    officer.click_button("Save, and open the form of its own", row(officer, ROUNDTABLE))
    its_form(officer, ROUNDTABLE)
    somebody(officer, 0, "strategic", "US–India Strategic Partnership Forum", "Organiser")
    somebody(officer, 1, "rajn", "Rajnath Singh")
    save(officer, ROUNDTABLE)

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


def contained(officer: Officer, place: int, title: str, kind: str, date: str) -> None:
    """What the visit contains, in a row of its form; Ctrl+Enter makes the next one."""
    part = officer.form.body.parts["contains"]
    if place:
        officer.press("Ctrl+Return")
    else:
        officer.click(part.add_button)
    row = part.rows[place]
    officer.until(lambda: row.editors["title"].stops()[0].hasFocus())
    officer.write(title)
    officer.choose(row.editors["type"], kind)
    officer.fill(row.editors["date"], date)
    assert row.editors["city"].stops()[0].placeholderText() == "Washington"


def row(officer: Officer, title: str) -> PartRow:
    """The row of what the visit contains with that title."""
    rows = officer.form.body.parts["contains"].rows
    return next(shown for shown in rows if shown.row.values["title"] == title)


def its_form(officer: Officer, title: str) -> None:
    officer.until(lambda: officer.form.draft.values.get("title") == title)
    officer.until(lambda: officer.form.body.blocks["title"].editor.stops()[0].hasFocus())


def save(officer: Officer, title: str) -> None:
    officer.press("Ctrl+S")
    officer.until(lambda: officer.title() == title)


def promise(officer: Officer) -> None:
    """What was promised on the visit, in a row of its form."""
    part = officer.form.body.parts["promises"]
    officer.click(part.add_button)
    row = part.rows[0]
    officer.until(lambda: row.editors["title"].stops()[0].hasFocus())
    officer.write(PROMISE)
    officer.fill(row.editors["owner_side"], "United States")
    officer.link(row.editors["owner"], "department of def", "Department of Defense")
    officer.fill(row.editors["date"], "30 June 2023")
    assert row.editors["state"].combo.currentText() == "Open"


def the_visit_shows_its_parts(officer: Officer) -> None:
    officer.press("Ctrl+F")
    officer.write("kind:engagement singh washington may 2023")
    officer.until(lambda: sorted(officer.titles()) == sorted([VISIT, MEETING, ROUNDTABLE, TRIBUTE]))
    officer.click_title(VISIT)
    officer.until(lambda: officer.title() == VISIT)
    for part in (MEETING, ROUNDTABLE, TRIBUTE):
        officer.reads(part)
    lines = officer.detail.body_text().splitlines()
    contained = [lines[at + 1] for at, line in enumerate(lines) if line == "Contains"]
    assert [line.rsplit(" ", 4)[0] for line in contained] == [MEETING, ROUNDTABLE, TRIBUTE]
    told = officer.detail.body_text()
    assert f"Overdue since 30 June 2023\n{PROMISE} C4" in told
    assert "United States, Department of Defense" in told


def the_meeting_shows_the_visit(officer: Officer) -> None:
    officer.click_link(MEETING, officer.body())
    officer.until(lambda: officer.title() == MEETING)
    told = officer.detail.body_text()
    assert f"Part of\n{VISIT}" in told
    assert "India\nRajnath Singh O1, Minister of Defence Principal" in told
    assert "United States\nLloyd Austin O2, Secretary of Defense Principal" in told
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
    assert (meeting.text("city"), meeting.text("country")) == ("Washington", "United States")
    assert [visit.title(other) for _, other in visit.named_by] == [PROMISE]
    assert on_disk(path, PROMISE).text("owner") == "Department of Defense"
    roundtable = on_disk(path, ROUNDTABLE)
    assert [p.text("role") for p in roundtable.parts["participant"]] == ["Organiser", "Principal"]
    assert on_disk(path, TRIBUTE).text("type") == "Wreath-laying"
