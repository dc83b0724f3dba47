"""What can be asked for as `field:value`: names, and where their values stand in a record.

Made from the descriptions in `kinds`: every field and every link of every kind has a name here. The
names of the field's own usage come first (party, with, side, signed, expires); a field that none of
them covers is asked for by its own name.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from defcat import vocabulary
from defcat.fields import LONG, Date, Field, FieldType, Marking, Term
from defcat.kinds import KINDS, PARTS

RECORD_TABLE = "record"


@dataclass(frozen=True)
class Origin:
    """Where values of a searched field stand: a column of the table of a kind or of a part, or of
    `record`. `only` are the values of the column `type` for which a row counts, none: any.
    """

    table: str
    column: str
    type: FieldType
    only: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that it can be found in."""
        if self.table == RECORD_TABLE:
            return tuple(KINDS)
        return (self.table,) if self.table in KINDS else PARTS[self.table].owners


@dataclass(frozen=True)
class Searched:
    """One name that can stand before the colon; `mark` is the letter of its tokens in the index.

    `label` is English and goes through `tr` where it is shown.
    """

    name: str
    label: str
    origins: tuple[Origin, ...]
    mark: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that can have it, in the order of `KINDS`."""
        found = {kind for origin in self.origins for kind in origin.kinds}
        return tuple(kind for kind in KINDS if kind in found)

    @property
    def types(self) -> tuple[FieldType, ...]:
        """The types of its values, none twice."""
        return tuple(dict.fromkeys(origin.type for origin in self.origins))

    def is_a(self, *shapes: type[FieldType]) -> bool:
        """Whether a value of it can be of one of these types."""
        return any(isinstance(one, shapes) for one in self.types)

    @property
    def long(self) -> bool:
        """Whether it is text of paragraphs, which has a column of its own in the index."""
        return all(one == LONG for one in self.types)


SPECIAL = ("kind", "as-of", "office", "country", "has", "missing", "is", "linked")
"""Names before the colon that are no field: they have rules of their own."""

_FIRST_MARK = 0xE010
"""Private-use letters, which the index takes for letters of a word and nobody types."""

ALIASES = {
    **{"signed": "signature", "initialled": "initialling", "adopted": "adoption"},
    **{"ratified": "ratification", "accepted": "acceptance", "approved": "approval"},
    **{"acceded": "accession", "entered": "entry-into-force", "registered": "registration"},
    **{"amended": "amendment", "extended": "extension", "renewed": "renewal"},
    **{"suspended": "suspension", "resumed": "resumption", "denounced": "denunciation"},
    **{"withdrawn": "withdrawal", "terminated": "termination", "expired": "expiry"},
    **{"superseded": "supersession", "ends": "expires", "deadline": "due"},
    **{"reference": "ref", "number": "ref", "register": "ref", "identifier": "ref"},
    **{"participant": "with", "official": "with", "person": "with"},
    **{"body": "organisation", "organization": "organisation", "org": "organisation"},
    **{"subject": "topic", "classification": "marking", "city": "place", "venue": "place"},
    **{"position": "post", "note": "notes", "language": "languages", "file": "attachment"},
    **{"recorded": "created", "added": "created", "modified": "changed"},
}
"""Other names of the same thing, for the name that explains it."""

_NAMED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("status", "Status", ("agreement.status",)),
    ("type", "Type", tuple(f"{name}.type" for name in KINDS if "type" in KINDS[name].by_name)),
    ("marking", "Marking", ("record.marking",)),
    ("date", "Date", ("record.date",)),
    ("party", "Party", ("party.country", "party.other_id")),
    ("topic", "Topic", ("subject.other_id",)),
    ("with", "Took part or signed", ("participant.other_id", "signatory.other_id")),
    ("side", "Side", ("participant.side", "participant.side_organisation")),
    (
        "place",
        "Place",
        ("engagement.city", "engagement.country", "engagement.venue", "event.place"),
    ),
    ("series", "Series", ("engagement.series",)),
    ("ref", "Reference", ("reference.register", "reference.number", "identifier.value")),
    ("source", "Source", ("citation.other_id",)),
    ("expires", "Expires", ("agreement.ends",)),
    ("review", "Review date", ("agreement.review_date",)),
    ("form", "Form", ("agreement.form",)),
    ("post", "Post", ("tenure.post",)),
    ("organisation", "Organisation", ("tenure.other_id", "event.other_id")),
    ("agreement", "Agreement", ("agreement_relation.other_id", "engagement_agreement.other_id")),
    ("engagement", "Engagement", ("engagement_relation.other_id", "commitment.engagement")),
    ("signatory", "Signatory", ("signatory.other_id",)),
    ("role", "Role", ("party.role", "participant.role", "engagement_agreement.role")),
    ("relation", "Relation", ("agreement_relation.type", "engagement_relation.type")),
    ("alias", "Other name", ("alias.name",)),
    ("attachment", "Attachment", ("attachment.name",)),
    ("attachment-text", "Text of an attachment", ("attachment.text",)),
    ("contact", "Contact point", ("contact.value", "contact.type")),
    ("outcome", "Outcome", ("outcome.type",)),
    ("due", "Due", ("commitment.date",)),
    ("event", "Event", ("event.type",)),
    ("event-place", "Place of an event", ("event.place",)),
    ("event-party", "Party of an event", ("event.country",)),
    ("party-from", "Party from", ("party.start",)),
    ("party-until", "Party until", ("party.end",)),
    ("signed-for", "Signed for", ("signatory.country",)),
    ("office-held", "Office held that day", ("signatory.office", "participant.office")),
    ("post-country", "Country of a post", ("tenure.country",)),
    ("took-office", "Took office", ("tenure.start",)),
    ("left-office", "Left office", ("tenure.end",)),
    ("began", "How a post began", ("tenure.began",)),
    ("ended", "How a post ended", ("tenure.ended",)),
    ("alias-kind", "Kind of other name", ("alias.type",)),
    ("alias-from", "Other name from", ("alias.start",)),
    ("alias-until", "Other name until", ("alias.end",)),
    ("body-country", "Country of an organisation", ("organisation.country",)),
    ("relation-party", "Party to a relation", ("agreement_relation.country",)),
    ("hand-status", "Status set by hand", ("hand_status.status",)),
    ("hand-status-from", "Status set by hand from", ("hand_status.date",)),
    ("hand-status-party", "Status set by hand for", ("hand_status.country",)),
    ("file-size", "Size of an attachment", ("attachment.size",)),
    ("file-type", "Media type of an attachment", ("attachment.media_type",)),
    ("scheme", "Scheme of an identifier", ("identifier.scheme",)),
    (
        "remark",
        "Note on a row",
        tuple(f"{name}.notes" for name, part in PARTS.items() if "notes" in part.by_name),
    ),
    ("created", "Recorded", ("record.created_at",)),
    ("changed", "Changed", ("record.changed_at",)),
)
"""Names with a meaning of their own: the name, its label, and the columns it looks at."""

_COMPUTED: dict[str, FieldType] = {
    "agreement.status": Term("agreement-status"),
    "agreement.form": Term("agreement-form"),
    "agreement.ends": Date(),
    "attachment.text": LONG,
    "record.marking": Marking(),
    "record.date": Date(),
    "record.created_at": Date(),
    "record.changed_at": Date(),
}
"""Types of the columns that no field describes, or that all kinds share."""

NOT_ASKED = {
    "title": "plain words find it",
    "date": "record.date holds it",
    "marking": "record.marking holds it",
    "citation.about": "names a field of the record",
    "citation.row": "names a row of the record",
    "citation.preferred": "says which of two sources counts",
    "signatory.event": "names a row of the record",
    "attachment.sha256": "no person types it",
    "dismissal.rule": "findings have a page of their own",
    "dismissal.key": "findings have a page of their own",
}
"""Fields that have no name here, and why: of a part with its name, else of any kind of record."""


@cache
def searched() -> dict[str, Searched]:
    """Every name, in the order in which they are explained; `find` also knows their aliases."""
    named = [_named(name, label, columns) for name, label, columns in _NAMED]
    named += _events()
    covered = {(origin.table, origin.column) for one in named for origin in one.origins}
    found = {one.name: one for one in named}
    for name, label, origin in _others():
        if (origin.table, origin.column) in covered:
            continue
        before = found.get(name)
        if before is None:
            found[name] = Searched(name, label, (origin,))
        elif origin not in before.origins:
            found[name] = replace(before, origins=(*before.origins, origin))
    return {
        name: replace(one, mark=chr(_FIRST_MARK + place))
        for place, (name, one) in enumerate(found.items())
    }


def find(name: str) -> Searched | None:
    """What `name`, in any case and with _ for -, asks for; None where nothing is called so."""
    plain = name.casefold().replace("_", "-")
    return searched().get(ALIASES.get(plain, plain))


@cache
def names() -> tuple[str, ...]:
    """Everything that can stand before the colon."""
    return (*SPECIAL, *searched(), *ALIASES)


@cache
def edition() -> str:
    """Changes whenever the index would hold other tokens: a file with another is indexed anew."""
    said = repr([(one.mark, one.name, one.origins) for one in searched().values()])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _named(name: str, label: str, columns: tuple[str, ...]) -> Searched:
    origins = []
    for column in columns:
        table, _, field = column.partition(".")
        shape = _COMPUTED.get(column) or _described(table)[field].type
        origins.append(Origin(table, field, shape))
    return Searched(name, label, tuple(origins))


def _events() -> Iterator[Searched]:
    """The day of each kind of event is asked for by what happened: signature, ratification."""
    for code, label in vocabulary.load("event-type").terms.items():
        yield Searched(code, label, (Origin("event", "date", Date(), (code,)),))


def _others() -> Iterator[tuple[str, str, Origin]]:
    """Every described field by its own name; the same name in two kinds is asked for at once."""
    for described in (*KINDS.values(), *PARTS.values()):
        for field in described.fields:
            table = described.name
            if (field.name if table in KINDS else f"{table}.{field.name}") in NOT_ASKED:
                continue
            name = _own_name(table, field)
            if table in KINDS and field.name == "notes":
                table = RECORD_TABLE
            yield name, field.label, Origin(table, field.name, field.type)


def _own_name(table: str, field: Field) -> str:
    """How a field is called that has no name of usage: parts share words such as `start`."""
    plain = field.name.replace("_", "-").removesuffix("-id")
    shared = table in PARTS and plain in ("start", "end", "notes", "type", "name", "other", "text")
    shared |= table in PARTS and plain in ("country", "date", "status", "size", "value", "number")
    return f"{table.replace('_', '-')}-{plain}" if shared or plain in SPECIAL else plain


def _described(name: str) -> dict[str, Field]:
    return (KINDS.get(name) or PARTS[name]).by_name
