"""The routes `serviceWorker.cache.*`, by which `caches` of pages and workers works."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import Any

from oro_framework.errors import Denied
from oro_framework.parameters import Url
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, FileResponse, Response
from oro_sw.answers.bodies import BINARY, in_pieces, pieces
from oro_sw.routes.worker_calls import WorkerCalls
from oro_sw.settings import PERMISSION
from oro_sw.storage.cache_match import Entry, Pairs, Query
from oro_sw.storage.cache_store import Caches, new_entry_id
from oro_sw.workers.answering import Named, head_of, named
from oro_sw.workers.runner import Runner

__all__ = ("CacheRoutes",)


class CacheRoutes:
    """The caches of the app."""

    def __init__(self, caches: Caches, runner: Runner, calls: WorkerCalls) -> None:
        self._caches = caches
        self._runner = runner
        self._calls = calls

    @route("serviceWorker.cache.open", permission=PERMISSION)
    async def cache_open(self, call: Call, *, name: str) -> None:
        """Make a cache, if there is none of that name."""
        await self._caches.open(name)

    @route("serviceWorker.cache.names", permission=PERMISSION)
    async def cache_names(self, call: Call) -> list[str]:
        """Return the names of the caches in the order they were made."""
        return await self._caches.names()

    @route("serviceWorker.cache.remove", permission=PERMISSION)
    async def cache_remove(self, call: Call, *, name: str) -> bool:
        """Forget a cache; false when there is none."""
        return await self._caches.remove(name)

    @route("serviceWorker.cache.find", permission=PERMISSION)
    async def cache_find(
        self,
        call: Call,
        *,
        name: str | None = None,
        url: Url = "",
        method: str = "GET",
        headers: Pairs | None = None,
        ignoreSearch: bool = False,
        ignoreMethod: bool = False,
        ignoreVary: bool = False,
        first: bool = False,
    ) -> list[dict[str, Any]]:
        """Return the heads of what a request finds, or of everything when there is no URL.

        Args:
            call: the call.
            name: of one cache; without it all are asked in order.
            url: looked for, empty for all.
            method: of the request.
            headers: of the request, for answers that vary.
            ignoreSearch: look away from queries.
            ignoreMethod: look away from the method.
            ignoreVary: look away from what answers vary by.
            first: only the first.
        """
        query = Query(url, method, headers or [], ignoreSearch, ignoreMethod, ignoreVary) if url else None
        found = await self._caches.find(name, query)
        return [entry.describe() for entry in (found[:1] if first else found)]

    @route("serviceWorker.cache.put", permission=PERMISSION, deadline=0)
    async def cache_put(
        self,
        call: Call,
        *,
        name: str,
        url: Url,
        requestHeaders: Pairs,
        status: int,
        statusText: str = "",
        headers: Pairs,
        responseURL: str = "",
        responseType: str = "default",
        redirected: bool = False,
        sealed: bool = False,
        cached: str = "",
        fetched: str = "",
        worker: str = "",
        keep: bool = False,
    ) -> None:
        """Keep an answer; its body is that of the call, what comes on the stream the page opened, or one it names.

        So is its head, where it is sealed.

        Raises:
            NotFound: the body it names is gone.
            QuotaExceeded: there is no room.
        """
        body = Named(cached=cached, fetched=fetched, keep=keep)
        if sealed:
            head = head_of(self._caches, self._calls.find(call, worker), body)
            status, headers = head.status, list(head.headers)
        entry = Entry(
            id=new_entry_id(),
            url=url,
            request_headers=requestHeaders,
            status=status,
            status_text=statusText,
            headers=headers,
            response_url=responseURL,
            response_type=responseType,
            redirected=redirected,
        )
        await self._caches.put(name, entry, self._body(call, body, worker))

    @route("serviceWorker.cache.delete", permission=PERMISSION)
    async def cache_delete(
        self,
        call: Call,
        *,
        name: str,
        url: Url,
        method: str = "GET",
        headers: Pairs | None = None,
        ignoreSearch: bool = False,
        ignoreMethod: bool = False,
        ignoreVary: bool = False,
    ) -> bool:
        """Forget what a request finds; false when it finds nothing."""
        query = Query(url, method, headers or [], ignoreSearch, ignoreMethod, ignoreVary)
        return await self._caches.delete(name, query)

    @route("serviceWorker.cache.body", permission=PERMISSION)
    async def cache_body(self, call: Call, *, id: str) -> Response | FileResponse | ByteStream:
        """Return a body; workers get files in pieces, as with `serviceWorker.fetch.body`.

        Raises:
            Denied: no script may look into it.
            NotFound: it is not there any more.
        """
        if self._caches.entry(id).sealed:
            raise Denied(f'Cannot read the cached body "{id[:40]}": the site it is of did not consent to that')
        found = self._caches.body(id)
        if isinstance(found, bytes) or self._runner.owns(call.window):
            return in_pieces(found)
        return FileResponse(fd=found.fd, length=found.length, headers=BINARY)

    def _body(self, call: Call, name: Named, worker: str) -> AsyncIterable[bytes]:
        """Return the body that is to be kept; only workers can name what they fetched."""
        if call.duplex is not None:
            return call.stream()
        if not name.cached and not name.fetched:
            return pieces(call.body)
        return pieces(named(self._caches, self._calls.find(call, worker), name))
