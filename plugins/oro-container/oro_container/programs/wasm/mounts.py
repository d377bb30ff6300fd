"""The mounts by which programs of a container run WebAssembly: this Python, the engine, and small programs."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import oro_container
from oro_container.programs.node import npm_program
from oro_container.programs.wasm.interpreters import fetched_node, interpreters, kept_folder
from oro_framework.interpreter import is_built

__all__ = ("node_mounts", "wasm_mounts")

_PACKAGES = ("msgspec", "oro_framework", "oro_wasm", "typing_extensions", "wasmtime")
"""The packages that the running part of oro-wasm imports."""
_OWN = Path(oro_container.__file__).parent
_VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
_START = """#!/bin/sh
# {what}: {usage}
[ $# -gt {least} ] || {{ echo 'Usage: {usage}' >&2; exit 2; }}
oro=/usr/local/lib/oro
[ -x $oro/python/bin/python3 ] || {{ echo "Cannot run it: containers do not reach the app's Python" >&2; exit 126; }}
LD_LIBRARY_PATH=$oro/python/lib exec $oro/python/bin/python3 -I -S -B $oro/guest/{script} "$@"
"""
_RUN = _START.format(what="Runs a WebAssembly program", usage="wasm FILE [ARGUMENTS...]", least=0, script="run.py")
_SERVE = _START.format(
    what="Answers requests on a port by a WebAssembly program, as CGI has it",
    usage="wasm-serve PORT FILE [ARGUMENTS...]",
    least=1,
    script="serve.py",
)
_SERVING = ("core/gateway", "programs/wasm/guest")
"""The parts of this package that serving needs."""
_MISSING = """#!/bin/sh
echo "Cannot run WebAssembly: the app has no engine for it; install oro-wasm beside oro-container" >&2
exit 126
"""


def wasm_mounts(granted: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the mounts for `wasm`, which runs a file, and for `python` and `qjs`.

    Args:
        granted: names or paths of programs of the machine, which come before those of the same name.
    """
    if not _has_engine():
        yield _program("wasm", _MISSING)
        yield _program("wasm-serve", _MISSING)
        return
    yield _program("wasm", _RUN)
    yield _program("wasm-serve", _SERVE)
    for part in _SERVING:
        yield _bind(f"{_OWN}/{part}", f"/usr/local/lib/oro/packages/oro_container/{part}")
    yield from _python()
    for name in _PACKAGES:
        if (path := _file_of(name)) is not None:
            yield _bind(str(path), f"/usr/local/lib/oro/packages/{path.name}")
    kept = _kept()
    if kept is None:
        return
    yield _bind(str(kept), "/usr/local/lib/oro/programs")
    names = {os.path.basename(each) for each in granted}
    for each in interpreters():
        if not names & each.replaced_by:
            yield _program(each.name, _runs(each.file))


def node_mounts() -> Iterator[dict[str, Any]]:
    """Yield the mounts for a `node` that is fetched when it is first used; the same file has its npm."""
    if not _has_engine() or _kept() is None:
        return
    node = fetched_node()
    yield _program("node", _runs(node.file))
    npm = f"/usr/local/lib/oro/programs/{node.file}/lib/node_modules/npm"
    yield {"link": npm, "at": "/usr/local/lib/node_modules/npm"}
    yield {"link": f"{npm}/bin/npx-cli.js", "at": "/usr/local/bin/npx"}
    yield _program("npm", npm_program())


def _runs(file: str) -> str:
    """Return the text of a program that runs what is kept under a name."""
    return f'#!/bin/sh\nexec /usr/local/bin/wasm /usr/local/lib/oro/programs/{file} "$@"\n'


def _has_engine() -> bool:
    return all(find_spec(name) is not None for name in ("oro_wasm", "wasmtime"))


def _kept() -> Path | None:
    """Return the folder of what is kept; None where the user has no home for it."""
    try:
        return kept_folder()
    except (OSError, RuntimeError):
        return None


def _bind(path: str, at: str) -> dict[str, Any]:
    """Return a mount without which a container boots as well: this Python may be out of reach for its programs."""
    return {"bind": path, "at": at, "optional": True}


def _program(name: str, text: str) -> dict[str, Any]:
    return {"text": text, "at": f"/usr/local/bin/{name}", "mode": 0o755}


def _python() -> Iterator[dict[str, Any]]:
    """Yield those of this Python, without the packages that are installed for it; a built app has none to mount."""
    if is_built():
        return
    guest = str(Path(__file__).parent / "guest")
    library = sysconfig.get_path("stdlib")
    yield _bind(os.path.realpath(sys.executable), "/usr/local/lib/oro/python/bin/python3")
    yield _bind(library, f"/usr/local/lib/oro/python/lib/{_VERSION}")
    for name in ("site-packages", "dist-packages"):
        if os.path.isdir(f"{library}/{name}"):  # hidden behind a folder without any
            yield _bind(guest, f"/usr/local/lib/oro/python/lib/{_VERSION}/{name}")
    yield _bind(guest, "/usr/local/lib/oro/guest")
    shared = sysconfig.get_config_var("INSTSONAME")
    if shared and sysconfig.get_config_var("Py_ENABLE_SHARED"):
        for folder in (f"{sys.base_prefix}/lib", sysconfig.get_config_var("LIBDIR")):
            if folder and os.path.isfile(f"{folder}/{shared}"):
                yield _bind(f"{folder}/{shared}", f"/usr/local/lib/oro/python/lib/{shared}")
                return


def _file_of(name: str) -> Path | None:
    """Return the folder of a package, or the file of a module; None where it is not installed."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)
