"""`CgiApp`, an ASGI app that starts a program for each request, as CGI has it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import trio

from oro_container.core.gateway.cgi import AnswerParser, environment_of, plain_headers
from oro_container.core.gateway.errors import GatewayError, RefusedRequest
from oro_container.core.gateway.request import Head, Request
from oro_container.images.asgi import answer_plainly, body_of, lifespan, request_of, start_message
from oro_container.images.tasks import run_beside
from oro_framework.asgi import Receive, Scope, Send
from oro_framework.errors import Closed, OroError

__all__ = ("CgiApp", "CgiProcess", "StartCgi")

_LOG = logging.getLogger("oro_container.cgi")


class CgiProcess(Protocol):
    """A process that answers one request."""

    async def write(self, data: bytes) -> None:
        """Write to its standard input."""

    async def end_input(self) -> None:
        """End its standard input."""

    async def take(self, fd: int) -> bytes:
        """Return the next bytes of its output (1) or error output (2), none at the end."""

    async def kill(self) -> None:
        """End it."""


StartCgi = Callable[[Mapping[str, str]], Awaitable[CgiProcess]]
"""Starts the program with the variables of a request."""


class CgiApp:
    """Answers each request by a program that is started for it.

    Args:
        start: starts it.
        size: programs at once.
        seconds: until a request is given up.
        most_body: bytes of a request's body.
    """

    def __init__(self, start: StartCgi, *, size: int = 8, seconds: float = 60.0, most_body: int = 64 << 20) -> None:
        self._start = start
        self._limit = trio.CapacityLimiter(size)
        self._seconds = seconds
        self._most_body = most_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or run the lifespan, in which nothing lasts."""
        if scope["type"] == "lifespan":
            await lifespan(receive, send, lambda until_shutdown: until_shutdown())
        elif scope["type"] == "http":
            await self._answer(request_of(scope), receive, send)

    async def _answer(self, request: Request, receive: Receive, send: Send) -> None:
        answer = _Answer(send, bodiless=request.method == "HEAD")
        try:
            body = await body_of(receive, self._most_body)
            if body is None:
                return
            env = environment_of(request, length=len(body))
            with trio.fail_after(self._seconds):
                async with self._limit:
                    await self._run(env, body, answer)
        except RefusedRequest as error:
            await answer_plainly(error.status, str(error), send)
        except (GatewayError, OroError, OSError, trio.TooSlowError) as error:
            if answer.begun:
                raise
            late = isinstance(error, trio.TooSlowError)
            text = f"Cannot answer: over {self._seconds} s" if late else str(error)
            await answer_plainly(504 if late else 502, text, send)

    async def _run(self, env: Mapping[str, str], body: bytes, answer: _Answer) -> None:
        process = await self._start(env)
        try:
            await run_beside(
                lambda: answer.take_all(process), lambda: _give(process, body), lambda: _log_errors(process)
            )
        finally:
            with trio.CancelScope(shield=True):
                await process.kill()


class _Answer:
    """The output of a program as it comes, sent on."""

    def __init__(self, send: Send, *, bodiless: bool) -> None:
        self._send = send
        self._bodiless = bodiless
        self._parser = AnswerParser()
        self.begun = False

    async def take_all(self, process: CgiProcess) -> None:
        while data := await process.take(1):
            await self._take(data)
        self._parser.end()
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _take(self, data: bytes) -> None:
        body = self._parser.feed(data)
        if self._parser.head is not None and not self.begun:
            await self._begin(self._parser.head)
        if body and not self._bodiless:
            await self._send({"type": "http.response.body", "body": body, "more_body": True})

    async def _begin(self, head: Head) -> None:
        self.begun = True
        await self._send(start_message(Head(status=head.status, headers=plain_headers(head.headers))))


async def _give(process: CgiProcess, body: bytes) -> None:
    try:
        if body:
            await process.write(body)
        await process.end_input()
    except (Closed, OSError, trio.BrokenResourceError):
        return  # many programs do not read their input


async def _log_errors(process: CgiProcess) -> None:
    while data := await process.take(2):
        _LOG.warning("%s", data.decode("utf-8", "replace").rstrip()[:4000])
