"""The looks: what must be readable is readable, and every icon draws something in its colour."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QImage, QPalette, QTextLayout
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QTableWidget

from ui import icons, theme
from ui.theme import DARK, LIGHT, Theme, contrast

THEMES = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
SURFACES = ("window", "panel", "raised", "field")


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    theme.apply(qapp, LIGHT)
    yield qapp
    qapp.setStyleSheet("")


def too_low(
    look: Theme, inks: tuple[str, ...], grounds: tuple[str, ...], least: float
) -> list[str]:
    colours = dict(look.tokens())
    return [
        f"{ink} on {ground}: {contrast(colours[ink], colours[ground]):.2f}"
        for ink in inks
        for ground in grounds
        if contrast(colours[ink], colours[ground]) < least
    ]


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert theme.readable_on("#ffd200") == "#000000"
    assert theme.readable_on("#b8001f") == "#ffffff"


@THEMES
def test_words_are_readable_on_every_surface(look: Theme) -> None:
    inks = ("text", "muted", "faint", "accent", "good", "warn", "bad")
    assert too_low(look, inks, SURFACES, 4.5) == []


@THEMES
def test_words_are_readable_under_the_pointer_and_when_selected(look: Theme) -> None:
    assert too_low(look, ("text", "muted"), ("hover", "selection", "selection_quiet"), 4.5) == []
    assert too_low(look, ("accent",), ("hover", "warn_soft", "bad_soft"), 4.5) == []
    assert too_low(look, ("faint",), ("accent_soft", "hover"), 4.5) == []


@THEMES
def test_each_tone_is_readable_on_its_own_ground(look: Theme) -> None:
    for tone in ("neutral", "accent", "good", "warn", "bad"):
        fill, ink = look.tone(tone)
        assert contrast(ink, fill) >= 4.5, tone
    assert too_low(look, ("on_fill",), ("fill", "fill_hover", "fill_pressed"), 4.5) == []


@THEMES
def test_outlines_and_the_focus_ring_stand_out(look: Theme) -> None:
    assert too_low(look, ("control", "focus", "fill"), SURFACES, 3.0) == []


@THEMES
def test_a_theme_dresses_the_application_and_can_be_changed(app: QApplication, look: Theme) -> None:
    theme.apply(app, DARK)
    theme.apply(app, look)
    assert theme.current(app) is look
    assert app.palette().color(QPalette.ColorRole.Window).name() == look.window
    assert look.fill in app.styleSheet()
    assert not re.search(r"\$\w", app.styleSheet()), "a token was not filled in"
    app.setStyleSheet("")
    assert app.style().name() == "fusion"


def test_the_system_theme_is_light_unless_the_desktop_is_dark(app: QApplication) -> None:
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.system_theme(app) is (DARK if dark else LIGHT)


def test_the_type_has_a_readable_size(app: QApplication) -> None:
    assert theme.SMALLEST_POINTS <= app.font().pointSizeF() <= theme.LARGEST_POINTS


def test_devanagari_finds_a_font_that_has_it(app: QApplication) -> None:
    layout = QTextLayout("रक्षा मंत्रालय", app.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    glyphs = [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]
    assert glyphs
    assert 0 not in glyphs, "glyph 0 is the box of a missing character"


@THEMES
def test_a_focused_line_shows_the_ring(app: QApplication, qtbot, look: Theme) -> None:
    theme.apply(app, look)
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    image = line.grab().toImage()
    assert image.pixelColor(image.width() // 2, 0).name() == look.focus


def test_rows_are_as_high_as_the_theme_says(app: QApplication, qtbot) -> None:
    table, rows = QTableWidget(2, 2), QListWidget()
    qtbot.addWidget(table)
    qtbot.addWidget(rows)
    theme.dress_table(table)
    theme.dress_list(rows)
    rows.addItems(["Officials", "Agreements"])
    assert table.rowHeight(0) == theme.ROW_HEIGHT
    assert rows.sizeHintForRow(0) >= 28 > QFontMetrics(app.font()).height()


def test_a_selected_row_is_in_the_accent_only_while_its_table_has_the_focus(
    app: QApplication, qtbot
) -> None:
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    theme.dress_table(table)
    table.selectRow(0)
    table.show()

    def ground() -> str:
        return table.viewport().grab().toImage().pixelColor(2, theme.ROW_HEIGHT // 2).name()

    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    assert ground() == LIGHT.selection
    table.clearFocus()
    assert ground() == LIGHT.selection_quiet


def ink_of(icon: QIcon, side: int = 24, ratio: float = 1.0) -> QImage:
    return icon.pixmap(QSize(side, side), ratio).toImage()


def drawn(image: QImage) -> int:
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y).alpha() > 127 for x, y in places)


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_draws_a_line_and_not_a_blot(app: QApplication, name: str) -> None:
    image = ink_of(icons.icon(name, "text"))
    assert 10 <= drawn(image) <= 24 * 24 / 2


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_has_the_pixels_of_the_screen(app: QApplication, ratio: float) -> None:
    pixmap = icons.icon("home", "text").pixmap(QSize(20, 20), ratio)
    assert pixmap.size() == QSize(20, 20) * ratio
    assert pixmap.devicePixelRatio() == ratio


def test_an_icon_is_in_its_colour_and_follows_the_theme(app: QApplication) -> None:
    fixed, following = icons.icon("lock", "#ff0000"), icons.icon("lock", "accent")

    def colours(icon: QIcon) -> set[str]:
        image = ink_of(icon, 48)
        places = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return {c.name() for c in (image.pixelColor(*xy) for xy in places) if c.alpha() == 255}

    assert colours(fixed) == {"#ff0000"}
    assert colours(following) == {LIGHT.accent}
    theme.apply(app, DARK)
    assert colours(following) == {DARK.accent}
    assert colours(fixed) == {"#ff0000"}


def test_a_drawing_or_token_that_is_not_there_is_an_error(app: QApplication) -> None:
    with pytest.raises(KeyError, match="unicorn"):
        icons.icon("unicorn")
    with pytest.raises(KeyError, match="puce"):
        icons.icon("home", "puce")


def test_the_icons_are_one_style(app: QApplication) -> None:
    for path in icons.ICONS.glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in svg, path.name
        assert 'fill="none"' in svg, path.name
        assert 'stroke-linecap="round"' in svg, path.name
        assert path.stem.startswith("tick") or 'stroke-width="1.75"' in svg, path.name
