"""Zig's compiler, which builds Zig, C and C++."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from oro_wasm.builds import folders
from oro_wasm.builds.build import Optimization, Report
from oro_wasm.builds.pinned import ZIG
from oro_wasm.builds.toolchains import fetch_py

__all__ = ("TARGET", "ZigTool", "zig_tool")

TARGET = "wasm32-wasi"
_WARM = "warm-{}"
_NAME = "zig.exe" if sys.platform == "win32" else "zig"


class ZigTool:
    """Zig's compiler on this machine.

    Args:
        program: its file.
    """

    def __init__(self, program: Path) -> None:
        self.program = program
        status = program.stat()
        self.identity = f"{program} {status.st_size} {status.st_mtime_ns}"
        """Changes when another version takes its place."""
        chosen = os.environ.get("ZIG_GLOBAL_CACHE_DIR")
        self.cache = Path(chosen) if chosen else folders.tool_caches() / "zig"

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the variables it runs with."""
        return {"ZIG_GLOBAL_CACHE_DIR": str(self.cache), "ZIG_LOCAL_CACHE_DIR": str(self.cache / "local")}

    def tell_first(self, library: str, optimization: Optimization, report: Report) -> None:
        """Say that the first build takes longer, where it is the first that wants a library in this way."""
        if not self._mark(library, optimization).exists():
            report("progress", f"the first {optimization} build makes {library}, once; that takes up to a minute")

    def tell_made(self, library: str, optimization: Optimization) -> None:
        """Note that a library is made."""
        mark = self._mark(library, optimization)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()

    def _mark(self, library: str, optimization: Optimization) -> Path:
        return self.cache / _WARM.format(f"{library.replace(' ', '-')}-{optimization}")


async def zig_tool(report: Report) -> ZigTool:
    """Return Zig's compiler; fetch it first where it is not there.

    Raises:
        BuildError: it cannot be fetched.
    """
    return ZigTool(await fetch_py(ZIG, report) / "ziglang" / _NAME)
