"""The interpreters that oro-wasm fetches: CPython and QuickJS, which are WebAssembly, and Node."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from oro_container.folders import cache_folder

if TYPE_CHECKING:
    from oro_wasm.builds.build import MissingTool

__all__ = ("Interpreter", "fetched_node", "interpreters", "kept_folder")

Report = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter, which all containers share."""

    name: str
    file: str
    """The name of its file, or folder, among those that are kept; another one for each version."""
    replaced_by: frozenset[str]
    """Programs of the machine that leave no place for it."""
    fetch: Callable[[Report], Awaitable[Path]]
    """Returns the file, or folder, that oro-wasm has; it is fetched first if it is not there."""
    missing: Callable[[], str]
    """Returns what has to be fetched, with its size; empty where all is there."""


def kept_folder() -> Path:
    """Return the folder of the interpreters and their compiled code, which belongs to the user alone."""
    folder = cache_folder() / "programs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@cache
def interpreters() -> Sequence[Interpreter]:
    """Return those that are WebAssembly; oro-wasm is installed."""
    return (_python(), _quickjs())


@cache
def fetched_node() -> Interpreter:
    """Return Node, for where the machine has none; oro-wasm is installed."""
    from oro_wasm.builds.pinned import NODE
    from oro_wasm.builds.toolchains import fetch_py, missing_py

    async def fetch(report: Report) -> Path:
        return await fetch_py(NODE, report) / NODE.module

    return Interpreter("node", f"node-{NODE.version}", frozenset({"node"}), fetch, lambda: _sizes(missing_py(NODE)))


def _python() -> Interpreter:
    from oro_wasm.languages.node import missing_packages
    from oro_wasm.languages.python.interpreter import interpreter
    from oro_wasm.languages.python.packages import runtime

    packages = runtime()
    digest = sha256((packages.manifest + packages.lock).encode()).hexdigest()[:12]
    return Interpreter(
        "python",
        f"python-{packages.version}-{digest}.wasm",
        frozenset({"python", "python3"}),
        interpreter,
        lambda: _sizes(missing_packages(packages, packages.name)),
    )


def _quickjs() -> Interpreter:
    from oro_wasm.builds.pinned import ZIG
    from oro_wasm.builds.toolchains import missing_py
    from oro_wasm.languages.javascript import engine
    from oro_wasm.languages.javascript.quickjs import VERSION, missing_sources

    folder = Path(engine.__file__).parent
    digest = sha256(b"".join((folder / each).read_bytes() for each in ("host.c", "prelude.js"))).hexdigest()[:12]
    return Interpreter(
        "qjs",
        f"qjs-{VERSION}-{digest}.wasm",
        frozenset({"qjs"}),
        engine.interpreter,
        lambda: _sizes([*missing_py(ZIG), *missing_sources()]),
    )


def _sizes(tools: Sequence[MissingTool]) -> str:
    return ", ".join(f"{each.name} ({each.megabytes} MB)" for each in tools)
