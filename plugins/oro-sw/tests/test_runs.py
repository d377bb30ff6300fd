"""What an app has without a page asking: workers of earlier runs, workers of its configuration, or none."""

from __future__ import annotations

import json
from pathlib import Path

import oro_sw.plugin
import pytest

from oro_framework.testing import Engines, engines, open_host

BUNDLE = '[meta]\nbundle_identifier = "org.example.runs"\n'
PAGE = '<!doctype html><meta charset=utf-8><title>run</title><script type="module" src="/page.js"></script>'
WORKER = """
import { from } from './part.js'
export default {
  async fetch (request, env) {
    const { pathname } = new URL(request.url)
    if (pathname === '/times') { env.times = (env.times ?? from) + 1; return new Response(String(env.times)) }
    if (pathname === '/cached') return caches.match('/cached')
  }
}
"""
TWICE = """
import application from 'oro:application'
const before = navigator.serviceWorker.controller
if (!before) {
  await (await caches.open('v1')).put('/cached', new Response('kept'))
  const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve))
  await navigator.serviceWorker.register('/sw.js', { type: 'module' })
  await changed
}
const texts = await Promise.all(['/times', '/cached'].map(async (path) => (await fetch(path)).text()))
console.log('said', before ? 'controlled' : 'new', ...texts)
await application.exit(3)
"""
ANSWERER = """
export default {
  async fetch (request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname === '/none') return
    if (pathname === '/throws') throw new Error('on purpose')
    return Response.json({ url: request.url, method: request.method, body: await request.text(), data: ctx.data })
  }
}
"""
SCHEME = """
import application from 'oro:application'
import { getServiceWorker, setData } from 'oro:protocol-handlers'
const first = await (await fetch('notes://today/x?y', { method: 'POST', body: 'words' })).json()
await setData('notes', { folder: 'today' })
const { data } = await (await fetch('notes://today/')).json()
const answers = await Promise.all(['none', 'throws'].map((path) => fetch('notes://today/' + path)))
const statuses = answers.map(({ status }) => status)
const registrations = await navigator.serviceWorker.getRegistrations()
const found = await getServiceWorker({ scheme: 'notes' })
console.log('said', JSON.stringify([first, data, statuses, registrations.length, found]))
await application.exit(3)
"""
NAPS = """
from oro_framework import hookimpl, route

@route("test.nap")
async def nap(call):
    await call.host.pause()
    await call.host.resume()

@hookimpl
def oro_routes(host):
    return [nap]
"""
SLEEPY = """
import application from 'oro:application'
const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve))
await navigator.serviceWorker.register('/sw.js', { type: 'module' })
await changed
const times = async () => (await fetch('/times')).text()
const before = await times()
await fetch('ipc://test.nap')
console.log('said', before, await times(), await times())
await application.exit(3)
"""
CONFIGURED = """
import application from 'oro:application'
import ipc from 'oro:ipc'
import { constants } from 'oro:window'
const { active } = await navigator.serviceWorker.ready
const { data: { status } } = await ipc.request('window', { index: 64 })
const [found] = await navigator.serviceWorker.getRegistrations()
const shown = status >= constants.WINDOW_SHOWING
console.log('said', new URL(active.scriptURL).pathname, found.scope === location.origin + '/', shown)
await application.exit(3)
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def made(folder: Path, page: str, settings: str = "") -> Path:
    """Write an app."""
    folder.mkdir()
    files = {
        "oro.toml": BUNDLE + settings,
        "index.html": PAGE,
        "page.js": page,
        "sw.js": WORKER,
        "part.js": "export const from = 0",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def said(engine: str, app: Path) -> str:
    """Run an app and return what its page said."""
    running = Engines()
    try:
        code, output = running.run(engine, app)
    finally:
        running.close()
    assert code == 3, output
    return next(line.removeprefix("said ") for line in output.splitlines() if line.startswith("said "))


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_registrations_caches_and_environments_outlive_the_app(engine: str, tmp_path: Path) -> None:
    app = made(tmp_path / "app", TWICE)
    assert said(engine, app) == "new 1 kept"
    (app / "part.js").unlink()
    assert said(engine, app) == "controlled 2 kept", "the first page of the second run is answered by the worker"


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("debug", ["", "true"])
def test_configuration_registers_workers_and_shows_their_window(
    engine: str, debug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if debug:
        monkeypatch.setenv("ORO_SERVICE_WORKER_DEBUG", debug)
    app = made(tmp_path / "app", CONFIGURED, '[webview.service-workers]\n"/" = "/sw.js"\n')
    assert said(engine, app) == f"/sw.js true {debug or 'false'}"


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_a_scheme_of_the_configuration_is_answered_by_its_worker(engine: str, tmp_path: Path) -> None:
    app = made(tmp_path / "app", SCHEME, '[webview.protocol-handlers]\nnotes = "/notes.js"\n')
    (app / "notes.js").write_text(ANSWERER)
    first, data, statuses, registrations, found = json.loads(said(engine, app))
    assert first == {"url": "notes://today/x?y", "method": "POST", "body": "words", "data": "/notes.js"}
    assert data == {"folder": "today"}
    assert statuses == [404, 500], "what it leaves alone the scheme answers: no page does"
    assert registrations == 0
    assert (found["scheme"], found["scriptURL"]) == ("notes", "oro://org.example.runs/notes.js")


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_workers_answer_after_a_pause(engine: str, tmp_path: Path) -> None:
    app = made(tmp_path / "app", SLEEPY, "[lifecycle]\ndesktop_always_running = false\n")
    (app / "app.py").write_text(NAPS)
    assert said(engine, app) == "1 2 3"


@pytest.fixture
def anyio_backend() -> str:
    return "trio"


@pytest.mark.anyio
async def test_an_app_that_may_have_no_workers_has_none(data: Path) -> None:
    settings = {"permissions_allow_service_worker": False, "webview_service-workers": ["/sw.js"]}
    async with open_host(oro_sw.plugin, settings=settings, files={"sw.js": ""}) as app:
        for route, params in {"register": {"scriptURL": "/sw.js"}, "getRegistrations": {}, "cache.names": {}}.items():
            assert (await app.call(f"serviceWorker.{route}", **params)).err["type"] == "NotAllowedError"
        assert (await app.client.get("/sw.js")).status_code == 200
        assert [window.index for window in app.host.windows] == [0]


@pytest.mark.anyio
async def test_a_broken_database_is_put_aside(data: Path) -> None:
    folder = data / "org.example.test" / "service-workers"
    folder.mkdir(parents=True)
    (folder / "workers.sqlite3").write_bytes(b"no database" * 1000)
    async with open_host(oro_sw.plugin) as app:
        assert (await app.call("serviceWorker.getRegistrations")).data == []
    assert (folder / "workers.broken").read_bytes().startswith(b"no database")


REFUSED = """
import application from 'oro:application'
try {
  await navigator.serviceWorker.register('/sw.js')
} catch ({ name, message }) {
  console.log('said', name, message)
}
await application.exit(3)
"""


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_a_page_is_told_which_permission_it_lacks(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    (tmp_path / "oro.toml").write_text(BUNDLE + "[permissions]\nallow.service_worker = false\n")
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "page.js").write_text(REFUSED)
    (tmp_path / "sw.js").write_text("")
    code, output = oro_engines.run(engine, tmp_path)
    assert code == 3, output
    assert (
        "said NotAllowedError Cannot register a service worker: oro://org.example.runs lacks permission service_worker:"
        " permissions_allow_service_worker = false"
    ) in output
