"""Text in the scripts of the world: drawn in its own order, copied out as it was typed."""

import shutil
import subprocess
from contextlib import closing
from datetime import date

import pypdfium2
import pytest

from defcat import markings
from defcat.briefs import bidi, fonts, pdf
from defcat.briefs.blocks import Brief, Column, Group, Inline, Paragraph, Span, Table, inline
from defcat.briefs.typesetting import Type, Typesetter
from defcat.errors import Refused

NAMES = (
    "राजनाथ सिंह",
    "निर्मला सीतारमण",
    "डॉ. सुब्रह्मण्यम जयशंकर",
    "क्षत्रिय ज़िम्मेदारी",
    "শেখ হাসিনা",
    "மு. க. ஸ்டாலின்",
    "నరేంద్ర",
    "ಬೆಂಗಳೂರು",
    "തിരുവനന്തപുരം",
    "ગુજરાત",
    "ਪੰਜਾਬ ਸਿੰਘ",
    "ශ්‍රී ලංකාව",
    "Сергей Шойгу",
    "Đặng Văn Thịnh",
    "Łukasz Šimek-Çelik",
    "ประยุทธ์",
    "김용현",
    "岸田文雄",
)
LEFTWARD = ("דוד בן גוריון", "שלום עולם", "هيثم الغيص", "وزارة الدفاع", "معاهدة 2024")
SIZE = Type(9.25, 12.5)


def brief(*texts: Inline) -> Brief:
    level, day = markings.load("plain").lowest, date(2026, 11, 22)
    return Brief("Title", "", "", tuple(map(Paragraph, texts)), level, day, day)


def copied(content: bytes) -> str:
    with closing(pypdfium2.PdfDocument(content)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def printable(name: str) -> str:
    if fonts.system_fonts().missing(name):
        pytest.skip("no font for this script on this computer")
    return name


@pytest.mark.parametrize("name", [*NAMES, *LEFTWARD])
def test_a_name_copies_out_as_it_stands_in_the_record(name):
    assert printable(name) in copied(pdf.render(brief(inline(name))))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_copies_out_of_a_cell_in_bold_and_between_other_words(name):
    run = (Span("Shri ", "quiet"), Span(printable(name), "strong"), Span(", minister"))
    table = Table((Column("Name"), Column("Post")), (Group("", ((run, inline("Post")),)),))
    day = date(2026, 11, 22)
    made = Brief("Title", "", "", (table,), markings.load("plain").lowest, day, day)
    assert f"Shri {name}, minister" in copied(pdf.render(made))


@pytest.mark.parametrize("name", NAMES)
def test_another_reader_copies_the_same(name, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this computer")
    path = tmp_path / "brief.pdf"
    pdf.write_pdf(brief(inline(printable(name))), path)
    said = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
    assert name in said.decode()


def seen(text: str) -> list[str]:
    """The words of a line as they stand on the page, from left to right."""
    (line,) = Typesetter(fonts.system_fonts()).lines(inline(text), SIZE, 1000.0)
    runs = [run for segment in line.segments for run in segment.runs]
    return [run.text for run in runs if run.text.strip()]


def test_words_that_run_leftward_stand_from_right_to_left():
    printable("אבגד")
    assert seen("אב גד") == ["גד", "אב"]
    assert seen("Mr אב גד met") == ["Mr", "גד", "אב", "met"]
    assert seen("אב 2024 גד") == ["גד", "2024", "אב"]
    assert seen("אב Delhi visit גד") == ["גד", "Delhi", "visit", "אב"]


def test_a_paragraph_that_runs_leftward_begins_on_the_right():
    name = printable("שלום עולם")
    with closing(pypdfium2.PdfDocument(pdf.render(brief(inline(name))))) as document:
        text = document[0].get_textpage()
        at = text.get_text_range().index(name[0])
        assert text.get_charbox(at)[2] > 520


def test_levels_follow_the_rules_for_numbers_and_signs():
    assert bidi.levels("ab אב", 0) == [0, 0, 0, 1, 1]
    assert bidi.levels("אב 12-34", 1) == [1, 1, 1, 2, 2, 2, 2, 2]
    assert bidi.levels("אב 1,234", 1) == [1, 1, 1, 2, 2, 2, 2, 2]
    assert bidi.levels("a (אב) b", 0) == [0, 0, 0, 1, 1, 0, 0, 0]
    assert bidi.levels("א ב", 1) == [1, 1, 1]
    assert bidi.levels("نص 12%", 1) == [1, 1, 1, 2, 2, 1]
    assert bidi.levels("א (ב) a", 1) == [1, 1, 1, 1, 1, 1, 2]
    assert bidi.levels("a א (ב) b", 0) == [0, 0, 1, 1, 1, 1, 1, 0, 0]
    assert bidi.levels("a א (b) א", 0) == [0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert bidi.levels("", 0) == []


def test_a_paragraph_is_read_from_where_its_words_are():
    assert bidi.begins_leftward(["אב 12-34"])
    assert bidi.begins_leftward(["אב Delhi visit גד"])
    assert not bidi.begins_leftward(["ab אב"])
    assert not bidi.begins_leftward(["אב – Meeting of the ministers"])
    assert not bidi.begins_leftward(["אב", ", 1 February 2024"])
    assert not bidi.begins_leftward([])


def test_a_sign_that_no_font_has_is_named_once_with_what_to_do():
    with pytest.raises(Refused, match=r"U\+10FFFF.*Install") as caught:
        pdf.render(brief(inline("a\U0010ffff b\U0010ffff")))
    assert str(caught.value).count("U+10FFFF") == 1


def test_fonts_that_cannot_be_embedded_are_said_where_they_are_usual(tmp_path):
    files = fonts.font_files(fonts.font_folders({}, tmp_path))
    latin = {name: path for name, path in files.items() if "dejavu" in name}
    if not latin:
        pytest.skip("DejaVu Sans is not on this computer")
    few = fonts.Fonts(latin)
    assert few.missing("岸田 Kishida") == "岸田"
    assert "Droid Sans Fallback" in few.advice("岸田")
    assert "PostScript outlines" in few.advice("ひ")
    assert "write a word" in few.advice("\U0001f6a2")
    assert "Noto" in few.advice("ක")
