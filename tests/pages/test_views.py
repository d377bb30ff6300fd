"""Views inside windows, in every engine: what a stranger's page may, what it is refused, and what is written of it."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import Engines, engines

pytestmark = [pytest.mark.webview, pytest.mark.parametrize("engine", engines())]

HERE = Path(__file__).parent / "views"
OWN = "oro://org.example.views"


PATIENCE = 90.0


class _Handler(BaseHTTPRequestHandler):
    timeout = 0.5
    """Seconds: engines open connections ahead of requests, and ask for nothing."""

    def do_GET(self) -> None:
        if self.path == "/auth":
            self._answer(401, "text/plain", b"", ("www-authenticate", 'Basic realm="a stranger"'))
        elif self.path == "/file":
            self._answer(200, "application/x-stranger", b"bytes", ("content-disposition", "attachment; filename=f.bin"))
        else:
            self._answer(200, "text/html", (HERE / "page.html").read_bytes())

    def _answer(self, status: int, kind: str, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("content-type", kind), ("content-length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """Serve the stranger's page, and yield its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nowhere() -> str:
    """Return an address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}/"


@pytest.fixture
def site() -> Iterator[str]:
    """Give the origin of the stranger's page."""
    with serving() as origin:
        yield origin


class App:
    """The app of the folder `views`."""

    def __init__(self, engine: str, engines: Engines, folder: Path, site: str) -> None:
        self.engine, self._engines, self._site = engine, engines, site
        self.folder = folder / "app"
        shutil.copytree(HERE, self.folder)
        audit = folder / "audit.jsonl"
        self._audit = audit
        toml = self.folder / "oro.toml"
        toml.write_text(toml.read_text().replace("audit.jsonl", str(audit)))

    def start(self, todo: str) -> dict[str, Any]:
        """Let the app's page do one thing; return what it tells."""
        code, output = self._engines.run(self.engine, self.folder, todo, self._site, nowhere(), timeout=PATIENCE)
        lines = [line for line in output.splitlines() if line.startswith("RESULT ")]
        assert code == 0, output
        assert lines, output
        found: dict[str, Any] = json.loads(lines[0].removeprefix("RESULT "))
        assert "error" not in found, output
        return found

    def audit(self) -> list[dict[str, Any]]:
        """Return the lines of the audit log."""
        return [json.loads(line) for line in self._audit.read_text().splitlines()]


@pytest.fixture
def app(engine: str, oro_engines: Engines, tmp_path: Path, site: str, monkeypatch: pytest.MonkeyPatch) -> App:
    """Give an app in a state folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return App(engine, oro_engines, tmp_path, site)


def test_a_page_and_the_app_speak_by_a_port_alone(app: App, site: str) -> None:
    found = app.start("port")
    assert found["echo"] == {"deep": [1, "two", None]}
    assert found["large"] == 300_000
    assert set(found["world"].values()) == {"undefined", "none"}, "the page sees the port and nothing beside it"
    assert found["dropped"], "a page that posts without end is cut short"
    assert not found["toNobody"], "a document of another origin has no port"
    assert not found["without"], "nor has one of a view without"
    assert found["origins"] == [site, site], "a port goes to the origin that the app loaded last"


def test_a_hostile_page_reaches_nothing(app: App, site: str, engine: str) -> None:
    found = app.start("hostile")
    page = found["page"]
    tried = {name: page.pop(name) for name in list(page) if ":" in name}
    assert len(tried) == 21
    assert not [name for name, outcome in tried.items() if outcome.startswith("done")], tried
    assert (page.pop("opener"), page.pop("parent"), page.pop("frames")[0]) == ("null", "true", "TypeError")
    assert (page.pop("popup"), page.pop("confirm"), page.pop("prompt")) == ("null", "false", "null")
    assert (page.pop("alert"), page.pop("print"), page.pop("script")) == ("undefined", "undefined", "in its own page")
    assert page.pop("geolocation") == 1, "denied"
    page.pop("protocol")  # a page is not told whether that worked
    assert not [name for name, outcome in page.items() if str(outcome).startswith("done")], page
    assert found["heard"] == [], "no message reached the app's page but by the port"
    assert found["still"] == f"{site}/page"
    assert {*found["documents"]} <= {f"{site}/page", "about:blank#blocked"}
    audit = [line for line in app.audit() if line.get("window") == 96]
    assert {line["verdict"] for line in audit} == {"deny"}
    written = [line["target"] for line in audit]
    assert {"dialog alert: hello", "dialog confirm: hello", "dialog prompt: hello", "print", "web:geolocation"} <= {
        target.strip() for target in written
    }
    assert f"download {site}/file" in written
    assert "navigate http://localhost.test/" in written
    assert len([target for target in written if target.startswith("navigate ")]) >= 3
    assert any(target.startswith("ask for a password") for target in written)


def test_a_view_goes_where_it_may(app: App, site: str) -> None:
    found = app.start("limits")
    other = site.replace("127.0.0.1", "localhost")
    assert found["there"] == found["back"] == f"{other}/page"
    assert found["scope"]["name"] == found["own"]["name"] == "NotAllowedError"
    assert {found[name]["name"] for name in ("scheme", "right", "pattern")} == {"TypeError"}
    assert found["mail"] == "Mail"
    assert found["left"] == 1
    assert found["fail"].startswith("http://127.0.0.1:")


def test_nothing_is_allowed_to_a_page_but_its_rights(app: App, site: str) -> None:
    found = app.start("rights")
    assert found["listed"] == [["clipboard", "geolocation"]]
    assert found["page"]["state"] == "granted"
    assert found["page"]["geolocation"] != 1, "allowed, though nothing here knows where it is"
    assert found["none"]["geolocation"] == 1
    assert found["page"]["clipboard"] != "done", "what the app itself may not, a right does not give"
    verdicts = {(line["window"], line["verdict"]) for line in app.audit() if line.get("permission") == "geolocation"}
    assert verdicts == {(96, "allow"), (97, "deny")}


def test_views_have_profiles(app: App) -> None:
    found = app.start("profiles")
    assert found == {"anna": "", "bert": "", "private": "", "again": "user=anna"}


def test_a_view_closes_with_the_page_that_added_it(app: App) -> None:
    assert app.start("reload") == {"left": 0}


def test_a_text_is_found_and_a_page_is_zoomed(app: App) -> None:
    found = app.start("find")
    assert found["found"] == {"matches": 2, "active": 1}
    assert found["zoom"] == [1.5, 200]


def test_a_view_that_dies_leaves_the_app_alive(app: App) -> None:
    assert app.start("crash") == {"reason": True}
