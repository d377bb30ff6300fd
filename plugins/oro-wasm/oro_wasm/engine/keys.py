"""Keys of compiled code in the cache. The engine is not loaded for them, so that apps can ask whether code is there."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ("key_of", "library", "version")


def key_of(digest: str, *, fuel: bool, component: bool) -> str:
    """Return the key of the code that this build of the engine compiles from some bytes.

    Args:
        digest: the SHA-256 of the bytes, as hexadecimal digits.
        fuel: its instructions are counted.
        component: the bytes are of a component, not of a module.
    """
    return f"{digest}-{version()}{'-fuel' if fuel else ''}.{'component' if component else 'module'}"


@cache
def version() -> str:
    """Return the build of the engine, told by its library's file; code that another build compiled is of no use.

    Its version number would have to be searched in the metadata of what is installed, which takes longer than to run
    most programs, and does not tell a build that was made here from the one of the same number that was fetched.
    """
    status = os.stat(library())
    return f"{status.st_size:x}-{status.st_mtime_ns:x}"


def library() -> Path:
    """Return the file of the engine's library."""
    spec = find_spec("wasmtime")
    found = [*Path(spec.origin).parent.glob("*/*wasmtime.*")] if spec is not None and spec.origin else []
    if len(found) == 1:
        return found[0]
    from wasmtime import _ffi  # it knows which of several is this machine's

    return Path(_ffi.filename)
