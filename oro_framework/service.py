"""`Service`, a thing with a lifetime, and `@route`, which makes a method callable from a page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any, ClassVar, TypeVar

from msgspec.structs import replace

from oro_framework.types import Host, Route, Window

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
    """Yield the routes of a service instance or of one decorated function, bound to it."""
    if isinstance(declared := getattr(owner, _MARK, None), Route) and callable(owner):
        yield _bound(declared, owner)
        return
    for attribute in dir(type(owner)):
        if isinstance(declared := getattr(getattr(type(owner), attribute, None), _MARK, None), Route):
            yield _bound(declared, getattr(owner, attribute))


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


class Service:
    """Something a plugin keeps running: routes, a lifetime, and what it frees when a page goes.

    The host makes one instance of each declared class per run. Set `name`; override what you need.
    """

    name: ClassVar[str]

    def __init__(self, host: Host) -> None:
        self.host = host

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run for as long as the host runs; open task groups here and nowhere else."""
        yield

    async def pause(self) -> None:
        """Stop what should not go on while the app is paused."""

    async def resume(self) -> None:
        """Take up again what `pause` stopped."""

    async def release(self, window: Window) -> None:
        """Free what the page in `window` held: called when its document is replaced and when it closes."""

    def diagnostics(self) -> Mapping[str, Any]:
        """Return live handles by kind for `diagnostics.query`: `{kind: [id, …]}` or nested."""
        return {}
