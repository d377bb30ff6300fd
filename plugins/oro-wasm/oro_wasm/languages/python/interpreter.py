"""CPython compiled to WASI, which runs scripts."""

from __future__ import annotations

from pathlib import Path

from oro_wasm.builds.build import Report
from oro_wasm.languages.node import fetch_packages
from oro_wasm.languages.python.packages import RUNTIME_MODULE, runtime

__all__ = ("VARIABLES", "interpreter")

VARIABLES = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
"""Environment variables it runs with."""


async def interpreter(report: Report) -> Path:
    """Return CPython compiled to WASI; it is fetched first if it is not there, 12 MB.

    Raises:
        BuildError: it cannot be fetched.
    """
    _, folder = await fetch_packages(runtime(), report)
    return folder / RUNTIME_MODULE
