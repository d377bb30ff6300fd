"""A container written as a site runs in a plain browser: nothing but a server of files is behind it."""

from __future__ import annotations

import json
import re
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
        page.until("document.querySelector('#output').textContent.startsWith('begins\\nlistening\\n')")
        shown = page.evaluate(SHOWN)
        assert shown == "from the top"
        page.evaluate(
            "document.querySelector('#line').value = 'one'; document.querySelector('#typing').requestSubmit()"
        )
        page.until("document.querySelector('#output').textContent.includes('heard one')")
        assert page.evaluate("container.fetch(8080, '/data').then((response) => response.text())") == "from the top"


SOCKETS = """const { execSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const server = require('node:http').createServer((request, response) => {
  const moved = { location: '/final?x=1', 'set-cookie': 'session=1' }
  if (request.url === '/next') return response.writeHead(302, moved).end()
  response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': "script-src 'unsafe-inline'" })
  if (request.url !== '/final?x=1') return response.end('<!doctype html><p>first</p><a href="/next">next</a>')
  response.end(`<!doctype html><p>loading</p><script>
    const socket = new WebSocket('ws://' + location.host + '/socket', 'echo')
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => socket.send(new Uint8Array(70000).fill(1))
    socket.onmessage = ({ data }) => socket.close(3001, String(data.byteLength))
    socket.onclose = ({ code, reason }) => {
      const cookie = '${request.headers.cookie}'
      document.querySelector('p').textContent = [socket.protocol, code, reason, cookie, byScript].join()
    }
  </script>`)
})
server.on('upgrade', ({ headers }, socket) => {
  const text = headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
  const accept = 'sec-websocket-accept: ' + createHash('sha1').update(text).digest('base64')
  const more = ['upgrade: websocket', 'connection: upgrade', 'sec-websocket-protocol: echo', accept]
  socket.write(['HTTP/1.1 101 Switching Protocols', ...more, '', ''].join('\\r\\n'))
  let held = Buffer.alloc(0)
  socket.on('data', (data) => {
    held = Buffer.concat([held, data])
    if (held.length >= 70014 && (held[0] & 15) === 2) {
      socket.write(Buffer.concat([Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]), Buffer.alloc(70000)]))
      held = held.subarray(70014)
    }
    if (held.length && (held[0] & 15) === 8) {
      const unmasked = held.subarray(6).map((byte, at) => byte ^ held[2 + at % 4])
      socket.end(Buffer.concat([Buffer.from([0x88, unmasked.length]), unmasked]))
    }
  })
})
server.listen(3000, () => console.log('listens', String(execSync('echo now'))))
"""


def test_documents_of_a_site_have_sockets_cookies_and_a_script(tmp_path: Path) -> None:
    """The service worker forgets all in between, as it does after a rest."""
    app, site = tmp_path / "app", tmp_path / "site"
    app.mkdir()
    (app / "server.js").write_text(SOCKETS)
    (app / "package.json").write_text(json.dumps({"scripts": {"prestart": "echo before", "start": "node server.js"}}))
    done = CliRunner().invoke(command, [str(app), str(site)])
    assert done.exit_code == 0, done.output
    with serving(site) as address, page_of(tmp_path / "profile") as page:
        page.loads(address)
        page.until("document.querySelector('#state').textContent === 'Port 3000 is open'")
        page.until("document.querySelector('#output').textContent.startsWith('before\\nlistens now')")
        assert page.evaluate(SHOWN) == "first"
        page.evaluate("container.setPreviewScript('globalThis.byScript = document.body === null')")
        page.forgets_service_workers()
        page.evaluate("document.querySelector('#preview').contentDocument.querySelector('a').click()")
        assert page.evaluate(SHOWN.replace("'loading'", "'loading' && text !== 'first'")) == (
            "echo,3001,70000,session=1,true"
        )
        shown = page.evaluate("document.querySelector('#preview').contentWindow.location.pathname")
        assert re.fullmatch(r"/preview/[0-9a-f]{8}/3000/final", shown)


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
