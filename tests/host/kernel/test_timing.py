"""Times are counted in steps that cost little and are exact to an eighth; nothing that was counted is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.kernel.timing import MILLISECOND, Timing

TIMES = st.lists(st.integers(0, 10**13), min_size=1, max_size=50)


def timing_of(times: list[int]) -> Timing:
    timing = Timing()
    for each in times:
        timing.add(each)
    return timing


@given(TIMES, st.floats(0.01, 1))
def test_a_quantile_is_at_most_an_eighth_too_long(times: list[int], share: float) -> None:
    exact = next(each for at, each in enumerate(sorted(times), 1) if at >= share * len(times))
    assert exact <= timing_of(times).quantile(share) <= exact * 9 / 8


@given(TIMES)
def test_a_summary_counts_everything(times: list[int]) -> None:
    summary = timing_of(times).summary()
    assert summary["count"] == len(times)
    assert summary["max"] == max(times) / MILLISECOND
    assert summary["mean"] == sum(times) / len(times) / MILLISECOND
    assert summary["p95"] <= summary["max"]


@given(TIMES)
def test_a_spread_rises_and_loses_nothing(times: list[int]) -> None:
    spread = timing_of(times).spread()
    ceilings = [step["milliseconds"] for step in spread]
    assert ceilings == sorted(set(ceilings))
    assert sum(step["count"] for step in spread) == len(times)


def test_nothing_timed_is_nothing() -> None:
    assert Timing().summary() == {"count": 0, "errors": 0, "mean": 0.0, "p95": 0.0, "max": 0.0}
    assert Timing().spread() == []


def test_threads_lose_none_of_each_others() -> None:
    timing = Timing()

    def work(number: int) -> None:
        for each in range(2000):
            timing.add(each, failed=each % 2 == 0)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert (timing.count, timing.errors, timing.total) == (8000, 4000, 4 * sum(range(2000)))
    assert sum(step["count"] for step in timing.spread()) == 8000
