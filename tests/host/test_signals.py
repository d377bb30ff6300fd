"""A signal reaches the loop thread, whoever is told first."""

from __future__ import annotations

import os
import signal
import socket

import pytest
import trio

from oro_framework.host.signals import SIGNALS, SignalSocket

pytestmark = pytest.mark.anyio


async def _received(signals: SignalSocket, number: int) -> int:
    """Raise a signal in this process and return what `forward` reports first."""
    seen: list[int] = []
    async with trio.open_nursery() as nursery:

        def received(number: int) -> None:
            seen.append(number)
            nursery.cancel_scope.cancel()

        nursery.start_soon(signals.forward, received)
        os.kill(os.getpid(), number)
    return seen[0]


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_signal_is_forwarded(number: int) -> None:
    signals = SignalSocket()
    with signals.installed(), trio.fail_after(5):
        assert await _received(signals, number) == number


async def test_a_toolkit_that_takes_the_wakeup_socket_keeps_no_signal() -> None:
    signals = SignalSocket()
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    with ours, theirs, signals.installed(), trio.fail_after(5):
        signal.set_wakeup_fd(theirs.fileno())
        assert await _received(signals, signal.SIGINT) == signal.SIGINT


def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    signals = SignalSocket()
    with signals.installed():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before
