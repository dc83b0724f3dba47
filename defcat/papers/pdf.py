"""The text of a PDF, page by page."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
from pypdfium2 import PdfiumError

from defcat.papers.paper import CUT, ENCRYPTED, UNREADABLE, Budget, Paper

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_ONE_AT_A_TIME = threading.Lock()
"""PDFium is not made for two threads."""


def read_pdf(source: Path | bytes, budget: Budget) -> Paper:
    """The text of each page; one that asks for a password or is broken is told to be so."""
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(source)
        except PdfiumError as error:
            locked = getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error)
            return Paper(ENCRYPTED if locked else UNREADABLE)
        with closing(document):
            pages = list(_pages(document, budget))
            count = len(document)
    if not count:
        return Paper(UNREADABLE)
    found = budget.paper("", pages)
    return found if len(pages) == count else Paper(CUT, "", found.pages)


def _pages(document: pypdfium2.PdfDocument, budget: Budget) -> Iterator[str]:
    for place in range(min(len(document), budget.pages)):
        if not budget.goes_on():
            return
        try:
            with closing(document[place]) as page, closing(page.get_textpage()) as text:
                found = text.get_text_range()
        except PdfiumError:  # this one is broken, and the others are not
            found = ""
        yield budget.take(found)
