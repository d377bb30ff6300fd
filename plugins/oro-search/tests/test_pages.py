"""Pages of every engine ask a folder of documents, with real weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).with_name("app")


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_ask_documents(engine: str, models: Path, documents: Path) -> None:
    settings = {"ai_llm_model_path": models, "search_model": "minilm", "search_test_folder": documents}
    options = [text for key, value in settings.items() for text in ("--set", f"{key}={value}")]
    _, output = Engines().run(engine, APP, *options, "--test", str(APP / "search.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
