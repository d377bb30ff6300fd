"""Asking an app in process: one request, its answer, and a page that may leave."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import trio

from oro_framework.host.asyncio_loop.loop import AsyncioLoop
from oro_framework.host.requests.answer import App, arrived, close_source, discard
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.requests.reply import FileSlice

BUNDLE = "com.example.app"
ORIGIN = f"oro://{BUNDLE}"


@dataclass
class Exchange:
    """What one request made an app send."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    file: tuple[int, int] | None = None
    """Offset and length of the file that was handed over, when one was."""

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


def request_to(
    url: str, method: str = "GET", headers: Sequence[tuple[str, str]] = (), body: bytes = b"", window: object = None
) -> Request:
    """Return a request as a backend would hand it over; a path alone is one of the app's origin."""
    target = parse_target(
        ORIGIN + url if url.startswith("/") else url, module_schemes=frozenset({"oro", "node"}), bundle=BUNDLE
    )
    caller = Caller(window=window, origin=ORIGIN)
    return Request(target=target, method=method, headers=tuple(headers), body=body, caller=caller)


def no_loop() -> AsyncioLoop:
    """Stand for the loop of asyncio where no app needs it."""
    raise NotImplementedError("no app here needs asyncio")


def start(work: Callable[[], Awaitable[None]]) -> None:
    """Run what an app goes on with once its answer has begun."""

    async def run() -> None:
        with suppress(Exception):
            await work()

    trio.lowlevel.spawn_system_task(run)


async def fetch(
    app: App,
    url: str,
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"",
    *,
    leave_after: int | None = None,
) -> Exchange:
    """Send one request to an app and gather its answer.

    Args:
        leave_after: pieces after which the page is gone.
    """
    answer = await arrived(app(request_to(url, method, headers, body)))
    exchange = Exchange(answer.head.status, [(name.lower(), value) for name, value in answer.head.headers])
    if leave_after == 0:
        await discard(answer)
    elif isinstance(answer.body, bytes):
        exchange.chunks.append(answer.body)
    elif isinstance(answer.body, FileSlice):
        exchange.file = answer.body.offset, answer.body.length
        with os.fdopen(answer.body.fd, "rb") as file:
            file.seek(answer.body.offset)
            exchange.chunks.append(file.read(answer.body.length))
    else:
        async for chunk in answer.body:
            exchange.chunks.append(chunk)
            if len(exchange.chunks) == leave_after:
                break
        await close_source(answer.body)
    return exchange
