"""Every port of ours holds against connections that are many, slow or long-winded, and when no descriptor is left."""

from __future__ import annotations

import errno
import itertools
import json
import logging
import math
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import trio
import trio.testing
from msgspec.structs import replace

from oro_framework.listener import CALM, Bounds, Connection, Listener
from oro_framework.testing import PATIENCE
from oro_framework.testing.waiting import until_in_thread
from tests.listeners.ports import PORTS, Port

MOST = 96
"""Descriptors a process of these tests may have."""

every_port = pytest.mark.parametrize("name", PORTS)


def narrowed(monkeypatch: pytest.MonkeyPatch, **bounds: Any) -> None:
    """Give every listener that is made from now on other bounds."""
    made = Listener.__init__

    def init(self: Listener, serve: Any, own: Bounds, **others: Any) -> None:
        made(self, serve, replace(own, **bounds), **others)

    monkeypatch.setattr(Listener, "__init__", init)


async def connected(port: Port) -> trio.SocketStream:
    return await trio.open_tcp_stream("127.0.0.1", port.number)


async def ended(stream: trio.SocketStream) -> bytes:
    """Read until the port closed the connection; return what it said."""
    said = b""
    with trio.fail_after(PATIENCE):
        try:
            while piece := await stream.receive_some():
                said += piece
        except trio.BrokenResourceError:
            pass
    return said


async def answered(port: Port) -> None:
    """Be answered as ever."""
    async with await connected(port) as stream:
        await stream.send_all(port.head)
        with trio.fail_after(PATIENCE):
            assert (await stream.receive_some()).startswith(port.answer)


# -- one loop -------------------------------------------------------------------------------------


@every_port
@pytest.mark.anyio
async def test_a_head_that_comes_too_slowly_is_not_waited_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with PORTS[name]() as port:
        await answered(port)
    narrowed(monkeypatch, seconds=0.2)
    async with PORTS[name]() as port, await connected(port) as silent, await connected(port) as slow:
        await slow.send_all(port.head[:5])
        assert not await ended(silent)
        assert not await ended(slow)


@every_port
@pytest.mark.anyio
async def test_a_head_that_comes_piece_by_piece_is_read(name: str) -> None:
    async with PORTS[name]() as port, await connected(port) as stream:
        for at in range(len(port.head)):
            await stream.send_all(port.head[at : at + 1])
            await trio.lowlevel.checkpoint()
        with trio.fail_after(PATIENCE):
            assert (await stream.receive_some()).startswith(port.answer)


@every_port
@pytest.mark.anyio
async def test_a_head_that_is_too_long_is_not_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    narrowed(monkeypatch, head=4096)
    async with PORTS[name]() as port, await connected(port) as stream:
        await stream.send_all(bytes(4097))
        assert (await ended(stream)).startswith(b"HTTP/1.1 431 " if b"HTTP" in port.head else b"")
        await answered(port)


@every_port
@pytest.mark.anyio
async def test_one_connection_too_many_is_closed_and_the_next_is_served(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrowed(monkeypatch, connections=2)
    async with PORTS[name]() as port:
        async with await connected(port) as first, await connected(port) as second:
            for stream in (first, second):
                await stream.send_all(port.head[:5])
            async with await connected(port) as surplus:
                assert (await ended(surplus)).partition(b" ")[2][:4] in (b"", b"503 ")
            await first.send_all(port.head[5:])
            with trio.fail_after(PATIENCE):
                assert (await first.receive_some()).startswith(port.answer)
        with trio.fail_after(PATIENCE):
            while not await _served(port):
                await trio.lowlevel.checkpoint()


async def _served(port: Port) -> bool:
    """Tell whether a connection is answered, and not closed for want of a place."""
    async with await connected(port) as stream:
        try:
            await stream.send_all(port.head)
            return (await stream.receive_some()).startswith(port.answer)
        except trio.BrokenResourceError:
            return False


def test_a_shortage_that_comes_and_goes_is_told_once_a_while(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each connection gets the one descriptor there is, and the next finds none."""
    waits = iter([0, 0, CALM / 2, CALM + 1])
    turns = itertools.count()

    async def accept(listener: trio.SocketListener) -> trio.SocketStream:
        if next(turns) % 2:
            ours, theirs = trio.socket.socketpair()
            theirs.close()
            return trio.SocketStream(ours)
        await trio.sleep(next(waits, math.inf))
        raise OSError(errno.EMFILE, "Too many open files")

    async def serve(connection: Connection) -> None: ...

    async def main() -> None:
        listener = Listener(serve, Bounds(connections=4, head=64), log=logging.getLogger("tests"), name="port")
        with socket.create_server(("127.0.0.1", 0)) as bound, trio.move_on_after(10 * CALM):
            async with trio.open_nursery() as tasks:
                await listener.run([bound], tasks)

    monkeypatch.setattr(trio.SocketListener, "accept", accept)
    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    assert next(turns) == 9, "each shortage was over once"
    told = [each for each in caplog.messages if each.startswith("Cannot take connections of the port")]
    assert len(told) == 2


# -- a process with few descriptors ---------------------------------------------------------------


class Child:
    """A host in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        told = self._next()
        self.port: int = told["port"]
        self.head: bytes = told["head"].encode()
        self.answer: bytes = told["answer"].encode()

    def ask(self, line: str) -> dict[str, Any]:
        """Have it do something; a call is answered besides."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        told = self._next()
        assert told["said"] == "pong"
        return told

    def _next(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline() or "{}")
        return told

    def connect(self) -> socket.socket:
        """Connect to its port."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def serves(self) -> bool:
        """Tell whether a connection is answered."""
        with self.connect() as client:
            try:
                client.sendall(self.head)
                return client.recv(4096).startswith(self.answer)
            except ConnectionError:
                return False


@contextmanager
def child(name: str) -> Iterator[Child]:
    command = [sys.executable, "-m", "tests.listeners", name, str(MOST)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Child(process)
        finally:
            process.kill()


@every_port
def test_a_flood_leaves_descriptors_for_the_app(name: str) -> None:
    with child(name) as host, ExitStack() as flood:
        for _ in range(2 * MOST):
            flood.enter_context(host.connect()).sendall(host.head[:5])
        assert host.ask("ping")["descriptors"] < MOST - 10
        flood.close()
        until_in_thread(host.serves)


@every_port
def test_without_a_descriptor_calls_go_on_and_connections_wait(name: str) -> None:
    with child(name) as host:
        host.ask("hoard")
        with host.connect() as client:
            client.sendall(host.head)
            until_in_thread(lambda: host.ask("ping")["told"])
            for _ in range(50):
                told = host.ask("ping")
            assert told["told"] == 1, "it is said once"
            host.ask("release")
            assert client.recv(4096).startswith(host.answer)
        assert host.serves()
