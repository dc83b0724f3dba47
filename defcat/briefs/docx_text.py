"""Runs of text as WordprocessingML: their look, their scripts, their links and source marks."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from defcat.briefs.bidi import begins_leftward
from defcat.briefs.blocks import Inline, Span
from defcat.briefs.docx_styles import FONT

Link = Callable[[str], str]
"""The name of the relationship that leads to a web address."""

Marks = Mapping[int, tuple[str, int]]
"""What stands for the number of a source mark, and the source that it leads to."""

LONGEST_LINK = 2000
"""Word opens no file with an address of much more; a longer one is printed and leads nowhere."""

_STYLES = {"plain": "", "strong": "Strong", "quiet": "Quiet"}
_ADDRESS = "!#$%&'()*+,/:;=?@[]~"

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_INDIC = "\u0900-\u109f\u1780-\u17ff\u1cd0-\u1cff\ua8e0-\ua8ff"
_COMPLEX = re.compile(
    rf"(?P<rtl>[{_RTL}](?:[{_RTL}\s\d.,\u200c-\u200f-]*[{_RTL}\u200c-\u200f])?)"
    rf"|(?P<cs>[{_INDIC}](?:[{_INDIC}\s\u200c\u200d-]*[{_INDIC}\u200c\u200d])?)"
)
# Word writes what is marked so in the font, size and weight of complex scripts.
_SCRIPTS = {"": ("", ""), "cs": ("", "<w:cs/>")}
_SCRIPTS["rtl"] = (f'<w:rFonts w:cs="{FONT}"/>', "<w:rtl/>")

# XML has no place for these; Word calls a file that holds one damaged.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """`text` as XML holds it, with a space for every control character but the line feed."""
    return escape(_CONTROLS.sub(" ", text.replace("\r\n", "\n")), quote=True)


def leftward(text: Inline) -> bool:
    """Whether a paragraph of this text begins on the right."""
    return begins_leftward([span.text for span in text])


def runs(text: Inline, link: Link, marks: Marks = MappingProxyType({})) -> str:
    """`text` with its links, and every source mark raised and leading to its source."""
    return "".join(part for span in text for part in _span(span, link, marks))


def run(text: str, style: str = "") -> str:
    """`text` in the character style `style`: a run for each script, with breaks at line feeds."""
    found = []
    for script, part in _by_script(text):
        fonts, direction = _SCRIPTS[script]
        look = (f'<w:rStyle w:val="{style}"/>' if style else "") + fonts + direction
        properties = f"<w:rPr>{look}</w:rPr>" if look else ""
        lines = (f'<w:t xml:space="preserve">{line}</w:t>' for line in plain(part).split("\n"))
        found.append(f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>")
    return "".join(found)


def anchored(name: str, content: str) -> str:
    """`content` as what leads to the bookmark `name` of the same document."""
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{content}</w:hyperlink>'


def field(instruction: str, shown: str, *, style: str = "") -> str:
    """A field that Word works out, such as PAGE; `shown` until it has."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""

    def part(content: str) -> str:
        return f"<w:r>{look}{content}</w:r>"

    return (
        part('<w:fldChar w:fldCharType="begin"/>')
        + part(f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>')
        + part('<w:fldChar w:fldCharType="separate"/>')
        + part(f"<w:t>{shown}</w:t>")
        + part('<w:fldChar w:fldCharType="end"/>')
    )


def address(url: str) -> str:
    """A web address with which a link can be made; empty where none can."""
    try:
        parts = urlsplit(url)
        found = quote(url, safe=_ADDRESS) if parts.hostname else ""
    except ValueError:
        return ""
    return found if parts.scheme in ("https", "http") and len(found) <= LONGEST_LINK else ""


def source_name(number: int) -> str:
    """The bookmark of a source in the list at the end."""
    return f"source_{number}"


def _span(span: Span, link: Link, marks: Marks) -> Iterator[str]:
    if span.text and (target := address(span.url)):
        content = run(span.text, "Hyperlink")
        yield f'<w:hyperlink r:id="{link(target)}" w:history="1">{content}</w:hyperlink>'
    elif span.text:
        yield run(span.text, _STYLES[span.style])
    for mark in span.marks:
        name, source = marks.get(mark, (str(mark), mark))
        yield anchored(source_name(source), run(f"[{name}]", "SourceMark"))


def _by_script(text: str) -> Iterator[tuple[str, str]]:
    """The text in parts, each with the script that Word has to be told of, which may be none."""
    at = 0
    for found in _COMPLEX.finditer(text) if not text.isascii() else ():
        if found.start() > at:
            yield "", text[at : found.start()]
        yield str(found.lastgroup), found.group()
        at = found.end()
    if at < len(text):
        yield "", text[at:]
