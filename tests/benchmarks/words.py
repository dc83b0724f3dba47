"""The words of the generated catalogue, and texts made of them.

Words follow Zipf's law, the commonest first: the n-th is drawn 1/(n + 2.7) as often as the first.
Behind the words written here come invented names, so that the vocabulary grows with the catalogue
as it does in a real one. No text is copied from anywhere.
"""

from collections.abc import Iterator
from itertools import accumulate
from random import Random

_COMMON = """
the of and to in on for with by a defence cooperation both sides minister agreed meeting security
that their joint strategic military exchange discussed ministry between at regional maritime
exercise reviewed progress was will technology support from training bilateral naval industry as
next signed areas forces visit partnership secretary capability were research production working
group development under policy framework dialogue officers air annual staff welcomed logistics
information plan agreement army equipment year interest including continue navy issues situation
host exchanged views global new further operational project design cyber space peace stability
region shared domain awareness memorandum understanding draft text implementation delegation chief
programme procurement counter terrorism procedure protocol supply chain trade export licence
humanitarian assistance disaster relief hospital medicine coast guard border aircraft helicopter
engine submarine patrol vessel frigate radar missile artillery ammunition vehicle drone satellite
navigation communications network secure classified protection data standard test evaluation
laboratory university scientist engineer workshop seminar conference course academy college
instructor student scholarship language interpreter attache embassy mission liaison post command
headquarters brigade regiment squadron fleet port harbour base runway depot warehouse fuel repair
overhaul maintenance spares contract tender offset investment company private public sector start
innovation fund finance budget cost share payment schedule milestone deadline deliverable annex
article clause amendment extension renewal notice consent consultation dispute settlement council
committee subgroup chair agenda minutes action point deferred closed pending resolved urgent
routine confidential open press statement release photograph ceremony honours wreath memorial
lunch dinner call telephone video letter reply invitation acceptance arrival departure convoy
route hotel venue weather gift medal award band parade inspection demonstration firing range
simulation doctrine manual handbook glossary map chart survey hydrographic ocean island strait
gulf river mountain glacier desert forest climate energy nuclear chemical biological treaty
convention compliance verification observer ceasefire peacekeeping contingent battalion deployment
rotation withdrawal veteran family welfare pension insurance immunity status jurisdiction customs
tax visa passport permit overflight landing clearance airspace corridor hotline incident collision
rescue search salvage piracy smuggling trafficking fisheries sanction embargo intelligence
assessment forecast threat risk resilience encryption spectrum frequency quantum semiconductor
battery materials composite titanium forging casting royalty patent ownership prototype
"""

_ONSETS = "b ch d dh f g gr h j k kh l m n p pr r s sh st t th tr v w y z"
_VOWELS = "a a e i o u ai au ei ou"
_CODAS = ["", "", "", "n", "r", "l", "m", "s", "sh", "nd", "rk", "v", "t"]


class Words:
    """Texts from a vocabulary with `invented` names behind the common words."""

    def __init__(self, random: Random, invented: int) -> None:
        self._random = random
        self.names = invented_names(random, invented)
        self._words = [*_COMMON.split(), *(name.lower() for name in self.names)]
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._stock = self._draw()

    def text(self, sentences: int, length: int = 12) -> str:
        """So many sentences of about `length` words each."""
        made = (
            self._sentence(self._random.randint(length - 4, length + 4)) for _ in range(sentences)
        )
        return " ".join(made)

    def subject(self, length: int) -> str:
        """A few words such as a title ends with."""
        return " ".join(next(self._stock) for _ in range(length))

    def name(self) -> str:
        """A name, the first ones more often."""
        rank = int(len(self.names) * self._random.random() ** 3)
        return self.names[rank]

    def _sentence(self, length: int) -> str:
        stock = self._stock
        return " ".join([next(stock).capitalize(), *(next(stock) for _ in range(length - 1))]) + "."

    def _draw(self) -> Iterator[str]:
        while True:  # many at a time: drawn one by one they would take most of the time
            yield from self._random.choices(self._words, cum_weights=self._weights, k=10_000)


def invented_names(random: Random, count: int) -> list[str]:
    """Different pronounceable names of two or three syllables."""
    onsets, vowels = _ONSETS.split(), _VOWELS.split()
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = random.choice((2, 2, 3))
        name = "".join(
            random.choice(onsets) + random.choice(vowels) + random.choice(_CODAS)
            for _ in range(syllables)
        )
        found[name.capitalize()] = None
    return list(found)
