"""The app of these tests: answers that come from a file, at once, in pieces, without end, or only in part."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import anyio
from msgspec.structs import replace

from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Mount, Receive, Scope, Send

DATA = TemporaryDirectory(prefix="oro-data-")
os.environ["XDG_DATA_HOME"] = DATA.name
FILE = Path(DATA.name) / "file.bin"
PIECE = bytes(range(256)) * 256
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><!--' + b" " * (2 << 20) + b"--></svg>"
CROSSED = ("serviceWorker.fetch.body", "serviceWorker.fetch.response.stream", "serviceWorker.cache.body")


class Picture(BaseHTTPRequestHandler):
    """Another site: a large picture."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "image/svg+xml")
        self.end_headers()
        self.wfile.write(SVG)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Stage(Service):
    """Answers under `/live/`, and knows how they ended."""

    name = "stage"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._crossed = 0
        self._ended = anyio.Semaphore(0)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        FILE.write_bytes(PIECE * 16)
        for name in CROSSED:
            self._count(name)
        self._elsewhere = ThreadingHTTPServer(("127.0.0.1", 0), Picture)
        thread = threading.Thread(target=self._elsewhere.serve_forever)
        thread.start()
        yield
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self._elsewhere.shutdown)
        thread.join()
        self._elsewhere.server_close()

    def _count(self, name: str) -> None:
        """Have the calls of a route counted."""
        table = inner(self.host).tables.router._table
        bound = table[name.lower()]

        def counted(*args: Any, **kwargs: Any) -> Any:
            self._crossed += 1
            return bound.route.handler(*args, **kwargs)

        table[name.lower()] = replace(bound, route=replace(bound.route, handler=counted))

    @route("stage.crossed")
    def crossed(self, call: Call) -> int:
        """Return how many bodies crossed into a worker, or out of it, so far."""
        return self._crossed

    @route("stage.elsewhere")
    def elsewhere(self, call: Call) -> str:
        """Return the URL of the other site."""
        return f"http://127.0.0.1:{self._elsewhere.server_port}/"

    @route("stage.open")
    def open_files(self, call: Call) -> int:
        """Return how often the file is open."""
        links = (os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
        return sum(link == str(FILE) for link in links)

    @route("stage.ended", deadline=0)
    async def ended(self, call: Call) -> None:
        """Return once an answer without end has ended, each time another."""
        await self._ended.acquire()

    async def answer(self, path: str, send: Send) -> None:
        """Answer one request."""
        kind = (b"content-type", b"application/octet-stream")
        await send({"type": "http.response.start", "status": 200, "headers": [kind]})
        if path == "file":
            fd = os.open(FILE, os.O_RDONLY | os.O_CLOEXEC)
            await send({"type": "oro.response.file", "fd": fd, "offset": 0, "length": FILE.stat().st_size})
        elif path == "whole":
            await send({"type": "http.response.body", "body": PIECE * 16})
        else:
            try:
                await self._pieces(path, send)
            finally:
                if path != "pieces":
                    self._ended.release()

    async def _pieces(self, path: str, send: Send) -> None:
        for number in range(16):
            await send({"type": "http.response.body", "body": PIECE, "more_body": True})
            if path == "broken" and number == 3:
                raise RuntimeError("on purpose")
            while path == "endless":
                await send({"type": "http.response.body", "body": PIECE, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    return [Stage]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await cast(Stage, host.service("stage")).answer(scope["path"].rpartition("/")[2], send)

    site = Path(__file__).resolve().parent / "site"
    return [Mount(path="/live", app=app), Mount(path="/", directory=site)]
