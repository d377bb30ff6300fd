"""The app of the JavaScript tests: routes that count, stream, fail and wait."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel

from oro_framework import Call, Host, hookimpl, route
from oro_framework.errors import (
    Broken,
    Busy,
    Closed,
    Denied,
    ErrnoError,
    InvalidArgument,
    NotFound,
    OroError,
    TimedOut,
    TooLarge,
    Unsupported,
    UsageError,
)
from oro_framework.types import ByteStream, FileResponse, Permission, Response

VECTORS = Path(__file__).resolve().parents[4] / "tests" / "vectors"
FAILURES: dict[str, type[OroError]] = {
    kind.__name__: kind
    for kind in (Broken, Busy, Closed, Denied, InvalidArgument, NotFound, TimedOut, TooLarge, Unsupported, UsageError)
}

counts: Counter[str] = Counter()
gate = anyio.Event()
state = {"begun": 0, "cancelled": 0, "ended": 0}


@route("test.vectors")
def vectors(call: Call, name: str) -> dict[str, Any]:
    """Return one file of shared vectors."""
    content: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return content


@route("test.count")
async def count(call: Call, id: str, wait: float = 0) -> dict[str, Any]:
    """Count a call when it begins, and answer after `wait` seconds how often this one was counted."""
    counts[id] += 1
    if wait:
        await anyio.sleep(wait)
    return {"number": id, "times": counts[id], "bytes": len(call.body)}


@route("test.gated")
async def gated(call: Call, id: str) -> dict[str, Any]:
    """Count a call when it begins, and answer once the gate is open how often this one was counted."""
    counts[id] += 1
    await gate.wait()
    return {"number": id, "times": counts[id]}


@route("test.openGate")
def open_gate(call: Call) -> None:
    """Have the calls that wait at the gate answered."""
    gate.set()


@route("test.counts")
def all_counts(call: Call) -> dict[str, int]:
    """Return how often each call was counted, and forget it."""
    seen = dict(counts)
    counts.clear()
    return seen


@route("test.echo", max_body=64 << 20)
async def echo(call: Call) -> bytes:
    """Answer the body."""
    return call.body


@route("test.size", max_body=64 << 20)
def size(call: Call) -> dict[str, Any]:
    """Answer what came."""
    return {"size": len(call.body), "type": call.header("content-type"), "params": call.params}


@route("test.small", max_body=10)
def small(call: Call) -> int:
    """Take ten bytes and no more."""
    return len(call.body)


@route("test.bytes")
async def some_bytes(call: Call, size: int) -> bytes:
    """Answer so many bytes."""
    return bytes(index % 251 for index in range(251)) * (size // 251 + 1)


@route("test.file")
async def file(call: Call, size: int, status: int = 200) -> FileResponse:
    """Answer a file of so many bytes, each block of 64 KiB beginning with its number."""
    with tempfile.TemporaryFile() as made:
        for number in range(size >> 16):
            made.write(number.to_bytes(4, "big") + bytes(65532))
        made.truncate(size)
        made.flush()
        headers = [("content-type", "application/x-blocks"), ("x-test", "yes")]
        return FileResponse(fd=os.dup(made.fileno()), status=status, headers=headers)


@route("test.fail")
async def fail(call: Call, name: str, late: bool = False) -> None:
    """Fail as asked."""
    if late:
        await anyio.lowlevel.checkpoint()
    if name == "ErrnoError":
        raise ErrnoError(2, path="/nowhere")
    if name == "ValueError":
        raise ValueError("not announced")
    raise FAILURES[name](f"Cannot do it: {name}", id="77", path="/some/where")


@route("test.response")
async def response(call: Call, status: int = 200, type: str = "", body: str = "") -> Response:
    """Answer outside the envelope."""
    headers = [("content-type", type), ("x-test", "yes")] if type else [("x-test", "yes")]
    return Response(body=body.encode(), status=status, headers=headers)


@route("test.deadline", deadline=0.05)
async def deadline(call: Call) -> None:
    """Never answer in time."""
    await anyio.sleep_forever()


@route("test.wait")
async def wait_forever(call: Call) -> None:
    """Never answer; count how often that began and was cancelled."""
    state["begun"] += 1
    try:
        await anyio.sleep_forever()
    finally:
        state["cancelled"] += 1


@route("test.endless")
async def endless(call: Call) -> ByteStream:
    """Answer bytes for as long as somebody takes them."""

    async def chunks() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x" * 8192
                state["ended"] = 0
                await anyio.lowlevel.checkpoint()
        finally:
            state["ended"] += 1

    return ByteStream(chunks())


@route("test.begins")
async def begins(call: Call) -> ByteStream:
    """Answer some bytes, tell that they are on their way, and never end."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"z" * 1000
        state["begun"] += 1
        await anyio.sleep_forever()

    return ByteStream(chunks())


