"""`oro dev --host`: the app's page in a browser, and everybody else who asks for it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from .test_browser import CHROMIUM, browsing, page

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

PATIENCE = 60
APP = '''
import json

from oro_framework import Call, hookimpl, route
from oro_framework.types import ByteStream, Permission


@route("t.told")
def told(call: Call, *, what: str) -> None:
    """Print what the page tells."""
    print("TOLD", what, flush=True)


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


@hookimpl
def oro_permissions():
    return [Permission(name="notes", description="Read notes")]
'''
PAGE = """<!doctype html><title>told</title><link rel="icon" href="data:,"><script type="module">
import { request, stream, write } from 'oro:ipc'
import { join } from 'node:path'
import { createWindow } from 'oro:application'
import { value } from './part.js'
const tell = (what) => request('t.told', { what: JSON.stringify(what) })
try {
  const event = new Promise((resolve) => addEventListener('answered', ({ detail }) => resolve(detail.by), { once: true }))
  await tell({
    who: (await request('t.who')).data,
    event: await event,
    notes: (await request('t.notes')).err?.message,
    pieces: await (await stream('t.pieces')).text(),
    join: join('a', 'b'),
    value,
    missing: (await fetch('missing.txt')).status,
    search: location.search,
    runtime: isOroRuntime,
    window: await createWindow({ index: 1, path: 'index.html' }).then(() => '', (error) => error.message),
  })
} catch (error) { await tell({ error: String(error.stack) }) }
</script>"""
ADDRESS = re.compile(r"(http://[0-9a-f]{16}\.localhost:\d+)(/\.oro/enter\?key=\S+)")


class Shown:
    """An app under `oro dev --host`, and the address that it printed."""

    def __init__(self, process: anyio.abc.Process, origin: str, entrance: str, lines: AsyncIterator[str]) -> None:
        self.process = process
        self.origin = origin
        self.entrance = entrance
        self._lines = lines
        self.port = int(origin.rpartition(":")[2])

    async def told(self) -> Any:
        """Wait for what the page tells."""
        with anyio.fail_after(PATIENCE):
            async for line in self._lines:
                if line.startswith("TOLD "):
                    return json.loads(line.removeprefix("TOLD "))
        raise AssertionError("the app ended")

    def client(self, **headers: str) -> httpx.AsyncClient:
        """Return a client that asks the app's server under its own name."""
        named = {"host": self.origin.removeprefix("http://"), **headers}
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=named, timeout=PATIENCE)

    async def enter(self) -> str:
        """Use the key up; return the cookie."""
        async with self.client() as client:
            answer = await client.get(self.entrance)
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            return answer.headers["set-cookie"].partition(";")[0]


Shows = Callable[..., AbstractAsyncContextManager[Shown]]


@pytest.fixture
def shows(tmp_path: Path) -> Shows:
    """Show an app for the length of a block."""

    @asynccontextmanager
    async def start(*options: str) -> AsyncIterator[Shown]:
        app = tmp_path / "app"
        app.mkdir()
        (app / "oro.toml").write_text(
            '[meta]\nbundle_identifier = "com.example.shown"\n[permissions]\nallow_notes = false\n'
            "[dev]\nbrowser = true\n"
        )
        (app / "app.py").write_text(APP)
        (app / "index.html").write_text(PAGE)
        (app / "part.js").write_text("export const value = import.meta.url.startsWith('http://')\n")
        command = [sys.executable, "-m", "oro_framework.cli", "dev", "--host", *options, str(app)]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        async with await anyio.open_process(command, stderr=subprocess.STDOUT, env=environment) as process:
            assert process.stdout is not None
            async with aclosing(_lines(process.stdout)) as lines:
                try:
                    yield await _shown(process, lines)
                finally:
                    process.terminate()

    return start


async def _shown(process: anyio.abc.Process, lines: AsyncGenerator[str]) -> Shown:
    """Wait for the address."""
    seen = []
    with anyio.fail_after(PATIENCE):
        async for line in lines:
            seen.append(line)
            if found := ADDRESS.search(line):
                return Shown(process, found[1], found[2], lines)
    raise AssertionError(seen)


async def _lines(stream: anyio.abc.ByteReceiveStream) -> AsyncGenerator[str]:
    rest = b""
    async for piece in stream:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.decode()


@asynccontextmanager
async def browser(url: str, folder: Path) -> AsyncIterator[None]:
    """Show an address in a browser for the length of the block."""
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [
        f"--user-data-dir={folder}",
        "--no-first-run",
        "--no-proxy-server",
        "--disable-background-networking",
        url,
    ]
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "HOME": str(folder)}
    async with await anyio.open_process(command, stdout=quiet, stderr=quiet, stdin=quiet, env=environment) as process:
        yield
        process.terminate()


