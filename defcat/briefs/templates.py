"""Templates: which sections of a brief a desk prints, and in what order, kept by name.

They are kept in the catalogue itself, so that everybody at the desk has the same. They are no part
of the record: keeping one makes no entry in the history and nothing to undo.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from defcat.briefs import BRIEFS
from defcat.catalogue import Catalogue
from defcat.errors import InputError, NotFound
from defcat.model import SETTING
from defcat.translation import tr

LONGEST_NAME = 80
_KEPT = "brief-templates"


@dataclass(frozen=True)
class Template:
    """The sections of the brief `brief` that are printed, in their order."""

    name: str
    brief: str
    sections: tuple[str, ...]


def read(connection: Connection) -> list[Template]:
    """The templates of the desk, by name.

    Sections that a brief no longer has are passed over, and so are templates of briefs that are not
    there any more.
    """
    kept = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == _KEPT))
    found = []
    for each in json.loads(kept) if kept else ():
        if each["brief"] in BRIEFS:
            known = {section.name for section in BRIEFS[each["brief"]].sections}
            sections = tuple(name for name in each["sections"] if name in known)
            found.append(Template(each["name"], each["brief"], sections))
    return sorted(found, key=lambda template: template.name.casefold())


def find(connection: Connection, name: str, brief: str) -> Template:
    """The template of that name, in any case; raises NotFound, and InputError for that of another
    brief.
    """
    known = read(connection)
    for template in known:
        if template.name.casefold() == name.strip().casefold():
            if template.brief != brief:
                raise InputError(
                    tr("The template “{name}” is one for another brief.", name=template.name),
                    tr("Ask for the brief “{brief}”.", brief=template.brief),
                )
            return template
    names = ", ".join(template.name for template in known)
    raise NotFound(
        tr("There is no template “{name}”.", name=name),
        tr("The templates are: {names}.", names=names) if names else tr("None has been saved."),
    )


def save(catalogue: Catalogue, template: Template) -> Template:
    """Keep a template, in place of one that had its name; it is given back as it is kept.

    Raises InputError for a name that is empty or too long, a brief that there is not, no section,
    and one that the brief does not have.
    """
    kept = _checked(template)
    with catalogue.change(tr("Save a template")) as change:
        others = _without(read(change.connection), kept.name)
        _keep(change.connection, [*others, kept])
    return kept


def remove(catalogue: Catalogue, name: str) -> None:
    """Take the template of that name away; raises NotFound."""
    with catalogue.change(tr("Remove a template")) as change:
        known = read(change.connection)
        others = _without(known, name.strip())
        if len(others) == len(known):
            raise NotFound(
                tr("There is no template “{name}”.", name=name), tr("It may be removed already.")
            )
        _keep(change.connection, others)


def _without(known: Iterable[Template], name: str) -> list[Template]:
    return [template for template in known if template.name.casefold() != name.casefold()]


def _checked(template: Template) -> Template:
    name = " ".join(template.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InputError(
            tr("A template needs a name of at most {n} characters.", n=LONGEST_NAME),
            tr("Write a short name."),
        )
    description = BRIEFS.get(template.brief)
    known = [section.name for section in description.sections] if description else []
    sections = tuple(dict.fromkeys(template.sections))
    strange = [section for section in sections if section not in known]
    if strange or not sections:
        said = ", ".join(strange) or tr("nothing")
        raise InputError(
            tr("A template of “{brief}” cannot print {said}.", brief=template.brief, said=said),
            tr("Its sections are: {names}.", names=", ".join(known)),
        )
    return Template(name, template.brief, sections)


def _keep(connection: Connection, templates: Iterable[Template]) -> None:
    value = json.dumps([asdict(template) for template in templates], ensure_ascii=False)
    connection.execute(delete(SETTING).where(SETTING.c.name == _KEPT))
    connection.execute(insert(SETTING).values(name=_KEPT, value=value))
