"""How records, dates and names are worded in briefs."""

from collections.abc import Iterable, Sequence

from defcat.briefs.blocks import Inline, Span, inline, joined, shortened
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row, Stub
from defcat.fields import Stored
from defcat.translation import tr

_QUOTATION_MARKS = '“"„«'
_LONGEST_TITLE = 600
_LONGEST_NAME = 180
"""Treaties have titles of many lines: in a list the first words of one are enough."""


def listed(words: Iterable[str], separator: str = ", ") -> str:
    """The words that are not empty."""
    return separator.join(filter(None, words))


def date_words(edtf: Stored) -> str:
    """A stored date in words, empty where there is none."""
    return PartialDate.parse(str(edtf)).show() if edtf else ""


def as_written(words: Stored) -> str:
    """What a source said, in quotation marks unless some of it stands in such marks already."""
    if not words or any(mark in str(words) for mark in _QUOTATION_MARKS):
        return str(words or "")
    return tr("“{words}”", words=words)


def by_date(edtf: Stored, number: int) -> tuple[bool, str, int]:
    """Sorts by date, oldest first and undated last, then by `number`."""
    day = PartialDate.parse(str(edtf)).first.isoformat() if edtf else ""
    return not day, day, number


def title_of(dossier: Dossier, marks: Sequence[int]) -> Inline:
    """The title at the head of a brief, which one of many lines would fill."""
    return inline(shortened(dossier.stub.title, _LONGEST_TITLE), marks)


def record_name(stub: Stub, marks: Sequence[int] = ()) -> Inline:
    """A record by its reference and title, of which not more than a list has room for."""
    title = shortened(stub.title, _LONGEST_NAME)
    return (Span(f"{stub.ref} ", "quiet"), Span(title, marks=tuple(marks)))


def person_name(title: str, native_name: Stored, marks: Sequence[int] = ()) -> Inline:
    """A person's name, with the one in native script after it if that is another."""
    if not native_name or str(native_name) in title:
        return inline(title, marks)
    return (Span(f"{title} "), Span(str(native_name), "quiet", tuple(marks)))


def office(row: Row, by_posts: str) -> Inline:
    """The office recorded for a person that day; for want of it what the posts on record say."""
    if recorded := row.text("office"):
        return inline(recorded)
    if not by_posts:
        return ()
    return (Span(f"{by_posts} "), Span(tr("(by the posts on record)"), "quiet"))


def body_name(country: str, organisation: str) -> str:
    """A side, a party or a signer: a country, a body, or a body of a country."""
    return listed((country, organisation), " – ")


def date_cell(row: Row) -> Inline:
    """The date of an event, the day on which it takes effect, and the source's own words."""
    later = row["effective"] and row["effective"] != row["date"]
    effective = tr("effective {date}", date=row.text("effective")) if later else ""
    quiet = [inline(text, style="quiet") for text in (effective, as_written(row["date_note"]))]
    return joined([inline(row.text("date")), *quiet], "\n")
