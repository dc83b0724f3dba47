"""The letterhead of the first page: a logo on the left, lines of text beside it, a rule below."""

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from defcat.briefs.blocks import inline
from defcat.briefs.strips import GUTTER, HAIRLINE, Box, Picture, Placed, Strip, baseline
from defcat.briefs.typesetting import INK, QUIET, Line, Type, Typesetter
from defcat.errors import InputError
from defcat.translation import tr

NAME = Type(11.0, 14.0, "bold", INK)
ADDRESS = Type(7.75, 10.5, colour=QUIET)

LOGO = (150.0, 46.0)
"""The most room that a logo takes, in points: across and down."""
SHARPNESS = 4
"""Points of the picture kept for every point of paper; print shows no more."""


def letterhead(text: str, logo: bytes | None, typesetter: Typesetter, width: float) -> list[Strip]:
    """One strip with the logo and the lines, the first of them larger; none without both.

    Raises InputError where `logo` is neither PNG nor JPEG.
    """
    picture = _picture(logo) if logo else None
    start = picture.width + GUTTER if picture else 0.0
    name, _, rest = text.strip().partition("\n")
    first = typesetter.lines(inline(name), NAME, width - start)
    others = typesetter.lines(inline(rest), ADDRESS, width - start)
    if not (picture or first):
        return []
    lines, depth = _below_each_other(first, others, start)
    height = max(depth, picture.height if picture else 0.0)
    down = (height - depth) / 2
    items = [replace(line, y=line.y + down) for line in lines]
    rule = Box(0.0, height + 9.0, width, 0.8, HAIRLINE)
    return [Strip(height + 30.0, (*([picture] if picture else []), *items, rule), keep=True)]


def _below_each_other(
    first: Sequence[Line], others: Sequence[Line], x: float
) -> tuple[list[Placed], float]:
    found: list[Placed] = []
    y = 0.0
    for type_, lines in ((NAME, first), (ADDRESS, others)):
        for line in lines:
            found.append(Placed(x, y + baseline(type_), line))
            y += type_.leading
    return found, y


def _picture(content: bytes) -> Picture:
    points, width, height = logo_points(content)
    return Picture(0.0, 0.0, width, height, ImageReader(points))


def logo_points(content: bytes) -> tuple[Image.Image, float, float]:
    """The logo with its width and height on paper, at most as large as its room. Only its points go
    into the file, none of the notes that a picture carries on who made it, where and with what.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            points = opened.convert("RGBA" if "A" in opened.getbands() else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(
            tr("The logo is neither a PNG nor a JPEG picture, or is damaged."),
            tr("Choose another file for the logo."),
        ) from error
    across, down = points.size
    scale = min(LOGO[0] / across, LOGO[1] / down)
    width, height = across * scale, down * scale
    points.thumbnail((round(LOGO[0] * SHARPNESS), round(LOGO[1] * SHARPNESS)))
    return points, width, height
