"""Colours, type and shape of the window: one palette and one style sheet, light or dark.

Fusion with an own palette, because `setColorScheme` does nothing on platforms without a desktop.
Everything is a multiple of 4 px; lines are hairlines; there is one accent colour. Widgets ask for a
variant with a dynamic property (`role`, `primary`, `quiet`, `danger`, `tone`), never with a colour.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from ui.stylesheet import stylesheet

ROW_HEIGHT = 32
TALL_ROW_HEIGHT = 48
"""That of a row of two lines."""
CONTROL_HEIGHT = 32
SMALLEST_POINTS = 9.75
LARGEST_POINTS = 12.0


@dataclass(frozen=True)
class Theme:
    """The colours of one look, as `#rrggbb`.

    `text`, `muted`, `faint` are for words in falling order of importance, all readable (WCAG AA) on
    `window`, `panel` and `raised`. `accent`, `good`, `warn` and `bad` are inks: readable on those
    three and on their own `…_soft` fill. `fill` with `on_fill` is the accent as a surface.
    `control` is the outline of a thing to type or click in, `focus` the ring around it (both 3:1).
    """

    name: str
    window: str
    panel: str
    raised: str
    field: str
    hover: str
    pressed: str
    line: str
    control: str
    text: str
    muted: str
    faint: str
    disabled: str
    accent: str
    accent_soft: str
    fill: str
    fill_hover: str
    fill_pressed: str
    on_fill: str
    selection: str
    selection_quiet: str
    focus: str
    scroll: str
    neutral_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str

    def tokens(self) -> Iterator[tuple[str, str]]:
        """Each colour with its name."""
        return ((f.name, getattr(self, f.name)) for f in fields(self) if f.name != "name")

    def tone(self, tone: str) -> tuple[str, str]:
        """(fill, ink) of `tone`: neutral, accent, good, warn or bad."""
        if tone == "neutral":
            return self.neutral_soft, self.muted
        return getattr(self, f"{tone}_soft"), getattr(self, tone)


LIGHT = Theme(
    name="light",
    window="#f5f6f8",
    panel="#ffffff",
    raised="#ffffff",
    field="#ffffff",
    hover="#eceef2",
    pressed="#e2e5ea",
    line="#e3e6ea",
    control="#868e9b",
    text="#1b1e24",
    muted="#525b69",
    faint="#636b79",
    disabled="#a3a9b3",
    accent="#2f56c6",
    accent_soft="#e9eefb",
    fill="#2f56c6",
    fill_hover="#284bb0",
    fill_pressed="#213f97",
    on_fill="#ffffff",
    selection="#dfe7fb",
    selection_quiet="#ebedf1",
    focus="#4a74ea",
    scroll="#c3c8d0",
    neutral_soft="#eceef2",
    good="#17703f",
    good_soft="#e2f3e8",
    warn="#855300",
    warn_soft="#fbf0d9",
    bad="#b0281f",
    bad_soft="#fbe7e5",
)

DARK = Theme(
    name="dark",
    window="#15171b",
    panel="#1b1e23",
    raised="#22262c",
    field="#16191d",
    hover="#262a31",
    pressed="#2f343c",
    line="#2b2f37",
    control="#6f7886",
    text="#e7e9ed",
    muted="#aab1bd",
    faint="#8f97a4",
    disabled="#5d6470",
    accent="#90abff",
    accent_soft="#232c45",
    fill="#436add",
    fill_hover="#3c62d0",
    fill_pressed="#3457bf",
    on_fill="#ffffff",
    selection="#273456",
    selection_quiet="#282c34",
    focus="#6f92ff",
    scroll="#444a55",
    neutral_soft="#2a2e36",
    good="#6fce97",
    good_soft="#1b3327",
    warn="#e9b85a",
    warn_soft="#382d17",
    bad="#ff9189",
    bad_soft="#402322",
)

_THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application in `theme`; can be called again at any time."""
    if app.property("theme") is None:
        app.setStyle("Fusion")
    app.setProperty("theme", theme.name)
    font = ui_font()
    app.setFont(font)
    app.setPalette(_palette(theme))
    app.setStyleSheet(stylesheet(dict(theme.tokens()), font.pointSizeF(), mono_font().family()))


def current(app: QApplication | None = None) -> Theme:
    """The theme last applied; LIGHT before the first."""
    asked = app or QApplication.instance()
    return _THEMES.get(asked.property("theme"), LIGHT) if asked else LIGHT


def system_theme(app: QApplication) -> Theme:
    """The theme that the desktop asks for; LIGHT where it does not say."""
    return DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def ui_font() -> QFont:
    """The desktop's own font at a size that can be read; other scripts fall back by themselves."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(min(max(font.pointSizeF(), SMALLEST_POINTS), LARGEST_POINTS))
    return font


def mono_font() -> QFont:
    """The desktop's fixed-width font, for references and queries."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(ui_font().pointSizeF())
    return font


def dress_table(view: QTableView) -> None:
    """Make `view` a list of whole rows of `ROW_HEIGHT` px, without grid and row numbers.

    The selected rows are in the accent while the view has the focus, and grey otherwise.
    """
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setFrameShape(QTableView.Shape.NoFrame)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    view.installEventFilter(_FocusMark(view))
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def dress_list(view: QAbstractItemView, *, popup: bool = False) -> None:
    """Give `view` (a list, a tree, with `popup` a completer's) the theme's rows and focus mark.

    To be called before rows are shown: Qt keeps the row heights that it measured first.
    """
    view.setProperty("popup", popup)
    view.installEventFilter(_FocusMark(view))
    view.ensurePolished()


def readable_on(fill: str) -> str:
    """Black or white, whichever reads better on `fill`."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    asked = QColor(colour)
    red, green, blue = map(_linear, (asked.redF(), asked.greenF(), asked.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the style sheet looks at, and show it at once."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class _FocusMark(QObject):
    """Tells the style sheet whether a view has the focus, which it can't ask about an item."""

    def eventFilter(self, view: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            assert isinstance(view, QWidget)
            set_property(view, "focused", event.type() == QEvent.Type.FocusIn)
        return False


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.Button: theme.panel,
        role.ButtonText: theme.text,
        role.BrightText: theme.bad,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.faint,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.fill,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.raised,
        role.Midlight: theme.hover,
        role.Mid: theme.line,
        role.Dark: theme.control,
        role.Shadow: theme.pressed,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    return palette
