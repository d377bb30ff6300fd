"""`kill -9` of a page's process in the middle of its writes: the app goes on, and files are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing.engines import Engines, engines

pytestmark = pytest.mark.webview

SIZE = 1_000_000
APP = '''
import os
import signal
from pathlib import Path

from oro_framework import hookimpl, route

killed = []


def pages(parent, above=""):
    """Yield the processes of pages: WebKit's are named so, Chromium's are children of its zygote."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue
        name = text[text.index("(") + 1 : text.rindex(")")]
        if int(text[text.rindex(")") + 2 :].split()[1]) == parent:
            if name == "WebKitWebProces" or name == above == "QtWebEngineProc":
                yield int(folder.name)
            yield from pages(int(folder.name), name)


@route("test.kill")
def kill(call):
    """End the page that asks, as the kernel would when memory is short."""
    killed.extend(pages(os.getpid()))
    for pid in killed:
        os.kill(pid, signal.SIGKILL)


@route("test.killed")
def how_many(call) -> int:
    return len(killed)


@hookimpl
def oro_routes(host):
    return [kill, how_many]


@hookimpl
def oro_event(event, host):
    if event.name == "windowcrashed":
        host.windows[0].load(host.origin + "/index.html")
'''
PAGE = """
<!doctype html><title>Writes</title>
<script type="module">
import fs from 'oro:fs/promises'
import application from 'oro:application'
import { request } from 'oro:ipc'
const path = 'PATH'
const { data: killed } = await request('test.killed')
if (killed) {
  const text = await fs.readFile(path, 'latin1')
  const first = text[0]
  const whole = text.length === SIZE && text === first.repeat(SIZE)
  console.log('whole', whole, 'mode', ((await fs.stat(path)).mode & 0o777).toString(8))
  await application.exit(whole ? 3 : 4)
} else {
  await fs.writeFile(path, 'a'.repeat(SIZE), { atomic: true, mode: 0o640 })
  let written = 0
  for (const letter of ['b', 'c', 'd']) {
    (async () => {
      for (;;) {
        await fs.writeFile(path, letter.repeat(SIZE), { atomic: true })
        if (++written === 6) request('test.kill')
      }
    })()
  }
}
</script>
"""


@pytest.mark.parametrize("engine", engines())
def test_an_app_outlives_its_page_and_its_files_are_whole(engine: str, tmp_path: Path) -> None:
    target = tmp_path / "data" / "file"
    target.parent.mkdir()
    app = tmp_path / "app"
    app.mkdir()
    (app / "app.py").write_text(APP)
    (app / "index.html").write_text(PAGE.replace("PATH", str(target)).replace("SIZE", str(SIZE)))
    running = Engines()
    try:
        code, output = running.run(engine, app)
    finally:
        running.close()
    assert code == 3, output
    assert "whole true mode 640" in output
    assert "The page of window 0 died" in output
