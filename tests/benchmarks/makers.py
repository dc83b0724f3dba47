"""Makes the records of the generated catalogue one by one, each naming some made before it."""

import hashlib
from datetime import date, timedelta
from random import Random

from defcat.change import Change
from defcat.vocabulary import load
from tests.benchmarks import content
from tests.benchmarks.words import Words

LAST_DAY = date(2025, 9, 30)
"""The day before the one on which the catalogue was made; what is planned comes after it."""
DAYS = 60 * 365
AHEAD = 540


class Makers:
    """Draws everything from one `random`, so the same number of records is always the same."""

    def __init__(self, random: Random, records: int) -> None:
        self.random = random
        self.words = Words(random, invented=2_000 + records // 20)
        self.bodies: dict[str, list[int]] = {}
        self.topics: list[int] = []
        self.series: list[int] = []
        self.sources: list[int] = []
        self.officials: list[tuple[int, str]] = []
        self.agreements: list[int] = []
        self.engagements: list[int] = []
        self._more_topics = 20 + records // 5_000
        self._sources = 10 + records // 200

    def ground(self, change: Change) -> None:
        """The records that the others name."""
        for country in content.COUNTRIES:
            self.bodies[country] = [
                change.add(
                    "organisation",
                    title=f"{body}, {content.CITIES[country][0]}",
                    type="ministry" if "inist" in body else "service",
                    country=country,
                )
                for body in content.BODIES
            ]
        for code, label in load("sector").terms.items():
            self.topics.append(change.add("topic", title=label, type="sector", sector=code))
        for _ in range(self._more_topics):
            title = f"Programme {self.words.name()}"
            text = self.words.text(2)
            self.topics.append(change.add("topic", title=title, type="programme", description=text))
        for title in ("2+2 Dialogue", *(f"{self.words.name()} Dialogue" for _ in range(19))):
            self.series.append(change.add("series", title=title))
        for _ in range(self._sources):
            self.sources.append(
                change.add(
                    "source",
                    title=self.words.subject(6).capitalize(),
                    type="press-release",
                    date=self._day().isoformat(),
                    publisher=self.random.choice(content.BODIES),
                )
            )

    # --- people -------------------------------------------------------------------------------

    def official(self, change: Change) -> None:
        """A person with one or two posts, some with other names."""
        random = self.random
        given, family, country, native = self._called(len(self.officials))
        person = change.add(
            "official",
            title=f"{given} {family}",
            given_name=given,
            family_name=family,
            honorific=random.choice(content.HONORIFICS),
            rank=random.choice(content.RANKS),
            nationality=country,
            native_name=native,
            languages=random.choice(content.LANGUAGES) if random.random() < 0.3 else None,
            biography=self.words.text(2),
            sensitivities=self.words.text(1) if random.random() < 0.05 else None,
            marking=random.choice(content.MARKINGS),
        )
        if random.random() < 0.15:
            kind, form = random.choice(content.OTHER_NAMES)
            other = form.format(
                given=given, family=family, initial=given[0], other=self.words.name()
            )
            change.add_part("alias", person, name=other, type=kind)
        if random.random() < 0.2:
            change.add_part("contact", person, type="email", value=f"{given}@example.org".lower())
        self._posts(change, person, country)
        self.officials.append((person, country))

    def _called(self, number: int) -> tuple[str, str, str, str | None]:
        """Given and family name, country, and the name in its own script, of a new official."""
        if number < len(content.FIRST_PEOPLE):
            return content.FIRST_PEOPLE[number]
        given, family, country = (
            self.random.choice(content.GIVEN),
            self.words.name(),
            self._country(),
        )
        return given, family, country, content.NATIVE.get(given) if country == "IN" else None

    def _posts(self, change: Change, person: int, country: str) -> None:
        random, start = self.random, self._day()
        for _ in range(random.choice((1, 1, 2))):
            end = start + timedelta(days=random.randint(200, 2_000))
            change.add_part(
                "tenure",
                person,
                post=random.choice(content.POSTS),
                other_id=random.choice(self.bodies[country]),
                country=country,
                start=self._known(start),
                end=end.isoformat() if end < LAST_DAY else None,
            )
            start = end + timedelta(days=30)

    # --- agreements -----------------------------------------------------------------------------

    def agreement(self, change: Change) -> None:
        """An instrument between two countries or more, and what became of it."""
        random, words = self.random, self.words
        code, begins = random.choice(content.INSTRUMENTS)
        signed = self._day()
        subject = words.subject(random.randint(2, 5)).title()
        ends = signed + timedelta(days=random.randint(300, 12_000))
        agreement = change.add(
            "agreement",
            title=f"{begins} {subject} ({words.name()})",
            type=code,
            binding=random.choice(("yes", "no", "unknown")),
            level=random.choice(("government", "ministry", "service")),
            summary=words.text(random.randint(1, 3)),
            duration=random.choice(content.TERMS) if random.random() < 0.6 else None,
            renewal=random.choice(content.RENEWALS),
            notice_period=random.choice(content.NOTICES),
            expiry_date=ends.isoformat() if random.random() < 0.1 else None,
            review_date=ends.isoformat() if random.random() < 0.05 else None,
            marking=random.choice(content.MARKINGS),
            notes=words.text(1) if random.random() < 0.1 else None,
        )
        self._parties(change, agreement)
        if random.random() < 0.04:
            change.add_part("event", agreement, type="negotiation", date=self._known(signed))
        else:
            self._signed(change, agreement, signed)
        register = random.choice(content.REGISTERS)
        number = f"{signed.year}/{random.randint(1, 9_999)}"
        change.add_part("reference", agreement, register=register, number=number)
        self._about(change, agreement)
        if self.agreements and random.random() < 0.03:
            older = random.choice(self.agreements)
            how = random.choice(("supersedes", "amends", "extends", "implements"))
            change.add_part("agreement_relation", agreement, type=how, other_id=older)
        self.agreements.append(agreement)

    def _parties(self, change: Change, agreement: int) -> None:
        own, other = self._two_countries()
        for country in (own, other):
            change.add_part("party", agreement, role="party", country=country)
        if self.random.random() < 0.1:
            body = self.random.choice(self.bodies[other])
            change.add_part("party", agreement, role="counterpart-office", other_id=body)
        if self.random.random() < 0.05:
            more = [country for country in content.COUNTRIES if country not in (own, other)]
            for country in self.random.sample(more, 3):
                change.add_part("party", agreement, role="party", country=country)

    def _signed(self, change: Change, agreement: int, signed: date) -> None:
        """Its signature, mostly its entry into force, and seldom what befell it later."""
        random = self.random
        where = random.choice(content.CITIES[self._country()])
        day = self._known(signed)
        change.add_part("event", agreement, type="signature", date=day, place=where)
        signatory, country = self._person()
        change.add_part("signatory", agreement, other_id=signatory, country=country)
        if random.random() < 0.05:
            change.add_part("event", agreement, type="provisional-application", date=day)
        begun = signed + timedelta(days=random.choice((0, 0, 30, 200, 700)))
        if begun > LAST_DAY or random.random() < 0.2:
            return
        change.add_part("event", agreement, type="entry-into-force", date=begun.isoformat())
        later = begun + timedelta(days=random.randint(100, 6_000))
        what = random.choices((None, "termination", "suspension", "extension"), (85, 5, 5, 5))[0]
        if what is None or later > LAST_DAY:
            return
        for_good = what == "termination" or (what == "suspension" and random.random() < 0.5)
        until = (later + timedelta(days=random.randint(200, 3_000))).isoformat()
        change.add_part(
            "event",
            agreement,
            type=what,
            date=self._known(later),
            until=None if for_good else until,
        )

    # --- engagements ----------------------------------------------------------------------------

    def engagement(self, change: Change) -> None:
        """A meeting, call, visit or exercise with one to three participants."""
        random, words, country = self.random, self.words, self._country()
        code, begins = random.choice(content.MEETINGS)
        day, state = self._planned() if random.random() < 0.01 else (self._day(), self._became())
        engagement = change.add(
            "engagement",
            title=f"{begins} {words.subject(random.randint(2, 4))} in {words.name()}",
            type=code,
            date=self._known(day),
            state=state,
            mode=random.choice(content.MODES),
            city=random.choice(content.CITIES[country]),
            country=country,
            venue=random.choice(content.VENUES) if random.random() < 0.1 else None,
            series=self._often(self.series) if random.random() < 0.1 else None,
            objectives=words.text(1) if random.random() < 0.3 else None,
            agenda=words.text(1) if random.random() < 0.05 else None,
            talking_points=words.text(2) if random.random() < 0.02 else None,
            record=words.text(random.randint(1, 4)),
            marking=random.choice(content.MARKINGS),
        )
        people = dict.fromkeys(self._person() for _ in range(random.choice((1, 2, 2, 3))))
        for person, side in people:
            role = random.choice(content.ROLES)
            change.add_part("participant", engagement, other_id=person, role=role, side=side)
        self._about(change, engagement)
        self._came_of(change, engagement)
        self.engagements.append(engagement)

    def _planned(self) -> tuple[date, str]:
        return LAST_DAY + timedelta(days=self.random.randint(1, AHEAD)), "planned"

    def _became(self) -> str:
        chance = self.random.random() * 100
        return next(state for state, share in content.STATES if chance < share)

    def _came_of(self, change: Change, engagement: int) -> None:
        """Its outcomes, the agreements that it touched, and a paper, for some."""
        random = self.random
        if random.random() < 0.05:
            what = random.choice(content.OUTCOMES)
            change.add_part("outcome", engagement, type=what, text=self.words.text(1))
        if random.random() < 0.05:
            agreement, role = self._often(self.agreements), random.choice(("discussed", "reviewed"))
            change.add_part("engagement_agreement", engagement, other_id=agreement, role=role)
        if random.random() < 0.01:
            seal = hashlib.sha256(f"{engagement}".encode()).hexdigest()
            name = f"{self.words.name()}.pdf"
            change.add_part("attachment", engagement, name=name, sha256=seal)

    def commitment(self, change: Change) -> None:
        """Something that one side promised at a meeting."""
        random = self.random
        owner, side = self._person()
        change.add(
            "commitment",
            title=f"{random.choice(content.PROMISES)} {self.words.subject(4)}",
            state=random.choice(content.PROMISED),
            date=(LAST_DAY + timedelta(days=random.randint(-2_000, AHEAD))).isoformat(),
            engagement=random.choice(self.engagements),
            owner=owner,
            owner_side=side,
        )

    # --- what they share ------------------------------------------------------------------------

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
        return self.random.choices(content.COUNTRIES, cum_weights=content.SHARES)[0]

    def _two_countries(self) -> tuple[str, str]:
        own = content.COUNTRIES[0]
        other = self._country()
        return (own, other) if other != own else (own, self.random.choice(content.COUNTRIES[1:]))

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
