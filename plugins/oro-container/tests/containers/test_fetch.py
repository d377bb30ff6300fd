"""Programs ask servers in containers, without a preview."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator

import pytest
import trio
from oro_container.api import Container, Policy

from oro_framework.errors import Denied, ErrnoError

from ..conftest import Booted

pytestmark = pytest.mark.anyio
SERVER = b"""require('node:http').createServer((request, response) => {
  const { method, url, headers } = request
  response.writeHead(201, 'Made', { 'x-method': method, 'x-url': url, 'x-own': headers['x-own'] })
  request.pipe(response)
}).listen(3000)"""


async def _served(container: Container) -> None:
    listens = trio.Event()
    container.network.watchers.append(lambda port, listening: listens.set())
    await container.files.write("server.js", SERVER)
    await container.spawn("node", "server.js", discarded=(0, 1, 2))
    await listens.wait()


async def test_a_program_asks_a_server(booted: Booted) -> None:
    heard = trio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"one"
        await heard.wait()
        yield b"two"

    async with booted() as container:
        await _served(container)
        asking = container.fetch(3000, "/a?b", method="POST", headers=[("X-Own", "1")], body=body())
        async with asking as response:
            assert (response.status, response.reason) == (201, "Made")
            assert {("x-method", "POST"), ("x-url", "/a?b"), ("x-own", "1")} <= set(response.headers)
            assert await anext(response.body) == b"one"
            heard.set()
            assert await response.read() == b"two"


async def test_what_cannot_be_asked_is_refused(booted: Booted) -> None:
    async with booted() as container:
        with pytest.raises(ErrnoError, match="nothing listens on it") as refused:
            async with container.fetch(3000):
                pass
        assert refused.value.errno == errno.ECONNREFUSED
    async with booted(policy=Policy(listen=False)) as container:
        with pytest.raises(Denied, match="lets no program listen"):
            async with container.fetch(3000):
                pass
