"""The app of these tests: its workers may not fetch of other sites; the test has one such site besides."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Mount

DATA = TemporaryDirectory(prefix="oro-data-")
os.environ["XDG_DATA_HOME"] = DATA.name
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'


class Picture(BaseHTTPRequestHandler):
    """A site of one picture."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "image/svg+xml")
        self.end_headers()
        self.wfile.write(SVG)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Elsewhere(Service):
    """Another site, and where it is."""

    name = "elsewhere"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Picture)
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        yield
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self._server.shutdown)
        thread.join()
        self._server.server_close()

    @route("elsewhere.at")
    def at(self, call: Call) -> str:
        """Return the URL of the other site."""
        return f"http://127.0.0.1:{self._server.server_port}/picture.svg"


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    return [Elsewhere]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    return [Mount(path="/", directory=Path(__file__).resolve().parent / "site")]
