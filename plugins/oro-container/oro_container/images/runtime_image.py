"""The reference runtime: an image whose entry is QuickJS compiled to WASI, with a core in JavaScript.

The core has a scheduler, a router by table and by file, a loader of JavaScript and TypeScript, and validation; it is in
the folder `runtime`. The engine is fetched and compiled by oro-wasm, once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

import oro_framework
from oro_container.images.wasm import SharedFolder, need_wasm

__all__ = (
    "APP",
    "FOLDER",
    "IMAGE",
    "NAME",
    "RuntimeOptions",
    "engine",
    "folders_of",
    "run_arguments",
    "serve_arguments",
)

FOLDER = Path(__file__).parent / "runtime"
"""The image."""
NAME = "quickjs.wasm"
"""The engine, as an entry names it."""
IMAGE = "/image"
"""Where a guest of WebAssembly sees its image."""
APP = "/app"
"""Where the runtime sees the files it serves."""
_VENDOR = Path(oro_framework.__file__).parent / "js" / "internal" / "vendor"
_MAIN = f"{IMAGE}/main.js"
_LOG = logging.getLogger("oro_container.runtime")


class RuntimeOptions(Struct, frozen=True, kw_only=True):
    """Options of the runtime."""

    concurrency: int = 64
    """Requests that one guest works on at once."""
    development: bool = False
    """Whether answers show errors of handlers."""


async def engine() -> Path:
    """Return QuickJS as a program of WASI; fetch and compile it first if it is not there.

    Raises:
        Unsupported: oro-wasm is not installed.
        BuildError: it cannot be fetched or compiled; the message says why and what to do.
    """
    need_wasm()
    from oro_wasm.languages.javascript.engine import interpreter

    return await interpreter(_report)


def folders_of(files: Path, *, writable: bool = True) -> tuple[SharedFolder, ...]:
    """Return the folders that the runtime sees: its own, and the files it serves."""
    return (
        SharedFolder(FOLDER, IMAGE),
        SharedFolder(_VENDOR, "/vendor"),
        SharedFolder(files, APP, writable),
    )


def serve_arguments(entry: str, options: RuntimeOptions) -> Sequence[str]:
    """Return the arguments by which the runtime serves an entry."""
    told: Mapping[str, object] = {"concurrency": options.concurrency, "development": options.development}
    return (_MAIN, "serve", entry, json.dumps(told))


def run_arguments(entry: str, args: Sequence[str]) -> Sequence[str]:
    """Return the arguments by which the runtime runs an entry."""
    return (_MAIN, "run", entry, *args)


def _report(kind: str, text: str) -> None:
    _LOG.info("%s", text)
