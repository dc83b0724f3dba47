"""Talking points: what to say, what to say if asked, and what to avoid."""

import re

from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Bullets, Heading, inline
from defcat.briefs.earlier import more_of, more_words
from defcat.dossier import Dossier
from defcat.translation import capital, tr

_POINTS = 6
"""So many points are printed: more are not said in a meeting."""

_APART = re.compile(r"\s*(?:[-*•–]\s*)?(if asked|avoid)\s*:\s*", re.IGNORECASE)
_MARK = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+")
"""What a line begins with that makes it a point: a dash, a bullet, a number."""


def talking_points(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The talking points, the first of them; what to say if asked and what to avoid stand apart."""
    points = sorted_points(dossier.text("talking_points"))
    if not any(points.values()):
        return []
    marks = assembly.marks(dossier, "talking_points")
    labels = {"say": "", "if asked": tr("If asked"), "avoid": tr("Avoid")}
    blocks: list[Block] = []
    for name, label in labels.items():
        said = [inline(capital(point), marks) for point in points[name]]
        if not said:
            continue
        blocks += [Heading(label, 2)] if label else []
        blocks.append(Bullets(tuple(said[:_POINTS])))
        blocks += more_of(more_words(len(said) - _POINTS))
    return blocks


def sorted_points(text: str) -> dict[str, list[str]]:
    """Talking points by what they are for: "say", "if asked", "avoid".

    A line is a point. One that begins "If asked:" or "Avoid:" is of that kind; where nothing
    follows the colon, the lines after it are, up to an empty one.
    """
    points: dict[str, list[str]] = {"say": [], "if asked": [], "avoid": []}
    under = "say"
    for line in text.splitlines():
        if not line.strip():
            under = "say"
            continue
        kind, words = under, _MARK.sub("", line, count=1).strip()
        if head := _APART.match(line):
            kind, words = head[1].lower(), line[head.end() :].strip()
            under = kind if not words else "say"
        if words:
            points[kind].append(words)
    return points
