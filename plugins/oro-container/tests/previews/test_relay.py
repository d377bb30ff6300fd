"""Messages of engines and guests go through a preview as they are, piece by piece, or the preview says why not."""

from __future__ import annotations

import errno
import gzip
import os
import zlib
from collections.abc import Callable

import pytest
import trio
import trio.testing
from oro_container.previews import previews
from oro_container.previews.exchange import PATIENCE
from oro_container.previews.testing import Published, answering, published, read_all, read_until

pytestmark = pytest.mark.anyio
OWN = "Host: HOST\nSec-Fetch-Site: same-origin\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
PAGE = b"<!doctype html><html><head><title>x</title></head></html>"


def html(body: bytes, *headers: bytes) -> bytes:
    lines = (b"HTTP/1.1 200 OK", b"Content-Type: text/html", b"Content-Length: %d" % len(body), *headers)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


async def test_a_request_goes_to_the_guest_and_its_answer_comes_back() -> None:
    asked: list[bytes] = []
    async with published(answering(OK.replace(b"\r\n\r\n", b"\r\nX-Own: yes\r\n\r\n"), asked)) as preview:
        answer = await preview.get("/x?y")
    assert asked[0].startswith(b"GET /x?y HTTP/1.1\r\nhost: localhost:3000\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nx-own: yes\r\n" in answer.lower()
    assert answer.endswith(b"\r\n\r\nhi")


async def test_both_connections_are_kept() -> None:
    connections: list[trio.SocketStream] = []
    serve = answering(OK)

    async def guest(stream: trio.SocketStream) -> None:
        connections.append(stream)
        await serve(stream)

    async with published(guest) as preview:
        stream = await preview.ask(f"GET /1 HTTP/1.1\n{OWN}\n")
        await read_until(stream, b"\r\n\r\nhi")
        await preview.send(stream, f"GET /2 HTTP/1.1\n{OWN}\n")
        await read_until(stream, b"\r\n\r\nhi")
    assert len(connections) == 1


async def test_requests_sent_at_once_are_answered_in_order() -> None:
    async with published(answering(OK)) as preview:
        stream = await preview.ask(f"GET /1 HTTP/1.1\n{OWN}\nGET /2 HTTP/1.1\n{OWN}Connection: close\n\n")
        assert (await read_all(stream)).count(b"\r\n\r\nhi") == 2


@pytest.mark.parametrize("reads", [True, False])
async def test_a_guest_that_closed_a_kept_connection_is_asked_again(reads: bool) -> None:
    """It closes before the next request, or while it arrives."""
    connections = 0

    async def guest(stream: trio.SocketStream) -> None:
        nonlocal connections
        connections += 1
        await read_until(stream, b"\r\n\r\n")
        await stream.send_all(OK)
        if connections == 1 and reads:
            await read_until(stream, b"\r\n\r\n")
        await stream.aclose()

    async with published(guest) as preview:
        for _ in range(2):
            assert (await preview.get()).endswith(b"hi")
    assert connections == 2


async def test_a_document_is_asked_for_again_while_its_server_begins() -> None:
    """Servers that look for a free port close the first connection."""
    connections = 0

    async def guest(stream: trio.SocketStream) -> None:
        nonlocal connections
        connections += 1
        if connections > 1:
            await answering(html(PAGE))(stream)
        await stream.aclose()

    async with published(guest) as preview:
        head = f"GET / HTTP/1.1\n{OWN}Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe\nConnection: close\n\n"
        answer = await read_all(await preview.ask(head))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert connections == 2


async def test_a_guest_that_says_too_much_is_not_believed_later() -> None:
    async with published(answering(OK + OK.replace(b"hi", b"ho"))) as preview:
        assert [(await preview.get())[-2:] for _ in range(2)] == [b"hi", b"hi"]


async def test_a_connection_goes_on_after_a_guest_that_took_its_time() -> None:
    """The engine is watched meanwhile, and read from again after."""
    answers = [b"", OK, OK]

    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")
        await trio.testing.wait_all_tasks_blocked(PATIENCE * 2)
        await stream.send_all(answers.pop(0))
        await stream.aclose()

    async with published(guest) as preview:
        stream = await preview.ask(f"POST /1 HTTP/1.1\n{OWN}\n")
        assert (await read_until(stream, b"}}")).startswith(b"HTTP/1.1 502 ")
        for _ in range(2):
            await preview.send(stream, f"GET /2 HTTP/1.1\n{OWN}\n")
            await read_until(stream, b"\r\n\r\nhi")


async def test_a_connection_without_requests_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "IDLE", 0.05)
    async with published(answering(OK)) as preview:
        assert await read_all(await preview.ask("GET / HTTP/1.1\n")) == b""


