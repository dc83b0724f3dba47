"""Each source of a record, what it supports, where, and what it states; and what has no source."""

from collections import defaultdict
from html import escape

from defcat.dossier import Row
from defcat.kinds import PARTS, label_of
from defcat.rules.disagreement import Place
from defcat.rules.support import Fact
from defcat.rules.support import facts as facts_of
from defcat.translation import tr, trn
from ui.widgets.sheet.writing import ROWS, Writing

OPENED = "sources"
"""What is opened to have every statement, where there are more than `ROWS`."""

_NAMED = 6
"""Facts without a source that are named before the others are asked for."""


def sources(w: Writing) -> str:
    """The facts without a source; each source, what it supports, where, and what it states."""
    citations = w.dossier.parts["citation"]
    bare = _unsourced(w)
    if not citations:
        return w.page([bare]) if bare else w.nothing(tr("No source supports this record yet."))
    by_source: dict[int, list[Row]] = defaultdict(list)
    for citation in citations:
        by_source[int(citation["other_id"] or 0)].append(citation)
    sections = [bare, _disagreements(w)]
    left = most = len(citations) if OPENED in w.opened else min(ROWS, len(citations))
    for source, number in w.numbers.items():
        if not left:
            break
        cited = by_source[source][:left]
        left -= len(cited)
        rows = [w.pair(about(w, citation), _statement(w, citation)) for citation in cited]
        heading = f'<a name="source{number}"></a>[{number}] {w.to(source)}'
        sections.append(f"<p style='margin-top:10px'>{heading}</p>{w.table(rows)}")
    if rest := len(citations) - most:
        words = escape(trn("{n} more", "{n} more", rest))
        sections.append(f'<p style="margin-top:10px"><a href="more:{OPENED}">{words}</a></p>')
    return w.page(sections)


def about(w: Writing, citation: Row) -> str:
    """What a citation supports, in words: the record, a field, or a row of a part."""
    name = citation["about"]
    if name is None:
        return tr("Whole record")
    if name in PARTS:
        for row in w.dossier.parts.get(str(name), []):
            if row.id == citation["row"]:
                return w.role(row) or tr(PARTS[str(name)].label)
    return label_of(w.dossier.kind, str(name))


def _unsourced(w: Writing) -> str:
    """How many facts no source supports, and which; each leads to where one is cited."""
    bare = [fact for fact in facts_of(w.dossier) if not fact.supported]
    if not bare:
        return ""
    shown = bare if "unsourced" in w.opened else bare[:_NAMED]
    named = [_to_cite(w, fact) for fact in shown]
    if rest := len(bare) - len(shown):
        words = trn("{n} more", "{n} more", rest)
        named.append(f'<a href="more:unsourced">{escape(words)}</a>')
    count = trn("{n} fact without a source:", "{n} facts without a source:", len(bare))
    heading = f'<span style="color:{w.ink.warn}">{escape(count)}</span>'
    return f"<p>{heading} {'; '.join(named)}</p>"


def _to_cite(w: Writing, fact: Fact) -> str:
    if not w.writable:
        return escape(fact.words)
    return f'<a href="cite:{fact.about}:{fact.row or 0}">{escape(fact.words)}</a>'


def _disagreements(w: Writing) -> str:
    """The facts on which sources disagree."""
    return w.table([w.pair(found.words, w.disagreement(found)) for found in w.disputed.values()])


def _statement(w: Writing, citation: Row) -> str:
    """What a citation states, whether it is preferred, and where in the source it stands."""
    said = escape(citation.text("states")).replace("\n", "<br>")
    if citation["preferred"]:
        said += f" <b>{escape(tr('preferred'))}</b>"
    where = escape(citation.text("locator")).replace(" ", "\u00a0")
    prefer = ""
    if not citation["preferred"] and w.writable and _place(citation) in w.disputed:
        prefer = f' &nbsp;<a href="prefer:{citation.id}">{escape(tr("prefer this"))}</a>'
    return f"{said} {w.quiet(where)}{prefer}"


def _place(citation: Row) -> Place:
    about, row = citation["about"], citation["row"]
    return None if about is None else str(about), None if row is None else int(row)
