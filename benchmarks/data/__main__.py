"""Measure arrays beside bare bytes in every engine of this machine, and print what was found."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from oro_framework.testing import Engines, engines

APP = Path(__file__).with_name("app")
FIGURES = re.compile(r"figures (\{.*\})")


def main() -> int:
    """Return 1 when a page did not tell its figures."""
    runner = Engines()
    try:
        for engine in engines():
            _, output = runner.run(engine, APP, "--test", str(APP / "measure.js"), timeout=240)
            found = FIGURES.search(output)
            if found is None:
                print(output)
                return 1
            figures = json.loads(found[1])
            for name, milliseconds in figures.items():
                print(f"{engine}: {name}: {milliseconds:.0f} ms")
            for way in ("to the page", "to the host"):
                print(f"{engine}: {way}: {figures[f'{way}, array'] / figures[f'{way}, bare']:.2f} of the bare one")
    finally:
        runner.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
