"""A signal reaches the loop thread, whoever is told first."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator

import pytest
import trio
import trio.testing

from oro_framework.host.configuration.settings import signal_numbers
from oro_framework.host.kernel.signals import ENDING, SignalSocket
from oro_framework.testing import PATIENCE

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


@pytest.fixture
def heeded(number: int) -> Iterator[None]:
    """The signal, not ignored: under `nohup` a run of the tests ignores SIGHUP."""
    previous = signal.signal(number, signal.SIG_DFL)
    yield
    signal.signal(number, previous)


@pytest.mark.parametrize("number", ENDING)
@pytest.mark.usefixtures("heeded")
async def test_a_signal_is_forwarded(number: int) -> None:
    signals = SignalSocket()
    with signals.installed(), trio.fail_after(PATIENCE):
        assert await _received(signals, number) == number


async def test_a_toolkit_that_takes_the_wakeup_socket_keeps_no_signal() -> None:
    signals = SignalSocket()
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    with ours, theirs, signals.installed(), trio.fail_after(PATIENCE):
        signal.set_wakeup_fd(theirs.fileno())
        assert await _received(signals, signal.SIGINT) == signal.SIGINT


async def test_more_signals_are_told_once_each() -> None:
    signals = SignalSocket([signal.SIGUSR1, signal.SIGTERM])
    seen: list[int] = []
    with signals.installed(), trio.fail_after(PATIENCE):
        async with trio.open_nursery() as nursery:

            def received(number: int) -> None:
                seen.append(number)
                if number == signal.SIGTERM:
                    nursery.cancel_scope.cancel()

            nursery.start_soon(signals.forward, received)
            for number in (signal.SIGUSR1, signal.SIGUSR1, signal.SIGTERM):
                os.kill(os.getpid(), number)
                await trio.testing.wait_all_tasks_blocked()
    assert seen == [signal.SIGUSR1, signal.SIGUSR1, signal.SIGTERM]


@pytest.mark.parametrize(
    ("value", "numbers"), [(False, ()), ("false", ()), ([], ()), ("SIGHUP, sigusr1", (1, 10)), (["SIGINT"], (2,))]
)
def test_signals_are_named(value: object, numbers: tuple[int, ...]) -> None:
    assert signal_numbers(value) == numbers


@pytest.mark.parametrize("value", ["SIGNONE", ["SIGKILL"], "SIGSTOP", True, 5, [5]])
def test_what_is_no_signal_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"names of signals|array"):
        signal_numbers(value)


def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(number) for number in ENDING]
    signals = SignalSocket()
    with signals.installed():
        assert [signal.getsignal(number) for number in ENDING] != before
    assert [signal.getsignal(number) for number in ENDING] == before


async def test_more_signals_can_be_taken_over_later_and_are_put_back() -> None:
    before = signal.getsignal(signal.SIGUSR2)
    signals = SignalSocket()
    with signals.installed(), trio.fail_after(PATIENCE):
        signals.take([signal.SIGUSR2, signal.SIGINT])
        assert await _received(signals, signal.SIGUSR2) == signal.SIGUSR2
    assert signal.getsignal(signal.SIGUSR2) is before
