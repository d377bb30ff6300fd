"""An app asks for an engine, and for the graphics card or against it, wherever settings may stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.cli.app import describe
from oro_framework.cli.wishes import Wishes, wishes_of
from oro_framework.errors import ConfigError

META = '[meta]\nbundle_identifier = "com.example.wishes"\n'


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "oro.toml").write_text(META)
    return tmp_path


def test_most_apps_ask_for_nothing(app: Path) -> None:
    assert wishes_of(describe(app), ["log_level=debug"]) == Wishes("auto", "auto")


@pytest.mark.parametrize(
    "text", ['[webview]\nengine = "chromium"\ngpu="off"\n', 'webview_engine="chromium"\nwebview_gpu="off"']
)
def test_an_app_asks_in_its_file(app: Path, text: str) -> None:
    (app / "oro.toml").write_text(f"{META if text[0] == '[' else ''}{text}\n{'' if text[0] == '[' else META}")
    assert wishes_of(describe(app), []) == Wishes("chromium", "off")


def test_a_person_asks_on_the_command_line_and_by_variables(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wishes_of(describe(app), ["webview_engine=webkit"]) == Wishes("webkit", "auto")
    monkeypatch.setenv("ORO_WEBVIEW_GPU", "on")
    assert wishes_of(describe(app), []) == Wishes("auto", "on")


def test_the_engine_of_a_build_is_not_that_of_a_run(app: Path) -> None:
    (app / "oro.toml").write_text(f'{META}[build]\nengine = "qt"\n')
    assert wishes_of(describe(app), []) == Wishes("auto", "auto")


def test_a_word_that_is_none_says_which_there_are(app: Path) -> None:
    with pytest.raises(ConfigError, match='"auto", "webkit" or "chromium"'):
        wishes_of(describe(app), ["webview_engine=gecko"])
