"""The closed lists of the record: instrument types, roles, events, states and so on.

Each list is a file in `resources/vocabularies`; see any of them for the format. Codes are what the
catalogue stores, labels what people read.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from defcat.errors import InputError, NotFound
from defcat.settings import RESOURCES
from defcat.text import fold
from defcat.translation import tr

FOLDER = RESOURCES / "vocabularies"
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Vocabulary:
    """A closed list: `terms` gives each code its English label, in the order to show them.

    `inverse` gives the label as read from the other end of a link ("superseded by"), for the codes
    that have one.
    """

    name: str
    title: str
    terms: Mapping[str, str]
    inverse: Mapping[str, str] = field(default_factory=dict)

    def extended(self, extra: Mapping[str, str]) -> "Vocabulary":
        """This list with the terms `extra` (code -> label) after its own, or in their place.

        Raises InputError for a code that is not lower-case words joined by hyphens.
        """
        for code in extra:
            if not _CODE.fullmatch(code):
                raise InputError(
                    tr("“{code}” cannot be the code of a term.", code=code),
                    tr("Use lower-case words joined by hyphens, such as joint-statement."),
                )
        return replace(self, terms=MappingProxyType({**self.terms, **extra}))

    @cached_property
    def named(self) -> Mapping[str, str]:
        """The folded labels, English and translated, and codes, each with its code."""
        labels = {
            fold(name): code for code, text in self.terms.items() for name in (text, tr(text))
        }
        return labels | {fold(code): code for code in self.terms}


@cache
def names() -> tuple[str, ...]:
    """The names of the lists that ship, in alphabetical order."""
    # The folder also holds tables that are no lists of terms (country names, spellings).
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if "terms" in _read(path)))


@cache
def load(name: str) -> Vocabulary:
    """The list that ships under `name`; raises NotFound for any other name."""
    path = FOLDER / f"{name}.toml"
    data = _read(path) if path.is_file() else {}
    if "terms" not in data:
        raise NotFound(
            tr("There is no vocabulary “{name}”.", name=name),
            tr("The vocabularies are: {names}.", names=", ".join(names())),
        )
    terms, inverse = data["terms"], data.get("inverse", {})
    return Vocabulary(name, data["title"], MappingProxyType(terms), MappingProxyType(inverse))


def label(vocabulary: Vocabulary | str, code: str) -> str:
    """What people read for `code`, translated; an unknown code is shown as it is."""
    text = _given(vocabulary).terms.get(code)
    return code if text is None else tr(text)


def inverse_label(vocabulary: Vocabulary | str, code: str) -> str:
    """What people read for `code` at the other end of the link; its label if that is the same."""
    vocabulary = _given(vocabulary)
    text = vocabulary.inverse.get(code)
    return label(vocabulary, code) if text is None else tr(text)


def code_of(vocabulary: Vocabulary | str, text: str) -> str:
    """The code that `text` names: a code or a label, in English or translated, in any case.

    Raises InputError, with the nearest terms, for anything else.
    """
    vocabulary = _given(vocabulary)
    code = vocabulary.named.get(fold(text))
    if code is not None:
        return code
    raise InputError(
        tr("“{value}” is not in the list “{title}”.", value=text, title=tr(vocabulary.title)),
        tr("Write one of: {terms}.", terms=", ".join(_nearest(vocabulary, text))),
    )


def _nearest(vocabulary: Vocabulary, text: str) -> list[str]:
    """The labels of the terms most like `text`, or all of them where none is like it."""
    from difflib import get_close_matches

    codes = [vocabulary.named[name] for name in get_close_matches(fold(text), vocabulary.named)]
    return [label(vocabulary, code) for code in dict.fromkeys(codes or vocabulary.terms)]


def _given(vocabulary: Vocabulary | str) -> Vocabulary:
    return load(vocabulary) if isinstance(vocabulary, str) else vocabulary


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
