"""Text for people, in the person's language.

One way for the catalogue and for the window: `tr("Title")`, `trn("{n} record", "{n} records", n)`.
Translations are gettext catalogues below `resources/translations`; without one the English text of
the source is shown.
"""

import gettext
import locale
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "translations"


@cache
def _translations() -> gettext.NullTranslations:
    language = locale.getlocale()[0] or "en"
    return gettext.translation("defcat", FOLDER, languages=[language], fallback=True)


def tr(text: str, /, **values: object) -> str:
    """The translation of `text`, with `{name}` places filled from `values`."""
    translated = _translations().gettext(text)
    return translated.format(**values) if values else translated


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """The translation of `one` or `many` for the count `n`, which also fills `{n}`, with commas."""
    return _translations().ngettext(one, many, n).format(n=f"{n:,}", **values)


def capital(words: str) -> str:
    """`words` as they begin a cell or a sentence."""
    return words[:1].upper() + words[1:]
