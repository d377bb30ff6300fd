"""Profiles are stores of their own, in every engine; their cookies are read and set; a proxy sees page and host."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from oro_framework.testing import Engines, engines

pytestmark = [pytest.mark.webview, pytest.mark.parametrize("engine", engines())]

SITE = """<!doctype html><title>site</title><script>
const body = JSON.stringify({ cookies: COOKIES, script: document.cookie })
fetch(SITE + '/tell?' + location.pathname, { method: 'POST', body })
</script>"""


class Site:
    """A site that signs in by a cookie, and tells what it was sent; also a proxy, which answers for `site.test`."""

    def __init__(self) -> None:
        self.told: dict[str, Queue[bytes]] = {}
        self.seen: list[tuple[str, str]] = []
        """Paths, or addresses asked of the proxy, and the user agents."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append((self.path, self.headers.get("user-agent", "")))
                if self.path.startswith("/told?"):
                    self._answer("application/json", site.queue(self.path).get(timeout=60))
                    return
                text = SITE.replace("COOKIES", json.dumps(self.headers.get("cookie", "")))
                self._answer("text/html", text.replace("SITE", json.dumps(site.url)).encode())

            def do_POST(self) -> None:
                site.queue(self.path).put(self.rfile.read(int(self.headers["content-length"])))
                self._answer("text/plain", b"")

            def _answer(self, kind: str, body: bytes) -> None:
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.send_header("access-control-allow-origin", "*")
                if self.path.startswith("/in/"):
                    self.send_header("set-cookie", f"user={self.path[4:]}; path=/; max-age=100000")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def queue(self, path: str) -> Queue[bytes]:
        return self.told.setdefault(path.partition("?")[2], Queue())


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


class App:
    """The app of this folder, in a state folder of the test's own."""

    def __init__(self, engine: str, engines: Engines, folder: Path, site: Site) -> None:
        self.engine, self.engines, self.site = engine, engines, site
        self.folder = folder / "app"
        self.kept = folder / "state/org.example.accounts/pages"
        shutil.copytree(Path(__file__).parent / "profiles", self.folder)

    def start(self, todo: str, *options: str) -> dict[str, Any]:
        """Start the app, let its page do one thing and end; return what it tells."""
        code, output = self.engines.run(self.engine, self.folder, *options, todo, self.site.url)
        assert code == 0, output
        found = _result(output.splitlines())
        assert "error" not in found, output
        return found

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have the app run with a window of profile `anna`."""
        command = [sys.executable, "-m", "oro_framework.cli", "run", str(self.folder), "--backend", self.engine]
        with subprocess.Popen(
            [*command, "stay", self.site.url],
            env=self.engines.environment(self.engine),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None
            try:
                assert _result(process.stdout) == {}
                yield
            finally:
                process.kill()


def _result(lines: Any) -> dict[str, Any]:
    read = []
    for line in lines:
        read.append(line)
        if line.startswith("RESULT "):
            found: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
            return found
    raise AssertionError("\n".join(read))


@pytest.fixture
def app(engine: str, oro_engines: Engines, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ORO_WEBVIEW_STORAGE", "")
    return App(engine, oro_engines, tmp_path, site)


def test_accounts_are_side_by_side(app: App) -> None:
    found = app.start("accounts")
    assert (found["anna"], found["bert"], found["own"]) == ("user=anna", "user=bert", "")
    assert [profile["name"] for profile in found["listed"]] == ["anna", "bert"]
    (got,) = found["got"]
    assert (got["name"], got["value"], got["domain"], got["path"]) == ("user", "anna", "127.0.0.1", "/")
    assert (got["httpOnly"], got["secure"], got["expires"] > 1e9) == (False, False, True)
    assert found["none"] == [[], []]
    assert found["python"] == {"cookies": "user=anna; python=set", "script": "user=anna"}
    assert found["imported"] == ["python=set", "user=anna"]
    assert sorted((each["name"], each["httpOnly"]) for each in found["exported"]) == [("python", True), ("user", False)]
    assert (found["removed"], found["after"]) == (["user=anna"], ["python=set"])
    assert found["again"] == ["again=same"] * 3
    assert found["cached"] == "python=set; again=same", "the cache is cleared without them"
    assert (found["left"], found["cleared"]) == ([], [])
    _check_own(app)


def _check_own(app: App) -> None:
    """What the accounts of the run before kept is there, and each window stores in the profile it names."""
    found = app.start("own")
    assert found["kept"] == ["python=set", "user=anna"]
    first, anna, again = found["first"], found["anna"], found["again"]
    assert (anna["before"], again["before"]) == (None, "anna")
    assert (first["databases"], again["databases"]) == (["of one"], ["of anna", "of anna2"])
    assert (first["profile"], anna["profile"], found["private"]["profile"]) == ("", "anna", "private-1")
    assert [found[name]["databases"] for name in ("private", "other")] == [["of secret"], ["of other"]]
    assert anna["agent"].startswith("Anna/1.0 OroRuntime/")
    assert first["agent"].startswith("Mozilla/5.0")
    assert {each["languages"][0] for each in (first, anna, again)} == {"de-CH"}
    assert (first["worker"], first["caches"]) == ("registered", None)
    assert "own profile" in anna["worker"]
    assert anna["caches"] == "NotAllowedError"
    assert {each["name"]: each["ephemeral"] for each in found["listed"]} == {
        "anna": False, "bert": False, "private-1": True, "private-2": True,
    }  # fmt: skip
    gone, left = found["gone"]
    assert (gone, left) == (False, ["bert", "private-1", "private-2"])
    assert "was removed" in found["removed"]["message"]
    assert (found["never"], found["left"]) == (True, [])
    _check_refusals(found["refusals"])
    assert {path.name for path in (app.kept / "profiles").iterdir()} == {"anna"}, "it is deleted when next asked for"


def _check_refusals(refusals: dict[str, dict[str, str]]) -> None:
    assert {name: refused["name"] for name, refused in refusals.items()} == {
        "own": "NotSupportedError",
        "domain": "NotAllowedError",
        "scope": "NotAllowedError",
        "all": "BadRequestError",
        "unknown": "NotFoundError",
        "name": "TypeError",
        "origin": "BadRequestError",
        "state": "TypeError",
        "proxy": "TypeError",
    }


def test_a_proxy_sees_pages_and_host(app: App) -> None:
    found = app.start("proxy", "--set", f"webview_proxy={app.site.url}")
    asked = [path for path, _ in app.site.seen]
    assert {"http://site.test/page", "http://site.test/host"} <= set(asked)
    assert {"/direct", "/who/1"} <= set(asked), "this machine is reached directly"
    if app.engine == "gtk":
        assert found["changed"] is None
        assert "ConnectError" in found["after"]["message"]
        assert "http://site.test/after" not in asked
    else:
        assert found["changed"]["name"] == "NotSupportedError"
        assert "http://site.test/after" in asked


def test_a_second_start_ends_or_stays_out_of_what_is_held(app: App) -> None:
    with app.running():
        code, output = app.engines.run(app.engine, app.folder, "second", app.site.url)
        found = app.start("second", "--set", "webview_second_start=memory")
    assert (code, f'another run of the app holds "{app.kept}"' in output) == (1, True), output
    held = f'another run of the app holds "{app.kept / "profiles/anna"}"'
    assert [held in found[name]["message"] for name in ("anna", "removed")] == [True, True]
    assert found["carl"] is None
