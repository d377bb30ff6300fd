"""PyTauri: `pyInvoke` of commands written in Python; bytes travel raw both ways."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from anyio.from_thread import start_blocking_portal
from pytauri import AppHandle, Commands
from pytauri_wheel.lib import builder_factory, context_factory

from benchmarks.peers import work

ADAPTER = """
const { pyInvoke } = window.__TAURI__.pytauri
await workload({
  spawned: () => pyInvoke('spawned'),
  echo: (n) => pyInvoke('echo', n),
  put: (buffer) => pyInvoke('put', buffer),
  get: (size) => pyInvoke('get', size),
  file: () => pyInvoke('file'),
  memory: () => pyInvoke('memory'),
  done: (report) => pyInvoke('done', report),
})
"""
CONFIG = {
    "productName": "benchmark",
    "version": "0.1.0",
    "identifier": "com.example.benchmark",
    "build": {"frontendDist": "./page"},
    "app": {"withGlobalTauri": True, "windows": [{"title": "benchmark"}], "security": {"csp": None}},
}
CAPABILITY = {"identifier": "default", "windows": ["main"], "permissions": ["core:default", "pytauri:default"]}

commands = Commands()


@commands.command()
async def spawned() -> float:
    return work.SPAWNED


@commands.command()
async def echo(body: int) -> int:
    return body


@commands.command()
async def put(body: bytes) -> int:
    return len(body)


@commands.command()
async def get(body: int) -> bytes:
    return work.BODIES[body]


@commands.command()
async def file() -> bytes:
    return work.FILE.read_bytes()


@commands.command()
async def memory() -> int:
    return work.memory()


@commands.command()
async def done(body: dict[str, Any], app_handle: AppHandle) -> None:
    work.report(body)
    app_handle.exit(0)


def lay_out(folder: Path) -> None:
    """Write the files PyTauri looks for."""
    (folder / "tauri.conf.json").write_text(json.dumps(CONFIG))
    (folder / "capabilities").mkdir()
    (folder / "capabilities" / "default.json").write_text(json.dumps(CAPABILITY))
    (folder / "page").mkdir()
    (folder / "page" / "index.html").write_text(work.page(ADAPTER))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, start_blocking_portal("asyncio") as portal:
        lay_out(Path(folder))
        app = builder_factory().build(
            context=context_factory(Path(folder).resolve()), invoke_handler=commands.generate_handler(portal)
        )
        return app.run_return()


if __name__ == "__main__":
    sys.exit(main())
