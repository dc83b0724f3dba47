"""How what a person says of columns is written as the rules of a profile."""

import re
from collections.abc import Sequence

from defcat.exchange import headings
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.groups import Group, groups_of, placed
from defcat.exchange.profile import Labelled, OtherRule, PartRule, Profile, Span, Value
from defcat.exchange.targets import (
    IGNORED,
    MAIN_FIELD,
    ROLE_FIELD,
    STATED,
    USUAL_ROLE,
    Place,
    field_of,
    place_of,
)
from defcat.exchange.template import NOTHING, Template
from defcat.exchange.words import CountryNames, ListRule, PeopleRule, TextRule, expression
from defcat.fields import Country, Link
from defcat.kinds import KINDS, PARTS
from defcat.text import fold
from defcat.translation import tr

_PLACE = re.compile(r"\{([^{}]+)\}")
_PEOPLE = (("participant", "other_id"), ("signatory", "other_id"))
_ONCE = ("alias", "contact", "identifier", "reference", "subject")
"""Parts of which rows of one record may say the same, and mean it once."""


class Compiler:
    """Makes the profile of one mapping, which must have no problems."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._columns = {one.column for one in mapping.choices}
        self._texts: dict[str, TextRule] = {}
        self._lists: dict[str, ListRule | PeopleRule] = {}
        self._others: dict[str, OtherRule] = {}
        self._constants: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._bodies: dict[str, list[str]] = {}
        self._titles: dict[str, str] = {}
        self._shown: dict[str, Template] = {}

    def profile(self) -> Profile:
        """The profile; its name is that of its file."""
        mapping = self._mapping
        record = self._record()
        parts = tuple(self._part(group, record["title"]) for group in groups_of(mapping))
        key = mapping.key
        unused = [one.column for one in mapping.choices if one.target == IGNORED]
        stated = [one.column for one in mapping.choices if one.target == STATED]
        layout = mapping.layout
        return Profile(
            name=mapping.profile or mapping.identity(),
            title=mapping.title,
            kind=mapping.kind,
            key=Template(" ".join(f"{{{column}}}" for column in key)),
            scheme=mapping.identity(),
            record=record,
            locator=Template(mapping.locator or _locator(key)),
            grouped=mapping.grouped,
            dates=mapping.dates,
            encoding=layout.encoding or "utf-8",
            delimiter=layout.delimiter,
            sheet=layout.sheet,
            head=layout.head,
            fill_down=layout.fill_down,
            source=mapping.source,
            optional=mapping.optional,
            required=mapping.required,
            constants=self._constants,
            ignored={name: tr("left out") for name in unused if name not in key},
            stated={name: tr("kept in the citation") for name in stated if name not in key},
            countries=CountryNames(
                names=self._names,
                bodies=self._bodies,
                titles=self._titles,
                unknown=mapping.unknown_country,
            ),
            texts=self._texts,
            lists=self._lists,
            parts=parts,
            others=self._others,
        )

    def _record(self) -> dict[str, Value]:
        """The fields of the record."""
        found: dict[str, list[tuple[Place, Choice]]] = {}
        for choice, place in placed(self._mapping):
            if not place.part:
                found.setdefault(place.field, []).append((place, choice))
        made: dict[str, Value] = {}
        fields = KINDS[self._mapping.kind].by_name
        for name, given in found.items():
            value = self._value(given)
            link = fields[name].type
            made[name] = self._named(name, link, value) if isinstance(link, Link) else value
        for code, text in self._mapping.constants.items():
            if "." not in code and code not in made:
                link = fields[code].type
                value = self._constant(text)
                made[code] = self._named(code, link, value) if isinstance(link, Link) else value
        if self._mapping.type_from and "type" not in found:
            made["type"] = self._type()
        if "title" not in made:
            made["title"] = self._made(self._mapping.made_title)
        if self._mapping.kind == "official" and "honorific" not in made:
            made |= self._honorific(found.get("title", []))
        order = list(KINDS[self._mapping.kind].by_name)
        return {name: made[name] for name in order if name in made}

    def _value(self, given: list[tuple[Place, Choice]]) -> Value:
        """The value of a field from its columns: one, the ends of a date, or several lines."""
        if len(given) > 1 and any(place.end for place, _ in given):
            ends = {place.end: self._template(choice, place) for place, choice in given}
            return Span(ends["from"], ends["to"])
        return self._one_or_lines([(choice, place) for place, choice in given])

    def _one_or_lines(self, given: list[tuple[Choice, Place]]) -> Value:
        if len(given) == 1:
            return self._template(*given[0])
        lines = {choice.column: self._template(choice, place) for choice, place in given}
        if set(lines) == {"from", "to"}:  # which would be read as the ends of a date
            lines = {column.capitalize(): line for column, line in lines.items()}
        return Labelled(lines)

    def _template(self, choice: Choice, place: Place) -> Template:
        """The text of a column as it is read for its field."""
        spec = field_of(self._mapping.kind, place)
        if spec is not None and isinstance(spec.type, Country):
            self._know(choice)
            return Template(f"{{{choice.column}}}")
        if choice.column in self._shown:
            return self._shown[choice.column]
        made = Template(f"{{{choice.column}}}")
        if choice.values or choice.form:
            without = headings.honorific_prefix() if choice.form == "name" else ""
            rule = TextRule(
                made,
                without=expression(without) if without else None,
                map=dict(choice.values),
                case=choice.form,
            )
            made = self._text(tr("{column} as read", column=choice.column), rule)
        self._shown[choice.column] = made
        return made

    def _know(self, choice: Choice) -> None:
        """Let the texts of a column of countries mean what was said of them."""
        for text, meant in choice.values.items():
            if meant and meant == meant.lower():
                bodies = self._bodies.setdefault(meant, [])
                bodies.extend([text] if text not in bodies else [])
                if " " not in text:
                    self._titles[text] = text  # "EU" is no word in capitals
            else:
                self._names[text] = meant

    def _text(self, name: str, rule: TextRule) -> Template:
        name = self._free(name)
        self._texts[name] = rule
        return Template(f"{{{name}}}")

    def _free(self, name: str) -> str:
        """A name that no column and no rule has."""
        taken = {*self._columns, *self._texts, *self._lists, *self._others, *self._constants}
        wanted, n = name, 1
        while wanted in taken:
            n += 1
            wanted = f"{name} {n}"
        return wanted

    def _constant(self, text: str) -> Template:
        if "{" not in text:
            return Template(text)
        name = self._free(tr("constant"))
        self._constants[name] = text
        return Template(f"{{{name}}}")

    def _type(self) -> Template:
        """The type that the words of a column say."""
        kind = self._mapping.kind
        running = self._mapping.choice(self._mapping.type_from).target != "title"
        known = headings.types(kind, running=running)
        rules = tuple((expression(f"(?i){found}"), code) for found, code in known)
        otherwise = self._mapping.constants.get("type") or headings.usual_type(kind)
        of = Template(f"{{{self._mapping.type_from}}}")
        return self._text(tr("type"), TextRule(of, rules=rules, otherwise=otherwise))

    def _made(self, text: str) -> Template:
        """A title made of others, in which the columns stand as they are read."""

        def place(found: re.Match[str]) -> str:
            return str(self._shown.get(found[1], found[0]))

        return Template(_PLACE.sub(place, text))

    def _honorific(self, titles: list[tuple[Place, Choice]]) -> dict[str, Value]:
        """The honorific in front of a name, where names are put in order."""
        if len(titles) != 1 or titles[0][1].form != "name":
            return {}
        of = Template(f"{{{titles[0][1].column}}}")
        rule = TextRule(of, only=expression(headings.honorific_prefix()))
        return {"honorific": self._text(tr("honorific"), rule)}

    def _named(self, name: str, link: Link, title: Value) -> Template:
        """The record that a field of the record names, of the first kind that it can be of."""
        kind = link.kinds[0]
        values = {"title": title}
        if "type" in KINDS[kind].by_name and KINDS[kind].by_name["type"].required:
            values["type"] = Template(headings.usual_type(kind))
        called = self._free(name)
        self._others[called] = OtherRule(kind, values)
        return Template(called)

    def _part(self, group: Group, title: Value) -> PartRule:
        main = MAIN_FIELD.get(group.part, "")
        each, listed = self._each(group)
        values: dict[str, Value] = {}
        for name, choices in sorted(group.columns.items(), key=lambda of: of[0] != main):
            if name != "key":
                values |= self._part_value(group, name, choices, listed)
        for name, text in group.constants.items():
            linked = name in PARTS[group.part].link_fields
            values[name] = self._linked(group, name, text) if linked else self._constant(text)
        people = isinstance(self._lists.get(each), PeopleRule)
        if people and "office" in PARTS[group.part].by_name:
            values.setdefault("office", Template("{item.office}"))
        sort = ROLE_FIELD.get(group.part, "")
        if sort and sort not in values:
            values[sort] = Template(self._sort_of(group))
        same = title if group.part == "alias" and isinstance(title, Template) else None
        return PartRule(
            group.part,
            values,
            each=each,
            once=self._mapping.grouped and group.part in _ONCE,
            unless=same,
        )

    def _sort_of(self, group: Group) -> str:
        if group.role:
            return group.role
        if group.part == "identifier":
            columns = group.columns.get("value", [])
            return fold(columns[0].column) if columns else self._mapping.identity()
        return USUAL_ROLE.get(group.part, "")

    def _each(self, group: Group) -> tuple[str, Choice | None]:
        """The list that makes several rows of a group, and the column that it is of."""
        main = MAIN_FIELD.get(group.part, "")
        for name, choices in sorted(group.columns.items(), key=lambda of: of[0] != main):
            choice = choices[0]
            if (group.part, name) in _PEOPLE:
                listed = self._free(tr("people in {column}", column=choice.column))
                self._lists[listed] = self._people(group, choice)
                return listed, choice
            if self._separator(choice):
                listed = self._free(tr("items of {column}", column=choice.column))
                of, known = Template(f"{{{choice.column}}}"), dict(choice.values)
                if self._is_country(group.part, name):
                    known = {text: meant for text, meant in known.items() if not meant}
                self._lists[listed] = ListRule(of, self._separator(choice), map=known)
                return listed, choice
        return "", None

    def _separator(self, choice: Choice) -> str:
        """What separates the items of a cell; texts that mean nothing are items to leave out."""
        place = place_of(self._mapping.kind, choice.target)
        main = place.field in (MAIN_FIELD.get(place.part), "body", "other_id")
        return choice.several or ("\n" if main and "" in choice.values.values() else "")

    def _people(self, group: Group, choice: Choice) -> PeopleRule:
        usual = headings.people()
        side = group.columns.get("side") or group.columns.get("country")
        country = Template(f"{{{side[0].column}}}") if side else NOTHING
        fixed = group.constants.get("side") or group.constants.get("country")
        of = Template(f"{{{choice.column}}}")
        if choice.values:
            name = tr("{column} as read", column=choice.column)
            of = self._text(name, TextRule(of, map=dict(choice.values)))
        return PeopleRule(
            of,
            Template(fixed) if fixed and not side else country,
            offices=usual.offices,
            titles=usual.titles,
            honorifics=usual.honorifics,
            separators=usual.separators,
            split=choice.several,
            in_order=True,
            names=True,
            nobody=usual.nobody,
        )

    def _is_country(self, part: str, name: str) -> bool:
        spec = PARTS[part].by_name.get(name)
        return spec is not None and isinstance(spec.type, Country)

    def _part_value(
        self, group: Group, name: str, choices: list[Choice], listed: Choice | None
    ) -> dict[str, Value]:
        """A field of a row from its columns."""
        place = Place(group.part, name, group.role)
        choice = choices[0]
        is_item = choice is listed
        if name == "body" or name in PARTS[group.part].link_fields:
            item = Template("{item}") if is_item else self._template(choice, place)
            return {"other_id": self._other(group, name, choice, item)}
        if is_item:
            if self._is_country(group.part, name):
                self._know(choice)
            return {name: Template("{item}")}
        return {name: self._one_or_lines([(one, place) for one in choices])}

    def _other(self, group: Group, name: str, choice: Choice, item: Template) -> Template:
        """The record that a row links to."""
        keys = group.columns.get("key", [])
        key = Template(f"{{{keys[0].column}}}") if keys else NOTHING
        scheme = f"{self._mapping.identity()}/{keys[0].column}" if keys else ""
        country = self._country(group)
        if (group.part, name) in _PEOPLE:
            values: dict[str, Value] = {
                "title": Template("{item.name}"),
                "honorific": Template("{item.honorific}"),
            }
            if country:
                by_item = country.names
                values["nationality"] = Template("{item.country}") if by_item else country
            rule = OtherRule("official", values, scheme, key)
        elif group.part == "subject":
            rule = OtherRule(
                "topic", {"title": item, "type": Template("policy-theme")}, scheme, key
            )
        else:
            rule = OtherRule("organisation", self._body(item, country), scheme, key)
        called = self._free(choice.column)
        self._others[called] = rule
        return Template(called)

    def _linked(self, group: Group, name: str, text: str) -> Template:
        """The record that every row links to."""
        called = self._free(tr("constant"))
        body = self._body(self._constant(text), self._country(group))
        self._others[called] = OtherRule("organisation", body)
        return Template(called)

    def _body(self, title: Template, country: Template | None) -> dict[str, Value]:
        values: dict[str, Value] = {"title": title, "type": Template("other")}
        return values | ({"country": country} if country else {})

    def _country(self, group: Group) -> Template | None:
        """The country of whom a row links to; a party's is the party itself."""
        if group.part in ("party", "event"):
            return None
        for name in ("side", "country"):
            if group.constants.get(name):
                return Template(group.constants[name])
            for choice in group.columns.get(name, []):
                return Template(f"{{{choice.column}}}")
        return None


def _locator(key: Sequence[str]) -> str:
    """Where in the file a record is found, if it has one column to say it by."""
    return f"{key[0]} {{{key[0]}}}" if len(key) == 1 else ""
