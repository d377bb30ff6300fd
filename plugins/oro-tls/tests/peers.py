"""Peers that are not ours: Python's ssl in a thread, Node, and openssl's own programs."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .authority import Authority, Issued

PATIENCE = 60


def context_of(issued: Issued | None, *, server: bool) -> ssl.SSLContext:
    """Return a context of Python's that shows a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    if issued is not None:
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(issued.key_pem + issued.pem)
            file.flush()
            context.load_cert_chain(file.name)
    return context


def client_context(authority: Authority, issued: Issued | None = None) -> ssl.SSLContext:
    """Return a context of Python's that trusts an authority."""
    context = context_of(issued, server=False)
    context.load_verify_locations(cadata=authority.pem)
    return context


class SecurePeer:
    """A server of Python's ssl: it answers each connection in turn with `serve`, or echoes."""

    def __init__(
        self,
        issued: Issued,
        *,
        echo: bool = False,
        serve: Callable[[ssl.SSLSocket], None] | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._serve = serve or (_echo if echo else _hold)
        self._context = context or context_of(issued, server=True)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.failures: list[str] = []
        self._current: ssl.SSLSocket | None = None
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for sock in filter(None, (self._listening, self._current)):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            plain.settimeout(PATIENCE)
            try:
                with self._secured(plain) as self._current:
                    self._current.do_handshake()
                    self._serve(self._current)
            except OSError as error:
                self.failures.append(str(error))

    def _secured(self, plain: socket.socket) -> ssl.SSLSocket:
        return self._context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)


def _hold(secure: ssl.SSLSocket) -> None:
    secure.recv(1)


def _echo(secure: ssl.SSLSocket) -> None:
    while data := secure.recv(65536):
        secure.sendall(data)


class Process:
    """A program that writes lines, killed at the end."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().decode()

    def until(self, wanted: str) -> str:
        """Return the first line that holds some text."""
        lines = []
        while line := self.line():
            lines.append(line)
            if wanted in line:
                return line
        raise AssertionError(f"no {wanted!r} in {lines}")

    def write(self, data: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def end_input(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def rest(self) -> bytes:
        assert self._process.stdout is not None
        return self._process.stdout.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait(PATIENCE)


ECHO = """
const tls = require('tls')
const [options] = process.argv.slice(1).map(JSON.parse)
const server = tls.createServer({ allowHalfOpen: true, ...options }, (socket) => {
  console.log(JSON.stringify({
    servername: socket.servername, alpn: socket.alpnProtocol, protocol: socket.getProtocol(),
    authorized: socket.authorized, error: socket.authorizationError ?? null, reused: socket.isSessionReused(),
    subject: socket.getPeerCertificate()?.subject?.CN ?? null
  }))
  socket.pipe(socket)
  socket.on('error', () => {})
})
server.on('tlsClientError', ({ code }) => console.log(JSON.stringify({ code })))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
"""


class NodeServer(Process):
    """A server of Node's tls that echoes, and tells of each connection in a line."""

    def __init__(self, issued: Issued, **options: Any) -> None:
        given = {"cert": issued.pem, "key": issued.key_pem, **options}
        super().__init__(["node", "-e", ECHO, json.dumps(given)])
        self.port = int(self.line())

    def told(self) -> Any:
        return json.loads(self.line())


class Files:
    """Certificates as files, for programs that want them so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, name: str, text: str) -> str:
        path = self._folder / name
        path.write_text(text)
        return str(path)
