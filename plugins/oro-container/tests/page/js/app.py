"""The app of the JavaScript tests: programs built from the sources beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from anyio import to_thread
from oro_wasm.builds.folders import tool_caches

from oro_framework import Call, Service, hookimpl, route

PROGRAMS = Path(__file__).resolve().parent / "programs"
TARGET = ("-target", "wasm32-wasi", "-Oz", "-s")
ENVIRONMENT = {"ZIG_GLOBAL_CACHE_DIR": str(tool_caches() / "zig"), **os.environ}
"""Where the C library is compiled already; Zig would take longer to do that than a test waits on a busy machine."""


class Programs(Service):
    """Builds programs when a page first wants them."""

    name = "programs"

    @route("test.program", deadline=0)
    async def program(self, call: Call, name: str) -> bytes:
        """Return the module made of the source of that name."""
        return await to_thread.run_sync(_built, name)


def _built(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, f"{name}.wasm")
        command = [sys.executable, "-m", "ziglang", "cc", *TARGET, "-o", str(made), str(PROGRAMS / f"{name}.c")]
        subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
        return made.read_bytes()


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the programs."""
    return [Programs]
