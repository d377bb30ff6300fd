"""A whole app that updates itself: its page, its engine, its launcher, a server, and a new version that starts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from oro_updater import plugin, subject
from oro_updater.installation import Installation
from oro_updater.locks import in_use
from oro_updater.settings import occasion
from oro_updater.state import State

from oro_framework.testing import Engines, engines, open_host, until
from oro_framework.testing.waiting import until_in_thread

from .author import APP, Author, WebServer, served

START = """#!{python}
import sys
from pathlib import Path
sys.argv[1:] = ["run", str(Path(__file__).resolve().parent / "app"), "--backend", "{backend}"]
from oro_framework.cli.__main__ import main
main()
"""
CONFIG = """
[meta]
bundle_identifier = "org.example.tea"
title = "Tea"
[plugins]
enabled = ["updater"]
[app]
python = "app.py"
[updater]
url = "{url}"
check = "never"
"""
PAGE = """<!doctype html><title>Tea</title><script type="module">
import { check, download, apply, status } from 'oro:updater'
import { request } from 'oro:ipc'
const tell = async what => { await request('told', { what: JSON.stringify(what) }) }
try {
  let now = await status()
  if (now.failed.length) {
    await tell(now)
    await request('finish')
  } else if (now.version === '1.0') {
    now = await check()
    now = await download()
    await tell(now)
    await apply({ restart: true })
  } else {
    await tell(now)
    await request('finish')
  }
} catch (error) { await tell({ error: error.message }) }
</script>"""
PYTHON = """
import os
from oro_framework import Call, hookimpl, route

@route("told")
def told(call: Call, what: str) -> None:
    with open(os.environ["TOLD"], "a") as file:
        file.write(what + chr(10))

@route("finish")
def finish(call: Call) -> None:
    call.host.quit()

@hookimpl
def oro_routes():
    return [told, finish]
"""


def build(author: Author, version: str, url: str, backend: str, python: str = PYTHON) -> Path:
    """Return a version of the app as a folder."""
    files = {
        "app/oro.toml": CONFIG.format(url=url),
        "app/index.html": PAGE,
        "app/app.py": python,
        "app/root.json": author.root.read_text(),
    }
    script = START.format(python=sys.executable, backend=backend)
    return author.build(version, {name: text.encode() for name, text in files.items()}, script)


@pytest.mark.skipif(sys.platform == "win32", reason="the launcher is a shell's")
@pytest.mark.parametrize("python", [PYTHON, "import os; os._exit(3)"], ids=["works", "fails"])
def test_an_app_updates_itself(tmp_path: Path, oro_engines: Engines, python: str) -> None:
    engine = engines()[-1]
    author = Author(tmp_path / "author")
    with served(author.repository.folder) as server:
        first = build(author, "1.0", server.url, engine)
        author.publish("1.0", first)
        app = author.install(tmp_path / "app", first, "1.0")
        author.publish("2.0", build(author, "2.0", server.url, engine, python), notes="Better")
        told = tmp_path / "told"
        environment = {
            **oro_engines.environment(engine),
            "DISPLAY": oro_engines.environment(engine).get("DISPLAY", ":0"),
            "TOLD": str(told),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "XDG_STATE_HOME": str(tmp_path / "state"),
        }
        with (tmp_path / "said").open("w") as said:  # a pipe would be open until the restarted app ends
            done = subprocess.run([app.launcher], env=environment, stdout=said, stderr=said, timeout=120, check=False)
        assert done.returncode == 0, (tmp_path / "said").read_text()
        runs = "2.0" if python is PYTHON else "1.0"
        until_in_thread(lambda: told.read_text().count("\n") == 2)
        before, after = map(json.loads, told.read_text().splitlines())
        assert (before["ready"], before["available"]["notes"], before["updatable"]) == ("2.0", "Better", True)
        assert (after["version"], after["failed"]) == (runs, [] if runs == "2.0" else ["2.0"])
        expected = State(version="2.0", previous="1.0") if runs == "2.0" else State(version="1.0", failed=("2.0",))
        until_in_thread(lambda: app.state == expected)
        until_in_thread(lambda: is_free(app.version_folder(runs)))


def is_free(folder: Path) -> bool:
    """Return whether nothing runs from a version's folder."""
    try:
        with in_use(folder, alone=True):
            return True
    except BlockingIOError:
        return False


SETTINGS = {"updater_check": "never", "updater_root": "root.json"}


