"""A generated catalogue of any size, the same one every time.

Of the records 10 % are agreements, 10 % officials and 80 % engagements; the organisations, topics,
series and sources that they name come on top. Everything is written through `Catalogue.change`, as
an import would do it: history, status and search index are those of a real catalogue.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.settings import SUFFIX
from defcat.storage import fulltext, migrations
from defcat.storage.file import SCHEMA
from defcat.vocabulary import load
from tests.benchmarks.words import Words

SEED = 20_251_001
CHUNK = 20_000
"""Records in a change: large enough that most people are known already, small enough for memory."""

LAST_DAY = date(2025, 9, 30)
DAYS = 60 * 365

CITIES = {
    "IN": ("New Delhi", "Bengaluru", "Mumbai", "Pune", "Goa"),
    "US": ("Washington", "Honolulu", "Norfolk", "San Diego"),
    "FR": ("Paris", "Toulon"),
    "GB": ("London", "Portsmouth"),
    "JP": ("Tokyo", "Yokosuka"),
    "AU": ("Canberra", "Sydney", "Perth"),
    "DE": ("Berlin", "Bonn"),
    "VN": ("Hanoi", "Đà Nẵng"),
    "SG": ("Singapore",),
    "ID": ("Jakarta", "Surabaya"),
    "PH": ("Manila", "Quezon City"),
    "KR": ("Seoul", "Busan"),
    "IL": ("Jerusalem", "Tel Aviv"),
    "AE": ("Abu Dhabi", "Dubai"),
    "EG": ("Cairo", "Alexandria"),
    "KE": ("Nairobi", "Mombasa"),
    "ZA": ("Pretoria", "Cape Town"),
    "BR": ("Brasília", "São Paulo"),
    "IT": ("Rome", "La Spezia"),
    "NO": ("Oslo", "Tromsø"),
    "PL": ("Warsaw", "Łódź"),
    "RU": ("Moscow", "Vladivostok"),
    "LK": ("Colombo", "Trincomalee"),
    "OM": ("Muscat", "Duqm"),
}
COUNTRIES = tuple(CITIES)
SHARES = tuple(40 / (rank + 1) for rank in range(len(COUNTRIES)))
"""How often each country is met: the desk's own in almost every record, the last one seldom."""

_GIVEN = """
Aarav Amit Anil Arjun Ashok Deepak Gopal Karan Kavita Lakshmi Meera Mohan Neha Nirmala Priya Rahul
Rajesh Ramesh Ravi Sanjay Sunita Suresh Vijay Adam Alice Anne Carlos Clara Claire Daniel David
Elena Émile Erik François Giulia Grace Hanna Hans Helen Hiroshi Ingrid Isabel James Jean John José
Julia Karl Kenji Laura Lars Linh Louis Lucía Marcus Maria Martin Michael Minh Nadia Naomi Nguyễn
Noor Olga Omar Paul Peter Pierre Robert Rosa Ruth Samuel Sarah Sofia Søren Stefan Tariq Thomas
Viktor Wei William Yasmin Yuki Zofia
"""
GIVEN = tuple(_GIVEN.split())
NATIVE = {
    "Amit": "अमित",
    "Anil": "अनिल",
    "Arjun": "अर्जुन",
    "Kavita": "कविता",
    "Meera": "मीरा",
    "Nirmala": "निर्मला",
    "Rajesh": "राजेश",
    "Sanjay": "संजय",
    "Sunita": "सुनीता",
    "Vijay": "विजय",
}
POSTS = (
    "Minister of Defence",
    "Defence Secretary",
    "Chief of Defence Staff",
    "Chief of the Naval Staff",
    "Chief of the Air Staff",
    "Joint Secretary, International Cooperation",
    "National Security Adviser",
    "Ambassador",
    "Defence Attaché",
    "Director General, Acquisition",
    "Chief Executive",
    "Minister of Foreign Affairs",
)
HONORIFICS = (None, None, "Shri", "Smt", "Dr", "H.E.", "Gen", "Adm")
BODIES = ("Ministry of Defence", "Navy", "Army", "Air Force", "Coast Guard", "Foreign Ministry")
INSTRUMENTS = (
    ("mou", "Memorandum of Understanding on"),
    ("agreement", "Agreement on Cooperation in"),
    ("arrangement", "Implementing Arrangement on"),
    ("protocol", "Protocol on"),
    ("exchange-of-notes", "Exchange of Notes concerning"),
    ("roadmap", "Roadmap for"),
    ("letter-of-intent", "Letter of Intent on"),
)
MEETINGS = (
    ("bilateral-meeting", "Meeting on"),
    ("official-visit", "Visit on"),
    ("call", "Telephone call on"),
    ("joint-working-group", "Joint Working Group on"),
    ("staff-talks", "Staff Talks on"),
    ("exercise", "Exercise"),
    ("ministerial", "Defence Ministers' Dialogue on"),
    ("courtesy-call", "Courtesy call on"),
    ("roundtable", "Industry roundtable on"),
    ("port-call", "Port call at"),
)
MARKINGS = (None, None, None, None, "unclassified", "restricted", "restricted", "confidential")


