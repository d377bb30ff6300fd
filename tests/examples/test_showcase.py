"""The showcase checks itself: every panel, in every engine; and it says so when something is wrong."""

from __future__ import annotations

import re
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from tests.examples.app_tests import PAGES, ROOT

pytestmark = pytest.mark.webview

SHOWCASE = ROOT / "examples" / "showcase"
CHECKS = {
    "files": (
        "is shown",
        "walks through Samples",
        "walks through Python library",
        "lists a folder",
        "scrolls through thousands of entries",
        "opens files with odd names",
        "follows links and says where they lead",
        "does not wait for a named pipe",
        "previews text",
        "previews a picture",
        "plays audio and seeks in it",
        "plays video and seeks in it",
        "looks into a huge file at once",
        "edits and saves",
        "does not overwrite what changed outside",
        "shows outside changes by itself",
        "says what is not there",
    ),
    "ipc": (
        "is shown",
        "200 calls one after another",
        "1,000 calls, 100 in flight",
        "1 MB come back unchanged",
        "an unknown route is an error",
        "an ill-typed parameter is an error",
        "an aborted call ends at once",
        "draws calls as they come",
    ),
    "programs": (
        "is shown",
        "runs a program",
        "shows output as it comes",
        "feeds a program",
        "ends a program",
        "keeps up with a flood",
        "goes back to what was run",
    ),
    "conduit": (
        "is shown",
        "is open",
        "times calls over both ways",
        "streams both ways",
        "stops",
        "clients talk",
        "calls go on without it",
    ),
    "web-apps": ("is shown", "counts visits by a cookie", "talks over a WebSocket"),
    "windows": (
        "is shown",
        "opens a window that waves",
        "tells the displays, or says that there are none",
        "shows an icon beside the clock, or says that there is no place for one",
    ),
    "page": (
        "is shown",
        "zooms in and back",
        "finds text in this page",
        "makes a PDF",
        "takes a picture",
        "lists the printers, or says what is not installed",
    ),
    "mcp": (
        "is shown",
        "shows the tools of the app and of a server",
        "calls a tool of each",
        "says what a model did, or why there is none",
    ),
    "ai": (
        "is shown",
        "says what there is",
        "says what is not there",
        "says why it fetches nothing",
        "says which models of speech there are, or why none",
        "listens to a second of silence, or says why not",
    ),
    "data": ("is shown", "scrolls through ten million rows, or says that numpy is missing"),
    "jobs": (
        "is shown",
        "counts primes in another process",
        "tries a job again whose process crashed",
        "ends a job that is cancelled",
    ),
    "search": ("is shown", "indexes its own documents, or says why not", "finds a line of them, or says why not"),
    "threads": ("is shown", "threads add in shared memory", "a worker counts in a private file"),
    "views": (
        "is shown",
        "shows a mail, or says that there are no views",
        "knows its title",
        "finds a word in it",
        "is refused a file",
        "throws it away",
    ),
    "notifications": ("is shown", "shows one, or says that the desktop cannot"),
    "clipboard": (
        "is shown",
        "copies a text, or says that there is no clipboard",
        "copies a picture, or says that there is no clipboard",
    ),
    "store": ("is shown", "keeps a value and shows it", "hears of changes", "says what is no JSON", "deletes"),
    "secrets": ("is shown", "names the keyring, or says that there is none"),
    "autostart": ("is shown", "knows what holds, or says that it cannot"),
    "network": ("is shown", "says what navigator.onLine says"),
    "power": (
        "is shown",
        "keeps the machine awake, or says that nothing here can",
        "knows the machine, or says that nothing tells of it",
    ),
    "shortcuts": ("is shown", "binds keys, or says that no program can have them"),
    "desktop": (
        "is shown",
        "shows a number on the icon, or says that there is no desktop",
        "tells the settings, or says that nothing tells them",
        "lists the files it used",
    ),
    "geolocation": ("is shown", "knows where it is, or says that nobody can tell"),
    "devices": (
        "is shown",
        "says of each kind whether it can be used, or why not",
        "has no device that nobody gave",
    ),
    "login": ("is shown", "names the accounts, or says that there is none", "has an account that is not there refused"),
    "downloads": ("is shown", "has check.txt wait, and gives it up", "has check.svg wait, and gives it up"),
    "accounts": ("is shown", "opens a private window and lists its profile"),
    "protocol": ("is shown", "answers a frame", "answers fetch()", "says what is not there"),
    "permissions": (
        "is shown",
        "lists every permission",
        "knows what the configuration denies or leaves to the person",
    ),
    "extension": (
        "is shown",
        "has no routes before it is loaded",
        "loads and counts",
        "unloads and loads again",
    ),
    "diagnostics": (
        "is shown",
        "times every call",
        "counts errors",
        "knows how long the loop’s turns are",
        "lists plugins",
        "lists what is open",
        "looks again by itself",
    ),
    "wasm": (
        "is shown",
        "says what a program wants",
        "runs it with what is granted, and types into it",
        "withholds the rest",
        "runs it in a worker of the page",
        "calls a function",
        "says why a file is no program",
        "builds C as it is typed, or says what that fetches",
        "shows where C does not compile, and keeps what runs",
        "calls a component that was written in C",
        "goes nearer",
        "is refused what the component, or its types, refuse",
    ),
    "container": (
        "is shown",
        "says that nothing can be installed where no registry answers",
        "shows what a plain server serves instead",
        "shows a change",
    ),
    "sw": (
        "is shown",
        "refuses without a worker",
        "installs a worker",
        "goes on from the cache",
        "hears the host again",
    ),
    "streams": (
        "is shown",
        "20 events arrive one by one",
        "20 chunks arrive one by one",
        "aborted streams stop their handlers",
    ),
    "plugins": (
        "is shown",
        "lists what is installed",
        "none is broken",
        "shows a row for each",
        "finds a route by name",
    ),
}
EXTRA_PANEL = """
export const panel = {
  id: 'extra', title: 'Extra', order: 50,
  mount (element) { element.textContent = 'Here I am' },
  async * check ({ element }) { yield { name: 'was found', ok: element.textContent === 'Here I am', detail: '' } }
}
"""
BROKEN_PANEL = "throw new Error('This panel is broken on purpose')\n"
EXTRA_HOOK = """

@hookimpl
def oro_modules(host):
    from pathlib import Path
    from oro_framework.types import Module
    return [Module(name="extra/panel", path=Path(host.root, "extra.js"))]
"""


