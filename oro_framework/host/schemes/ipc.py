"""The `ipc:` scheme: runs the route that a request names, and builds its answer."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import AsyncIterable, Awaitable, Callable, Generator, Iterable, Mapping
from functools import partial
from typing import Any, Protocol

import trio

from oro_framework.errors import HandlerFailed, InvalidArgument, NotFound, OroError, TimedOut, Unserialisable
from oro_framework.host.kernel.faults import fault_of, without_own_frames
from oro_framework.host.permissions.grants import Undecided
from oro_framework.host.requests.answer import Answer, Later, arrived
from oro_framework.host.requests.duplex import RouteDuplex
from oro_framework.host.requests.envelope import FRAME, JSON_HEADERS, data_envelope, error_response
from oro_framework.host.requests.protocol import Caller, Request, parse_query
from oro_framework.host.requests.reply import FileSlice, Head
from oro_framework.host.requests.router import Bound, Router, json_params
from oro_framework.host.requests.sending import Sender, StartTask, sent
from oro_framework.host.requests.streams import event_chunks
from oro_framework.host.schemes.sync_prefix import FilePieces, prefix_of, prefixed, prefixed_response, without_length
from oro_framework.types import ByteStream, Call, EventStream, FileResponse, Headers, Host, Response

__all__ = ("IpcApp", "Turn")

Settle = Callable[[Call, str], Awaitable[None]]
NextPiece = Callable[[], Awaitable[bytes]]
Arguments = Mapping[str, Any]

BINARY = (("content-type", "application/octet-stream"), ("cache-control", "no-store"))
EVENTS = (("content-type", "text/event-stream"), ("cache-control", "no-store"))
PREFLIGHT = (
    ("allow", "GET, POST, PATCH, PUT, DELETE, HEAD"),
    ("access-control-allow-methods", "GET, POST, PATCH, PUT, DELETE, HEAD"),
    ("access-control-allow-headers", "*"),
)


class Turn(Protocol):
    """The place of one call in the queue for a plugin's import."""

    async def come(self) -> None:
        """Wait for the turn of the call.

        Raises:
            OroError: the plugin cannot be used.
        """
        ...

    def end(self) -> None:
        """Leave the queue, so that the next call begins. Idempotent."""
        ...


