"""Rates, times left, and the order in which jobs begin, whatever they tell and however many there are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_jobs.bar import described
from oro_jobs.estimate import Estimate
from oro_jobs.waiting import Waiting

told = st.tuples(st.floats(), st.none() | st.floats(), st.floats(0, 1e6))


@given(st.lists(told))
def test_whatever_is_told_numbers_stay_numbers(steps: list[tuple[float, float | None, float]]) -> None:
    estimate, now = Estimate(0.0), 0.0
    for done, total, elapsed in steps:
        now += elapsed
        progress = estimate.update(done, total, now)
        assert math.isfinite(progress.done)
        assert progress.done >= 0
        assert progress.rate is None or (math.isfinite(progress.rate) and progress.rate > 0)
        assert progress.left is None or (math.isfinite(progress.left) and progress.left >= 0)
        assert progress.share is None or 0 <= progress.share <= 1
        assert described(progress)


@given(st.floats(0.01, 1000), st.lists(st.floats(0.01, 20), min_size=1, max_size=30))
def test_a_steady_job_has_its_rate_and_its_time(rate: float, pauses: list[float]) -> None:
    total = rate * sum(pauses) * 2
    estimate, now = Estimate(0.0), 0.0
    for pause in pauses:
        now += pause
        progress = estimate.update(rate * now, total, now)
    assert progress.rate == pytest.approx(rate)
    assert progress.left == pytest.approx((total - rate * now) / rate)


@given(st.floats(1, 100))
def test_what_was_long_ago_counts_little(rate: float) -> None:
    estimate = Estimate(0.0)
    estimate.update(1.0, None, 100.0)
    for second in range(1, 61):
        progress = estimate.update(1.0 + rate * second, None, 100.0 + second)
    assert progress.rate == pytest.approx(rate, rel=0.01)


def test_another_attempt_begins_the_measure_anew() -> None:
    estimate = Estimate(0.0)
    estimate.update(50, 100, 5.0)
    assert estimate.update(0, 100, 6.0).rate is None
    assert estimate.update(2, 100, 8.0).rate == 1.0


@given(st.lists(st.integers(-3, 3)))
def test_jobs_begin_by_priority_and_then_as_they_came(priorities: list[int]) -> None:
    waiting = Waiting()
    for number, priority in enumerate(priorities):
        waiting.add(str(number), priority)
    order = [int(id) for _ in priorities if (id := waiting.take(0)) is not None]
    assert order == sorted(range(len(priorities)), key=lambda number: (-priorities[number], number))
    assert waiting.take(0) is None


@given(st.lists(st.tuples(st.sampled_from(["add", "later", "discard", "take"]), st.integers(0, 5), st.integers(0, 9))))
def test_every_job_begins_once_or_is_discarded(steps: list[tuple[str, int, int]]) -> None:
    waiting, there, now = Waiting(), dict[str, float](), 0.0
    for what, number, time in steps:
        id = str(number)
        if what == "add" and id not in there:
            waiting.add(id, time)
            there[id] = now
        elif what == "later" and id not in there:
            waiting.add_later(id, now + time)
            there[id] = now + time
        elif what == "discard":
            assert waiting.discard(id) == (there.pop(id, None) is not None)
        elif what == "take":
            now += 1
            taken = waiting.take(now)
            ready = {each for each, at in there.items() if at <= now}
            assert (taken is None) == (not ready)
            if taken is not None:
                assert taken in ready
                del there[taken]
        assert len(waiting) == len(there)
        times = [at for at in there.values() if at > now]
        assert waiting.next_time() is None or not times or waiting.next_time() <= min(times)  # type: ignore[operator]
