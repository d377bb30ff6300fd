"""Routes that `net` and `tls` have in common, and the decorator by which their errors carry the socket's id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from oro_framework.service import route, routes_of, within
from oro_framework.types import Route
from oro_tls.errors import carrying

__all__ = ("routes_for", "socket_route")

F = TypeVar("F", bound=Callable[..., Any])


def routes_for(service: str, *parts: object) -> Iterator[Route]:
    """Yield the routes of parts for a service: `connect` becomes `net.connect`, behind permission `net`."""
    for part in parts:
        for declared in routes_of(part):
            yield replace(declared, name=f"{service}.{declared.name}", permission=service)


def socket_route(name: str, *, waits: bool = False) -> Callable[[F], F]:
    """Make a method a route for `routes_for`; its errors carry the call's `id`.

    Args:
        name: the route's, without the service.
        waits: no deadline holds, for it may wait for a peer.
    """

    def mark(function: F) -> F:
        in_context = within(lambda params: carrying(_id(params)))(function)
        return route(name, deadline=0.0 if waits else None)(in_context)

    return mark


def _id(params: Mapping[str, object]) -> str:
    return str(params.get("id") or params.get("clientId") or "")
