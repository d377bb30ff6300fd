"""Programs and pages of real engines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

RELOADS = """<!doctype html><meta charset=utf-8><script type=module>
import { execSync, spawn } from 'oro:child_process'
import { request } from 'oro:ipc'
import { once } from 'oro:events'

const pids = new URLSearchParams(location.search).get('pids')
const alive = () => {
  try {
    return Boolean(execSync(`kill -0 ${pids}`, { stdio: 'ignore' })) || true
  } catch {
    return false
  }
}
if (pids) {
  while (alive()) await new Promise((resolve) => setTimeout(resolve, 20))
  await request('stdout', { value: 'gone\\n' })
  await request('application.exit', { value: 0 })
} else {
  const child = spawn('sh', ['-c', 'sleep 100 & echo $!; wait'])
  const [below] = await once(child.stdout.setEncoding('utf8'), 'data')
  location.search = `?pids=${child.pid} ${below.trim()}`
}
</script>
"""
STUCK = """<!doctype html><meta charset=utf-8><script type=module>
import { spawn } from 'oro:child_process'
import { request } from 'oro:ipc'
import { once } from 'oro:events'

const child = spawn('sh', ['-c', 'sleep 100 & echo $!; wait'])
const [below] = await once(child.stdout.setEncoding('utf8'), 'data')
await request('stdout', { value: `pids ${child.pid} ${below}` })
await request('application.exit', { value: 0 })
</script>
"""
TOML = '[meta]\nbundle_identifier = "org.example.page"\n[plugins]\nenabled = ["process"]\n'


def app(folder: Path, page: str) -> Path:
    (folder / "oro.toml").write_text(TOML)
    (folder / "index.html").write_text(page)
    return folder


@pytest.mark.parametrize("engine", engines())
def test_programs_go_when_the_page_is_left(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    code, output = oro_engines.run(engine, app(tmp_path, RELOADS))
    assert "gone" in output
    assert code == 0, output


@pytest.mark.parametrize("engine", engines())
def test_programs_go_when_the_app_ends(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    code, output = oro_engines.run(engine, app(tmp_path, STUCK))
    assert code == 0, output
    (line,) = [line for line in output.splitlines() if line.startswith("pids ")]
    for pid in line.split()[1:]:
        assert not Path("/proc", pid).exists()


INHERITS = """
import json, anyio
from oro_process import plugin
from oro_framework.testing.host import open_host
async def main():
    async with open_host(plugin) as app:
        body = {"file": "cat", "args": ["cat", "-"], "id": "1", "stdio": [0, 1, 2]}
        assert (await app.call("child_process.start", json.dumps(body).encode())).status == 200
        assert (await app.call("child_process.wait", id=1)).data["code"] == 0
anyio.run(main, backend="trio")
"""


def test_a_program_may_have_the_apps_own_descriptors() -> None:
    command = [sys.executable, "-c", INHERITS]
    run = subprocess.run(command, input=b"through", capture_output=True, timeout=60, check=True)
    assert run.stdout == b"through"
