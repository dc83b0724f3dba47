"""The styles of an editable brief, as WordprocessingML: what a desk changes to change its looks.

Sizes are in half points, spaces in twentieths of a point. Elements stand in the order that the
standard (ECMA-376, part 1, 17.3) asks for; Word refuses some files that keep another one.
"""

from defcat.briefs.typesetting import ACCENT, INK, QUIET

FONT = "Arial"
INDIC = "Nirmala UI"
"""For complex scripts written rightwards; what is written leftwards is in `FONT`, which has it."""
EASTERN = "Microsoft YaHei"
TINT = "EEF3F8"
HAIRLINE = "C8D0D8"

_TABLE_TEXT = '<w:spacing w:before="30" w:after="30"/>'


def hexadecimal(colour: str) -> str:
    """A colour "#rrggbb" as the standard writes it."""
    return colour.removeprefix("#").upper()


def styles(language: str) -> str:
    """The defaults of the document in `language` (BCP 47), and every style that the body uses."""
    return _defaults(language) + "".join(
        (
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
            "<w:qFormat/></w:style>",
            '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
            '<w:name w:val="Default Paragraph Font"/></w:style>',
            *_heads(),
            *_text(),
            *_notes(),
            *_furniture(),
            *_characters(),
            _table("NormalTable", "Normal Table", "", default=True),
            _table("Rows", "Brief rows", _inner_rule()),
            _table("Facts", "Brief facts", ""),
        )
    )


def _defaults(language: str) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{EASTERN}" w:cs="{INDIC}"/>'
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_run(20, INK)}"
        f'<w:lang w:val="{language}" w:eastAsia="ja-JP" w:bidi="hi-IN"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )


def _heads() -> list[str]:
    kept = "<w:keepNext/><w:keepLines/>"
    title = _run(40, INK, bold=True)
    rule = _border("bottom", 6, ACCENT, 2)
    return [
        _style("Title", "Title", f'{kept}{_space(0, 60)}<w:outlineLvl w:val="0"/>', title),
        _style("Part", "Part", f'{kept}{_space(2400, 200)}<w:outlineLvl w:val="0"/>', title),
        _style("Kicker", "Kicker", kept + _space(0, 40), _run(18, ACCENT, bold=True)),
        _style("Subtitle", "Subtitle", kept + _space(0, 160), _run(21, QUIET)),
        _style(
            "Heading1",
            "heading 1",
            f'{kept}<w:pBdr>{rule}</w:pBdr>{_space(320, 100)}<w:outlineLvl w:val="0"/>',
            _run(24, ACCENT, bold=True),
        ),
        _style(
            "Heading2",
            "heading 2",
            f'{kept}{_space(220, 60)}<w:outlineLvl w:val="1"/>',
            _run(20, INK, bold=True),
        ),
        _style("Caption", "caption", kept + _space(160, 60), _run(18, INK, bold=True)),
        _style("TOCHeading", "TOC Heading", kept + _space(0, 160), _run(32, INK, bold=True)),
    ]


def _text() -> list[str]:
    bullet = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    numbered = '<w:tabs><w:tab w:val="left" w:pos="480"/></w:tabs>'
    hanging = '<w:ind w:left="480" w:hanging="480"/>'
    return [
        _style("ListBullet", "List Bullet", bullet + _space(0, 40), ""),
        _style("Source", "Source", numbered + _space(0, 50) + hanging, _run(16, INK)),
        _style("TableText", "Table text", _TABLE_TEXT, _run(18, INK)),
        _style(
            "TableHead", "Table head", "<w:keepNext/>" + _TABLE_TEXT, _run(16, QUIET, bold=True)
        ),
        _style(
            "TableGroup",
            "Table group",
            "<w:keepNext/>" + _space(120, 30),
            _run(17, ACCENT, bold=True),
        ),
        _style("FactLabel", "Fact label", _TABLE_TEXT, _run(17, QUIET)),
        # Tables that follow each other would be one.
        _style("Gap", "Gap", '<w:spacing w:after="0" w:line="120" w:lineRule="exact"/>', _run(8)),
    ]


def _notes() -> list[str]:
    """Shaded, with a bar on the left; what is alike in frame and tint is one box."""
    found = []
    for key, bar, head, text in (("Key", ACCENT, 26, 19), ("Note", HAIRLINE, 16, 16)):
        look = (
            f"<w:keepLines/><w:pBdr>{_border('left', 24, bar, 8)}</w:pBdr>"
            f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
        )
        indent = '<w:ind w:left="200" w:right="120"/>'
        label = _run(head, ACCENT if key == "Key" else INK, bold=True)
        found += [
            _style(f"{key}Label", f"{key} label", look + _space(120, 0) + indent, label),
            _style(key, key, look + _space(0, 0) + indent, _run(text, INK)),
        ]
    return found


def _furniture() -> list[str]:
    return [
        _style("Header", "header", _space(0, 0), _run(15, QUIET)),
        _style("Footer", "footer", _space(0, 60), _run(15, QUIET)),
        _style("LetterheadName", "Letterhead name", _space(0, 20), _run(24, INK, bold=True)),
        _style("Letterhead", "Letterhead", _space(0, 320), _run(16, QUIET)),
        _style("Banner", "Banner", f'{_space(0, 60)}<w:jc w:val="center"/>', _run(17, bold=True)),
        _style("TOC1", "toc 1", _space(120, 40), _run(20, INK, bold=True)),
        _style("TOC2", "toc 2", _space(0, 20) + '<w:ind w:left="240"/>', _run(18, INK)),
    ]


def _characters() -> list[str]:
    raised = f'{_run(16, ACCENT)}<w:vertAlign w:val="superscript"/>'
    bold = "<w:b/><w:bCs/>"
    return [
        _style("Strong", "Strong", "", bold, kind="character"),
        _style("Quiet", "Quiet", "", _run(0, QUIET), kind="character"),
        _style("Hyperlink", "Hyperlink", "", _run(0, ACCENT), kind="character"),
        _style("SourceMark", "Source mark", "", raised, kind="character"),
    ]


def _style(id_: str, name: str, paragraph: str, run: str, *, kind: str = "paragraph") -> str:
    based = "Normal" if kind == "paragraph" else "DefaultParagraphFont"
    following = '<w:next w:val="Normal"/>' if "outlineLvl" in paragraph else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{id_}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>{following}<w:qFormat/>'
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def _table(id_: str, name: str, borders: str, *, default: bool = False) -> str:
    based = "" if default else '<w:basedOn w:val="NormalTable"/>'
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 0), ("left", 0), ("bottom", 0), ("right", 160))
    )
    kind = 'w:type="table" w:default="1"' if default else 'w:type="table"'
    return (
        f'<w:style {kind} w:styleId="{id_}"><w:name w:val="{name}"/>{based}'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{borders}'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )


def _inner_rule() -> str:
    rules = (_border("bottom", 4, HAIRLINE), _border("insideH", 4, HAIRLINE))
    return f"<w:tblBorders>{''.join(rules)}</w:tblBorders>"


def _border(side: str, size: int, colour: str, space: int = 0) -> str:
    return (
        f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" '
        f'w:color="{hexadecimal(colour)}"/>'
    )


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _run(size: int, colour: str = "", *, bold: bool = False) -> str:
    """The properties of a run, for Latin and for complex scripts alike; size 0 keeps the size."""
    return (
        ("<w:b/><w:bCs/>" if bold else "")
        + (f'<w:color w:val="{hexadecimal(colour)}"/>' if colour else "")
        + (f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "")
    )
