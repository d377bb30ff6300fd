"""How a worker answers with a body that the host has: of a cache, or of what the worker fetched and did not read."""

from __future__ import annotations

from typing import Any

import msgspec

from oro_framework.carrier import Head
from oro_framework.errors import NotFound, OroError
from oro_sw.bodies import Held
from oro_sw.caches import Caches
from oro_sw.exchange import Answer, Refused
from oro_sw.worker import Worker

__all__ = ("Named", "answer", "named")


class Named(msgspec.Struct, kw_only=True):
    """A body by its name; without one it is empty."""

    cached: str = ""
    """Id of a cached body."""
    fetched: str = ""
    """Id of an answer the worker fetched."""
    keep: bool = False
    """The worker has more use of what it fetched."""


class _Answer(Named, kw_only=True):
    id: str
    status: int
    headers: list[tuple[str, str]]


def answer(caches: Caches, worker: Worker, message: dict[str, Any]) -> None:
    """Answer the request a worker names; a body that is gone makes it a network error."""
    said = msgspec.convert(message, _Answer)
    asked = worker.asked(said.id)
    if asked is None or asked.settled:
        if said.fetched and not said.keep:
            worker.shelf.drop(said.fetched)
        return
    try:
        asked.settle(Answer(Head(said.status, said.headers), named(caches, worker, said)))
    except OroError as error:
        asked.settle(Refused(error.message))


def named(caches: Caches, worker: Worker | None, name: Named) -> Held:
    """Return the body of a name.

    Raises:
        NotFound: it is gone.
    """
    if name.cached:
        return caches.body(name.cached)
    if not name.fetched:
        return b""
    if worker is None:
        raise NotFound(f'There is no running service worker that fetched "{name.fetched[:40]}"')
    return worker.shelf.body(name.fetched, keep=name.keep)
