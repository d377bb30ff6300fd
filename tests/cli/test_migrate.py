"""`oro migrate` recognises projects, writes an oro.toml that works, and names what is left call by call."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.cli.app import describe, load_config
from oro_framework.cli.migration.calls import left
from oro_framework.cli.migration.configuration import configuration
from oro_framework.cli.migration.equivalents import EQUIVALENTS
from oro_framework.cli.migration.project import KINDS, Project, recognised

from .conftest import Answer

Oro = Callable[..., Answer]
ROOT = Path(__file__).resolve().parents[2]

EEL = """import eel

eel.init("web")
# eel.init is named in a comment: import eel
eel.start("main.html", size=(640, 480), block=False)
"""
PYWEBVIEW = """import webview
from webview.menu import Menu

window = webview.create_window("Notes", "gui/index.html", width=900, height=700, frameless=True)
window.events.closing += ask
webview.start(http_server=True)
"""
NICEGUI = """from nicegui import app, ui


@ui.page("/notes")
def notes():
    ui.label("Notes")
    ui.button("Add", on_click=lambda: ui.notify("added"))


ui.run(title="Notes", native=True, window_size=(800, 600))
"""
FLET = """import flet as ft


def main(page: ft.Page):
    page.title = "Counter"
    page.window.width = 500
    page.add(ft.Text("0"), ft.ElevatedButton("+", on_click=count))


