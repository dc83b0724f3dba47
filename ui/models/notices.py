"""What lists of things to look at have in common: their columns, the roles of cells, and counts."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from defcat.translation import tr

Index = QModelIndex | QPersistentModelIndex

INK_ROLE = Qt.ItemDataRole.UserRole
"""The token of the theme that a cell is written in."""
HEADING_ROLE = Qt.ItemDataRole.UserRole + 1
"""Of the heading of the rows below it: what is said quietly beside it. None for other rows.

Its first cell is then all it says.
"""


@dataclass(frozen=True)
class NoticeColumn:
    """A column: its heading, the least it takes in px, and its share of what is left."""

    label: str
    width: int
    grows: int = 0


@dataclass(frozen=True)
class Tally:
    """A sort of things: its key, what it is called, how many there are, and the tone it is in."""

    key: str
    label: str
    count: int
    tone: str = ""

    @property
    def words(self) -> str:
        """The label with the count."""
        return tr("{label}, {n}", label=self.label, n=f"{self.count:,}")
