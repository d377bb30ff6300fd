"""What engines and guests say to each other goes through a preview as it is, or the preview says why not."""

from __future__ import annotations

import pytest
import trio
import trio.testing

pytestmark = pytest.mark.anyio
OWN = "Host: HOST\nSec-Fetch-Site: same-origin\n"


async def until(stream, end: bytes) -> bytes:
    data = b""
    while end not in data:
        more = await stream.receive_some()
        assert more, data
        data += more
    return data


async def test_a_request_goes_to_the_guest_and_its_answer_comes_back(published) -> None:
    seen: list[bytes] = []

    async def guest(stream: trio.SocketStream) -> None:
        seen.append(await until(stream, b"\r\n\r\n"))
        await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Own: yes\r\n\r\nhi")

    async with published(guest) as preview:
        answer = await preview.get("/x?y")
    assert seen[0].startswith(b"GET /x?y HTTP/1.1\r\nhost: localhost:3000\r\n")
    assert (
        answer.startswith(b"HTTP/1.1 200 OK\r\n") and b"x-own: yes" in answer.lower() and answer.endswith(b"\r\n\r\nhi")
    )


async def test_both_connections_are_kept(published, answering) -> None:
    async with published(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) as preview:
        stream = await preview.ask(f"GET /1 HTTP/1.1\n{OWN}\n")
        await until(stream, b"\r\n\r\nhi")
        await preview.send(stream, f"GET /2 HTTP/1.1\n{OWN}\n")
        await until(stream, b"\r\n\r\nhi")
        await stream.aclose()


async def test_an_event_stream_arrives_event_by_event(published) -> None:
    go = trio.Event()

    async def guest(stream: trio.SocketStream) -> None:
        await until(stream, b"\r\n\r\n")
        await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
        await go.wait()
        await stream.send_all(b"data: 2\n\n")
        await stream.aclose()

    async with published(guest) as preview:
        stream = await preview.ask(f"GET / HTTP/1.1\n{OWN}\n")
        await until(stream, b"data: 1\n\n")
        go.set()
        await until(stream, b"data: 2\n\n\r\n0\r\n\r\n")
        await stream.aclose()


async def test_a_closed_port_is_told(published) -> None:
    async with published(None) as preview:
        preview.previews.withdraw("c", 3000)

        async def dial(port: int) -> trio.SocketStream:
            raise ConnectionRefusedError(111, "Connection refused")

        preview.url = await preview.previews.publish("c", 3000, dial)
        page = await preview.get("/", "Accept: text/html")
        data = await preview.get("/")
    assert page.startswith(b"HTTP/1.1 502") and b"Nothing listens on port 3000" in page and b"<!doctype html>" in page
    assert data.startswith(b"HTTP/1.1 502") and b'{"error"' in data


async def test_a_websocket_is_a_tunnel(published) -> None:
    async def guest(stream: trio.SocketStream) -> None:
        head = await until(stream, b"\r\n\r\n")
        assert b"origin: http://localhost:3000\r\n" in head and b"upgrade: websocket" in head
        await stream.send_all(
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfirst"
        )
        while data := await stream.receive_some():
            await stream.send_all(data.upper())

    async with published(guest) as preview:
        stream = await preview.ask(
            "GET / HTTP/1.1\nHost: HOST\nOrigin: ORIGIN\nConnection: Upgrade\nUpgrade: websocket\n\n"
        )
        await until(stream, b"first")
        await stream.send_all(b"hello")
        await until(stream, b"HELLO")
        await stream.aclose()


async def test_a_frame_that_goes_away_ends_the_guests_connection(published) -> None:
    ended = trio.Event()

    async def guest(stream: trio.SocketStream) -> None:
        await until(stream, b"\r\n\r\n")
        assert not await stream.receive_some()
        ended.set()

    async with published(guest) as preview:
        stream = await preview.ask(f"GET / HTTP/1.1\n{OWN}\n")
        await trio.testing.wait_all_tasks_blocked(0.05)
        await stream.aclose()
        await ended.wait()


async def test_scripts_come_first_in_documents(published, answering) -> None:
    body = b"<!doctype html><html><head><title>x</title></head></html>"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    async with published(answering(answer)) as preview:
        preview.previews.script("c", "globalThis.added = 'é'")
        page = await preview.get("/", "Sec-Fetch-Dest: iframe")
        other = await preview.get("/", "Sec-Fetch-Dest: empty")
    assert b"<!doctype html><html><head><script nonce=" in page.replace(b"\r\n", b"")
    assert b"globalThis.added = '\\u00e9'</script>" in page
    assert other.endswith(body)
