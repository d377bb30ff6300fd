"""What pages store is there at the next start, in every engine; each start is a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any, ClassVar

import pytest

from oro_framework.testing import Engines, engines

pytestmark = [pytest.mark.webview, pytest.mark.parametrize("engine", engines())]

COUNTS = """
const request = (asked) => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result)
  asked.onerror = () => reject(asked.error)
})
const opened = indexedDB.open('counts')
opened.onupgradeneeded = () => opened.result.createObjectStore('all')
const count = async () => {
  const local = Number(localStorage.getItem('n') ?? 0) + 1
  localStorage.setItem('n', local)
  const database = await request(opened)
  const before = await request(database.transaction('all').objectStore('all').get('n')) ?? 0
  const change = database.transaction('all', 'readwrite', { durability: 'strict' })
  change.objectStore('all').put(before + 1, 'n')
  await new Promise((resolve) => { change.oncomplete = resolve })
  database.close()
  return { local, database: before + 1 }
}
"""

PAGE = """<!doctype html><title>storage</title>
<script type="module">
import * as ipc from 'oro:ipc'
import { clear } from 'oro:session'
import { createWindow } from 'oro:application'
import process from 'oro:process'
COUNTS
const todo = process.argv.at(-1)
const sites = async () => {
  const found = {}
  for (const [number, [name, url]] of Object.entries(SITES).entries()) {
    const site = await createWindow({ index: number + 1, path: url + name })
    found[name] = await (await fetch(url + 'told/' + name)).json()
    await site.close()
  }
  return found
}
const windows = async () => {
  const channel = new BroadcastChannel('counts')
  const heard = new Promise((resolve) => { channel.onmessage = ({ data }) => resolve(data) })
  await createWindow({ index: 1, path: '/second.html' })
  return await heard
}
const outcome = await count()
if (todo === 'sites') outcome.sites = await sites()
if (todo === 'windows') outcome.second = await windows()
if (todo === 'clear') {
  outcome.sites = await sites()
  await clear()
  outcome.left = localStorage.length + (await indexedDB.databases()).length
}
console.log('RESULT ' + JSON.stringify(outcome))
if (todo !== 'stay') await ipc.request('application.exit')
</script>
""".replace("COUNTS", COUNTS)

SECOND = f"""<!doctype html><script type="module">
{COUNTS}
new BroadcastChannel('counts').postMessage(await count())
</script>
"""

SITE = f"""<!doctype html><script type="module">
{COUNTS}
const name = location.pathname.slice(1)
const cookies = document.cookie
document.cookie = `${{name}}=kept; max-age=100000`
const found = {{ cookies, keys: Object.keys(localStorage), ...await count() }}
await fetch(location.href, {{ method: 'POST', body: JSON.stringify(found) }})
</script>
"""

TOML = """
[meta]
bundle_identifier = "org.example.kept"
[plugins]
enabled = []
[webview.navigator.policies]
allowed = ["http://127.0.0.1*", "http://localhost*"]
"""


class _Site(BaseHTTPRequestHandler):
    """Counts what its pages find kept, and tells the app's page."""

    told: ClassVar[dict[str, Queue[bytes]]] = {"first": Queue(), "other": Queue()}

    def do_GET(self) -> None:
        name = self.path.removeprefix("/told/")
        if name in self.told:
            self._answer("application/json", self.told[name].get(timeout=60))
        else:
            self._answer("text/html", SITE.encode())

    def do_POST(self) -> None:
        self.told[self.path[1:]].put(self.rfile.read(int(self.headers["content-length"])))
        self._answer("text/plain", b"")

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("access-control-allow-origin", "*")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def sites() -> Iterator[dict[str, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    port = server.server_address[1]
    yield {"first": f"http://127.0.0.1:{port}/", "other": f"http://localhost:{port}/"}
    server.shutdown()
    server.server_close()
    thread.join()


class App:
    """An app whose starts can be counted."""

    def __init__(self, engine: str, engines: Engines, folder: Path, sites: dict[str, str]) -> None:
        self.engine = engine
        self._engines = engines
        self.folder = folder / "app"
        self.kept = folder / "state" / "org.example.kept" / "pages"
        self.folder.mkdir()
        (self.folder / "oro.toml").write_text(TOML)
        (self.folder / "index.html").write_text(PAGE.replace("SITES", json.dumps(sites)))
        (self.folder / "second.html").write_text(SECOND)

    def start(self, todo: str = "count", *options: str) -> dict[str, Any]:
        """Start the app, let it do one thing and end; return what its page tells."""
        code, output = self._engines.run(self.engine, self.folder, *options, todo)
        assert code == 0, output
        return {**_result(output.splitlines()), "output": output}

    def counts(self, *options: str) -> list[int]:
        """Start the app; return the number of this start as the page's stores have it."""
        found = self.start("count", *options)
        return [found["local"], found["database"]]

    @contextmanager
    def running(self) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
        """Start the app and have it stay; give its process and what its page told, and kill it at the end."""
        command = [sys.executable, "-m", "oro_framework.cli", "run", str(self.folder), "--backend", self.engine, "stay"]
        with subprocess.Popen(
            command,
            env=self._engines.environment(self.engine),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None
            try:
                yield process, _result(process.stdout)
            finally:
                process.kill()

    def oro(self, *arguments: str) -> tuple[int, str]:
        """Run another command about the app."""
        command = [sys.executable, "-m", "oro_framework.cli", *arguments, "--app", str(self.folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout + done.stderr


def _result(lines: Any) -> dict[str, Any]:
    read = []
    for line in lines:
        read.append(line)
        if line.startswith("RESULT "):
            found: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
            return found
    raise AssertionError("\n".join(read))


@pytest.fixture
def app(
    engine: str, oro_engines: Engines, tmp_path: Path, sites: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> App:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("ORO_WEBVIEW_STORAGE", "")
    return App(engine, oro_engines, tmp_path, sites)


def test_it_stays_in_a_folder_of_the_app_alone(app: App) -> None:
    assert [app.counts(), app.counts()] == [[1, 1], [2, 2]]
    assert app.kept.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in app.kept.iterdir() if path.is_dir()] == [app.engine]


def test_in_memory_it_lasts_for_one_run(app: App) -> None:
    assert [app.counts("--set", "webview_storage=memory") for _ in range(2)] == [[1, 1], [1, 1]]
    (app.folder / "oro.toml").write_text(TOML + '[webview]\nstorage = "memory"\n')
    assert app.counts() == [1, 1]
    assert not app.kept.exists()


def test_it_is_where_the_whole_configuration_says(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine is started before the configuration is parsed."""
    (app.folder / "oro.toml").write_text(TOML + '[mac.meta]\nbundle_identifier = "org.example.mac"\n')
    assert app.counts() == [1, 1]
    monkeypatch.setenv("ORO_META_BUNDLE_IDENTIFIER", "org.example.other")
    assert [app.counts(), app.counts()] == [[1, 1], [2, 2]]
    assert {path.name for path in app.kept.parents[1].glob("org.*")} == {"org.example.kept", "org.example.other"}


def test_a_second_run_at_once_stores_in_memory_and_says_so(app: App) -> None:
    with app.running() as (_, first):
        second = app.start("count", "--set", "webview_second_start=memory")
        code, refused = app.oro("session", "clear")
    assert (first["local"], second["local"], second["database"]) == (1, 1, 1)
    assert f'Pages of this run store in memory: another run of the app holds "{app.kept}"' in second["output"]
    assert (code, "session.clear" in refused) == (1, True), refused


def test_what_was_stored_outlives_a_kill(app: App) -> None:
    assert app.counts() == [1, 1]
    with app.running() as (process, second):
        process.kill()
        process.wait()
    assert second == {"local": 2, "database": 2}
    local, database = app.counts()
    assert database == 3
    assert local in (2, 3), "engines write web storage within seconds, not at once"
    assert app.counts() == [local + 1, 4]


def test_windows_share_it(app: App) -> None:
    assert app.start("windows")["second"] == {"local": 2, "database": 2}
    assert app.counts() == [3, 3]


def test_sites_have_their_own(app: App) -> None:
    first, second = app.start("sites")["sites"], app.start("sites")["sites"]
    for name in ("first", "other"):
        assert first[name] == {"cookies": "", "keys": [], "local": 1, "database": 1}
        assert second[name] == {"cookies": f"{name}=kept", "keys": ["n"], "local": 2, "database": 2}


def test_a_page_throws_it_away(app: App) -> None:
    app.start("sites")
    assert app.start("clear")["left"] == 0
    assert app.counts() == [1, 1]
    sites = app.start("sites")["sites"]
    assert sites["first"]["cookies"] == ""
    assert sites["first"]["local"] == (1 if app.engine == "gtk" else 3)


def test_the_command_throws_all_of_it_away(app: App) -> None:
    app.start("sites")
    assert app.oro("session", "clear") == (0, f'Cleared "{app.kept}"\n')
    assert app.oro("session", "clear") == (0, "Nothing was stored yet.\n")
    found = app.start("sites")
    assert (found["local"], found["sites"]["first"]["local"]) == (1, 1)
