"""`Service`, a thing with a lifetime, and `@route`, which makes a method callable from a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, TypeVar

from msgspec.structs import replace

from oro_framework.declarations import Route
from oro_framework.interfaces import Service

__all__ = ("Service", "load", "route", "routes_of")

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "__oro_route__"
_loaded: set[str] = set()


def route(
    name: str,
    *,
    permission: str | None = None,
    deadline: float | None = None,
    max_body: int | None = None,
    internal: bool = False,
) -> Callable[[F], F]:
    """Make a function or method answer `ipc://<name>`.

    The function takes `call: Call` first (after `self`), then its parameters by name; parameters and
    result are converted and checked from the type hints.

    Args:
        name: dotted, compared without case.
        permission: permission the caller must hold.
        deadline: seconds before the handler is cancelled and the page gets TimeoutError; 0 means none.
        max_body: bytes of request body accepted.
        internal: keep the route from the HTTP bridge and from Conduit headers.
    """

    def mark(function: F) -> F:
        declared = Route(
            name=name,
            handler=function,
            permission=permission,
            deadline=deadline,
            max_body=max_body,
            internal=internal,
        )
        setattr(function, _MARK, declared)
        return function

    return mark


def routes_of(owner: object) -> Iterator[Route]:
    """Yield the routes of one decorated function, or of a service and its parts, bound to them."""
    if isinstance(declared := getattr(owner, _MARK, None), Route) and callable(owner):
        yield _bound(declared, owner)
        return
    for attribute in dir(type(owner)):
        if isinstance(declared := getattr(getattr(type(owner), attribute, None), _MARK, None), Route):
            yield _bound(declared, getattr(owner, attribute))
    for part in owner.parts if isinstance(owner, Service) else ():
        yield from routes_of(part)


def _bound(declared: Route, handler: Callable[..., Any]) -> Route:
    return replace(declared, handler=handler)


async def load(module: str) -> None:
    """Import a module in a worker thread, unless that has been done: what takes long must not hold up the loop.

    If cancelled, the import goes on.

    Args:
        module: its full name; import from it as usual afterwards.

    Raises:
        ImportError: it cannot be imported.
    """
    if module not in _loaded:
        from anyio import to_thread

        await to_thread.run_sync(import_module, module, abandon_on_cancel=True)
        _loaded.add(module)
