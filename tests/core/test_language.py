"""The page that explains the query language, in the window and in the README."""

from pathlib import Path

from defcat.search.fields import searched
from defcat.search.language import markdown, sections
from defcat.search.parse import parse

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_explains_the_language_as_the_window_does() -> None:
    text = README.read_text(encoding="utf-8")
    assert markdown() in text, "the section Searching of README.md is search.language.markdown()"


def test_every_example_is_a_query_without_problems() -> None:
    lines = [line for section in sections() for line in section.lines]
    for line in lines:
        asked = parse(line.typed)
        assert not asked.problems, line.typed
        assert asked.conditions
        assert parse(asked.write()) == asked
        assert line.does
        assert "{" not in line.does


def test_every_field_is_explained_once() -> None:
    told: list[str] = []
    for section in sections()[3:]:
        for line in section.lines:
            if line.typed.startswith("has:"):
                told += line.does.partition(": ")[2].split(", ")
            else:
                told.append(line.typed.partition(":")[0])
    assert sorted(told) == sorted(searched())
