"""An app that `oro build --release` made and packed, updated over HTTP by its own page, without any environment."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from oro_updater.installation import Installation
from oro_updater.state import State

from oro_framework.testing.display import virtual_display
from oro_framework.testing.engines import engines
from oro_framework.testing.waiting import until_in_thread

pytestmark = pytest.mark.slow

PATIENCE = 1800
TOML = """
[meta]
bundle_identifier = "org.example.tea"
title = "Tea"
version = "{version}"
[plugins]
enabled = ["updater"]
[app]
python = "body.py"
[updater]
url = "{url}"
check = "never"
"""
PAGE = """<!doctype html><title>Tea</title><script type="module">
import { apply, check, download, status } from 'oro:updater'
import { request } from 'oro:ipc'
const tell = what => request('told', { what: JSON.stringify(what) })
try {
  const { version } = await status()
  await tell({ version })
  if (version === '2.0') {
    await request('finish')
  } else {
    await check()
    await tell({ ready: (await download()).ready })
    await apply({ restart: true })
  }
} catch ({ code, message }) {
  await tell({ code, message })
  await request('finish')
}
</script>"""
PYTHON = """
import os
from pathlib import Path
from oro_framework import Call, hookimpl, route

@route("told")
def told(call: Call, what: str) -> None:
    with (Path(os.environ["HOME"]) / "told").open("a") as file:
        file.write(what + chr(10))

@route("finish")
def finish(call: Call) -> None:
    call.host.quit()

@hookimpl
def oro_routes():
    return [told, finish]
"""


class Author:
    """An author's app, and the folder of its updates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.updates = folder / "updates"
        self.app = folder / "app"
        self.app.mkdir(parents=True)
        (self.app / "index.html").write_text(PAGE)
        (self.app / "body.py").write_text(PYTHON)

    def oro(self, *arguments: str) -> str:
        """Run a command, and return what it printed."""
        secrets = {"XDG_DATA_HOME": str(self.folder / "data"), "ORO_KEYS_PASSPHRASE": "correct horse"}
        command = [sys.executable, "-m", "oro_framework.cli", *arguments]
        done = subprocess.run(
            command, cwd=self.app, env={**os.environ, **secrets}, capture_output=True, text=True, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def release(self, version: str, url: str) -> Path:
        """Build and publish a version, and return the archive for people who do not have the app yet."""
        (self.app / "oro.toml").write_text(TOML.format(version=version, url=url))
        if version == "1.0":
            self.oro("keys", "make")
            self.oro("updates", "init", "-r", str(self.updates))
            self.oro("keys", "root", "-r", str(self.updates))
        said = self.oro(
            "build", "--engine", engines()[0], "--release", str(self.updates), "--output", f"{self.folder}/{version}"
        )
        [line] = [line for line in said.splitlines() if "for people who do not have it yet: " in line]
        return Path(line.rpartition(": ")[2])


class Person:
    """A person's home, with the app in a folder of theirs."""

    def __init__(self, home: Path, archive: Path) -> None:
        self.home = home
        shutil.unpack_archive(archive, home / "My apps", filter="data")
        [launcher] = [path for path in (home / "My apps").glob("*/*") if path.is_file() and os.access(path, os.X_OK)]
        self.installation = Installation(launcher.parent)

    def start(self, display: str) -> None:
        """Start the app with nothing in its environment but a home and a display, until it has ended."""
        given = {"HOME": str(self.home), "DISPLAY": display, "PATH": "/usr/bin:/bin"}
        with (self.home / "said").open("a") as said:  # a pipe would be open until the restarted app ends
            done = subprocess.run(
                [self.installation.launcher],
                env=given,
                cwd="/",
                stdout=said,
                stderr=said,
                timeout=PATIENCE,
                check=False,
            )
        assert done.returncode == 0, self.said()

    def told(self) -> Sequence[Mapping[str, Any]]:
        """Return what its page told."""
        path = self.home / "told"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def said(self) -> str:
        """Return what it printed."""
        return (self.home / "said").read_text("utf-8", "replace")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address at which the author's updates are served, by a server of files that knows nothing of them."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path / "author" / "updates"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_released_app_refuses_what_was_tampered_with_and_updates_itself(tmp_path: Path, server: str) -> None:
    author = Author(tmp_path / "author")
    person = Person(tmp_path / "home", author.release("1.0", server))
    author.release("2.0", server)
    shutil.move(author.app, tmp_path / "elsewhere")
    archives = list(author.updates.rglob("*.2.0*.tar.xz"))
    honest = {path: path.read_bytes() for path in archives}
    with virtual_display() as display:
        for path, content in honest.items():
            path.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])
        person.start(display)
        first, refused = person.told()
        assert first == {"version": "1.0"}
        assert refused["code"] == "ERR_UPDATE_REFUSED", person.said()
        assert person.installation.state == State(version="1.0")
        for path, content in honest.items():
            path.write_bytes(content)
        person.start(display)
        until_in_thread(lambda: len(person.told()) == 5, PATIENCE)
        assert list(person.told()[2:]) == [{"version": "1.0"}, {"ready": "2.0"}, {"version": "2.0"}], person.said()
        until_in_thread(lambda: person.installation.state == State(version="2.0", previous="1.0"), PATIENCE)
        person.start(display)
    assert person.told()[-1] == {"version": "2.0"}
