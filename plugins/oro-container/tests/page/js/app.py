"""The app of the JavaScript tests: programs built from the sources beside it."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from anyio import to_thread
from oro_wasm.builds.folders import tool_caches

from oro_framework import Call, Service, hookimpl, route

PROGRAMS = Path(__file__).resolve().parent / "programs"
TARGET = ("-target", "wasm32-wasi", "-Oz", "-s")
ENVIRONMENT = {"ZIG_GLOBAL_CACHE_DIR": str(tool_caches() / "zig"), **os.environ}
"""Where the C library is compiled already; Zig would take longer to do that than a test waits on a busy machine."""


REGISTRY = runpy.run_path(str(Path(__file__).resolve().parents[2] / "store" / "registry.py"))


OwnRegistry: Any = REGISTRY["Registry"]


class OpenRegistry(OwnRegistry):  # type: ignore[misc]
    """A registry whose answers pages of other origins may read."""

    def answer(self, request: Any) -> Any:
        """Find the answer, and say that it may be read."""
        found = super().answer(request)
        return replace(found, headers={**found.headers, "access-control-allow-origin": "*"})


def published(registry: Any) -> Any:
    """Publish packages that depend on each other."""
    registry.add("left", "1.0.0")
    registry.add("left", "1.2.0", files={"index.js": "module.exports = (text) => `<${text}>`"})
    main = "#!/usr/bin/env node\r\nconsole.log(require('left')(process.argv[2]))\n"
    registry.add("wrap", "2.0.0", dependencies={"left": "^1.0.0"}, bin={"wrap": "cli.js"}, files={"cli.js": main})
    registry.add("@s/odd", "1.0.0", scripts={"install": "exit 1"}, files={"big.bin": os.urandom(1 << 20)})
    made = {"postinstall": 'node make.js "$npm_package_name" "$npm_lifecycle_event"'}
    make = (
        "const [, , ...said] = process.argv; const left = require('left');"
        "require('fs').writeFileSync('made.txt', `${said.join(' ')} ${left('it')}\\n`)"
    )
    registry.add("scripted", "1.0.0", dependencies={"left": "1"}, scripts=made, files={"make.js": make})
    registry.add("bad", "1.0.0")
    registry.answers["/bad/-/bad-1.0.0.tgz"] = REGISTRY["Answer"](REGISTRY["archive"]({"package.json": "{}"}))
    return registry


class Programs(Service):
    """Builds programs when a page first wants them."""

    name = "programs"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Serve two registries: npm of the machine is set to one, and pages may read the answers of the other."""
        serving = REGISTRY["serving"]
        async with serving(published(REGISTRY["Registry"]())) as own, serving(published(OpenRegistry())) as self.open:
            os.environ["NPM_CONFIG_REGISTRY"] = own.url
            yield

    @route("test.registry")
    def registry(self, call: Call) -> dict[str, str]:
        """Return the address of the registry whose answers pages may read."""
        return {"url": self.open.url}

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
