"""A site that changes the globals of a frame and has its document begin anew gets nothing of the app's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview


@pytest.mark.parametrize("engine", engines())
def test_a_document_that_begins_anew_among_strangers_is_told_nothing(engine: str, oro_engines: Engines) -> None:
    code, output = oro_engines.run(engine, Path(__file__).parent / "reopened")
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    result = json.loads(line.removeprefix("RESULT "))
    own, foreign = result["own"], result["foreign"]
    assert own["sharedKey"]
    assert (foreign["key"], foreign["told"]) == (False, "null")
    assert bool(foreign["marks"]) == (engine == "gtk"), (
        "where requests are marked, the trick reads the mark of strangers"
    )
    assert code == 0, output
