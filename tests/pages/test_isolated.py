"""Pages of an isolated app, in every engine: shared memory, what they may embed, and their private files."""

from __future__ import annotations

import json
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
    claims = backend_class(engine).capabilities
    assert claims.shared_memory
    said = {"KEPT": claims.cross_origin_isolated, "GPU": claims.webgpu}
    variables = {name: "yes" if claimed else "no" for name, claimed in said.items()}
    variables |= {**oro_engines.environment(engine), "SITE": site}
    assert failures(engine, APP, "memory", variables) == {}


def test_pages_have_private_files(engine: str, oro_engines: Engines) -> None:
    assert failures(engine, APP, "files", oro_engines.environment(engine)) == {}


def test_private_files_stay_until_they_are_cleared(
    engine: str, oro_engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("ORO_WEBVIEW_STORAGE", "")
    told = []
    for _ in range(3):
        _, output = oro_engines.run(engine, APP, "--set", "webview_root=/kept.html")
        found = [line for line in output.splitlines() if line.startswith("RESULT ")]
        told.append(json.loads(found[0].removeprefix("RESULT ")) if found else output)
    assert told == [
        {"before": 0, "after": 1},
        {"before": 1, "after": 2, "kept": 2, "cleared": 0},
        {"before": 0, "after": 1},
    ]
    assert (tmp_path / "org.example.isolated" / "pages" / "private" / "files" / "count").read_text() == "."
