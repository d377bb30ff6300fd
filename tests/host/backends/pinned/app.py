"""An app that opens pages of a server on loopback whose certificate nobody signed, and prints which were shown."""

from __future__ import annotations

import logging
import os
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast

import anyio

from oro_framework import Call, Host, Service, hookimpl, route
from oro_framework.pins import PinSet, certificate_pin
from oro_framework.testing.old_tls import pinned_to_version

CERTIFICATE, KEY = os.environ["PINS_CERTIFICATE"], os.environ["PINS_KEY"]
PEM = Path(CERTIFICATE).read_text("ascii")
PINNED = os.environ["PINS_PINNED"].split()
"""What is pinned while each page is opened: `right`, `wrong`, `none`, or what the `setting` says."""
PAGE = b"<!doctype html><title>Shown</title><script>fetch('/shown?' + location.search.slice(1))</script>"
FETCHED = "PINS_FETCHED" in os.environ
"""Whether the app's own page requests them, instead of the window showing them."""
OLD = "PINS_OLD" in os.environ
"""Whether the server speaks TLS 1.1 and nothing else."""


class Handler(BaseHTTPRequestHandler):
    """Serves one page, and hears when its script ran."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE if path == "/page" else b"")
        if path == "/shown":
            cast(Server, self.server).tell(f"shown {query}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Tells what was shown."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.tell = tell
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, KEY)
        if OLD:
            pinned_to_version(context, ssl.TLSVersion.TLSv1_1)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, *_: object) -> None:
        """Say nothing but of versions: a refused certificate breaks the connection, too."""
        if isinstance(error := sys.exception(), ssl.SSLError) and error.reason == "UNSUPPORTED_PROTOCOL":
            self.tell("refused the version")


class Refusals(logging.Handler):
    """Hears what the backend refused."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if "its certificate" in text:
            self._tell(f"refused {text}")


class Pages(Service):
    """Opens page after page, each after the one before was shown or refused."""

    name = "pins"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._send, self._told = anyio.create_memory_object_stream[str](16)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Serve, and listen to the backend."""
        cross = cast(Any, self.host).threads.gui_to_loop
        server = Server(lambda text: cross(self._send.send_nowait, text))
        refusals = Refusals(server.tell)
        logging.getLogger("oro.backend").addHandler(refusals)
        self.address = f"https://localhost:{server.server_address[1]}"
        serving = Thread(target=server.serve_forever)
        serving.start()
        async with anyio.create_task_group() as self.tasks:
            yield
            self.tasks.cancel_scope.cancel()
        logging.getLogger("oro.backend").removeHandler(refusals)
        server.shutdown()
        serving.join()
        server.server_close()

    @route("pins.begin")
    def begin(self, call: Call) -> None:
        """Open the first page."""
        self.tasks.start_soon(self._open_all)

    async def _open_all(self) -> None:
        backend = cast(Any, self.host).backend
        pins = {"right": certificate_pin(ssl.PEM_cert_to_DER_cert(PEM)), "wrong": certificate_pin(b"another")}
        for number, name in enumerate(PINNED):
            if name != "setting":
                backend.pins = PinSet.parse(f"localhost {pins[name]}" if name in pins else "")
            window = cast(Any, self.host).windows[0]
            if FETCHED:
                window.emit("wanted", f"{self.address}/shown?{number}")
            else:
                window.act("load", f"{self.address}/page?{number}")
            told = await self._told.receive()
            if name in ("wrong", "none") and told.startswith("shown"):
                told = await self._told.receive()  # its script was quicker than the second look, which takes it away
            # At once: the log goes to the same pipe, and comes between a line and its end otherwise.
            os.write(1, f"{name} {told}\n".encode())
        self.host.quit()


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    return [Pages]
