"""What papers say: the text of PDF, DOCX, HTML, mail and plain text, by page where there are pages.

A paper comes from anywhere. However it is made, reading it ends: what is read of it is bounded in
bytes, pages, letters and seconds, no program in it runs, nothing is fetched, and one that cannot be
read is told to be so (`Paper.state`) and is no failure.
"""

from pathlib import Path

from defcat.papers import types
from defcat.papers.paper import (
    CUT,
    ENCRYPTED,
    NO_TEXT,
    NOT_READ,
    READ,
    STATES,
    UNREADABLE,
    Budget,
    Paper,
    Stop,
)

__all__ = [
    "CUT",
    "ENCRYPTED",
    "NOT_READ",
    "NO_TEXT",
    "READ",
    "STATES",
    "UNREADABLE",
    "Budget",
    "Paper",
    "Stop",
    "read",
]


def read(source: Path | bytes, media_type: str, budget: Budget | None = None) -> Paper:
    """The text of a paper, which is a file or its bytes; of another type `NOT_READ`.

    Raises OSError where the file cannot be read, Interrupted where `budget` was told to stop.
    """
    budget = budget or Budget()
    if media_type == types.PDF:  # each of them needs a library that hardly any start needs
        from defcat.papers.pdf import read_pdf

        return read_pdf(source, budget)
    if media_type in types.WORD:
        from defcat.papers.word import read_word

        return read_word(source, budget)
    if media_type == types.LOCKED:
        return Paper(ENCRYPTED)
    if media_type == types.MAIL:
        from defcat.papers.mail import read_mail

        return read_mail(source, budget)
    if media_type == types.HTML:
        from defcat.papers.plain import read_html

        return read_html(source, budget)
    if media_type.startswith("text/"):
        from defcat.papers.plain import read_plain

        return read_plain(source, budget)
    return Paper(NOT_READ)
