"""A JSON document read piece by piece is what it is when it is read at once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defcat.exchange.pieces import decoded, let_go

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES) | VALUES, st.sampled_from((None, 2)), st.booleans())
def test_what_was_written_is_read(value: Any, indent: int | None, plain: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    assert decoded(text.encode("utf-8", "surrogatepass")) == value
    assert decoded(f"\n {text} ".encode("utf-16", "surrogatepass")) == value


@given(st.dictionaries(st.text(), VALUES, min_size=1), st.data())
def test_what_is_no_json_is_none_either_way(value: Any, data: st.DataObject) -> None:
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from('{}[],:"x1 '))
    spoilt = (text[:at] + sign + text[at + 1 :]).encode()
    try:
        meant = json.loads(spoilt)
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011 - in whatever words
            decoded(spoilt)
    else:
        assert decoded(spoilt) == meant


@pytest.mark.parametrize(
    "text", ["", "{", '{"a"}', '{"a": [1,]}', '{"a": 1,}', '{"a": 1} x', "{a}"]
)
def test_what_is_wrong_is_said_with_its_place(text: str) -> None:
    with pytest.raises(json.JSONDecodeError, match=r"line 1 column \d"):
        decoded(text.encode())


def test_what_was_let_go_is_empty() -> None:
    inner = [1, 2]
    held = {"a": inner, "b": 1}
    let_go(held)
    assert (held, inner) == ({}, [])
