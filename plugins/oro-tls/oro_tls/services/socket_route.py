"""Routes that `net` and `tls` have in common: written once, answered as `net.<name>` and `tls.<name>`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from oro_framework.service import Service, route
from oro_tls.errors import carrying

__all__ = ("SharedRoutes", "shared")

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "__oro_shared__"


def shared(name: str, *, waits: bool = False) -> Callable[[F], F]:
    """Make a method answer `ipc://<service>.<name>` of every service that has it, behind the permission of that name.

    Errors of a call carry its `id`.

    Args:
        name: what comes after the service's name and a dot.
        waits: it may wait for a peer for as long as the page likes.
    """

    def mark(function: F) -> F:
        setattr(function, _MARK, (name, 0.0 if waits else None))
        return function

    return mark


class SharedRoutes(Service):
    """A service whose subclasses map what is marked with `shared` under their own name."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" not in cls.__dict__:
            return
        for attribute in dir(cls):
            function = getattr(cls, attribute)
            if (marked := getattr(function, _MARK, None)) is not None:
                name, deadline = marked
                answer = _carrying(function)
                setattr(cls, attribute, route(f"{cls.name}.{name}", permission=cls.name, deadline=deadline)(answer))


def _carrying(function: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @wraps(function)
        async def wait(self: Any, call: Any, **params: Any) -> Any:
            with carrying(_id(params)):
                return await function(self, call, **params)

        return wait

    @wraps(function)
    def answer(self: Any, call: Any, **params: Any) -> Any:
        with carrying(_id(params)):
            return function(self, call, **params)

    return answer


def _id(params: dict[str, Any]) -> str:
    return str(params.get("id") or params.get("clientId") or "")
