"""An app that prints what its page could do and what its process has loaded, and ends."""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from oro_framework import Call, Service, hookimpl, route


class Probe(Service):
    """The routes of the page."""

    name = "probe"

    @route("probe.red")
    def red(self, call: Call) -> list[float]:
        """Return a shade, by a module that is imported late."""
        found: list[float] = importlib.import_module("shades").red()
        return found

    @route("probe.done")
    def done(self, call: Call, told: str) -> None:
        """Print what there is, and end the app."""
        lines = Path("/proc/self/maps").read_text().splitlines()
        files = {line.split(maxsplit=5)[5] for line in lines if len(line.split(maxsplit=5)) == 6}
        modules = {str(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
        answer = {
            "page": json.loads(told),
            "loaded": sorted(path for path in files | modules if path.startswith("/")),
            "path": sys.path,
            "arguments": list(self.host.arguments),
            "variables": sorted(os.environ),
        }
        print(f"\nTOLD {json.dumps(answer)}", flush=True)
        self.host.quit()


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    return [Probe]
