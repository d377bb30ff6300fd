"""What a page wants of its engine is answered from the same table as what it wants of routes, in every engine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

FRAME = b"""<!doctype html><title>frame</title><script>
onmessage = async () => {
  const outcome = {}
  const attempt = async (name, work) => {
    try { outcome[name] = await work() } catch (error) { outcome[name] = error.name }
  }
  await attempt('microphone', () => navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted'))
  await attempt('geolocation', () => new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(() => resolve('granted'), (error) => resolve('code ' + error.code))))
  await attempt('clipboard', () => navigator.clipboard.readText().then(() => 'read'))
  await attempt('paste', () => document.execCommand('paste'))
  parent.postMessage(outcome, '*')
}
parent.postMessage('ready', '*')
</script>"""

PAGE = """<!doctype html><title>web permissions</title>
<script type="module">
import * as ipc from 'oro:ipc'
const outcome = {}
const attempt = async (name, work) => {
  try { outcome[name] = await work() } catch (error) { outcome[name] = error.name }
}
const state = async (name) => (await navigator.permissions.query({ name })).state
const media = (wanted) => navigator.mediaDevices.getUserMedia(wanted).then((stream) => stream.getTracks().length)

await ipc.request('devices.pretend')
for (const name of ['camera', 'microphone', 'geolocation', 'notifications', 'tea']) {
  await attempt(`state of ${name}`, () => state(name))
}
const status = await navigator.permissions.query({ name: 'camera' })
const changed = new Promise((resolve) => { status.onchange = () => resolve(status.state) })
outcome.status = status instanceof PermissionStatus && status.name
await attempt('microphone', () => media({ audio: true }))
await attempt('camera', () => media({ video: true }))
await attempt('both', () => media({ video: true, audio: true }))
outcome.changed = await changed
await attempt('state after', () => state('camera'))
await attempt('geolocation', () => new Promise((resolve) =>
  navigator.geolocation.getCurrentPosition(() => resolve('granted'), (error) => resolve(`code ${error.code}`))))
await attempt('revoked', async () => (await navigator.permissions.revoke({ name: 'camera' })).state)
await attempt('camera again', () => media({ video: true }))
await attempt('nonsense', () => state('nonsense'))

const frame = document.createElement('iframe')
frame.src = 'FOREIGN'
outcome.foreign = await new Promise((resolve) => {
  addEventListener('message', ({ source, data }) => {
    if (data === 'ready') source.postMessage('go', '*')
    else resolve(data)
  })
  document.body.append(frame)
})
console.log('RESULT ' + JSON.stringify(outcome))
await ipc.request('application.exit')
</script>
"""

PLUGIN = """
from oro_framework import hookimpl, route
from oro_framework.consent import Answer

@route("devices.pretend")
async def pretend(call):
    def mock(done):
        settings = getattr(call.window.view.webview, "get_settings", None)
        if settings:
            settings().set_enable_mock_capture_devices(True)
        done()
    await call.host.windows_manager.ask_gui(mock)

answers = iter([Answer.ONCE, Answer.DENY])

@hookimpl
def oro_prompt(host):
    async def ask(question):
        return next(answers)
    return ask

@hookimpl
def oro_routes(host):
    return [pretend]
"""

REFUSALS = ("NotAllowedError", "AbortError")

TOML = """
[meta]
bundle_identifier = "org.example.web"
[plugins]
enabled = []
[permissions]
audit = '{audit}'
allow.camera = "ask"
allow.geolocation = false
[webview.navigator.policies]
allowed = ["{foreign}*"]
"""


class _Foreign(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(FRAME)

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
def test_an_engine_asks_the_table(
    engine: str, oro_engines: Engines, tmp_path: Path, foreign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--use-fake-device-for-media-stream")
    app, audit = tmp_path / "app", tmp_path / "audit.jsonl"
    app.mkdir()
    (app / "oro.toml").write_text(TOML.format(audit=audit, foreign=foreign))
    (app / "index.html").write_text(PAGE.replace("FOREIGN", foreign))
    (app / "app.py").write_text(PLUGIN)
    code, output = oro_engines.run(engine, app)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    outcome = json.loads(line.removeprefix("RESULT "))
    refused = {"geolocation": "code 1", "clipboard": "NotAllowedError", "paste": False}
    assert outcome.pop("foreign") in ({"microphone": refusal, **refused} for refusal in REFUSALS)
    forgets = engine != "gtk"  # WebKitGTK has no way to forget what it granted
    assert outcome.pop("camera again") in (REFUSALS if forgets else (1,))
    assert outcome == {
        "state of camera": "prompt",
        "state of microphone": "granted",
        "state of geolocation": "denied",
        "state of notifications": "granted",
        "state of tea": "TypeError",
        "status": "camera",
        "microphone": 1,
        "camera": 1,
        "both": 2,
        "changed": "granted",
        "state after": "granted",
        "geolocation": "code 1",
        "revoked": "prompt",
        "nonsense": "TypeError",
    }
    assert code == 0, output
    _logged(audit, app="oro://org.example.web", asked_again=forgets)


def _logged(audit: Path, app: str, asked_again: bool) -> None:
    """Everything that was decided stands in the log, and by whom."""
    records: list[dict[str, Any]] = [json.loads(line) for line in audit.read_text().splitlines()]
    web = [(r["permission"], r["verdict"], r["by"]) for r in records if r["target"] == "web:camera"]
    assert web[:2] == [("user_media", "allow", "default"), ("camera", "ask", "configuration")]
    assert ("camera", "allow", "person") in web
    assert (web[-1] == ("camera", "deny", "person")) is asked_again
    assert {"geolocation"} == {
        r["permission"] for r in records if r["verdict"] == "deny" and r["by"] == "configuration"
    }
    assert {r["origin"] for r in records if r["verdict"] == "allow"} == {app}
    assert all(r["window"] == 0 and r["time"].endswith("+00:00") for r in records)
