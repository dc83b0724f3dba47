"""Putting a backup in the place of a catalogue, which nobody has open meanwhile."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject

from defcat import backups, settings
from defcat.backups import Backup, Restored
from defcat.storage.key import Key, Secret
from defcat.translation import tr
from ui.undertaking import Undertaking


@dataclass(frozen=True)
class Wish:
    """That the catalogue at `path` becomes what `backup` holds; `opens` is what the backup opens
    with.
    """

    path: Path
    backup: Path
    opens: Secret | Key | None = field(default=None, repr=False)


def restoring(wish: Wish, user: str, parent: QObject) -> Undertaking:
    """What does it; it is done with what was Restored."""
    return Undertaking(
        tr("Restoring a backup"),
        tr("It is copied, looked through, and then takes the place of the file."),
        lambda told, stop: backups.restore(
            wish.backup, wish.path, wish.opens, user=user, told=told, stop=stop
        ),
        parent,
    )


def salvaging(path: Path, secret: Secret | None, to: Path, parent: QObject) -> Undertaking:
    """What saves whatever can be read of a damaged catalogue; it is done with what was Salvaged."""
    from defcat.salvage import salvage

    return Undertaking(
        tr("Saving what can be read"),
        tr("It goes into {file}; the damaged file stays as it is.", file=to.name),
        lambda told, _stop: salvage(path, secret, to, told),
        parent,
    )


def said(restored: Restored) -> str:
    """What is said when it is done."""
    says = tr("Restored.")
    if restored.kept is not None:
        says = tr("Restored. The file that was there is kept as {file}.", file=restored.kept.name)
    return f"{says} {restored.notice}".strip()


def backups_of(path: Path, *more: Path) -> list[Backup]:
    """The backups of a catalogue that cannot be opened to ask where they are, newest first.

    Those in the usual folder, by its name alone, and those in the folders `more`.
    """
    usual = settings.data_folder() / "backups"
    begins = f"{backups.safe(path.stem)}-"
    folders = {*more}
    if usual.is_dir():
        folders |= {each for each in usual.iterdir() if each.name.startswith(begins)}
    found = {
        backup.path: backup for folder in folders for backup in backups.listed(folder, path.stem)
    }
    return sorted(found.values(), key=lambda backup: (backup.at, backup.path.name), reverse=True)
