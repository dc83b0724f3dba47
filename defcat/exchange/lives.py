"""Whether two officials of one name can be one person, by when they lived and acted.

Source of the rule: nobody holds a post, signs or takes part in an engagement before they are 18
years old, or after their death, and hardly anybody is the principal of one before they are 30; a
namesake of whom that would have to be true is somebody else. To join two persons does more harm
than to record one twice, which is noticed.
Inputs: dates of birth and death, the days on which posts began, of engagements taken part in, and
of signatures. Partial dates: only what is so on every day that they may mean tells two apart.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, or_, select

from defcat.dates import PartialDate
from defcat.exchange.draft import Draft
from defcat.fields import Stored
from defcat.model import RECORD, own_table, part_table

_OF_AGE = 18
_LEADING = 30
"""Years of age at which people act, and at which they are the principal of an engagement."""


@dataclass
class Life:
    """When a person was born, died and is known to have acted, as dates are stored.

    `led` are the days of engagements of which they were the principal, which are not in `days`.
    """

    born: Stored = None
    died: Stored = None
    days: list[str] = field(default_factory=list)
    led: list[str] = field(default_factory=list)

    def could_be(self, other: "Life") -> bool:
        """Whether nothing known of one is impossible for the other."""
        return all(
            one._allows(two.days, _OF_AGE) and one._allows(two.led, _LEADING)
            for one, two in ((self, other), (other, self))
        )

    def _allows(self, days: Iterable[str], age: int) -> bool:
        born = PartialDate.parse(str(self.born)).first if self.born else None
        died = PartialDate.parse(str(self.died)).last if self.died else None
        if born is None and died is None:
            return True
        return not any(
            (born and _age(born, acted.last) < age) or (died and died < acted.first)
            for acted in map(PartialDate.parse, days)
        )


def life_of(draft: Draft) -> Life:
    """The life of the official that a draft is to become."""
    starts = (dict(p.values).get("start") for p in draft.parts if p.part == "tenure")
    values = draft.values
    return Life(values.get("born"), values.get("died"), [str(start) for start in starts if start])


def acts_in(kind: str, draft: Draft) -> Life:
    """What the draft of an engagement or agreement says of the lives of those named in it."""
    if kind == "engagement":
        day = draft.values.get("date")
        roles = [
            dict(part.values).get("role") for part in draft.parts if part.part == "participant"
        ]
        acted = [str(day)] if day else []
        return Life(led=acted) if set(roles) == {"principal"} else Life(days=acted)
    if kind == "agreement" and any(part.part == "signatory" for part in draft.parts):
        events = (dict(part.values) for part in draft.parts if part.part == "event")
        signed = [event.get("date") for event in events if event["type"] == "signature"]
        return Life(days=[str(day) for day in signed if day] if len(signed) == 1 else [])
    return Life()


def read_lives(connection: Connection) -> dict[int, Life]:
    """The lives of all officials of whom a date is known."""
    lives: dict[int, Life] = defaultdict(Life)
    own, c = own_table("official").c, RECORD.c
    tenure, took_part = part_table("tenure").c, part_table("participant").c
    signed, event = part_table("signatory").c, part_table("event").c
    born = select(own.id, own.born, own.died)
    for record_id, day, end in connection.execute(
        born.where(or_(own.born.is_not(None), own.died.is_not(None)))
    ):
        lives[record_id] = Life(day, end)
    acts = (
        select(tenure.record_id, tenure.start).where(tenure.start.is_not(None)),
        select(took_part.other_id, c.date, took_part.role)
        .join(RECORD, c.id == took_part.record_id)
        .where(c.date.is_not(None)),
        select(signed.other_id, event.date)
        .join(part_table("event"), event.record_id == signed.record_id)
        .where(event.type == "signature", event.date.is_not(None))
        .where(or_(signed.event.is_(None), signed.event == event.id)),
    )
    for query in acts:
        for record_id, day, *role in connection.execute(query):
            life = lives[record_id]
            (life.led if role == ["principal"] else life.days).append(day)
    return dict(lives)


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
