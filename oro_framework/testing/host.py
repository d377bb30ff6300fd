"""`open_host`: runs a whole host on the loop of the test, with a window that is not shown."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from oro_framework.host.app import Host
from oro_framework.host.backends.headless import HeadlessBackend
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins.discovery import Found, discover
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.testing.lines import Events
from oro_framework.testing.transport import LiveTransport
from oro_framework.types import Window

__all__ = ("OpenHost", "Reply", "open_host")

BUNDLE = "org.example.test"


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a route."""

    status: int
    headers: httpx.Headers
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return httpx.Response(self.status, content=self.body).json()

    @property
    def data(self) -> Any:
        """The envelope's data.

        Raises:
            AssertionError: the route answered with an error.
        """
        envelope = self.json()
        assert "err" not in envelope, envelope["err"]
        return envelope.get("data")

    @property
    def err(self) -> Any:
        """The envelope's error, or None."""
        return self.json().get("err")


class OpenHost:
    """A running host, and clients for tests to call it."""

    def __init__(self, host: Host, window: ManagedWindow) -> None:
        self.host = host
        self.window = window
        self.client = self.client_of(host.origin)

    def client_of(self, origin: str | None, window: Window | None = None) -> httpx.AsyncClient:
        """Return an httpx client whose requests come from a document of `origin`, None being an opaque one."""
        asking = self.window if window is None else window
        caller = Caller(window=asking, origin=origin, client=asking.id)
        transport = LiveTransport(self.host.exchanges, self.host.bundle, caller)
        return httpx.AsyncClient(transport=transport, base_url=self.host.origin, timeout=None)

    @asynccontextmanager
    async def stream(self, url: str) -> AsyncIterator[MemoryReply]:
        """Open a request as the app's page and read its answer piece by piece; leaving the block aborts it."""
        caller = Caller(window=self.window, origin=self.host.origin, client=self.window.id)
        reply = MemoryReply()
        exchange = self.host.exchanges.open(Request(target=parse_target(url), caller=caller), reply)
        try:
            await reply.head()
            yield reply
        finally:
            exchange.abort()
            reply.close()

    @asynccontextmanager
    async def events(self) -> AsyncIterator[Events]:
        """Receive the events and pushes of the app's page."""
        async with self.stream("ipc://internal.events") as reply:
            yield Events(reply, self._body_of)

    async def _body_of(self, push: str) -> bytes:
        reply = await self.call("queuedResponse", id=push)
        assert reply.status == 200, reply.body
        return reply.body

    async def call(self, route: str, body: bytes | None = None, /, **params: Any) -> Reply:
        """Call a route as the app's page; parameters are sent as text, None ones left out."""
        query = urlencode({key: _text(value) for key, value in params.items() if value is not None}, quote_via=quote)
        url = f"ipc://{route}" + (f"?{query}" if query else "")
        response = await self.client.request("GET" if body is None else "POST", url, content=body)
        return Reply(response.status_code, response.headers, response.content)


@asynccontextmanager
async def open_host(
    *plugins: object,
    settings: Mapping[str, Any] | None = None,
    files: Mapping[str, str | bytes] | None = None,
    root: Path | None = None,
    installed: Sequence[str] = (),
    bundle: str = BUNDLE,
    thorough: bool = True,
) -> AsyncIterator[OpenHost]:
    """Run a host on the current trio loop during the block.

    Args:
        plugins: plugin objects or modules; they are required.
        settings: flattened keys, as in `oro.toml`.
        files: the app's resources by path, written to a temporary folder.
        root: an existing folder of resources instead.
        installed: names of installed plugins to use as well.
        bundle: the bundle identifier.
        thorough: import every plugin and read all hints now; else as late as `oro run` does.

    Raises:
        OroError: the host could not start.
    """
    with tempfile.TemporaryDirectory(prefix="oro-test-") as folder:
        resources = root or Path(folder)
        for name, content in (files or {}).items():
            path = resources / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        derived = {"meta_bundle_identifier": bundle, **(settings or {})}
        host = Host.load(
            load(Sources(derived=derived)),
            root=resources,
            plugins=[(_name(plugin, number), plugin) for number, plugin in enumerate(plugins)],
            found=_found(installed),
            log=logging.getLogger("oro.test"),
            thorough=thorough,
        )
        host.threads.attach_loop()
        backend = HeadlessBackend(host.declared_schemes(), host.exchanges, host.bundle)
        host.backend = backend
        host.windows_manager.attach(backend)
        async with host.running():
            window = host.windows_manager.create(ViewSpec(url=f"{host.origin}/index.html"), 0)
            opened = OpenHost(host, window)
            async with opened.client:
                yield opened


def _found(names: Sequence[str]) -> list[Found]:
    return [item for item in discover() if item.name in names] if names else []


def _name(plugin: object, number: int) -> str:
    return str(getattr(plugin, "name", None) or getattr(plugin, "__name__", None) or f"test{number}")


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