async def test_a_head_has_no_body() -> None:
    async with published(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")) as preview:
        answer = await read_all(await preview.ask(f"HEAD / HTTP/1.1\n{OWN}Connection: close\n\n"))
    assert b"content-length: 1000\r\n" in answer.lower()
    assert answer.endswith(b"\r\n\r\n")


async def test_an_event_stream_arrives_event_by_event() -> None:
    go = trio.Event()

    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")
        await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
        await go.wait()
        await stream.send_all(b"data: 2\n\n")
        await stream.aclose()

    async with published(guest) as preview:
        stream = await preview.ask(f"GET / HTTP/1.1\n{OWN}\n")
        await read_until(stream, b"data: 1\n\n")
        go.set()
        await read_until(stream, b"data: 2\n\n\r\n0\r\n\r\n")


async def _echo(stream: trio.SocketStream) -> None:
    """Answer a chunked request with its chunks while they come."""
    data = await read_until(stream, b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in data
    await stream.send_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data.partition(b"\r\n\r\n")[2])
    while more := await stream.receive_some():
        await stream.send_all(more)


async def test_bodies_stream_both_ways_at_once() -> None:
    async with published(_echo) as preview:
        stream = await preview.ask(f"POST / HTTP/1.1\n{OWN}Transfer-Encoding: chunked\n\n")
        await stream.send_all(b"5\r\nfirst\r\n")
        await read_until(stream, b"first")
        await stream.send_all(b"6\r\nsecond\r\n0\r\n\r\n")
        await read_until(stream, b"second\r\n0\r\n\r\n")


async def test_a_slow_engine_holds_the_guest_back() -> None:
    sent = 0

    async def guest(stream: trio.SocketStream) -> None:
        nonlocal sent
        await read_until(stream, b"\r\n\r\n")
        await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            await stream.send_all(bytes(1 << 16))
            sent += 1 << 16

    async with published(guest) as preview:
        stream = await preview.ask(f"GET / HTTP/1.1\n{OWN}\n")
        before = -1
        while sent != before:
            before = sent
            await trio.testing.wait_all_tasks_blocked(0.1)
        assert sent < 64 << 20
        stream.socket.close()


async def test_an_engine_waits_for_the_guests_word_to_go_on() -> None:
    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")
        await stream.send_all(b"HTTP/1.1 100 Continue\r\n\r\n")
        assert await read_until(stream, b"body") == b"body"
        await stream.send_all(OK)

    async with published(guest) as preview:
        stream = await preview.ask(f"POST / HTTP/1.1\n{OWN}Content-Length: 4\nExpect: 100-continue\n\n")
        await read_until(stream, b"HTTP/1.1 100 ")
        await stream.send_all(b"body")
        await read_until(stream, b"\r\n\r\nhi")


async def test_a_guest_that_refuses_a_body_early_is_heard() -> None:
    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")
        await stream.send_all(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    async with published(guest) as preview:
        stream = await preview.ask(f"POST / HTTP/1.1\n{OWN}Content-Length: 100000000\n\n")
        assert (await read_until(stream, b"\r\n\r\n")).startswith(b"HTTP/1.1 413 ")


async def test_a_websocket_is_a_tunnel() -> None:
    heads: list[bytes] = []

    async def guest(stream: trio.SocketStream) -> None:
        heads.append(await read_until(stream, b"\r\n\r\n"))
        switch = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        await stream.send_all(switch + b"first")
        while data := await stream.receive_some():
            await stream.send_all(data.upper())

    async with published(guest) as preview:
        upgrade = "Connection: Upgrade\nUpgrade: websocket\n\n"
        stream = await preview.ask(f"GET / HTTP/1.1\nHost: HOST\nOrigin: ORIGIN\n{upgrade}")
        await read_until(stream, b"first")
        await stream.send_all(b"hello")
        await read_until(stream, b"HELLO")
        await stream.send_eof()
        assert await read_all(stream) == b""
    assert b"origin: http://localhost:3000\r\n" in heads[0]
    assert b"upgrade: websocket\r\n" in heads[0]


async def test_a_frame_that_goes_away_ends_the_guests_work() -> None:
    asked, ended = trio.Event(), trio.Event()

    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")
        asked.set()
        assert not await stream.receive_some()
        ended.set()

    async with published(guest) as preview:
        stream = await preview.ask(f"GET / HTTP/1.1\n{OWN}\n")
        await asked.wait()
        await stream.aclose()
        await ended.wait()


async def test_a_withdrawn_preview_breaks_off_and_says_that_it_has_ended() -> None:
    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")
        await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfirst")
        assert not await stream.receive_some()

    async with published(guest) as preview:
        stream = await preview.ask(f"GET / HTTP/1.1\n{OWN}\n")
        await read_until(stream, b"first")
        preview.previews.withdraw_all("c")
        assert await read_all(stream) == b""
        answer = await preview.get("/", "Accept: text/html")
    assert answer.startswith(b"HTTP/1.1 410 ")
    assert b"This preview has ended" in answer


async def _refused(preview: Published) -> None:
    async def dial(port: int) -> trio.SocketStream:
        raise OSError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))

    preview.previews.withdraw("c", 3000)
    preview.url = await preview.previews.publish("c", 3000, dial)