@route("test.state")
def current(call: Call) -> dict[str, int]:
    """Return what was seen of cancelled handlers."""
    return dict(state)


@route("test.breaks")
async def breaks(call: Call, size: int = 100) -> ByteStream:
    """Answer some bytes, then fail."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"y" * size
        await anyio.sleep(0.05)
        raise ValueError("broken in the middle")

    return ByteStream(chunks())


@route("test.numbers")
async def numbers(call: Call, megabytes: int) -> ByteStream:
    """Answer so many megabytes, each block of 64 KiB beginning with its number."""

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(megabytes * 16):
            yield number.to_bytes(4, "big") + bytes(65532)

    return ByteStream(chunks())


@route("test.denied", permission="never")
def denied(call: Call) -> None:
    """Be denied."""


@route("test.shout")
async def shout(call: Call, mark: str = "!") -> None:
    """Send back what comes, in upper case, and at its end a mark."""
    stream = call.stream()
    async for chunk in stream:
        await stream.send(chunk.upper())
    await stream.send(mark.encode())


@route("test.count-bytes")
async def count_bytes(call: Call) -> None:
    """Count what comes, and tell at its end."""
    stream = call.stream()
    total = 0
    async for chunk in stream:
        total += len(chunk)
    await stream.send(str(total).encode())


@route("test.ignore")
async def ignore(call: Call) -> None:
    """Take nothing until cancelled."""
    await call.stream().send(b"begun")
    try:
        await anyio.sleep_forever()
    finally:
        state["cancelled"] += 1


@route("test.refuse")
async def refuse(call: Call) -> None:
    """Refuse a stream."""
    raise Busy("Cannot stream: busy")


@route("test.early")
async def early(call: Call) -> None:
    """End a stream while the page still sends."""
    stream = call.stream()
    await stream.receive()
    await stream.send(b"enough")


@route("test.emit")
def emit(call: Call, name: str, count: int = 1) -> None:
    """Send this window events numbered from 0."""
    assert call.window is not None
    for number in range(count):
        call.window.emit(name, number)


@route("test.readers")
def readers(call: Call) -> list[str]:
    """Return what each reader of the events of a page is answered through."""
    host: Any = call.host
    live = [exchange for exchange in host.exchanges._live if exchange.request.target.host == "internal.events"]
    return [type(exchange._writer).__module__ for exchange in live]


@route("test.pause")
async def pause(call: Call, seconds: float = 0.3) -> None:
    """Pause the app and resume it."""

    async def run(host: Any) -> None:
        await host.pause()
        await anyio.sleep(seconds)
        await host.resume()

    host: Any = call.host
    host.nursery.start_soon(run, host)


@route("test.message")
def message(call: Call, client: str, text: str) -> bool:
    """Send a message through the service."""
    service: Any = call.host.service("conduit")
    sent: bool = service.send(client, {"text": text, "number": 7, "yes": True}, text.encode())
    return sent


@route("test.receive")
def receive(call: Call, client: str) -> bool:
    """Have messages of a client sent back."""
    service: Any = call.host.service("conduit")

    def handle(options: Any, payload: bytes) -> None:
        service.send(client, {"echo": options.get("tag")}, payload)

    service.receive(client, handle)
    return True


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare a permission nobody holds."""
    return [Permission(name="never", description="nothing", default=False)]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    found = [value for value in globals().values() if hasattr(value, "__oro_route__")]
    return found