def generated(records: int, folder: Path, say: Callable[[str], None] = print) -> Path:
    """The generated catalogue of `records` records in `folder`; made there if it is not yet."""
    path = catalogue_path(records, folder)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for older in folder.glob(f"{records}-*"):
            older.unlink()
        say(f"Generating a catalogue of {records:,} records ...")
        made = path.with_name(f"{records}-unfinished{SUFFIX}")
        with create(made) as catalogue:
            fill(catalogue, records)
        made.rename(path)
    return path


def catalogue_path(records: int, folder: Path) -> Path:
    """Where the catalogue of that size is kept, for this schema and this generator."""
    return folder / f"{records}-schema{SCHEMA}-{_fingerprint()}{SUFFIX}"


def create(path: Path) -> Catalogue:
    """An empty catalogue at `path`, on a day that never changes."""
    return Catalogue.create(path, user="bench", now=lambda: datetime(2025, 10, 1, 9, tzinfo=UTC))


def fill(catalogue: Catalogue, records: int, seed: int = SEED) -> None:
    """Add `records` agreements, officials and engagements, and what they name."""
    makers = _Makers(Random(seed), records)
    plan = [makers.official] * (records // 10) + [makers.agreement] * (records // 10)
    plan += [makers.engagement] * (records - len(plan))
    with catalogue.change("Generate the bodies, topics and sources") as change:
        makers.ground(change)
    for start in range(0, records, CHUNK):
        with catalogue.change(f"Generate from record {start + 1:,}") as change:
            for make in plan[start : start + CHUNK]:
                make(change)


class _Makers:
    """Makes records one by one, each naming some of those made before it."""

    def __init__(self, random: Random, records: int) -> None:
        self.random = random
        self.words = Words(random, invented=2_000 + records // 20)
        self.bodies: dict[str, list[int]] = {}
        self.topics: list[int] = []
        self.series: list[int] = []
        self.sources: list[int] = []
        self.officials: list[tuple[int, str]] = []
        self.agreements: list[int] = []
        self._more_topics = 20 + records // 5_000
        self._sources = 10 + records // 200

    def ground(self, change: Change) -> None:
        """The records that the others name."""
        for country in COUNTRIES:
            self.bodies[country] = [
                change.add(
                    "organisation",
                    title=f"{body}, {CITIES[country][0]}",
                    type="ministry" if "inist" in body else "service",
                    country=country,
                )
                for body in BODIES
            ]
        for code, label in load("sector").terms.items():
            self.topics.append(change.add("topic", title=label, type="sector", sector=code))
        for _ in range(self._more_topics):
            title = f"Programme {self.words.name()}"
            text = self.words.text(2)
            self.topics.append(change.add("topic", title=title, type="programme", description=text))
        for _ in range(20):
            self.series.append(change.add("series", title=f"{self.words.name()} Dialogue"))
        for _ in range(self._sources):
            self.sources.append(
                change.add(
                    "source",
                    title=self.words.subject(6).capitalize(),
                    type="press-release",
                    date=self._day().isoformat(),
                    publisher=self.random.choice(BODIES),
                )
            )

    def official(self, change: Change) -> None:
        """A person with one or two posts."""
        random, country = self.random, self._country()
        given, family = random.choice(GIVEN), self.words.name()
        start = self._day()
        person = change.add(
            "official",
            title=f"{given} {family}",
            given_name=given,
            family_name=family,
            honorific=random.choice(HONORIFICS),
            nationality=country,
            native_name=NATIVE.get(given) if country == "IN" else None,
            biography=self.words.text(2),
            marking=random.choice(MARKINGS),
        )
        for _ in range(random.choice((1, 1, 2))):
            end = start + timedelta(days=random.randint(200, 2_000))
            change.add_part(
                "tenure",
                person,
                post=random.choice(POSTS),
                other_id=random.choice(self.bodies[country]),
                country=country,
                start=self._known(start),
                end=end.isoformat() if end < LAST_DAY else None,
            )
            start = end + timedelta(days=30)
        self.officials.append((person, country))

    def agreement(self, change: Change) -> None:
        """An instrument between two countries, signed and mostly in force."""
        random, words = self.random, self.words
        code, begins = random.choice(INSTRUMENTS)
        signed = self._day()
        subject = words.subject(random.randint(2, 5)).title()
        agreement = change.add(
            "agreement",
            title=f"{begins} {subject} ({words.name()})",
            type=code,
            binding=random.choice(("yes", "no", "unknown")),
            level=random.choice(("government", "ministry", "service")),
            summary=words.text(random.randint(1, 3)),
            marking=random.choice(MARKINGS),
        )
        for country in self._two_countries():
            change.add_part("party", agreement, role="party", country=country)
        change.add_part(
            "event",
            agreement,
            type="signature",
            date=self._known(signed),
            place=random.choice(CITIES[self._country()]),
        )
        if random.random() < 0.7:
            begun = signed + timedelta(days=random.choice((0, 0, 30, 200, 700)))
            change.add_part("event", agreement, type="entry-into-force", date=begun.isoformat())
        number = f"{signed.year}/{random.randint(1, 9_999)}"
        change.add_part("reference", agreement, register="ministry-file", number=number)
        signatory, country = self._person()
        change.add_part("signatory", agreement, other_id=signatory, country=country)
        self._about(change, agreement)
        self.agreements.append(agreement)

    def engagement(self, change: Change) -> None:
        """A meeting, call, visit or exercise with one to three participants."""
        random, words, country = self.random, self.words, self._country()
        code, begins = random.choice(MEETINGS)
        engagement = change.add(
            "engagement",
            title=f"{begins} {words.subject(random.randint(2, 4))} in {words.name()}",
            type=code,
            date=self._known(self._day()),
            state="held",
            city=random.choice(CITIES[country]),
            country=country,
            series=random.choice(self.series) if random.random() < 0.1 else None,
            objectives=words.text(1) if random.random() < 0.3 else None,
            record=words.text(random.randint(1, 4)),
            marking=random.choice(MARKINGS),
        )
        people = dict.fromkeys(self._person() for _ in range(random.choice((1, 2, 2, 3))))
        for person, side in people:
            change.add_part("participant", engagement, other_id=person, role="principal", side=side)
        self._about(change, engagement)
        if random.random() < 0.05:
            change.add_part(
                "engagement_agreement",
                engagement,
                other_id=self._often(self.agreements),
                role="discussed",
            )

    def _about(self, change: Change, record: int) -> None:
        """A topic and a source, for some records."""
        if self.random.random() < 0.5:
            change.add_part("subject", record, other_id=self._often(self.topics))
        if self.random.random() < 0.5:
            page = f"page {self.random.randint(1, 40)}"
            source = self._often(self.sources)
            change.add_part("citation", record, other_id=source, locator=page)

    def _person(self) -> tuple[int, str]:
        return self.officials[self._rank(len(self.officials))]

    def _often(self, ids: list[int]) -> int:
        return ids[self._rank(len(ids))]

    def _rank(self, count: int) -> int:
        """A place below `count`, the first ones more often (Zipf's law)."""
        return int(count ** self.random.random()) - 1 if count > 1 else 0

    def _country(self) -> str:
        return self.random.choices(COUNTRIES, SHARES)[0]

    def _two_countries(self) -> tuple[str, str]:
        own = COUNTRIES[0]
        other = self._country()
        return (own, other) if other != own else (own, self.random.choice(COUNTRIES[1:]))

    def _day(self) -> date:
        """A day of sixty years, the later ones more often."""
        return LAST_DAY - timedelta(days=int(DAYS * self.random.random() ** 2))

    def _known(self, day: date) -> str:
        """`day` as exactly as a catalogue would know it: mostly to the day."""
        chance = self.random.random()
        if chance < 0.90:
            return day.isoformat()
        if chance < 0.95:
            return f"{day:%Y-%m}"
        if chance < 0.98:
            return f"{day:%Y}"
        return f"{day}/{day + timedelta(days=3)}"


def _fingerprint() -> str:
    """Changes with the generator and with the schema: an older file is not taken for today's."""
    here = Path(__file__).parent
    sources = [here / "generate.py", here / "words.py", Path(fulltext.__file__)]
    sources += sorted((Path(migrations.__file__).parent / "versions").glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]
