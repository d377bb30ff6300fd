"""Requests of ASGI handed to guests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import trio

from oro_container.core.gateway.cgi import environment_of, plain_headers
from oro_container.core.gateway.errors import RefusedRequest
from oro_container.core.gateway.request import Head, Request
from oro_container.images.guest import Exchange, GuestFailed
from oro_container.images.pool import Pool
from oro_container.images.tasks import run_beside
from oro_framework.asgi import Message, Receive, Scope, Send
from oro_framework.errors import Busy, Closed

__all__ = ("GuestAnswers", "answer_plainly", "body_of", "lifespan", "request_of", "start_message")


def request_of(scope: Scope) -> Request:
    """Return the request of an ASGI scope."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    query: bytes = scope.get("query_string", b"")
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"])
    host = next((value for name, value in headers if name == "host"), "localhost")
    scheme = "https" if scope.get("scheme") in ("https", "oro") else "http"
    name, _, port = host.rpartition(":") if host.rpartition(":")[2].isdigit() else (host, "", "")
    client = scope.get("client") or ("127.0.0.1", 0)
    target = raw.partition(b"?")[0].decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
    return Request(
        method=scope["method"],
        target=target,
        headers=headers,
        scheme=scheme,
        server=(name, int(port or (443 if scheme == "https" else 80))),
        client=(str(client[0]), int(client[1])),
        mount=str(scope.get("root_path", "")).rstrip("/"),
    )


class GuestAnswers:
    """Has the guests of a pool answer requests.

    Args:
        pool: of guests.
        seconds: that a guest may take for an answer, after which the request is given up, and the guest ended.
        most_body: bytes of a request's body.
    """

    def __init__(self, pool: Pool, *, seconds: float = 60.0, most_body: int = 64 << 20) -> None:
        self._pool = pool
        self._seconds = seconds
        self._most_body = most_body

    async def answer(self, request: Request, extra: Mapping[str, str], receive: Receive, send: Send) -> None:
        """Answer one request.

        Args:
            request: the request.
            extra: variables of the guest's environment for it.
            receive: gives its body.
            send: takes the answer.
        """
        begun = False

        async def told(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            body = await body_of(receive, self._most_body)
            if body is None:
                return
            env = environment_of(request, length=len(body), extra=extra)
            asked = {"method": request.method, "target": request.target, "headers": request.headers, "env": env}
            await self._ask(asked, body, request.method == "HEAD", receive, told)
        except RefusedRequest as error:
            await answer_plainly(error.status, str(error), send)
        except (Busy, Closed, GuestFailed, trio.TooSlowError) as error:
            if begun:
                raise  # what was sent is no whole answer, which only a broken connection can say
            late = isinstance(error, trio.TooSlowError)
            status = 504 if late else 502 if isinstance(error, GuestFailed) else 503
            await answer_plainly(status, f"Cannot answer: over {self._seconds} s" if late else str(error), send)

    async def _ask(self, asked: dict[str, Any], body: bytes, bodiless: bool, receive: Receive, send: Send) -> None:
        async with self._pool.lent() as guest, guest.asking(asked) as exchange:
            with trio.fail_after(self._seconds), trio.CancelScope() as scope:
                await run_beside(
                    lambda: _pass_on(exchange, bodiless, send),
                    lambda: _give(exchange, body),
                    lambda: _until_gone(receive, scope),
                )
        if not scope.cancelled_caught:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _pass_on(exchange: Exchange, bodiless: bool, send: Send) -> None:
    await send(start_message(await exchange.head()))
    async for part in exchange.body():
        if not bodiless:
            await send({"type": "http.response.body", "body": part, "more_body": True})


async def _until_gone(receive: Receive, scope: trio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


async def answer_plainly(status: int, text: str, send: Send, headers: Mapping[str, str] | None = None) -> None:
    """Answer with a line of text."""
    told = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store", **(headers or {})}
    body = f"{status} {HTTPStatus(status).phrase}\n{text}\n".encode() if text else b""
    await send(start_message(Head(status=status, headers=(*told.items(), ("content-length", str(len(body)))))))
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def lifespan(
    receive: Receive, send: Send, run: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]
) -> None:
    """Answer the messages of a lifespan.

    Args:
        receive: gives them.
        send: takes the answers.
        run: does what lasts as long as the app; it calls its argument, which returns when the app ends.
    """
    await receive()

    async def until_shutdown() -> None:
        await send({"type": "lifespan.startup.complete"})
        await receive()

    await run(until_shutdown)
    await send({"type": "lifespan.shutdown.complete"})


def start_message(head: Head) -> Message:
    """Return the message that begins an answer."""
    headers = [
        (name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in plain_headers(head.headers)
    ]
    return {"type": "http.response.start", "status": head.status, "headers": headers}


async def _give(exchange: Exchange, body: bytes) -> None:
    await exchange.write(body)
    await exchange.end()


async def body_of(receive: Receive, most: int) -> bytes | None:
    """Return the whole body; None where the client is gone.

    Raises:
        RefusedRequest: it is too large.
    """
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(part := message.get("body", b""))
        size += len(part)
        if size > most:
            raise RefusedRequest(413, f"Cannot take the body: it is over {most:,} bytes")
        if not message.get("more_body", False):
            return b"".join(parts)
