"""A brief as an editable document (DOCX): the same blocks as the PDF, in named styles.

The same brief gives the same bytes. Nothing of the computer or its user goes into the file.
"""

import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, Twips

from defcat.briefs.blocks import Brief, inline
from defcat.briefs.docx_body import Body
from defcat.briefs.docx_styles import hexadecimal, styles
from defcat.briefs.docx_text import field, plain, run, runs
from defcat.briefs.letterhead import logo_points
from defcat.briefs.pdf import PageOptions, PageSize, lies
from defcat.briefs.portions import with_portion_marks
from defcat.dates import PartialDate
from defcat.files import new_file
from defcat.translation import tr

SIZES = {"A4": (11906, 16838), "Letter": (12240, 15840)}
"""Width and height in twentieths of a point, as all measures here."""
SIDE = 1140
TOP = 1500
BOTTOM = 1400
EDGE = 480

_LONGEST_PROPERTY = 255
_NAMESPACES = nsdecls("w", "r") + (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
_TEMPLATE_PARTS = (
    "/thumbnail",
    "/extended-properties",
    "/stylesWithEffects",
    "/customXml",
    "/webSettings",
)
"""What the library's template brings along that says nothing of a brief."""
_SETTINGS = (
    '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
_APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>defcat</Application></Properties>"
)
_BULLETS = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl '
    'w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc '
    'w:val="left"/><w:pPr><w:ind w:left="280" w:hanging="240"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_PLACE = f'<w:p {nsdecls("w")} w:rsidR="0B21EF00"/>'
"""An empty paragraph that what the brief says takes the place of."""
_USUAL = PageOptions()
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""


def write_docx(brief: Brief, path: Path, options: PageOptions = _USUAL) -> None:
    """Write the brief to `path`, whole or not at all; a document that was there is replaced.

    Raises InputError where the name does not end in .docx or the logo is no picture, Refused where
    a catalogue stands there, FileProblem where the file cannot be written.
    """
    content = render_docx(brief, options)
    with new_file(path, ".docx") as file:
        file.write(content)


def render_docx(brief: Brief, options: PageOptions = _USUAL) -> bytes:
    """The brief as the bytes of a DOCX file; raises InputError for a logo that is no picture."""
    document = Document()
    _strip(document)
    _replace(document.settings.element, _SETTINGS)
    _replace(document.styles.element, styles(brief.language))
    _replace(document.part.numbering_part.element, _BULLETS)
    width = _lay_out(document.sections[0], brief, options.page_size)
    _furnish(document.sections[0], brief, width, draft=options.draft)
    names: dict[str, str] = {}

    def link(url: str) -> str:
        if url not in names:
            names[url] = f"link{len(names) + 1}"
            rels = document.part.rels
            rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, url, names[url], is_external=True)
        return names[url]

    blocks = with_portion_marks(brief.blocks) if options.portion_marks else brief.blocks
    content = Body(blocks, width, link).xml()
    document.element.body.clear_content()
    if options.logo:
        _add_logo(document, options.logo)
    # Elements of one document take long to move into another; text of it takes none.
    document.element.body.sectPr.addprevious(parse_xml(_PLACE))
    _describe(document.core_properties, brief)
    buffer = io.BytesIO()
    document.save(buffer)
    return _repacked(buffer, _letterhead(options.letterhead) + content)


def _strip(document: Any) -> None:
    """Leave of the template only what a brief needs; say which program made the document."""
    package = document.part.package
    for rels in (package.rels, document.part.rels):
        for name in [key for key, rel in rels.items() if rel.reltype.endswith(_TEMPLATE_PARTS)]:
            del rels[name]
    place = PackURI("/docProps/app.xml")
    kind = CONTENT_TYPE.OFC_EXTENDED_PROPERTIES
    package.relate_to(
        PackagePart(place, kind, _APPLICATION, package), RELATIONSHIP_TYPE.EXTENDED_PROPERTIES
    )


def _parsed(content: str) -> Any:
    """The elements that `content` holds."""
    return parse_xml(f"<w:body {_NAMESPACES}>{content}</w:body>")


def _replace(element: Any, content: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(_parsed(content)):
        element.append(child)


def _lay_out(section: Any, brief: Brief, page_size: PageSize) -> int:
    """Set the size of the page and its margins; the width that is left for text."""
    width, height = SIZES[page_size]
    if lies(brief):
        width, height = height, width
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Twips(width), Twips(height)
    section.left_margin = section.right_margin = Twips(SIDE)
    section.top_margin, section.bottom_margin = Twips(TOP), Twips(BOTTOM)
    section.header_distance = section.footer_distance = Twips(EDGE)
    return width - 2 * SIDE


def _letterhead(text: str) -> str:
    """The lines of the letterhead, the first of them larger."""
    name, _, rest = text.strip().partition("\n")
    lines = (("LetterheadName", name), ("Letterhead", rest.strip()))
    return "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(line)}</w:p>'
        for style, line in lines
        if line
    )


