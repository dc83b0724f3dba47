"""Who held a post before somebody and who holds it since.

Source of the rule: POCOM (diplomatic appointments), which keeps the holders of a post in a row.
Inputs: the tenures of posts of the same title (`tenure.succession`), of the same country or, where
a post has none, of the same organisation; of a post with neither nobody is said to be the next.

Partial dates: a tenure stands by the first day on which it can have begun. One without a beginning
and one that began on the same first day is neither before nor after, since nobody knows. What
certainly began after the day asked about is left out.
"""

from datetime import date

from sqlalchemy import Connection

from defcat.dates import days_span
from defcat.rules.tenure import Tenure, succession


def handover(connection: Connection, one: Tenure, day: date) -> tuple[Tenure | None, Tenure | None]:
    """The tenures of another official in the post of `one` just before and just after it, as of
    `day`; None where there is none on record.
    """
    if one.start is None or (one.country is None and one.organisation is None):
        return None, None
    body = one.organisation if one.country is None else None
    others = [
        (began, held)
        for held in succession(connection, one.post, one.country, body)
        if held.official != one.official and (began := _began(held)) and began <= day.isoformat()
    ]
    mine = _began(one)
    before = [held for began, held in others if began < mine]
    after = [held for began, held in others if began > mine]
    return (before[-1] if before else None), (after[0] if after else None)


def _began(one: Tenure) -> str:
    return days_span(one.start)[0] if one.start else ""
