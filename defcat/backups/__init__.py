"""Backups: when one is due, where they are, how long each is kept, and going back to one.

Each is a whole catalogue under the same key, proved before it counts (`storage.copying`), so none
is ever made from a damaged file. The old ones are sorted out only after a good new one.
"""

from defcat.backups.making import before_migration, due, make, make_at, safeguard
from defcat.backups.names import (
    BEFORE_BULK,
    BEFORE_IMPORT,
    BEFORE_MERGE,
    BEFORE_MIGRATION,
    BEFORE_RESTORE,
    BY_HAND,
    DAILY,
    Backup,
    Source,
    listed,
    safe,
)
from defcat.backups.reading import Contents, contents, key_of
from defcat.backups.restoring import Restored, restore
from defcat.backups.where import (
    choose_folder,
    chosen_folder,
    folder_of,
    folders_of,
    listed_of,
    missing_folder,
)

__all__ = [
    "BEFORE_BULK",
    "BEFORE_IMPORT",
    "BEFORE_MERGE",
    "BEFORE_MIGRATION",
    "BEFORE_RESTORE",
    "BY_HAND",
    "DAILY",
    "Backup",
    "Contents",
    "Restored",
    "Source",
    "before_migration",
    "choose_folder",
    "chosen_folder",
    "contents",
    "due",
    "folder_of",
    "folders_of",
    "key_of",
    "listed",
    "listed_of",
    "make",
    "make_at",
    "missing_folder",
    "restore",
    "safe",
    "safeguard",
]