def _add_logo(document: Any, logo: bytes) -> None:
    points, width, height = logo_points(logo)
    picture = io.BytesIO()
    points.save(picture, "PNG")
    document.add_picture(picture, Pt(width), Pt(height))


# --- the head and foot of every page --------------------------------------------------------------


def _furnish(section: Any, brief: Brief, width: int, *, draft: bool) -> None:
    for furniture in (section.header, section.footer):
        furniture.is_linked_to_previous = False
    label = run(brief.label) + run(f" · {brief.title}" if brief.title != brief.label else "")
    word = tr("Draft")
    mark = f"{_watermark(word)}{run(word.upper(), 'Strong')}" if draft else ""
    days = tr(
        "As of {day} · Prepared on {prepared}",
        day=_in_words(brief.as_of),
        prepared=_in_words(brief.prepared_on),
    )
    banner = _banner(brief)
    head = _two_ends("Header", label, mark, width)
    foot = _two_ends("Footer", runs(inline(days), str), _page_number(), width)
    _replace(section.header.part.element, banner + head)
    _replace(section.footer.part.element, foot + banner)


def _in_words(day: date) -> str:
    return PartialDate.of(day).show()


def _two_ends(style: str, left: str, right: str, width: int) -> str:
    """A line with something at either end."""
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{tabs}</w:pPr>'
    return f"<w:p>{properties}{left}<w:r><w:tab/></w:r>{right}</w:p>"


def _page_number() -> str:
    """Page x of y, both worked out by the program that shows the document."""
    fields = {"\x01": field("PAGE", "1"), "\x02": field("NUMPAGES", "1")}
    words = tr("Page {number} of {count}", number="\x01", count="\x02")
    parts = re.split("([\x01\x02])", words)
    return "".join(fields[part] if part in fields else run(part) for part in parts)


def _banner(brief: Brief) -> str:
    """A bar in the colour of the marking, with its text in the middle."""
    marking = brief.marking
    if not marking.banner:
        return ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{hexadecimal(marking.colour)}"/>'
    colour = f'<w:color w:val="{hexadecimal(marking.text_colour)}"/><w:spacing w:val="22"/>'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Banner"/>{shade}</w:pPr><w:r><w:rPr>{colour}</w:rPr>'
        f"<w:t>{plain(marking.banner)}</w:t></w:r></w:p>"
    )


def _watermark(word: str) -> str:
    """`word` large and pale across the page, as Word itself writes a watermark."""
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:420pt;height:140pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-vertical:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical-relative:margin"
    )
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" '
        'o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype><v:shape '
        f'id="Watermark" type="#_x0000_t136" style="{style}" o:allowincell="f" '
        'fillcolor="#d9d9d9" stroked="f"><v:textpath style="font-family:Arial;font-size:1pt" '
        f'string="{plain(word.upper())}"/></v:shape></w:pict></w:r>'
    )


# --- the file -------------------------------------------------------------------------------------


def _describe(properties: Any, brief: Brief) -> None:
    """The properties of the document: on purpose, and none by chance."""
    for name, value in (
        ("title", brief.title),
        ("subject", brief.subject),
        ("keywords", brief.marking.label),
        ("language", brief.language),
        ("author", ""),
        ("last_modified_by", ""),
        ("comments", ""),
    ):
        setattr(properties, name, _property(value))
    properties.revision = 1
    properties.created = properties.modified = datetime.combine(brief.prepared_on, time())


def _property(value: str) -> str:
    """As much of a text as a property holds."""
    words = " ".join(re.sub(r"[\x00-\x1f]", " ", value).split())
    whole = len(words) <= _LONGEST_PROPERTY
    return words if whole else words[: _LONGEST_PROPERTY - 1].rstrip() + "…"


def _repacked(saved: io.BytesIO, content: str) -> bytes:
    """The file with its `content` in place, without the moment and the system it was made on, its
    parts in one order.
    """
    buffer, body = io.BytesIO(), content.encode()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(buffer, "w") as new:
        # The types of the parts come first, as readers expect.
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.create_system = 0
            part = old.read(name)
            if name == "word/document.xml":
                part = re.sub(rb"<w:p [^>]*?w:rsidR=\"0B21EF00\"[^>]*/>", lambda _: body, part)
            new.writestr(entry, part, zipfile.ZIP_DEFLATED, 6)
    return buffer.getvalue()
