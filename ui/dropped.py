"""Files that are let fall on a record, or pasted: those on a disk, and a picture without a name."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage

from defcat.settings import SUFFIX
from defcat.translation import tr


@dataclass(frozen=True)
class Given:
    """A file on the disk, or the bytes of one that is on none, with the name to give it."""

    source: Path | bytes
    name: str


def of(data: QMimeData) -> list[Given]:
    """The files that can be attached of what is dragged; a catalogue is opened and not attached."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [Given(path, path.name) for path in paths if path.suffix.lower() != SUFFIX]


def pasted(data: QMimeData, now: datetime) -> list[Given]:
    """The same of what is on the clipboard; a picture there is named by the moment `now`."""
    if found := of(data):
        return found
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    name = tr("Pasted picture {at}", at=now.strftime("%Y-%m-%d %H%M%S"))
    return [Given(_bytes(buffer.data()), f"{name}.png")]


def _bytes(data: QByteArray) -> bytes:
    return bytes(data.data())


def from_path(name: str) -> Given:
    """A file by its path."""
    path = Path(name)
    return Given(path, path.name)
