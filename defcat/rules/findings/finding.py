"""What a finding and a rule are."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Connection

from defcat.dossier import Stub


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed about a record, and about another one where it is about two.

    `about` and `row` name the field, or the part and its row. `key` holds the facts that were
    found, in no language, with records named by their uid: a dismissal is remembered by it, and a
    fact that changes brings the finding back. `scope` names the post that a finding about a post
    depends on. `says` is what, where and why in words, `fix` what to do about it.
    """

    rule: str
    record_id: int
    key: str
    says: str
    fix: str
    about: str | None = None
    row: int | None = None
    other_id: int | None = None
    scope: str | None = None


@dataclass(frozen=True)
class Dismissal:
    """That somebody looked at a finding and let it stand: the row that says so, and why."""

    row: int
    why: str
    by: str | None
    on: str | None


@dataclass(frozen=True)
class Found:
    """A finding as it is listed: the records it is about, and whether it was dismissed."""

    finding: Finding
    record: Stub
    other: Stub | None
    dismissal: Dismissal | None


class Scope(Enum):
    """What a rule looks at together, and so what a change to one record makes it look at again."""

    RECORD = "a record, with what it is linked to"
    PAIR = "two records that may be one"
    POST = "all who hold or held a post"


Part = Callable[[Connection], Iterable[Finding]]
"""Asks about a part of the catalogue; between two parts a recount can be left and gone on with."""


@dataclass(frozen=True)
class Rule:
    """A rule: its code, its label, the kinds of record it is about, and how it is checked.

    `kinds` are those of the records that it can find anything about, of PAIR at either end.
    `check` finds everything about the records of these identifiers, of PAIR every pair with one of
    them, or about all records (None); it reads rows in bulk. For a rule about posts it is given the
    keys of posts (`office_words.post_key`) instead. Its docstring says what the rule rests on.
    About all records it is asked in `parts`, one after the other, each about so much of the
    catalogue as can be held; without any, about some records after others by their identifiers.
    `others` are the kinds of the records at the other end of what a rule about a record finds.
    """

    name: str
    label: str
    kinds: tuple[str, ...]
    check: Callable[[Connection, Any], Iterable[Finding]]
    scope: Scope = Scope.RECORD
    parts: Callable[[Connection], Iterator[Part]] | None = None
    others: tuple[str, ...] = ()
