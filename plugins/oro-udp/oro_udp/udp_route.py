"""Decorators that make methods answer routes of UDP, so that their errors carry the socket's id."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from oro_framework.service import route
from oro_udp.errors import told

__all__ = ("udp_route", "udp_route_at_once")

P = ParamSpec("P")
R = TypeVar("R")


def udp_route(
    name: str,
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Make an async method answer `ipc://<name>` behind permission `udp`; its errors carry the call's `id`."""

    def mark(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
        @wraps(function)
        async def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with told(str(kwargs["id"])):
                return await function(*args, **kwargs)

        return route(name, permission="udp")(answer)

    return mark


def udp_route_at_once(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a method that never waits answer `ipc://<name>`; see `udp_route`."""

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with told(str(kwargs["id"])):
                return function(*args, **kwargs)

        return route(name, permission="udp")(answer)

    return mark
