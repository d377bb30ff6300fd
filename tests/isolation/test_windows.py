"""A window is who it is, whichever way its page calls: windows × permissions × ways, in every engine.

The app of `windows/` opens two windows. The page of each calls four routes that the configuration keeps for some
windows, over the scheme and both versions of Conduit, itself and from a worker. Then it tries to pass for the other.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

GRANTED = {"first": {0}, "second": {1}, "both": {0, 1}, "neither": set[int]()}
"""What `permissions.windows` of the app says."""
WAYS = ("scheme", "version 1", "version 2", "message of version 2")
ALL_WAYS = {*WAYS, *(f"worker, {way}" for way in WAYS)}
OPENED = {"itself", "unnamed"}


def expected(index: int) -> dict[str, Any]:
    """Return what the page of a window is answered: its own index, or that it may not."""
    return {name: index if index in windows else "ERR_DENIED" for name, windows in GRANTED.items()}


@pytest.mark.parametrize("engine", engines())
def test_a_window_is_who_it_is_whichever_way_its_page_calls(
    engine: str, oro_engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    code, output = oro_engines.run(engine, Path(__file__).parent / "windows")
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    assert line is not None, output
    told: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    for index in (0, 1):
        page = told[str(index)]
        assert page["index"] == index
        assert page["ways"] == dict.fromkeys(ALL_WAYS, expected(index))
        opened = {guise for guise, outcome in page["guises"].items() if outcome == "opened"}
        assert opened == OPENED, page["guises"]
        assert set(page["guises"].values()) == {"opened", "refused"}
    assert _audited(tmp_path) == {
        (index, f"of.{name}", "allow" if index in windows else "deny"): len(ALL_WAYS)
        for name, windows in GRANTED.items()
        for index in (0, 1)
    }
    assert code == 0, output


def _audited(state: Path) -> dict[tuple[int, str, str], int]:
    """Return how often the audit log says what of which window's calls."""
    (log,) = state.glob("*/audit.jsonl")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return Counter((line.get("window"), line["target"], line["verdict"]) for line in lines if "of." in line["target"])
