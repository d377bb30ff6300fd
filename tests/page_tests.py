"""Runs the tests of a page in an app of its own, in a session that is described by variables."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from oro_framework.testing.tap import parse_tap

__all__ = ("failures",)

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120


def failures(
    engine: str, app: Path, test: str, variables: Mapping[str, str], patience: float = PATIENCE
) -> Mapping[str, object]:
    """Run the tests of a page in an app; return what failed by name.

    Args:
        engine: shows the page.
        app: its folder, where the tests are too.
        test: the name of their script, without `.js`.
        variables: of the session.
        patience: seconds that they may take.
    """
    command = [sys.executable, "-m", "oro_framework.cli", "run", str(app), "--backend", engine]
    done = subprocess.run(
        [*command, "--test", str(app / f"{test}.js")],
        cwd=ROOT,
        env={**os.environ, "ORO_WEBVIEW_STORAGE": "memory", "DBUS_SESSION_BUS_ADDRESS": "", **variables},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    report = parse_tap(done.stdout.splitlines())
    assert report.plan, done.stdout + done.stderr
    assert "CRITICAL" not in done.stderr, done.stderr
    return {name: each.failures for name, each in report.tests.items() if each.failures}
