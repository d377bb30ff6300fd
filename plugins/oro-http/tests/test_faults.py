"""Clients that are slow, gone, greedy or broken: each is told so, and no other client notices."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import AsyncIterator

import anyio
import httpx
import pytest

from oro_framework.testing import until

from .conftest import KEY, PATIENCE, Bridged, Opener, head_of, until_closed

pytestmark = pytest.mark.anyio

HOST = b"Host: localhost\r\n"


async def still_answers(app: Bridged) -> None:
    assert (await app.client.get("/ipc/t.add?a=1")).json()["data"] == 2


@pytest.mark.parametrize("route", ["t.hang", "t.events?then=wait", "t.flood"])
async def test_a_client_that_goes_cancels_its_call(bridged: Opener, route: str) -> None:
    async with bridged() as app:
        stream = await app.connect()
        await stream.send(f"GET /ipc/{route} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        with anyio.fail_after(PATIENCE):
            await app.routes.begun.wait()
            await stream.aclose()
            await app.routes.cancelled.wait()
        await app.idle()
        await still_answers(app)


async def test_a_client_that_goes_in_its_body_begins_no_call(bridged: Opener) -> None:
    async with bridged() as app:
        stream = await app.connect()
        await stream.send(b"POST /ipc/t.echo HTTP/1.1\r\nContent-Length: 100\r\n" + HOST + b"\r\nhalf")
        await stream.aclose()
        await still_answers(app)
        assert app.routes.ran == []


async def test_a_route_that_takes_too_long_is_cancelled(bridged: Opener) -> None:
    async with bridged(timeout_ms=100) as app:
        reply = await app.client.get("/ipc/t.hang")
        assert (reply.status_code, reply.json()["err"]["type"]) == (504, "TimeoutError")
        with anyio.fail_after(PATIENCE):
            await app.routes.cancelled.wait()
        await still_answers(app)


async def test_a_stream_may_take_longer(bridged: Opener) -> None:
    async with bridged(timeout_ms=100) as app:
        reply = await app.client.get("/ipc/diagnostics.stream.sse?count=4&interval=100")
        assert reply.text.count("event: message") == 4


async def test_a_body_that_takes_too_long_is_refused(bridged: Opener) -> None:
    async with bridged(timeout_ms=100) as app, await app.connect() as stream:
        await stream.send(b"POST /ipc/t.echo HTTP/1.1\r\nContent-Length: 100\r\n" + HOST + b"\r\nhalf")
        assert (await head_of(stream)).startswith("HTTP/1.1 408 ")
        await until_closed(stream)
        await still_answers(app)


async def test_a_head_that_takes_too_long_is_refused(bridged: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_http.server.HEAD_SECONDS", 0.1)
    async with bridged() as app, await app.connect() as stream:
        await stream.send(b"GET /ipc/t.who HTTP/1.1\r\n")
        await until_closed(stream)
        await still_answers(app)


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_that_is_too_large_is_refused_and_its_sender_told(bridged: Opener, announced: bool) -> None:
    body = bytes(5_000_000)
    async with bridged(max_body=1000) as app:
        headers = {} if announced else {"Transfer-Encoding": "chunked"}
        content = body if announced else _pieces(body)
        reply = await app.client.post("/ipc/t.echo", content=content, headers=headers)
        assert (reply.status_code, reply.json()["err"]["code"]) == (413, "ERR_TOO_LARGE")
        assert reply.headers["connection"] == "close"
        assert (await app.client.post("/ipc/t.echo", content=bytes(1000))).status_code == 200
        assert app.routes.ran == ["t.echo"]


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


async def test_a_body_without_end_is_not_taken_for_ever(bridged: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_http.incoming.LINGER", 0.2)
    async with bridged(max_body=1000) as app, await app.connect() as stream:
        await stream.send(b"POST /ipc/t.echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HOST + b"\r\n")
        with anyio.fail_after(PATIENCE), pytest.raises(anyio.BrokenResourceError):
            await _flood(stream)
        await still_answers(app)
        assert len(app.service._server.connections) == 1
        assert app.routes.ran == []


async def _flood(stream: anyio.abc.SocketStream) -> None:
    while True:
        await stream.send(b"10000\r\n" + bytes(0x10000) + b"\r\n")


async def test_what_is_refused_by_its_head_has_no_body_read(bridged: Opener) -> None:
    async with bridged(shared_key=KEY) as app, await app.connect() as stream:
        await stream.send(b"POST /ipc/t.echo HTTP/1.1\r\nContent-Length: 1000000\r\n" + HOST + b"\r\n")
        assert (await head_of(stream)).startswith("HTTP/1.1 403 ")


async def test_a_client_that_reads_nothing_is_closed(bridged: Opener) -> None:
    async with bridged(stall=0.2) as app:
        stream = await app.connect()
        await stream.send(b"GET /ipc/t.flood HTTP/1.1\r\n" + HOST + b"\r\n")
        with anyio.fail_after(PATIENCE):
            await app.routes.cancelled.wait()
        await still_answers(app)
        assert app.routes.written < 64 << 20
        await stream.aclose()


async def test_a_slow_client_that_reads_gets_everything(bridged: Opener) -> None:
    async with bridged(stall=5) as app, await app.connect() as stream:
        await stream.send(b"GET /ipc/t.file?size=3000000 HTTP/1.0\r\n" + HOST + b"\r\n")
        got = b""
        with anyio.fail_after(PATIENCE):
            while not got.endswith(b"\r\n\r\n"):
                got += await stream.receive(1)
            for left in range(3_000_000, 0, -1000):
                body = b""
                while len(body) < min(left, 1000):
                    body += await stream.receive(min(left, 1000) - len(body))
        await until_closed(stream)


async def test_an_answer_that_breaks_off_is_no_whole_answer(bridged: Opener) -> None:
    async with bridged() as app:
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
            await app.client.get("/ipc/t.events?then=break")
        await still_answers(app)


async def test_more_calls_than_allowed_are_told_to_wait(bridged: Opener) -> None:
    async with bridged(max_calls=1) as app, await app.connect() as stream:
        await stream.send(b"GET /ipc/t.hang HTTP/1.1\r\n" + HOST + b"\r\n")
        await app.routes.begun.wait()
        reply = await app.client.get("/ipc/t.add?a=1")
        assert (reply.status_code, reply.json()["err"]["code"]) == (503, "ERR_BUSY")
        await stream.aclose()
        await app.idle()
        await still_answers(app)


async def test_more_connections_than_allowed_are_told_so(bridged: Opener) -> None:
    async with bridged(max_connections=1) as app, await app.connect() as first:
        await first.send(b"GET /ipc/t.add?a=1 HTTP/1.1\r\n" + HOST + b"\r\n")
        assert (await head_of(first)).startswith("HTTP/1.1 200 ")
        async with await app.connect() as second:
            assert (await head_of(second)).startswith("HTTP/1.1 503 ")
            await until_closed(second)
        await first.send(b"GET /ipc/t.add?a=1 HTTP/1.1\r\n" + HOST + b"\r\n")
        assert "HTTP/1.1 200 " in (await head_of(first))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /ipc/t.who HTTP/1.1\r\n\r\n", "400"),
        (b"GET /ipc/t.who HTTP/1.0\r\n\r\n", "403"),
        (b"GET /ipc/t.who HTTP/1.1\r\nHost: evil.test\r\n\r\n", "403"),
        (b"GET http://evil.test/ipc/t.who HTTP/1.1\r\nHost: localhost\r\n\r\n", "404"),
        (b"GET /ipc/t.who HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", "400"),
        (b"GET /ipc/t.who?" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", "431"),
        (b"POST /ipc/t.who HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"),
        (b"OPTIONS /ipc/t.who HTTP/1.1\r\nHost: localhost\r\n\r\n", "204"),
    ],
)
async def test_what_is_no_request_of_ours_runs_nothing(bridged: Opener, sent: bytes, status: str) -> None:
    async with bridged() as app, await app.connect() as stream:
        await stream.send(sent)
        assert (await head_of(stream)).startswith(f"HTTP/1.1 {status} ")
        await still_answers(app)
        assert app.routes.ran == []


async def test_another_protocol_is_not_spoken(bridged: Opener, caplog: pytest.LogCaptureFixture) -> None:
    async with bridged() as app, await app.connect() as stream:
        await stream.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))
        await until_closed(stream)
        await still_answers(app)
    assert caplog.text == ""


async def test_sockets_are_refused(bridged: Opener) -> None:
    async with bridged() as app, await app.connect() as stream:
        upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        await stream.send(b"GET /ipc/t.who HTTP/1.1\r\n" + HOST + upgrade + key + b"\r\n")
        assert (await head_of(stream)).startswith("HTTP/1.1 403 ")


@pytest.mark.parametrize("shown", [None, "", "x", KEY[:-1], KEY + "x", KEY.upper()])
async def test_a_wrong_key_runs_nothing(bridged: Opener, shown: str | None) -> None:
    async with bridged(shared_key=KEY) as app:
        reply = await app.client.get("/ipc/t.who", headers={} if shown is None else {"X-ORO-Auth": shown})
        assert (reply.status_code, reply.json()["err"]["code"]) == (403, "ERR_DENIED")
        assert KEY not in json.dumps(reply.json())
        assert app.routes.ran == []
        assert (await app.client.get("/ipc/t.who", headers={"X-ORO-Auth": KEY})).status_code == 200


async def test_pages_ask_first_and_are_told(bridged: Opener) -> None:
    asked = {"Origin": "http://page.test", "Access-Control-Request-Method": "PUT"}
    async with bridged() as app:
        reply = await app.client.options("/ipc/t.who", headers=asked)
        assert (reply.status_code, "access-control-allow-origin" in reply.headers) == (403, False)
        reply = await app.client.put("/ipc/t.who", headers={"Origin": "http://page.test"})
        assert (reply.status_code, "access-control-allow-origin" in reply.headers) == (403, False)
        assert app.routes.ran == []
    async with bridged(allow_cors=True, shared_key=KEY) as app:
        reply = await app.client.options("/ipc/t.who", headers=asked)
        assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (204, "*")
        assert "PUT" in reply.headers["access-control-allow-methods"]
        assert "X-ORO-Auth" in reply.headers["access-control-allow-headers"]
        reply = await app.client.put("/ipc/t.who", headers={"Origin": "http://page.test"})
        assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (403, "*")
        assert app.routes.ran == []
        reply = await app.client.put("/ipc/t.who", headers={"Origin": "http://page.test", "X-ORO-Auth": KEY})
        assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (200, "*")


GET = b"GET /ipc/t.add?a=1 HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST /ipc/t.echo HTTP/1.1\r\nContent-Length: 100\r\n" + HOST + b"\r\nhalf"
REFUSED = GET.replace(b"localhost", b"evil.test")


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("heard", [False, True])
@pytest.mark.parametrize(
    "said", [b"", GET[:9], GET, GET + GET[:9], GET * 200, POST, REFUSED, REFUSED * 200, b"\x01\r\n\r\n"],
    ids=["nothing", "part", "a request", "and part", "many", "part of a body", "refused", "many refused", "nonsense"],
)  # fmt: skip
async def test_clients_that_go_leave_their_places_at_once(
    bridged: Opener, monkeypatch: pytest.MonkeyPatch, said: bytes, heard: bool, reset: bool
) -> None:
    monkeypatch.setattr("oro_http.server.HEAD_SECONDS", 1e6)
    async with bridged(max_connections=4) as app:
        for _ in range(4):
            with socket.create_connection(("127.0.0.1", app.port)) as client:
                client.sendall(said)
                if heard and said not in (b"", GET[:9], POST):
                    await anyio.wait_readable(client)
                if reset:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await until(lambda: _answered(app))
        # Those that went were taken before the one that was answered, which stays open.
        await until(lambda: app.service._server._listener.live == 1)


async def _answered(app: Bridged) -> bool:
    return (await app.client.get("/ipc/t.add?a=1")).status_code == 200
