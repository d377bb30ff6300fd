"""The routes by which workers read requests, answer them, and fetch of the app's own origin themselves."""

from __future__ import annotations

from http import HTTPStatus

import anyio
import anyio.lowlevel
import msgspec

from oro_framework.carrier import Caller, Head, Request, parse_target
from oro_framework.errors import InvalidArgument, NotFound
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, Response
from oro_sw.bodies import BINARY, Body, in_pieces, whole
from oro_sw.clearing import clear_for
from oro_sw.exchange import Answer, Asked
from oro_sw.fetched import Fetched
from oro_sw.network import BYPASS
from oro_sw.worker import Worker
from oro_sw.worker_routes import WorkerRoutes

__all__ = ("FetchRoutes",)

INLINE = 16 << 10
"""Bytes of a body that are sent with their head; larger ones are kept until they are asked for."""


class FetchRoutes(WorkerRoutes):
    """See the module; a part of the service."""

    @route("serviceWorker.fetch.request.body", internal=True)
    def request_body(self, call: Call, *, worker: str, id: str) -> Response:
        """Return the body of a request a worker was asked about."""
        self._check(call)
        return Response(body=self._asked(worker, id).request.body, headers=BINARY)

    @route("serviceWorker.fetch.response", internal=True, max_body=64 << 20)
    def respond(self, call: Call, *, worker: str, id: str, status: int, headers: list[tuple[str, str]]) -> bool:
        """Answer a request at once, with the body of the call."""
        self._check(call)
        return self._asked(worker, id).settle(Answer(Head(status, headers), call.body))

    @route("serviceWorker.fetch.response.stream", internal=True, deadline=0)
    async def respond_in_pieces(
        self, call: Call, *, worker: str, id: str, status: int, headers: list[tuple[str, str]]
    ) -> None:
        """Answer a request with what comes on the stream."""
        self._check(call)
        body = Body()
        try:
            if not self._asked(worker, id).settle(Answer(Head(status, headers), body)):
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
        self, call: Call, *, worker: str, url: str, method: str, headers: list[tuple[str, str]]
    ) -> Response:
        """Ask the app for what a worker wants of it; return a line of JSON, and the body if it is small.

        The line has `status`, `statusText` and `headers`; and `id` where the body is to be asked for, with `once`
        where that can be done once. It is empty when the worker is to fetch that itself.

        Args:
            call: the call.
            worker: its version's id.
            url: of the app's origin.
            method: GET or HEAD.
            headers: of the request.

        Raises:
            InvalidArgument: it is of another origin.
        """
        self._check(call)
        asking = self._worker(worker)
        if asking.shelf.full:
            return Response(body=b"{}\n", headers=BINARY)
        target = parse_target(url, bundle=self.container.host.bundle)
        if not url.startswith(self.container.host.origin + "/") or method not in ("GET", "HEAD"):
            raise InvalidArgument(f'Cannot fetch "{url[:200]}" for a service worker: it is not of the app\'s origin')
        caller = Caller(window=call.window, origin=self.container.host.origin, client=call.client)
        request = Request(target=target, method=method, headers=[*headers, BYPASS], caller=caller)
        fetched = await Fetched.open(self.container.host, request)
        await clear_for(self.container, fetched.head.headers)
        return await _begun(asking, fetched)

    @route("serviceWorker.fetch.body", internal=True, deadline=0)
    async def fetch_body(self, call: Call, *, worker: str, id: str, keep: bool = False) -> Response | ByteStream:
        """Return the body of what a worker fetched; it is gone then, unless it is to be kept.

        Raises:
            NotFound: it is gone already.
        """
        self._check(call)
        return in_pieces(self._worker(worker).shelf.body(id, keep=keep))

    def _asked(self, worker: str, id: str) -> Asked:
        asked = self._worker(worker).asked(id)
        if asked is None:
            raise NotFound(f'Nobody waits for the answer to request "{id[:40]}"')
        return asked


async def _begun(worker: Worker, fetched: Fetched) -> Response:
    status, length = fetched.head.status, fetched.length
    told = {"status": status, "statusText": _reason(status), "headers": fetched.head.headers}
    body = b""
    if length is not None and length <= INLINE:
        body = await whole(fetched.take())
    else:
        told |= {"id": worker.shelf.put(fetched), "once": length is None}
    return Response(body=msgspec.json.encode(told) + b"\n" + body, headers=BINARY)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
