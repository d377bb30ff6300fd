"""What the host fetches of other sites for workers: what it sends, what it keeps, whom it asks."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import anyio
import oro_sw.plugin
import pytest
from oro_sw.answers.bodies import whole
from oro_sw.answers.cross_origin import CrossOriginFetch
from oro_sw.answers.fetched import Fetched
from oro_sw.answers.web_client import hidden
from oro_sw.container import container_of
from oro_sw.errors import WorkerGone

from oro_framework.errors import Broken, Denied
from oro_framework.testing import PATIENCE, open_host
from oro_framework.testing.old_tls import OldServer, old_clients

pytestmark = pytest.mark.anyio
PIECE = b"0123456789abcdef" * 4096
PLACES: dict[str, tuple[int, Mapping[str, str], bytes]] = {
    "/picture": (200, {"content-type": "image/png", "set-cookie": "a=b; Path=/", "x-more": "1"}, b"picture"),
    "/own": (200, {"cross-origin-resource-policy": "same-origin"}, b"own"),
    "/json": (200, {"content-type": "application/json; charset=utf-8"}, b"{}"),
    "/missing": (404, {"content-type": "image/png"}, b"no picture"),
    "/led": (302, {"location": "picture"}, b""),
    "/loop": (307, {"location": "/loop"}, b""),
    "/file": (302, {"location": "file:///etc/passwd"}, b""),
}


class Visitor(BaseHTTPRequestHandler):
    """A site that remembers how it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[Mapping[str, str]]
    left: threading.Event

    def do_GET(self) -> None:
        self.asked.append({name.lower(): value for name, value in self.headers.items()})
        if self.path in ("/endless", "/broken"):
            self._pieces()
            return
        status, headers, body = PLACES[self.path]
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _pieces(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "image/png")
        self.send_header("content-length", str(1 << 40))
        self.end_headers()
        self.close_connection = True
        try:
            self.wfile.write(PIECE)
            while self.path == "/endless":
                self.wfile.write(PIECE)
        except OSError:
            self.left.set()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Site:
    """The site, as tests know it."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, str]] = []
        self.left = threading.Event()
        handler = type("Handler", (Visitor,), {"asked": self.asked, "left": self.left})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the URL of a path."""
        return f"http://{host}:{self.server.server_port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever)
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()


@asynccontextmanager
async def opened(**settings: Any) -> AsyncIterator[CrossOriginFetch]:
    async with open_host(oro_sw.plugin, settings=settings) as app:
        container = container_of(app.host)
        assert container is not None
        yield container.cross_origin


async def get(foreign: CrossOriginFetch, url: str, *headers: tuple[str, str]) -> Fetched:
    with anyio.fail_after(PATIENCE):
        return await foreign.fetch("GET", url, headers)


async def test_nothing_of_the_person_is_sent_and_only_what_elements_need_is_kept(site: Site) -> None:
    async with opened() as foreign:
        for _ in range(2):
            found = await get(foreign, site.at("/picture"), ("user-agent", "mine"), ("cookie", "c=d"), ("x-own", "1"))
            assert await whole(found.take()) == b"picture"
            assert (found.head.status, list(found.head.headers)) == (200, [("content-type", "image/png")])
    for asked in site.asked:
        assert asked["user-agent"] == "mine"
        assert (asked["sec-fetch-mode"], asked["sec-fetch-site"]) == ("no-cors", "cross-site")
        assert not {"cookie", "origin", "referer", "x-own", "authorization"} & set(asked)


async def test_what_says_whom_it_is_for_is_not_for_us(site: Site) -> None:
    async with opened() as foreign:
        with pytest.raises(Broken, match="Cross-Origin-Resource-Policy"):
            await get(foreign, site.at("/own"))


async def test_what_no_element_can_use_is_empty(site: Site) -> None:
    async with opened() as foreign:
        assert await whole((await get(foreign, site.at("/json"))).take()) == b""
        found = await get(foreign, site.at("/missing"))
        assert (found.head.status, await whole(found.take())) == (404, b"no picture")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("text/html", True),
        ("TEXT/HTML; charset=x", True),
        ("application/json", True),
        ("application/problem+json", True),
        ("model/gltf+json", True),
        ("text/xml", True),
        ("application/rss+xml", True),
        ("image/svg+xml", False),
        ("text/javascript", False),
        ("text/css", False),
        ("text/plain", False),
        ("", False),
    ],
)
async def test_types_that_no_element_can_use(kind: str, expected: bool) -> None:
    assert hidden(kind) is expected


async def test_redirects_are_followed_to_web_sites_and_not_for_ever(site: Site) -> None:
    async with opened() as foreign:
        assert await whole((await get(foreign, site.at("/led"))).take()) == b"picture"
        with pytest.raises(Broken, match="more than 20 times"):
            await get(foreign, site.at("/loop"))
        with pytest.raises(Broken, match="no address of a web site"):
            await get(foreign, site.at("/file"))


async def test_the_permission_can_be_narrowed(site: Site) -> None:
    named = f"127.0.0.1:{site.server.server_port}"
    async with opened(permissions_service_worker_opaque_peers=[named]) as foreign:
        assert await whole((await get(foreign, site.at("/picture"))).take()) == b"picture"
        with pytest.raises(Denied, match="permissions_service_worker_opaque_peers"):
            await get(foreign, site.at("/picture", host="localhost"))
    assert len(site.asked) == 1


async def test_nobody_there_is_an_error() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Visitor) as server:
        port = server.server_port
    async with opened() as foreign:
        with pytest.raises(Broken):
            await get(foreign, f"http://127.0.0.1:{port}/")


async def test_a_server_of_tls_1_1_is_refused(tmp_path: Path) -> None:
    with OldServer(tmp_path) as server, old_clients():
        async with opened() as foreign:
            with pytest.raises(Broken):
                await get(foreign, server.url)
    assert not server.agreed
    assert "UNSUPPORTED_PROTOCOL" in server.refused[0]


async def test_what_breaks_off_is_not_whole(site: Site) -> None:
    async with opened() as foreign:
        found = await get(foreign, site.at("/broken"))
        with pytest.raises(WorkerGone), anyio.fail_after(PATIENCE):
            await whole(found.take())


async def test_what_nobody_wants_is_let_go(site: Site) -> None:
    async with opened() as foreign:
        found = await get(foreign, site.at("/endless"))
        copy = cast(Any, found.copy())
        found.drop()
        with anyio.fail_after(PATIENCE):
            assert PIECE.startswith((await anext(copy))[:100])
        assert not site.left.is_set()
        copy.drop()
        assert await anyio.to_thread.run_sync(site.left.wait, PATIENCE)
