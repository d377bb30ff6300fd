"""The app that drivers drive: it adds up numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oro_framework import Call, Host, hookimpl, route
from oro_framework.errors import InvalidArgument


@route("tally.add")
def add(call: Call, first: int, second: int) -> int:
    """Return a sum."""
    if first < 0:
        raise InvalidArgument("Cannot add: the first number is negative")
    return first + second


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., object]]:
    """Declare the route."""
    return [add]
