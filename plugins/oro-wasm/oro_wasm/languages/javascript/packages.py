"""The packages that make WebAssembly of JavaScript: the sources of QuickJS, and componentize-qjs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from oro_wasm.builds.toolchains import NpmPackages
from oro_wasm.languages.node import npm_packages

__all__ = ("COMPONENTIZE_SCRIPT", "componentize")

COMPONENTIZE_SCRIPT = Path("node_modules", "componentize-qjs", "bin", "componentize-qjs")
"""The command of componentize-qjs in the folder of its packages."""


@cache
def componentize() -> NpmPackages:
    """Return componentize-qjs, which makes components with a QuickJS in each."""
    return npm_packages("componentize-qjs", "0.4.3", Path(__file__).parent / "componentize", megabytes=13, disk=38)
