"""`application.signals`: signals a page is told of, which then do nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.configuration.settings import signal_numbers
from oro_framework.host.inner import inner, window_of
from oro_framework.service import route
from oro_framework.types import Call, Host, PageEvent

__all__ = ("oro_page_events", "oro_routes")


class SignalDetail(TypedDict):
    """The number of a signal."""

    signal: int


@route("application.signals", permission="window")
def signals(call: Call, *, signals: str = "") -> list[int]:
    """Have the page told of signals, as event `signal`, instead of what they do otherwise; return their numbers.

    It holds until the page asks for others, or is replaced, closed or dies. What no page is told of does what it did
    before, but what would end the process ends the app in order: SIGINT, SIGTERM, SIGHUP, and such a signal that a page
    once asked for.

    Args:
        call: the call.
        signals: names with commas between, such as "SIGINT,SIGHUP"; none for none.

    Raises:
        InvalidArgument: one is no signal that a program may hear.
        Unsupported: the host runs within another program, whose signals they are, or the caller has no window.
    """
    window, windows = window_of(call), inner(call.host).windows_manager
    if window is None or windows.heed_signals is None:
        raise Unsupported("Cannot hear signals: the caller has no window, or they are another program's")
    try:
        numbers = signal_numbers(signals) if signals else ()
    except ValueError as error:
        raise InvalidArgument(f'Cannot hear signals: expected {error}, got "{signals[:80]}"') from None
    windows.listen_to(window, frozenset(numbers))
    return sorted(numbers)


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [signals]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told of signals."""
    return [
        PageEvent(name="signal", detail=SignalDetail, summary="A signal has come that the page or the app listens to.")
    ]
