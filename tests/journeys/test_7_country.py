"""Journey 7. A country brief as of a past date, out of the list of what was done with it."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog

from tests.window import SUGGESTING, Officer
from ui.widgets.palette import Palette
from ui.widgets.preview.dialog import BriefPreview

LATER = "Meeting of Rajnath Singh and Lloyd Austin"
TITLE = "United States, country brief"


@SUGGESTING
def test_the_country_as_it_stood_is_printed_and_made_again(
    desk_officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, path = desk_officer, tmp_path / "country.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    officer.press("Ctrl+F")
    officer.write('as-of:2023-12-31 kind:engagement country:"united states" ')
    officer.until(lambda: officer.titles() and officer.title())
    officer.press("Return")
    officer.until(officer.table.hasFocus)

    officer.press("Ctrl+P")
    preview = officer.dialog(BriefPreview)
    officer.until(lambda: preview.pages() > 0)
    [brief] = [b for b in preview.findChildren(QComboBox) if b.accessibleName() == "Brief"]
    assert brief.hasFocus()
    officer.choose_here("Country brief")
    officer.until(lambda: preview.windowTitle() == f"Brief: {TITLE}")
    officer.press("Ctrl+S")
    officer.until(path.is_file)
    text = text_of(path)
    assert "As of 31 December 2023" in text
    assert "Fifth India–US 2+2 Ministerial Dialogue" in text
    assert LATER not in text, "it was held in August 2024"

    officer.press("Esc")
    officer.until(lambda: QApplication.activeModalWidget() is None)
    officer.look_at(officer.window)
    officer.press("Ctrl+K")
    officer.dialog(Palette)
    officer.write("again united")
    officer.press("Return")
    again = officer.dialog(BriefPreview)
    officer.until(lambda: again.pages() > 0)
    assert again.windowTitle() == f"Brief: {TITLE}"
    again.save_to(tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == path.read_bytes()
    again.close()


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
