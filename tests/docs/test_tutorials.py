"""The tutorials, and how-to pages with commands, work when followed to the letter, in a real engine."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from oro_wasm.folders import cache_folder

from tests.docs.walkthrough import ROOT, follow

TUTORIAL = ROOT / "docs" / "tutorial"
HOW_TO = ROOT / "docs" / "how-to"


@pytest.mark.webview
def test_make_an_app(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    assert follow((TUTORIAL / "first-app.md").read_text(), tmp_path, env=reader_env) == 2


@pytest.mark.webview
def test_make_a_notes_app(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    assert follow((TUTORIAL / "notes-app.md").read_text(), tmp_path, env=reader_env) == 2


@pytest.mark.webview
def test_make_a_plugin(tmp_path: Path, reader_python: Path, reader_env: Mapping[str, str]) -> None:
    page = (TUTORIAL / "first-plugin.md").read_text()
    assert follow(page, tmp_path, reader_python, reader_env) == 6


@pytest.mark.webview
@pytest.mark.parametrize(("page", "commands"), [("use-windows-menus-and-keys", 1), ("test-an-app", 2)])
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
