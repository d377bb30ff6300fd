"""`Front`: answers requests for the app's files with what a server of a front-end tool serves.

Rules
1. Requests for modules of the runtime, for packages, for mounted apps and of documents of other origins go to the
   app's own scheme as ever. The others go to the server.
2. A document is prepared as a file of the app's is: import map, policy, nonce. A worker's script begins with the
   runtime's own.
3. Everything else passes unchanged, in pieces where its length is not known.
4. Without an answer the page is told so with status 502, and shows what to do.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import trio

from oro_framework.cli.dev_server.address import Address
from oro_framework.host.schemes.oro import OroApp
from oro_framework.requests import Answer, App, Head, Request
from oro_framework.worker_scripts import MARK

__all__ = ("Front",)

T = TypeVar("T")
DROPPED = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "keep-alive", "origin", "transfer-encoding"}
)
"""Headers that belong to one connection, or by which a server would take the app for a foreign page."""
PIECE = 64 * 1024
CONNECTIONS = 24
GONE = (OSError, http.client.HTTPException)


class Front:
    """An `App` before that of the app's scheme.

    Args:
        address: of the server.
        oro: the app's files and modules.
        inner: answers what is not for a file.
        origin: the app's.
    """

    def __init__(self, address: Address, oro: OroApp, inner: App, origin: str) -> None:
        self._address = address
        self._oro = oro
        self._inner = inner
        self._origin = origin
        self._limiter = trio.CapacityLimiter(CONNECTIONS)

    def __call__(self, request: Request) -> Answer | Awaitable[Answer]:
        """Answer one request (rule 1)."""
        if request.caller.foreign(self._origin) or not self._oro.is_for_file(request):
            return self._inner(request)
        return self._forward(request)

    async def _forward(self, request: Request) -> Answer:
        asking = _Asking(self._address)
        try:
            response = await self._in_thread(partial(asking.ask, request))
            if _is_streamed(response):
                answer = Answer(_head(response), self._pieces(asking, response))
                return self._oro.completed(answer, request)
            body = await self._in_thread(response.read)
        except GONE as error:
            asking.end()
            return self._unanswered(error, request)
        except BaseException:
            asking.end()
            raise
        asking.end()
        return self._whole(_head(response), body, request)

    def _whole(self, head: Head, body: bytes, request: Request) -> Answer:
        """Return the answer with a whole body (rule 2)."""
        kind = dict(head.headers).get("content-type", "")
        if head.status == 200 and kind.startswith("text/html"):
            return self._oro.document(body, request.target.path, request)
        if head.status == 200 and "javascript" in kind:
            body = self._oro.worker_script(body, request)
        headers = [pair for pair in head.headers if pair[0] != "content-length"]
        if head.status not in (204, 304):
            headers.append(("content-length", str(len(body))))
        return self._oro.completed(Answer(Head(head.status, headers), body), request)

    async def _pieces(self, asking: _Asking, response: http.client.HTTPResponse) -> AsyncIterator[bytes]:
        try:
            while piece := await self._in_thread(partial(response.read1, PIECE)):
                yield piece
        finally:
            asking.end()

    def _unanswered(self, error: Exception, request: Request) -> Answer:
        """Return a page that says why there is none (rule 4)."""
        text = f"The development server at {self._address.url} does not answer: {error}. See the terminal of oro dev."
        headers = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"))
        return self._oro.completed(Answer(Head(502, headers), text.encode()), request)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._limiter)


class _Asking:
    """One request to the server, whose answer a thread waits for."""

    def __init__(self, address: Address) -> None:
        self._connection = address.connect()
        self._socket: socket.socket | None = None

    def ask(self, request: Request) -> http.client.HTTPResponse:
        """Send a request and return the beginning of the answer. Worker thread."""
        self._connection.connect()
        self._socket = self._connection.sock
        headers = {name: value for name, value in request.fields().items() if name not in DROPPED}
        self._connection.request(request.method, _path(request), body=request.body or None, headers=headers)
        return self._connection.getresponse()

    def end(self) -> None:
        """Let the thread that may wait go on, and leave the rest to it: it holds the lock that closing takes."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()


def _path(request: Request) -> str:
    """Return the path with its query, without the mark of workers' scripts."""
    query = b"&".join(part for part in request.target.query.split(b"&") if not part.startswith(MARK.encode()))
    return (request.target.raw_path + (b"?" + query if query else b"")).decode("ascii")


def _head(response: http.client.HTTPResponse) -> Head:
    headers = [(name.lower(), value) for name, value in response.getheaders()]
    if not any(name == "cache-control" for name, _ in headers):
        headers.append(("cache-control", "no-cache"))  # what is served now is gone with the next change
    return Head(response.status, [pair for pair in headers if pair[0] not in DROPPED or pair[0] == "content-length"])


def _is_streamed(response: http.client.HTTPResponse) -> bool:
    """Whether to pass a body on piece by piece: one whose end is not known, and that is not code of a page."""
    kind = response.headers.get_content_type()
    return response.length is None and kind != "text/html" and "javascript" not in kind
