"""`Door`, what programs of a container ask the host.

A program connects to `/run/host.sock` and writes one line of JSON, an object with `ask`. It is answered by lines of
JSON until the connection ends; when the program closes it, the work that was asked for is cancelled.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import trio

from oro_framework.errors import OroError

__all__ = ("Door", "Handler", "Reply")

MOST = 1 << 16
"""Bytes of a question."""
_PAUSE = 0.1
"""Seconds until it is tried again to accept where the app has no descriptors left."""
CONNECTIONS = 32
"""At once; further ones wait for them."""
_log = logging.getLogger("oro.container")

Reply = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Sends a line; raises where the program has gone."""
Handler = Callable[[Mapping[str, Any], Reply], Awaitable[None]]


class Door:
    """Answers the programs of one container; they may ask anything, so handlers trust nothing of it."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        """By the value of `ask`."""
        self._listener: trio.SocketListener | None = None
        self._opened = trio.Event()
        self._places = trio.Semaphore(CONNECTIONS)

    def told(self, message: Mapping[str, Any], fds: Sequence[int]) -> bool:
        """Take what the init tells; return whether it was about this."""
        if "door" not in message:
            return False
        made = trio.socket.from_stdlib_socket(socket.socket(fileno=os.dup(fds[0])))
        self._listener = trio.SocketListener(made)
        self._opened.set()
        return True

    def close(self) -> None:
        """Answer no more."""
        if self._listener is not None:
            self._listener.socket.close()

    async def serve(self) -> None:
        """Answer programs, until this is cancelled."""
        await self._opened.wait()
        assert self._listener is not None
        listener = self._listener
        async with trio.open_nursery() as tasks:
            while True:
                # A place first: each connection is a descriptor of the app, and programs make as many as they like.
                await self._places.acquire()
                try:
                    stream = await listener.accept()
                except OSError as error:
                    self._places.release()
                    _log.warning("Cannot accept a question of a program in a container: %s", error)
                    await trio.sleep(_PAUSE)
                    continue
                tasks.start_soon(self._answer, stream)

    async def _answer(self, stream: trio.SocketStream) -> None:
        """Answer one program."""
        try:
            async with stream:
                await self._answered(stream)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return
        except Exception:
            _log.exception("A question of a program in a container failed")
        finally:
            self._places.release()

    async def _answered(self, stream: trio.SocketStream) -> None:
        async def reply(line: Mapping[str, Any]) -> None:
            await stream.send_all(json.dumps(line).encode() + b"\n")

        asked = await _question(stream)
        handler = self.handlers.get(str(asked.get("ask")))
        if handler is None:
            await reply({"error": "the host does not know that question"})
            return
        async with trio.open_nursery() as work:
            work.start_soon(_watch, stream, work.cancel_scope)
            try:
                await handler(asked, reply)
            except OroError as error:
                await reply({"error": error.message})
            except Exception as error:
                if not isinstance(error, (trio.BrokenResourceError, trio.ClosedResourceError)):
                    await reply({"error": "the host failed at it; the log of the app says how"})
                raise
            work.cancel_scope.cancel()


async def _question(stream: trio.SocketStream) -> Mapping[str, Any]:
    """Return what a program asks; an empty object where that is no question."""
    data = b""
    while b"\n" not in data and len(data) < MOST:
        more = await stream.receive_some(MOST)
        if not more:
            break
        data += more
    with suppress(ValueError, RecursionError):
        asked = json.loads(data.partition(b"\n")[0])
        if isinstance(asked, dict):
            return asked
    return {}


async def _watch(stream: trio.SocketStream, scope: trio.CancelScope) -> None:
    """Cancel once the program has gone."""
    with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
        while await stream.receive_some(MOST):
            pass
    scope.cancel()
