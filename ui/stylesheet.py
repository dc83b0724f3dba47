"""The style sheet of the window, filled in with a theme's colours.

Fusion draws what is not named here. Sizes are on the 4-px grid; a focus ring is a 2-px border that
takes its second pixel from the padding, so that nothing moves when the focus does.
"""

from collections.abc import Mapping
from string import Template

from defcat.settings import RESOURCES

ICONS = RESOURCES / "icons"

_WORDS = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QMessageBox { background: $window; }
QAbstractScrollArea { border: none; background: transparent; }
QLabel { background: transparent; }
QLabel:disabled { color: $disabled; }
QLabel[role="title"] { font-size: ${size_title}pt; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="group"] { color: $faint; font-size: ${size_small}pt; font-weight: 600; }
QLabel[role="label"] { color: $muted; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $faint; font-size: ${size_small}pt; }
QLabel[role="mono"] { color: $muted; font-family: "$mono"; font-size: ${size_small}pt; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="accent"] { color: $accent; }
QFrame[role="page"] { background: $window; border: none; }
QFrame[role="panel"] { background: $panel; border: none; }
QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: 8px; }
QFrame[role="choice"] { border: 1px solid $line; border-radius: 6px; }
QFrame[role="choice"]:hover { background: $hover; }
QFrame[role="choice"][tone="accent"] { background: $accent_soft; border-color: $accent_soft; }
QFrame[role="line"] { background: $line; border: none; }
QFrame[role="line"][orientation="vertical"] {
    min-width: 1px; max-width: 1px;
}
QFrame[role="line"][orientation="horizontal"] {
    min-height: 1px; max-height: 1px;
}
QFrame[role="notice"] {
    background: $raised; border: 1px solid $line; border-radius: 6px; min-height: 32px;
}
QFrame[role="notice"][tone="warn"] { background: $warn_soft; border-color: $warn_soft; }
QFrame[role="notice"][tone="bad"] { background: $bad_soft; border-color: $bad_soft; }
QFrame[role="band"] { border: none; border-bottom: 1px solid $line; }
QFrame[role="band"][tone="warn"] { background: $warn_soft; }
QFrame[role="band"][tone="bad"] { background: $bad_soft; }
QFrame[role="band"][tone="neutral"] { background: $neutral_soft; }
QLabel[role="key"] {
    color: $faint; background: $hover; border-radius: 4px; font-size: ${size_small}pt;
    min-width: 18px; max-width: 18px; min-height: 18px; max-height: 18px; margin-right: 4px;
}
QToolTip {
    background: $raised; color: $text; border: 1px solid $line; padding: 4px 6px;
}
QGroupBox { border: none; margin-top: 24px; padding: 0; }
QGroupBox::title {
    subcontrol-origin: margin; subcontrol-position: top left; padding: 0; color: $text;
}
QGroupBox { font-weight: 600; }
QGroupBox > QWidget { font-weight: 400; }
""")

_BUTTONS = Template("""
QPushButton {
    background: $panel; color: $text; border: 1px solid $control; border-radius: 6px;
    padding: 5px 12px; min-height: 20px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $pressed; }
