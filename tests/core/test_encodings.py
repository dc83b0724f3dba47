"""Which encoding a text is in, told by nothing but its bytes; lists as ministries send them."""

from pathlib import Path

import pytest

from defcat.encodings import encoding_of
from defcat.exchange.formats import read
from defcat.papers.plain import decoded

TEXTS = {
    "Polish": (
        "cp1250",
        "Gdańsk|Łódź|Poznań|Wałęsa, Lech|Spotkanie ministrów|Władysław Kosiniak-Kamysz|Kraków",
    ),
    "Czech": (
        "cp1250",
        "Černochová, Jana|Příbram|Řehka, Karel|Plzeň|Jednání ministrů obrany|České Budějovice",
    ),
    "Romanian": (
        "cp1250",
        "Bucureşti|Braşov|Constanţa|Ministerul Apărării Naţionale|Întâlnire|Tîlvăr, Angel",
    ),
    "Hungarian": (
        "cp1250",
        "Szalay-Bobrovniczky Kristóf|Honvédelmi Minisztérium|Győr|Székesfehérvár|megállapodás",
    ),
    "Slovak": ("cp1250", "Kaliňák, Róbert|Banská Bystrica|Žilina|Trenčín|veľvyslanec|Košice"),
    "Turkish": (
        "cp1254",
        "Güler, Yaşar|Millî Savunma Bakanlığı|İstanbul|görüşme|işbirliği anlaşması|Çanakkale",
    ),
    "Lithuanian": (
        "cp1257",
        "Kasčiūnas, Laurynas|Krašto apsaugos ministerija|Šiauliai|susitikimas dėl gynybos|Klaipėda",
    ),
    "French": ("cp1252", "Sébastien Lecornu|Ministère des Armées|réunion à Orléans|François|Forêt"),
    "German": ("cp1252", "Göttingen|Bundesminister für Verteidigung|München|Straße|Rüstung|Köln"),
    "Spanish": ("cp1252", "España|Reunión|Málaga|Otán y la Unión Europea|Peña, José|Logroño"),
    "Danish": ("cp1252", "København|Forsvarsministeriet på Ålborg|møde|Færøerne|Sønderborg"),
    "Icelandic": ("cp1252", "Þórdís Kolbrún|Reykjavík|utanríkisráðherra|Björn|öryggi|Ísafjörður"),
    "of many": ("cp1252", "José García|François Müller|Sørensen|Citroën|Åsa Öberg|Peña|Brasília"),
    "Czech, elsewhere": ("iso8859_2", "Černochová, Jana|Příbram|Žatec|šetření|Plzeň|Košťál"),
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_list_of_names_is_read_in_its_encoding(language: str, tmp_path: Path) -> None:
    encoding, texts = TEXTS[language]
    names = texts.split("|")
    content = "\n".join(["no;name", *(f"{n};{name}" for n, name in enumerate(names))])
    path = tmp_path / "names.csv"
    path.write_bytes(content.encode(encoding))
    assert [row.cells[1] for row in read(path).table.rows] == names
    assert decoded(content.encode(encoding)) == content, "a paper is read in the same way"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Wałęsa", "cp1250"),
        ("Władysław Kosiniak-Kamysz", "cp1250"),
        ("Bakanlığı", "cp1254"),
        ("José", "cp1252"),
        ("Škoda", "cp1252"),
        ("nº 3, £50", "cp1252"),
        ("Kraków", "cp1252"),
        ("Łódź", "cp1250"),
    ],
)
def test_one_word_can_be_enough(text: str, encoding: str) -> None:
    sample = text.encode(encoding)
    assert sample.decode(encoding_of(sample)) == text


def test_bytes_that_are_no_text_of_any_kind_are_still_given_an_encoding() -> None:
    assert encoding_of(bytes(range(0x80, 0xA0)) * 8)
