"""What an answer says is to be cleared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_sw.interception.clear_site_data import types_of


@pytest.mark.parametrize(
    ("values", "types"),
    [
        (['"storage"'], {"storage"}),
        (['"cache", "storage"', '"*"'], {"cache", "storage", "*"}),
        (["storage", '"cache'], set()),
        (['""', '"', ""], set()),
    ],
)
def test_only_what_is_quoted_says_something(values: list[str], types: set[str]) -> None:
    assert types_of([("Clear-Site-Data", value) for value in values]) == types
    assert types_of([("x-clear-site-data", value) for value in values]) == set()


@given(st.lists(st.text(max_size=8), max_size=4))
def test_any_text_is_a_header_of_some_kind(values: list[str]) -> None:
    found = types_of([("clear-site-data", value) for value in values])
    assert all(f'"{each}"' in ",".join(values) for each in found)