@pytest.fixture
def installed(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have this process be version 1.0 of the app that is installed at `tmp_path / "app"`."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "app" / "versions" / "1.0" / "tea")])
    return tmp_path / "app"


@pytest.mark.anyio
async def test_pages_follow_an_update(author: Author, server: WebServer, installed: Path) -> None:
    author.publish("2.0", notes="Better")
    files = {"root.json": author.root.read_text()}
    settings = {**SETTINGS, "updater_url": server.url}
    async with open_host(plugin, bundle=APP, settings=settings, files=files) as host, host.events() as events:
        status = (await host.call("updater.status")).data
        assert (status["version"], status["updatable"], status["available"]) == ("1.0", True, None)
        assert (await host.call("updater.apply")).err["message"] == "Cannot apply an update: none is downloaded"
        assert (await host.call("updater.download")).err["code"] == "NOT_FOUND_ERR"
        assert (await host.call("updater.check")).data["available"]["version"] == "2.0"
        status = (await host.call("updater.download")).data
        assert (status["ready"], status["activity"], status["next"]) == ("2.0", "idle", "1.0")
        assert (await host.call("updater.apply")).data["next"] == "2.0"
        seen = [(await events.next())["detail"] for _ in range(3)]
        assert {each["activity"] for each in seen} >= {"checking", "idle"}
        assert (await host.call("updater.rollback")).data["next"] == "1.0"
    assert Installation(installed).state == State(version="1.0", failed=("2.0",))


@pytest.mark.anyio
async def test_the_first_page_confirms_a_version(author: Author, server: WebServer, installed: Path) -> None:
    app = Installation(installed)
    (installed / "state").write_text("1.0 - 2 - -\n")
    files = {"root.json": author.root.read_text(), "index.html": ""}
    settings = {**SETTINGS, "updater_url": server.url}
    async with open_host(plugin, bundle=APP, settings=settings, files=files) as host:
        assert app.state.left == 2
        host.window.load(f"{host.host.origin}/index.html")
        await until(lambda: app.state.left is None)


@pytest.mark.anyio
@pytest.mark.parametrize(("when", "times"), [("start", 1), (0.00001, 3)], ids=["at the start", "every so many hours"])
async def test_the_app_looks_by_itself_once_its_first_page_is_there(
    author: Author, server: WebServer, installed: Path, when: str | float, times: int
) -> None:
    author.publish("2.0")
    files = {"root.json": author.root.read_text(), "index.html": ""}
    settings = {**SETTINGS, "updater_url": server.url, "updater_check": when}
    async with open_host(plugin, bundle=APP, settings=settings, files=files) as host:
        assert not server.asked
        host.window.load(f"{host.host.origin}/index.html")
        await until(lambda: [path for path, _ in server.asked].count("/metadata/timestamp.json") >= times)
    assert not any(path.startswith("/targets/") for path, _ in server.asked), "a check downloads signatures alone"


@pytest.mark.parametrize(
    ("given", "hours"), [("start", 0.0), ("never", None), (6, 6.0), ("0.5", 0.5), (24 * 365, 24 * 365)]
)
def test_occasions_to_look(given: str | float, hours: float | None) -> None:
    assert occasion(given) == hours


@pytest.mark.parametrize("given", ["", "often", 0, -1, True, None, "nan", "inf", 24 * 365 + 1])
def test_occasions_that_are_none(given: Any) -> None:
    with pytest.raises(ValueError, match='"start", "never" or a number of hours'):
        occasion(given)


@pytest.mark.anyio
async def test_an_app_that_cannot_replace_itself_says_why(
    author: Author, server: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.publish("2.0")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "argv", ["/usr/lib/tea/tea"])
    monkeypatch.setattr(subject, "platform_name", lambda: "linux_x86_64")
    files = {"root.json": author.root.read_text()}
    settings = {**SETTINGS, "updater_url": server.url, "meta_version": "1.0"}
    async with open_host(plugin, bundle=APP, settings=settings, files=files) as host:
        status = (await host.call("updater.check")).data
        assert (status["updatable"], status["available"]["version"]) == (False, "2.0")
        assert "update it the way it was installed" in status["why"]
        error = (await host.call("updater.download")).err
        assert (error["code"], error["message"]) == ("ERR_NOT_UPDATABLE", status["why"])


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({}, "must be as https://example.com/updates"),
        ({"updater_url": "http://a.example"}, "it is not encrypted"),
        ({"updater_url": "http://127.0.0.1:1"}, "is no root metadata"),
    ],
)
async def test_settings_that_lead_to_no_update(settings: dict[str, str], why: str) -> None:
    async with open_host(plugin, bundle=APP, settings={**SETTINGS, **settings}) as host:
        assert why in (await host.call("updater.check")).err["message"]


@pytest.mark.anyio
async def test_pages_without_the_permission_learn_nothing(server: WebServer) -> None:
    settings = {**SETTINGS, "updater_url": server.url, "permissions_allow_updater": False}
    async with open_host(plugin, bundle=APP, settings=settings) as host:
        for route in ("status", "check", "download", "apply", "rollback"):
            assert (await host.call(f"updater.{route}")).err["code"] == "ERR_DENIED"
