"""A browser and its pages: what a page of another origin can do, and what it cannot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest

from .conftest import KEY, Opener

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

PATIENCE = 60
PAGE = """<!doctype html><meta charset=utf-8><title>page</title><script type=module>
const bridge = 'BRIDGE'
const tell = (told) => fetch('/told', { method: 'POST', body: JSON.stringify(told) })
try { await tell(await run()) } catch (error) { await tell({ error: String(error) }) }
async function run () { SCRIPT }
</script>"""


class Page:
    """Another origin: one page, and what its script tells."""

    def __init__(self, listener: Any) -> None:
        self._listener = listener
        self.port: int = listener.extra(anyio.abc.SocketAttribute.local_port)
        self.html = ""
        self.told: Any = None
        self._heard = anyio.Event()

    async def serve(self) -> None:
        await self._listener.serve(self._answer)

    async def heard(self) -> Any:
        await self._heard.wait()
        return self.told

    async def _answer(self, stream: anyio.abc.SocketStream) -> None:
        with suppress(anyio.EndOfStream, anyio.BrokenResourceError):  # browsers connect ahead, and use it or not
            await self._answer_one(stream)

    async def _answer_one(self, stream: anyio.abc.SocketStream) -> None:
        async with stream:
            data = b""
            while b"\r\n\r\n" not in data:
                data += await stream.receive()
            head, _, body = data.partition(b"\r\n\r\n")
            html = b""
            if head.startswith(b"POST /told "):
                length = int(head.lower().partition(b"content-length:")[2].split()[0])
                while len(body) < length:
                    body += await stream.receive()
                self.told = json.loads(body)
                self._heard.set()
            elif head.startswith(b"GET / "):
                html = self.html.encode()
            answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(html)}\r\n"
            await stream.send(answer.encode() + b"Connection: close\r\n\r\n" + html)


@asynccontextmanager
async def browsing(html: str, folder: Path, *, host: str = "127.0.0.1") -> AsyncIterator[Page]:
    """Show a page of another origin in a browser for the length of the block; BRIDGE stays to be filled in."""
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    page = Page(listener)
    page.html = html
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [f"--user-data-dir={folder}", "--no-first-run", "--no-proxy-server", "--disable-background-networking"]
    command += ["--host-resolver-rules=MAP *.test 127.0.0.1", f"http://{host}:{page.port}/"]
    async with listener, anyio.create_task_group() as group:
        group.start_soon(page.serve)
        quiet = subprocess.DEVNULL
        environment = {**os.environ, "HOME": str(folder)}
        async with await anyio.open_process(
            command, stdout=quiet, stderr=quiet, stdin=quiet, env=environment
        ) as browser:
            try:
                with anyio.fail_after(PATIENCE):
                    yield page
            finally:
                browser.terminate()
        group.cancel_scope.cancel()


def page(script: str, bridge: str) -> str:
    return PAGE.replace("SCRIPT", script).replace("BRIDGE", bridge)


async def test_a_page_reads_events_and_answers_with_cors(bridged: Opener, tmp_path: Path) -> None:
    script = """
      const source = new EventSource(`${bridge}/ipc/t.events?then=wait`)
      const events = await new Promise((resolve, reject) => {
        const seen = []
        source.onerror = () => reject(new Error('the source failed'))
        source.addEventListener('tick', ({ data }) => seen.push(data) === 3 && resolve(seen))
      })
      source.close()
      const added = await fetch(`${bridge}/ipc/t.add?a=3`, { method: 'PUT', headers: { 'x-mine': 'yes' } })
      return { events, added: (await added.json()).data }
    """
    async with bridged(allow_cors=True) as app, browsing(page(script, app.url), tmp_path) as other:
        assert await other.heard() == {"events": ["0", "1", "2"], "added": 4}
        with anyio.fail_after(PATIENCE):
            await app.routes.cancelled.wait()


async def test_a_page_shows_the_key_after_asking(bridged: Opener, tmp_path: Path) -> None:
    script = f"""
      const wrong = await fetch(`${{bridge}}/ipc/t.add?a=3`)
      const right = await fetch(`${{bridge}}/ipc/t.add?a=3`, {{ headers: {{ 'X-ORO-Auth': '{KEY}' }} }})
      return [wrong.status, right.status]
    """
    async with bridged(allow_cors=True, shared_key=KEY) as app, browsing(page(script, app.url), tmp_path) as other:
        assert await other.heard() == [403, 200]


FORBIDDEN = """
  const failed = async (promise) => promise.then(() => false, () => true)
  const image = (src) => new Promise((resolve, reject) => {
    Object.assign(new Image(), { src, onload: resolve, onerror: reject })
  })
  const url = `${bridge}/ipc/t.who`
  return [
    await failed(fetch(url)),
    await failed(fetch(url, { method: 'POST', body: 'x' })),
    (await fetch(url, { method: 'POST', mode: 'no-cors', body: 'x' })).type,
    await failed(image(url)),
    await new Promise((resolve) => { new EventSource(url).onerror = () => resolve(true) }),
    navigator.sendBeacon(url, 'x')
  ]
"""


async def test_a_page_of_another_origin_runs_nothing_without_cors(bridged: Opener, tmp_path: Path) -> None:
    async with bridged() as app, browsing(page(FORBIDDEN, app.url), tmp_path) as other:
        assert await other.heard() == [True, True, "opaque", True, True, True]
        assert app.routes.ran == []


async def test_a_name_that_leads_here_runs_nothing(bridged: Opener, tmp_path: Path) -> None:
    script = """
      const frame = document.body.appendChild(document.createElement('iframe'))
      await new Promise((resolve) => { frame.onload = resolve; frame.src = `${bridge}/ipc/t.who` })
      return (await fetch(`${bridge}/ipc/t.who`, { mode: 'no-cors' })).type
    """
    async with bridged(allow_cors=True) as app:
        html = page(script, f"http://rebound.test:{app.port}").replace("<script", "<body><script")
        async with browsing(html, tmp_path, host="rebound.test") as other:
            assert await other.heard() == "opaque"
            assert app.routes.ran == []