ft.app(main)
"""
ELECTRON = """const { app, BrowserWindow, ipcMain } = require('electron')
const fs = require('node:fs')

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1000, height: 720, frame: false })
  window.loadFile('src/index.html')
})
ipcMain.handle('notes:list', () => fs.readdirSync('.'))
"""
TAURI = {
    "productName": "Notes",
    "version": "2.1.0",
    "identifier": "com.example.notes",
    "build": {
        "frontendDist": "../dist",
        "devUrl": "http://localhost:1420",
        "beforeDevCommand": "npm run dev",
        "beforeBuildCommand": "npm run build",
    },
    "app": {"windows": [{"title": "Notes", "width": 800, "height": 600, "decorations": False}]},
}
NEUTRALINO = {
    "applicationId": "js.neutralino.sample",
    "version": "1.0.0",
    "url": "/",
    "documentRoot": "/resources/",
    "modes": {"window": {"title": "Sample", "width": 800, "height": 500, "minWidth": 400, "borderless": True}},
    "cli": {"binaryName": "sample", "resourcesPath": "/resources/"},
}
RUST = """#[tauri::command]
fn greet(name: &str) -> String {
    format!("Hello, {name}")
}
"""
PROJECTS: Mapping[str, Mapping[str, str]] = {
    "Eel": {"main.py": EEL, "web/main.html": "<script src='/eel.js'></script>"},
    "pywebview": {"main.py": PYWEBVIEW, "gui/index.html": ""},
    "NiceGUI": {"main.py": NICEGUI},
    "Flet": {"main.py": FLET},
    "Electron": {
        "package.json": json.dumps({"name": "notes", "version": "1.2.3", "devDependencies": {"electron": "^38"}}),
        "main.js": ELECTRON,
        "src/index.html": "<script>window.api.list()</script>",
        "node_modules/other/index.js": "ipcMain.handle('not:ours')",
    },
    "Tauri": {
        "src-tauri/tauri.conf.json": json.dumps(TAURI),
        "src-tauri/src/lib.rs": RUST,
        "src/main.ts": "import { invoke } from '@tauri-apps/api/core'\nawait invoke<string>('greet', { name })\n",
    },
    "Neutralino": {
        "neutralino.config.json": json.dumps(NEUTRALINO),
        "resources/index.html": "<script>Neutralino.init()\nNeutralino.filesystem.readFile('a')</script>",
    },
}
CONFIGURATIONS: Mapping[str, Mapping[str, Any]] = {
    "Eel": {
        "meta": {"bundle_identifier": "com.example.app", "title": "app"},
        "app": {"resources": "web"},
        "webview": {"root": "/main.html"},
        "window": {"width": 640, "height": 480},
    },
    "pywebview": {
        "meta": {"bundle_identifier": "com.example.notes", "title": "Notes"},
        "app": {"resources": "gui"},
        "webview": {"root": "/index.html"},
        "window": {"width": 900, "height": 700, "frameless": True},
    },
    "NiceGUI": {
        "meta": {"bundle_identifier": "com.example.notes", "title": "Notes"},
        "app": {"resources": "pages", "python": "app.py"},
        "window": {"width": 800, "height": 600},
    },
    "Flet": {
        "meta": {"bundle_identifier": "com.example.counter", "title": "Counter"},
        "app": {"resources": "pages", "python": "app.py"},
        "window": {"width": 500},
    },
    "Electron": {
        "meta": {"bundle_identifier": "com.example.notes", "title": "notes", "version": "1.2.3"},
        "app": {"resources": "src"},
        "webview": {"root": "/index.html"},
        "window": {"width": 1000, "height": 720, "frameless": True},
    },
    "Tauri": {
        "meta": {"bundle_identifier": "com.example.notes", "title": "Notes", "version": "2.1.0"},
        "app": {"resources": "dist"},
        "window": {"width": 800, "height": 600, "frameless": True},
        "build": {"command": "npm run build"},
        "dev": {"command": "npm run dev", "url": "http://localhost:1420"},
    },
    "Neutralino": {
        "meta": {"bundle_identifier": "js.neutralino.sample", "title": "Sample", "version": "1.0.0"},
        "app": {"resources": "resources"},
        "webview": {"root": "/index.html"},
        "window": {"width": 800, "height": 500, "min_width": 400, "frameless": True},
    },
}
LEFT: Mapping[str, list[tuple[str, str]]] = {
    "Eel": [
        ("main.py:1", "import oro_eel as eel"),
        ("main.py:5", "nothing: eel.start(block=False) runs the windows in a process of their own"),
    ],
    "pywebview": [
        ("main.py:1", "import oro_pywebview as webview"),
        ("main.py:2", "nothing: webview.menu is not here"),
        ("main.py:5", "it is told, and cannot keep the window open"),
        ("main.py:6", "nothing: pages are on oro://, without a server"),
    ],
    "NiceGUI": [
        ("main.py:1", "from oro_framework import Call, hookimpl, route"),
        ("main.py:4", "a file for /notes in pages/, such as pages/index.html"),
        ("main.py:6", "<label> in the page"),
        ("main.py:7", "new Notification(…) in the page"),
        ("main.py:7", "<button> in the page"),
        ("main.py:10", "nothing: `oro run` starts the app"),
    ],
    "Flet": [
        ("main.py:1", "from oro_framework import Call, hookimpl, route"),
        ("main.py:5", "<title> in the page, or [meta] title"),
        ("main.py:6", "[window] of oro.toml, or oro:window in the page"),
        ("main.py:7", "a change of the DOM in the page"),
        ("main.py:7", 'addEventListener() in the page, which calls @route("app.NAME") in app.py'),
        ("main.py:7", "HTML in the page for Text"),
        ("main.py:7", "HTML in the page for ElevatedButton"),
        ("main.py:10", "nothing: `oro run` starts the app"),
    ],
    "Electron": [
        ("main.js:1", "nothing: remove it"),
        ("main.js:2", "the same import, in the page itself; the page holds the permission"),
        ("main.js:4", "hooks of app.py: docs/reference/hooks.md"),
        ("main.js:5", "[window] of oro.toml; createWindow() of oro:application for more"),
        ("main.js:8", '@route("app.NAME") in app.py for notes:list'),
    ],
    "Tauri": [
        ("src/main.ts:1", "import { request } from 'oro:ipc'"),
        ("src/main.ts:2", "request('app.greet', …) of oro:ipc"),
        ("src-tauri/src/lib.rs:1", '@route("app.NAME") in app.py'),
    ],
    "Neutralino": [
        ("resources/index.html:1", "nothing: remove it"),
        ("resources/index.html:2", "readFile(path, 'utf8') of node:fs/promises"),
    ],
}


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Make the project of a kind; return its folder."""
    folder = tmp_path / "app"
    for name, text in PROJECTS[request.param].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(("project", "kind"), [(kind, kind) for kind in KINDS], indirect=["project"])
