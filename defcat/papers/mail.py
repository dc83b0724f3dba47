"""The text of a mail: who wrote it to whom and when, what, and the names of what came with it."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from defcat.papers.paper import CUT, MOST_TEXT_BYTES, UNREADABLE, Budget, Paper, beginning
from defcat.papers.plain import decoded, html_text
from defcat.translation import tr

MOST_PARTS = 1_000
_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_BROKEN = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What Python's reader raises over mail that keeps to no rule."""


def read_mail(source: Path | bytes, budget: Budget) -> Paper:
    """Its headers, its text, and the names of its attachments, which are not read."""
    content = beginning(source, MOST_TEXT_BYTES + 1)
    try:
        message = message_from_bytes(content[:MOST_TEXT_BYTES], policy=policy.default)
        lines = []
        for line in _lines(message):
            if not budget.goes_on():
                break
            lines.append(budget.take(line))
    except _BROKEN:
        return Paper(UNREADABLE)
    found = budget.paper("\n".join(lines))
    # What is cut off of a long mail is what came with it; its text stands first.
    return found if len(content) <= MOST_TEXT_BYTES else Paper(CUT, found.whole)


def _lines(message: EmailMessage) -> Iterator[str]:
    for name in _HEADERS:
        for value in message.get_all(name, []):
            yield f"{name}: {' '.join(str(value).split())}"
    named = []
    plain, html = [], []
    for count, part in enumerate(message.walk()):
        if count > MOST_PARTS:
            break
        if part.is_multipart():
            continue
        if filename := part.get_filename():
            named.append(filename)
        elif part.get_content_type() == "text/plain":
            plain.append(_text(part))
        elif part.get_content_type() == "text/html":
            html.append(html_text(_text(part)))
    yield ""
    yield from plain or html
    for name in named:
        yield tr("Attached: {name}", name=name)


def _text(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    return decoded(content if isinstance(content, bytes) else b"", said=_charset(part))


def _charset(part: EmailMessage) -> str:
    return part.get_content_charset() or ""
