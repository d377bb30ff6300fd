"""What a client says first is read however it comes, and answered only when the page knows with what."""

from __future__ import annotations

import socket

import anyio
import anyio.to_thread
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_tls.certificates.client_hello import Hello, read_hello
from oro_tls.certificates.contexts import client_context
from oro_tls.options import TlsOptions
from oro_tls.secure.engine import Engine

from .authority import Authority
from .conftest import PATIENCE, Opener
from .peers import client_context as python_context

ROOT = Authority()
LOCAL = ROOT.issue("localhost")
OTHER = ROOT.issue("a.example.com")
CONTEXTS = [client_context(TlsOptions(ca=(ROOT.pem,), maxVersion=version)) for version in ("TLSv1.2", "TLSv1.3")]


def said(context: int, name: str, protocols: list[str]) -> bytes:
    engine = Engine(CONTEXTS[context])
    engine.name_host(name.encode())
    engine.offer(tuple(protocols))
    engine.handshake()
    return engine.outgoing()


def records(data: bytes, sizes: list[int]) -> bytes:
    """Put the same message into records of other sizes."""
    header, message, found, at = data[:3], data[5:], b"", 0
    while message:
        size = sizes[at % len(sizes)]
        at += 1
        piece, message = message[:size], message[size:]
        found += header + len(piece).to_bytes(2, "big") + piece
    return found


NAMES = st.just("") | st.from_regex(r"[a-z]{1,20}\.[a-z]{1,20}", fullmatch=True)
PROTOCOLS = st.lists(st.text(min_size=1, max_size=20), max_size=5)


@given(st.sampled_from([0, 1]), NAMES, PROTOCOLS, st.lists(st.integers(1, 300), min_size=1), st.data())
def test_what_was_said_is_read(
    context: int, name: str, protocols: list[str], sizes: list[int], data: st.DataObject
) -> None:
    whole = records(said(context, name, protocols), sizes)
    assert read_hello(whole) == Hello(name or None, tuple(protocols))
    assert read_hello(whole + b"more") == read_hello(whole)
    assert read_hello(whole[: data.draw(st.integers(0, len(whole) - 1))]) is None


@given(st.binary())
def test_any_bytes_are_something_or_need_more(noise: bytes) -> None:
    for data in (noise, b"\x16\x03\x01" + noise, said(1, "a.b", [])[:60] + noise):
        found = read_hello(data)
        assert found is None or isinstance(found, Hello)


@pytest.mark.anyio
async def test_a_page_chooses_a_certificate_for_what_a_client_wants(opened: Opener) -> None:
    async with opened() as app:
        given = {"cert": LOCAL.pem, "key": LOCAL.key_pem, "address": "127.0.0.1"}
        port = (await app.json("tls.server.open", id="9", port=0, **given)).data["port"]

        def client() -> str:
            context = python_context(ROOT)
            context.set_alpn_protocols(["one", "two"])
            with (
                socket.create_connection(("127.0.0.1", port), PATIENCE) as plain,
                context.wrap_socket(plain, server_hostname="a.example.com") as secure,
            ):
                return str(secure.recv(100), "ascii")

        got = []

        async def run() -> None:
            got.append(await anyio.to_thread.run_sync(client))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            who = {"serverId": "9", "clientId": (await app.told("tls.server.connection")).data["clientId"]}
            wanted = await app.ok("tls.server.hello", **who)
            assert wanted == {"servername": "a.example.com", "alpnProtocols": ["one", "two"]}
            assert await app.ok("tls.server.hello", **who) == wanted
            info = (await app.json("tls.server.accept", **who, cert=OTHER.pem, key=OTHER.key_pem)).data
            await app.ok("tls.write", b"welcome", id=info["id"])
        assert got == ["welcome"]
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as plain:
            assert (await app.told("tls.server.secureConnection")).data["servername"] == "a.example.com"
            who["clientId"] = (await app.told("tls.server.connection")).data["clientId"]
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert await app.ok("tls.server.hello", **who) == {"servername": None, "alpnProtocols": []}
            assert (await app.err("tls.server.accept", **who))["code"] == "ERR_SSL_HTTP_REQUEST"
            assert (await app.err("tls.server.hello", **who))["code"] == "ERR_SOCKET_CLOSED"


@pytest.mark.anyio
async def test_who_is_being_asked_cannot_be_accepted_and_loses_nothing(opened: Opener) -> None:
    async with opened() as app:
        given = {"cert": LOCAL.pem, "key": LOCAL.key_pem, "address": "127.0.0.1"}
        port = (await app.json("tls.server.open", id="9", port=0, **given)).data["port"]
        first = said(1, "localhost", [])
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as plain:
            who = {"serverId": "9", "clientId": (await app.told("tls.server.connection")).data["clientId"]}
            plain.sendall(first[:100])
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(lambda: app.opened.call("tls.server.hello", **who))
                await anyio.wait_all_tasks_blocked()
                for route in ("accept", "refuse", "hello"):
                    err = await app.err(f"tls.server.{route}", **who)
                    assert err["code"] == "ERR_SOCKET_ALREADY_RECEIVING"
                tasks.cancel_scope.cancel()
            plain.sendall(first[100:])
            assert (await app.ok("tls.server.hello", **who))["servername"] == "localhost"
