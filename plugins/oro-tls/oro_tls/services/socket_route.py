"""Routes that `net` and `tls` have in common, and decorators by which their errors carry the socket's id."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from msgspec.structs import replace

from oro_framework.service import route, routes_of
from oro_framework.types import Route
from oro_tls.errors import carrying

__all__ = ("routes_for", "socket_route", "socket_route_at_once")

P = ParamSpec("P")
R = TypeVar("R")


def routes_for(service: str, *parts: object) -> Iterator[Route]:
    """Yield the routes of parts for a service: `connect` becomes `net.connect`, behind permission `net`."""
    for part in parts:
        for declared in routes_of(part):
            yield replace(declared, name=f"{service}.{declared.name}", permission=service)


def socket_route(
    name: str, *, waits: bool = False
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Make an async method a route for `routes_for`; its errors carry the call's `id`.

    Args:
        name: the route's, without the service.
        waits: no deadline holds, for it may wait for a peer.
    """

    def mark(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
        @wraps(function)
        async def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with carrying(_id(kwargs)):
                return await function(*args, **kwargs)

        return route(name, deadline=0.0 if waits else None)(answer)

    return mark


def socket_route_at_once(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a method that never waits a route for `routes_for`; see `socket_route`."""

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with carrying(_id(kwargs)):
                return function(*args, **kwargs)

        return route(name)(answer)

    return mark


def _id(params: Mapping[str, object]) -> str:
    return str(params.get("id") or params.get("clientId") or "")
