"""Countries by the names that they have in the languages of those who send tables."""

from functools import cache, lru_cache

from defcat import countries
from defcat.text import fold

_TWO = frozenset(("congo", "kongo", "конго"))
"""Names that two countries have, of which a language may call one so."""
_LANGUAGES = ("fr", "de", "es", "it", "pt", "ru")


@lru_cache(8192)
def country_of(text: str) -> str | None:
    """The code of the country that `text` names in any language known here; nothing is guessed."""
    return countries.find(text) or _foreign().get(fold(text))


@cache
def _foreign() -> dict[str, str]:
    """Folded name -> code, without those that mean two countries."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for language in _LANGUAGES:
        for code in countries.codes():
            name = fold(countries.name(code, language))
            if found.setdefault(name, code) != code:
                twice.add(name)
    return {name: code for name, code in found.items() if name not in twice | _TWO}
