"""Any sequence of errors lets through at most sixty a minute, and each first one that there is room for."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.logs.repeats import AGAIN, MANY, Repeats


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=2), max_size=200))
def test_the_same_is_let_through_once_a_minute(keys: list[str]) -> None:
    repeats = Repeats()
    let = [key for key in keys if repeats.admit(key, 1.0) is not None]
    assert let == list(dict.fromkeys(keys))
    for key in set(keys):
        assert repeats.admit(key, 1.0 + AGAIN) == keys.count(key) - 1


@given(st.integers(1, 300))
def test_of_different_ones_so_many_are_let_through(count: int) -> None:
    repeats = Repeats()
    assert sum(repeats.admit(str(number), 1.0) is not None for number in range(count)) == min(count, MANY)


def test_long_texts_are_not_kept() -> None:
    repeats = Repeats()
    tracemalloc.start()
    try:
        for number in range(50):
            repeats.admit(f"{number}" * 100_000, 1.0)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 100_000
    assert repeats.admit("7" * 100_000, 2.0) is None, "the same is known again all the same"
