"""The queries that are typed, key by key; after each key the rows are waited for.

Among them are the nasty ones: one letter, the commonest words, common words together, a common word
as a long prefix, phrases, values that most records have, ranges, presence, OR, NOT, parentheses,
lists sorted by another column, numbers, other scripts, and words that are nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass

WORDS, FIELDS, SORTED = "plain words", "fields", "sorted"
GROUPS = (WORDS, FIELDS, SORTED)


@dataclass(frozen=True)
class Typed:
    """A query and the place in the rail where its typing begins ("" for everything); `order` is the
    heading of the column that was clicked before.
    """

    group: str
    place: str
    text: str
    order: str = ""


def queries() -> tuple[Typed, ...]:
    """All of them, in the order in which they are typed."""
    return (*_of(WORDS, _WORDS), *_of(FIELDS, _FIELDS), *_sorted())


def _of(group: str, texts: str) -> Iterator[Typed]:
    for line in texts.strip("\n").splitlines():
        place, _, text = line.partition(" | ")
        yield Typed(group, place.strip(), text)


def _sorted() -> Iterator[Typed]:
    for line in _SORTED.strip("\n").splitlines():
        place, order, text = (part.strip() for part in line.split(" | "))
        yield Typed(SORTED, place, text, order)


_WORDS = """
           | a
           | t
           | z
           | 1
           | the
           | of
agreement  | t
official   | a
           | defence
           | cooperation
engagement | understanding
agreement  | memorandum of und
           | the of and
           | defence cooperation security
           | a b c d
engagement | minister agreed joint
official   | the defence minister
           | india
           | restricted
           | meeting
engagement | held
engagement | india united states
agreement  | india
official   | united kingdom
           | "joint working group"
           | "new delhi"
engagement | "the defence"
agreement  | "memorandum of understanding"
           | karan
           | austin
           | rajesh sharma
official   | lars
           | trincomalee
           | łódź
           | Sao Paulo
           | राजनाथ
           | राजेश
           | DA NANG
           | Guaido
           | defense
           | programme
           | E4000
           | A12
           | 2023/1
           | 2+2
agreement  | helicopter quantum titanium
           | hydrographic survey port blair
           | zzxqv
engagement | the zzxqv
official   | qqqq
"""

_FIELDS = """
           | party:india
agreement  | party:india status:in-force
agreement  | status:in-force,expired type:mou
agreement  | status:in-force marking:restricted party:india defence
engagement | type:official-visit state:held
engagement | state:held marking:restricted the
engagement | -state:held
engagement | with:"lloyd austin"
engagement | side:us with:singh
engagement | side:india place:washington
           | topic:logistics
           | topic:programme the
engagement | series:2+2
           | source:the
agreement  | ref:tias
           | marking:<=restricted
agreement  | signed:2015..2024
agreement  | signed:>=2020-06 party:us
agreement  | expires:next-180d
engagement | date:2020..2024
engagement | date:>=2023-11 india
           | date:2024
           | date:last-90d
agreement  | has:expires -status:expired
agreement  | missing:signed
engagement | has:attachment the
           | has:topic
commitment | is:open
           | is:overdue
official   | office:"defence minister"
official   | post:minister nationality:india
           | country:japan
           | india OR japan
           | the OR of OR and
agreement  | type:mou OR type:protocol
           | the -of
           | defence -india -party:us
           | (india OR japan) (navy OR army) -visit
engagement | (state:held OR state:planned) (side:us OR side:japan) the
           | linked:A1
agreement  | summary:defence
           | stauts:in-force
           | status:nonsense
agreement  | party:zz
           | as-of:2019-05-01 the
agreement  | as-of:2019-05-01 party:india
"""

_SORTED = """
engagement | title  | the
engagement | type   | defence cooperation
engagement | date   | state:held the
agreement  | title  | party:india
agreement  | type   | the
agreement  | status | india
agreement  | status | status:in-force,expired type:mou
official   | title  | a
official   | nationality | the
engagement | extra  | the of
agreement  | extra  | marking:restricted
           | title  | the
           | kind   | india
"""
