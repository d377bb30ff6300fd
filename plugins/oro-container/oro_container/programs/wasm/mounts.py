"""The mounts by which programs of a container run WebAssembly: this Python, the engine, and small programs."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from oro_container.programs.wasm.interpreters import interpreters, kept_folder

__all__ = ("wasm_mounts",)

_RUNNER = "/opt/oro/python/bin/python3"
_PACKAGES = ("msgspec", "oro_framework", "oro_wasm", "typing_extensions", "wasmtime")
"""The packages that the running part of oro-wasm imports."""
_VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
_RUN = """#!/bin/sh
# Runs a WebAssembly program: wasm FILE ARGUMENTS...
[ $# -gt 0 ] || { echo 'Usage: wasm FILE [ARGUMENTS...]' >&2; exit 2; }
LD_LIBRARY_PATH=/opt/oro/python/lib exec /opt/oro/python/bin/python3 -I -S -B /opt/oro/guest/run.py "$@"
"""
_MISSING = """#!/bin/sh
echo "Cannot run \\"$1\\": the app has no engine for WebAssembly; install oro-wasm beside oro-container" >&2
exit 126
"""


def wasm_mounts(granted: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the mounts for `wasm`, which runs a file, and for `python` and `qjs`.

    Args:
        granted: names or paths of programs of the machine, which come before those of the same name.
    """
    if find_spec("oro_wasm") is None:
        yield _program("wasm", _MISSING)
        return
    yield _program("wasm", _RUN)
    yield from _python()
    for name in _PACKAGES:
        if (path := _file_of(name)) is not None:
            yield {"bind": str(path), "at": f"/opt/oro/packages/{path.name}"}
    yield {"bind": str(kept_folder()), "at": "/opt/oro/programs"}
    names = {os.path.basename(each) for each in granted}
    for each in interpreters():
        if not names & each.replaced_by:
            yield _program(each.name, f'#!/bin/sh\nexec /usr/local/bin/wasm /opt/oro/programs/{each.file} "$@"\n')


def _program(name: str, text: str) -> dict[str, Any]:
    return {"text": text, "at": f"/usr/local/bin/{name}", "mode": 0o755}


def _python() -> Iterator[dict[str, Any]]:
    """Yield those of this Python, without the packages that are installed for it."""
    guest = str(Path(__file__).parent / "guest")
    library = sysconfig.get_path("stdlib")
    yield {"bind": os.path.realpath(sys.executable), "at": _RUNNER}
    yield {"bind": library, "at": f"/opt/oro/python/lib/{_VERSION}"}
    for name in ("site-packages", "dist-packages"):
        if os.path.isdir(f"{library}/{name}"):  # hidden behind a folder without any
            yield {"bind": guest, "at": f"/opt/oro/python/lib/{_VERSION}/{name}"}
    yield {"bind": guest, "at": "/opt/oro/guest"}
    shared = sysconfig.get_config_var("INSTSONAME")
    if shared and sysconfig.get_config_var("Py_ENABLE_SHARED"):
        for folder in (f"{sys.base_prefix}/lib", sysconfig.get_config_var("LIBDIR")):
            if folder and os.path.isfile(f"{folder}/{shared}"):
                yield {"bind": f"{folder}/{shared}", "at": f"/opt/oro/python/lib/{shared}"}
                return


def _file_of(name: str) -> Path | None:
    """Return the folder of a package, or the file of a module; None where it is not installed."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)
