"""A process that ends at once is started at once, then more and more seldom; one that lived long is like a first."""

from __future__ import annotations

from oro_ai.out_of_process.backoff import FIRST, LONGEST, PROVEN, Backoff


def waits(lives: list[float]) -> list[float]:
    """Return the pause after each life of so many seconds, the process being started when it may be."""
    now, found = [0.0], list[float]()
    backoff = Backoff(lambda: now[0])
    for life in lives:
        backoff.started()
        now[0] += life
        backoff.ended()
        found.append(backoff.wait())
        now[0] += found[-1]
        assert backoff.wait() == 0
    return found


def test_pauses_grow_and_have_an_end() -> None:
    assert waits([0.0] * 8) == [0, FIRST, 2, 4, 8, 16, LONGEST, LONGEST]
    assert waits([0.0] * 1100)[-1] == LONGEST


def test_one_that_lived_begins_anew() -> None:
    assert waits([0, 0, 0, PROVEN, 0]) == [0, 1, 2, 0, 1]


def test_a_first_start_waits_for_nothing() -> None:
    assert Backoff().wait() == 0
