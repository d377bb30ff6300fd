"""TLS with ends that are not ours: openssl's programs, Node, and Python's ssl."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest
from oro_tls.certificates.ciphers import standard_name

from .authority import Authority
from .conftest import PATIENCE, App, Opener
from .peers import Files, NodeServer, Process, SecurePeer, client_context, context_of

pytestmark = pytest.mark.anyio

ROOT = Authority()
STRANGER = Authority("Stranger")
LOCAL = ROOT.issue("localhost", "127.0.0.1")
OTHER = ROOT.issue("other.example.com")
CLIENT = ROOT.issue(common="a client", client=True)

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not here")


async def connect(app: App, port: int, **options: Any) -> Any:
    reply = await app.json("tls.connect", **{"id": "1", "host": "localhost", "port": port, "ca": ROOT.pem, **options})
    return reply.json().get("data") or reply.err


async def serve(app: App, **options: Any) -> int:
    given = {"cert": LOCAL.pem, "key": LOCAL.key_pem, "port": 0, "address": "127.0.0.1", **options}
    return int((await app.json("tls.server.open", id="9", **given)).data["port"])


async def accept(app: App) -> Any:
    told = await app.told("tls.server.connection")
    return (await app.call("tls.server.accept", serverId=9, clientId=told.data["clientId"])).json()


# -- Node ------------------------------------------------------------------------------------------


@needs_node
async def test_a_node_server_hears_name_protocol_and_certificate(opened: Opener) -> None:
    options = {"ca": ROOT.pem, "requestCert": True, "ALPNProtocols": ["one", "two"]}
    async with opened() as app:
        with NodeServer(LOCAL, **options) as node:
            given = {"cert": CLIENT.pem, "key": CLIENT.key_pem, "alpnProtocols": ["two", "three"]}
            told = await connect(app, node.port, **given)
            assert (told["alpnProtocol"], told["servername"], told["protocol"]) == ("two", "localhost", "TLSv1.3")
            assert node.told() == {
                "servername": "localhost",
                "alpn": "two",
                "protocol": "TLSv1.3",
                "authorized": True,
                "error": None,
                "reused": False,
                "subject": "a client",
            }
            await app.ok("tls.write", b"x" * 1_000_000, id=1)
            await app.ok("tls.shutdown", id=1)
            assert await app.read_all("tls", 1) == b"x" * 1_000_000


@needs_node
async def test_a_node_server_refuses_who_has_no_certificate(opened: Opener) -> None:
    async with opened() as app:
        with NodeServer(LOCAL, ca=ROOT.pem, requestCert=True, rejectUnauthorized=True, maxVersion="TLSv1.2") as node:
            err = await connect(app, node.port)
            assert err["code"] == "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE"
            assert node.told() == {"code": "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE"}


@needs_node
async def test_a_session_is_taken_up_again(opened: Opener) -> None:
    async with opened() as app:
        for version in ("TLSv1.2", "TLSv1.3"):
            with NodeServer(LOCAL, maxVersion=version) as node:
                first = await connect(app, node.port, id="1")
                assert (first["sessionReused"], node.told()["reused"]) == (False, False)
                await app.ok("tls.write", b"x", id=1)
                async with app.reading("tls", 1) as reader:
                    await reader.exactly(1)
                ticket = await app.ok("tls.session", id=1)
                again = await connect(app, node.port, id="2", session=ticket)
                assert (again["sessionReused"], again["authorized"], node.told()["reused"]) == (True, True, True)
                stranger = await connect(app, node.port, id="3", session="bm90aGluZw==")
                assert stranger["sessionReused"] is False
                for id in (1, 2, 3):
                    await app.ok("tls.close", id=id)


@needs_node
async def test_what_was_wrong_with_a_session_s_certificate_still_is(opened: Opener) -> None:
    async with opened() as app:
        with NodeServer(LOCAL, maxVersion="TLSv1.2") as node:
            given = {"ca": STRANGER.pem}
            first = await connect(app, node.port, rejectUnauthorized=False, **given)
            again = await connect(app, node.port, id="2", session=first["session"], rejectUnauthorized=False, **given)
            assert (again["sessionReused"], again["authorizationCode"]) == (True, "CERT_UNTRUSTED")
            refused = await connect(app, node.port, id="3", session=first["session"], **given)
            assert refused["code"] == "CERT_UNTRUSTED"


CONNECT = """
const tls = require('tls')
const options = JSON.parse(process.argv[1])
const socket = tls.connect({ host: '127.0.0.1', servername: 'localhost', ...options }, () => {
  console.log(JSON.stringify({ alpn: socket.alpnProtocol, cn: socket.getPeerCertificate().subject.CN }))
  socket.write('hello')
  socket.end()
})
let text = ''
socket.on('data', (data) => { text += data })
socket.on('end', () => console.log(JSON.stringify({ text })))
socket.on('error', ({ code }) => console.log(JSON.stringify({ code })))
"""


@needs_node
async def test_a_node_client_gets_the_certificate_of_the_host_it_wants(opened: Opener) -> None:
    async with opened() as app:
        port = await serve(app, alpnProtocols=["b", "a"])
        wild = ROOT.issue("*.example.com")
        for hostname, issued in (("*.example.com", wild), ("other.example.com", OTHER)):
            added = {"hostname": hostname, "cert": issued.pem, "key": issued.key_pem}
            await app.json("tls.server.addContext", id="9", **added)
        for wanted, common in (
            ("localhost", "localhost"),
            ("other.example.com", "other.example.com"),
            ("any.example.com", "*.example.com"),
        ):
            options = {"port": port, "ca": ROOT.pem, "servername": wanted, "ALPNProtocols": ["a", "b"]}
            with Process(["node", "-e", CONNECT, json.dumps(options)]) as node:
                info = (await accept(app))["data"]
                assert json.loads(node.line()) == {"alpn": "b", "cn": common}
                assert (info["servername"], info["alpnProtocol"]) == (wanted, "b")
                assert (await app.told("tls.server.secureConnection")).data["servername"] == wanted
                assert await app.read_all("tls", info["id"]) == b"hello"
                await app.ok("tls.write", b"and more", id=info["id"])
                await app.ok("tls.shutdown", id=info["id"])


@needs_node
async def test_a_node_client_may_have_to_show_a_certificate(opened: Opener) -> None:
    async with opened() as app:
        port = await serve(app, requestCert=True, ca=ROOT.pem)
        good = {"port": port, "ca": ROOT.pem, "cert": CLIENT.pem, "key": CLIENT.key_pem}
        with Process(["node", "-e", CONNECT, json.dumps(good)]):
            info = (await accept(app))["data"]
            assert info["authorized"] is True
            told = (await app.told("tls.server.secureConnection")).data
            assert (told["subject"]["CN"], told["subject"]["OU"], told["sans"]) == ("a client", ["One", "Two"], [])
        foreign = STRANGER.issue(common="a stranger", client=True)
        bad = {**good, "cert": foreign.pem, "key": foreign.key_pem}
        with Process(["node", "-e", CONNECT, json.dumps(bad)]):
            err = (await accept(app))["err"]
            assert (err["code"], err["reason"]) == ("CERT_UNTRUSTED", "UNABLE_TO_VERIFY_LEAF_SIGNATURE")
        with Process(["node", "-e", CONNECT, json.dumps({"port": port, "ca": ROOT.pem})]):
            err = (await accept(app))["err"]
            assert err["code"] == "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE"


# -- openssl ---------------------------------------------------------------------------------------


@needs_openssl
async def test_openssl_s_server(opened: Opener, tmp_path: Path) -> None:
    files = Files(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    names = {"-cert": files.of("cert", LOCAL.pem), "-key": files.of("key", LOCAL.key_pem)}
    command = [
        "openssl",
        "s_server",
        "-accept",
        f"127.0.0.1:{port}",
        "-rev",
        *(x for pair in names.items() for x in pair),
    ]
    async with opened() as app:
        with Process(command) as server:
            server.until("ACCEPT")
            told = await connect(app, port)
            assert told["authorized"] is True
            await app.ok("tls.write", b"hello\n", id=1)
            async with app.reading("tls", 1) as reader:
                assert await reader.exactly(6) == b"olleh\n"
            await app.ok("tls.close", id=1)


@needs_openssl
async def test_openssl_s_client(opened: Opener, tmp_path: Path) -> None:
    root = Files(tmp_path).of("root", ROOT.pem)
    async with opened() as app:
        port = await serve(app, alpnProtocols=["oro"])
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", root, "-verify_return_error"]
        command += [
            "-servername",
            "localhost",
            "-verify_hostname",
            "localhost",
            "-alpn",
            "oro",
            "-quiet",
            "-no_ign_eof",
        ]
        with Process(command) as client:
            info = (await accept(app))["data"]
            assert (info["alpnProtocol"], info["servername"]) == ("oro", "localhost")
            client.write(b"hello")
            async with app.reading("tls", info["id"]) as reader:
                assert await reader.exactly(5) == b"hello"
                await app.ok("tls.write", b"welcome\n", id=info["id"])
                client.until("welcome")
                client.end_input()
                assert await reader.rest() == b""


@needs_openssl
@pytest.mark.parametrize(("flag", "allowed"), [("-tls1_2", False), ("-tls1_3", True)])
async def test_a_server_says_which_versions_it_speaks(opened: Opener, flag: str, allowed: bool) -> None:
    async with opened() as app:
        port = await serve(app, minVersion="TLSv1.3")
        with Process(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", flag]):
            answer = await accept(app)
            if allowed:
                assert answer["data"]["protocol"] == "TLSv1.3"
            else:
                assert answer["err"]["code"] == "ERR_SSL_UNSUPPORTED_PROTOCOL"


# -- Python ----------------------------------------------------------------------------------------


async def test_versions_and_ciphers_are_as_asked(opened: Opener) -> None:
    async with opened() as app:
        with SecurePeer(LOCAL) as peer:
            told = await connect(app, peer.port, maxVersion="TLSv1.2", ciphers="ECDHE-ECDSA-AES128-GCM-SHA256")
            assert told["protocol"] == "TLSv1.2"
            assert told["cipher"] == {
                "name": "ECDHE-ECDSA-AES128-GCM-SHA256",
                "standardName": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "version": "TLSv1.2",
            }
            await app.ok("tls.close", id=1)
            for ciphers in (["0x1303"], "TLS_CHACHA20_POLY1305_SHA256", "0x1303:0xC02B"):
                told = await connect(app, peer.port, ciphers=ciphers)
                assert told["cipher"]["name"] == "TLS_CHACHA20_POLY1305_SHA256"
                await app.ok("tls.close", id=1)
        context = context_of(LOCAL, server=True)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with SecurePeer(LOCAL, context=context) as peer:
            err = await connect(app, peer.port, minVersion="TLSv1.3")
            assert err["code"] == "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"


async def test_a_python_client_reads_what_comes_after_its_own_end(opened: Opener) -> None:
    async with opened() as app:
        port = await serve(app)

        def client() -> bytes:
            with socket.create_connection(("127.0.0.1", port), PATIENCE) as plain:
                secure = client_context(ROOT).wrap_socket(plain, server_hostname="localhost")
                secure.sendall(b"a" * 300_000)
                got: bytes = secure.recv(100)
                secure.unwrap().close()
                return got

        answers = []

        async def run() -> None:
            answers.append(await anyio.to_thread.run_sync(client))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            info = (await accept(app))["data"]
            async with app.reading("tls", info["id"]) as reader:
                assert await reader.exactly(300_000) == b"a" * 300_000
                await app.ok("tls.write", b"thanks", id=info["id"])
                assert await reader.rest() == b""
            await app.ok("tls.shutdown", id=info["id"])
        assert answers == [b"thanks"]


async def test_a_socket_of_net_is_made_secure(opened: Opener) -> None:
    """STARTTLS, as client and as server, while what is plain is still being read."""
    async with opened() as app:
        with SecurePeer(LOCAL, echo=True) as peer:
            await app.ok("net.connect", id=5, host="127.0.0.1", port=peer.port)
            plain = []

            async def read() -> None:
                plain.append(await app.read_all("net", 5))

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(read)
                await anyio.wait_all_tasks_blocked()
                given = {"host": "localhost", "ca": ROOT.pem}
                told = (await app.json("tls.upgrade", id="1", socket="5", **given)).data
                assert (told["authorized"], told["remotePort"]) == (True, peer.port)
            assert plain == [b""]
            assert (await app.err("net.write", b"x", id=5))["code"] == "ERR_SOCKET_CLOSED"
            await app.ok("tls.write", b"secret", id=1)
            async with app.reading("tls", 1) as reader:
                assert await reader.exactly(6) == b"secret"
            await app.ok("tls.close", id=1)
        where = await app.ok("net.server.open", id=7, port=0, address="127.0.0.1")
        script = """
        const net = require('net'), tls = require('tls')
        const [port, ca] = JSON.parse(process.argv[1])
        const plain = net.connect(port, '127.0.0.1', () => {
          const secure = tls.connect({ socket: plain, ca, servername: 'localhost' }, () => secure.end('from node'))
        })
        """
        with Process(["node", "-e", script, json.dumps([where["port"], ROOT.pem])]):
            told = await app.told("net.server.connection")
            await app.ok("net.server.accept", serverId=7, clientId=told.data["clientId"])
            options: dict[str, Any] = {"isServer": True, "cert": LOCAL.pem, "key": LOCAL.key_pem}
            info = (await app.json("tls.upgrade", id="2", socket=told.data["clientId"], **options)).data
            assert info["servername"] == "localhost"
            assert await app.read_all("tls", 2) == b"from node"


@needs_openssl
def test_openssl_and_we_name_suites_alike() -> None:
    lines = subprocess.run(
        ["openssl", "ciphers", "-stdname", "ALL:!PSK:!SRP:!aNULL:!ADH"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    pairs = [(line.split()[2], line.split()[0]) for line in lines]
    assert len(pairs) > 30
    assert [(name, standard_name(name)) for name, _ in pairs] == pairs
