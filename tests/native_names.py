"""What countries are called in their own official languages, from Unicode CLDR as Babel has it.

`python -m tests.native_names` writes the file that defcat reads: from Babel they would take a third
of a second, and memory, whenever a country is asked for by a name that is not English.
"""

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from defcat import countries
from defcat.settings import RESOURCES

FILE = RESOURCES / "vocabularies" / "country-native-names.toml"
_HEAD = """\
# The names of countries in their own official languages, from Unicode CLDR.
# Made by: python -m tests.native_names
"""


def native_names() -> dict[str, list[str]]:
    """Code -> its names in its official languages, the main one first; none without any."""
    found: dict[str, list[str]] = {}
    for code in countries.codes():
        for language in get_official_languages(code, de_facto=True):
            name = _name(code, language)
            if name:
                found.setdefault(code, []).append(name)
    return found


def _name(code: str, language: str) -> str | None:
    if language.startswith("en"):
        return countries.name(code)
    try:
        name: str | None = Locale.parse(language).territories.get(code)
    except (UnknownLocaleError, ValueError):
        return None
    return name


def text_of(names: dict[str, list[str]]) -> str:
    """The content of the file."""
    lines = (f"{code} = [{', '.join(_quoted(one) for one in of)}]" for code, of in names.items())
    return _HEAD + "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    FILE.write_text(text_of(native_names()), encoding="utf-8")
