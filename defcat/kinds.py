"""The kinds of record and their parts, in the terms of the field.

Sources of the terms: UN Treaty Collection glossary, FCDO treaty glossary, Vienna Convention on the
Law of Treaties art. 2, DCAD (sectors), FollowTheMoney (position and occupancy), POCOM (how posts
began and ended), EDTF (dates).
"""

import re

from defcat.errors import InputError
from defcat.fields import (
    LONG,
    Country,
    Date,
    Duration,
    Field,
    Kind,
    Link,
    Marking,
    Part,
    Term,
    Whole,
)
from defcat.parts import PARTS
from defcat.translation import tr

__all__ = ["KINDS", "PARTS", "described", "kind_of_ref", "label_of", "parts_of"]

_REF = re.compile(r"[A-Za-z][0-9]{1,10}")

_MARKING = Field(
    "marking", "Marking", Marking(), facet=True, help="The protective marking of this record"
)
_NOTES = Field("notes", "Notes", LONG, full_text=True)
_NATIVE = Field("native_name", "Name in native script", full_text=True)
_URL = Field("url", "Web address")


def _title(label: str, help: str = "") -> Field:
    return Field("title", label, required=True, listed=True, full_text=True, help=help)


AGREEMENT = Kind(
    "agreement",
    "A",
    "Agreement",
    "Agreements",
    (
        _title("Title", "As on the signed paper"),
        Field("type", "Type", Term("agreement-type"), listed=True, facet=True, required=True),
        Field("binding", "Binding", Term("binding"), facet=True),
        Field("level", "Level", Term("agreement-level"), facet=True),
        Field("summary", "Summary", LONG, full_text=True),
        Field("duration", "Duration", Duration(), help="For example: five years, or indefinite"),
        Field("renewal", "Renewal", Term("renewal")),
        Field("renewal_period", "Renewal period", Duration(), help="For example: five years"),
        Field(
            "notice_period",
            "Notice period",
            Duration(),
            help="Notice needed to end or not to renew it; for example: six months",
        ),
        Field("review_date", "Review date", Date()),
        Field("expiry_date", "Expiry date", Date()),
        _URL,
        _MARKING,
        _NOTES,
    ),
)

OFFICIAL = Kind(
    "official",
    "O",
    "Official",
    "Officials",
    (
        _title("Display name", "The name as it is written in a brief"),
        Field("given_name", "Given names", full_text=True),
        Field("family_name", "Family name", full_text=True),
        Field("display_order", "Name order", Term("name-order")),
        Field("honorific", "Honorific", full_text=True, help="Shri, Dr, H.E."),
        Field("rank", "Rank", full_text=True),
        Field("post_nominals", "Post-nominals", full_text=True),
        _NATIVE,
        Field("pronunciation", "Pronunciation"),
        Field("nationality", "Nationality", Country(), listed=True, facet=True),
        Field("born", "Born", Date()),
        Field("died", "Died", Date()),
        Field("biography", "Biography", LONG, full_text=True),
        Field("languages", "Languages"),
        Field("sensitivities", "Sensitivities", LONG, full_text=True),
        _URL,
        _MARKING,
        _NOTES,
    ),
)

ENGAGEMENT = Kind(
    "engagement",
    "E",
    "Engagement",
    "Engagements",
    (
        _title("Title"),
        Field("type", "Type", Term("engagement-type"), required=True, listed=True, facet=True),
        Field("date", "Date", Date(), listed=True, help="A day, a month, a range: 9-10 Nov 2023"),
        Field("date_note", "Date as written", help="The source's own words, such as “last Friday”"),
        Field("state", "State", Term("engagement-state"), facet=True),
        Field("mode", "Mode", Term("engagement-mode"), facet=True),
        Field("track", "Track", Term("track"), facet=True),
        Field("city", "City", listed=True, full_text=True),
        Field("country", "Country", Country(), listed=True, facet=True),
        Field("venue", "Venue", full_text=True),
        Field("press", "Press", Term("press")),
        Field("series", "Series", Link(("series",))),
        Field("edition", "Edition", Whole()),
        Field("objectives", "Objectives", LONG, full_text=True),
        Field("agenda", "Agenda", LONG, full_text=True),
        Field("talking_points", "Talking points", LONG, full_text=True),
        Field("record", "Record of discussion", LONG, full_text=True),
        _URL,
        _MARKING,
        _NOTES,
    ),
)

