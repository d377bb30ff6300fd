"""Both tutorials work when followed to the letter, in a real engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.walkthrough import ROOT, follow

TUTORIAL = ROOT / "docs" / "tutorial"


@pytest.mark.webview
def test_make_an_app(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    assert follow((TUTORIAL / "first-app.md").read_text(), tmp_path, env=reader_env) == 2


@pytest.mark.webview
def test_make_a_plugin(tmp_path: Path, reader_python: Path, reader_env: Mapping[str, str]) -> None:
    page = (TUTORIAL / "first-plugin.md").read_text()
    assert follow(page, tmp_path, reader_python, reader_env) == 4
