"""What goes wrong with TLS: options, peers that speak something else or nothing, ends at the wrong moment."""

from __future__ import annotations

import base64
import socket
import ssl
from typing import Any

import anyio
import anyio.from_thread
import anyio.lowlevel
import anyio.to_thread
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_tls.certificates.ciphers import cipher_lists
from oro_tls.certificates.contexts import Contexts, server_context
from oro_tls.certificates.credentials import BadCredentials
from oro_tls.options import TlsOptions

from oro_framework.errors import OroError

from .authority import Authority
from .conftest import PATIENCE, App, Opener, Refused
from .peers import SecurePeer

pytestmark = pytest.mark.anyio

ROOT = Authority()
LOCAL = ROOT.issue("localhost")
OTHER = ROOT.issue("other")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"ca": "nothing"}, "ERR_TLS_CREDENTIALS"),
        ({"cert": LOCAL.pem}, "ERR_TLS_CREDENTIALS"),
        ({"cert": LOCAL.pem, "key": OTHER.key_pem}, "ERR_TLS_CREDENTIALS"),
        ({"cert": LOCAL.pem, "key": "nothing"}, "ERR_TLS_CREDENTIALS"),
        ({"cert": LOCAL.pem, "key": LOCAL.key_text("secret")}, "ERR_TLS_CREDENTIALS"),
        ({"cert": LOCAL.pem, "key": LOCAL.key_text("secret"), "keyPassphrase": "wrong"}, "ERR_TLS_CREDENTIALS"),
        ({"pfx": "?"}, "ERR_INVALID_ARG"),
        ({"pfx": base64.b64encode(b"nothing").decode()}, "ERR_TLS_CREDENTIALS"),
        ({"ciphers": "NONE-SUCH"}, "ERR_TLS_CREDENTIALS"),
        ({"ciphers": "0x1234"}, "ERR_TLS_CREDENTIALS"),
        ({"minVersion": "TLSv9"}, "ERR_INVALID_ARG"),
        ({"alpnProtocols": [""]}, "ERR_INVALID_ARG"),
        ({"handshakeTimeout": "soon"}, "ERR_INVALID_ARG"),
        ({"crl": "nothing"}, "ERR_TLS_CREDENTIALS"),
        ({"sigalgs": "RSA+SHA1"}, "NOT_SUPPORTED_ERR"),
        ({"servername": "a" * 300}, "ERR_INVALID_ARG"),
    ],
)
async def test_options_that_cannot_be_used_are_told(
    opened: Opener, peer: socket.socket, options: dict[str, Any], code: str
) -> None:
    async with opened() as app:
        given = {"host": "127.0.0.1", "port": peer.getsockname()[1], **options}
        assert (await app.json("tls.connect", id="1", **given)).err["code"] == code
        assert list(app.service("tls").sockets.held) == []


async def test_keys_with_a_passphrase_and_archives_are_read(opened: Opener) -> None:
    secret = {"cert": LOCAL.pem, "key": LOCAL.key_text("secret"), "keyPassphrase": "secret"}
    archive = {"pfx": base64.b64encode(LOCAL.archive("secret")).decode(), "passphrase": "secret"}
    async with opened() as app:
        for id, options in enumerate((secret, archive)):
            where = {"port": 0, "address": "127.0.0.1", **options}
            port = (await app.json("tls.server.open", id=str(id), **where)).data["port"]
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_meets, app, port)
                client = (await app.told("tls.server.connection")).data["clientId"]
                await app.ok("tls.server.accept", serverId=id, clientId=client)
                await app.told("tls.server.secureConnection")


async def _meets(app: App, port: int) -> None:
    reply = await app.json("tls.connect", id="50", host="127.0.0.1", servername="localhost", port=port, ca=ROOT.pem)
    assert reply.data["authorized"] is True
    await app.ok("tls.close", id=50)


@given(st.dictionaries(st.sampled_from(TlsOptions.__struct_fields__), st.none() | st.text() | st.lists(st.text())))
def test_any_options_are_read_or_refused(params: dict[str, Any]) -> None:
    try:
        options = TlsOptions.of(params)
        Contexts().client(options)
        server_context(options)
    except OroError:
        return


@given(st.lists(st.text()))
def test_any_ciphers_are_lists_or_refused(given: list[str]) -> None:
    try:
        older, newer = cipher_lists(given)
    except BadCredentials:
        return
    assert all(name.startswith("TLS_") for name in newer.split(":") if newer)
    assert not any(name.startswith("TLS_") for name in older.split(":"))


# -- peers -----------------------------------------------------------------------------------------


