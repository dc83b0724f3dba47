"""What a field, a part and a kind of record are; the kinds themselves are described in `kinds`.

From these descriptions come table columns, search fields, CSV columns, history labels and
validation. They hold data only: no widget, no callback. What a value can do (be checked, be shown)
belongs to its type.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from defcat import countries, markings, vocabulary
from defcat.dates import PartialDate, days_span
from defcat.errors import InputError
from defcat.periods import Period
from defcat.text import balanced, clean, control, directed, shown
from defcat.translation import tr, trn

Stored = str | int | bool | None
"""What a column holds: text (EDTF for dates, codes for terms), a number, a flag, or nothing."""


MOST, MOST_LONG = 10_000, 5_000_000
"""Characters of a value, and of running text: room for a treaty with all its annexes."""
_SHOWN = 40
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")


def _text(value: Any) -> str:
    """`value` without surrounding blanks; InputError where it is no text."""
    if isinstance(value, str):
        return value.strip()
    raise InputError(tr("{value} is not text.", value=value), tr("Give it as text."))


def _encodes(text: str) -> bool:
    """Whether UTF-8 can say `text`: a lone surrogate, as broken files give, it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Text:
    """Verbatim text; `long` text has paragraphs."""

    long: bool = False

    def check(self, value: Any) -> Stored:
        """The text without surrounding blanks; nothing for empty text."""
        text = value.strip() if isinstance(value, str) else _text(value)
        if text.isascii() and text.isprintable() and len(text) <= MOST:  # most values by far
            return text or None
        text = clean(text)
        if not (text.isascii() or _encodes(text)):
            raise InputError(
                tr("{value} holds half a character.", value=ascii(text[:_SHOWN])),
                tr("Type the text again where it looks broken."),
            )
        self._refuse_hidden(text)
        most = MOST_LONG if self.long else MOST
        if len(text) > most:
            raise InputError(
                tr("“{value}…” is too long.", value=text[:_SHOWN]),
                trn("Write {n} character at most.", "Write {n} characters at most.", most),
            )
        return text or None

    def _refuse_hidden(self, text: str) -> None:
        """Raise InputError for characters that nobody sees and that change what is seen.

        Running text may change its direction where it changes it back on the same line, as text
        copied from a page in two scripts does; a name or a title may not.
        """
        if text.isprintable():
            return
        if found := control(text):
            raise InputError(
                tr(
                    "“{value}” holds the control character U+{code}.",
                    value=shown(text[:_SHOWN]),
                    code=f"{ord(found):04X}",
                ),
                tr("Take it out: it is invisible, so type what stands around it again."),
            )
        if directed(text) and not (self.long and balanced(text)):
            raise InputError(
                tr(
                    "“{value}” holds characters that change the direction of the text.",
                    value=shown(text[:_SHOWN]),
                ),
                tr("Take them out: they are invisible, so type the text again."),
            )

    def show(self, value: Stored) -> str:
        return shown(str(value))


LONG = Text(long=True)


@dataclass(frozen=True)
class Term:
    """A code of a vocabulary."""

    vocabulary: str

    def check(self, value: Any) -> Stored:
        """The code; raises InputError, which lists near terms, for anything else."""
        text = _text(value)
        if not text or text in vocabulary.load(self.vocabulary).terms:
            return text or None
        return vocabulary.code_of(self.vocabulary, text)

    def show(self, value: Stored) -> str:
        return vocabulary.label(self.vocabulary, str(value))


@dataclass(frozen=True)
class Date:
    """A partial date, stored as EDTF level 1."""

    def check(self, value: Any) -> Stored:
        """Canonical EDTF text; raises InputError for a date that does not exist."""
        if isinstance(value, PartialDate):
            return str(value)
        text = str(value).strip()
        if not text:
            return None
        days_span(text)  # without the object: a day costs little so
        return text

    def show(self, value: Stored) -> str:
        return PartialDate.parse(str(value)).show()


@dataclass(frozen=True)
class Duration:
    """A length of time, stored as ISO 8601 (P5Y), or as the word `indefinite`."""

    def check(self, value: Any) -> Stored:
        """The stored text of what was typed, "five years"; InputError for what is no length."""
        text = _text(value)
        return str(Period.read(text)) if text else None

    def show(self, value: Stored) -> str:
        return Period.parse(str(value)).show()


@dataclass(frozen=True)
class Country:
    """An ISO 3166 code, former countries included."""

    def check(self, value: Any) -> Stored:
        """The code; names and other codes of the country are understood."""
        text = _text(value)
        if not text or text in countries.code_set():
            return text or None
        code = countries.find(text)
        if code is None:
            raise InputError(
                tr("“{name}” is not a country that ISO 3166 knows.", name=text),
                tr("Write the country's usual name, or record it as an organisation."),
            )
        return code

    def show(self, value: Stored) -> str:
        return countries.name(str(value))


