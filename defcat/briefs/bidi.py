"""Text that runs from right to left: which of its characters do, and how a line of both is ordered.

The rules are those of the Unicode Bidirectional Algorithm (UAX 9) for text without control
characters: W1 to W7, N0 to N2, I1, I2 and L2.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

_LEFTWARD = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_FEW = 4
_STRONG = {"L", "R", "EN", "AN"}
_NEUTRAL = {"B", "S", "WS", "ON"}


def runs_leftward(text: str) -> bool:
    """Whether any character of `text` runs from right to left."""
    return not text.isascii() and _LEFTWARD.search(text) is not None


def begins_leftward(texts: Sequence[str]) -> bool:
    """Whether a paragraph of these texts is read from the right: its first letter says so (P2).

    Two exceptions (HL1): what a brief puts together from several texts runs as the brief does, and
    so does one in which no more than a letter of `_FEW` runs leftward.
    """
    if len(texts) != 1 or not runs_leftward(texts[0]):
        return False
    kinds = [unicodedata.bidirectional(char) for char in texts[0]]
    strong = [kind != "L" for kind in kinds if kind in ("L", "R", "AL")]
    return strong[0] and sum(strong) * _FEW > len(strong)


def levels(text: str, base: int) -> list[int]:
    """The level of each character of a paragraph of the level `base`; odd ones run leftward."""
    kinds = [unicodedata.bidirectional(char) or "L" for char in text]
    side = "R" if base else "L"
    _settle_weak(kinds, side)
    _settle_brackets(text, kinds, side)
    _settle_neutral(kinds, side)
    return [_level(kind, base) for kind in kinds]


def in_sight(items: Sequence[T], level_of: Callable[[T], int]) -> list[T]:
    """The items of one line from left to right (L2)."""
    ordered = list(items)
    found = [level_of(item) for item in ordered]
    for level in range(max(found, default=0), 0, -1):
        start = 0
        while start < len(ordered):
            end = start
            while end < len(ordered) and found[end] >= level:
                end += 1
            ordered[start:end] = reversed(ordered[start:end])
            found[start:end] = reversed(found[start:end])
            start = end + 1
    return ordered


def _settle_weak(kinds: list[str], side: str) -> None:
    """Numbers and what belongs to them take the direction of their surroundings (W1 to W7)."""
    before = strong = side
    for i, kind in enumerate(kinds):
        if kind in ("NSM", "BN", "LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"):
            kinds[i] = kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
        before = kinds[i]
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for i in range(1, len(kinds) - 1):
        around = kinds[i - 1]
        if around == kinds[i + 1] and (
            (kinds[i] in ("ES", "CS") and around == "EN") or (kinds[i] == "CS" and around == "AN")
        ):
            kinds[i] = around
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        step = order.step
        for i in order:
            if kinds[i] == "ET" and kinds[i - step] == "EN":
                kinds[i] = "EN"
    strong = side
    for i, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[i] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _settle_brackets(text: str, kinds: list[str], side: str) -> None:
    """Both brackets of a pair run with the paragraph where anything between them does, else with
    what stands between and before them (N0).
    """
    for opening, closing in _pairs(text):
        inside = {_direction(kind) for kind in kinds[opening + 1 : closing] if kind in _STRONG}
        if side in inside:
            kinds[opening] = kinds[closing] = side
        elif inside:
            before = (_direction(k) for k in reversed(kinds[:opening]) if k in _STRONG)
            kinds[opening] = kinds[closing] = next(before, side)


def _pairs(text: str) -> list[tuple[int, int]]:
    """Where the brackets are that belong together, in the order in which they open."""
    pairs = []
    opened: list[tuple[str, int]] = []
    for i, char in enumerate(text):
        if char in _BRACKETS.values():
            opened.append((char, i))
        elif char in _BRACKETS and _BRACKETS[char] in (bracket for bracket, _ in opened):
            while opened[-1][0] != _BRACKETS[char]:
                opened.pop()
            pairs.append((opened.pop()[1], i))
    return sorted(pairs)


def _settle_neutral(kinds: list[str], side: str) -> None:
    """Spaces and signs go with both their neighbours, or else with the paragraph (N1, N2)."""
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > start:
            left = _direction(kinds[start - 1]) if start else side
            right = _direction(kinds[end]) if end < len(kinds) else side
            kinds[start:end] = [left if left == right else side] * (end - start)
        start = end + 1


def _direction(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _level(kind: str, base: int) -> int:
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)
