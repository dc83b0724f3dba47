"""Asking under which name a mapping is kept as a profile."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from defcat.exchange.choices import Mapping
from defcat.translation import tr
from ui.imports import profile_folder


def ask_name(
    mapping: Mapping, folder: Path, window: QWidget, said: Callable[[str], object]
) -> None:
    """Ask for a name, keep the mapping in `folder` under it, and say so."""
    from ui.widgets.saved_dialog import SavedDialog

    def keep(name: str) -> None:
        path = profile_folder.keep(mapping, name, folder)
        said(tr("Kept as the profile “{name}”.", name=path.stem))

    says = tr(
        "Choose it in the second step, the next time such a table comes. It is a plain file on "
        "this laptop that names the columns and the texts that you explained."
    )
    name = mapping.profile or mapping.title
    dialog = SavedDialog(tr("Keep as a profile"), says, name, keep, window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