def checks(output: str) -> dict[str, list[str]]:
    """Return the names of the checks that held, by panel."""
    held: dict[str, list[str]] = {}
    for panel, name in re.findall(r"^ok ([\w-]+): (.*?)(?: \(.*\))?$", output, re.MULTILINE):
        held.setdefault(panel, []).append(name)
    return held


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[str], Path]:
    """Make a copy of the showcase with one more panel."""

    def make(panel: str) -> Path:
        app = tmp_path / "showcase"
        shutil.copytree(SHOWCASE, app, ignore=shutil.ignore_patterns("__pycache__"))
        (app / "extra.js").write_text(panel, "utf-8")
        with open(app / "app.py", "a", encoding="utf-8") as file:
            file.write(EXTRA_HOOK)
        return app

    return make


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_gallery_shows_every_panel(scheme: str) -> None:
    page = (ROOT / "docs" / "gallery.md").read_text("utf-8")
    shown = re.findall(rf"\{{image\}} (images/gallery/(.+)-{scheme}\.webp)$", page, re.MULTILINE)
    assert {name for _, name in shown} >= set(CHECKS), "make gallery takes the pictures and writes the page"
    assert [path for path, _ in shown if not (ROOT / "docs" / path).is_file()] == []


@pytest.mark.parametrize("engine", engines())
def test_every_panel_works(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    picture = tmp_path / "pictures" / "showcase.png"
    code, output = oro_engines.run(
        engine, SHOWCASE, "--set", "showcase_check=true", "--set", f"showcase_snapshot={picture}", timeout=240
    )
    assert "not ok" not in output, output
    held = checks(output)
    for panel, names in CHECKS.items():
        assert held.get(panel) == list(names), output
    assert code == 0, output
    assert _size(picture) == (1180, 780)
    assert picture.stat().st_size > 20_000, "the picture is nearly blank"


@pytest.mark.parametrize("engine", engines()[:1])
def test_a_panel_of_a_plugin_is_found(oro_engines: Engines, engine: str, copy: Callable[[str], Path]) -> None:
    code, output = oro_engines.run(engine, copy(EXTRA_PANEL), *_only("extra"))
    assert checks(output)["extra"] == ["is shown", "was found"], output
    assert code == 0, output


@pytest.mark.parametrize("engine", engines()[:1])
def test_a_broken_panel_fails_the_check_and_stops_no_other(
    oro_engines: Engines, engine: str, copy: Callable[[str], Path]
) -> None:
    code, output = oro_engines.run(engine, copy(BROKEN_PANEL), *_only("oro:extra/panel", "streams"))
    assert "not ok oro:extra/panel: is shown (Error: This panel is broken on purpose)" in output
    assert checks(output)["streams"] == list(CHECKS["streams"]), output
    assert code == 1, output


@pytest.mark.parametrize("engine", engines()[:1])
def test_a_page_that_never_finishes_fails_the_check(
    oro_engines: Engines, engine: str, copy: Callable[[str], Path]
) -> None:
    app = copy("await new Promise(() => {})")
    code, output = oro_engines.run(engine, app, "--set", "showcase_check=true", "--set", "showcase_patience=3")
    assert "not ok showcase: the page did not finish in 3 s" in output
    assert code == 1, output


def _only(*panels: str) -> list[str]:
    return ["--set", "showcase_check=true", "--set", f"showcase_panels={' '.join(panels)}"]


def _size(picture: Path) -> tuple[int, int]:
    header = picture.read_bytes()[:24]
    assert header.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", header[16:24])
    return width, height


@pytest.mark.parametrize("engine", engines()[-1:])
def test_every_panel_is_accessible(oro_engines: Engines, engine: str, tmp_path: Path) -> None:
    for file in (PAGES / "accessible.js", PAGES / "support.js", ROOT / "js-api/node_modules/axe-core/axe.min.js"):
        shutil.copy(file, tmp_path)
    code, output = oro_engines.run(
        engine, SHOWCASE, "--set", "window_min_width=0", "--test", str(tmp_path / "accessible.js"), timeout=240
    )
    assert "\nnot ok" not in output, output
    assert "# files is accessible" in output, output
    assert code == 0, output
