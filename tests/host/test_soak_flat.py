"""The judgement of `make soak`: what grows is seen, what only moves is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.soak.flat import LEAST, Sample, rising

FLAT = Sample(seconds=0, rss=100, engine=500, fds=80, threads=12, tasks=40, processes=5, calls=0)


@given(st.lists(st.tuples(st.integers(-4, 4), st.floats(-5, 5)), min_size=LEAST, max_size=60))
def test_what_moves_up_and_down_is_flat(moves: list[tuple[int, float]]) -> None:
    """However a run begins, and however far within what is allowed it moves, it is flat."""
    samples = [replace(FLAT, fds=80 + few, tasks=40 + few, rss=100 + some) for few, some in moves]
    assert rising([replace(FLAT, rss=20, fds=10), *samples]) == [] or len(samples) < LEAST


@pytest.mark.parametrize("name", ["fds", "threads", "tasks"])
@given(count=st.integers(20, 200))
def test_one_more_each_time_is_not(name: str, count: int) -> None:
    """What grows by one in every sample is seen in any run of some length."""
    samples = [replace(FLAT, **{name: getattr(FLAT, name) + number}) for number in range(count)]
    assert any(text.startswith(f"{name} went from") for text in rising(samples))


def test_memory_that_grows_is_named() -> None:
    samples = [replace(FLAT, rss=100 + 4 * number) for number in range(40)]
    (text,) = rising(samples)
    assert text.startswith("rss went from ")


def test_a_few_samples_say_nothing() -> None:
    with pytest.raises(ValueError, match=f"{LEAST} are needed"):
        rising([FLAT] * (LEAST - 1))
