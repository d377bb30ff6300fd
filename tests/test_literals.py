"""A literal is one line and means the value it was made of."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.literals import literal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_literal_is_one_line_of_the_same_value(value: object) -> None:
    text = literal(value)
    assert json.loads(text) == value
    assert not {"\n", "\r", "\u2028", "\u2029"} & set(text)


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError):
        literal(object())
