"""The tools of `oro dev` in pages and in the terminal, in every engine; `oro run` has none of them."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

TOML = '[meta]\nbundle_identifier = "org.example.devtools"\n[plugins]\nenabled = []\n'
SOURCE = """export function total (rows: Row[]): number {
  let sum = 0
  for (const row of rows) sum += row.price
  return sum
}
"""
BUILT = "export function total(o){let e=0;for(const t of o)e+=t.price;return e}\n"
MAP = {
    "version": 3,
    "sources": ["src/total.ts"],
    "sourcesContent": [SOURCE],
    "names": [],
    "mappings": "AAAA,MAAM,SAASA,MAAMC,GAErB,EAAE",
}
PAGE = """<!doctype html><title>devtools</title>
<script type="module">
import { request } from 'oro:ipc'
import { total } from './total.js'
const shown = name => new Promise(done => {
  const look = () => document.querySelector(name) ? done() : setTimeout(look, 20)
  look()
})
const press = (key, more) => dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, ...more }))
console.log('an object', { a: [1, new Map([['k', null]])] })
if (!globalThis[Symbol.for('oro.dev')]) {
  console.log('no tools')
  await request('application.exit')
}
await request('shop.price', { name: 'tea' })
setTimeout(() => total(null))
await shown('oro-dev-errors')
press('Escape')
console.log('errors closed', document.querySelector('oro-dev-errors') === null)
press('D', { code: 'KeyD', ctrlKey: true, shiftKey: true })
await shown('oro-dev-calls')
const trace = await fetch('ipc://dev.trace/')
await request('shop.pastPrice', { name: 'cake' })
const reader = trace.body.pipeThrough(new TextDecoderStream()).getReader()
let text = ''
while (!text.includes('shop.pastPrice')) text += (await reader.read()).value
console.log('traced', /"kind": "call".*"name": "shop.pastPrice".*"verdict": "failed"/.test(text))
await shown('oro-dev-errors[above]')
press('D', { code: 'KeyD', ctrlKey: true, shiftKey: true })
await shown('oro-dev-errors:not([above])')
console.log('calls closed', document.querySelector('oro-dev-calls') === null)
const script = document.createElement('script')
script.onerror = () => setTimeout(() => request('application.exit'), 200)
script.src = 'https://elsewhere.example/x.js'
document.body.append(script)
</script><body></body>"""
POLICY = """<!doctype html><meta http-equiv="Content-Security-Policy" content="script-src 'self' 'unsafe-inline'">"""
PLUGIN = """
from oro_framework import Call, hookimpl, route

PRICES = {"bread": 2}

def price_of(name):
    return PRICES[name]

@route("shop.price")
async def price(call: Call, name: str) -> int:
    return price_of(name)

@route("shop.pastPrice")
async def past_price(call: Call, name: str) -> int:
    return price_of(name)

@hookimpl
def oro_routes(host):
    return [price, past_price]
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "oro.toml").write_text(TOML)
    (tmp_path / "index.html").write_text(PAGE.replace("<!doctype html>", POLICY))
    (tmp_path / "app.py").write_text(PLUGIN)
    data = base64.b64encode(json.dumps(MAP).encode()).decode()
    (tmp_path / "total.js").write_text(f"{BUILT}//# sourceMappingURL=data:application/json;base64,{data}\n")
    return tmp_path


def run(command: str, engine: str, oro_engines: Engines, app: Path) -> tuple[str, str]:
    arguments = [sys.executable, "-m", "oro_framework.cli", command, str(app), "--backend", engine]
    done = subprocess.run(
        arguments, env=oro_engines.environment(engine), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.mark.parametrize("engine", engines())
def test_errors_are_told_with_the_lines_of_their_author(engine: str, oro_engines: Engines, app: Path) -> None:
    out, err = run("dev", engine, oro_engines, app)
    assert re.search(r"^an object \{ a: \[ 1, Map\(1\) \{ 'k' => null \} \] \}  index\.html:\d+$", out, re.MULTILINE)
    assert "errors closed true" in out
    assert "traced true" in out
    assert "calls closed true" in out
    assert "KeyError: 'tea'\n  app.py:7  in price_of\n" in err
    assert "  > 7 |     return PRICES[name]" in err
    assert "Traceback" not in err
    assert re.search(r"TypeError: .*\n  (?:oro://org\.example\.devtools/)?src/total\.ts:\d+", err)
    assert "script-src-elem does not allow https://elsewhere.example/x.js" in err


@pytest.mark.parametrize("engine", engines())
def test_an_app_that_runs_has_no_tools(engine: str, oro_engines: Engines, app: Path) -> None:
    out, _ = run("run", engine, oro_engines, app)
    assert "an object { a: [ 1, Map(1) { 'k' => null } ] }\n" in out
    assert "no tools" in out
