"""A field for a whole number."""

from PySide6.QtWidgets import QSpinBox, QWidget

from ui import theme


def number_field(
    name: str, least: int, most: int, unit: str = "", parent: QWidget | None = None
) -> QSpinBox:
    """A number from `least` to `most`, with `unit` shown after it; `name` is for screen readers."""
    field = QSpinBox(parent)
    field.setRange(least, most)
    field.setSuffix(f" {unit}" if unit else "")
    field.setAccessibleName(name)
    field.setFixedHeight(theme.CONTROL_HEIGHT)
    # The style sheet's padding does not reach the text of a spin box.
    field.lineEdit().setTextMargins(7, 0, 0, 0)
    return field
