"""Open the showcase; without a display, walk through it offscreen and print the checks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOT = ROOT / "build" / "showcase.png"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def main() -> int:
    """Run `oro run examples/showcase` and return its exit status."""
    oro = [str(Path(sys.executable).parent / "oro"), "run", "examples/showcase"]
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin":
        print("demo: oro run examples/showcase", flush=True)
        return subprocess.run(oro, cwd=ROOT, check=False).returncode
    print("demo: there is no display, so the showcase runs unseen and checks itself", flush=True)
    SCREENSHOT.parent.mkdir(exist_ok=True)
    SCREENSHOT.unlink(missing_ok=True)
    unseen = [*oro, "--set", "showcase_check=true", "--set", f"showcase_snapshot={SCREENSHOT}"]
    if shutil.which("xvfb-run"):
        status = subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", *unseen], cwd=ROOT, check=False)
    else:
        status = subprocess.run([*unseen, "--backend", "qt"], cwd=ROOT, env={**os.environ, **OFFSCREEN}, check=False)
    if SCREENSHOT.exists():
        print(f"demo: the screenshot is {SCREENSHOT.relative_to(ROOT)}", flush=True)
    return status.returncode


if __name__ == "__main__":
    sys.exit(main())
