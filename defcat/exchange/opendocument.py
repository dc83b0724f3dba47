"""What the XML of an OpenDocument sheet says of its size and of cells that are joined.

A cell or a row may say that it stands there a million times, which no size of a file betrays.
"""

from xml.parsers import expat

from defcat.exchange.grid import Merged

CONTENT = "content.xml"
_FILLED = ("office:value-type", "table:formula")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_MOST_REPEATS = 1 << 24


class Sheets:
    """Reads `content.xml` a piece at a time; raises ValueError for what is no such XML.

    `merged` are the joined cells by sheet; `rows` and `columns` span the sheet that spans most.
    """

    def __init__(self) -> None:
        self.merged: dict[str, list[Merged]] = {}
        self.rows = self.columns = 0
        self._name = ""
        self._row = self._column = self._width = self._times = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EntityDeclHandler = self._refuse_entity

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read on."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from None

    def _refuse_entity(self, *_: object) -> None:
        raise ValueError("a document of a spreadsheet program declares no entities")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell(attributes)
        elif name == "table:table-row":
            self._times = _count(attributes, "table:number-rows-repeated")
            self._row += self._times
            self._column = 0
        elif name == "table:table":
            self._name = attributes.get("table:name", "")
            self._row = self._column = self._width = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        down = _count(attributes, "table:number-rows-spanned")
        across = _count(attributes, "table:number-columns-spanned")
        if down > 1 or across > 1:
            ends = self._row + down - 1, self._column + across - 1
            joined = self.merged.setdefault(self._name, [])
            joined.append(Merged(self._row, self._column, *ends))
        self._column += _count(attributes, "table:number-columns-repeated")
        if any(name in attributes for name in _FILLED):
            self._width = max(self._width, self._column)
            if self._row * self._width > self.rows * self.columns:
                self.rows, self.columns = self._row, self._width


def _count(attributes: dict[str, str], name: str) -> int:
    """How often; no more than any sheet has room for."""
    return min(int(attributes.get(name, "1")), _MOST_REPEATS)
