"""The tutorials, and how-to pages with commands, work when followed to the letter, in a real engine."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from anyio import to_thread
from oro_wasm.folders import cache_folder

from tests.docs.walkthrough import ROOT, follow

TUTORIAL = ROOT / "docs" / "tutorial"
HOW_TO = ROOT / "docs" / "how-to"
CONTAINER = ROOT / "plugins" / "oro-container" / "tests"
REGISTRY = runpy.run_path(str(CONTAINER / "store" / "registry.py"))
PUBLISHED = runpy.run_path(str(CONTAINER / "strangers" / "published.py"))


@pytest.mark.webview
def test_make_an_app(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    assert follow((TUTORIAL / "first-app.md").read_text(), tmp_path, env=reader_env) == 2


@pytest.mark.webview
def test_make_a_notes_app(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    assert follow((TUTORIAL / "notes-app.md").read_text(), tmp_path, env=reader_env) == 2


@pytest.fixture
def removable(tmp_path: Path) -> Iterator[None]:
    """Let the folders of packages that a container installed be removed afterwards."""
    yield
    for folder, _, _ in os.walk(tmp_path):
        os.chmod(folder, 0o700)


@pytest.mark.anyio
@pytest.mark.webview
@pytest.mark.skipif(not PUBLISHED["are_there"]("vite"), reason="needs node and npm packages")
@pytest.mark.usefixtures("removable")
async def test_make_a_code_playground(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    """The tutorial's app installs Vite, from a registry on loopback, and does what a reader is told that it does."""
    assert follow((TUTORIAL / "code-playground.md").read_text(), tmp_path, env=reader_env) == 0
    registry = REGISTRY["Registry"]()
    async with REGISTRY["serving"](registry):
        await to_thread.run_sync(PUBLISHED["publish"], registry, REGISTRY, "vite")
        test = ROOT / "tests" / "docs" / "playground" / "playground.js"
        command = [sys.executable, "-m", "oro_framework.cli", "run", "playground", "--test", str(test)]
        env = {**reader_env, "NPM_CONFIG_REGISTRY": registry.url}
        done = await to_thread.run_sync(lambda: _run(command, tmp_path, env))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nok 1 " in done.stdout


def _run(command: list[str], folder: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.webview
def test_make_a_plugin(tmp_path: Path, reader_python: Path, reader_env: Mapping[str, str]) -> None:
    page = (TUTORIAL / "first-plugin.md").read_text()
    assert follow(page, tmp_path, reader_python, reader_env) == 6


@pytest.mark.webview
@pytest.mark.parametrize(
    ("page", "commands"),
    [
        ("use-windows-menus-and-keys", 1),
        ("shape-windows", 1),
        ("show-sites-in-views", 1),
        ("zoom-find-print-and-picture-pages", 1),
        ("test-an-app", 2),
        ("keep-the-machine-awake", 1),
        ("bind-global-shortcuts", 1),
        ("fit-into-the-desktop", 1),
        ("use-serial-ports-and-other-devices", 2),
        ("use-threads-in-a-page", 1),
        ("show-arrays-and-tables", 2),
        ("do-long-work", 2),
        ("ask-a-folder-of-documents", 1),
    ],
)
def test_how_to(page: str, commands: int, tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    assert follow((HOW_TO / f"{page}.md").read_text(), tmp_path, env=reader_env) == commands


@pytest.mark.webview
def test_run_a_program_you_do_not_trust(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    tool = ROOT / "examples" / "showcase" / "wasm" / "greet.wasm"
    (tmp_path / "desk").mkdir()
    for folder in (tmp_path, tmp_path / "desk"):
        shutil.copy(tool, folder / "tool.wasm")
    page = (HOW_TO / "run-a-program-you-do-not-trust.md").read_text()
    assert follow(page, tmp_path, env=reader_env) == 8


def test_run_code_you_were_sent(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    page = (HOW_TO / "run-code-you-were-sent.md").read_text()
    assert follow(page, tmp_path, env=reader_env) == 4


@pytest.mark.webview
def test_make_a_plugin_in_c(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    share_toolchains(Path(reader_env["XDG_CACHE_HOME"]))
    assert follow((TUTORIAL / "plugin-in-c.md").read_text(), tmp_path, env=reader_env) == 7


def share_toolchains(cache: Path) -> None:
    """Let a reader find the compilers that this machine has fetched, and the C library that they have compiled."""
    for name in ("wasm-toolchains", "wasm-tools"):
        shared = cache_folder().with_name(name)
        shared.mkdir(mode=0o700, parents=True, exist_ok=True)
        (cache / "oro-framework").mkdir(parents=True, exist_ok=True)
        (cache / "oro-framework" / name).symlink_to(shared, target_is_directory=True)
