"""How well the cells of a column fit what it may become, whatever its head says."""

from collections.abc import Sequence

from defcat.exchange.forms import serial_day
from defcat.exchange.shapes import Shape
from defcat.exchange.targets import IGNORED, STATED, field_of, place_of
from defcat.fields import Country, Date, Duration, Term, Text
from defcat.kinds import described
from defcat.translation import tr

_LONG = 120
_SHORT = 25
_FEW_NAMES = 5
_CROWDS = 0.3
_FEW_TERMS = 60
_PEOPLE = ("official.title", "participant.other_id", "signatory.other_id", "commitment.owner")


def fit(kind: str, target: str, shape: Shape) -> float:
    """From 0, where the cells speak against the target, to 1, where nothing does."""
    if not shape.filled:
        return 0.6  # nothing speaks against what the head says
    place = place_of(kind, target)
    spec = field_of(kind, place)
    if spec is None:
        return 1.0 if shape.dates < 0.5 else 0.1
    if f"{place.part or kind}.{place.field}" in _PEOPLE:
        return _fit_person(shape)
    if isinstance(spec.type, Date):
        return _fit_date(shape)
    if isinstance(spec.type, Country):
        return 0.05 if shape.countries < 0.1 else min(1.0, 0.4 + shape.countries)
    if isinstance(spec.type, Term):
        return _fit_term(shape, spec.type.vocabulary)
    if isinstance(spec.type, Duration):
        return 0.1 if shape.dates > 0.5 else 1.0
    return _fit_text(target, shape, isinstance(spec.type, Text) and spec.type.long)


def form_of(kind: str, target: str, samples: Sequence[str]) -> str:
    """How the cells of a column are written that somebody chose a target for, by its first texts:
    as in a `Choice`.
    """
    spec = None if target in (STATED, IGNORED) else field_of(kind, place_of(kind, target))
    is_date = spec is not None and isinstance(spec.type, Date)
    serial = is_date and samples and all(serial_day(text) != text for text in samples)
    return "serial" if serial else ""


def _fit_person(shape: Shape) -> float:
    if shape.people >= 0.4:
        return 1.0
    return 0.65 if shape.slugs > 0.5 else 0.3


def _fit_date(shape: Shape) -> float:
    dated = max(shape.dates, shape.serials)
    return 1.0 if dated >= 0.6 else 0.9 if dated >= 0.3 else 0.1


def _fit_term(shape: Shape, name: str) -> float:
    known = shape.terms(name)
    if known >= 0.5:
        return 1.0
    if shape.dates > 0.5 or shape.countries > 0.5 or shape.distinct > _FEW_TERMS:
        return 0.1
    return 0.85 if known >= 0.2 else 0.55


def _fit_text(target: str, shape: Shape, long: bool) -> float:
    if target == "url" or target.endswith(".url"):
        return 1.0 if shape.urls > 0.5 else 0.1
    if target.startswith("contact.value:"):
        return _fit_contact(target.partition(":")[2], shape)
    if target.startswith("identifier."):
        return 1.0 if shape.codes > 0.8 and shape.dates < 0.5 else 0.2
    if long and target != "notes" and shape.length < _SHORT and shape.distinct < shape.filled / 5:
        return 0.5  # the same few words in many rows are no running text
    if long:
        return 0.9 if shape.dates > 0.8 else 1.0
    dated = shape.dates > 0.6 and shape.years < 0.6
    return 0.3 if dated or shape.length > 400 else 1.0


def _fit_contact(sort: str, shape: Shape) -> float:
    if sort == "email":
        return 1.0 if shape.emails > 0.4 else 0.1
    if sort in ("telephone", "mobile", "fax"):
        return 1.0 if shape.phones > 0.4 else 0.2
    return 1.0


def told(kind: str, shape: Shape) -> dict[str, tuple[float, str]]:
    """What the cells alone say: by target, how sure that is, and what they look like."""
    found: dict[str, tuple[float, str]] = {}
    fields = described(kind).by_name
    if shape.dates > 0.8 and shape.years < 0.8 and "date" in fields:
        found["date"] = (0.42, tr("dates"))
    if shape.dates > 0.8 and shape.years < 0.8 and kind == "agreement":
        found["event.date:signature"] = (0.42, tr("dates"))
    if shape.countries > 0.7:
        target = {"agreement": "party.country", "official": "tenure.country"}.get(kind, "country")
        if "." in target or target in fields:
            found[target] = (0.45, tr("countries"))
    if shape.is_unique and shape.codes > 0.95 and shape.dates < 0.5 and shape.urls < 0.2:
        found["identifier.value"] = (0.41, tr("a code for each row"))
    if shape.urls > 0.8 and "url" in fields:
        found["url"] = (0.6, tr("web addresses"))
    if shape.emails > 0.8 and kind == "official":
        found["contact.value:email"] = (0.7, tr("e-mail addresses"))
    if shape.phones > 0.8 and shape.dates < 0.2 and kind == "official" and shape.length > 7:
        found["contact.value:telephone"] = (0.42, tr("telephone numbers"))
    found |= _told_by_words(kind, shape)
    return found


def _told_by_words(kind: str, shape: Shape) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    fields = described(kind).by_name
    kind_of = fields["type"].type if "type" in fields else None
    if isinstance(kind_of, Term) and shape.distinct > 1 and shape.terms(kind_of.vocabulary) > 0.8:
        found["type"] = (0.5, tr("terms of a list"))
    if shape.posts > 0.6 and shape.length < _LONG and kind == "official":
        found["tenure.post"] = (0.46, tr("names of posts"))
    named = shape.people > 0.8 and shape.length > 8 and shape.countries < 0.2
    if named and shape.distinct > _FEW_NAMES:
        if kind == "official" and shape.posts < 0.2:
            found["title"] = (0.44, tr("names of persons"))
        if kind == "engagement":
            role = "member" if shape.crowds >= _CROWDS else "principal"
            found[f"participant.other_id:{role}"] = (0.42, tr("names of persons"))
    long = {"engagement": "record", "agreement": "summary", "official": "biography"}
    if (shape.length > _LONG or shape.sentences > 0.6) and kind in long:
        found[long[kind]] = (0.42, tr("running text"))
    other = max(shape.urls, shape.dates, shape.sentences, shape.countries)
    telling = shape.distinct > shape.filled * 0.7 and other < 0.2
    if kind in ("agreement", "engagement") and 25 < shape.length <= 400 and telling:
        found["title"] = (0.4, tr("texts that are long enough for a title"))
    return found
