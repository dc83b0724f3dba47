"""What this laptop prefers, whichever catalogue is open: typed, and with what is usual filled in.

It stands in `window.ini`, which holds nothing of any record. What cannot be read there is as if it
had never been set.
"""

from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from defcat import settings
from defcat.errors import InputError
from defcat.translation import tr
from ui import theme

IDLE_MINUTES = 10
LONGEST_IDLE = 24 * 60
LONGEST_NAME = 80
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Preferences:
    """What is preferred.

    `name`: who the history says made a change; empty for the system's name. `idle_minutes`: after
    so many without a key or a click the window is locked, 0 for never. `keyring`: whether the
    system's keyring may keep a passphrase. `key_file`: whether a key file is asked for beside the
    passphrase. `theme`: one of `THEMES`.
    """

    name: str = ""
    idle_minutes: int = IDLE_MINUTES
    keyring: bool = False
    key_file: bool = False
    theme: str = "system"

    @property
    def user(self) -> str:
        """Who makes changes now."""
        return self.name or settings.person()


def read(kept: QSettings) -> Preferences:
    """What is preferred, as `kept` has it."""
    usual = Preferences()
    minutes = str(kept.value("lock/minutes", usual.idle_minutes))
    within = minutes.isascii() and minutes.isdigit() and int(minutes) <= LONGEST_IDLE
    look = str(kept.value("window/theme", usual.theme))
    return Preferences(
        name=str(kept.value("history/name", usual.name)),
        idle_minutes=int(minutes) if within else usual.idle_minutes,
        keyring=_is_on(kept.value("key/keyring", usual.keyring)),
        key_file=_is_on(kept.value("key/file", usual.key_file)),
        theme=look if look in THEMES else usual.theme,
    )


def write(kept: QSettings, preferred: Preferences) -> None:
    """Keep what is preferred."""
    for name, value in (
        ("history/name", preferred.name),
        ("lock/minutes", preferred.idle_minutes),
        ("key/keyring", preferred.keyring),
        ("key/file", preferred.key_file),
        ("window/theme", preferred.theme),
    ):
        kept.setValue(name, value)
    kept.sync()


def name_from(typed: str) -> str:
    """The name that was typed, without blanks around it; raises InputError for what is none."""
    name = " ".join(typed.split())
    if len(name) > LONGEST_NAME:
        raise InputError(
            tr("The name is longer than {n} letters.", n=LONGEST_NAME), tr("Shorten it.")
        )
    if not name.isprintable():
        raise InputError(tr("The name holds a character that cannot be seen."), tr("Type it anew."))
    return name


def dress(app: QApplication, preferred: Preferences) -> None:
    """Dress the application in the theme that is preferred."""
    themes = {"light": theme.LIGHT, "dark": theme.DARK}
    theme.apply(app, themes.get(preferred.theme) or theme.system_theme(app))


def _is_on(value: object) -> bool:
    """A switch, as it was set or as it stands in the file."""
    return str(value).lower() == "true"
