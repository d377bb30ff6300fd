"""What the decode thread leaves to another thread is done there, in its order, all of it."""

from __future__ import annotations

import threading

from oro_ai.engine.waker import Waker


def test_functions_are_called_in_order_by_a_thread_that_ends_after_the_last() -> None:
    waker, heard = Waker(), list[tuple[int, str]]()
    for number in range(100):
        waker.call(lambda number=number: heard.append((number, threading.current_thread().name)))  # type: ignore[misc]
    waker.end()
    assert heard == [(number, "oro-ai waker") for number in range(100)]
    assert "oro-ai waker" not in {thread.name for thread in threading.enumerate()}


def test_one_that_was_given_nothing_has_no_thread() -> None:
    before = threading.active_count()
    waker = Waker()
    assert threading.active_count() == before
    waker.end()