class IpcApp:
    """The app behind `ipc:`.

    Args:
        host: passed to every call.
        router: the table of routes.
        deadline: seconds a handler may run if its route sets no deadline; 0 means no limit.
        log: the log for failures of handlers, with their tracebacks.
        settle: asks the person for an undecided permission; raises `Denied` if there is no answer.
        start: runs routes with two-way streams in tasks, as `Door.run` does.
        origins: further origins that may read the answers.
        first_call: takes the name of a plugin that is not imported yet, and returns the turn of a call to it.
    """

    def __init__(
        self,
        host: Host,
        router: Router,
        deadline: float,
        log: logging.Logger,
        settle: Settle,
        start: StartTask,
        origins: Iterable[str] = (),
        first_call: Callable[[str], Turn] | None = None,
    ) -> None:
        self._host = host
        self._router = router
        self._deadline = deadline
        self._log = log
        self._origin = host.origin
        self._settle = settle
        self._start = start
        self._first_call = first_call
        self._heads: dict[tuple[Headers, Headers], Head] = {}
        self._cors: Mapping[str | None, Headers] = {
            origin: (("access-control-allow-origin", origin), ("access-control-expose-headers", "*"))
            for origin in (self._origin, *origins)
        }

    def __call__(self, request: Request) -> Answer | Awaitable[Answer]:
        """Answer one request, at once unless its route is async or the person must be asked; never raises."""
        if request.method == "OPTIONS":
            return self._answer(request, 204, PREFLIGHT, b"")
        reserved = self._router.reserved
        if reserved and self._first_call is not None and (plugin := reserved.get(request.target.host.lower())):
            return _InTurn(self, request, self._first_call(plugin))
        return self.dispatch(request)

    def dispatch(self, request: Request) -> Answer | Awaitable[Answer]:
        """Answer a request to a route of an imported plugin; never raises."""
        try:
            bound = self._lookup(request)
        except BaseException as error:
            return self.failed(request, fault_of(error))
        began = time.perf_counter_ns()
        try:
            call = self._call(request, bound)
            if request.incoming is not None and bound.signature.is_async:
                return self._both_ways(request, bound, call, request.incoming)
            if request.body and _content_type(request) == FRAME:
                return self._framed(request, bound, call)
            arguments = self._router.prepare(bound, call)
        except Undecided:
            return self._consented(request, bound, call)
        except BaseException as error:
            bound.timing.add(time.perf_counter_ns() - began, failed=True)
            return self.failed(request, fault_of(error))
        if bound.signature.is_async:
            return self._later(request, bound, call, arguments)
        return self._at_once(request, bound, call, arguments)

    def _at_once(self, request: Request, bound: Bound, call: Call, arguments: Arguments) -> Answer | Awaitable[Answer]:
        """Run a route that is not async."""
        began = time.perf_counter_ns()
        try:
            result = bound.route.handler(call, **arguments)
            if isinstance(result, (EventStream, ByteStream, FileResponse)):
                raise HandlerFailed(f'Cannot answer "{bound.name}": only an async function may answer a stream or file')
            answer = self._whole(request, call, result)
        except BaseException as error:
            bound.timing.add(time.perf_counter_ns() - began, failed=True)
            return self.failed(request, fault_of(error))
        bound.timing.add(time.perf_counter_ns() - began)
        return answer

    def _later(self, request: Request, bound: Bound, call: Call, arguments: Arguments) -> Awaitable[Answer]:
        """Return the answer of an async route, limited by its deadline."""
        began = time.perf_counter_ns()
        seconds = self._deadline if bound.route.deadline is None else bound.route.deadline
        work = self._run(request, bound, call, arguments, began)
        if not seconds:
            return work

        def late() -> Answer:
            bound.timing.add(time.perf_counter_ns() - began, failed=True)
            return self.failed(request, _too_late(bound, seconds))

        return Later(work, seconds, late)

    async def _run(self, request: Request, bound: Bound, call: Call, arguments: Arguments, began: int) -> Answer:
        try:
            answer = await arrived(self._answer_to(request, call, await self._called(bound, call, arguments)))
        except BaseException as error:
            fault = fault_of(error)
            bound.timing.add(time.perf_counter_ns() - began, failed=True)
            return self.failed(request, fault)
        bound.timing.add(time.perf_counter_ns() - began)
        return answer

    async def _consented(self, request: Request, bound: Bound, call: Call) -> Answer:
        """Run a route once the person has allowed it; its deadline counts from then on."""
        try:
            await self._settle(call, bound.route.permission or "")
            arguments = self._router.prepare(bound, call)
        except BaseException as error:
            return self.failed(request, fault_of(error))
        return await self._began(request, bound, call, arguments)

    async def _framed(self, request: Request, bound: Bound, call: Call) -> Answer:
        """Run a route whose parameters came as a frame, which is read once the caller may call it."""
        from oro_framework.host.requests.carrying import carried_params  # few apps need it

        try:
            try:
                self._router.admit(bound, call)
            except Undecided:
                await self._settle(call, bound.route.permission or "")
                self._router.admit(bound, call)
            hints = {param.name: param.type for param in bound.signature.params}
            call.params = {**await carried_params(call, hints), **call.params}
            arguments = bound.signature.bind(bound.name, call.params)
        except BaseException as error:
            return self.failed(request, fault_of(error))
        return await self._began(request, bound, call, arguments)

    async def _began(self, request: Request, bound: Bound, call: Call, arguments: Arguments) -> Answer:
        if bound.signature.is_async:
            return await self._later(request, bound, call, arguments)
        return await arrived(self._at_once(request, bound, call, arguments))

    def _both_ways(self, request: Request, bound: Bound, call: Call, receive: NextPiece) -> Awaitable[Answer]:
        """Run a route with a two-way stream; it is not timed, since the page decides how long it lasts."""

        async def run(sender: Sender) -> None:
            head = Head(200, self._headers(request.caller, (), BINARY))
            call.duplex = RouteDuplex(receive, sender, head)
            try:
                answer = await arrived(self._answer_to(request, call, await self._streaming(bound, call)))
            except BaseException as error:
                fault = fault_of(error)
                if sender.begun:
                    raise
                answer = self.failed(request, fault)
            await sender.pass_on(answer)

        return sent(run, self._start, request.target.url)

    async def _streaming(self, bound: Bound, call: Call) -> Any:
        """Call the handler of a two-way stream, limited by the route's own deadline but not by the configured one."""
        try:
            arguments = self._router.prepare(bound, call)
        except Undecided:
            await self._settle(call, bound.route.permission or "")
            arguments = self._router.prepare(bound, call)
        if not bound.route.deadline:
            return await self._called(bound, call, arguments)
        with trio.move_on_after(bound.route.deadline):
            return await self._called(bound, call, arguments)
        raise _too_late(bound, bound.route.deadline)

    async def _called(self, bound: Bound, call: Call, arguments: Arguments) -> Any:
        """Call an async handler on its loop, and return its result; a stream of it is read there, too."""
        if bound.route.loop == "trio":
            return await bound.route.handler(call, **arguments)
        from oro_framework.host.asyncio_loop.answers import called  # few routes need asyncio

        return await called(self._host.asyncio, partial(bound.route.handler, call, **arguments))

    # -- calls and answers -----------------------------------------------------------------------

    def _lookup(self, request: Request) -> Bound:
        bound = self._router.lookup(request.target.host)
        if _hidden(bound, request):
            raise NotFound(f'Cannot call "{bound.name}": it is internal to the app')
        return bound

    def _call(self, request: Request, bound: Bound) -> Call:
        params: Mapping[str, Any] = parse_query(request.target.query)
        if request.body and _content_type(request) == "application/json":
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

    def _answer_to(self, request: Request, call: Call, result: Any) -> Answer | Awaitable[Answer]:
        """Return the answer for the result of an async route."""
        if isinstance(result, FileResponse):
            return self._file(request, result)
        if isinstance(result, EventStream):
            return self._pieces(request, 200, result.headers, EVENTS, event_chunks(result.events))
        if isinstance(result, ByteStream):
            usual = (("content-type", result.content_type), ("cache-control", "no-store"))
            return self._pieces(request, 200, result.headers, usual, result.chunks)
        return self._whole(request, call, result)

    def _pieces(
        self, request: Request, status: int, own: Headers, usual: Headers, source: AsyncIterable[bytes]
    ) -> Answer:
        headers = self._headers(request.caller, own, usual)
        return Answer(Head(status, headers), prefixed(source) if prefix_of(request, headers) else source)

    def _file(self, request: Request, file: FileResponse) -> Answer:
        if prefix_of(request, file.headers):  # engines cannot send a file with a byte before it
            return self._pieces(request, file.status, without_length(file.headers), BINARY, FilePieces(file))
        length = os.fstat(file.fd).st_size - file.offset if file.length is None else file.length
        headers = self._headers(request.caller, (*file.headers, ("content-length", str(length))), BINARY)
        return Answer(Head(file.status, headers), FileSlice(file.fd, file.offset, length))

    def _whole(self, request: Request, call: Call, result: Any) -> Answer | Awaitable[Answer]:
        if isinstance(result, (bytes, bytearray, memoryview)):
            return self._usual(request, BINARY, prefix_of(request, BINARY) + bytes(result))
        if isinstance(result, Response):
            return self._response(request, result)
        try:
            body = data_envelope(call.route, call.params.get("ipc-token"), result)
        except Unserialisable as error:
            return self._carried(request, call, result, error)
        return self._usual(request, JSON_HEADERS, body)

    async def _carried(self, request: Request, call: Call, result: Any, refused: Unserialisable) -> Answer:
        """Answer with a result that is not JSON as it stands."""
        from oro_framework.host.requests.carrying import carried_answer  # few apps need it

        try:
            carried = await carried_answer(self._host, call.route, result, refused)
            return await arrived(self._answer_to(request, call, carried))
        except BaseException as error:
            return self.failed(request, fault_of(error))

    def _response(self, request: Request, response: Response) -> Answer:
        sent = prefixed_response(request, response)
        return self._answer(request, sent.status, sent.headers, sent.body)

    def failed(self, request: Request, error: BaseException) -> Answer:
        name = request.target.host
        if not isinstance(error, OroError):
            self._log.error('Cannot answer "%s": its handler raised', name, exc_info=without_own_frames(error))
            error = HandlerFailed(f'Cannot answer "{name}": its handler raised {type(error).__name__}: {error}')
        head, body = error_response(error, request.target.url, name, _token(request))
        return self._answer(request, head.status, head.headers, body)

    def _answer(self, request: Request, status: int, headers: Headers, body: bytes) -> Answer:
        return Answer(Head(status, self._headers(request.caller, headers, ())), body)

    def _usual(self, request: Request, headers: Headers, body: bytes) -> Answer:
        """Return an answer with a cached head, since nearly all answers share a few heads."""
        key = (headers, self._cors.get(request.caller.origin, ()))
        head = self._heads.get(key)
        if head is None:
            head = self._heads[key] = Head(200, self._headers(request.caller, headers, ()))
        return Answer(head, body)

    def _headers(self, caller: Caller, own: Headers, defaults: Headers) -> Headers:
        """Return a route's own headers, the defaults it left out, and CORS headers for origins that may call."""
        named = {name.lower() for name, _ in own}
        cors = self._cors.get(caller.origin, ())
        return (*own, *(pair for pair in (*defaults, *cors) if pair[0] not in named))


class _InTurn:
    """The answer to a call that waits for its plugin's import; closing it gives up the turn of the call."""

    def __init__(self, app: IpcApp, request: Request, turn: Turn) -> None:
        self._app = app
        self._request = request
        self._turn = turn

    def __await__(self) -> Generator[Any, None, Answer]:
        return self._answer().__await__()

    async def _answer(self) -> Answer:
        try:
            await self._turn.come()
            answer = self._app.dispatch(self._request)
        except OroError as error:
            return self._app.failed(self._request, error)
        finally:
            self._turn.end()
        return await arrived(answer)

    def close(self) -> None:
        self._turn.end()


def _content_type(request: Request) -> str:
    return (request.header("content-type") or "").partition(";")[0].strip()


def _token(request: Request) -> str | None:
    """Return the token of a call, or None if the query cannot be parsed."""
    try:
        return parse_query(request.target.query).get("ipc-token")
    except InvalidArgument:
        return None


def _hidden(bound: Bound, request: Request) -> bool:
    return bound.route.internal and request.caller.outside


def _too_late(bound: Bound, seconds: float) -> TimedOut:
    return TimedOut(f'Cannot answer "{bound.name}": its deadline of {seconds:g} s passed and it was cancelled')
