"""What is told of a profile that was chosen for a file: what it does, and where it does not fit."""

from defcat.exchange.profile import Profile
from defcat.exchange.reading_back import ReadBack
from defcat.translation import tr


def what_was_loaded(name: str, back: ReadBack) -> str:
    """By which profile columns are read, and what it has and the file has not, or the reverse."""
    holds = tr("What you change holds for this file; keep it to use it again.")
    said = [f"{tr('As the profile “{name}” says.', name=name)} {holds}"]
    for words, columns in (
        (tr("Not in this file: {columns}"), back.missing),
        (tr("Not named by the profile: {columns}"), back.strange),
    ):
        if columns:
            said.append(words.format(columns=", ".join(columns)))
    return "\n".join(said)


def what_profile_does(profile: Profile, why: str) -> str:
    """What becomes of the columns by a profile, and `why` that cannot be changed here."""
    said = [
        tr("The profile “{name}” says what becomes of each column.", name=profile.name),
        tr("{why} Go on to use it as it is.", why=why),
    ]
    for words, columns in (
        (tr("Used: {columns}"), profile.used_columns()),
        (tr("Kept in the citation only: {columns}"), tuple(profile.stated)),
        (tr("Left out: {columns}"), tuple(profile.ignored)),
    ):
        if columns:
            said.append(words.format(columns=", ".join(columns)))
    return "\n".join(said)
