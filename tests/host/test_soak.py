"""A little of `make soak`: reloads with 2,000 calls in flight, windows by the dozen, each load: nothing is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from oro_framework.testing.engines import engines
from tests.soak.run import run

pytestmark = [pytest.mark.webview, pytest.mark.slow]


@pytest.mark.parametrize("engine", engines())
def test_pages_and_windows_come_and_go_without_a_trace(engine: str) -> None:
    outcome = run(engine, {"soak_seconds": 0, "soak_windows": "8x4", "soak_reloads": 2}, timeout=240)
    assert outcome.code == 0, (outcome.failed, outcome.output)
    reloads = [figures for figures in outcome.figures if figures["phase"] == "reload"]
    assert [figures["hanging"] for figures in reloads] == [0, 0]
    windows = [figures for figures in outcome.figures if figures["phase"] == "windows"]
    assert len(windows) == 4
    for name, allowed in (("fds", 12), ("threads", 4), ("tasks", 6), ("rss", 24)):
        assert _grown(windows, name) <= allowed, (name, windows)


@pytest.mark.parametrize("engine", engines())
def test_no_load_leaves_anything_behind(engine: str) -> None:
    """Each kind of load runs by itself; then there are as many tasks and descriptors as before it."""
    outcome = run(engine, {"soak_seconds": 0, "soak_apart": 3}, timeout=600)
    assert outcome.code == 0, (outcome.failed, outcome.output)
    assert len([figures for figures in outcome.figures if figures["phase"] == "apart"]) > 8


def _grown(figures: list[Mapping[str, Any]], name: str) -> float:
    """Return by how much the last two are above the first two: the least of each, for engines let go when they like."""
    first, last = (min(each[name] for each in part) for part in (figures[:2], figures[2:]))
    return float(last - first)