QPushButton:focus { border: 2px solid $focus; padding: 4px 11px; }
QPushButton:disabled { color: $disabled; border-color: $line; background: transparent; }
QPushButton[primary="true"] {
    background: $fill; color: $on_fill; border-color: $fill; font-weight: 600;
}
QPushButton[primary="true"]:hover { background: $fill_hover; border-color: $fill_hover; }
QPushButton[primary="true"]:pressed { background: $fill_pressed; border-color: $fill_pressed; }
QPushButton[primary="true"]:focus { border-color: $ring_on_fill; }
QPushButton[primary="true"]:disabled {
    background: $pressed; border-color: $pressed; color: $disabled;
}
QPushButton[danger="true"] { color: $bad; }
QPushButton[tone="warn"] { background: $warn_soft; border-color: $warn; color: $warn; }
QPushButton[danger="true"]:hover { background: $bad_soft; }
QPushButton[tally="true"] {
    background: $neutral_soft; color: $text; border: 2px solid transparent; border-radius: 4px;
    padding: 0 6px; min-height: 18px; font-size: ${size_small}pt;
}
QPushButton[tally="true"][tone="bad"] { background: $bad_soft; color: $bad; }
QPushButton[tally="true"][tone="warn"] { background: $warn_soft; color: $warn; }
QPushButton[tally="true"]:hover { text-decoration: underline; }
QPushButton[tally="true"]:focus { border-color: $focus; padding: 0 6px; }
QPushButton[quiet="true"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[quiet="true"]:hover { background: $hover; }
QPushButton[quiet="true"]:pressed { background: $pressed; }
QPushButton[quiet="true"]:focus { border-color: $focus; }
QPushButton[quiet="true"]:disabled { color: $disabled; }
QPushButton[link="true"] {
    background: transparent; border: 2px solid transparent; border-radius: 4px; color: $accent;
    padding: 0; min-height: 18px; text-align: left;
}
QPushButton[link="true"]:hover { text-decoration: underline; background: transparent; }
QPushButton[link="true"][tone="warn"] { color: $warn; }
QPushButton[link="true"]:disabled { color: $disabled; }
QPushButton[link="true"]:focus { border-color: $focus; padding: 0; }
QToolButton {
    background: transparent; color: $text; border: 1px solid transparent; border-radius: 6px;
    padding: 4px;
}
QToolButton[small="true"], QToolButton[small="true"]:focus { padding: 0; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:open { background: $pressed; }
QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:focus { border: 2px solid $focus; padding: 3px; }
QToolButton:disabled { color: $disabled; }
QToolButton[popupMode="1"] { padding-right: 20px; }
QToolButton::menu-indicator { image: none; }
QToolButton::menu-button { border: none; width: 16px; }
QToolButton::menu-arrow { image: url("$icons/chevron-down.svg"); width: 12px; height: 12px; }
QCheckBox, QRadioButton {
    spacing: 8px; padding: 2px 4px 2px 1px; border: 2px solid transparent; border-radius: 6px;
}
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QAbstractItemView::indicator, QMenu::indicator:non-exclusive {
    width: 14px; height: 14px; border: 1px solid $control; border-radius: 4px; background: $field;
}
QCheckBox::indicator:hover, QAbstractItemView::indicator:hover { border-color: $fill; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked,
QMenu::indicator:non-exclusive:checked {
    background: $fill; border-color: $fill; image: url("$icons/tick.svg");
}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
    background: $fill; border-color: $fill; image: url("$icons/tick-partly.svg");
}
QCheckBox::indicator:disabled { border-color: $line; background: $window; }
QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $control; border-radius: 8px; background: $field;
}
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $fill;
    background: $on_fill; }
""")

_FIELDS = Template("""
QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {
    background: $field; color: $text; border: 1px solid $control; border-radius: 6px;
    selection-background-color: $fill; selection-color: $on_fill;
}
QLineEdit, QComboBox, QAbstractSpinBox { padding: 4px 8px; min-height: 22px; }
QTextEdit, QPlainTextEdit { padding: 4px 5px; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid $focus; padding: 3px 7px;
}
QTextEdit:focus, QPlainTextEdit:focus { border: 2px solid $focus; padding: 3px 4px; }
QLineEdit:disabled, QTextEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled,
QAbstractSpinBox:disabled { background: $window; color: $disabled; border-color: $line; }
QLineEdit:read-only, QTextEdit:read-only, QPlainTextEdit:read-only {
    background: transparent; border-color: $line;
}
QLineEdit[tone="bad"], QTextEdit[tone="bad"], QPlainTextEdit[tone="bad"], QComboBox[tone="bad"],
QAbstractSpinBox[tone="bad"] { border-color: $bad; }
QLineEdit[role="search"] { background: $window; border-color: $line; }
QLineEdit[role="search"]:hover { border-color: $control; }
QLineEdit[role="search"]:focus { background: $field; border-color: $focus; }
QLineEdit[tone="warn"] { border-color: $warn; }
QLineEdit[bare="true"], QTextEdit[bare="true"], QPlainTextEdit[bare="true"] {
    background: transparent; border: none; padding: 0;
}
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: none; padding: 0; background: transparent;
    min-height: 0; }
