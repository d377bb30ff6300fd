"""The app of the JavaScript tests: components made of text, and an ordinary route to compare them with."""

from __future__ import annotations

import atexit
import runpy
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import wasmtime
from oro_wasm.components.declared import Component

from oro_framework import Call, Host, hookimpl, route

TEXTS = runpy.run_path(str(Path(__file__).resolve().parents[2] / "components" / "texts.py"))


@hookimpl
def oro_wasm_components() -> list[Component]:
    """Declare one component under three names, which `oro.toml` configures differently."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    path = folder / "calc.wasm"
    path.write_bytes(bytes(wasmtime.wat2wasm(TEXTS["CALC"])))
    return [Component(name=name, path=path) for name in ("calc", "brief", "own")]


@hookimpl
def oro_routes(host: Host) -> list[Callable[..., Any]]:
    """Declare an ordinary route."""

    @route("ordinary.add")
    async def add(call: Call, a: int, b: int) -> int:
        """Add two numbers."""
        return a + b

    return [add]
