"""Guests and pages of real engines: a guest ends with its page, and a page is told when a component is compiled."""

from __future__ import annotations

from pathlib import Path

import pytest
import wasmtime

from oro_framework.testing import Engines, engines

from .components.texts import CALC

pytestmark = pytest.mark.webview

APP = """
from oro_framework import Call, Service, hookimpl, route

class Held(Service):
    name = "held"

    @route("test.held")
    async def held(self, call: Call) -> dict:
        wasm = await self.host.begin_service("wasm")
        return {"programs": len(list(wasm.programs.held)), "page": len(list(wasm.page_guests.held))}

@hookimpl
def oro_services():
    return [Held]
"""
TOML = """[meta]
bundle_identifier = "org.example.page"
[plugins]
enabled = ["wasm"]
"""
RELOADS = """<!doctype html><meta charset=utf-8><script type=module>
import { request } from 'oro:ipc'
import { run } from 'oro:wasm'

const held = async () => (await request('test.held')).data
const until = async (count) => { while ((({ programs, page }) => programs + page)(await held()) !== count); }
if (location.search) {
  await until(0)
  await request('stdout', { value: 'gone\\n' })
  await request('application.exit', { value: 0 })
} else {
  const spin = new Uint8Array(SPIN)
  for (const engine of ['host', 'page']) run(spin, { engine })
  await until(2)
  location.search = '?again'
}
</script>
"""
TOLD = """<!doctype html><meta charset=utf-8><script type=module>
import { request } from 'oro:ipc'

const said = []
addEventListener('wasmcompile', async ({ detail }) => {
  said.push(`${detail.component} ${detail.state}`)
  if (detail.state === 'started') return
  const { data } = await request('calc.add', { a: 2, theOther: 3 })
  await request('stdout', { value: [...said, data].join(', ') + '\\n' })
  await request('application.exit', { value: 0 })
})
</script>
"""
SPIN = """(module (memory (export "memory") 1) (func (export "_start") (loop (br 0))))"""


@pytest.mark.parametrize("engine", engines())
def test_guests_go_when_the_page_is_left(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    (tmp_path / "oro.toml").write_text(TOML)
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "index.html").write_text(RELOADS.replace("SPIN", str(list(wasmtime.wat2wasm(SPIN)))))
    code, output = oro_engines.run(engine, tmp_path)
    assert "gone" in output, output
    assert code == 0, output


@pytest.mark.parametrize("engine", engines())
def test_a_page_is_told_of_a_component_that_is_compiled(
    oro_engines: Engines, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "app"
    (root / "extensions").mkdir(parents=True)
    (root / "oro.toml").write_text(TOML)
    (root / "index.html").write_text(TOLD)
    (root / "extensions" / "calc.wasm").write_bytes(bytes(wasmtime.wat2wasm(CALC)))
    code, output = oro_engines.run(engine, root)
    assert "calc started, calc finished, 5" in output, output
    assert 'wasm.components: Component "calc" is being compiled' in output
    assert 'wasm.components: Component "calc" is compiled, in ' in output
    assert code == 0, output
