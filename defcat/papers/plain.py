"""The text of plain text and of HTML, in whatever encoding."""

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path

from defcat.encodings import encoding_of
from defcat.papers.paper import MOST_TEXT_BYTES, Budget, Paper, beginning

_SAMPLE = 64 * 1024
_DECLARED = re.compile(rb"(?i)<meta[^>]+charset=[\"']?([a-z0-9_-]+)|encoding=[\"']([a-z0-9_-]+)")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg"})
_APART = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "title",
        "tr",
        "ul",
    ]
)


def read_plain(source: Path | bytes, budget: Budget) -> Paper:
    """A text as it stands."""
    return budget.paper(budget.take(decoded(_bytes(source, budget))))


def read_html(source: Path | bytes, budget: Budget) -> Paper:
    """What a reader of the page sees, and its title."""
    return budget.paper(budget.take(html_text(decoded(_bytes(source, budget), html=True))))


def decoded(content: bytes, *, html: bool = False, said: str = "") -> str:
    """Bytes as text: by their mark, by what they or `said` say, as UTF-8, or as they look.

    What cannot be read stays as a sign for it.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    declared = _DECLARED.search(content[:4096]) if html else None
    named = (declared[1] or declared[2]).decode("ascii") if declared else ""
    for encoding in filter(None, (said, named, "utf-8")):
        try:
            return content.decode(encoding)
        except (LookupError, ValueError):
            continue
    return content.decode(encoding_of(content[:_SAMPLE]), "replace")


def html_text(html: str) -> str:
    """The text of a page, a line for each of its blocks."""
    page = _Page()
    page.feed(html)
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.pieces).splitlines())
    return "\n".join(line for line in lines if line)


def _bytes(source: Path | bytes, budget: Budget) -> bytes:
    content = beginning(source, MOST_TEXT_BYTES + 1)
    budget.exhausted |= len(content) > MOST_TEXT_BYTES
    return content[:MOST_TEXT_BYTES]


class _Page(HTMLParser):
    """Gathers the text between the tags; nothing is run, and nothing fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0
        self._title = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN
        self._title |= tag == "title"
        if tag in _APART:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag in _APART:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        self._title &= tag != "title"
        if tag in _APART:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._title or not self._unseen:
            self.pieces.append(data)
