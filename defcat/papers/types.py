"""What a file is, by what is in it; its name only tells apart what content does not."""

import io
import re
from pathlib import Path

from defcat.papers.paper import beginning
from defcat.translation import tr

PDF, HTML, MAIL, TEXT = "application/pdf", "text/html", "message/rfc822", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCM = "application/vnd.ms-word.document.macroenabled.12"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
LOCKED = "application/x-encrypted-office"
ZIP, OTHER = "application/zip", "application/octet-stream"
WORD = (DOCX, DOCM)

_HEAD = 8_192
_MOST_NAMES = 20_000
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_NAMES = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
}
_TEXT_NAMES = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".json": "text/json",
    ".xml": "text/xml",
}
_ENDINGS = {
    PDF: ".pdf",
    DOCX: ".docx",
    XLSX: ".xlsx",
    PPTX: ".pptx",
    MAIL: ".eml",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/rtf": ".rtf",
    **{"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/tiff": ".tif"},
    **{"image/webp": ".webp", "image/bmp": ".bmp", TEXT: ".txt", "text/csv": ".csv"},
}
_MAIL_LINE = re.compile(
    rb"(?i)^(from|to|cc|date|subject|received|return-path|message-id|mime-version|delivered-to"
    rb"|content-type|x-[a-z-]+|reply-to|sender|dkim-signature):",
    re.MULTILINE,
)
_SURELY_MAIL = re.compile(rb"(?im)^(from|received|return-path|message-id|mime-version):")
_HTML = re.compile(
    rb"(?i)^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", re.DOTALL
)


def media_type(source: Path | bytes, name: str) -> str:
    """The media type of a file called `name`; raises OSError where it cannot be read."""
    head = beginning(source, _HEAD)
    suffix = Path(name).suffix.lower()
    if b"%PDF-" in head[:1024]:
        return PDF
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(source)
    if head.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le")
        whole = source if isinstance(source, bytes) else source.read_bytes()
        return LOCKED if locked in whole else _OLE_NAMES.get(suffix, "application/x-ole-storage")
    return _of_text(head, suffix)


def ending(media_type: str) -> str:
    """How the name of a file of that type ends that other programs may open; "" for one that may
    hold a program, or of which it is not known what opens it.
    """
    return _ENDINGS.get(media_type, "")


def label(media_type: str) -> str:
    """What people call a file of that type."""
    known = {
        PDF: "PDF",
        DOCX: tr("Word document"),
        DOCM: tr("Word document with macros"),
        LOCKED: tr("Document with a password"),
        XLSX: tr("Spreadsheet"),
        PPTX: tr("Presentation"),
        MAIL: tr("E-mail"),
        HTML: tr("Web page"),
        ZIP: tr("Archive"),
        "application/msword": tr("Word document"),
    }
    if media_type in known:
        return known[media_type]
    kind, _, name = media_type.partition("/")
    if kind == "image":
        return tr("Picture ({type})", type=name.upper())
    return tr("Text") if kind == "text" else tr("File")


def _in_zip(source: Path | bytes) -> str:
    import zipfile  # which the first list does not need

    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as packed:
            names = set(packed.namelist()[:_MOST_NAMES])
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                said = packed.read("mimetype").decode("ascii", "replace").strip()
                if said.startswith("application/vnd.oasis.opendocument."):
                    return said
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        return ZIP
    if "word/document.xml" in names:
        return DOCM if "word/vbaProject.bin" in names else DOCX
    if any(name.endswith("vbaProject.bin") for name in names):
        return ZIP
    if "xl/workbook.xml" in names:
        return XLSX
    return PPTX if "ppt/presentation.xml" in names else ZIP


def _of_text(head: bytes, suffix: str) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and (b"\0" in head or _mostly_signs(head)):
        return OTHER
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return HTML
    if _is_mail(head):
        return MAIL
    if suffix in (".html", ".htm") and b"<" in head:
        return HTML
    return _TEXT_NAMES.get(suffix, TEXT)


def _is_mail(head: bytes) -> bool:
    """Whether it begins with lines that only mail begins with, two of them at least."""
    if head.startswith(b"From "):
        head = head.partition(b"\n")[2]
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    first = lines.partition(b"\n")[0]
    found = {match[1].lower() for match in _MAIL_LINE.finditer(lines)}
    return bool(_MAIL_LINE.match(first) and len(found) > 1 and _SURELY_MAIL.search(lines))


def _mostly_signs(head: bytes) -> bool:
    signs = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    return signs * 50 > len(head)
