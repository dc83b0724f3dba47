from reportlab.graphics.shapes import Rect

from defcat.briefs import charts
from defcat.briefs.blocks import Chart
from defcat.briefs.fonts import system_fonts
from defcat.briefs.strips import Figure, Strip
from defcat.briefs.typesetting import Typesetter

WIDTH = 480.0


def made(*series: tuple[str, float], width: float = WIDTH) -> list[Strip]:
    return charts.chart(Chart("Label", series, "Unit"), Typesetter(system_fonts()), width)


def figures(strips: list[Strip]) -> list[Figure]:
    return [item for strip in strips for item in strip.items if isinstance(item, Figure)]


def bars(figure: Figure) -> list[Rect]:
    return [shape for shape in figure.drawing.contents if isinstance(shape, Rect)]


def words(figure: Figure) -> list[str]:
    return [
        "".join(run.text for segment in placed.line.segments for run in segment.runs)
        for placed in figure.words
    ]


def test_years_without_any_stand_as_gaps():
    assert charts.with_gaps([("2019", 3.0), ("2022", 0.0)]) == [
        ("2019", 3.0),
        ("2020", None),
        ("2021", None),
        ("2022", 0.0),
    ]
    (figure,) = figures(made(("2019", 3.0), ("2022", 1.0)))
    first, last = bars(figure)
    assert last.x - first.x == 3 * charts.SLOT
    assert words(figure) == ["3", "1", "2019", "2020", "2021", "2022"]


def test_only_years_in_order_are_filled_in():
    for series in (
        [("2022", 1.0), ("2019", 2.0)],
        [("2019", 1.0), ("later", 2.0)],
        [("1500", 1.0), ("2019", 2.0)],
        [("2019", 1.0), ("2019", 2.0)],
    ):
        assert charts.with_gaps(series) == series


def test_bars_are_as_high_as_their_values():
    (figure,) = figures(made(("2019", 20.0), ("2020", 5.0), ("2021", 0.0)))
    high, low = bars(figure)
    assert high.height == charts.HEIGHT
    assert low.height == charts.HEIGHT / 4


def test_values_that_have_no_room_by_the_bars_are_told_by_an_axis():
    (figure,) = figures(made(*((str(year), 1000.0 * year) for year in range(1960, 2020))))
    said = words(figure)
    assert "1,000,000" in said
    assert "1965" in said
    assert "1961" not in said
    assert len(bars(figure)) == 60


def test_nothing_of_a_chart_is_wider_than_the_text():
    for count in (1, 2, 12, 60, 140):
        for width in (WIDTH, 150.0):
            series = ((str(1880 + n), float(n * 10**9)) for n in range(count))
            for figure in figures(made(*series, width=width)):
                assert figure.x + figure.drawing.width <= width + 0.01
                for word in figure.words:
                    assert word.x >= 0
                    assert word.x + word.line.width <= width + 0.01


def test_longer_names_have_lying_bars():
    strips = made(("In force", 10.0), ("Signed, waiting for the other side", 5.0), ("Ended", 0.0))
    longest, shorter = (bars(figure)[0] for figure in figures(strips))
    assert longest.width == 2 * shorter.width
    assert not figures(strips)[0].words


def test_a_chart_says_its_figures_to_whoever_copies_it():
    (figure,) = figures(made(("2019", 1234567.0), ("2021", 2.5)))
    assert figure.said == "2019: 1,234,567; 2021: 2.5"


def test_a_chart_of_nothing_is_not_there_and_one_of_zeros_is_flat():
    assert made() == []
    (figure,) = figures(made(("2019", 0.0), ("2020", 0.0)))
    assert bars(figure) == []
    assert words(figure)[:2] == ["0", "0"]


def test_values_are_shown_with_two_decimals_at_most():
    shown = {7.0: "7", 2.5: "2.5", 0.25: "0.25", 1234567.0: "1,234,567", 3.0001: "3"}
    assert {value: charts.shown(value) for value in shown} == shown


def test_an_axis_has_a_few_round_steps():
    assert charts.ticks(0) == []
    assert charts.ticks(7) == [2, 4, 6]
    assert charts.ticks(1000) == [200, 400, 600, 800, 1000]
    for highest in (1, 3, 9.9, 12, 1e15, 0.04):
        assert 2 <= len(charts.ticks(highest)) <= 5
