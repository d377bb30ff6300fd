"""A document of another origin gets nothing from the host, in every engine, however it asks.

The app opens one frame of each kind. Each tries to call a route, to read the app's own page and to read a
module, and tells what it got; the app adds what the host saw and prints it all as one line of JSON.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

TRY = """
<!doctype html><title>frame</title><script>
const outcome = {}
async function attempt (name, work) {
  try { outcome[name] = await work() } catch (error) { outcome[name] = 'failed' }
}
const text = async (url, options) => {
  const response = await fetch(url, options)
  return response.ok ? 'got ' + (await response.text()).slice(0, 40) : 'failed'
}
const limit = (work) => Promise.race([work, new Promise((resolve) => setTimeout(resolve, 3000, 'failed'))])
const xhr = (url) => new Promise((resolve) => {
  const request = new XMLHttpRequest()
  request.onload = () => resolve(request.status < 400 && request.responseText ? 'got ' + request.response : 'failed')
  request.onerror = () => resolve('failed')
  request.open('GET', url)
  request.send()
})
const picture = (url) => new Promise((resolve) => {
  const image = new Image()
  image.onload = () => resolve('got an image')
  image.onerror = () => resolve('failed')
  image.src = url
})
onmessage = async ({ data: name }) => {
  const url = (way) => `ipc://secret.route?from=${name}-${way}`
  await attempt('fetch', () => limit(text(url('fetch'))))
  await attempt('post', () => limit(text(url('post'), { method: 'POST', body: 'x' })))
  await attempt('no-cors', () => limit(fetch(url('nocors'), { mode: 'no-cors' }).then(() => 'failed')))
  await attempt('xhr', () => limit(xhr(url('xhr'))))
  await attempt('image', () => limit(picture(url('image'))))
  outcome.args = typeof globalThis.__args
  parent.postMessage({ name, outcome }, '*')
}
parent.postMessage('ready', '*')
</script>
"""

PAGE = """
<!doctype html><title>isolation</title>
<script type="module">
import * as ipc from 'oro:ipc'
const text = await (await fetch('/try.html')).text()
const frames = {
  foreign: (frame) => { frame.src = '%(foreign)s' },
  sandboxed: (frame) => { frame.sandbox = 'allow-scripts'; frame.src = '/try.html' },
  'sandboxed-srcdoc': (frame) => { frame.sandbox = 'allow-scripts'; frame.srcdoc = text },
  data: (frame) => { frame.src = 'data:text/html,' + encodeURIComponent(text) },
  own: (frame) => { frame.src = '/try.html' }
}
const seen = {}
for (const [name, prepare] of Object.entries(frames)) {
  const frame = document.createElement('iframe')
  seen[name] = await new Promise((resolve) => {
    const heard = ({ source, data }) => {
      if (source !== frame.contentWindow) return
      if (data === 'ready') return frame.contentWindow.postMessage(name, '*')
      removeEventListener('message', heard)
      resolve(data.outcome)
    }
    addEventListener('message', heard)
    setTimeout(resolve, 15000, 'no answer')
    prepare(frame)
    document.body.append(frame)
  })
}
const { data } = await ipc.request('secret.seen')
console.log('RESULT ' + JSON.stringify({ seen, host: data }))
await ipc.request('application.exit')
</script>
"""

PLUGIN = """
from oro_framework import Call, hookimpl, route

calls = []

@route("secret.route")
def secret(call: Call) -> str:
    calls.append(call.params.get("from", ""))
    return "the secret"

@route("secret.seen")
def seen(call: Call) -> list[str]:
    return calls

@hookimpl
def oro_routes(host):
    return [secret, seen]
"""


class _Foreign(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(TRY.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def foreign() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Foreign)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("engine", engines())
def test_a_foreign_document_gets_nothing(engine: str, oro_engines: Engines, tmp_path: Path, foreign: str) -> None:
    (tmp_path / "oro.toml").write_text(
        f'[meta]\nbundle_identifier = "org.example.isolation"\n[plugins]\nenabled = []\n'
        f'[webview.navigator.policies]\nallowed = ["{foreign}*"]\n'
    )
    (tmp_path / "index.html").write_text(PAGE % {"foreign": foreign})
    (tmp_path / "try.html").write_text(TRY)
    (tmp_path / "app.py").write_text(PLUGIN)
    code, output = oro_engines.run(engine, tmp_path)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    result = json.loads(line.removeprefix("RESULT "))
    seen = result["seen"]
    got = {name: what for name, what in seen["own"].items() if what.startswith("got") and "secret" in what}
    assert {"fetch", "post", "xhr"} <= got.keys(), seen["own"]
    for frame in ("foreign", "sandboxed", "sandboxed-srcdoc", "data"):
        assert seen[frame] != "no answer", frame
        assert {what for name, what in seen[frame].items() if name != "args"} == {"failed"}, (frame, seen[frame])
        assert seen[frame]["args"] == "undefined", frame
    assert {name.split("-")[0] for name in result["host"]} == {"own"}, result["host"]
    assert code == 0, output
