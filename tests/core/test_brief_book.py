"""The briefing book and the templates of a desk, and the command that writes any brief."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from defcat import cli
from defcat.briefs import BRIEFS, Request, build, templates
from defcat.briefs.blocks import Brief, Contents, Heading, Part, SourceList, Title
from defcat.briefs.book import SHORT
from defcat.briefs.pdf import render
from defcat.briefs.templates import Template
from defcat.catalogue import Catalogue
from defcat.errors import InputError, NotFound
from defcat.history import entries
from defcat.search.parse import parse
from tests.core.making import make
from tests.core.test_briefs import told

TODAY = date(2024, 11, 18)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path, scheme="india") as made:
        with made.change("Fill") as change:
            paper = change.add("source", title="A paper", type="article", date="2024-06")
            for title, code in (("First accord", "FR"), ("Second accord", "US")):
                pact = change.add("agreement", title=title, type="mou", marking="restricted")
                change.add_part("party", pact, role="party", country=code)
                change.add_part("event", pact, type="entry-into-force", date="2020-02-01")
                change.add_part("citation", pact, other_id=paper, locator=title)
            hidden = change.add("agreement", title="Hidden", type="annex", marking="secret")
            change.add_part("party", hidden, role="party", country="FR")
            change.add_part("agreement_relation", hidden, type="annex-to", other_id=pact - 1)
        yield made


def book(catalogue: Catalogue, *parts: Request, **options: object) -> Brief:
    with catalogue.read() as connection:
        return build(
            connection,
            Request("book", parts=parts),
            scheme=catalogue.scheme,
            as_of=TODAY,
            prepared_on=TODAY,
            **options,  # type: ignore[arg-type]
        )


def ids(catalogue: Catalogue, query: str) -> tuple[int, ...]:
    from defcat.search import run

    with catalogue.read() as connection:
        return tuple(sorted(run.find(connection, parse(query))))


def test_a_book_has_parts_contents_and_one_numbered_list_of_sources(catalogue: Catalogue) -> None:
    first, second, _ = ids(catalogue, "kind:agreement")
    made = book(
        catalogue,
        Request("agreement", (first,)),
        Request("agreement", (second,)),
        Request("country", country="FR"),
        Request("watch"),
        ceiling="restricted",
    )
    assert made.subject == (
        "Briefing book: Agreement one-pager: A1; Agreement one-pager: A2; Country brief: FR;"
        " Watch list: 180 days"
    )
    assert [(b.kicker, b.title) for b in made.blocks if isinstance(b, Part)] == [
        ("Part 1", "Agreement one-pager"),
        ("Part 2", "Country brief"),
        ("Part 3", "Watch list"),
        ("", "Sources"),
    ]
    assert isinstance(made.blocks[1], Contents)
    [sources] = [b for b in made.blocks if isinstance(b, SourceList)]
    assert [(entry.details, entry.places) for entry in sources.entries] == [
        ("June 2024", ((1, "First accord"), (2, "Second accord"))),
    ]
    # Its head is that of the part, and a brief does not say again of what part it is.
    assert not [b for b in made.blocks if isinstance(b, Heading) and b.text == "Sources"]
    titles = [block.kicker for block in made.blocks if isinstance(block, Title)]
    assert titles == ["Briefing book", "Agreement A1", "Agreement A2", "", ""]
    assert made.marking.code == "restricted"
    # The hidden annex would be in the one-pager and in the country brief; it is counted once.
    withheld = [line for line in told(made.blocks) if "withheld" in line]
    assert withheld == ["! 1 item withheld | Marked above Restricted, the ceiling of this brief."]


def test_in_a_long_book_each_part_has_a_page_of_its_own(catalogue: Catalogue) -> None:
    def alone(briefs: int) -> set[bool]:
        made = book(catalogue, *[Request("watch", days=day) for day in range(briefs)])
        return {block.alone for block in made.blocks if isinstance(block, Part)}

    assert alone(SHORT) == {False}
    assert True in alone(SHORT + 1)


def test_the_same_book_twice_is_the_same_file(catalogue: Catalogue) -> None:
    parts = (Request("country", country="US"), Request("register", query=parse("kind:agreement")))
    assert render(book(catalogue, *parts)) == render(book(catalogue, *parts))


def test_a_book_of_nothing_or_of_books_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="The book has no briefs"):
        book(catalogue)
    with pytest.raises(InputError, match="A book cannot hold a book"):
        book(catalogue, Request("book"))


# --- templates ------------------------------------------------------------------------------


def test_a_template_is_kept_by_name_and_read_again(catalogue: Catalogue) -> None:
    templates.save(catalogue, Template(" Short  one ", "agreement", ("facts", "status")))
    templates.save(catalogue, Template("At a glance", "country", ("glance",)))
    templates.save(catalogue, Template("short ONE", "agreement", ("status",)))
    with Catalogue.open(catalogue.path, write=False) as reader, reader.read() as connection:
        assert templates.read(connection) == [
            Template("At a glance", "country", ("glance",)),
            Template("short ONE", "agreement", ("status",)),
        ]
        assert templates.find(connection, "SHORT one", "agreement").sections == ("status",)
        with pytest.raises(InputError, match="is one for another brief"):
            templates.find(connection, "short one", "country")
        with pytest.raises(NotFound, match="The templates are: At a glance, short ONE"):
            templates.find(connection, "long", "country")
    templates.remove(catalogue, "short one")
    with pytest.raises(NotFound):
        templates.remove(catalogue, "short one")


def test_templates_are_no_part_of_the_record(catalogue: Catalogue) -> None:
    with catalogue.read() as connection:
        before = len(list(entries(connection)))
    templates.save(catalogue, Template("Short", "agreement", ("status",)))
    with catalogue.read() as connection:
        assert len(list(entries(connection))) == before


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (Template(" ", "agreement", ("status",)), "needs a name"),
        (Template("x" * 81, "agreement", ("status",)), "at most 80 characters"),
        (Template("x", "agreement", ()), "cannot print nothing"),
        (Template("x", "agreement", ("weather",)), "cannot print weather"),
        (Template("x", "poem", ("status",)), "cannot print status"),
    ],
)
def test_templates_that_cannot_be_are_refused(
    catalogue: Catalogue, template: Template, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        templates.save(catalogue, template)


def test_every_section_of_every_brief_has_a_name_of_its_own() -> None:
    for description in BRIEFS.values():
        names = [section.name for section in description.sections]
        assert len(set(names)) == len(names)
        assert names or description.name == "book"


# --- the command ----------------------------------------------------------------------------


def run(catalogue: Catalogue, *arguments: object) -> int:
    catalogue.close()
    name, *rest = map(str, arguments)
    return cli.main(["brief", str(catalogue.path), name, *rest])


@pytest.mark.parametrize(
    "arguments",
    [
        ("country", "France"),
        ("country", "United", "States", "--days", "30"),
        ("register", "--query", "kind:agreement", "--columns", "title, status", "--group-by=year"),
        ("register",),
        ("watch", "--silent", "--ceiling", "restricted"),
        ("book", "agreement:A1,A2", "country:FR", "watch", "register:kind:source", "--draft"),
        ("agreement", "A1", "--portion-marks", "--page-size", "Letter"),
    ],
)
@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_every_brief_can_be_written(
    catalogue: Catalogue, tmp_path: Path, arguments: tuple[str, ...], suffix: str
) -> None:
    out = tmp_path / f"out.{suffix}"
    assert run(catalogue, *arguments, "--out", out) == 0
    assert out.read_bytes().startswith(b"%PDF" if suffix == "pdf" else b"PK")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("country", "Atlantis"), "There is no country “Atlantis”"),
        (("country",), "No country was named"),
        (("watch", "A1"), "a brief of no record. Leave A1 out."),
        (("register", "A1"), "Say with --query"),
        (("register", "--columns", "colour"), "“colour” is no column"),
        (("watch", "--query", "kind:agreement"), "no brief of what a query finds"),
        (("book",), "The book has no briefs"),
        (("book", "poem:A1"), "no brief called “poem”"),
        (("book", "agreement"), "No record was named"),
        (("agreement", "A1", "--template", "Short"), "There is no template “Short”"),
        (("watch", "--out", "watch.txt"), "watch.txt"),
    ],
)
def test_what_cannot_be_written_is_one_clear_line(
    catalogue: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(catalogue, *arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert says in said


def test_the_help_names_every_brief(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["brief", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert ", ".join(BRIEFS) in said


def test_a_template_chooses_the_sections(catalogue: Catalogue, tmp_path: Path) -> None:
    templates.save(catalogue, Template("Short", "agreement", ("facts",)))
    with catalogue.read() as connection:
        sections = templates.find(connection, "short", "agreement").sections
        made = build(
            connection,
            Request("agreement", ids(catalogue, "first")[:1], sections=sections),
            scheme=catalogue.scheme,
            as_of=TODAY,
            prepared_on=TODAY,
        )
    assert not [line for line in told(made.blocks) if line.startswith("# Timeline")]
    out = tmp_path / "short.pdf"
    assert run(catalogue, "agreement", "A1", "--template", "short", "--out", out) == 0
