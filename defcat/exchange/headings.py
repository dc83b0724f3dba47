"""What `resources/columns.toml` knows: how desks head columns, and write people and types."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

from defcat.kinds import KINDS
from defcat.settings import RESOURCES
from defcat.text import fold, words

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)")
_NEAR = 84
_NEAR_LENGTH = 5
_LITTLE, _HALF = 0.15, 0.5
_LEAST = 0.25
_LATER = 0.002
"""What a head that comes later in its list counts less: the first are the plainest."""


@dataclass(frozen=True)
class People:
    """How people are named in a cell; see `words.PeopleRule`."""

    offices: tuple[str, ...]
    titles: tuple[str, ...]
    honorifics: tuple[str, ...]
    separators: tuple[str, ...]
    nobody: tuple[str, ...]


@cache
def people() -> People:
    """What is usual; a profile that was written holds it as data."""
    given = _data()["people"]
    return People(*(tuple(given[spec.name]) for spec in fields(People)))


@cache
def peerage() -> frozenset[str]:
    """Words that begin a title behind a comma, and no given names."""
    return frozenset(_data()["people"]["peerage"])


@cache
def title_words() -> frozenset[str]:
    """Words of honorifics, ranks and offices that are no names, folded."""
    known = _data()["people"]
    said = " ".join([*known["honorifics"], *known["ranks"], *known["posts"]])
    return frozenset(word for word in words(said) if len(word) > 1) - particles()


@cache
def post_nominals() -> frozenset[str]:
    """Letters behind names, for decorations, orders and services."""
    return frozenset(_data()["people"]["post-nominals"])


@cache
def nobody() -> frozenset[str]:
    """What stands for a name where there is nobody, folded."""
    return frozenset(map(fold, _data()["people"]["nobody"]))


@cache
def particles() -> frozenset[str]:
    """Small words within names of persons."""
    return frozenset(_data()["people"]["particles"])


@cache
def post_words() -> frozenset[str]:
    """Words of which one stands in most names of posts, folded."""
    return frozenset(words(" ".join(_data()["people"]["posts"])))


@cache
def common_words() -> frozenset[str]:
    """Words that the names of many countries have, folded."""
    return frozenset(_data()["countries"]["common"])


@cache
def honorific_prefix() -> str:
    """The expression for an honorific at the beginning of a name."""
    known = sorted(people().honorifics, key=len, reverse=True)
    return rf"^(?:{'|'.join(map(re.escape, known))})\s+(?=\S)"


def types(kind: str, *, running: bool = False) -> tuple[tuple[str, str], ...]:
    """Expressions and the types that they say in a title, or in `running` text, for `kind`."""
    known = _data()["types"].get(kind, ())
    return tuple((found, code) for found, code in known if not running or code.endswith("visit"))


def usual_type(kind: str) -> str:
    """The type (of a commitment, the state) of a record of which nothing says it."""
    return str(_data()["usual"].get(kind, ""))


def is_housekeeping(head: str) -> bool:
    """Whether a head says how the table is kept: numbers of rows, who typed it and when."""
    return any(likeness(head, known) >= 0.9 for known in _data()["leave"]["heads"])


def kind_words(kind: str) -> frozenset[str]:
    """Words of heads and file names that say that rows are of `kind`."""
    return frozenset(word for text in _data()["kinds"].get(kind, ()) for word in words(text))


def scored(kind: str, head: str) -> dict[str, tuple[float, str]]:
    """How well a head fits each target of `kind`, from 0 to 1, and the known head it is like.

    Targets that it hardly fits are left out.
    """
    found: dict[str, tuple[float, str]] = {}
    said = {near for word in _words_of(head) for near in _known(word)}
    alike = {one for word in said for one in _by_word(kind, word)}
    for target, at, known in sorted(alike):
        score = likeness(head, known) * (1 - _LATER * at)
        if score > max(_LEAST, found.get(target, (0.0, ""))[0]):
            found[target] = (score, known)
    return found


def said_in(head: str) -> tuple[str, ...]:
    """The words of a head, folded, abbreviations written out."""
    return _words_of(head)


@lru_cache(16_384)
def likeness(head: str, known: str) -> float:
    """How much two heads say the same, from 0 to 1: the words they share, by their weight."""
    ours, theirs = _words_of(head), _words_of(known)
    if not ours or not theirs:
        return 0.0
    left = list(theirs)
    shared = 0.0
    for word in ours:
        other = next((one for one in left if one == word), "") or _near(word, left)
        if other:
            left.remove(other)
            shared += _weight(word) if other == word else 0.9 * _weight(other)
    return 2 * shared / (sum(map(_weight, ours)) + sum(map(_weight, theirs)))


def _near(word: str, others: list[str]) -> str:
    """The word that is meant, where a slip or an ending makes the difference."""
    near = _known(word)
    return next((one for one in others if one in near), "")


@lru_cache(4096)
def _known(word: str) -> tuple[str, ...]:
    """The words of known heads that a word is, or is a slip for; itself where it is none."""
    from rapidfuzz import fuzz, process

    if len(word) < _NEAR_LENGTH:
        return (word,)
    found = process.extract(word, _vocabulary(), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None)
    return (word, *(near for near, _, _ in found if near != word))


@cache
def _vocabulary() -> tuple[str, ...]:
    """The words of all known heads that are long enough to be misspelt."""
    heads = list(_data()["leave"]["heads"])
    for kind in ("any", *KINDS):
        heads += [text for known in _data().get(kind, {}).values() for text in known]
    found = {word for head in heads for word in _words_of(head) if len(word) >= _NEAR_LENGTH}
    return tuple(sorted(found))


def _by_word(kind: str, word: str) -> tuple[tuple[str, int, str], ...]:
    """The known heads of a kind with a word: target, place in its list, and the head."""
    return _index(kind).get(word, ())


@cache
def _index(kind: str) -> Mapping[str, tuple[tuple[str, int, str], ...]]:
    found: dict[str, list[tuple[str, int, str]]] = {}
    for target, heads in _heads(kind).items():
        for at, head in enumerate(heads):
            for word in _words_of(head):
                if _weight(word) > _LITTLE:
                    found.setdefault(word, []).append((target, at, head))
    return {word: tuple(heads) for word, heads in found.items()}


@lru_cache(4096)
def _words_of(head: str) -> tuple[str, ...]:
    """The words of a head, once each."""
    table: Mapping[str, str] = _data()["words"]
    plain = words(_CAMEL.sub(" ", head.replace("_", " ")))
    joined = [one for word in plain for one in words(table.get(word, word))]
    return tuple(dict.fromkeys(joined))


def _weight(word: str) -> float:
    if word in _weights()[0] or word.isdecimal():
        return _LITTLE
    return _HALF if word in _weights()[1] else 1.0


@cache
def _weights() -> tuple[frozenset[str], frozenset[str]]:
    given = _data()["weights"]
    little, half = given["little"], given["half"]
    return (
        frozenset(one for text in little for one in words(text)),
        frozenset(one for text in half for one in words(text)),
    )


@cache
def _heads(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The known heads by target; those of the kind come before those of any."""
    own, common = _data().get(kind, {}), _data()["any"]
    taken = {head for heads in own.values() for head in heads}
    common = {code: [h for h in heads if h not in taken] for code, heads in common.items()}
    found = {target: tuple(heads) for target, heads in {**common, **own}.items()}
    known = KINDS[kind].by_name
    return {code: heads for code, heads in found.items() if _applies(code, known, own)}


def _applies(code: str, known: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Whether a target is one of the kind: some have no web address."""
    return code in own or "." in code or code == "topic" or code in known


@cache
def _data() -> dict[str, Any]:
    path = RESOURCES / "columns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
