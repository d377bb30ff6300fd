"""`oro dev --host`: the app's page in a browser that was let in, and a page of another origin in that very browser."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

from .test_browser import CHROMIUM, Page, page

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

PATIENCE = 60
TOML = """
[meta]
bundle_identifier = "com.example.shown"
[permissions]
allow_notes = false
[webview]
csp = "default-src 'none'; connect-src ipc: oro:; script-src oro: node:; img-src data:"
[dev]
browser = true
"""
APP = '''
import os

from oro_framework import Call, hookimpl, route
from oro_framework.types import ByteStream, Mount, Permission


@route("t.told")
def told(call: Call, *, what: str) -> str:
    """Print what the page tells; return the page that it is to open, once."""
    print("TOLD", what, flush=True)
    return os.environ.pop("TEST_OPENS", "")


@route("t.who")
def who(call: Call) -> list:
    """Tell who calls."""
    print("CALLED", flush=True)
    call.window.emit("answered", {"by": "event"})
    return [call.window.index, call.origin, call.outside]


@route("t.notes", permission="notes")
def notes(call: Call) -> str:
    """Read notes."""
    return "secret"


@route("t.pieces")
async def pieces(call: Call) -> ByteStream:
    """Send pieces."""
    async def chunks():
        yield b"one "
        yield b"two"
    return ByteStream(chunks())


@hookimpl
def oro_routes():
    return [told, who, notes, pieces]


async def live(scope, receive, send):
    """Answer what a WebSocket brings, and close it when told to."""
    assert scope["type"] == "websocket", scope
    await receive()
    print("LIVE", scope["path"], scope["root_path"], flush=True)
    await send({"type": "websocket.accept", "subprotocol": scope["subprotocols"][0]})
    while (message := await receive())["type"] == "websocket.receive":
        if message.get("text") == "end":
            await send({"type": "websocket.close", "code": 4001, "reason": "told to"})
            return
        await send({"type": "websocket.send", "text": message.get("text"), "bytes": message.get("bytes")})


@hookimpl
def oro_mounts():
    return [Mount(path="/live", app=live), Mount(path="/secret", app=live, permission="notes")]


@hookimpl
def oro_permissions():
    return [Permission(name="notes", description="Read notes")]
'''
PAGE = '<!doctype html><title>told</title><link rel="icon" href="data:,"><script type="module" src="main.js"></script>'
SCRIPT = """
import { request, stream } from 'oro:ipc'
import { join } from 'node:path'
import { createWindow, getCurrentWindow } from 'oro:application'
import { Conduit } from 'oro:conduit'
import { value } from './part.js'
const tell = (what) => request('t.told', { what: JSON.stringify(what) })
const failure = (promise) => promise.then(() => '', (error) => error.message)
const live = async (number, url) => {
  const socket = new WebSocket(url, ['one', 'two'])
  socket.binaryType = 'arraybuffer'
  const heard = []
  const closed = new Promise((resolve) => {
    socket.onclose = ({ code, reason, wasClean }) => resolve([code, reason, wasClean])
  })
  socket.onmessage = ({ data }) => {
    heard.push(typeof data === 'string' ? data : [...new Uint8Array(data)])
    if (heard.length === 2) socket.send('end')
  }
  socket.onopen = () => { socket.send(`text ${number}`); socket.send(new Uint8Array([1, number])) }
  return [socket.url, socket instanceof WebSocket, socket.protocol, heard, await closed, socket.protocol]
}
try {
  const event = new Promise((resolve) => addEventListener('answered', ({ detail }) => resolve(detail.by)))
  const conduit = new Conduit({ id: 1n })
  const { data: next } = await tell({
    who: (await request('t.who')).data,
    event: await event,
    notes: (await request('t.notes')).err?.message,
    pieces: await (await stream('t.pieces')).text(),
    join: join('a', 'b'),
    value,
    missing: (await fetch('missing.txt')).status,
    search: location.search,
    runtime: isOroRuntime,
    live: await Promise.all([...'12345678'].map((number) => live(Number(number), '/live/echo'))),
    own: await live(9, 'oro://com.example.shown/live/own'),
    secret: await live(1, '/secret'),
    auto: globalThis.__args.conduit,
    conduit: await failure(conduit.connect()),
    window: await failure(createWindow({ index: 1, path: 'index.html' })),
    size: await failure(getCurrentWindow().then((own) => own.setSize({ width: 300, height: 200 }))),
    navigate: (await request('window.navigate', { targetWindowIndex: 0, url: location.href })).err?.message,
  })
  if (next) open(next, '_blank', 'noopener')
} catch (error) { await tell({ error: String(error.stack) }) }
"""
ADDRESS = re.compile(r"(http://[0-9a-f]{16}\.localhost:\d+)(/\.oro/enter\?key=\S+)")


class Shown:
    """An app under `oro dev --host`, and the address that it printed."""

    def __init__(self, folder: Path, origin: str, entrance: str, lines: AsyncGenerator[str]) -> None:
        self.folder = folder
        self.origin = origin
        self.entrance = entrance
        self._lines = lines
        self.printed: list[str] = []

    async def told(self) -> Any:
        """Wait for what the page tells."""
        with anyio.fail_after(PATIENCE):
            async for line in self._lines:
                self.printed.append(line)
                if line.startswith("TOLD "):
                    return json.loads(line.removeprefix("TOLD "))
        raise AssertionError(self.printed)

    def write(self, name: str, text: str) -> None:
        """Replace a file of the app at once."""
        new = self.folder / f".{name}.new"
        new.write_text(text)
        new.replace(self.folder / name)


Shows = Callable[..., AbstractAsyncContextManager[Shown]]


@pytest.fixture
def shows(tmp_path: Path) -> Shows:
    """Show an app for the length of a block."""

    @asynccontextmanager
    async def start(*options: str, opens: str = "") -> AsyncIterator[Shown]:
        app = tmp_path / "app"
        app.mkdir()
        (app / "oro.toml").write_text(TOML)
        (app / "app.py").write_text(APP)
        (app / "index.html").write_text(PAGE)
        (app / "main.js").write_text(SCRIPT)
        (app / "part.js").write_text("export const value = 'first'\n")
        command = [sys.executable, "-m", "oro_framework.cli", "dev", "--host", *options, str(app)]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TEST_OPENS": opens}
        async with await anyio.open_process(command, stderr=subprocess.STDOUT, env=environment) as process:
            assert process.stdout is not None
            async with aclosing(_lines(process.stdout)) as lines:
                try:
                    yield await _shown(app, lines)
                finally:
                    process.terminate()

    return start


async def _shown(app: Path, lines: AsyncGenerator[str]) -> Shown:
    """Wait for the address."""
    seen = []
    with anyio.fail_after(PATIENCE):
        async for line in lines:
            seen.append(line)
            if found := ADDRESS.search(line):
                return Shown(app, found[1], found[2], lines)
    raise AssertionError(seen)


async def _lines(stream: anyio.abc.ByteReceiveStream) -> AsyncGenerator[str]:
    rest = b""
    async for piece in stream:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.decode()


@asynccontextmanager
async def browser(folder: Path, url: str) -> AsyncIterator[None]:
    """Show an address in a browser for the length of the block."""
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [f"--user-data-dir={folder}", "--no-first-run", "--no-proxy-server", "--disable-background-networking"]
    command += ["--host-resolver-rules=MAP *.test 127.0.0.1", "--disable-popup-blocking", url]
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "HOME": str(folder)}
    async with await anyio.open_process(command, stdout=quiet, stderr=quiet, stdin=quiet, env=environment) as process:
        try:
            yield
        finally:
            process.terminate()


async def test_a_browser_shows_the_app_over_its_restarts(shows: Shows, tmp_path: Path) -> None:
    async with shows("--strict") as shown, browser(tmp_path / "profile", shown.origin + shown.entrance):
        told = await shown.told()
        assert "error" not in told, told
        assert told["who"] == [0, "oro://com.example.shown", False]
        assert told["event"] == "event"
        assert "oro://com.example.shown lacks permission notes" in told["notes"]
        assert (told["pieces"], told["join"], told["value"]) == ("one two", "a/b", "first")
        assert (told["missing"], told["search"], told["runtime"]) == (404, "", True)
        place = shown.origin.replace("http", "ws")
        closed = [4001, "told to", True]
        for number, (url, *about) in enumerate(told["live"], 1):
            assert url == f"{place}/live/echo"
            assert about == [True, "", [f"text {number}", [1, number]], closed, "one"]
        assert (told["own"][0], told["own"][4]) == (f"{place}/live/own", closed)
        assert "LIVE /live/own /live" in shown.printed
        assert told["secret"][3:5] == [[], [1006, "", False]], "permission notes was not granted"
        assert told["auto"] is None
        assert told["conduit"], "a page that wants a socket of its own is told that it gets none"
        assert told["window"].startswith("Cannot open a window: the app is shown in a browser"), told["window"]
        assert told["size"].startswith("Cannot set the size of a window: the app is shown in a browser"), told["size"]
        assert told["navigate"].startswith("Cannot navigate a window: the app is shown in a browser"), told["navigate"]

        shown.write("part.js", "export const value = 'second'\n")
        assert (await shown.told())["value"] == "second"

        shown.write("app.py", APP.replace('b"two"', 'b"three"'))
        again = await shown.told()
        assert (again["pieces"], again["value"]) == ("one three", "second")
        assert not [line for line in shown.printed if ADDRESS.search(line)], "the address opens once"


ATTACKS = """
  const failed = (promise) => promise.then(() => false, () => true)
  const refused = (tag, attributes) => new Promise((resolve) => {
    const element = Object.assign(document.createElement(tag), attributes)
    element.onload = () => resolve(false)
    element.onerror = () => resolve(true)
    document.body.append(element)
  })
  const unread = (src, name) => new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), { name })
    document.body.append(frame)
    frame.onload = () => {
      const shown = frame.contentDocument // null of another origin
      if (shown?.URL !== 'about:blank') resolve(shown === null || shown.body.innerText)
    }
    if (src) frame.src = src
  })
  const closed = (source) => new Promise((resolve) => {
    source.onopen = source.onmessage = () => resolve(false)
    source.onerror = () => resolve(true)
  })
  const call = `${bridge}/.oro/ipc/none/t.who`
  const posted = unread('', 'posted')
  const form = Object.assign(document.createElement('form'), { method: 'post', action: call, target: 'posted' })
  document.body.append(form)
  form.submit()
  const borrowing = `importScripts('${bridge}/.oro/preload.js'); postMessage('')`
  const rebound = bridge.replace(/[0-9a-f]+\\.localhost/, 'rebound.test')
  const found = {
    read: failed(fetch(call)),
    readAsOwn: failed(fetch(`${bridge}/part.js`, { credentials: 'include' })),
    asked: failed(fetch(call, { method: 'PUT' })),
    sent: failed(fetch(call, { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x' })),
    entered: failed(fetch(`${bridge}/.oro/enter?key=none`, { mode: 'no-cors', credentials: 'include' })),
    rebound: failed(fetch(`${rebound}/.oro/ipc/none/t.who`, { mode: 'no-cors' })),
    image: refused('img', { src: call }),
    script: refused('script', { src: `${bridge}/part.js` }),
    preload: refused('script', { src: `${bridge}/.oro/preload.js` }),
    module: failed(import(`${bridge}/part.js`)),
    worker: closed(new Worker(URL.createObjectURL(new Blob([borrowing])))),
    style: refused('link', { rel: 'stylesheet', href: `${bridge}/part.js` }),
    frame: unread(`${bridge}/`, ''),
    posted: posted,
    socket: closed(new WebSocket(call.replace('http', 'ws'))),
    mounted: closed(new WebSocket(`${bridge}/live/echo`.replace('http', 'ws'), ['one'])),
    events: closed(new EventSource(call, { withCredentials: true })),
  }
  return Object.fromEntries(await Promise.all(Object.entries(found).map(async ([name, value]) => [name, await value])))
"""


class Late(Page):
    """Another origin, whose page comes when it is told to."""

    def __init__(self, listener: Any) -> None:
        super().__init__(listener)
        self.begin = anyio.Event()

    async def _answer(self, stream: anyio.abc.SocketStream) -> None:
        await self.begin.wait()
        await super()._answer(stream)


async def test_a_page_of_another_origin_in_that_browser_reaches_nothing(shows: Shows, tmp_path: Path) -> None:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    other = Late(listener)
    async with shows(opens=f"http://evil.test:{other.port}/") as shown, listener, anyio.create_task_group() as group:
        group.start_soon(other.serve)
        other.html = page(ATTACKS, shown.origin).replace("<script", "<body><script")
        async with browser(tmp_path / "profile", shown.origin + shown.entrance):
            assert "error" not in await shown.told(), "the browser has the cookie"
            calls = shown.printed.count("CALLED")
            other.begin.set()
            with anyio.fail_after(PATIENCE):
                found = await other.heard()
            assert "error" not in found, found
            assert [name for name, value in found.items() if value is not True] == []
            shown.write("part.js", "export const value = 'second'\n")
            assert (await shown.told())["value"] == "second", "the app goes on"
            assert shown.printed.count("CALLED") == 2 * calls, "only the app's own page called, once per load"
        group.cancel_scope.cancel()
