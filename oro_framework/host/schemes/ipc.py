"""The `ipc:` scheme: from a request to a route and back (contract a)."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from typing import Any

import trio

from oro_framework.errors import HandlerFailed, InvalidArgument, NotFound, OroError, TimedOut
from oro_framework.host.kernel.faults import fault_of, without_own_frames
from oro_framework.host.permissions.grants import Undecided
from oro_framework.host.requests.duplex import RouteDuplex
from oro_framework.host.requests.envelope import JSON_HEADERS, data_envelope, error_response
from oro_framework.host.requests.exchange import Answer
from oro_framework.host.requests.protocol import Caller, Request, parse_query
from oro_framework.host.requests.reply import Head
from oro_framework.host.requests.router import Bound, Router, json_params
from oro_framework.host.requests.streams import event_chunks, pump
from oro_framework.host.schemes.sync_prefix import lead_of, led, led_response, pieces, unsized
from oro_framework.types import (
    ByteStream,
    Call,
    EventStream,
    FileResponse,
    Headers,
    Host,
    Receive,
    Response,
    Scope,
    Send,
)

__all__ = ("IpcApp",)

Settle = Callable[[Call, str], Awaitable[None]]

BINARY = (("content-type", "application/octet-stream"), ("cache-control", "no-store"))
EVENTS = (("content-type", "text/event-stream"), ("cache-control", "no-store"))
PREFLIGHT = (
    ("allow", "GET, POST, PATCH, PUT, DELETE, HEAD"),
    ("access-control-allow-methods", "GET, POST, PATCH, PUT, DELETE, HEAD"),
    ("access-control-allow-headers", "*"),
)


class IpcApp:
    """The ASGI app behind `ipc:`.

    Args:
        host: given to every call.
        router: the table of routes.
        deadline: seconds a handler may run when its route names none; 0 means without end.
        log: where handlers' failures go, with their tracebacks.
        settle: asks the person for a permission that is undecided; raises `Denied` when nobody answers.
        origins: further origins that may read what they are answered.
    """

    def __init__(
        self,
        host: Host,
        router: Router,
        deadline: float,
        log: logging.Logger,
        settle: Settle,
        origins: Iterable[str] = (),
    ) -> None:
        self._host = host
        self._router = router
        self._deadline = deadline
        self._log = log
        self._origin = host.origin
        self._settle = settle
        self._heads: dict[tuple[Headers, Headers], Head] = {}
        self._cors: Mapping[str | None, Headers] = {
            origin: (("access-control-allow-origin", origin), ("access-control-expose-headers", "*"))
            for origin in (self._origin, *origins)
        }

    def instant(self, request: Request) -> Answer | None:
        """Answer without a task: a plain `def` route, a preflight, an error. None when a task is needed."""
        try:
            if request.method == "OPTIONS":
                return self._answer(request, 204, PREFLIGHT, b"")
            bound = self._lookup(request)
            return None if bound.signature.is_async else self._plain(request, bound)
        except BaseException as error:
            return self._failed(request, fault_of(error))

    def inline(self, request: Request) -> Answer | None:
        """Answer a route declared `inline` on the calling thread; None for every other request."""
        bound = self._router.find(request.target.host)
        if bound is None or not bound.route.inline or bound.signature.is_async or _hidden(bound, request):
            return None
        return self.instant(request) if request.method == "OPTIONS" else self._plain(request, bound)

    def _plain(self, request: Request, bound: Bound) -> Answer | None:
        """Run a plain `def` route; None when the person has to be asked first; never raises."""
        began = time.perf_counter_ns()
        try:
            call = self._call(request, bound)
            result = bound.route.handler(call, **self._router.prepare(bound, call))
            if isinstance(result, (EventStream, ByteStream, FileResponse)):
                raise HandlerFailed(f'Cannot answer "{bound.name}": only an async function may answer a stream or file')
            answer = self._whole(request, call, result)
        except Undecided:
            return None
        except BaseException as error:
            bound.timing.add(time.perf_counter_ns() - began, failed=True)
            return self._failed(request, fault_of(error))
        bound.timing.add(time.perf_counter_ns() - began)
        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange.

        Raises:
            OSError: the page went away while a stream was being written.
        If cancelled, so was the handler.
        """
        duplex = "oro.duplex" in scope["extensions"]
        request = Request.of_scope(scope, b"") if duplex else await Request.receive(scope, receive)
        answer = self.instant(request)
        if answer is None:
            answer = await self._run(request, send, receive if duplex else None)
        if answer is not None:
            await _start(send, answer.head.status, answer.head.headers)
            await send({"type": "http.response.body", "body": answer.body})

    async def _run(self, request: Request, send: Send, receive: Receive | None) -> Answer | None:
        """Run an async route; None when it answered by itself, with a stream or a file."""
        duplex = None if receive is None else self._duplex(request, send, receive)
        try:
            bound = self._lookup(request)
            call = self._call(request, bound)
            call.duplex = duplex
            result = await self._consented(bound, call)
            if duplex is not None and duplex.started:
                await duplex.close()
                return None
            if not isinstance(result, (EventStream, ByteStream, FileResponse)):
                return self._whole(request, call, result)
        except BaseException as error:
            fault = fault_of(error)
            if duplex is not None and duplex.started:
                raise
            return self._failed(request, fault)
        if isinstance(result, FileResponse):
            await self._send_file(request, result, send)
        else:
            await self._send_stream(request, result, send)
        return None

    async def _consented(self, bound: Bound, call: Call) -> Any:
        """Run a route once the person has allowed it, if they have to be asked; no deadline holds until then."""
        try:
            return await self._timed(bound, call)
        except Undecided:
            await self._settle(call, bound.route.permission or "")
        return await self._timed(bound, call)

    async def _timed(self, bound: Bound, call: Call) -> Any:
        """Run a route and note its time; not that of streams both ways, which last as long as the page wants."""
        began = time.perf_counter_ns()
        try:
            result = await self._within_deadline(bound, call)
        except Undecided:
            raise
        except BaseException as error:
            fault_of(error)
            bound.timing.add(time.perf_counter_ns() - began, failed=True)
            raise
        if call.duplex is None:
            bound.timing.add(time.perf_counter_ns() - began)
        return result

    async def _within_deadline(self, bound: Bound, call: Call) -> Any:
        deadline = self._deadline if bound.route.deadline is None else bound.route.deadline
        if call.duplex is not None:
            deadline = bound.route.deadline or 0
        if not deadline:
            return await self._router.invoke(bound, call)
        with trio.move_on_after(deadline) as scope:
            return await self._router.invoke(bound, call)
        if scope.cancelled_caught:
            raise TimedOut(f'Cannot answer "{bound.name}": its deadline of {deadline:g} s passed and it was cancelled')
        raise HandlerFailed(f'Cannot answer "{bound.name}": its handler was cancelled')

    async def _send_stream(
        self, request: Request, stream: EventStream | ByteStream, send: Send, status: int = 200
    ) -> None:
        async def write(chunk: bytes) -> None:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})

        if isinstance(stream, EventStream):
            defaults: Headers = EVENTS
            source: AsyncIterable[bytes] = event_chunks(stream.events)
        else:
            defaults = (("content-type", stream.content_type), ("cache-control", "no-store"))
            source = stream.chunks
        headers = self._headers(request.caller, stream.headers, defaults)
        await _start(send, status, headers)
        await pump(led(source) if lead_of(request, headers) else source, write)
        await send({"type": "http.response.body", "body": b""})

    def _duplex(self, request: Request, send: Send, receive: Receive) -> RouteDuplex:
        return RouteDuplex(receive, send, lambda: _start(send, 200, self._headers(request.caller, (), BINARY)))

    async def _send_file(self, request: Request, file: FileResponse, send: Send) -> None:
        if lead_of(request, file.headers):
            await self._send_led(request, file, send)
            return
        length = os.fstat(file.fd).st_size - file.offset if file.length is None else file.length
        headers = self._headers(request.caller, (*file.headers, ("content-length", str(length))), BINARY)
        await _start(send, file.status, headers)
        await send({"type": "oro.response.file", "fd": file.fd, "offset": file.offset, "length": length})

    async def _send_led(self, request: Request, file: FileResponse, send: Send) -> None:
        """Send what an engine cannot be handed as a file, for it begins with a byte that the file has not."""
        try:
            stream = ByteStream(chunks=pieces(file), headers=unsized(file.headers))
            await self._send_stream(request, stream, send, file.status)
        finally:
            os.close(file.fd)

    # -- calls and answers -----------------------------------------------------------------------

    def _lookup(self, request: Request) -> Bound:
        bound = self._router.lookup(request.target.host)
        if _hidden(bound, request):
            raise NotFound(f'Cannot call "{bound.name}": it is internal to the app')
        return bound

    def _call(self, request: Request, bound: Bound) -> Call:
        params: Mapping[str, Any] = parse_query(request.target.query)
        if request.body and (request.header("content-type") or "").partition(";")[0].strip() == "application/json":
            params = {**json_params(bound.name, request.body), **params}
        caller = request.caller
        return Call(
            host=self._host,
            route=bound.name,
            window=caller.window,
            origin=caller.origin,
            client=caller.client or request.header("runtime-client-id") or "",
            outside=caller.outside,
            params=params,
            headers=request.headers,
            body=request.body,
            seq=str(params.get("seq", "")),
        )

    def _whole(self, request: Request, call: Call, result: Any) -> Answer:
        if isinstance(result, (bytes, bytearray, memoryview)):
            return self._usual(request, BINARY, lead_of(request, BINARY) + bytes(result))
        if isinstance(result, Response):
            result = led_response(request, result)
            return self._answer(request, result.status, result.headers, result.body)
        body = data_envelope(call.route, call.params.get("ipc-token"), result)
        return self._usual(request, JSON_HEADERS, body)

    def _failed(self, request: Request, error: BaseException) -> Answer:
        name = request.target.host
        if not isinstance(error, OroError):
            self._log.error('Cannot answer "%s": its handler raised', name, exc_info=without_own_frames(error))
            error = HandlerFailed(f'Cannot answer "{name}": its handler raised {type(error).__name__}: {error}')
        head, body = error_response(error, request.target.url, name, _token(request))
        return self._answer(request, head.status, head.headers, body)

    def _answer(self, request: Request, status: int, headers: Headers, body: bytes) -> Answer:
        return Answer(Head(status, self._headers(request.caller, headers, ())), body)

    def _usual(self, request: Request, headers: Headers, body: bytes) -> Answer:
        """Return an answer with one of the few heads that nearly every answer has; it is made once."""
        key = (headers, self._cors.get(request.caller.origin, ()))
        head = self._heads.get(key)
        if head is None:
            head = self._heads[key] = Head(200, self._headers(request.caller, headers, ()))
        return Answer(head, body)

    def _headers(self, caller: Caller, own: Headers, defaults: Headers) -> Headers:
        """A route's own headers, the defaults it left out, and CORS for origins that may call."""
        named = {name.lower() for name, _ in own}
        cors = self._cors.get(caller.origin, ())
        return (*own, *(pair for pair in (*defaults, *cors) if pair[0] not in named))


def _token(request: Request) -> str | None:
    """Return the token of a call, or None; a query may be what the call fails for."""
    try:
        return parse_query(request.target.query).get("ipc-token")
    except InvalidArgument:
        return None


def _hidden(bound: Bound, request: Request) -> bool:
    return bound.route.internal and request.caller.outside


async def _start(send: Send, status: int, headers: Headers) -> None:
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
