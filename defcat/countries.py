"""Countries by code and by name: ISO 3166 with its former countries, names from Unicode CLDR.

A code is an ISO 3166-1 alpha-2 ("IN"), or for a country that ISO has withdrawn its ISO 3166-3
alpha-4 ("SUHH"); beside them XK, which CLDR gives Kosovo. Names are found as they stand: whatever
could mean two countries, or none that ISO knows, is nobody's name.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from defcat.settings import RESOURCES
from defcat.text import fold

_KOSOVO = "XK"
_TWO_NAMES = re.compile(r"(.+)\((.+)\)\s*")


@dataclass(frozen=True)
class _Entry:
    """What ISO 3166 says of a country: its alpha-3 (empty for Kosovo) and its English names.

    `withdrawn` is the date (EDTF) on which a former country's code was withdrawn.
    """

    alpha_3: str
    names: tuple[str, ...]
    withdrawn: str | None = None


def codes() -> tuple[str, ...]:
    """All codes: today's countries first, then the former ones, each in alphabetical order."""
    return tuple(sorted(_entries(), key=lambda code: (len(code), code)))


@cache
def code_set() -> frozenset[str]:
    """All codes, to ask whether a text is one."""
    return frozenset(_entries())


def name(code: str, language: str = "en") -> str:
    """The usual name of a country in a language ("en", "hi", "fr").

    The English name where that language has none; an unknown code is shown as it is.
    """
    return _territories(language).get(code) or _english().get(code, code)


@cache
def names(code: str) -> tuple[str, ...]:
    """Every name a country may be looked for by; none for an unknown code.

    The usual English name, ISO's short and official names, Hindi, the names in the country's own
    official languages, the alpha-3 code, short forms and former names.
    """
    if code not in code_set():
        return ()
    aliases = (alias for alias, of in _table()["aliases"].items() if of == code)
    alpha_3 = filter(None, [_entries()[code].alpha_3])
    return tuple(
        dict.fromkeys((*_common_names(code), *_native_names().get(code, ()), *alpha_3, *aliases))
    )


def find(text: str, *, native: bool = True) -> str | None:
    """The code of the country that `text` names, or None; nothing is guessed.

    Any of its `names` in any case, accents, punctuation and order of words ("Korea, Republic of"),
    two of them ("Burma (Myanmar)"), or a code of ISO 3166 in capitals. Unless `native`, the names
    in countries' own languages are left out.
    """
    code = _named(text, native)
    both = _TWO_NAMES.fullmatch(text)
    if code is None and both:
        code, other = _named(both[1], native), _named(both[2], native)
        return code if code == other else None
    return code


def _named(text: str, native: bool) -> str | None:
    key = _key(text)
    code = _by_code().get(text.strip()) or _by_name().get(key)
    return code or (_by_native_name().get(key) if native else None)


def withdrawn(code: str) -> str | None:
    """The date (EDTF) from which ISO 3166 no longer has the country; None for one of today."""
    return _entries()[code].withdrawn


def suggest(text: str, limit: int = 8) -> list[tuple[str, str]]:
    """Up to `limit` countries (code, English name) of which a word of a name begins so.

    First those named exactly so, then by the English name, other names, later words; countries of
    today before former ones. Native names are looked at only where nothing else begins so.
    """
    typed = fold(text)
    if not typed or f" {typed}" not in _spoken():
        return []
    ranked = _ranked(typed, _folded_names()) or _ranked(typed, _folded_native_names())
    return [(code, _english()[code]) for *_, code in sorted(ranked)[:limit]]


def _ranked(typed: str, folded: Mapping[str, tuple[str, ...]]) -> list[tuple[int, int, str, str]]:
    """Sort keys of the countries with a name that fits, each ending in its code."""
    ranked = []
    for code, (shown, *others) in folded.items():
        if typed == shown or typed in others:
            rank = 0
        elif shown.startswith(typed):
            rank = 1
        elif any(known.startswith(typed) for known in others):
            rank = 2
        elif any(f" {typed}" in known for known in (shown, *others)):
            rank = 3
        else:
            continue
        ranked.append((rank, len(code), shown, code))
    return ranked


@cache
def _spoken() -> str:
    """All names folded, each behind a blank: where no word begins so, none is looked at."""
    every = (*_folded_names().values(), *_folded_native_names().values())
    return "\n".join(f" {known}" for names in every for known in names)


