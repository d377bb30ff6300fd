"""Open the showcase; without a display, walk through it offscreen and say what was checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOT = ROOT / "build" / "showcase.png"


def main() -> int:
    """Run `oro run examples/showcase` and return its exit status."""
    oro = [str(Path(sys.executable).parent / "oro"), "run", "examples/showcase"]
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        print("demo: " + " ".join(["oro", *oro[1:]]), flush=True)
        return subprocess.run(oro, cwd=ROOT, check=False).returncode
    print("demo: there is no display, so the showcase runs offscreen and checks itself", flush=True)
    SCREENSHOT.parent.mkdir(exist_ok=True)
    status = subprocess.run([*oro, "--check", str(SCREENSHOT)], cwd=ROOT, check=False).returncode
    if SCREENSHOT.exists():
        print(f"demo: the screenshot is {SCREENSHOT.relative_to(ROOT)}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
