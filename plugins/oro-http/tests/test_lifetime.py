"""When something listens, where, and what ends with it."""

from __future__ import annotations

import logging
import socket

import anyio
import httpx
import pytest
import trio.testing
from oro_http import plugin
from oro_http.listening import addresses_of, all_loopback

from oro_framework.errors import ConfigError, PluginUnavailable
from oro_framework.testing import free_port, open_host

from .conftest import KEY, PATIENCE, Opener, head_of, until_closed

pytestmark = pytest.mark.anyio

HANG = b"GET /ipc/t.hang HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def refused(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether nothing listens."""
    try:
        await (await anyio.connect_tcp(host, port)).aclose()
    except OSError:
        return True
    return False


async def test_nothing_listens_unless_configured() -> None:
    port = free_port()
    async with open_host(plugin, settings={"http_ipc_port": port}) as opened:
        assert await refused(port)
        assert (await opened.call("diagnostics.query")).data["http_ipc"]["isActive"] is False


async def test_loopback_alone_is_listened_on(bridged: Opener) -> None:
    async with bridged() as app:
        assert not await refused(app.port)
        assert await refused(app.port, "127.0.0.2")


async def test_what_goes_on_is_told(bridged: Opener) -> None:
    async with bridged() as app, await app.connect() as stream:
        await stream.send(HANG)
        await app.routes.begun.wait()
        state = (await app.opened.call("diagnostics.query")).data["http_ipc"]
        assert state == {"isActive": True, "connections": {"count": 1}, "calls": {"count": 1}}


async def test_localhost_is_every_loopback_address(bridged: Opener) -> None:
    async with bridged(host="localhost") as app:
        for address in await addresses_of("localhost"):
            host = f"[{address}]" if ":" in address else address
            reply = await app.client.get(f"http://{host}:{app.port}/ipc/t.add?a=1")
            assert reply.json()["data"] == 2


async def test_others_reach_nothing_without_a_key() -> None:
    for host in ("0.0.0.0", "::"):
        port = free_port()
        settings = {"http_ipc_enable": True, "http_ipc_port": port, "http_ipc_host": host}
        with pytest.raises(PluginUnavailable, match="there is no http_ipc_shared_key"):
            async with open_host(plugin, settings=settings):
                raise AssertionError("it listens")
        assert await refused(port)


async def test_others_reach_it_with_a_key(bridged: Opener) -> None:
    async with bridged(host="0.0.0.0", shared_key=KEY) as app:
        reply = await app.client.get("/ipc/t.add?a=1", headers={"X-ORO-Auth": KEY})
        assert reply.json()["data"] == 2
        assert (await app.client.get("/ipc/t.add?a=1")).status_code == 403


async def test_a_port_that_is_taken_is_told(bridged: Opener) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PluginUnavailable, match=f"Cannot take port {port} of 127.0.0.1"):
            async with bridged(port=port):
                raise AssertionError("two listen")


async def test_a_name_that_leads_nowhere_is_told() -> None:
    with pytest.raises(ConfigError, match='http_ipc_host "fe80::1%nowhere"'):
        await addresses_of("fe80::1%nowhere")
    assert all_loopback(["127.0.0.1", "127.9.9.9", "::1"])
    assert not all_loopback(["127.0.0.1", "fe80::1%lo"])


async def test_the_end_of_the_app_ends_calls_and_connections(bridged: Opener) -> None:
    async with bridged() as app:
        hanging, idle = await app.connect(), await app.connect()
        await hanging.send(HANG)
        await app.routes.begun.wait()
    with anyio.fail_after(PATIENCE):
        await app.routes.cancelled.wait()
    for stream in (hanging, idle):
        await until_closed(stream)
        await stream.aclose()
    assert await refused(app.port)


@pytest.mark.slow
async def test_a_client_that_reads_nothing_does_not_hold_up_the_end(bridged: Opener) -> None:
    async with bridged(stall=1000) as app:
        stream = await app.connect()
        await stream.send(b"GET /ipc/t.flood HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await app.routes.begun.wait()
        await trio.testing.wait_all_tasks_blocked(1)  # until the kernel's buffers are full and the server waits
        assert not app.routes.cancelled.is_set()
        began = anyio.current_time()
    assert anyio.current_time() - began < PATIENCE
    assert app.routes.cancelled.is_set()
    await stream.aclose()


async def test_nothing_listens_while_the_app_is_paused(bridged: Opener) -> None:
    async with bridged(lifecycle__desktop__always__running=False) as app:
        assert (await app.client.get("/ipc/t.add?a=1")).status_code == 200
        await app.opened.host.pause()
        assert await refused(app.port)
        with pytest.raises(httpx.TransportError):
            await app.client.get("/ipc/t.add?a=1")
        await app.opened.host.resume()
        assert (await app.client.get("/ipc/t.add?a=1")).status_code == 200


async def test_cors_without_a_key_is_warned_of(bridged: Opener, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        async with bridged(allow_cors=True, shared_key=KEY):
            assert "http_ipc_allow_cors" not in caplog.text
        async with bridged(allow_cors=True):
            assert "http_ipc_allow_cors without http_ipc_shared_key" in caplog.text


async def test_the_key_is_in_no_log(bridged: Opener, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with bridged(shared_key=KEY) as app, await app.connect() as stream:
            await stream.send(
                b"GET /ipc/t.who HTTP/1.1\r\nHost: localhost\r\nX-ORO-Auth: " + KEY.encode() + b"x\r\n\r\n"
            )
            assert "403" in await head_of(stream)
            await app.client.get("/ipc/t.who", headers={"X-ORO-Auth": KEY})
    assert "Answered 403: Cannot call over HTTP" in caplog.text
    assert KEY not in caplog.text
