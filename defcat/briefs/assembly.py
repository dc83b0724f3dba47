"""What the parts of one brief share while it is put together: its day, its ceiling, its sources."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from defcat.briefs.blocks import Block, Heading, Inline, Note, Part, inline, joined
from defcat.briefs.sources import Sources, statement
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row, Stub, stubs
from defcat.errors import Refused
from defcat.fields import Link, Stored
from defcat.kinds import KINDS
from defcat.markings import Level, Scheme
from defcat.rules import reading
from defcat.rules.disagreement import Disagreement, disagreements
from defcat.rules.horizon import Horizon, named_in
from defcat.rules.support import on_its_side
from defcat.rules.tenure import Tenure, in_words, surely_held
from defcat.translation import tr, trn


class Assembly:
    """A brief under way. Whatever goes into it is asked for here, so that nothing above the ceiling
    and nothing later than its day gets in, and everything that does counts for the marking.
    """

    def __init__(
        self,
        connection: Connection,
        scheme: Scheme,
        as_of: date,
        prepared_on: date,
        ceiling: str | None,
        *,
        tell_withheld: bool = True,
    ) -> None:
        self.connection = connection
        self.as_of = as_of
        self.prepared_on = prepared_on
        self.wanted: tuple[str, ...] | None = None
        self._tell_withheld = tell_withheld
        self._horizon = Horizon(connection, as_of, plans=not self.past)
        self._scheme = scheme
        self._ceiling = ceiling
        self._sources = Sources()
        self._printed: set[str | None] = set()
        self._withheld: set[int] = set()
        self._passed: dict[tuple[str, int], int] = {}

    @property
    def past(self) -> bool:
        """Whether its day is over, so that later records are left out."""
        return self.as_of < self.prepared_on

    @property
    def marking(self) -> Level:
        """The highest marking of what has gone in so far."""
        return self._scheme.highest(self._printed)

    def begin(self, dossier: Dossier) -> Dossier:
        """Take `dossier` as a main record, and give it back with the links and dates of the day;
        raises Refused where it is above the ceiling.
        """
        marking = dossier.stub.marking
        if not self._scheme.allows(marking, self._ceiling):
            raise Refused(
                tr(
                    "{ref} is marked {marking}, which is above the ceiling {ceiling}.",
                    ref=dossier.stub.ref,
                    marking=self._scheme.level(marking).label,
                    ceiling=self._scheme.level(self._ceiling).label,
                ),
                tr("Choose a higher ceiling, or leave this record out."),
            )
        self._printed.add(marking)
        return self._horizon.begin(dossier)

    def came_later(self, dossier: Dossier) -> bool:
        """Whether a main record certainly came after the day; if so it is counted as left out."""
        return self._horizon.beyond(dossier.stub)

    def arranged(self, sections: Mapping[str, Callable[[], list[Block]]]) -> list[Block]:
        """The blocks of the sections that are `wanted`, in that order; of all where none are named.

        A section that is left out is never built: nothing of it counts.
        """
        names = sections if self.wanted is None else self.wanted
        return [block for name in names for block in sections[name]()]

    # --- what may go in -----------------------------------------------------------------------

    def shown(self, stub: Stub | None) -> Stub | None:
        """A linked record if there is one that may be printed."""
        if stub is None or not self._allows(stub):
            return None
        self._printed.add(stub.marking)
        return stub

    def allowed(self, found: Iterable[Stub]) -> list[Stub]:
        """Those of linked records that may be printed, of which only those `shown` count."""
        every = list(found)
        if self.past:
            self._horizon.learn(every)
        return [stub for stub in every if self._allows(stub)]

    def level(self, dossier: Dossier) -> Level:
        """The level at which a main record is marked."""
        return self._scheme.level(dossier.stub.marking)

    def admitted(self, stubs: Iterable[Stub]) -> dict[int, Stub]:
        """Those of many records that may be printed, by identifier, in the order given."""
        every = list(stubs)
        if self.past:
            self._horizon.learn(every)
        return {stub.id: stub for stub in every if self.shown(stub)}

    def pass_over(self, found: Iterable[Stub]) -> None:
        """Count records that came later and are not read at all."""
        kept = (stub for stub in found if not self._withholds(stub))
        self._horizon.later |= {("record", stub.id) for stub in kept}

    def portion(self, *printed: Stub) -> str:
        """The portion mark of what is printed of records: that of the highest of them."""
        return self._scheme.highest({stub.marking for stub in printed}).portion

    def _allows(self, stub: Stub, *, as_source: bool = False) -> bool:
        """Whether a linked record may be printed; a later source may support an earlier fact."""
        if stub.binned or self._withholds(stub):
            return False
        return as_source or not self._horizon.beyond(stub)

    def _withholds(self, stub: Stub) -> bool:
        """Whether a record is above the ceiling; if so it is counted, and as nothing else."""
        if self._scheme.allows(stub.marking, self._ceiling):
            return False
        self._withheld.add(stub.id)
        return True

    def title(self, dossier: Dossier, record_id: Stored) -> str:
        """The title of the linked record, empty where there is none that may be printed."""
        stub = self.shown(dossier.stubs.get(int(record_id))) if record_id is not None else None
        return stub.title if stub else ""

    def rows(self, dossier: Dossier, part: str) -> list[Row]:
        """The rows of a part that may be printed, with every record that they name."""
        return self.permitted(dossier, dossier.parts[part])

    def backlinks(self, dossier: Dossier, part: str) -> list[Row]:
        """The rows of other records that link here and may be printed."""
        self._pass(part, dossier)
        return self.permitted(dossier, dossier.backlinks[part])

    def permitted(self, dossier: Dossier, rows: Iterable[Row]) -> list[Row]:
        """Those of `rows`, as they stood on the day, of which every record named may be printed."""
        kept = []
        for row in self._horizon.rows(dossier, self._below_ceiling(dossier, rows)):
            named = [dossier.stubs[other] for other in named_in(dossier, row)]
            source = row["other_id"] if row.part == "citation" else None
            # Every one is asked for, even after a refusal: each that is left out is counted.
            allowed = [self._allows(stub, as_source=stub.id == source) for stub in named]
            if all(allowed):
                self._printed.update(stub.marking for stub in named)
                kept.append(row)
        return kept

    def _below_ceiling(self, dossier: Dossier, rows: Iterable[Row]) -> Iterator[Row]:
        """Those of `rows` that name no record above the ceiling."""
        for row in rows:
            named = [dossier.stubs[other] for other in named_in(dossier, row)]
            # Every one is asked for: each that is above it is counted.
            if not [stub for stub in named if self._withholds(stub)]:
                yield row

    def naming(self, dossier: Dossier, field: str, kind: str) -> list[Stub]:
        """The records of `kind` whose own `field` names this one, oldest first."""
        self._pass(field, dossier)
        named = [dossier.stubs[other] for name, other in dossier.named_by if name == field]
        kept = [stub for stub in named if stub.kind == kind and self.shown(stub)]
        return sorted(kept, key=lambda stub: stub.id)

    def _pass(self, name: str, dossier: Dossier) -> None:
        """Count the later links of a part or field that were too many to be read."""
        place = name, dossier.id
        self._passed[place] = self._horizon.unread.get(place, 0)

    def posts_on(self, officials: Collection[int], when: Stored) -> dict[int, str]:
        """The posts that each of `officials` surely held on a day (EDTF), in words; none at a body
        that may not be printed.
        """
        if when is None:
            return {}
        held = surely_held(self.connection, officials, PartialDate.parse(str(when)))
        bodies = stubs(self.connection, {body for *_, body in held if body is not None})
        kept = {body for body, stub in bodies.items() if self.shown(stub)}
        return in_words(post for post in held if post[2] is None or post[2] in kept)

    def posts(self, tenures: Iterable[Tenure], *, printed: bool = True) -> list[Tenure]:
        """Those of `tenures` that name no body that may not be printed; the bodies of those that
        are `printed` count for the marking.
        """
        known = list(tenures)
        named = {one.organisation for one in known if one.organisation is not None}
        admits = self.shown if printed else self._allows
        kept = {body for body, stub in stubs(self.connection, named).items() if admits(stub)}
        return [one for one in known if one.organisation is None or one.organisation in kept]

    # --- where it comes from --------------------------------------------------------------------

    def marks(self, dossier: Dossier, *fields: str | None) -> list[int]:
        """The source numbers of the fields named; None stands for the record as a whole."""
        return self._numbers(dossier, [c for name in fields for c in on_its_side(dossier, name)])

    def row_marks(self, dossier: Dossier, row: Row) -> list[int]:
        """The source numbers of one row; a row of another record is supported in that record."""
        if row.record_id != dossier.id:
            return []
        return self._numbers(dossier, dossier.citations(row.part, row.id))

    def _numbers(self, dossier: Dossier, citations: list[Row]) -> list[int]:
        """The numbers of `citations`, each once; a preferred source comes first."""
        return self._numbered(self.permitted(dossier, citations))

    def cited(self, citations: Iterable[Row], sources: Mapping[int, Stub]) -> list[int]:
        """The numbers of citations of a record that is not read whole, of the `sources` named."""
        allowed = []
        for citation in citations:
            source = sources[int(citation["other_id"] or 0)]
            if self._allows(source, as_source=True):
                self._printed.add(source.marking)
                allowed.append(citation)
        return self._numbered(allowed)

    def _numbered(self, citations: Iterable[Row]) -> list[int]:
        ordered = sorted(citations, key=lambda citation: not citation["preferred"])
        return list(dict.fromkeys(self._sources.number(citation) for citation in ordered))

    def value(self, dossier: Dossier, field: str) -> Inline:
        """The value of a field in words, with its sources; empty where it may not be printed."""
        if not self._horizon.has(dossier, field):
            return ()
        if isinstance(KINDS[dossier.kind].by_name[field].type, Link):
            text = self.title(dossier, dossier.values[field])
        else:
            text = dossier.text(field)
        return inline(text, self.marks(dossier, field)) if text else ()

    def fields(self, dossier: Dossier, names: Sequence[str]) -> list[tuple[str, Inline]]:
        """Labels and values of the fields named."""
        by_name = KINDS[dossier.kind].by_name
        return [(tr(by_name[name].label), self.value(dossier, name)) for name in names]

    def topics(self, dossier: Dossier) -> Inline:
        """The topics of a record, with their sources."""
        rows = self.rows(dossier, "subject")
        named = [(dossier.title(row["other_id"]), self.row_marks(dossier, row)) for row in rows]
        return joined([inline(title, marks) for title, marks in named], "; ")

    def disagreements(self, dossier: Dossier, *abouts: str | None) -> list[Block]:
        """A note for every fact of the fields or parts `abouts` on which sources disagree."""
        cited = [c for c in dossier.parts["citation"] if c["about"] in abouts]
        notes: list[Block] = []
        for found in disagreements(dossier, self.permitted(dossier, cited)):
            if not self._may_name(dossier, found):
                continue
            lines = [statement(each, self._sources.number(each)) for each in found.citations]
            if not found.believed:
                lines.insert(0, inline(tr("{value} (on record)", value=found.held)))
            notes.append(Note(tr("Sources disagree: {fact}", fact=found.words), tuple(lines)))
        return notes

    def _may_name(self, dossier: Dossier, found: Disagreement) -> bool:
        """Whether the fact itself may be printed: its row, or the record that its field names."""
        fields = KINDS[dossier.kind].by_name
        if found.row is not None:
            rows = [row for row in dossier.parts[str(found.about)] if row.id == found.row]
            return bool(self.permitted(dossier, rows))
        if found.about in fields and isinstance(fields[found.about].type, Link):
            return bool(self.title(dossier, dossier.values[found.about]))
        return True

    # --- the end of a brief -----------------------------------------------------------------------

    def closing(self, head: Part | None = None) -> list[Block]:
        """How many items were left out or withheld, and the numbered sources; below `head` where
        one is given.
        """
        blocks: list[Block] = []
        if n := len(self._horizon.later) + sum(self._passed.values()):
            day = PartialDate.of(self.as_of).show()
            why = tr("After {day}, the day of this brief.", day=day)
            count = trn("{n} later item left out", "{n} later items left out", n)
            blocks.append(Note(count, (inline(why),)))
        if (n := len(self._withheld)) and self._tell_withheld:
            ceiling = self._scheme.level(self._ceiling).label
            why = tr("Marked above {ceiling}, the ceiling of this brief.", ceiling=ceiling)
            count = trn("{n} item withheld", "{n} items withheld", n)
            blocks.append(Note(count, (inline(why),)))
        cited = reading.values(self.connection, "source", self._sources.ids())
        if self._sources.numbers:
            blocks += [] if head else [Heading(tr("Sources"))]
            blocks.append(self._sources.entries(cited))
        return [head, *blocks] if head and blocks else blocks
