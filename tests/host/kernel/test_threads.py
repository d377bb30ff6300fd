"""Whatever crosses, neither thread ends of it; calls keep their order."""

from __future__ import annotations

import logging
import threading

import pytest
import trio

from oro_framework.host.kernel.threads import Threads


def test_calls_made_before_the_loop_runs_keep_their_order() -> None:
    threads = Threads(logging.getLogger("test"))
    seen: list[int] = []
    for number in range(100):
        threads.gui_to_loop(seen.append, number)
    done = threading.Event()

    async def main() -> None:
        threads.gui_to_loop(seen.append, 100)
        while len(seen) < 101:
            await trio.lowlevel.checkpoint()

    threads.start(main, done.set)
    threads.join()
    assert done.is_set()
    assert seen == list(range(101))


def test_a_call_that_raises_is_logged_and_the_loop_lives(caplog: pytest.LogCaptureFixture) -> None:
    threads = Threads(logging.getLogger("test"))
    survived = threading.Event()

    async def main() -> None:
        arrived = trio.Event()
        threads.gui_to_loop(lambda: 1 / 0)
        threads.gui_to_loop(arrived.set)
        await arrived.wait()
        survived.set()

    threads.start(main, lambda: None)
    threads.join()
    assert survived.is_set()
    assert "ZeroDivisionError" in caplog.text


def test_what_ends_the_loop_is_raised_where_it_is_joined() -> None:
    threads = Threads(logging.getLogger("test"))

    async def main() -> None:
        raise ValueError("the loop is over")

    threads.start(main, lambda: None)
    with pytest.raises(ValueError, match="the loop is over"):
        threads.join()
    threads.gui_to_loop(lambda: pytest.fail("ran after the end"))


def test_without_a_gui_a_call_runs_at_once(caplog: pytest.LogCaptureFixture) -> None:
    threads = Threads(logging.getLogger("test"))
    seen: list[int] = []
    threads.loop_to_gui(seen.append, 1)
    threads.loop_to_gui(lambda: 1 / 0)
    assert seen == [1]
    assert "ZeroDivisionError" in caplog.text
