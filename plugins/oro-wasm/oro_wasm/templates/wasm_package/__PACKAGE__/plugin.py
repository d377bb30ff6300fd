"""Declarations of this plugin to the host: a WebAssembly component, whose functions are routes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oro_framework import hookimpl
from oro_wasm.components.declared import Component

WRITTEN_FOR = "0.1"
"""The version of the framework whose hooks are used here."""
HERE = Path(__file__).resolve().parent / "greeter"


@hookimpl
def oro_wasm_components() -> Sequence[Component]:
    """Declare the component; `[wasm.components.__PLUGIN__]` of an app's oro.toml says what it reaches."""
    return [Component(name="__PLUGIN__", path=HERE / "greeter.wasm", wit=HERE / "wit")]
