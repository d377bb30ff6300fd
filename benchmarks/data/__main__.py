"""Measure arrays beside bare bytes and pywebview's JSON in every engine of this machine, and print what was found."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from oro_framework.testing import Engines, engines
from oro_framework.testing.display import virtual_display

HERE = Path(__file__).resolve().parent
FIGURES = re.compile(r"figures (\{.*\})")
PATIENCE = 240
"""Seconds for one engine."""


def main() -> int:
    """Return 1 when a page did not tell its figures."""
    runner = Engines()
    try:
        for engine in engines():
            _, ours = runner.run(engine, HERE / "app", "--test", str(HERE / "app" / "measure.js"), timeout=PATIENCE)
            for output in (ours, in_pywebview(engine)):
                found = FIGURES.search(output)
                if found is None:
                    print(output)
                    return 1
                tell(engine, json.loads(found[1]))
    finally:
        runner.close()
    return 0


def in_pywebview(engine: str) -> str:
    """Return what the same page prints in pywebview."""
    with virtual_display() as display:
        variables = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
        variables.pop("WAYLAND_DISPLAY", None)
        command = [sys.executable, "-m", "benchmarks.data.pywebview", engine]
        done = subprocess.run(
            command, cwd=HERE.parent.parent, env=variables, capture_output=True, text=True, timeout=PATIENCE
        )
    return done.stdout + done.stderr


def tell(engine: str, figures: dict[str, float]) -> None:
    """Print figures, and the ratios between them."""
    for name, milliseconds in figures.items():
        print(f"{engine}: {name}: {milliseconds:.0f} ms")
    for way in ("to the page", "to the host"):
        if (bare := figures.get(f"{way}, bare")) is not None:
            print(f"{engine}: {way}: {figures[f'{way}, array'] / bare:.2f} of the bare one")


if __name__ == "__main__":
    sys.exit(main())
