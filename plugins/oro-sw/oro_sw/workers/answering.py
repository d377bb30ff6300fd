"""Answers of workers with bodies that the host has: of a cache, or fetched by the worker and not read."""

from __future__ import annotations

from typing import Any

import msgspec

from oro_framework.errors import NotFound, OroError
from oro_framework.requests import Head
from oro_sw.answers.bodies import AnyBody, Body, Piped
from oro_sw.answers.fetch_event import Refused, WorkerAnswer
from oro_sw.storage.cache_store import Caches
from oro_sw.workers.worker import Worker

__all__ = ("Named", "answer", "head_of", "named")


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
    status: int = 0
    headers: list[tuple[str, str]] = []
    sealed: bool = False
    """The worker does not know the head."""
    broken: bool = False
    """The body failed before there was anything of it."""


def answer(caches: Caches, worker: Worker, message: dict[str, Any]) -> None:
    """Answer the request a worker names; a body that is gone makes it a network error."""
    said = msgspec.convert(message, _Answer)
    asked = worker.asked(said.id)
    if asked is None or asked.settled:
        if said.fetched and not said.keep:
            worker.fetched.drop(said.fetched)
        return
    try:
        head = head_of(caches, worker, said) if said.sealed else Head(said.status, said.headers)
        asked.settle(WorkerAnswer(head, _broken() if said.broken else named(caches, worker, said), sealed=said.sealed))
    except OroError as error:
        asked.settle(Refused(error.message))


def head_of(caches: Caches, worker: Worker | None, name: Named) -> Head:
    """Return the head that belongs to the body of a name.

    Raises:
        NotFound: it is gone.
    """
    if name.cached:
        entry = caches.entry(name.cached)
        return Head(entry.status, entry.headers)
    return _fetcher(worker, name).fetched.head(name.fetched)


def named(caches: Caches, worker: Worker | None, name: Named) -> AnyBody:
    """Return the body of a name.

    Raises:
        NotFound: it is gone.
    """
    if name.cached:
        return caches.body(name.cached)
    if not name.fetched:
        return b""
    return _fetcher(worker, name).fetched.body(name.fetched, keep=name.keep)


def _fetcher(worker: Worker | None, name: Named) -> Worker:
    if worker is None:
        raise NotFound(f'There is no running service worker that fetched "{name.fetched[:40]}"')
    return worker


def _broken() -> Body:
    body = Piped()
    body.cut()
    return body
