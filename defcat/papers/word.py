"""The text of a DOCX: its headings, paragraphs and cells in order, then what stands above and below
its pages; it knows no pages.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from defcat.papers.paper import UNREADABLE, Budget, Paper

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of XML; a thousand pages take a tenth of it."""
MOST_RATIO = 200
"""XML packs to a twentieth of its size; what packs to much less was made to."""
_LARGE = 1024 * 1024
_MOST_FILES = 5_000
_TWICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BROKEN = (
    *(zipfile.BadZipFile, PackageNotFoundError, SyntaxError, RuntimeError, NotImplementedError),
    *(KeyError, ValueError, AttributeError, TypeError, EOFError),
)
"""What a package raises that is none, or whose parts do not fit together."""


def read_word(source: Path | bytes, budget: Budget) -> Paper:
    """The text of the document; a package that was made to burst is `UNREADABLE`, too."""
    try:
        if not _is_sane(source):
            return Paper(UNREADABLE)
        file = io.BytesIO(source) if isinstance(source, bytes) else str(source)
        lines = []
        document = Document(file)
        parts = (document.element.body, *_edges(document))
        for line in (line for part in parts for line in _lines(part)):
            if not budget.goes_on():
                break
            lines.append(budget.take(line))
    except _BROKEN:
        return Paper(UNREADABLE)
    return budget.paper("\n".join(lines))


def _is_sane(source: Path | bytes) -> bool:
    """Whether what is packed is about as large as documents are; zipfile reads no more of a file
    than its entry says.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    with zipfile.ZipFile(file) as packed:
        entries = packed.infolist()
    if len(entries) > _MOST_FILES:
        return False
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _LARGE and ratio > MOST_RATIO:
            return False
    return sum(entry.file_size for entry in entries) <= 4 * MOST_UNPACKED and all(
        entry.file_size <= MOST_UNPACKED for entry in entries
    )


def _edges(document: Any) -> Iterator[Any]:
    """The heads and feet of the pages, each once: a marking or a file number stands there alone."""
    seen: set[str] = set()
    for section in document.sections:
        for edge in (
            *(section.first_page_header, section.header, section.even_page_header),
            *(section.first_page_footer, section.footer, section.even_page_footer),
        ):
            if not edge.is_linked_to_previous and (name := str(edge.part.partname)) not in seen:
                seen.add(name)
                yield edge._element


def _lines(body: Any) -> Iterator[str]:
    """The text of each paragraph, those in cells and boxes too; boxes stand there twice."""
    for element in body.iter(qn("w:p")):
        if not any(above.tag == _TWICE for above in element.iterancestors()):
            yield Paragraph(element, None).text  # type: ignore[arg-type]
