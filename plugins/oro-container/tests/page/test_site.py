"""A container written as a site runs in a plain browser: nothing but a server of files is behind it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from oro_container.cli.page_command import command
from oro_container.page_host.pyodide import find_pyodide

from .browser import CHROMIUM, page_of, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(find_pyodide() is None, reason="Pyodide was not fetched; oro container page does"),
]

SERVER = """import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'

const server: ReturnType<typeof createServer> = createServer((request, response) => {
  if (request.url === '/data') return response.end('from the top')
  response.setHeader('content-type', 'text/html')
  response.end(readFileSync('page.html', 'utf-8'))
})
process.stdin.on('data', (line) => console.log(`heard ${line}`.trim()))
server.listen(8080, () => console.log('listening'))
"""
PAGE = """<!doctype html><p>loading</p><script>
fetch('/data').then((response) => response.text()).then((text) => { document.querySelector('p').textContent = text })
</script>"""

SHOWN = """new Promise((resolve) => {
  const look = () => {
    const text = document.querySelector('#preview').contentDocument?.querySelector('p')?.textContent
    if (text && text !== 'loading') resolve(text)
    else requestAnimationFrame(look)
  }
  look()
})"""


def test_a_site_runs_its_server_and_shows_it(tmp_path: Path) -> None:
    app, site = tmp_path / "app", tmp_path / "site"
    app.mkdir()
    (app / "server.ts").write_text(SERVER)
    (app / "page.html").write_text(PAGE)
    (app / "package.json").write_text(
        json.dumps({"type": "module", "scripts": {"start": "echo begins && node server"}})
    )
    done = CliRunner().invoke(command, [str(app), str(site)])
    assert done.exit_code == 0, done.output
    with serving(site) as address, page_of(tmp_path / "profile") as page:
        page.loads(address)
        assert page.until("/^(Port|Cannot|Ended)/.exec(document.querySelector('#state').textContent)?.input") == (
            "Port 8080 is open"
        )
        assert page.evaluate("document.querySelector('#output').textContent").startswith("begins\nlistening\n")
        shown = page.evaluate(SHOWN)
        assert shown == "from the top"
        page.evaluate(
            "document.querySelector('#line').value = 'one'; document.querySelector('#typing').requestSubmit()"
        )
        page.until("document.querySelector('#output').textContent.includes('heard one')")
        assert page.evaluate("container.fetch(8080, '/data').then((response) => response.text())") == "from the top"


def test_a_folder_without_an_entry_is_refused(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    done = CliRunner().invoke(command, [str(tmp_path / "app"), str(tmp_path / "site")])
    assert "name it by --run" in str(done.exception)
    assert not (tmp_path / "site").exists()


def test_a_folder_with_files_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("x")
    done = CliRunner().invoke(command, [str(tmp_path / "app"), str(tmp_path / "site"), "--run", "echo"])
    assert "it has files" in str(done.exception)
