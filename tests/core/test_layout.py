from defcat.briefs import layout
from defcat.briefs.blocks import (
    Bullets,
    Column,
    Contents,
    Fact,
    Group,
    Heading,
    KeyFacts,
    Note,
    Paragraph,
    Part,
    Table,
    Title,
    inline,
)
from defcat.briefs.contents import Entry, entries
from defcat.briefs.fonts import system_fonts
from defcat.briefs.strips import Strip
from defcat.briefs.typesetting import Typesetter

HEAD = (Strip(8.0), Strip(7.0))


def heights(*strips: Strip, height: float = 50.0) -> list[list[tuple[float, float]]]:
    """Where each strip of each page begins, and how high it is."""
    return [[(y, s.height) for y, s in page] for page in layout.pages(strips, height)]


def laid_out(*blocks, width=400.0):
    return list(layout.strips(blocks, Typesetter(system_fonts()), width))


def test_strips_fill_a_page_before_the_next():
    assert heights(Strip(20.0), Strip(30.0), Strip(5.0)) == [
        [(0.0, 20.0), (20.0, 30.0)],
        [(0.0, 5.0)],
    ]
    assert heights() == [[]]


def test_white_space_is_left_out_at_the_top_of_a_page():
    found = heights(Strip(20.0, before=9.0), Strip(20.0, before=9.0), Strip(20.0, before=9.0))
    assert found == [[(0.0, 20.0), (29.0, 20.0)], [(0.0, 20.0)]]


def test_what_keeps_together_goes_to_the_next_page_together():
    found = heights(Strip(20.0), Strip(10.0, keep=True), Strip(25.0))
    assert found == [[(0.0, 20.0)], [(0.0, 10.0), (10.0, 25.0)]]


def test_what_keeps_together_but_fits_no_page_fills_pages():
    found = heights(*(Strip(20.0, keep=True) for _ in range(5)))
    assert [len(page) for page in found] == [2, 2, 1]


def test_a_head_is_repeated_where_a_page_begins_unless_it_takes_too_much_of_it():
    found = heights(*(Strip(20.0, head=HEAD) for _ in range(3)))
    assert found == [[(0.0, 20.0), (20.0, 20.0)], [(0.0, 8.0), (8.0, 7.0), (15.0, 20.0)]]
    tall = heights(*(Strip(20.0, head=(Strip(30.0),)) for _ in range(3)))
    assert tall[1] == [(0.0, 20.0)]


def test_what_breaks_begins_a_page():
    assert heights(Strip(5.0, keep=True), Strip(5.0, breaks=True)) == [[(0.0, 5.0)], [(0.0, 5.0)]]


def test_a_part_begins_a_page_and_may_have_it_alone():
    def pages(part: Part) -> int:
        strips = laid_out(Paragraph(inline("a")), part, Paragraph(inline("c")))
        return len(list(layout.pages(strips, 700.0)))

    assert pages(Part("b")) == 2
    assert pages(Part("b", alone=True)) == 3


def test_bookmarks_go_down_one_level_at_a_time():
    blocks = (Heading("a", 2), Title(inline("b")), Heading("c"), Part("d"), Title(inline("e")))
    assert [entry.level for entry in entries(blocks) if entry] == [0, 0, 1, 0, 1]
    assert entries((Paragraph(inline("x")), Title(inline("y")))) == [None, Entry(0, "y", "part-1")]


def test_contents_leave_out_what_stands_before_them_and_what_is_deep():
    before, later = Title(inline("Before")), (Heading("Section"), Heading("Deep", 2))
    (line,) = laid_out(before, Contents(), *later)[1:2]
    assert any(getattr(item, "anchor", "") == "part-2" for item in line.items)
    assert len(laid_out(before, Contents(), *later)) == 4


def test_rows_are_laid_out_as_they_are_asked_for():
    asked: list[int] = []

    class Rows(tuple):
        def __iter__(self):
            for number, row in enumerate(super().__iter__()):
                asked.append(number)
                yield row

    rows = Rows((inline(str(n)),) for n in range(300))
    table = Table((Column("A"),), (Group("", rows),))
    strips = layout.strips((table,), Typesetter(system_fonts()), 400.0)
    next(strips)
    asked.clear()
    for _ in range(10):
        next(strips)
    assert len(asked) <= 11


def test_every_row_and_block_is_counted_once():
    table = Table((Column("A"),), (Group("g", tuple((inline("x"),) for _ in range(7))),))
    blocks = (Title(inline("t")), table, Note("n"), Bullets((inline("a"), inline("b"))))
    assert sum(strip.begun for strip in laid_out(*blocks)) == layout.begun(blocks) == 7 + 4


def test_empty_blocks_leave_nothing():
    assert laid_out(Paragraph(()), Note(""), Bullets(()), Contents()) == []


def test_a_page_that_begins_with_a_group_has_the_head_of_its_table():
    groups = tuple(
        Group(f"Group {n}", tuple((inline(f"{n}.{m}"),) for m in range(3))) for n in range(20)
    )
    strips = laid_out(Table((Column("Column"),), groups))
    starts = [page[0][1] for page in layout.pages(strips, 200.0)]
    assert len(starts) > 3
    assert all(start is strips[0] or start == starts[1] for start in starts)
    assert {strip.height for strip in starts} == {strips[0].height}


def test_neither_the_first_nor_the_last_fact_stands_alone():
    facts = KeyFacts(tuple(Fact(f"Label {n}", inline("Value")) for n in range(4)))
    keeps = [strip.keep for strip in laid_out(facts)]
    assert keeps == [True, False, True, False]
