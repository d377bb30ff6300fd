"""Pages of an isolated app, in every engine: shared memory, what they may embed, and their private files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from oro_framework.host.backends.choice import backend_class
from oro_framework.testing import Engines, engines
from tests.page_tests import failures

pytestmark = [pytest.mark.webview, pytest.mark.parametrize("engine", engines())]

APP = Path(__file__).parent / "isolated"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
ALLOWING = {
    "/allowed.svg": ("cross-origin-resource-policy", "cross-origin"),
    "/shared.svg": ("access-control-allow-origin", "*"),
}


class Site(BaseHTTPRequestHandler):
    """A site whose pictures allow others to show them, or do not say."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "image/svg+xml")
        if self.path in ALLOWING:
            self.send_header(*ALLOWING[self.path])
        self.send_header("content-length", str(len(PICTURE)))
        self.end_headers()
        self.wfile.write(PICTURE)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def site() -> Iterator[str]:
    """Run the site; give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_pages_and_workers_share_memory(engine: str, oro_engines: Engines, site: str) -> None:
    kept = "yes" if backend_class(engine).capabilities.cross_origin_isolated else "no"
    variables = {**oro_engines.environment(engine), "SITE": site, "KEPT": kept}
    assert failures(engine, APP, "memory", variables) == {}


def test_pages_have_private_files(engine: str, oro_engines: Engines) -> None:
    assert failures(engine, APP, "files", oro_engines.environment(engine)) == {}
