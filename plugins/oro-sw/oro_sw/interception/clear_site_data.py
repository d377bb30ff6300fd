"""`Clear-Site-Data`: answers of the app that clear the data of its origin (Clear Site Data, section 3.1).

Rules
1. `"storage"` and `"*"` drop every registration at once, every cache, the values workers keep, and the engine's data
   of the origin: documents clear `localStorage`, their `sessionStorage` and `indexedDB`. A database with an open
   connection goes when that is closed.
2. `"cache"` means a browser's copies of answers, not `caches`: the host has none. `"cookies"` has nothing to clear:
   engines keep none for schemes of apps. `"executionContexts"` is in no browser.
3. Types without quotes are ignored, and so is the header in an answer that a worker made itself.
4. It is done before the answer arrives.
"""

from __future__ import annotations

from collections.abc import Iterable

from oro_framework.requests import Answer, App, Request, arrived, discard
from oro_sw.container import AreaChange, Container

__all__ = ("clear_for", "clearing", "types_of")

NAME = "clear-site-data"


def types_of(headers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the types of data that headers clear. Sans-IO."""
    values = ",".join(value for name, value in headers if name.lower() == NAME).split(",")
    quoted = (value.strip() for value in values)
    return frozenset(value[1:-1] for value in quoted if len(value) > 2 and value[0] == value[-1] == '"')


async def clear_for(container: Container, headers: Iterable[tuple[str, str]]) -> None:
    """Clear the data that the headers of an answer name."""
    if types_of(headers) & {"storage", "*"}:
        await _clear(container)


def clearing(container: Container, app: App) -> App:
    """Return an app whose answers clear data."""

    async def answer(request: Request) -> Answer:
        found = await arrived(app(request))
        try:
            await clear_for(container, found.head.headers)
        except BaseException:
            await discard(found)
            raise
        return found

    return answer


async def _clear(container: Container) -> None:
    for scope, area in container.areas.environments.items():
        if (registration := container.registry.get(scope)) is not None:
            container.keep(registration, AreaChange(area="environment", changes=dict.fromkeys(area.entries)))
    container.jobs.reset()
    await container.clients.clear()
    if container.caches.exists():
        for name in await container.caches.names():
            await container.caches.remove(name)
