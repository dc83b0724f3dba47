"""What a condition `field:value` asks of the values of its field, once its text is understood."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Codes:
    """One of these codes, as they are stored: terms, countries, markings; yes is 1 and no is 0."""

    codes: frozenset[str]


@dataclass(frozen=True)
class Words:
    """These folded words, one after the other; unless `whole`, the last may be only a beginning."""

    words: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True)
class Days:
    """A day from `first` to `last`, both included; None: without that end."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Numbers:
    """A number from `first` to `last`, both included; None: without that end."""

    first: int | None
    last: int | None


@dataclass(frozen=True)
class Lengths:
    """A length of time from `first` to `last`, both included, in days (`spans.length`); None:
    without that end.
    """

    first: int | None
    last: int | None


@dataclass(frozen=True)
class Reference:
    """A link to the record of this reference (A12)."""

    kind: str
    number: int


@dataclass(frozen=True)
class Both:
    """A code and words that the same record has: of TIAS 11-1201 the register and the number."""

    codes: Codes
    words: Words


Asked = Codes | Words | Days | Numbers | Lengths | Reference | Both
