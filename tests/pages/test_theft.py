"""A document of another origin learns nothing of what the app's own requests are vouched for with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

THIEVES = ("sandboxed", "srcdoc", "foreign", "foreignsandboxed")


@pytest.mark.parametrize("engine", engines())
def test_no_document_of_another_origin_gets_hold_of_the_mark(engine: str, oro_engines: Engines) -> None:
    code, output = oro_engines.run(engine, Path(__file__).parent / "theft")
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    result = json.loads(line.removeprefix("RESULT "))
    assert result["leaks"]["own"], "the tricks find nothing in the app's own document either, so they prove nothing"
    for thief in THIEVES:
        assert result["counts"][thief] > 50, (thief, result["counts"])
        assert result["leaks"][thief] == [], (thief, result["leaks"][thief])
    assert code == 0, output