ORGANISATION = Kind(
    "organisation",
    "G",
    "Organisation",
    "Organisations",
    (
        _title("Name"),
        Field("type", "Type", Term("organisation-type"), required=True, listed=True, facet=True),
        Field("country", "Country", Country(), listed=True, facet=True),
        Field("parent", "Part of", Link(("organisation",))),
        _NATIVE,
        Field("founded", "Founded", Date()),
        Field("dissolved", "Dissolved", Date()),
        _URL,
        _MARKING,
        _NOTES,
    ),
)

TOPIC = Kind(
    "topic",
    "T",
    "Topic",
    "Topics",
    (
        _title("Name"),
        Field("type", "Type", Term("topic-type"), required=True, listed=True, facet=True),
        Field("sector", "Sector", Term("sector"), facet=True),
        _NATIVE,
        Field("description", "Description", LONG, full_text=True),
        _MARKING,
        _NOTES,
    ),
)

SERIES = Kind(
    "series",
    "S",
    "Series",
    "Series",
    (
        _title("Name"),
        Field("type", "Type", Term("engagement-type"), listed=True, facet=True),
        Field("description", "Description", LONG, full_text=True),
        _MARKING,
        _NOTES,
    ),
)

COMMITMENT = Kind(
    "commitment",
    "C",
    "Commitment",
    "Commitments",
    (
        _title("What was promised"),
        Field("state", "State", Term("commitment-state"), required=True, listed=True, facet=True),
        Field("date", "Due", Date(), listed=True),
        Field("engagement", "Born in", Link(("engagement",))),
        Field("owner_side", "Owner's side", Country(), listed=True, facet=True),
        Field("owner", "Owner", Link(("official", "organisation"))),
        Field("promised", "Promised on", Date(), help="Empty: on the day it was born"),
        Field("closed", "Closed on", Date(), help="The day it was done or dropped"),
        Field("evidence", "Evidence", LONG, full_text=True),
        _MARKING,
        _NOTES,
    ),
)

SOURCE = Kind(
    "source",
    "D",
    "Source",
    "Sources",
    (
        _title("Title"),
        Field("type", "Type", Term("source-type"), required=True, listed=True, facet=True),
        Field("date", "Date", Date(), listed=True),
        Field("date_note", "Date as written"),
        Field("publisher", "Publisher", listed=True, full_text=True),
        Field("author", "Author", full_text=True),
        Field("accessed", "Accessed", Date()),
        _URL,
        Field("text", "Text", LONG, full_text=True),
        _MARKING,
        _NOTES,
    ),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        AGREEMENT,
        OFFICIAL,
        ENGAGEMENT,
        ORGANISATION,
        COMMITMENT,
        SOURCE,
        TOPIC,
        SERIES,
    )
}


def parts_of(kind: str) -> list[Part]:
    """The parts that a record of `kind` can have, in the order shown."""
    return [part for part in PARTS.values() if kind in part.owners]


def described(name: str) -> Kind | Part:
    """The kind or part called `name`; raises InputError for any other word."""
    found = KINDS.get(name) or PARTS.get(name)
    if found is None:
        raise InputError(
            tr("There is no kind of record called “{name}”.", name=name),
            tr("The kinds are: {names}.", names=", ".join(KINDS)),
        )
    return found


def label_of(kind: str, name: str) -> str:
    """What the field or the part `name` of records of `kind` is called."""
    if name in PARTS:
        return tr(PARTS[name].label)
    field = KINDS[kind].by_name.get(name)
    return tr(field.label) if field else name


def kind_of_ref(ref: str) -> str:
    """The kind that a reference such as `A12` names; raises InputError if it is none."""
    if _REF.fullmatch(ref):
        for kind in KINDS.values():
            if ref[0].upper() == kind.prefix:
                return kind.name
    raise InputError(
        tr("“{ref}” is not a reference.", ref=ref),
        tr("A reference is a letter and a number, such as A12 or E31."),
    )
