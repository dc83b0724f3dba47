"""What a table seems to be: the kind of its rows, and what each of its columns can become.

The head of a column and its cells both speak; `headings` knows the heads, `shapes` looks at the
cells. A guess is only ever where somebody starts from: it says how sure it is, and why.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace

from defcat import countries
from defcat.exchange import headings
from defcat.exchange.abroad import country_of
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.date_order import DateOrder, date_order
from defcat.exchange.fitting import fit, told
from defcat.exchange.groups import groups_of, unusable
from defcat.exchange.keys import determines, find_key
from defcat.exchange.layout import Layout
from defcat.exchange.ranges import DateRange, date_ranges
from defcat.exchange.sameness import Sameness, same_columns
from defcat.exchange.shapes import Shape, items_of, shapes_of
from defcat.exchange.table import Table
from defcat.exchange.targets import IGNORED, MAIN_FIELD, STATED, field_of, place_of
from defcat.exchange.titles import made_title, type_column, usual_constants
from defcat.fields import Country, Date
from defcat.kinds import KINDS
from defcat.text import fold, words
from defcat.translation import tr

_ENOUGH = 0.4
_AGAIN = 0.6
"""How sure a second column has to be of what one has become already, where there may be more."""
_KIND_WORD = 0.35
_SOME = 0.03
_RANGE = 0.45
"""How sure it is that neighbouring dates in order are a range, where no head says so."""
_BY, _IN_FORCE = "by", "in force"
_SAME, _SOME_DATES = 0.9, 0.3
_SOME_PEOPLE = 0.4
_LONG_SPAN = 120
_SHORT_SPAN = 35


@dataclass(frozen=True)
class ColumnGuess:
    """What a column can become: `target` as in `targets`, how sure that is (0 to 1), and why.

    `samples` are its first texts; `several`, `form` and `values` are as in a `Choice`. `said` is
    what to tell of it where it is no guess.
    """

    column: str
    target: str
    confidence: float
    why: str
    samples: tuple[str, ...] = ()
    several: str = ""
    form: str = ""
    values: Map[str, str] = field(default_factory=dict)
    said: str = ""


@dataclass(frozen=True)
class Guess:
    """What a table seems to be.

    `kinds` are all kinds with how likely each is, the likeliest first. `dates` says how dates are
    written and whether that is in doubt; `key_why` why these columns are the key. The rest is as in
    a `Mapping`.
    """

    kind: str
    kinds: tuple[tuple[str, float], ...]
    columns: tuple[ColumnGuess, ...]
    dates: DateOrder
    key: tuple[str, ...]
    grouped: bool = False
    made_title: str = ""
    type_from: str = ""
    constants: tuple[tuple[str, str], ...] = ()
    key_why: str = ""

    def column(self, name: str) -> ColumnGuess:
        """The guess for a column."""
        return next(one for one in self.columns if one.column == name)

    def mapping(self, title: str, layout: Layout | None = None, name: str = "") -> Mapping:
        """The guess as what somebody would have said."""
        choices = (
            Choice(one.column, one.target, one.several, one.values, one.form)
            for one in self.columns
        )
        return Mapping(
            title,
            self.kind,
            tuple(choices),
            self.key,
            self.grouped,
            self.dates.order,
            layout or Layout(),
            dict(self.constants),
            self.made_title,
            self.type_from,
            name=name,
        )


def guess(table: Table, kind: str = "") -> Guess:
    """What `table` seems to be; with `kind`, what its columns are if its rows are of that."""
    shapes = shapes_of(table.columns, (row.cells for row in table.rows))
    same, ranges = same_columns(table, shapes), date_ranges(table, shapes)
    tried = {one: _assigned(one, table.columns, shapes, same, ranges) for one in KINDS}
    likely = _kinds(table, tried, ranges, shapes)
    kind = kind or likely[0][0]
    return _whole(table, kind, likely, tried[kind], shapes)


def _whole(
    table: Table,
    kind: str,
    likely: tuple[tuple[str, float], ...],
    columns: list[ColumnGuess],
    shapes: Sequence[Shape],
) -> Guess:
    by_name = dict(zip(table.columns, shapes, strict=True))
    columns = [_formed(kind, one, by_name[one.column]) for one in _joined(kind, columns)]
    columns = _without_gaps(kind, columns)
    targets = {one.column: one.target for one in columns}
    key = find_key(table, targets, by_name, kind)
    columns = [_of_one(table, one, key.columns, key.grouped) for one in columns]
    dated = [one.column for one in columns if _is_date(kind, one.target)]
    type_from = type_column(kind, targets, by_name)
    return Guess(
        kind,
        likely,
        tuple(columns),
        date_order({name: by_name[name] for name in dated}),
        key.columns,
        key.grouped,
        "" if "title" in targets.values() else made_title(kind, targets),
        type_from,
        usual_constants(kind, targets),
        key.why,
    )


def _assigned(
    kind: str,
    columns: Sequence[str],
    shapes: Sequence[Shape],
    same: Sequence[Sameness],
    ranges: Sequence[DateRange],
) -> list[ColumnGuess]:
    """The best target for each column, the surest first, none taken twice that can be one only."""
    offers = []
    for at, (name, shape) in enumerate(zip(columns, shapes, strict=True)):
        ends = {target: why for n, target, why in _ends(kind, ranges) if n == at}
        for target, (score, why) in _offers(kind, name, shape, ends).items():
            offers.append((score, -at, target, why))
    offers.sort(reverse=True)
    forms = _other_forms(columns, same, offers)
    chosen: dict[int, ColumnGuess] = {}
    taken: set[str] = set()
    for score, negative, target, why in offers:
        at = -negative
        if score < _ENOUGH or at in chosen or at in forms:
            continue
        if target in taken and (score < _AGAIN or not _may_repeat(kind, target)):
            continue
        if _is_other_end(target, taken):
            continue
        taken.add(target)
        chosen[at] = ColumnGuess(columns[at], target, score, why, shapes[at].samples)
    for at, of in forms.items():
        chosen[at] = _other_form(kind, columns, shapes[at], at, of, chosen)
    return [chosen.get(at) or _left_over(name, shapes[at]) for at, name in enumerate(columns)]


def _ends(kind: str, ranges: Sequence[DateRange]) -> Iterator[tuple[int, str, str]]:
    """The columns, by number, that seem to be the first and the last day of something."""
    targets = {"engagement": ("date.from", "date.to"), "official": ("tenure.start", "tenure.end")}
    for one in ranges[:1] if kind in targets else ():
        if kind == "official" and one.days < _SHORT_SPAN:
            continue
        first, last = targets[kind]
        yield one.start, first, tr("the first day of a range")
        yield one.end, last, tr("the last day of a range")


def _offers(
    kind: str, name: str, shape: Shape, ends: Map[str, str]
) -> dict[str, tuple[float, str]]:
    """What a column could become, how sure that is, and why."""
    if headings.is_housekeeping(name) or unusable(name):
        return {}
    if headings.likeness(name, _IN_FORCE) > _SAME and shape.dates < _SOME_DATES:
        return {}  # yes and no: the catalogue tells that from events, and it is no legal force
    said, seen = headings.scored(kind, name), told(kind, shape)
    if (
        _BY in headings.said_in(name) and shape.people >= _SOME_PEOPLE
    ):  # "signed by" names who, not where and when
        said = {target: of for target, of in said.items() if not _is_where_or_when(kind, target)}
    seen |= {target: (_RANGE, why) for target, why in ends.items()}
    found = {}
    for target in {**said, **seen}:
        head, known = said.get(target, (0.0, ""))
        cells, looks = seen.get(target, (0.0, ""))
        score = fit(kind, target, shape) * (1 - (1 - head) * (1 - cells))
        whys = [tr("the head reads like “{head}”", head=known)] if head > cells else []
        whys += [tr("the cells look like {what}", what=looks)] if cells else []
        found[target] = (round(min(score, 1.0), 4), "; ".join(whys))
    return found


def _is_where_or_when(kind: str, target: str) -> bool:
    place = place_of(kind, target)
    spec = field_of(kind, place)
    return place.field in ("place", "city", "country") or (
        spec is not None and isinstance(spec.type, Date)
    )


def _may_repeat(kind: str, target: str) -> bool:
    place = place_of(kind, target)
    if not place.part:
        spec = KINDS[kind].by_name[place.field]
        return getattr(spec.type, "long", False)
    return place.field == "notes" or (
        place.field == MAIN_FIELD.get(place.part) and place.part != "tenure"
    )


def _is_other_end(target: str, taken: set[str]) -> bool:
    """Whether a whole date would stand beside an end of it, or the other way round."""
    base, _, end = target.partition(".")
    if end in ("from", "to"):
        return base in taken
    return f"{target}.from" in taken or f"{target}.to" in taken


def _other_forms(
    columns: Sequence[str],
    same: Sequence[Sameness],
    offers: Sequence[tuple[float, int, str, str]],
) -> dict[int, Sameness]:
    """By column, the other one that says the same better: as words, or under a plainer head."""
    best: dict[int, float] = {}
    names: set[int] = set()
    for score, negative, target, _ in offers:
        if -negative not in best and target.startswith("alias."):
            names.add(-negative)  # another name may well be the same in most rows
        best.setdefault(-negative, score)
    found: dict[int, Sameness] = {}
    for one in same:
        better, worse = one.plain, one.other
        if one.equal and best.get(worse, 0) > best.get(better, 0):
            better, worse = worse, better
        if worse not in names and not {better, worse} & set(found):
            found[worse] = replace(one, plain=better, other=worse)
    return found


def _other_form(
    kind: str,
    columns: Sequence[str],
    shape: Shape,
    at: int,
    same: Sameness,
    chosen: dict[int, ColumnGuess],
) -> ColumnGuess:
    """A column that says what another says: kept beside it, or what the record is known by."""
    name, of = columns[at], columns[same.plain]
    why = tr("it says the same as “{column}”", column=of)
    target = chosen[same.plain].target if same.plain in chosen else STATED
    part = target.partition(".")[0]
    if not same.equal and target.partition(":")[0] in (
        "participant.other_id",
        "signatory.other_id",
    ):
        _, _, role = target.partition(":")
        key = f"{part}.key" + (f":{role}" if role else "")
        return ColumnGuess(name, key, 0.7, why, shape.samples)
    return ColumnGuess(name, STATED, 0.7, why, shape.samples)


def _left_over(name: str, shape: Shape) -> ColumnGuess:
    if headings.is_housekeeping(name):
        why = tr("it says how the table is kept")
        return ColumnGuess(name, IGNORED, 0.8, why, shape.samples)
    if not shape.filled:
        return ColumnGuess(name, IGNORED, 0.8, tr("it is empty"))
    why = tr("nothing in the catalogue is like it")
    return ColumnGuess(name, STATED, 0.3, why, shape.samples)


def _joined(kind: str, columns: list[ColumnGuess]) -> list[ColumnGuess]:
    """The guesses made to fit each other: what is said of a principal where there are members."""
    taken = {one.target for one in columns}
    roles = [t.partition(":")[2] for t in taken if t.startswith("participant.other_id:")]
    roles += [t.partition(":")[2] for t in taken if t.startswith("participant.body:")]
    if not roles or "principal" in roles:
        return columns
    return [
        replace(one, target=one.target.replace(":principal", f":{roles[0]}"))
        if one.target.startswith("participant.")
        else one
        for one in columns
    ]


def _formed(kind: str, one: ColumnGuess, shape: Shape) -> ColumnGuess:
    """A guess with how its cells are written, and what separates several in one."""
    if one.target in (STATED, IGNORED):
        return one
    place = place_of(kind, one.target)
    spec = field_of(kind, place)
    several = form = ""
    main = place.part and place.field in (MAIN_FIELD.get(place.part), "body")
    if spec is not None and isinstance(spec.type, Country):
        several = shape.country_separator if main else ""
        one = replace(one, values=_named_abroad(shape, several))
    elif main and place.part != "tenure":
        several = shape.separator
    if kind == "official" and one.target == "title":
        nobody = {text: "" for text in shape.counts if fold(text) in headings.nobody()}
        one = replace(one, values=nobody)
    if spec is not None and isinstance(spec.type, Date) and shape.serials > 0:
        form = "serial" if shape.dates < 1 else ""
    elif (kind, one.target) in (("official", "title"), ("commitment", "owner")):
        form = "name" if max(shape.turned, shape.honoured) > _SOME else ""
    elif one.target == "topic" and shape.loud > 0.8:
        form = "title"
    return replace(one, several=several, form=form)


def _without_gaps(kind: str, columns: list[ColumnGuess]) -> list[ColumnGuess]:
    """The guesses, without what is said of something that no column names."""
    choices = tuple(Choice(one.column, one.target) for one in columns)
    lost: set[str] = set()
    for group in groups_of(Mapping("", kind, choices)):
        if group.gaps():
            lost |= {one.column for given in group.columns.values() for one in given}
    why = tr("no column says whom or what it belongs to")
    return [
        replace(one, target=STATED, confidence=0.4, why=why, several="", form="")
        if one.column in lost
        else one
        for one in columns
    ]


def _of_one(
    table: Table,
    one: ColumnGuess,
    key: tuple[str, ...],
    grouped: bool,
) -> ColumnGuess:
    """A guess, where rows are of one record: what differs between them is none of its fields."""
    if not grouped or one.column in key or one.target in (STATED, IGNORED, "title"):
        return one
    whole = "." not in one.target.partition(":")[0]
    if not (whole or one.target.startswith("identifier.")):
        return one
    if determines(table, key[0], one.column):
        return one
    if one.target == "notes":
        return replace(one, target="tenure.notes")
    why = tr("it differs between rows of one record")
    return replace(one, target=STATED, confidence=0.5, why=why, several="", form="")


def _named_abroad(shape: Shape, separator: str) -> dict[str, str]:
    """The codes of countries that are written in a language which no field reads."""
    items = (item for text in shape.counts for item in items_of(text, separator))
    found = ((item, country_of(item)) for item in items if not countries.find(item))
    return {item: code for item, code in found if code}


def _is_date(kind: str, target: str) -> bool:
    if target in (STATED, IGNORED):
        return False
    spec = field_of(kind, place_of(kind, target))
    return spec is not None and isinstance(spec.type, Date)


def _kinds(
    table: Table,
    tried: dict[str, list[ColumnGuess]],
    ranges: Sequence[DateRange],
    shapes: Sequence[Shape],
) -> tuple[tuple[str, float], ...]:
    """How likely rows are of each kind, the likeliest first; together 1."""
    said = set(words(table.name)).union(*map(headings.said_in, table.columns))
    span = ranges[0].days if ranges else -1
    parties = any(shape.country_separator and shape.countries > 0.5 for shape in shapes)
    scores = {}
    for kind, columns in tried.items():
        score = sum(one.confidence for one in columns if one.target not in (STATED, IGNORED))
        score += _KIND_WORD * len(said & headings.kind_words(kind))
        if kind == "official" and span > _LONG_SPAN:
            score += 1.5
        if kind == "engagement" and 0 <= span < _SHORT_SPAN:
            score += 1.5
        if kind == "agreement" and parties:
            score += 1.5
        scores[kind] = score
    total = sum(scores.values()) or 1.0
    ranked = sorted(scores.items(), key=lambda of: -of[1])
    return tuple((kind, round(score / total, 3)) for kind, score in ranked)
