"""An author who publishes two versions of an app that updates itself, and the server of the updates."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .apps import ORO, VARIABLES, Made, build
from .machine import Machine

__all__ = ("TOLD", "Teashop", "served")

TOLD = "/root/told"
"""The file in which the app writes what it has done, a line of JSON for each start."""
SECRET = {**VARIABLES, "ORO_KEYS_PASSPHRASE": "correct horse battery"}
CONFIG = """
[meta]
bundle_identifier = "org.example.tea"
title = "Tea"
version = "{version}"
[build]
plugins = ["updater"]
[plugins]
enabled = ["updater"]
[app]
python = "app.py"
[updater]
url = "{url}"
check = "never"
root = "root.json"
"""
PAGE = """<!doctype html><title>Tea</title>
<style>html { min-height: 100% } body { font: 40px sans-serif; background: linear-gradient(#fed, #9c6) }</style>
<h1></h1><p></p><script type="module">
import { check, download, apply, status } from 'oro:updater'
import { request } from 'oro:ipc'
let now = await status()
document.querySelector('h1').textContent = `Tea ${now.version}`
let error = ''
try {
  now = await check()
  if (now.available) {
    now = await download()
    now = await apply({ restart: false })
  }
} catch ({ message }) {
  error = message
}
document.querySelector('p').textContent = error || (now.ready ? `${now.ready} starts next` : 'up to date')
await request('told', { what: JSON.stringify({ version: now.version, ready: now.ready, error }) })
</script>"""
PYTHON = """
from pathlib import Path

from oro_framework import Call, hookimpl, route


@route("told")
def told(call: Call, what: str) -> None:
    with Path("{told}").open("a") as file:
        file.write(what + chr(10))


@hookimpl
def oro_routes():
    return [told]
"""


class Teashop:
    """Publishes versions of the app from the machine of its author.

    Args:
        machine: the author's.
        url: of the server.
    """

    def __init__(self, machine: Machine, url: str) -> None:
        self.machine = machine
        self.url = url
        self.updates = machine.path("/srv/updates")
        self._write("1.0")
        machine.run(ORO, "keys", "make", "--app", "/srv/tea", variables=SECRET)
        for command in (["updates", "init"], ["keys", "root"]):
            machine.run(ORO, *command, "-r", "/srv/updates", "--app", "/srv/tea", variables=SECRET)

    def publish(self, version: str) -> Made:
        """Build and publish a version."""
        self._write(version)
        return build(self.machine, "/srv/tea", "--engine", "gtk", "--release", "/srv/updates", variables=SECRET)

    def archive(self, version: str) -> Path:
        """Return what people begin with who do not have the app yet."""
        [archive] = self.machine.path("/srv/out").glob(f"*-{version}-*-updating.tar.xz")
        return archive

    def _write(self, version: str) -> None:
        folder = self.machine.path("/srv/tea")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "oro.toml").write_text(CONFIG.format(version=version, url=self.url))
        (folder / "index.html").write_text(PAGE)
        (folder / "app.py").write_text(PYTHON.replace("{told}", TOLD))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the files of a folder during the block; give the address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
