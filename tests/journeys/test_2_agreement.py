"""Journey 2. An agreement is recorded from the signed paper; its status appears by itself."""

from tests.window import SUGGESTING, Officer, on_disk
from ui.forms.form import RecordForm

pytestmark = SUGGESTING

TITLE = "Reciprocal Defence Procurement Memorandum"
SIGNED = "Signed, not in force"
SIGNATURE = "ignature: 22 August 2024"
REASON = f"{SIGNATURE}; no entry into force is recorded"
SAID = REASON.replace(SIGNATURE, f"{SIGNATURE}, says The signed paper, page 3 [1]")


def test_an_agreement_is_recorded_from_the_signed_paper(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New agreement")
    form = officer.form
    assert form.status() == "Not known - no event on record says"
    what_it_is(officer, form)
    parties_and_signature(officer, form)
    assert form.status() == f"{SIGNED} - s{REASON}"
    signatories(officer, form)
    numbers_term_and_source(officer, form)

    officer.press("Ctrl+S")
    officer.until(lambda: officer.title() == TITLE)
    officer.reads("Nirmala Rao")
    assert officer.chips() == [SIGNED, "Memorandum of understanding", "22 Aug 2024", "Restricted"]
    assert officer.reason() == f"S{SAID}"
    for said in (
        "For India\nRajnath Singh O1, Minister of Defence",
        "For United States\nNirmala Rao O12, Assistant Secretary for Acquisition",
        "Signature\n22 August 2024, Washington",
        "Ministry file number\n1(12)/2024",
        "Duration\n5 years",
    ):
        assert said in officer.detail.body_text()

    path = officer.desk.catalogue.path
    officer.window.close()
    saved = on_disk(path, TITLE)
    assert saved.text("type") == "Memorandum of understanding"
    assert saved.computed["status"] == "signed-not-in-force"
    assert [party["country"] for party in saved.parts["party"]] == ["IN", "US"]
    [signature] = saved.parts["event"]
    assert signature.text("date") == "22 August 2024"
    assert signature["place"] == "Washington"
    assert [saved.title(s["other_id"]) for s in saved.parts["signatory"]] == [
        "Rajnath Singh",
        "Nirmala Rao",
    ]
    [citation] = saved.citations()
    assert saved.title(citation["other_id"]) == "The signed paper"
    assert citation["locator"] == "page 3"
    assert on_disk(path, "Nirmala Rao").kind == "official"


def what_it_is(officer: Officer, form: RecordForm) -> None:
    blocks = form.body.blocks
    officer.write(TITLE)  # the form begins there
    officer.choose(blocks["type"].editor, "Memorandum of understanding")
    officer.choose(blocks["binding"].editor, "Not binding")
    officer.fill(blocks["duration"].editor, "Five years")
    officer.choose(blocks["renewal"].editor, "By consent")
    officer.choose(blocks["marking"].editor, "Restricted")


def parties_and_signature(officer: Officer, form: RecordForm) -> None:
    first, second = form.body.parts["party"].rows
    officer.fill(first.editors["country"], "India")
    officer.fill(second.editors["country"], "United States")
    [signature] = form.body.parts["event"].rows
    officer.fill(signature.editors["date"], "22 Aug 2024")
    officer.fill(signature.editors["place"], "Washington")


def signatories(officer: Officer, form: RecordForm) -> None:
    part = form.body.parts["signatory"]
    officer.click(part.add_button)
    officer.link(part.rows[0].editors["other_id"], "raj", "Rajnath Singh")
    office = part.rows[0].editors["office"].line
    assert office.placeholderText() == "Minister of Defence"
    assert part.rows[0].editors["country"].line.text() == "India"

    officer.click(part.add_button)
    officer.create(part.rows[1].editors["other_id"], "Nirmala Rao", "official")
    officer.fill(part.rows[1].editors["country"], "United States")
    officer.fill(part.rows[1].editors["office"], "Assistant Secretary for Acquisition")


def numbers_term_and_source(officer: Officer, form: RecordForm) -> None:
    reference = form.body.parts["reference"]
    officer.click(reference.add_button)
    officer.choose(reference.rows[0].editors["register"], "Ministry file number")
    officer.fill(reference.rows[0].editors["number"], "1(12)/2024")
    source = form.body.parts["citation"]
    officer.click(source.add_button)
    officer.create(source.rows[0].editors["other_id"], "The signed paper", "source")
    officer.fill(source.rows[0].editors["locator"], "page 3")


def test_the_status_follows_what_is_typed(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.until(lambda: officer.title() != "")
    officer.click_button("New agreement")
    events = officer.form.body.parts["event"]
    officer.fill(events.rows[0].editors["date"], "22 Aug 2024")
    officer.click(events.add_button)
    officer.choose(events.rows[1].editors["type"], "Entry into force")
    officer.fill(events.rows[1].editors["date"], "2025")
    assert officer.form.status() == (
        "In force - entry into force: 2025; in force on or before 31 December 2025, exact day not"
        " known"
    )


def test_what_is_missing_is_said_beside_the_field(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New agreement")
    form = officer.form
    officer.press("Ctrl+S")
    assert form.notice.text() == "2 fields need mending."
    assert form.body.blocks["title"].problem()
    assert form.body.blocks["type"].problem()
    assert officer.workspace.form is form


def test_a_date_that_cannot_be_read_is_said_where_it_stands(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New engagement")
    form = officer.form
    officer.until(form.body.blocks["title"].editor.stops()[0].hasFocus)
    officer.write("Call")
    officer.choose(form.body.blocks["type"].editor, "Telephone call")
    date = form.body.blocks["date"].editor.date
    officer.fill(form.body.blocks["date"].editor, "31 February")
    officer.press("Ctrl+S")
    assert form.notice.text() == "1 field needs mending."
    assert "31 February" in date.reading()
    assert date.text() == "31 February"
    assert form.body.blocks["date"].editor.stops()[0].hasFocus()


def test_a_country_that_has_just_been_typed_is_saved(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New official")
    form = officer.form
    officer.until(form.body.blocks["title"].editor.stops()[0].hasFocus)
    officer.write("Asha Rao")
    officer.fill(form.body.blocks["nationality"].editor, "India")
    officer.press("Ctrl+S")
    officer.until(lambda: officer.title() == "Asha Rao")
    officer.reads("India")
