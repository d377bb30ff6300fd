"""Every engine does what its table of capabilities claims, and survives the faults its checks know.

The checks are JavaScript (`engine/checks`) and run in a real engine, one process for all of them. Here each
becomes a test by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oro_framework.host.backends.choice import backend_class

ENGINES = ("gtk", "qt")

FOLDER = Path(__file__).parent / "engine" / "checks"
GENERATED = [
    *(f"stream: the head of {kind} arrives before any body" for kind in ("text/event-stream", "application/x-ndjson")),
    *(
        f"preload: runs in {frame}"
        for frame in (
            "a frame of the app",
            "a sandboxed frame",
            "a srcdoc frame",
            "a sandboxed srcdoc frame",
            "a data: frame",
            "a frame under default-src none",
        )
    ),
    *(
        f"origin: {frame} is never the app"
        for frame in ("a sandboxed frame of the app", "a sandboxed srcdoc frame", "a data: frame")
    ),
]
"""Names of checks that are made in a loop."""


def _names() -> list[str]:
    """Return the names of the checks, read from their source."""
    written = [
        name
        for file in sorted(FOLDER.glob("*.js"))
        for name in re.findall(r"^ *check\('([^']+)'", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    return written + GENERATED


NAMES = _names()
ONLY_IF = {"redirect: is handed to the page as it is": "no redirect", "redirect: ": "redirect", "range: ": "range"}
"""Checks an engine runs only where its table says so."""

pytestmark = pytest.mark.webview


def _expected(engine: str, name: str) -> bool:
    own = next((other for other in ENGINES if name.startswith(f"{other}: ")), engine)
    if own != engine:
        return False
    claims = backend_class(engine).capabilities
    prefix = next((prefix for prefix in ONLY_IF if name.startswith(prefix)), None)
    if prefix is None and name.startswith("navigation: "):
        return claims.navigation_policy
    claim = ONLY_IF[prefix] if prefix is not None else ""
    return not claim or (not claims.redirect if claim == "no redirect" else bool(getattr(claims, claim)))


@pytest.mark.parametrize(("engine", "name"), [(e, n) for e in ENGINES for n in NAMES if _expected(e, n)])
def test_check(engine: str, name: str, engine_run: Callable[[str], Any]) -> None:
    run = engine_run(engine)
    report = run.reports.get(name)
    assert report is not None, f"not reached; the engine ended with {run.code}\n{run.output[-3000:]}"
    assert report["error"] is None


@pytest.mark.parametrize("engine", ENGINES)
class TestEnd:
    """What a run leaves behind."""

    def test_no_check_is_unknown_here(self, engine: str, engine_run: Callable[[str], Any]) -> None:
        assert set(engine_run(engine).reports) - set(NAMES) == {"every module of checks loads"}

    def test_ends_by_itself_and_cleanly(self, engine: str, engine_run: Callable[[str], Any]) -> None:
        run = engine_run(engine)
        assert run.code == 0, run.output[-3000:]
        assert "Traceback" not in run.output, run.output[-3000:]

    def test_loop_goes_on_without_windows_until_quit(self, engine: str, engine_run: Callable[[str], Any]) -> None:
        end = engine_run(engine).end
        assert end is not None
        assert end["alive_without_windows"]
        assert end["window_after_last"] == [True]

    def test_leaves_no_thread(self, engine: str, engine_run: Callable[[str], Any]) -> None:
        end = engine_run(engine).end
        assert end is not None
        assert end["threads"] == ["MainThread"]
