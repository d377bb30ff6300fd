"""An app is built once, moved to a folder that is read-only, and started without any environment.

Freezing takes most of a minute, so one engine is tried: `ORO_TEST_BUILD_ENGINES=gtk,qt` tries others.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from oro_framework.testing.display import virtual_display
from oro_framework.testing.engines import engines

APP = Path(__file__).parent / "probe"
ENGINES = os.environ.get("ORO_TEST_BUILD_ENGINES", "").split(",") if "ORO_TEST_BUILD_ENGINES" in os.environ else []
PATIENCE = 500

pytestmark = [
    pytest.mark.slow,
    pytest.mark.webview,
    pytest.mark.skipif(shutil.which("objdump") is None, reason="PyInstaller needs objdump: apt install binutils"),
]


class Result(NamedTuple):
    """A built app, what the command said, and where it was moved."""

    engine: str
    program: Path
    answer: Mapping[str, Any]

    def run(self, *arguments: str, display: str = "", home: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Start it with nothing in its environment but a home and a display."""
        given = {"HOME": str(home or self.program.parent), "DISPLAY": display, "QT_QPA_PLATFORM": "offscreen"}
        environment = {name: value for name, value in given.items() if value}
        done = subprocess.run(
            [self.program, *arguments], env=environment, cwd="/", capture_output=True, timeout=300, check=False
        )
        told = (done.stdout.decode("latin-1"), done.stderr.decode("latin-1"))  # bytes may be anything
        return subprocess.CompletedProcess(done.args, done.returncode, *told)


@pytest.fixture(scope="module", params=ENGINES or engines()[:1])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    engine: str = request.param
    work = tmp_path_factory.mktemp("build")
    app = work / "app"
    shutil.copytree(APP, app)
    (app / "drafts").mkdir()
    (app / "drafts" / "old.html").write_text("")
    (app / ".ororc").write_text("[meta]\ntitle = 'Mine'\n")
    command = [sys.executable, "-m", "oro_framework.cli", "build", str(app), "--engine", engine, "--json"]
    command += ["--output", str(work / "out")]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    shutil.rmtree(app)
    place = work / "moved to Töpfe" / "tea time"
    place.parent.mkdir()
    shutil.move(answer["folder"], place)
    shutil.rmtree(work / "out")
    _protect(place, writable=False)
    yield Result(engine, place / "probe", answer)
    _protect(place, writable=True)


def _protect(folder: Path, *, writable: bool) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IWUSR if writable else mode & ~0o222)


@pytest.fixture(scope="module")
def told(built: Result, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What the app says of itself when its page has done its calls."""
    with virtual_display() as display:
        done = built.run("one", "--two", display=display, home=tmp_path_factory.mktemp("home"))
    lines = [line.removeprefix("TOLD ") for line in done.stdout.splitlines() if line.startswith("TOLD ")]
    assert lines, done.stdout + done.stderr
    assert done.returncode == 0
    answer: Mapping[str, Any] = json.loads(lines[0])
    return answer


def test_its_page_does_what_it_does_under_oro_run(told: Mapping[str, Any]) -> None:
    assert told["page"] == {
        "process": "hello",
        "file": True,
        "hash": 64,
        "prime": True,
        "sqlite": 42,
        "python": [0.0, 1.0, 1.0],
    }
    assert told["arguments"] == ["one", "--two"]


def test_it_loads_nothing_of_this_python(told: Mapping[str, Any], built: Result) -> None:
    folder = str(built.program.parent)
    assert all(path.startswith(folder) for path in told["path"])
    python = [path for path in told["loaded"] if "python" in path and not path.startswith(folder)]
    assert not python
    assert not any(path.startswith(sys.prefix) for path in told["loaded"])


def test_it_leaves_programs_that_it_starts_alone(told: Mapping[str, Any]) -> None:
    assert not {"LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "GI_TYPELIB_PATH", "PYTHONHOME"}.intersection(told["variables"])


def test_it_has_the_plugins_that_it_enables_and_what_the_author_let_in(built: Result) -> None:
    inside = built.program.parent / "_internal"
    packages = {path.name for path in inside.glob("oro_*") if path.is_dir() and not path.name.endswith(".dist-info")}
    assert packages == {"oro_framework", "oro_fs", "oro_process", "oro_sqlite", "oro_node"}
    app = sorted(path.relative_to(inside / "oro-app").as_posix() for path in (inside / "oro-app").rglob("*"))
    assert [name for name in app if "__pycache__" not in name] == [
        "app.py", "index.html", "oro.toml", "probe.js", "shades.py",
    ]  # fmt: skip
    assert not [path for path in inside.rglob("*") if path.is_symlink() and not path.exists()]


def test_it_is_driven_only_if_it_was_built_for_it(built: Result) -> None:
    done = built.run("--oro-automation=40000:/tmp/control", "--oro-set=webview_automation=true")
    assert (done.returncode, "it was not built to be driven" in done.stderr) == (1, True)


def test_it_tells_its_version_and_refuses_options_it_does_not_know(built: Result) -> None:
    assert built.run("--oro-version").stdout == "Probe 1.2.3\n"
    refused = built.run("--oro-nothing")
    reason = "Cannot start with --oro-nothing: there is no such option; see --oro-help"
    assert (refused.returncode, refused.stderr) == (2, f"error: {reason}\n")


def test_it_plays_python_for_modules_of_ours(built: Result) -> None:
    done = built.run("--oro-play", "oro_node.crypto.numbers", "64", "2")
    assert (done.returncode, len(done.stdout), done.stderr) == (0, 8, "")
    missing = built.run("--oro-play", "no_such_module")
    assert missing.returncode == 1
    assert "No module named no_such_module" in missing.stderr


def test_without_a_display_it_says_so(built: Result) -> None:
    if built.engine != "gtk":
        pytest.skip("Qt paints into memory here")
    done = built.run()
    assert done.returncode == 1
    assert done.stderr == "error: Cannot open Probe: it shows a window, and there is no desktop here; log in to one\n"


def test_its_sizes_and_needs_are_told(built: Result) -> None:
    assert built.answer["engine"] == built.engine
    assert built.answer["bytes"] == sum(built.answer["sizes"].values())
    assert built.answer["sizes"]["the app itself"] < 20_000
    assert any(each.startswith("libc6 (>= 2.") for each in built.answer["requirements"])
    assert ("gir1.2-webkit2-4.1" in built.answer["requirements"]) == (built.engine == "gtk")
