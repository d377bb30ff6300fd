"""A project that Vite serves is seen in a frame, and a change of it arrives without a reload, in every engine."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[4]
PACKAGES = Path(
    os.environ.get("ORO_TEST_VITE", ROOT / "plugins" / "oro-container" / "tests" / "strangers" / "node_modules")
)
"""The `node_modules` that has Vite."""

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(not (PACKAGES / "vite").is_dir(), reason="needs npm package vite, which set-up fetches"),
]


@pytest.mark.parametrize("engine", engines())
def test_a_change_arrives_without_a_reload(engine: str, oro_engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORO_TEST_VITE", str(PACKAGES))
    code, output = oro_engines.run(engine, HERE / "vite", timeout=60)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    before, after = json.loads(line.removeprefix("RESULT "))
    assert before["text"] == "before"
    assert after["text"].startswith("after ")
    assert before["loaded"] == after["loaded"]
    assert [each["own"] for each in (before, after)] == [True, True]
    assert code == 0, output