@dataclass(frozen=True)
class Whole:
    """A whole number, such as the number of an edition."""

    def check(self, value: Any) -> Stored:
        """The number, of at most 15 digits; 3.5 is none, and no more is yes or no."""
        text = str(value).strip()
        if isinstance(value, bool) or not _WHOLE.fullmatch(text):
            raise InputError(
                tr("“{value}” is not a whole number.", value=value), tr("Write digits only.")
            )
        return int(text)

    def show(self, value: Stored) -> str:
        return str(value)


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def check(self, value: Any) -> Stored:
        if isinstance(value, bool | int):
            return bool(value)
        raise InputError(tr("“{value}” is neither yes nor no.", value=value), tr("Say yes or no."))

    def show(self, value: Stored) -> str:
        return tr("yes") if value else tr("no")


@dataclass(frozen=True)
class Link:
    """Another record, by its identifier in this catalogue; of one of `kinds`, or of any."""

    kinds: tuple[str, ...] = ()

    def check(self, value: Any) -> Stored:
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 32:
            return value
        raise InputError(
            tr("“{value}” is not a record of this catalogue.", value=value),
            tr("Choose the record, or create it first."),
        )

    def show(self, value: Stored) -> str:
        return f"#{value}"


@dataclass(frozen=True)
class Marking:
    """A level of the catalogue's marking scheme; whether it is one, the scheme says."""

    def check(self, value: Any) -> Stored:
        return _text(value) or None

    def show(self, value: Stored) -> str:
        return markings.label(str(value))


FieldType = Marking | Text | Term | Date | Duration | Country | Whole | Flag | Link


@dataclass(frozen=True)
class Field:
    """One value of a record or of a part of it; `name` is also its column's name."""

    name: str
    label: str
    type: FieldType = Text()
    required: bool = False
    listed: bool = False
    full_text: bool = False
    facet: bool = False
    help: str = ""


class _Described:
    """What kinds and parts have in common: a name and fields."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def link_fields(self) -> dict[str, Link]:
        """The fields that name a record."""
        return {field.name: field.type for field in self.fields if isinstance(field.type, Link)}

    @cached_property
    def _checks(self) -> dict[str, Callable[[Any], Stored]]:
        return {field.name: field.type.check for field in self.fields}

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.required)

    def check(self, values: dict[str, Any], *, whole: bool) -> dict[str, Stored]:
        """`values` as they are stored; with `whole`, required fields must be there.

        Raises InputError that names the field, its value and how to mend it.
        """
        checked: dict[str, Stored] = {}
        checks = self._checks
        for name, value in values.items():
            check = checks.get(name)
            if check is None:
                raise InputError(
                    tr("{kind} has no field “{field}”.", kind=self.name, field=name),
                    tr("Its fields are: {names}.", names=", ".join(self.by_name)),
                )
            if value is None or value == "":
                checked[name] = None
                continue
            try:
                checked[name] = check(value)
            except InputError as error:
                label = tr(self.by_name[name].label)
                raise InputError(f"{label}: {error.what}", error.fix) from None
        for name in self._required:
            if checked.get(name, None if whole else "") is None:
                raise InputError(
                    tr("{field} is missing.", field=tr(self.by_name[name].label)),
                    tr("Fill it in and try again."),
                )
        return checked


@dataclass(frozen=True)
class Part(_Described):
    """Rows that belong to a record of one of `owners`: its events, parties, tenures, citations.

    A part with an `other_id` field is a link to another record; `inverse` is its heading as read
    from the other end. Every row has an `id` and the `record_id` of its owner.
    """

    name: str
    label: str
    owners: tuple[str, ...]
    fields: tuple[Field, ...]
    inverse: str = ""

    @property
    def links(self) -> bool:
        return "other_id" in self.by_name

    def link_kinds(self) -> tuple[str, ...]:
        """The kinds of record that this part can link to; empty for any kind or for none."""
        field = self.by_name.get("other_id")
        return field.type.kinds if field and isinstance(field.type, Link) else ()


@dataclass(frozen=True)
class Kind(_Described):
    """A kind of record: `prefix` begins its references (A12), `plural` names its page."""

    name: str
    prefix: str
    label: str
    plural: str
    fields: tuple[Field, ...]

    def ref(self, number: int) -> str:
        """The reference of the record with this number: A12."""
        return f"{self.prefix}{number}"

    def listed(self) -> Iterator[Field]:
        """The fields that are columns of its list, in order."""
        return (field for field in self.fields if field.listed)
