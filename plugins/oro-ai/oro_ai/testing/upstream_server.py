"""A server on loopback that answers as vLLM's OpenAI-compatible server does, in a thread of its own, for tests.

with upstream_server() as server:
    server.plan(Refusal(429, {"retry-after": "1"}), Text("Hello"))
"""

from __future__ import annotations

import json
import math
import queue
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import h11
import trio

__all__ = ("Asked", "Broken", "Refusal", "Silence", "Text", "UpstreamServer", "upstream_server")

MODEL = "tests/small"


@dataclass(frozen=True, slots=True)
class Text:
    """An answer of these words, one event each."""

    text: str = "one two three"
    endless: bool = False
    """True to go on until the client leaves."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A stream that says a few words, and then fails: by an event, or by an end of the connection."""

    text: str = "one two"
    error: str = ""
    """The error that the event tells; empty for an end without one."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer with another status than 200."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": {"message": "Not now.", "type": "error", "param": null, "code": null}}'


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer; the connection stays open until the client leaves."""


Planned = Text | Broken | Refusal | Silence


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


class UpstreamServer:
    """The server; `requests` has what came to it."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._planned: queue.SimpleQueue[Planned] = queue.SimpleQueue()
        self._token: trio.lowlevel.TrioToken | None = None
        self._scope = trio.CancelScope()
        self._ready = threading.Event()
        self.requests: list[Asked] = []
        self.left = threading.Semaphore(0)
        """Released for each client that left before its answer was whole."""
        self.port = 0

    @property
    def url(self) -> str:
        """The address for `[ai.upstreams.NAME]`."""
        return f"http://127.0.0.1:{self.port}/v1"

    def plan(self, *answers: Planned) -> None:
        """Answer the next requests that generate so; those after them are answered with `Text()`."""
        for one in answers:
            self._planned.put(one)

    def run(self) -> None:
        """Serve until `stop`."""
        trio.run(self._serve)

    def wait(self) -> None:
        """Wait until it listens."""
        self._ready.wait()

    def stop(self) -> None:
        """End the server."""
        assert self._token is not None
        self._token.run_sync_soon(self._scope.cancel)

    async def _serve(self) -> None:
        with self._scope:
            self._token = trio.lowlevel.current_trio_token()
            (listener,) = await trio.open_tcp_listeners(self.port, host="127.0.0.1")
            self.port = listener.socket.getsockname()[1]
            self._ready.set()
            await trio.serve_listeners(self._connected, [listener])

    async def _connected(self, stream: trio.SocketStream) -> None:
        connection = h11.Connection(h11.SERVER)
        try:
            while True:
                head, body = await _request(stream, connection)
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._watched, stream, nursery.cancel_scope)
                    with suppress(trio.BrokenResourceError):  # the client left, which `_watched` tells
                        await self._answered(stream, connection, head, body)
                    nursery.cancel_scope.cancel()
                if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                    return
                connection.start_next_cycle()
        except (trio.BrokenResourceError, trio.ClosedResourceError, EOFError, h11.RemoteProtocolError):
            return
        finally:
            await trio.aclose_forcefully(stream)

    async def _watched(self, stream: trio.SocketStream, answering: trio.CancelScope) -> None:
        """End the answer of a client that has left, also while nothing is sent."""
        try:
            if await stream.receive_some(1):
                return
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        self.left.release()
        answering.cancel()

    async def _answered(
        self, stream: trio.SocketStream, connection: h11.Connection, head: h11.Request, body: bytes
    ) -> None:
        headers = {name.decode().lower(): value.decode() for name, value in head.headers}
        asked = Asked(head.method.decode(), head.target.decode(), headers, json.loads(body) if body else None)
        self.requests.append(asked)
        if self._key and headers.get("authorization") != f"Bearer {self._key}":
            return await _whole(stream, connection, 401, {"error": "Unauthorized"})
        if asked.path == "/v1/models":
            return await _whole(stream, connection, 200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        if asked.path == "/v1/embeddings":
            return await _whole(stream, connection, 200, _vectors(asked.body))
        try:
            planned = self._planned.get_nowait()
        except queue.Empty:
            planned = Text()
        await self._as_planned(stream, connection, asked, planned)

    async def _as_planned(
        self, stream: trio.SocketStream, connection: h11.Connection, asked: Asked, planned: Planned
    ) -> None:
        if isinstance(planned, Silence):
            return await trio.sleep(math.inf)
        if isinstance(planned, Refusal):
            headers = {"content-type": "application/json", **planned.headers}
            await _head(stream, connection, planned.status, {**headers, "content-length": str(len(planned.body))})
            return await _end(stream, connection, planned.body)
        if not asked.body.get("stream"):
            return await _whole(stream, connection, 200, _answer(asked, planned.text))
        await _head(stream, connection, 200, {"content-type": "text/event-stream; charset=utf-8"})
        async for event in _events(asked, planned):
            data = connection.send(h11.Data(data=f"data: {event}\n\n".encode()))
            await stream.send_all(data or b"")
        if not isinstance(planned, Broken) or planned.error:  # else the connection is closed here
            await _end(stream, connection, b"")


@contextmanager
def upstream_server(key: str = "", port: int = 0) -> Iterator[UpstreamServer]:
    """Run a server for the length of the block.

    Args:
        key: the key it wants; empty for none.
        port: where it listens; 0 for one that is free.
    """
    server = UpstreamServer(key)
    server.port = port
    thread = threading.Thread(target=server.run, name="upstream_server")
    thread.start()
    server.wait()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


async def _request(stream: trio.SocketStream, connection: h11.Connection) -> tuple[h11.Request, bytes]:
    head: h11.Request | None = None
    body = b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await stream.receive_some(65536))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            assert head is not None
            return head, body
        else:
            raise EOFError


async def _head(stream: trio.SocketStream, connection: h11.Connection, status: int, headers: Mapping[str, str]) -> None:
    await stream.send_all(connection.send(h11.Response(status_code=status, headers=list(headers.items()))) or b"")


async def _end(stream: trio.SocketStream, connection: h11.Connection, body: bytes) -> None:
    data = connection.send(h11.Data(data=body)) if body else b""
    await stream.send_all((data or b"") + (connection.send(h11.EndOfMessage()) or b""))


async def _whole(stream: trio.SocketStream, connection: h11.Connection, status: int, data: Any) -> None:
    body = json.dumps(data).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    await _head(stream, connection, status, headers)
    await _end(stream, connection, body)


async def _events(asked: Asked, planned: Text | Broken) -> AsyncIterator[str]:
    chat = asked.path.endswith("/chat/completions")
    if chat:
        yield _chunk(asked, {"delta": {"role": "assistant", "content": ""}})
    words = planned.text.split(" ")
    for place, word in enumerate(words):
        said = word + (" " if place < len(words) - 1 else "")
        yield _chunk(asked, {"delta": {"content": said}} if chat else {"text": said})
        await trio.lowlevel.checkpoint()
    while isinstance(planned, Text) and planned.endless:
        yield _chunk(asked, {"delta": {"content": " more"}} if chat else {"text": " more"})
        await trio.sleep(0.005)
    if isinstance(planned, Broken):
        if planned.error:
            yield json.dumps({"error": {"message": planned.error, "type": "InternalServerError", "code": 500}})
            yield "[DONE]"
        return
    yield _chunk(asked, {**({"delta": {}} if chat else {"text": ""}), "finish_reason": "stop"})
    if (asked.body.get("stream_options") or {}).get("include_usage"):
        yield json.dumps({**_of(asked, "chunk"), "choices": [], "usage": _usage(words)})
    yield "[DONE]"


def _chunk(asked: Asked, choice: Mapping[str, Any]) -> str:
    whole = {"index": 0, "logprobs": None, "finish_reason": None, **choice}
    return json.dumps({**_of(asked, "chat.completion.chunk"), "choices": [whole]})


def _answer(asked: Asked, text: str) -> dict[str, Any]:
    chat = asked.path.endswith("/chat/completions")
    said = {"message": {"role": "assistant", "content": text}} if chat else {"text": text}
    choice = {"index": 0, "logprobs": None, "finish_reason": "stop", **said}
    return {**_of(asked, "chat.completion"), "choices": [choice], "usage": _usage(text.split(" "))}


def _of(asked: Asked, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": asked.body.get("model")}


def _usage(words: list[str]) -> dict[str, int]:
    return {"prompt_tokens": 3, "completion_tokens": len(words), "total_tokens": 3 + len(words)}


def _vectors(body: Any) -> dict[str, Any]:
    given = body["input"] if isinstance(body["input"], list) else [body["input"]]
    data = [{"object": "embedding", "index": at, "embedding": [float(len(one)), 1.0]} for at, one in enumerate(given)]
    usage = {"prompt_tokens": len(given), "total_tokens": len(given)}
    return {"object": "list", "model": body.get("model"), "data": data, "usage": usage}
