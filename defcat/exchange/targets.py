"""What a column of somebody's table can become: the choices of a mapping, as codes and in words.

A code is `field` for a field of the record, `field.from` and `field.to` for the ends of its date,
`part.field` for a field of a row that belongs to it, with `:role` behind it where a part has rows
of several sorts ("event.date:signature", "participant.other_id:member", "identifier.value:ISBN").
`part.key` is the identifier of the record that a row links to, and `participant.body` a participant
that is an organisation. Beside them stand "topic", "stated" and "ignored".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from defcat import vocabulary
from defcat.errors import InputError
from defcat.fields import Date, Field, Link, Term
from defcat.kinds import KINDS, PARTS, parts_of
from defcat.translation import tr

STATED = "stated"
IGNORED = "ignored"
TOPIC = "topic"
_ENDS = ("from", "to")

ROLE_FIELD = {
    "alias": "type",
    "contact": "type",
    "event": "type",
    "identifier": "scheme",
    "outcome": "type",
    "participant": "role",
    "party": "role",
    "reference": "register",
}
"""The field of a part that says what sort of row it is."""

USUAL_ROLE = {
    "alias": "alias",
    "contact": "other",
    "outcome": "decision",
    "participant": "member",
    "party": "party",
    "reference": "other",
}
"""What sort a row is where nobody says it."""

MAIN_FIELD = {
    "alias": "name",
    "contact": "value",
    "identifier": "value",
    "outcome": "text",
    "participant": "other_id",
    "party": "country",
    "reference": "number",
    "signatory": "other_id",
    "subject": "other_id",
    "tenure": "post",
}
"""The field of a part that names what the row is about; a cell may name several of them."""

_NOT_OFFERED = ("attachment", "citation", "dismissal", "hand_status", "engagement_agreement")
_NO_FIELD = ("set_by", "set_on", "row")


@dataclass(frozen=True)
class Target:
    """A choice: its `code`, what people read, and the heading it stands under."""

    code: str
    label: str
    help: str = ""
    group: str = ""


@dataclass(frozen=True)
class Place:
    """What a code says: a field of the record (`part` is empty) or of a row of a part.

    `end` is "from" or "to" for one end of a date.
    """

    part: str
    field: str
    role: str = ""
    end: str = ""


def place_of(kind: str, code: str) -> Place:
    """What `code` says for records of `kind`; raises InputError for what is no target of it.

    "stated" and "ignored" are no places.
    """
    if code == TOPIC:
        return Place("subject", "other_id")
    head, _, role = code.partition(":")
    part, _, field = head.rpartition(".")
    if field in _ENDS and part in KINDS[kind].by_name:
        place = Place("", part, role, field)
    else:
        place = Place(part, field, role)
    if not _is_place(kind, place):
        raise InputError(
            tr("“{code}” is nothing that a column can become.", code=code),
            tr("Choose one of the fields offered for it."),
        )
    return place


def _is_place(kind: str, place: Place) -> bool:
    if not place.part:
        field = KINDS[kind].by_name.get(place.field)
        if field is None or place.role:
            return False
        return not place.end or isinstance(field.type, Date)
    part = PARTS.get(place.part)
    if part is None or kind not in part.owners or part.name in _NOT_OFFERED:
        return False
    if place.role and part.name not in ROLE_FIELD:
        return False
    sort = ROLE_FIELD.get(part.name, "")
    named = part.by_name[sort].type if sort else None
    if place.role and isinstance(named, Term):
        terms = vocabulary.load(named.vocabulary).terms
        if place.role not in terms:
            return False
    known = set(part.by_name).difference(_NO_FIELD)
    return place.field in known | set(_linked(part.name))


def field_of(kind: str, place: Place) -> Field | None:
    """The field that a place is; None for the key of a linked record and for a body."""
    fields = PARTS[place.part].by_name if place.part else KINDS[kind].by_name
    return fields.get(place.field)


def _linked(part: str) -> tuple[str, ...]:
    """The fields that a part has for a mapping only."""
    if "other_id" not in PARTS[part].by_name:
        return ()
    return ("key", "body") if part == "participant" else ("key",)


def targets(kind: str) -> tuple[Target, ...]:
    """Everything that a column of a table of `kind` can become, in the order to offer it."""
    label = tr(KINDS[kind].label)
    return (*_of_record(kind, label), *_of_parts(kind), *_no_fields())


def target_label(kind: str, code: str) -> str:
    """What people read for a code; a code that is not offered, such as a scheme, as it can be."""
    known = {target.code: target.label for target in targets(kind)}
    if code in known:
        return known[code]
    place = place_of(kind, code)
    plain = known.get(code.partition(":")[0], "") or _plain_label(kind, place)
    return tr("{field} ({sort})", field=plain, sort=place.role) if place.role else plain


def _plain_label(kind: str, place: Place) -> str:
    """A place that is not offered, such as a field of a row of no sort, in words."""
    field = field_of(kind, place)
    if not place.part:
        return tr(field.label) if field else place.field
    called = tr(PARTS[place.part].label)
    if field is None:
        return _extra_label(called, place.field)
    return tr("{part}: {field}", part=called, field=tr(field.label))


def _of_record(kind: str, group: str) -> Iterator[Target]:
    for field in KINDS[kind].fields:
        label, about = tr(field.label), tr(field.help) if field.help else ""
        if isinstance(field.type, Link):
            about = tr("It is found again by its name, or made")
        yield Target(field.name, label, about, group)
        if isinstance(field.type, Date):
            yield Target(f"{field.name}.from", tr("{date}: first day", date=label), "", group)
            yield Target(f"{field.name}.to", tr("{date}: last day", date=label), "", group)


def _of_parts(kind: str) -> Iterator[Target]:
    for part in parts_of(kind):
        if part.name in _NOT_OFFERED or part.name.endswith("_relation"):
            continue
        group = tr(part.label)
        if part.name == "subject":
            yield Target(TOPIC, tr("Topic"), tr("The topic is found again or made"), group)
            continue
        sort = ROLE_FIELD.get(part.name, "")
        fields = [f for f in part.fields if f.name not in (*_NO_FIELD, sort)]
        for role, called in _roles(part.name, sort):
            for field in fields:
                code = f"{part.name}.{field.name}" + (f":{role}" if role else "")
                words = {"part": called, "field": tr(field.label)}
                shown = tr("{part}: {field}", **words)
                yield Target(code, shown, tr(field.help) if field.help else "", group)
            for extra in _linked(part.name):
                code = f"{part.name}.{extra}" + (f":{role}" if role else "")
                yield Target(code, _extra_label(called, extra), "", group)
        if sort and part.name != "identifier":
            shown = tr("{part}: {field}", part=group, field=tr(part.by_name[sort].label))
            yield Target(f"{part.name}.{sort}", shown, tr("Read from each row"), group)


def _roles(part: str, sort: str) -> list[tuple[str, str]]:
    """The sorts of row that a part has, each with what it is called."""
    kind = PARTS[part].by_name[sort].type if sort else None
    if not isinstance(kind, Term):
        return [("", tr(PARTS[part].label))]
    terms = vocabulary.load(kind.vocabulary).terms
    return [(code, vocabulary.label(kind.vocabulary, code)) for code in terms]


def _extra_label(called: str, extra: str) -> str:
    if extra == "body":
        return tr("{part}: an organisation", part=called)
    return tr("{part}: identifier", part=called)


def _no_fields() -> Iterator[Target]:
    group = tr("No field")
    help = tr("It stands in the citation of the record, and can be searched there")
    yield Target(STATED, tr("Kept in the citation only"), help, group)
    yield Target(IGNORED, tr("Left out"), tr("Nothing of it is kept"), group)
