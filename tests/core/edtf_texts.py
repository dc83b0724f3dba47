"""EDTF level-1 texts for property tests: every feature that the catalogue stores."""

from datetime import date

from hypothesis import assume
from hypothesis import strategies as st

from defcat.dates import PartialDate

days = st.dates().map(date.isoformat)
months = st.dates().map(lambda day: day.isoformat()[:7])
years = st.dates().map(lambda day: day.isoformat()[:4])
seasons = st.builds("{}-{}".format, years, st.integers(21, 24))
stated = st.builds(
    str.__add__, days | months | years | seasons, st.sampled_from(["", "", "~", "?", "%"])
)
unspecified = (
    st.builds("{}-XX".format, months | years)
    | years.map("{}-XX-XX".format)
    | st.integers(1, 3).flatmap(lambda n: years.map(lambda year: year[: 4 - n] + n * "X"))
)


@st.composite
def ranges(draw: st.DrawFn) -> str:
    first, last = draw(stated), draw(stated | st.sampled_from(["..", ""]))
    if last in ("..", ""):
        return draw(st.sampled_from([f"{first}/{last}", f"{last}/{first}"]))
    assume(PartialDate.parse(first).first <= PartialDate.parse(last).last)
    return f"{first}/{last}"


edtf_texts = stated | unspecified | ranges() | st.just("XXXX")