async def test_a_closed_port_is_told() -> None:
    async with published(answering(OK)) as preview:
        await _refused(preview)
        page = await preview.get("/", "Accept: text/html")
        data = await preview.get("/")
    assert page.startswith(b"HTTP/1.1 502 ")
    assert b"<h1>Nothing listens on port 3000</h1>" in page
    assert b"frame-ancestors oro://org.example.app" in page
    assert data.endswith(b'(Connection refused). Start it, then load this page again."}}')


@pytest.mark.parametrize(
    "answer", [b"", b"not http\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, b"HTTP/1.1 200 O"]
)
async def test_a_guest_without_an_answer_is_told(answer: bytes) -> None:
    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")
        await stream.send_all(answer)
        await stream.aclose()

    async with published(guest) as preview:
        data = await preview.get()
    assert data.startswith(b"HTTP/1.1 502 ")
    assert b"The server on port 3000 gave no answer" in data


async def test_an_answer_that_breaks_off_breaks_off() -> None:
    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")
        await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst")
        await stream.aclose()

    async with published(guest) as preview:
        assert (await preview.get()).endswith(b"\r\n\r\nfirst")


async def test_a_head_too_long_is_refused() -> None:
    async with published(answering(OK)) as preview:
        stream = await preview.ask(f"GET / HTTP/1.1\n{OWN}X: {'x' * 1_000_000}\n\n")
        assert (await read_until(stream, b"\r\n\r\n")).startswith(b"HTTP/1.1 431 ")


async def test_scripts_come_first_in_documents_only() -> None:
    async with published(answering(html(PAGE, b"ETag: x"))) as preview:
        preview.previews.script("c", "globalThis.added = 'é'")
        page = await preview.get("/", "Sec-Fetch-Dest: iframe")
        other = await preview.get("/", "Sec-Fetch-Dest: empty")
    assert b"<!doctype html><html><head><script nonce=" in page
    assert b"globalThis.added = '\\u00e9'</script>" in page
    assert b"etag" not in page.lower()
    assert other.endswith(PAGE)


@pytest.mark.parametrize(("encoding", "encode"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
async def test_scripts_come_into_compressed_documents(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    body = encode(PAGE)
    asked: list[bytes] = []
    answer = html(body, b"Content-Encoding: " + encoding.encode())
    async with published(answering(answer, asked)) as preview:
        page = await preview.get("/", "Sec-Fetch-Dest: iframe", "Accept-Encoding: gzip, br")
    assert b"<head><script nonce=" in page
    assert b"content-encoding" not in page.lower()
    assert b"accept-encoding: identity" in asked[0]


async def test_a_document_that_cannot_be_read_stays_as_it_is() -> None:
    async with published(answering(html(b"\x8b\x00", b"Content-Encoding: br"))) as preview:
        assert (await preview.get("/", "Sec-Fetch-Dest: iframe")).endswith(b"\r\n\r\n\x8b\x00")


async def test_a_message_of_a_document_is_handed_on() -> None:
    messages: list[object] = []
    async with published(answering(OK)) as preview:
        preview.previews.messages("c", messages.append)
        body = '{"type": "PREVIEW_UNCAUGHT_EXCEPTION", "message": "m", "port": 1, "pathname": 3}'
        head = f"POST /.oro-preview/messages HTTP/1.1\n{OWN}Connection: close\nContent-Length: {len(body)}\n\n"
        answer = await read_all(await preview.ask(head + body))
        name = preview.host.partition(".")[0]
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert messages == [
        {
            "type": "PREVIEW_UNCAUGHT_EXCEPTION",
            "previewId": name,
            "port": 3000,
            "message": "m",
            "stack": "",
            "pathname": "",
            "search": "",
            "hash": "",
        }
    ]
