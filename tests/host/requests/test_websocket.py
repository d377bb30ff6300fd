"""WebSockets of pages: frames, the messages of ASGI, and every way one can end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import InvalidArgument
from oro_framework.host.requests import websocket
from oro_framework.host.requests.websocket import PageSocket, frame, frames_of
from oro_framework.types import ASGIApp, Receive, Scope, Send

pytestmark = pytest.mark.anyio


class Page:
    """The page's end of a socket."""

    def __init__(self, socket: PageSocket) -> None:
        self.socket = socket
        self._found: list[tuple[bytes, bytes]] = []

    async def read(self) -> tuple[bytes, bytes]:
        """Return the next frame."""
        if not self._found:
            self._found += frames_of(await anext(self.socket.frames))
        return self._found.pop(0)

    async def tell(self, *frames: bytes) -> None:
        await self.socket.told(b"".join(frames))


@asynccontextmanager
async def opened(app: ASGIApp) -> AsyncIterator[Page]:
    """Run an app with one socket."""
    async with trio.open_nursery() as tasks:
        socket = PageSocket(app, {"type": "websocket"})
        tasks.start_soon(socket.run)
        yield Page(socket)
        await socket.frames.aclose()


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept", "subprotocol": "one"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})
    scope["ended"] = message


async def test_texts_and_bytes_go_both_ways_and_the_page_closes() -> None:
    scope: dict[str, Any] = {}

    async def app(given: Scope, receive: Receive, send: Send) -> None:
        await echo(scope, receive, send)

    async with opened(app) as page:
        assert await page.read() == (b"o", b"one")
        await page.tell(frame(b"t", "ä".encode()), frame(b"b", b"\0\1"), frame(b"t"))
        assert [await page.read() for _ in range(3)] == [(b"t", "ä".encode()), (b"b", b"\0\1"), (b"t", b"")]
        await page.tell(frame(b"c", (4000).to_bytes(2, "big") + b"enough"))
        assert await page.read() == (b"c", (4000).to_bytes(2, "big") + b"enough")
    assert scope["ended"] == {"type": "websocket.disconnect", "code": 4000, "reason": "enough"}


async def test_a_page_that_is_gone_is_a_disconnect() -> None:
    scope: dict[str, Any] = {}

    async def app(given: Scope, receive: Receive, send: Send) -> None:
        await echo(scope, receive, send)

    async with opened(app) as page:
        await page.read()
        await page.socket.frames.aclose()
    assert scope["ended"]["code"] == 1001


async def test_an_app_that_does_not_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "GRACE", 0.0)
    ended = trio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        try:
            await trio.sleep_forever()
        finally:
            ended.set()

    async with opened(app) as page:
        await page.read()
        await page.socket.frames.aclose()
        await ended.wait()


async def test_sending_to_a_page_that_is_gone_is_an_error_of_the_system() -> None:
    seen: list[type[BaseException]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await receive()
        await receive()
        try:
            await send({"type": "websocket.send", "text": "x"})
        except OSError as error:
            seen.append(type(error))
            raise

    async with opened(app) as page:
        await page.read()
        await page.socket.frames.aclose()
    assert len(seen) == 1


async def refuses(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "websocket.close", "code": 4003})


async def closes(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 4001, "reason": "bye"})


async def returns(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "websocket.accept"})


async def answers_nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """End at once."""


@pytest.mark.parametrize(
    ("app", "frames"),
    [
        (refuses, [(b"x", b"")]),
        (closes, [(b"o", b""), (b"c", (4001).to_bytes(2, "big") + b"bye")]),
        (returns, [(b"o", b""), (b"c", (1000).to_bytes(2, "big"))]),
        (answers_nothing, [(b"x", b"")]),
    ],
)
async def test_an_app_ends_a_socket(app: ASGIApp, frames: list[tuple[bytes, bytes]]) -> None:
    async with opened(app) as page:
        assert [await page.read() for _ in frames] == frames
        with pytest.raises(StopAsyncIteration):
            await page.read()


async def test_an_app_that_raises_closes_with_1011() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        raise LookupError("a fault")

    socket = PageSocket(app, {"type": "websocket"})
    with pytest.raises(LookupError, match="a fault"):
        await socket.run()
    assert list(frames_of(await anext(socket.frames))) == [(b"o", b""), (b"c", (1011).to_bytes(2, "big"))]


@pytest.mark.parametrize("kind", ["websocket.nothing", "http.response.start"])
async def test_other_messages_are_refused(kind: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": kind})

    with pytest.raises(RuntimeError, match=f'Cannot send "{kind}" by a WebSocket'):
        await PageSocket(app, {}).run()


async def test_a_page_waits_while_the_app_has_many_to_take() -> None:
    taken: list[str] = []
    goes_on = trio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await receive()
        await goes_on.wait()
        while (message := await receive())["type"] == "websocket.receive":
            taken.append(message["text"])

    async with opened(app) as page:
        await page.read()
        with trio.move_on_after(0.01) as waiting:
            await page.tell(*(frame(b"t", str(number).encode()) for number in range(1000)))
        assert waiting.cancelled_caught
        goes_on.set()
    assert taken == [str(number) for number in range(len(taken))]
    assert 0 < len(taken) <= websocket.WAITING + 1


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=1), st.binary())))
def test_frames_are_read_as_written(frames: list[tuple[bytes, bytes]]) -> None:
    assert list(frames_of(b"".join(frame(kind, content) for kind, content in frames))) == frames


@given(st.binary())
def test_any_bytes_are_frames_or_an_error(body: bytes) -> None:
    try:
        list(frames_of(body))
    except InvalidArgument:
        return
