"""`oro dev` and files that change: pages load again, the app begins anew, and broken files stop neither."""

from __future__ import annotations

import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

TOML = """[meta]
bundle_identifier = "org.example.reload"
[plugins]
enabled = ["dns"]
"""
PAGE = """<!doctype html><title>PAGE</title><script type="module">
import * as ipc from 'oro:ipc'
addEventListener('filedidchange', (event) => ipc.request('page.changed', event.detail))
if (document.title === 'one') await ipc.request('dns.lookup', { hostname: '127.0.0.1' })
const watched = String(globalThis.__args.config.webview_watch)
await ipc.request('page.loaded', { title: document.title, watched })
if (document.title === 'end') await ipc.request('application.exit')
</script>"""
PLUGIN = """
import sys
from oro_framework import Call, hookimpl, route

def say(*words):
    print("SAID", *words, file=sys.stderr, flush=True)

@route("page.loaded")
def loaded(call: Call, title: str, watched: str) -> None:
    say("loaded", title, "by CODE watched", watched)

@route("page.changed")
def changed(call: Call, path: str, event: str) -> None:
    say(event, path)

@hookimpl
def oro_routes(host):
    return [loaded, changed]
"""


class Dev:
    """`oro dev` of an app, read line by line."""

    def __init__(self, engine: str, oro_engines: Engines, app: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "oro_framework.cli", "dev", str(app), "--backend", engine, *arguments]
        self._process = subprocess.Popen(
            command,
            env=oro_engines.environment(engine),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._guard = threading.Timer(60, self._process.kill)
        self._guard.start()
        self._heard: list[str] = []

    def until(self, text: str) -> list[str]:
        """Read until a line holds a text; return the lines before it that say something."""
        assert self._process.stderr is not None
        said: list[str] = []
        for line in self._process.stderr:
            self._heard.append(line)
            if text in line:
                return said
            if line.startswith("SAID "):
                said.append(line.removeprefix("SAID ").strip())
        raise AssertionError("".join(self._heard))

    def end(self) -> tuple[int, str]:
        """Wait for its end; return its exit code and what it printed."""
        out, err = self._process.communicate()
        self._guard.cancel()
        self._heard.append(err)
        return self._process.returncode, out

    def close(self) -> None:
        self._guard.cancel()
        self._process.kill()
        self._process.communicate()


class Files:
    """The app on disk; what replaces a file does so at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("oro.toml", TOML)
        self.page("one")
        self.code("first")

    def write(self, name: str, text: str) -> None:
        new = self.folder / f".{name}.new"
        new.write_text(text)
        new.replace(self.folder / name)

    def page(self, title: str) -> None:
        self.write("index.html", PAGE.replace("PAGE", title))

    def code(self, name: str) -> None:
        self.write("app.py", PLUGIN.replace("CODE", name))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture(params=engines())
def dev(request: pytest.FixtureRequest, oro_engines: Engines, files: Files) -> Iterator[Dev]:
    made = Dev(request.param, oro_engines, files.folder)
    yield made
    made.close()


def test_pages_load_again_and_code_begins_anew(dev: Dev, files: Files) -> None:
    dev.until("loaded one by first")
    files.page("two")
    assert {line.split()[1] for line in dev.until("loaded two by first")} == {"index.html"}
    files.write("app.py", "def broken(:")
    dev.until('"app.py" is no whole file')
    files.page("three")
    dev.until("loaded three by first")
    files.code("second")
    dev.until("loaded three by second")
    files.write("app.py", "raise RuntimeError('not now')")
    dev.until("waits for a change")
    files.code("third")
    dev.until("loaded three by third")
    files.page("end")
    dev.until("loaded end by third")
    code, out = dev.end()
    assert code == 0
    assert tomllib.loads(out)["permissions"]["dns"] == {"names": ["127.0.0.1"]}


def test_nothing_is_watched_when_it_is_not_wanted(oro_engines: Engines, files: Files) -> None:
    files.page("end")
    dev = Dev(engines()[-1], oro_engines, files.folder, "--no-reload")
    try:
        dev.until("loaded end by first watched undefined")
        assert dev.end()[0] == 0
    finally:
        dev.close()