def test_a_project_gets_a_configuration_that_works(project: Path, kind: str, oro: Oro) -> None:
    answer = oro("migrate", str(project))
    assert answer.code == 0, answer.err
    assert answer.out.startswith(f"Wrote {project / 'oro.toml'} for a project of {kind}\n")
    assert tomllib.loads((project / "oro.toml").read_text()) == CONFIGURATIONS[kind]
    assert load_config(describe(project)).warnings == ()


@pytest.mark.parametrize(("project", "kind"), [(kind, kind) for kind in KINDS], indirect=["project"])
def test_each_call_that_is_left_is_named_with_its_place(project: Path, kind: str, oro: Oro) -> None:
    answer = json.loads(oro("migrate", str(project), "--json").out)
    assert answer["kind"] == kind
    assert [(f"{item['path']}:{item['line']}", item["write"]) for item in answer["left"]] == LEFT[kind]
    printed = oro("migrate", str(project), "--dry-run").out
    assert all(place in printed for place, _ in LEFT[kind])


@pytest.mark.parametrize("project", ["Eel"], indirect=True)
def test_a_configuration_that_is_there_is_kept(project: Path, oro: Oro) -> None:
    (project / "oro.toml").write_text("# mine")
    refused = oro("migrate", str(project))
    assert refused.code == 2
    assert "it is there already; --force writes over it" in refused.err
    assert oro("migrate", str(project), "--dry-run").code == 0
    assert (project / "oro.toml").read_text() == "# mine"
    assert oro("migrate", str(project), "--force").code == 0
    assert "bundle_identifier" in (project / "oro.toml").read_text()


def test_a_folder_of_nothing_known_is_refused(tmp_path: Path, oro: Oro) -> None:
    (tmp_path / "main.py").write_text("import tkinter")
    refused = oro("migrate", str(tmp_path))
    assert refused.code == 2
    assert "nothing in it tells that it is a project of Tauri, Electron, " in refused.err
    assert not (tmp_path / "oro.toml").exists()
    assert "there is no such folder" in oro("migrate", str(tmp_path / "none")).err


@given(st.sampled_from(KINDS), st.recursive(st.none() | st.booleans() | st.text(max_size=9) | st.floats(), st.lists))
def test_any_settings_make_a_configuration(kind: str, value: Any) -> None:
    wild = dict.fromkeys(
        ("build", "app", "tauri", "package", "modes", "cli", "name", "version", "identifier", "applicationId", "url"),
        value,
    )
    text = configuration(Project(folder=ROOT, kind=kind, settings=wild))
    assert tomllib.loads(text)["meta"]["bundle_identifier"]


@given(st.sampled_from(KINDS), st.text() | st.sampled_from([EEL, ELECTRON, RUST]), st.sampled_from(["a.py", "a.js"]))
def test_any_text_has_places_in_it(kind: str, text: str, path: str) -> None:
    lines = text.splitlines()
    for item in left(Project(folder=ROOT, kind=kind, texts={path: text})):
        assert item.found in lines[item.line - 1]


def test_what_is_to_be_written_exists() -> None:
    modules = (ROOT / "docs" / "reference" / "modules.md").read_text() + (
        ROOT / "docs" / "reference" / "node.md"
    ).read_text()
    for write in (each.write for known in EQUIVALENTS.values() for each in known):
        for module in re.findall(r"\b(?:oro|node):[a-z_][a-z_/]*", write):
            assert f"`{module.removeprefix('node:')}`" in modules, write
        for page in re.findall(r"docs/[\w/-]+\.md", write):
            assert (ROOT / page).is_file(), write
        for plugin in re.findall(r"plugin (oro-[a-z-]+)", write):
            assert (ROOT / "plugins" / plugin).is_dir(), write


def test_a_project_is_that_of_its_strongest_file(tmp_path: Path) -> None:
    (tmp_path / "neutralino.config.json").write_text("not JSON")
    (tmp_path / "main.py").write_text("import eel")
    assert (found := recognised(tmp_path)) is not None
    assert found.kind == "Neutralino"
    assert "com.example" in configuration(found)