async def test_a_browser_shows_the_app_as_its_first_window(shows: Shows, tmp_path: Path) -> None:
    async with shows("--strict") as shown, browser(shown.origin + shown.entrance, tmp_path / "profile"):
        told = await shown.told()
    assert "error" not in told, told
    assert told["who"] == [0, "oro://com.example.shown", False]
    assert told["event"] == "event"
    assert "oro://com.example.shown lacks permission notes" in told["notes"]
    assert (told["pieces"], told["join"], told["value"]) == ("one two", "a/b", True)
    assert (told["missing"], told["search"], told["runtime"]) == (404, "", True)
    assert told["window"].startswith("Cannot open a window"), told["window"]


FOREIGN = """
  const failed = async (promise) => promise.then(() => false, () => true)
  const image = (src) => new Promise((resolve) => Object.assign(new Image(), { src, onload: () => resolve(false), onerror: () => resolve(true) }))
  const url = `${bridge}/.oro/ipc/t.who`
  const frame = document.body.appendChild(document.createElement('iframe'))
  const form = Object.assign(document.body.appendChild(document.createElement('form')), { method: 'post', action: url, target: 'there' })
  frame.name = 'there'
  form.submit()
  await new Promise((resolve) => { frame.onload = resolve })
  return [
    await failed(fetch(url)),
    await failed(fetch(url, { credentials: 'include' })),
    await failed(fetch(url, { headers: { 'x-oro-page': '1' } })),
    (await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x' })).type,
    await image(`${bridge}/part.js`), await image(url),
    await new Promise((resolve) => Object.assign(document.head.appendChild(document.createElement('script')), { src: `${bridge}/.oro/preload.js`, onload: () => resolve(false), onerror: () => resolve(true) })),
    await new Promise((resolve) => { new WebSocket(url.replace('http', 'ws')).onerror = () => resolve(true) }),
    await new Promise((resolve) => { new EventSource(url).onerror = () => resolve(true) }),
  ]
"""


async def test_a_page_of_another_origin_reaches_nothing(shows: Shows, tmp_path: Path) -> None:
    async with shows() as shown:
        await shown.enter()
        html = page(FOREIGN, shown.origin).replace("<script", "<body><script")
        async with browsing(html, tmp_path / "profile") as other:
            assert await other.heard() == [True, True, True, "opaque", True, True, True, True, True]
        async with shown.client() as client:  # nothing of it ran before this
            await client.get("/")
        shown.process.terminate()
        rest = [line async for line in shown._lines]
        assert "CALLED" not in rest


async def test_requests_without_what_a_browser_shows_are_refused(shows: Shows) -> None:
    async with shows() as shown:
        cookie = None
        async with shown.client() as client:
            assert (await client.get("/")).status_code == 403
            assert (await client.get("/.oro/enter?key=wrong")).status_code == 403
            cookie = await shown.enter()
            again = await client.get(shown.entrance)
            assert (again.status_code, again.json()["err"]["code"]) == (403, "ERR_DENIED")
            assert "set-cookie" not in again.headers
        call, own = "/.oro/ipc/t.who", {"x-oro-page": "1"}
        cases = {
            "right": ({"cookie": cookie, **own}, 200),
            "wrong cookie": ({"cookie": cookie + "x", **own}, 403),
            "two cookies": ({"cookie": f"{cookie}; {cookie}", **own}, 403),
            "no script": ({"cookie": cookie}, 403),
            "another origin": ({"cookie": cookie, "origin": "http://evil.test", **own}, 403),
            "no origin to name": ({"cookie": cookie, "origin": "null", **own}, 403),
            "another site": ({"cookie": cookie, "sec-fetch-site": "same-site", **own}, 403),
            "ahead of a visit": ({"cookie": cookie, "sec-purpose": "prefetch", **own}, 403),
            "rebound name": ({"cookie": cookie, "host": f"rebound.test:{shown.port}", **own}, 403),
            "address": ({"cookie": cookie, "host": f"127.0.0.1:{shown.port}", **own}, 403),
            "another port": ({"cookie": cookie, "host": shown.origin.removeprefix("http://") + "0", **own}, 403),
        }
        found = {}
        for name, (headers, _) in cases.items():
            async with shown.client(**headers) as client:
                found[name] = (await client.get(call)).status_code
        assert found == {name: status for name, (_, status) in cases.items()}