async def test_a_peer_that_speaks_something_else(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        errors = []

        async def connect() -> None:
            errors.append(await app.err("tls.connect", id=1, host="127.0.0.1", port=peer.getsockname()[1]))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(connect)
            sock, _ = await anyio.to_thread.run_sync(peer.accept)
            with sock:
                sock.settimeout(PATIENCE)
                sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                # In a thread: the client has still to send its hello, on this one's event loop.
                assert await anyio.to_thread.run_sync(sock.recv, 1)
        assert errors[0]["code"] in ("ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG")
        assert errors[0]["connected"]["remoteAddress"] == "127.0.0.1"


async def test_a_peer_that_ends_or_breaks_or_hangs_in_the_handshake(opened: Opener, peer: socket.socket) -> None:
    port = peer.getsockname()[1]
    async with opened() as app:
        errors = []

        async def connect(id: int) -> None:
            options = {"host": "127.0.0.1", "port": port, "handshakeTimeout": 300}
            errors.append((await app.err("tls.connect", id=id, **options))["code"])

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(connect, 1)
            sock, _ = await anyio.to_thread.run_sync(peer.accept)
            await anyio.to_thread.run_sync(sock.recv, 10_000)
            sock.close()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(connect, 2)
            sock, _ = await anyio.to_thread.run_sync(peer.accept)
            sock.close()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(connect, 3)
            sock, _ = await anyio.to_thread.run_sync(peer.accept)
        sock.close()
        assert errors == ["ECONNRESET", "ECONNRESET", "ERR_TLS_HANDSHAKE_TIMEOUT"]
        assert list(app.service("tls").sockets.held) == []


@pytest.mark.parametrize("how", ["close", "release"])
async def test_an_end_in_the_midst_of_a_handshake(opened: Opener, peer: socket.socket, how: str) -> None:
    async with opened() as app:
        errors = []

        async def connect() -> None:
            errors.append((await app.err("tls.connect", id=1, host="127.0.0.1", port=peer.getsockname()[1]))["code"])

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(connect)
            sock, _ = await anyio.to_thread.run_sync(peer.accept)
            with sock:
                assert await anyio.to_thread.run_sync(sock.recv, 1)
                assert (await app.err("tls.write", b"x", id=1))["code"] == "ERR_SOCKET_NOT_CONNECTED"
                if how == "close":
                    await app.ok("tls.close", id=1)
                else:
                    await app.service("tls").release(app.opened.window)
                sock.settimeout(PATIENCE)
                await anyio.to_thread.run_sync(_drain, sock)
        assert errors == ["ECANCELED"]


def _drain(sock: socket.socket) -> None:
    while sock.recv(10_000):
        pass


async def test_a_client_that_speaks_something_else_or_nothing(opened: Opener) -> None:
    async with opened() as app:
        options = {"cert": LOCAL.pem, "key": LOCAL.key_pem, "handshakeTimeout": 300, "address": "127.0.0.1"}
        port = (await app.json("tls.server.open", id="9", port=0, **options)).data["port"]

        async def accepted() -> str:
            told = await app.told("tls.server.connection")
            return str((await app.err("tls.server.accept", serverId=9, clientId=told.data["clientId"]))["code"])

        with socket.create_connection(("127.0.0.1", port), PATIENCE) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert await accepted() == "ERR_SSL_HTTP_REQUEST"
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as silent:
            assert await accepted() == "ERR_TLS_HANDSHAKE_TIMEOUT"
            assert silent.recv(1) == b""
        with socket.create_connection(("127.0.0.1", port), PATIENCE):
            pass
        assert await accepted() == "ECONNRESET"
        assert len(list(app.service("tls").sockets.held)) == 1


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (b"\x17\x03\x03\x00\x20" + bytes(32), "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
        (b"\x17\x03\x03\xff\xff" + bytes(100), "ERR_SSL_ENCRYPTED_LENGTH_TOO_LONG"),
    ],
    ids=["damaged", "too long"],
)
async def test_a_bad_record_breaks_the_connection_and_its_sender_is_told(
    opened: Opener, record: bytes, code: str
) -> None:
    alerts: list[bytes] = []

    def damage(secure: ssl.SSLSocket) -> None:
        with socket.socket(fileno=secure.detach()) as plain:
            plain.settimeout(PATIENCE)
            plain.sendall(record)
            alerts.append(plain.recv(1000))

    async with opened() as app:
        with SecurePeer(LOCAL, serve=damage) as peer:
            await app.json("tls.connect", id="1", host="localhost", port=peer.port, ca=ROOT.pem)
            with pytest.raises(Refused, match=code):
                await app.read_all("tls", 1)
            assert (await app.ok("tls.error", id=1))["code"] == code
        assert alerts[0]


async def test_backpressure_through_tls(opened: Opener) -> None:
    gate = anyio.Event()
    size = 24_000_000
    got: list[int] = []

    def serve(secure: ssl.SSLSocket) -> None:
        anyio.from_thread.run(gate.wait, token=token)
        count = 0
        while count < size:
            count += len(secure.recv(1 << 16))
        got.append(count)
        secure.sendall(b"y" * size)

    token = anyio.lowlevel.current_token()
    async with opened() as app:
        with SecurePeer(LOCAL, serve=serve) as peer:
            await app.json("tls.connect", id="1", host="localhost", port=peer.port, ca=ROOT.pem)
            done: list[str] = []

            async def write() -> None:
                await app.ok("tls.write", b"x" * size, id=1)
                done.append("written")

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(write)
                await anyio.wait_all_tasks_blocked()
                assert done == []
                gate.set()
            async with app.reading("tls", 1) as reader:
                assert await reader.exactly(size) == b"y" * size
            assert got == [size]
            await app.ok("tls.close", id=1)


async def test_a_server_changes_its_certificate(opened: Opener) -> None:
    async with opened() as app:
        options = {"cert": LOCAL.pem, "key": LOCAL.key_pem, "address": "127.0.0.1"}
        port = (await app.json("tls.server.open", id="9", port=0, **options)).data["port"]
        reply = await app.json("tls.server.setSecureContext", id="9", cert=OTHER.pem, key=OTHER.key_pem)
        assert reply.data == {"id": "9"}
        assert (await app.json("tls.server.setSecureContext", id="9", cert="x", key="y")).err is not None
        shown = []

        async def connect() -> None:
            given = {"host": "127.0.0.1", "port": port, "rejectUnauthorized": False}
            await app.json("tls.connect", id="1", **given)
            shown.append(await app.ok("tls.peerCertificate", id=1))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(connect)
            client = (await app.told("tls.server.connection")).data["clientId"]
            await app.ok("tls.server.accept", serverId=9, clientId=client)
        assert shown[0]["subject"]["CN"] == "other"
