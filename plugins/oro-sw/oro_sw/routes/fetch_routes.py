"""Routes by which workers read requests, answer them, and fetch for themselves."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

import anyio
import anyio.lowlevel
import msgspec

from oro_framework.errors import InvalidArgument, NotFound
from oro_framework.parameters import Url
from oro_framework.requests import Caller, Head, Request, parse_target
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, Response
from oro_sw.answers.bodies import BINARY, Piped, drop, in_pieces, whole
from oro_sw.answers.fetch_event import FetchEvent, WorkerAnswer
from oro_sw.answers.fetched import Fetched
from oro_sw.answers.redirects import location_of
from oro_sw.container import Container
from oro_sw.interception.clear_site_data import clear_for
from oro_sw.registrations.network import BYPASS
from oro_sw.routes.worker_calls import WorkerCalls
from oro_sw.settings import OPAQUE
from oro_sw.urls import joined
from oro_sw.workers.worker import Worker

__all__ = ("FetchRoutes",)

INLINE = 16 << 10
"""Bytes of a body that are sent with their head; larger ones are kept until they are asked for."""


class FetchRoutes:
    """Fetch events of workers, and their own requests."""

    def __init__(self, container: Container, calls: WorkerCalls) -> None:
        self._container = container
        self._host = container.host
        self._calls = calls

    @route("serviceWorker.fetch.request.body", internal=True)
    def request_body(self, call: Call, *, worker: str, id: str) -> Response:
        """Return the body of a request a worker was asked about."""
        return Response(body=self._asked(call, worker, id).request.body, headers=BINARY)

    @route("serviceWorker.fetch.response", internal=True, max_body=64 << 20)
    def respond(self, call: Call, *, worker: str, id: str, status: int, headers: list[tuple[str, str]]) -> bool:
        """Answer a request at once, with the body of the call."""
        return self._asked(call, worker, id).settle(WorkerAnswer(Head(status, headers), call.body))

    @route("serviceWorker.fetch.response.stream", internal=True, deadline=0)
    async def respond_in_pieces(
        self, call: Call, *, worker: str, id: str, status: int, headers: list[tuple[str, str]]
    ) -> None:
        """Answer a request with what comes on the stream."""
        asked = self._asked(call, worker, id)
        body = Piped()
        try:
            if not asked.settle(WorkerAnswer(Head(status, headers), body)):
                return
            async for chunk in call.stream():
                await body.feed(chunk)
            # A stream that was given up ends, too; then this call is cancelled, and its body is not whole.
            await anyio.lowlevel.checkpoint()
            body.finish()
        except anyio.BrokenResourceError:
            pass
        finally:
            body.cut()

    @route("serviceWorker.fetch.open", internal=True, deadline=0)
    async def fetch_open(
        self, call: Call, *, worker: str, url: Url, method: str, headers: list[tuple[str, str]], seal: bool = False
    ) -> Response:
        """Ask the app for what a worker wants of it; return a line of JSON, and the body if it is small.

        The line has `status`, `statusText` and `headers`; and `id` where the body is to be asked for, with `once`
        where that can be done once. Of a redirect that is to be sealed there is nothing but the `id`. It is empty when
        the worker is to fetch that itself.

        Args:
            call: the call.
            worker: its version's id.
            url: of the app's origin.
            method: GET or HEAD.
            headers: of the request.
            seal: a redirect is not to be followed, so the worker may not look into it.

        Raises:
            InvalidArgument: it is of another origin.
        """
        asking = self._calls.worker(call, worker)
        if asking.fetched.full:
            return Response(body=b"{}\n", headers=BINARY)
        target = parse_target(url, bundle=self._host.bundle)
        if not url.startswith(self._host.origin + "/") or method not in ("GET", "HEAD"):
            raise InvalidArgument(f'Cannot fetch "{url[:200]}" for a service worker: it is not of the app\'s origin')
        caller = Caller(window=call.window, origin=self._host.origin, client=call.client)
        request = Request(target=target, method=method, headers=[*headers, BYPASS], caller=caller)
        fetched = await Fetched.open(partial(self._host.door.open, request))
        await clear_for(self._container, fetched.head.headers)
        if seal and (location := location_of(fetched.head)) is not None:
            drop(fetched.take())
            others = [pair for pair in fetched.head.headers if pair[0].lower() != "location"]
            fetched.head = Head(fetched.head.status, [*others, ("location", joined(url, location))])
            return _sealed(asking, fetched)
        return await _begun(asking, fetched)

    @route("serviceWorker.fetch.foreign", internal=True, permission=OPAQUE, deadline=0)
    async def fetch_foreign(
        self, call: Call, *, worker: str, url: Url, method: str, headers: list[tuple[str, str]]
    ) -> Response:
        """Ask another site for what a worker may hand on and not look into; return a line as `fetch.open` does.

        Raises:
            Broken: there is no answer, or it is not for other sites.
            Denied: the permission is narrowed to others.
            InvalidArgument: the method wants the site's consent.
        """
        asking = self._calls.worker(call, worker)
        if asking.fetched.full:
            return Response(body=b"{}\n", headers=BINARY)
        if method not in ("GET", "HEAD"):
            raise InvalidArgument(f'Cannot fetch "{url[:200]}" for a service worker: its method is {method[:20]}')
        return _sealed(asking, await self._container.cross_origin.fetch(method, url, headers))

    @route("serviceWorker.fetch.body", internal=True, deadline=0)
    async def fetch_body(self, call: Call, *, worker: str, id: str, keep: bool = False) -> Response | ByteStream:
        """Return the body of what a worker fetched; it is gone then, unless it is to be kept.

        Raises:
            NotFound: it is gone already.
        """
        return in_pieces(self._calls.worker(call, worker).fetched.body(id, keep=keep))

    def _asked(self, call: Call, worker: str, id: str) -> FetchEvent:
        asked = self._calls.worker(call, worker).asked(id)
        if asked is None:
            raise NotFound(f'No page waits for the answer to request "{id[:40]}"')
        return asked


def _sealed(worker: Worker, fetched: Fetched) -> Response:
    return Response(body=msgspec.json.encode({"id": worker.fetched.put(fetched)}) + b"\n", headers=BINARY)


async def _begun(worker: Worker, fetched: Fetched) -> Response:
    status, length = fetched.head.status, fetched.length
    answer = {"status": status, "statusText": _reason(status), "headers": fetched.head.headers}
    body = b""
    if length is not None and length <= INLINE:
        body = await whole(fetched.take())
    else:
        answer |= {"id": worker.fetched.put(fetched), "once": length is None}
    return Response(body=msgspec.json.encode(answer) + b"\n" + body, headers=BINARY)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
