"""What is known of a paper once it has been read, and how much of it is read at most."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from defcat.errors import Interrupted
from defcat.text import clean
from defcat.translation import tr

READ, CUT, NO_TEXT = "read", "cut", "no-text"
ENCRYPTED, UNREADABLE, NOT_READ = "encrypted", "unreadable", "not-read"
STATES = (READ, CUT, NO_TEXT, ENCRYPTED, UNREADABLE, NOT_READ)
"""What became of a paper: its text was read, or only the beginning of it; there is none in it, as
in a scan; it asks for a password; it is broken; it is of a type that has none, such as a picture.
"""

MOST_PAGES = 5_000
MOST_LETTERS = 2_000_000
"""Of one paper: eight hundred full pages. Whenever its record changes they are indexed again, which
takes a second."""
MOST_SECONDS = 60.0
MOST_TEXT_BYTES = 16 * 1024 * 1024
"""Of plain text, HTML and mail."""

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Paper:
    """`whole` is the text of a paper without pages; `pages` are those of one that has them."""

    state: str
    whole: str = ""
    pages: tuple[str, ...] = ()


@dataclass
class Budget:
    """How much of a paper is still read; `stop` is asked between two pieces of it.

    `clock` counts seconds.
    """

    letters: int = MOST_LETTERS
    pages: int = MOST_PAGES
    seconds: float = MOST_SECONDS
    stop: Stop | None = None
    clock: Callable[[], float] = time.monotonic
    exhausted: bool = False
    _began: float | None = field(default=None, repr=False)

    def goes_on(self) -> bool:
        """Whether there is time left, and room; raises Interrupted where it was stopped."""
        if self.stop and self.stop():
            raise Interrupted(tr("It was stopped. Nothing was changed."))
        now = self.clock()
        self._began = now if self._began is None else self._began
        if self.letters <= 0 or now - self._began > self.seconds:
            self.exhausted = True
        return not self.exhausted

    def take(self, text: str) -> str:
        """As much of `text` as there is room for, without what no text holds."""
        text = _without_signs(text)
        if len(text) > self.letters:
            text = text[: self.letters]
            self.exhausted = True
        self.letters -= len(text)
        return text

    def paper(self, whole: str, pages: Iterable[str] = ()) -> Paper:
        """The paper with what was taken of it."""
        pages = tuple(pages)
        if self.exhausted:
            return Paper(CUT, whole, pages)
        any_text = bool(whole.strip()) or any(page.strip() for page in pages)
        return Paper(READ if any_text else NO_TEXT, whole, pages)


def beginning(source: Path | bytes, size: int) -> bytes:
    """The first `size` bytes of a paper; raises OSError."""
    if isinstance(source, bytes):
        return source[:size]
    with source.open("rb") as file:
        return file.read(size)


_SIGNS = dict.fromkeys([*range(9), *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF], " ")
_SIGNS |= dict.fromkeys(range(0xE000, 0xF900), " ")
_SIGNS |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00AD], "")


def _without_signs(text: str) -> str:
    """`text` without control characters, changes of direction, halves of letters, and letters of
    private use, which the search index takes for what it says of fields."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
    return clean(text.translate(_SIGNS))
