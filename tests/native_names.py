"""What countries are called in English, in Hindi and in their own official languages, from Unicode
CLDR as Babel has it.

`python -m tests.native_names` writes the files that defcat reads: from Babel the first two would
take 7 MB in every window, and the others a third of a second in the middle of somebody's typing.
"""

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from defcat import countries
from defcat.settings import RESOURCES

FILE = RESOURCES / "vocabularies" / "country-native-names.toml"
USUAL = RESOURCES / "vocabularies" / "country-names.toml"
_HEAD = """\
# The names of countries in their own official languages, from Unicode CLDR.
# Made by: python -m tests.native_names
"""


_USUAL_HEAD = """\
# The names of countries in British English and in Hindi, from Unicode CLDR.
# Made by: python -m tests.native_names
"""


def usual_names() -> str:
    """The content of the file of English and Hindi names."""
    text = _USUAL_HEAD
    for section, language in (("en", "en_GB"), ("hi", "hi")):
        known = Locale.parse(language).territories
        named = [f"{code} = {_quoted(known[code])}" for code in countries.codes() if code in known]
        text += "\n".join((f"[{section}]", *named, ""))
    return text


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
    USUAL.write_text(usual_names(), encoding="utf-8")
    FILE.write_text(text_of(native_names()), encoding="utf-8")
