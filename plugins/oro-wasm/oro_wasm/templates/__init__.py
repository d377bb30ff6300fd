"""The templates with which `oro new` begins an app."""

from __future__ import annotations

from pathlib import Path

from oro_framework.types import Template

__all__ = ("TEMPLATES",)

TEMPLATES = (
    Template(
        name="wasm-plugin",
        summary="A page, and a plugin for it that is a WebAssembly component",
        folder=Path(__file__).parent / "wasm_plugin",
        languages=("c", "python", "rust"),
        first=("oro wasm compile greeter -o pages/extensions",),
    ),
    Template(
        name="wasm-package",
        summary="The package of a plugin whose work a WebAssembly component does, for every app",
        folder=Path(__file__).parent / "wasm_package",
        first=("pip install -e .",),
    ),
)
"""Every template."""
