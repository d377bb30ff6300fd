"""Results of builds as built-in types, for JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import to_builtins

from oro_wasm.builds.build import BuildResult

__all__ = ("described",)


def described(result: BuildResult) -> dict[str, Any]:
    """Return a result with the sizes of its files in bytes."""
    plain: dict[str, Any] = to_builtins(result, builtin_types=(Path,), enc_hook=str)
    files = [{"path": str(path), "size": path.stat().st_size} for path in result.files]
    return {**plain, "files": files}
