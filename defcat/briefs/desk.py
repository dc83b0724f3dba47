"""What a desk prints on all its briefs: its letterhead and logo, its country, its paper.

They are kept in the catalogue itself, so that everybody at the desk prints the same. They are no
part of the record: keeping them makes no entry in the history and nothing to undo.
"""

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from defcat import countries
from defcat.errors import FileProblem, InputError
from defcat.model import SETTING
from defcat.rules.contacts import own_country
from defcat.translation import tr

LONGEST_LETTERHEAD = 600
MOST_LINES = 8
LARGEST_LOGO = 8_000_000
"""Bytes of a picture file; what is kept of it is as sharp as print shows, and small."""
PAPERS: tuple[Literal["A4"], Literal["Letter"]] = ("A4", "Letter")

_LETTERHEAD, _LOGO, _PAPER, _DRAFT = "brief-letterhead", "brief-logo", "brief-paper", "brief-draft"
_OWN = "own-country"


@dataclass(frozen=True)
class DeskSettings:
    """`letterhead` (lines of text) and `logo` (a PNG file) stand above the first page;
    `own_country` is the code of the desk's country, empty for none; `page_size` and `draft` are
    what a brief begins with.
    """

    letterhead: str = ""
    logo: bytes | None = None
    own_country: str = ""
    page_size: Literal["A4", "Letter"] = "A4"
    draft: bool = False


def read(connection: Connection) -> DeskSettings:
    """What the desk prints on its briefs; what was never set is as usual."""
    query = select(SETTING.c.name, SETTING.c.value).where(SETTING.c.name.like("brief-%"))
    kept = {row.name: row.value for row in connection.execute(query)}
    logo = kept.get(_LOGO)
    return DeskSettings(
        kept.get(_LETTERHEAD, ""),
        base64.b64decode(logo) if logo else None,
        own_country(connection) or "",
        "Letter" if kept.get(_PAPER) == "Letter" else "A4",
        bool(kept.get(_DRAFT)),
    )


def save(connection: Connection, settings: DeskSettings) -> None:
    """Keep what the desk prints; `connection` is that of a change.

    Raises InputError for a letterhead that takes too much of a page, and for a country that there
    is not.
    """
    text = settings.letterhead.strip()
    if len(text) > LONGEST_LETTERHEAD or len(text.splitlines()) > MOST_LINES:
        raise InputError(
            tr(
                "A letterhead has at most {lines} lines and {n} characters.",
                lines=MOST_LINES,
                n=LONGEST_LETTERHEAD,
            ),
            tr("Leave something out."),
        )
    if settings.own_country and settings.own_country not in countries.code_set():
        raise InputError(
            tr("There is no country “{name}”.", name=settings.own_country),
            tr("Give its name in English or its code, such as IN."),
        )
    logo = base64.b64encode(settings.logo).decode() if settings.logo else ""
    _keep(
        connection,
        (
            (_LETTERHEAD, text),
            (_LOGO, logo),
            (_OWN, settings.own_country),
            (_PAPER, settings.page_size),
            (_DRAFT, "yes" if settings.draft else ""),
        ),
    )


def logo_of(path: Path) -> bytes:
    """The logo in a PNG or JPEG file, as a PNG without what the file says of its maker.

    Raises FileProblem where it cannot be read, InputError where it is too large or no picture.
    """
    from defcat.briefs.letterhead import logo_points  # what draws pages takes its time

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise FileProblem(
            tr("{file} could not be read: {why}.", file=path.name, why=error.strerror or ""),
            tr("Choose another file for the logo."),
        ) from error
    if len(content) > LARGEST_LOGO:
        raise InputError(
            tr("{file} is larger than {n} MB.", file=path.name, n=LARGEST_LOGO // 1_000_000),
            tr("Choose a smaller picture."),
        )
    points, _, _ = logo_points(content)
    kept = io.BytesIO()
    points.save(kept, "PNG")
    return kept.getvalue()


def _keep(connection: Connection, values: Iterable[tuple[str, str]]) -> None:
    for name, value in values:
        connection.execute(delete(SETTING).where(SETTING.c.name == name))
        if value:
            connection.execute(insert(SETTING).values(name=name, value=value))
