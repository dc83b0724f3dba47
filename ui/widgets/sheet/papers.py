"""The attachments of a record: what each is, how large, what of it can be searched."""

from html import escape

from defcat import attachments, papers
from defcat.attachments import Attachment
from defcat.papers import types
from defcat.translation import tr, trn
from ui.widgets.sheet.writing import Writing


def attached(found: tuple[Attachment, ...], w: Writing) -> str:
    """The attachments, each with what can be done with it.

    Links are `paper:view:12` for the attachment of row 12, and likewise open, save, cite, remove.
    """
    if not found:
        how = tr("Drop files here, or paste them; Ctrl+Shift+A asks which.")
        return w.nothing(f"{tr('No file is attached.')} {how if w.writable else ''}".strip())
    return w.page([_one(one, w) for one in found])


def told(one: Attachment) -> str:
    """What an attachment is: its type, its pages and its size."""
    pages = [trn("{n} page", "{n} pages", one.pages)] if one.pages else []
    size = [attachments.shown_size(one.size)] if one.size else []
    return ", ".join([types.label(one.media_type), *pages, *size])


def problem(one: Attachment) -> str:
    """What cannot be done with an attachment, as a sentence; empty for nothing."""
    if not one.held:
        return tr("Its content is not in this catalogue.")
    return {
        papers.CUT: tr("It is long: only its beginning is searched."),
        papers.NO_TEXT: tr("There is no text in it to be searched, as in a scan."),
        papers.ENCRYPTED: tr("Unreadable: it asks for a password, and is kept as it is."),
        papers.UNREADABLE: tr("Unreadable: it is broken, and is kept as it is."),
    }.get(one.state, "")


def _one(one: Attachment, w: Writing) -> str:
    name = escape(one.name)
    if one.held:
        name = f'<a href="paper:view:{one.id}">{name}</a>'
    deeds = []
    if one.held and types.ending(one.media_type):
        deeds.append(("open", tr("open")))
    if one.held:
        deeds.append(("save", tr("save a copy")))
    if w.writable:
        deeds += [("cite", tr("cite")), ("remove", tr("remove"))]
    links = " · ".join(
        f'<a href="paper:{deed}:{one.id}">{escape(does)}</a>' for deed, does in deeds
    )
    wrong = problem(one)
    colour = w.ink.muted if one.state in (papers.CUT, papers.NO_TEXT) else w.ink.warn
    lines = [f"<b>{name}</b>", w.quiet(escape(told(one)))]
    if wrong:
        lines.append(f'<span style="color:{colour}">{escape(wrong)}</span>')
    if links:
        lines.append(links)
    return f"<p style='margin-top:10px'>{'<br>'.join(lines)}</p>"
