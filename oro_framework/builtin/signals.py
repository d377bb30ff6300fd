"""`application.signals`: delivers signals to a page."""

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
    """Deliver signals to the page, as event `signal`, in place of their usual effect; return their numbers.

    That holds until the page asks for other signals, or is replaced, closed or dies. Afterwards a signal has its usual
    effect again; one that would end the process ends the app in order.

    Args:
        call: the call.
        signals: names with commas between, such as "SIGINT,SIGHUP"; an empty text for none.

    Raises:
        InvalidArgument: a name is no signal that a process can handle.
        Unsupported: the host runs within another program, which handles the signals, or the caller has no window.
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
    """Declare the event `signal`."""
    return [
        PageEvent(name="signal", detail=SignalDetail, summary="A signal has come that the page or the app listens to.")
    ]
