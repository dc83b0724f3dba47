import csv
from itertools import islice

import pytest
import sqlcipher3

from defcat.countries import codes, name
from defcat.text import fold, similar, variants, words
from tests.real_data import FOLDER

SAMPLES = [
    "Agreement on Defence Co-operation (1995), signed at New Delhi",
    "Novak Đoković, Łódź, Straße, Søren Kierkegård, Þór, Œuvre, Æthelred",
    "İstanbul ILGIN ışık; naïve café — “quoted” … 2+2",
    "राजनाथ सिंह, रक्षा मंत्री; क़लम ज़िंदगी",
    "क्\u200dष with a joiner, soft\u00adhyphen, \ufeffmark",
    "Ελλάδος Ή, Йошкар-Ола, Ёлка, Україна",
    "한국 대통령, がぎぐ パ, 習近平 中谷元, ﾊﾝｶｸ",
    "محمد بن سلمان آل سعود؛ שָׁלוֹם",
    "m² ½ № ﬁn ａｂｃ Ⅳ ① x_y O’Brien U.S.S.R. Oʻzbekiston Hawaiʻi",
    "தமிழ்நாடு বাংলাদেশ తెలుగు ไทย မြန်မာ ខ្មែរ ລາວ አማርኛ ქართული Հայաստան",
]


def index_tokens(*texts: str) -> list[str]:
    """What the full-text index makes of `texts`, each its own column value, in order."""
    connection = sqlcipher3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t USING fts5(x, "
        """tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")"""
    )
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")
    connection.executemany("INSERT INTO t (x) VALUES (?)", [(text,) for text in texts])
    tokens = [row[0] for row in connection.execute("SELECT term FROM v ORDER BY doc, offset")]
    connection.close()
    return tokens


def real_strings() -> list[str]:
    """Names of countries in several scripts, and some hundred real titles and names if present."""
    languages = ("en", "hi", "ta", "ar", "ru", "el", "ja", "ko", "vi", "tr", "th", "km", "am", "he")
    found = [name(code, language) for code in codes() for language in languages]
    for file, column in (
        ("agreements/uk_treaties.csv", "title"),
        ("officials/tenures_japan-ministers.csv", "person"),
        ("officials/us_chiefs_of_mission_people.csv", "surname"),
    ):
        if (FOLDER / file).is_file():
            with (FOLDER / file).open(encoding="utf-8-sig", newline="") as rows:
                found += [row[column] for row in islice(csv.DictReader(rows), 500)]
    return found


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Défense, & DEFENCE!  ", "defense defence"),
        ("Đoković Łódź Søren Straße Æthelred Þór", "dokovic lodz soren strasse aethelred thor"),
        ("İstanbul ışık", "istanbul isik"),
        ("Ελλάδος Йошкар", "ελλαδοσ иошкар"),
        ("O’Brien x_y", "o brien x y"),
        ("Oʻzbekiston", "ozbekiston"),
        ("m² ﬁn ａｂｃ", "m2 fin abc"),
        ("राजनाथ सिंह", "राजनाथ सिंह"),
        ("한국 がぎ", "한국 がぎ"),
        ("soft\u00adhyphen क्\u200dष", "softhyphen क्ष"),
        ("— … —", ""),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("text", SAMPLES)
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


def test_composed_and_decomposed_text_fold_alike():
    assert fold("Zoë Å क\u093cलम") == fold("Zoe\u0308 A\u030a \u0958लम")


def test_the_index_cuts_folded_text_into_the_same_words():
    texts = SAMPLES + real_strings()
    assert index_tokens(*map(fold, texts)) == [word for text in texts for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Defence Cooperation", ["defense"]),
        ("defense organization program", ["defence", "organisation", "programme"]),
        (
            "Organisations, modernised; standardising",
            ["organizations", "modernized", "standardizing"],
        ),
        ("The defence of defence", ["defense"]),
        ("Treaty of 1921", []),
        ("", []),
    ],
)
def test_both_spellings_of_english_words(text, expected):
    assert variants(text) == expected


def test_spelling_pairs_also_in_text_that_is_not_plain_ascii():
    assert "defense" in variants("Café défence – defence")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("राजनाथ सिंह", ["rajnath", "simh", "singh"]),
        ("नरेंद्र मोदी", ["narendra", "modi"]),
        ("रक्षा मंत्रालय", ["raksha", "mantralaya"]),
        ("एस. जयशंकर", ["jaishankar"]),
        ("निर्मला सीतारमण", ["nirmala", "sitharaman"]),
        ("मल्लिकार्जुन खड़गे", ["mallikarjun", "kharge"]),
        ("प्रधानमंत्री", ["pradhanmantri"]),
        ("Сергей Шойгу", ["sergey", "sergei", "shoigu"]),
        ("محمد بن سلمان", ["muhammad", "mohammed", "bin", "salman"]),
        ("习近平", ["xijinping", "xi", "jinping"]),
    ],
)
def test_names_in_other_scripts_are_found_as_newspapers_write_them(text, expected):
    assert set(expected) <= set(variants(text))


def test_a_word_in_latin_letters_that_has_one_spelling_has_no_variants():
    assert variants("Novak Đoković, Łódź, Straße — Œuvre") == []


def test_variants_hold_no_word_twice_and_only_words_of_the_index():
    for text in SAMPLES:
        found = variants(text)
        assert len(set(found)) == len(found)
        assert [fold(word) for word in found] == found


def test_likeness_ignores_order_case_and_accents():
    assert similar("Singh, Rajnath", "RAJNATH SINGH") == 100
    assert similar("Jose Alexandre Gusmao", "José Alexandre Gusmão") == 100
    assert similar("Security of Supply Arrangement", "Security of Supplies Arrangement") > 90
    assert similar("Rajnath Singh", "Lloyd Austin") < 50


def test_nothing_is_like_nothing():
    assert similar("", "") == 0
    assert similar("…", "India") == 0


def test_a_nasal_before_its_own_class_is_the_same_as_its_dot() -> None:
    for letter, dot in (("नरेन्द्र", "नरेंद्र"), ("हिन्दी", "हिंदी"), ("सम्बन्ध", "संबंध"), ("गङ्गा", "गंगा")):
        assert fold(letter) == fold(dot) == dot
        assert variants(letter) == variants(dot)
    assert fold("सम्मान जन्म") == "सम्मान जन्म"
    assert fold("सिह") != fold("सिंह")
