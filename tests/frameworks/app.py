"""An app with a project of every framework, each under a path of its own."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from oro_framework import Call, Service, hookimpl, route
from oro_framework.types import ByteStream, Host, Mount

sys.path.insert(0, str(Path(__file__).resolve().parent))
os.environ.setdefault("FRAMEWORKS_DATA", tempfile.mkdtemp(prefix="frameworks-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "library_site.settings")

import clock_api
import django
import guestbook
import notes_api
import weather_api

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

call_command("migrate", verbosity=0)
if not User.objects.filter(username="ada").exists():
    User.objects.create_superuser("ada", "ada@example.org", "countess")


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"served {self.path}".encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Serve texts on the loopback interface, and yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Fetching(Service):
    """Routes on asyncio, with aiohttp's client for as long as the app runs."""

    name = "fetching"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._client: Any = None
        self._address = ""
        self.given_up: list[str] = []

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Have a server to ask, and a client."""
        with served() as self._address:
            self._client = await self.host.asyncio.run(self._open)
            yield
            await self.host.asyncio.run(self._client.close)

    async def _open(self) -> Any:
        import aiohttp

        return aiohttp.ClientSession()

    @route("fetching.get", loop="asyncio")
    async def get(self, call: Call, *, path: str) -> str:
        """Ask the server by aiohttp."""
        async with self._client.get(f"{self._address}/{path}") as response:
            return str(await response.text())

    @route("fetching.many", loop="asyncio")
    async def many(self, call: Call, *, count: int) -> list[str]:
        """Ask the server several times at once."""
        return list(await asyncio.gather(*(self.get(call, path=str(number)) for number in range(count))))

    @route("fetching.numbers", loop="asyncio")
    async def numbers(self, call: Call) -> ByteStream:
        """Send numbers as they come."""

        async def made() -> AsyncIterator[bytes]:
            for number in range(3):
                await asyncio.sleep(0.01)
                yield f"{number} ".encode()

        return ByteStream(made(), content_type="text/plain")

    @route("fetching.emit", loop="asyncio")
    async def emit(self, call: Call, *, text: str) -> None:
        """Tell the page something, from asyncio."""
        assert call.window is not None
        await self.host.asyncio.on_trio(call.window.emit, "told", {"text": text})

    @route("fetching.late", loop="asyncio", deadline=0.05)
    async def late(self, call: Call) -> None:
        """Wait for longer than the deadline."""
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.given_up.append("late")
            raise

    @route("fetching.givenUp")
    def what_was_given_up(self, call: Call) -> list[str]:
        """Return what was cancelled."""
        return self.given_up

    @route("fetching.fails", loop="asyncio")
    async def fails(self, call: Call) -> None:
        """Raise."""
        raise LookupError("a fault on asyncio")


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service."""
    return [Fetching]


@hookimpl
def oro_mounts() -> Sequence[Mount]:
    """Mount every project."""
    return [
        Mount(path="/django", app=get_asgi_application()),
        Mount(path="/django-wsgi", app=get_wsgi_application()),
        Mount(path="/notes", app=notes_api.app),
        Mount(path="/weather", app=weather_api.app),
        Mount(path="/guests", app=guestbook.app),
        Mount(path="/clock", app=clock_api.app),
        Mount(path="/clock-asyncio", app=clock_api.Starlette(routes=clock_api.app.routes), loop="asyncio"),
    ]
