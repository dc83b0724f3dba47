"""Who holds the posts of a country that a desk deals with, the first of each sort first.

Source of the rule: how governments title their posts. A post belongs to the sort of which its title
has the words, in either spelling; a deputy's title is that of the post with words added, so the
shorter title stands first.
"""

from collections.abc import Sequence
from itertools import groupby

from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Column, Group, Paragraph, inline, table
from defcat.briefs.many import Cited, permitted
from defcat.briefs.wording import date_words, person_name
from defcat.rules import reading
from defcat.rules.tenure import Tenure, in_office
from defcat.rules.titles import names, says
from defcat.text import words
from defcat.translation import tr, trn

LISTED = 6
"""So many holders of posts of one sort are named."""

_FORCES = (
    "chief army staff",
    "chief air staff",
    "chief staff nav",
    "chief general staff",
    "chief staff armed",
    "chiefs staff joint",
)
_SORTS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Head of state and government", (), ("Prime Minister", "President", "Chancellor", "King")),
    ("Defence", ("defence", "armed forces"), ()),
    ("National security", ("national security",), ()),
    ("Chiefs of staff", _FORCES, ()),
    ("Foreign affairs", ("foreign", "external affairs"), ("Secretary of State",)),
)
"""The sorts of posts that a brief names: words of which a title has all, and titles as a whole."""


def counterparts(assembly: Assembly, country: str) -> list[Block]:
    """A table of who holds the posts of a country on the day, by sort, with since when."""
    every = in_office(assembly.connection, country, assembly.as_of)
    held = assembly.posts(every, printed=False)
    people = permitted(assembly, sorted({one.official for one in held}))
    posts = sorted((one for one in held if one.official in people), key=_place)
    native = reading.own_values(assembly.connection, "official", people.keys(), ("native_name",))
    cited = Cited(assembly, people)
    groups, left = [], 0
    for sort, of in groupby(posts, key=_sort):
        tenures = _once(list(of))
        if sort == len(_SORTS):
            left += len(tenures)
            continue
        left += max(len(tenures) - LISTED, 0)
        rows, portions = [], []
        for one in assembly.posts(tenures[:LISTED]):
            person = people[one.official]
            marks = cited.of_row(person.id, "tenure", one.id) or cited.marks(person, None)
            name = person_name(person.title, native[person.id]["native_name"])
            rows.append((name, inline(_post(assembly, one), marks), inline(date_words(one.start))))
            portions.append(assembly.portion(person))
        groups.append(Group(tr(_SORTS[sort][0]), tuple(rows), tuple(portions)))
    columns = [Column(tr("Name"), 3), Column(tr("Post"), 5), Column(tr("Since"), 2)]
    blocks = table(columns, groups)
    if left:
        told = trn("{n} other post is not listed.", "{n} other posts are not listed.", left)
        blocks.append(Paragraph(inline(told, style="quiet")))
    return blocks


def _post(assembly: Assembly, one: Tenure) -> str:
    post = tr("{post} (acting)", post=one.post) if one.acting else one.post
    certain = one.covers(assembly.as_of) == "certain"
    return post if certain else tr("perhaps {post}", post=post)


def _once(tenures: Sequence[Tenure]) -> list[Tenure]:
    """Each post of an official once, though two rows may hold it."""
    return list({(one.official, one.post): one for one in reversed(tenures)}.values())[::-1]


def _sort(one: Tenure) -> int:
    """Which of the sorts a post belongs to, their number for none."""
    for number, (_, asked, whole) in enumerate(_SORTS):
        if any(says(one.post, each) for each in asked) or any(
            names(one.post, title, one.country) for title in whole
        ):
            return number
    return len(_SORTS)


def _place(one: Tenure) -> tuple[int, int, str, str, int]:
    return _sort(one), len(words(one.post)), one.post, one.start or "", one.id
