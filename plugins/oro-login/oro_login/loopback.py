"""`Loopback`, a listener of this machine for one answer that a browser brings (RFC 8252, section 7.3).

Rules
1. It listens on 127.0.0.1, or on ::1 where a machine has no other, on a port that the system chooses.
2. It answers `GET` of one path, addressed to it by its own name and port: a page of another site that leads a name of
   its own here is refused.
3. What is not the answer that is waited for is refused, and waiting goes on: pages of any site can call a port.
4. It closes when the answer is there, or its block is left.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import h11
import trio

from oro_login.page import HEADERS, page

__all__ = ("Loopback", "listen")

Parameters = Sequence[tuple[str, str]]
_MOST_OPEN = 16
"""Connections that are answered at once; browsers open some that they never use."""
_PATIENCE = 20.0
"""Seconds that a connection may be silent."""
_MOST = 1 << 15
"""Bytes that the head of a request may have."""
_REFUSED = page(
    "Nothing waits for this", "This address is for an app that is being signed in to. You can close this tab."
)


class Loopback:
    """A listener that waits for one answer.

    Args:
        port: of the listener.
        host: of the listener, as an address names it.
        path: the one that is answered.
    """

    def __init__(self, host: str, port: int, path: str) -> None:
        self._authority = f"{host}:{port}"
        self._path = path
        self._is_answer: Callable[[Parameters], bool] = lambda parameters: False
        self._answer: Parameters | None = None
        self._there = trio.Event()

    @property
    def redirect_uri(self) -> str:
        """The address that the provider sends the browser to."""
        return f"http://{self._authority}{self._path}"

    async def answer(self, is_answer: Callable[[Parameters], bool]) -> Parameters:
        """Wait for the parameters that are the answer.

        Args:
            is_answer: tells it from what others bring.
        """
        self._is_answer = is_answer
        await self._there.wait()
        return self._answer or ()

    async def serve(self, stream: trio.SocketStream, turns: trio.CapacityLimiter) -> None:
        """Answer one connection."""
        with trio.move_on_after(_PATIENCE):
            async with turns, stream:
                try:
                    await self._exchange(stream)
                except (h11.RemoteProtocolError, trio.BrokenResourceError, trio.ClosedResourceError):
                    return

    async def _exchange(self, stream: trio.SocketStream) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_MOST)
        while (event := connection.next_event()) is h11.NEED_DATA:
            connection.receive_data(await stream.receive_some(_MOST))
        if not isinstance(event, h11.Request):
            return
        status, body, parameters = self._response(event)
        headers = [*HEADERS, ("content-length", str(len(body)))]
        data = connection.send(h11.Response(status_code=status, headers=headers)) or b""
        data += connection.send(h11.Data(data=b"" if event.method == b"HEAD" else body)) or b""
        try:
            await stream.send_all(data)
        finally:  # the answer is there even where the browser no longer is
            if parameters is not None:
                self._there.set()

    def _response(self, request: h11.Request) -> tuple[int, bytes, Parameters | None]:
        hosts = [value.decode("latin-1") for name, value in request.headers if name == b"host"]
        split = urlsplit(request.target.decode("latin-1"))
        if hosts != [self._authority] or split.path != self._path:
            return 404, _REFUSED, None
        if request.method != b"GET":
            return 405, _REFUSED, None
        parameters = parse_qsl(split.query, keep_blank_values=True)
        if self._answer is not None or not self._is_answer(parameters):
            return 400, _REFUSED, None
        self._answer = parameters
        return 200, _told(dict(parameters)), parameters


@asynccontextmanager
async def listen(path: str) -> AsyncIterator[Loopback]:
    """Listen during the block.

    Raises:
        OSError: this machine has no loopback interface, or no port is free.
    """
    listener, host = await _listener()
    port = listener.socket.getsockname()[1]
    loopback = Loopback(host, port, path)
    turns = trio.CapacityLimiter(_MOST_OPEN)
    failure: Exception | None = None
    async with listener, trio.open_nursery() as nursery:
        nursery.start_soon(partial(trio.serve_listeners, partial(loopback.serve, turns=turns), [listener]))
        try:
            yield loopback
        except Exception as error:  # raised below, where no nursery makes it one of a group
            failure = error
        nursery.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def _listener() -> tuple[trio.SocketListener, str]:
    failure = OSError()
    for host, shown in (("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")):
        try:
            (listener,) = await trio.open_tcp_listeners(0, host=host)
        except OSError as error:
            failure = error
        else:
            return listener, shown
    raise failure


def _told(given: dict[str, str]) -> bytes:
    if "error" in given:
        words = given.get("error_description") or given["error"]
        return page("You are not signed in", f"The provider said: {words[:500]}. You can close this tab.")
    return page("Back to the app", "The app goes on from here. You can close this tab.")
