"""`Service`, a thing with a lifetime, and `@route`, which makes a method callable from a page."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from importlib import import_module
from typing import Any, Literal, TypeVar

from msgspec.structs import replace

from oro_framework.declarations import Route
from oro_framework.interfaces import Service

__all__ = ("Service", "load", "route", "routes_of", "within")

F = TypeVar("F", bound=Callable[..., Any])
Context = Callable[[Mapping[str, Any]], AbstractContextManager[object]]

_MARK = "__oro_route__"
_loaded: set[str] = set()


def route(
    name: str,
    *,
    permission: str | None = None,
    deadline: float | None = None,
    max_body: int | None = None,
    internal: bool = False,
    loop: Literal["trio", "asyncio"] = "trio",
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
        loop: where an `async def` runs; `asyncio` is for handlers whose libraries run on asyncio only.
    """

    def mark(function: F) -> F:
        declared = Route(
            name=name,
            handler=function,
            permission=permission,
            deadline=deadline,
            max_body=max_body,
            internal=internal,
            loop=loop,
        )
        setattr(function, _MARK, declared)
        return function

    return mark


def within(context: Context) -> Callable[[F], F]:
    """Run a function, async or not, in a context manager, such as one that completes the errors of a route.

    Args:
        context: makes the context manager from the function's keyword arguments.
    """

    def wrap(function: F) -> F:
        wrapped: Any = (
            _waiting(function, context) if inspect.iscoroutinefunction(function) else _plain(function, context)
        )
        typed: F = wrapped
        return typed

    return wrap


def _plain(function: Callable[..., Any], context: Context) -> Callable[..., Any]:
    @wraps(function)
    def answer(*args: Any, **kwargs: Any) -> Any:
        with context(kwargs):
            return function(*args, **kwargs)

    return answer


def _waiting(function: Callable[..., Any], context: Context) -> Callable[..., Any]:
    @wraps(function)
    async def answer(*args: Any, **kwargs: Any) -> Any:
        with context(kwargs):
            return await function(*args, **kwargs)

    return answer


def routes_of(owner: object) -> Iterator[Route]:
    """Yield the routes of one decorated function, or of a service and its parts, bound to them.

    A part that is a `Route` stands for itself.
    """
    if isinstance(owner, Route):
        yield owner
        return
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
