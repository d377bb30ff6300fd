"""The relay of `oro mcp` between the agent that started it and the app that is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import trio

from oro_framework.errors import Busy
from oro_mcp.joining.greeting import LIMIT, Hello, Welcome, line_of, read
from oro_mcp.joining.requests import Requests
from oro_mcp.joining.sockets import forget, is_the_users, peer_is_the_user, sockets_of
from oro_mcp.joining.stream_lines import lines_of
from oro_mcp.wire import Wire

__all__ = ("relayed",)

ANSWERING = 10.0
"""Seconds the app has to greet, and to end a session that the agent has left."""

Tell = Callable[[str], object]


def relayed(bundle: str, client: str, wire: Wire, *, tell: Tell, joined: Callable[[int], object]) -> bool:
    """Have the app that is open serve the agent, until one of both ends; return False where no such app is open.

    Args:
        bundle: of the app.
        client: the agent's name; as it says itself where empty.
        wire: the two ends of the protocol.
        tell: takes a line for people, about what is in the way.
        joined: called with the process of the app once it lets the agent in.

    Raises:
        Busy: the app does not answer, or refuses.
        Broken: the folder of sockets cannot be used.
    """
    return trio.run(_relayed, bundle, client, wire, tell, joined)


async def _relayed(bundle: str, client: str, wire: Wire, tell: Tell, joined: Callable[[int], object]) -> bool:
    for path in sockets_of(bundle):
        if (stream := await _connected(path, tell)) is None:
            continue
        async with stream:
            if (welcome := await _greeted(stream, bundle, client)) is None:
                continue  # it was just ending
            joined(welcome.pid)
            await _Relay(stream, wire, f"{bundle} was closed, and this session ended with it").run(tell)
            return True
    return False


async def _connected(path: Path, tell: Tell) -> trio.SocketStream | None:
    """Return a connection to an app, or None where its socket is not the user's, or is left from one that is gone."""
    if not is_the_users(path):
        tell(f'Not joined at "{path}": this socket belongs to another user, or is open to others')
        return None
    try:
        stream = await trio.open_unix_socket(path)
    except ConnectionRefusedError:
        forget(path)
        return None
    except OSError:
        return None
    if peer_is_the_user(stream.socket):
        return stream
    await stream.aclose()
    tell(f'Not joined at "{path}": another user of this machine listens there')
    return None


async def _greeted(stream: trio.SocketStream, bundle: str, client: str) -> Welcome | None:
    """Greet the app; return its answer, or None where it ends.

    Raises:
        Busy: it does not answer, or refuses.
    """
    with trio.move_on_after(ANSWERING):
        try:
            await stream.send_all(line_of(Hello(client=client)))
            line = await _line(stream)
        except trio.BrokenResourceError:
            return None
        if not line:
            return None
        welcome = read(line, Welcome)
        if welcome.refused:
            raise Busy(f"Cannot join {bundle}, which is open: {welcome.refused}")
        return welcome
    raise Busy(
        f"Cannot join {bundle}: it is open, and does not answer within {ANSWERING:g} s;"
        " --set mcp_join=false starts one of its own"
    )


async def _line(stream: trio.SocketStream) -> bytes:
    """Read the one line that comes before the agent's first request is sent."""
    line = bytearray()
    while not line.endswith(b"\n") and len(line) <= LIMIT:
        if not (piece := await stream.receive_some(1024)):
            return b""
        line += piece
    return bytes(line)


class _Relay:
    """A session: lines of the agent to the app, and lines of the app to the agent.

    Args:
        stream: the app.
        wire: the agent.
        ended: what requests are told that wait when the app ends.
    """

    def __init__(self, stream: trio.SocketStream, wire: Wire, ended: str) -> None:
        self._stream = stream
        self._wire = wire
        self._ended = ended
        self._requests = Requests()
        self._left = False

    async def run(self, tell: Tell) -> None:
        """Relay until one of both ends."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._to_app, nursery.cancel_scope)
            try:
                await self._to_agent()
                if not self._left:
                    tell(self._ended)
                    await self._write(b"".join(self._requests.refusals(self._ended)))
            except BrokenPipeError:
                pass  # the agent is gone
            nursery.cancel_scope.cancel()

    async def _to_app(self, scope: trio.CancelScope) -> None:
        read = partial(trio.to_thread.run_sync, self._wire.reading.readline, abandon_on_cancel=True)
        try:
            while line := await read():
                self._requests.asked(line)
                await self._stream.send_all(line)
            self._left = True
            await self._stream.send_eof()
        except trio.BrokenResourceError:
            return  # the app ends, which the other side tells
        scope.deadline = trio.current_time() + ANSWERING

    async def _to_agent(self) -> None:
        try:
            async for line in lines_of(self._stream):
                self._requests.answered(line)
                await self._write(line)
        except trio.BrokenResourceError:
            pass  # it was killed

    async def _write(self, text: bytes) -> None:
        await trio.to_thread.run_sync(self._written, text)

    def _written(self, text: bytes) -> None:
        self._wire.writing.write(text)
        self._wire.writing.flush()
