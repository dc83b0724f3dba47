"""Whether two ways of writing an office mean the same one.

"Secretary of Defense" and "US Secretary of Defense", "Minister of Defence" and "Defence Minister"
do; "President" and "Vice President", "Minister" and "Minister of State" do not.
"""

from functools import lru_cache

from defcat.text import variants, words

_SMALL = frozenset(("a", "and", "at", "for", "in", "of", "on", "s", "the", "to"))
_ACTING = frozenset(("acting", "interim", "officiating"))
_RANKS = frozenset(
    ("associate", "assistant", "deputy", "former", "junior", "prime", "shadow", "under", "vice")
)
_SAME = {
    "premier": ("prime", "minister"),
    "emperor": ("monarch",),
    "empress": ("monarch",),
    "king": ("monarch",),
    "queen": ("monarch",),
    "external": ("foreign",),
    "adviser": ("advisor",),
}
_LEADING = frozenset(("chancellor", "minister", "monarch", "president", "secretary"))


@lru_cache(16_384)
def office_words(office: str) -> frozenset[str]:
    """The words that tell an office, in one spelling, without small words and without "acting"."""
    kept = (word for word in words(office) if word not in _SMALL | _ACTING)
    return frozenset(same for word in kept for same in _SAME.get(word, (spelled(word),)))


def post_key(post: str) -> str:
    """What all ways of writing a post have in common, to hold its tenures together."""
    return " ".join(sorted(office_words(post)))


def says_acting(post: str) -> bool:
    """Whether the words of a post say that it is held for somebody else."""
    return not _ACTING.isdisjoint(words(post))


def agree(a: str, b: str) -> bool:
    """Whether one office says what the other says, or more, and both are of the same rank."""
    first, second = office_words(a), office_words(b)
    return _rank(first) == _rank(second) and (first <= second or second <= first)


def leads(office: str) -> bool:
    """Whether it is the office of a head of state or government, or of a minister."""
    return not _LEADING.isdisjoint(office_words(office))


@lru_cache(16_384)
def spelled(word: str) -> str:
    """British and American spelling of a folded word as one."""
    return min((word, *variants(word))) if word.isascii() else word


def _rank(office: frozenset[str]) -> frozenset[str]:
    """The words that make another office of it: vice, deputy; of a minister also "of state"."""
    return office & (_RANKS | {"state"} if "minister" in office else _RANKS)
