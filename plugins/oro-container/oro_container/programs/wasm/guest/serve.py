"""Answers requests on a port of a container by a WebAssembly program: `serve.py PORT FILE ARGUMENTS…`.

The program is started for each request, as CGI has it. The first line of output is the port, once it is listened on.
"""

from __future__ import annotations

import os
import socketserver
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oro_wasm.engine.code import Code

PACKAGES = str(Path(__file__).parent.parent / "packages")
_HANDLER = "wasi:http/incoming-handler"
_MOST_BODY = 64 << 20
_PART = 1 << 16


class Server(socketserver.ForkingMixIn, socketserver.TCPServer):
    """Forks for each connection; the program is compiled once."""

    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, port: int, code: Code, path: Path, args: tuple[str, ...]) -> None:
        self.code, self.path, self.args = code, path, args
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leave alone what only says that a client has gone."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers one request by the program."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing: error output is the program's."""

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer with the program's headers alone."""
        self.send_response_only(code, message)

    def handle_one_request(self) -> None:
        """Answer, whatever the method is, and close the connection."""
        self.close_connection = True
        self.raw_requestline = self.rfile.readline(_PART + 1)
        if self.raw_requestline and self.parse_request():
            self.close_connection = True
            self._answer()

    def _answer(self) -> None:
        from oro_container.core.gateway.cgi import environment_of
        from oro_container.core.gateway.errors import GatewayError, RefusedRequest
        from oro_container.core.gateway.request import Request

        headers = tuple((name.lower(), value) for name, value in self.headers.items())
        host, port = self.server.server_address[:2]
        client = (str(self.client_address[0]), int(self.client_address[1]))
        request = Request(
            method=self.command, target=self.path, headers=headers, server=(str(host), int(port)), client=client
        )
        begun = False
        try:
            body = self._body()
            for piece in self._answered(environment_of(request, length=len(body)), body):
                begun = True
                self.wfile.write(piece)
        except RefusedRequest as error:
            self._refuse(error.status, str(error))
        except GatewayError as error:
            if not begun:
                self._refuse(502, str(error))

    def _answered(self, env: dict[str, str], body: bytes) -> Iterator[bytes]:
        from oro_container.core.gateway.cgi import AnswerParser, plain_headers

        parser, begun = AnswerParser(), False
        for data in self._output(env, body):
            rest = parser.feed(data)
            if parser.head is not None and not begun:
                begun = True
                self.send_response(parser.head.status)
                for name, value in plain_headers(parser.head.headers):
                    self.send_header(name, value)
                self.send_header("connection", "close")
                self.end_headers()
            if rest and self.command != "HEAD":
                yield rest
        parser.end()

    def _output(self, env: dict[str, str], body: bytes) -> Iterator[bytes]:
        """Run the program, and yield what it writes."""
        from oro_container.programs.wasm.guest.run import ended

        (theirs_in, ours_in), (ours_out, theirs_out) = os.pipe(), os.pipe()
        if (pid := os.fork()) == 0:
            os.dup2(theirs_in, 0)
            os.dup2(theirs_out, 1)
            for each in (theirs_in, ours_in, ours_out, theirs_out):
                os.close(each)
            server = self.server
            ended(server.code, server.path, server.path.name, server.args, env)
        os.close(theirs_in)
        os.close(theirs_out)
        threading.Thread(target=_give, args=(ours_in, body), daemon=True).start()
        try:
            while data := os.read(ours_out, _PART):
                yield data
        finally:
            os.close(ours_out)
            os.waitpid(pid, 0)

    def _body(self) -> bytes:
        from oro_container.core.gateway.errors import RefusedRequest

        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            body = b"".join(self._chunks())
        else:
            length = self.headers.get("content-length", "0")
            if not length.isascii() or not length.isdigit():
                raise RefusedRequest(400, "Cannot answer: the length of the body is no number")
            if int(length) > _MOST_BODY:
                raise RefusedRequest(413, f"Cannot answer: the body is longer than {_MOST_BODY} bytes")
            body = self.rfile.read(int(length))
        return body

    def _chunks(self) -> Iterator[bytes]:
        from oro_container.core.gateway.errors import RefusedRequest

        read = 0
        while True:
            try:
                size = int(self.rfile.readline(_PART).split(b";")[0], 16)
            except ValueError:
                raise RefusedRequest(400, "Cannot answer: the size of a part of the body is no number") from None
            read += size
            if size < 0 or read > _MOST_BODY:
                raise RefusedRequest(413, f"Cannot answer: the body is longer than {_MOST_BODY} bytes")
            if size == 0:
                while self.rfile.readline(_PART).strip():
                    pass
                return
            yield self.rfile.read(size)
            self.rfile.readline(_PART)

    def _refuse(self, status: int, why: str) -> None:
        text = why.encode()
        self.send_response(status)
        for name, value in (("content-type", "text/plain; charset=utf-8"), ("connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)


def main(port: int, file: str, args: tuple[str, ...]) -> int:
    """Serve until killed; return the status to end with where that cannot be."""
    from oro_container.programs.wasm.guest.run import CANNOT_RUN, cannot, compiled

    path = Path(file)
    code = compiled(path)
    if code is None:
        return CANNOT_RUN
    if code.is_component and _answers_by_itself(code):
        why = "wasmtime for Python hands components no requests; build it as a program that answers as CGI does"
        return cannot(f'Cannot serve "{file}": it is a component that exports {_HANDLER}, and {why}')
    try:
        server = Server(port, code, path, args)
    except OSError as error:
        return cannot(f'Cannot serve "{file}" on port {port}: {error.strerror}')
    print(server.port, flush=True)
    server.serve_forever()
    return 0


def _answers_by_itself(code: Any) -> bool:
    from oro_wasm.engine.engines import engine

    return any(name.startswith(_HANDLER) for name in code.code.type.exports(engine()))


def _give(descriptor: int, body: bytes) -> None:
    try:
        with open(descriptor, "wb") as pipe:
            pipe.write(body)
    except BrokenPipeError:
        return  # many programs do not read their input


if __name__ == "__main__":
    sys.path.append(PACKAGES)
    status = main(int(sys.argv[1]), sys.argv[2], tuple(sys.argv[3:]))
    sys.stderr.flush()
    os._exit(status)