QAbstractSpinBox QLineEdit { margin-left: 6px; }
QComboBox { combobox-popup: 0; selection-background-color: $selection; selection-color: $text; }
QComboBox QLineEdit { selection-background-color: $fill; selection-color: $on_fill; }
QComboBoxPrivateContainer { background: $raised; border: none; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$icons/chevron-down.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView, QAbstractItemView[popup="true"] {
    background: $raised; color: $text; border: 1px solid $line; padding: 4px; outline: 0;
}
QComboBox QAbstractItemView::item, QAbstractItemView[popup="true"]::item {
    min-height: 28px; padding: 0 8px; border-radius: 4px; color: $text;
}
QComboBox QAbstractItemView::item:hover, QAbstractItemView[popup="true"]::item:hover {
    background: $hover;
}
QComboBox QAbstractItemView::item:selected, QAbstractItemView[popup="true"]::item:selected {
    background: $selection;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    border: none; background: transparent; width: 20px;
}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow {
    image: url("$icons/chevron-up.svg"); width: 12px; height: 12px;
}
QAbstractSpinBox::down-arrow {
    image: url("$icons/chevron-down.svg"); width: 12px; height: 12px;
}
""")

_VIEWS = Template("""
QAbstractItemView {
    background: $panel; color: $text; border: none; outline: 0;
    selection-background-color: $selection; selection-color: $text;
}
QListView[boxed="true"] {
    background: $field; border: 1px solid $control; border-radius: 6px; padding: 3px;
}
QListView[boxed="true"]:focus { border: 2px solid $focus; padding: 2px; }
QTableView { gridline-color: $line; }
QTableView::item { padding: 0 9px; border: none; border-bottom: 1px solid $row_line; }
QListView::item, QTreeView::item { min-height: 28px; padding: 0 8px; }
QAbstractItemView::item:hover { background: $hover; }
QAbstractItemView::item:selected { background: $selection_quiet; color: $text; }
QAbstractItemView[focused="true"]::item:selected { background: $selection; color: $text; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
    background: $panel; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 0 12px; min-height: 31px; font-size: ${size_small}pt; font-weight: 600;
}
QHeaderView::section:hover { color: $text; background: $hover; }
QHeaderView::down-arrow { image: url("$icons/chevron-down.svg"); width: 12px; height: 12px;
    subcontrol-position: center right; right: 4px; }
QHeaderView::up-arrow { image: url("$icons/chevron-up.svg"); width: 12px; height: 12px;
    subcontrol-position: center right; right: 4px; }
QTableCornerButton::section { background: $panel; border: none; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url("$icons/chevron-right.svg"); }
QTreeView::branch:has-children:open { image: url("$icons/chevron-down.svg"); }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $control; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
""")

_FRAMES = Template("""
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $focus; }
QTabWidget::pane { border: none; border-top: 1px solid $line; top: -1px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
    padding: 6px 4px; margin-right: 4px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom-color: $fill; }
QTabBar::tab:selected:focus { border: 2px solid $focus; border-radius: 4px; padding: 4px 2px; }
QMenuBar { background: $window; border: none; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::right-arrow { image: url("$icons/chevron-right.svg"); width: 12px; height: 12px; }
QMenu::indicator { margin-left: 8px; }
QStatusBar { background: $window; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; font-size: ${size_small}pt; }
QStatusBar QPushButton[link="true"] {
    color: $muted; font-size: ${size_small}pt; padding: 0 4px; min-height: 18px;
}
QStatusBar QPushButton[link="true"][tone="warn"] { color: $warn; }
QProgressBar {
    background: $pressed; border: none; border-radius: 2px; min-height: 4px; max-height: 4px;
}
QProgressBar::chunk { background: $fill; border-radius: 2px; }
""")


def stylesheet(colours: Mapping[str, str], points: float, mono: str) -> str:
    """The style sheet for `colours` (token -> `#rrggbb`), a base font of `points` pt and `mono`."""
    values = {
        **colours,
        "size_title": f"{points * 1.5:.1f}",
        "size_small": f"{points * 0.9:.1f}",
        "mono": mono,
        "icons": ICONS.as_posix(),
        "row_line": colours["neutral_soft"],
        "ring_on_fill": colours["text"],
    }
    return "".join(part.substitute(values) for part in (_WORDS, _BUTTONS, _FIELDS, _VIEWS, _FRAMES))
