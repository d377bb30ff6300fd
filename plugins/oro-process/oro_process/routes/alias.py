"""Second names of routes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from oro_framework.service import route

__all__ = ("alias",)

P = ParamSpec("P")
R = TypeVar("R")


def alias(name: str, method: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Make a route's method answer another name too, by which pages of Socket call it."""

    @wraps(method)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        return await method(*args, **kwargs)

    return route(name, permission="process", deadline=0)(answer)