@cache
def _folded_names() -> Mapping[str, tuple[str, ...]]:
    """Code -> its names folded, the shown one first, without the native names."""
    folded = {code: [fold(known) for known in _common_names(code)] for code in codes()}
    for alias, code in _table()["aliases"].items():
        folded[code].append(fold(alias))
    return {code: tuple(known) for code, known in folded.items()}


@cache
def _folded_native_names() -> Mapping[str, tuple[str, ...]]:
    return {code: tuple(map(fold, known)) for code, known in _native_names().items()}


@cache
def _entries() -> Mapping[str, _Entry]:
    """Every country by code."""
    import pycountry

    entries = {_KOSOVO: _Entry("", ())}
    for country in pycountry.countries:
        optional = (getattr(country, part, None) for part in ("common_name", "official_name"))
        iso_names = (country.name, *(known for known in optional if known))
        entries[country.alpha_2] = _Entry(country.alpha_3, iso_names)
    for country in pycountry.historic_countries:
        entries[country.alpha_4] = _Entry(country.alpha_3, (country.name,), country.withdrawal_date)
    return entries


@cache
def _table() -> dict[str, Any]:
    """The sections of the data file of names and aliases."""
    path = RESOURCES / "vocabularies" / "country-aliases.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _territories(language: str) -> Mapping[str, str]:
    """Code -> name in a language of CLDR; nothing for a language that CLDR does not know."""
    if language.startswith("en"):
        return _english()
    if language in _usual_names():
        return _usual_names()[language]
    from babel import Locale, UnknownLocaleError

    try:
        territories: Mapping[str, str] = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return territories


@cache
def _english() -> Mapping[str, str]:
    """Code -> the English name to show."""
    british = _usual_names()["en"]
    shown = {code: british.get(code) or entry.names[0] for code, entry in _entries().items()}
    shown = {code: text.replace(" & ", " and ") for code, text in shown.items()}
    return shown | dict(_table()["names"])


@cache
def _usual_names() -> Mapping[str, Mapping[str, str]]:
    """Language (en, hi) -> code -> the name in it. From a file: Babel holds all else that it knows
    of a language besides, which is megabytes.
    """
    path = RESOURCES / "vocabularies" / "country-names.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def _common_names(code: str) -> tuple[str, ...]:
    """The English names, the shown one first, and the Hindi one."""
    hindi = _territories("hi").get(code)
    return (_english()[code], *_entries()[code].names, *([hindi] if hindi else []))


@cache
def _native_names() -> Mapping[str, Sequence[str]]:
    """Code -> its names in its official languages; of a country without any, nothing.

    From a file: to read the languages of all countries takes Babel a third of a second and fifty
    megabytes, in the middle of somebody's typing.
    """
    path = RESOURCES / "vocabularies" / "country-native-names.toml"
    found: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=8192)
def _key(text: str) -> tuple[str, ...]:
    """What is compared of a name: its words, but for "the" and "of", in alphabetical order."""
    joined = re.sub("[.'’‘`]", "", text).replace("&", " and ")  # U.S.S.R., Côte d’Ivoire
    kept = (word for word in fold(joined).split() if word not in ("the", "of"))
    return tuple(sorted("st" if word == "saint" else word for word in kept))


@cache
def _by_code() -> Mapping[str, str]:
    """Alpha-2, alpha-3 and alpha-4 code -> code; today's countries win over former ones."""
    found: dict[str, str] = {}
    for code in reversed(codes()):
        found |= {known: code for known in (_entries()[code].alpha_3, code) if known}
    return found


@cache
def _by_name() -> Mapping[tuple[str, ...], str]:
    """Key -> code, without the native names."""
    found = _unambiguous((known, code) for code in codes() for known in _common_names(code))
    chosen = _table()["aliases"] | _table()["written"]
    return found | {_key(known): code for known, code in chosen.items()}


@cache
def _by_native_name() -> Mapping[tuple[str, ...], str]:
    return _unambiguous((known, code) for code, of in _native_names().items() for known in of)


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, ...], str]:
    """Key of name -> code, without the names that two countries share."""
    found: dict[tuple[str, ...], set[str]] = {}
    for known, code in pairs:
        found.setdefault(_key(known), set()).add(code)
    for known in _table()["ambiguous"]["names"]:
        found.pop(_key(known), None)
    return {key: of.pop() for key, of in found.items() if len(of) == 1}
