"""The service that answers `extension.*`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypedDict

import anyio
from anyio.abc import TaskGroup
from msgspec import Struct

from oro_extension.errors import LoadFailed, NoExtension, NotLoaded
from oro_extension.finding import Found, find, is_name
from oro_extension.loading import PERMISSION, PythonExtension, forget, import_extension
from oro_extension.running import Running
from oro_extension.settings import ROOTS, roots_of
from oro_framework.errors import DeclarationError, InvalidArgument
from oro_framework.parameters import Word
from oro_framework.service import Service, route
from oro_framework.types import Call, FileResponse, Host

__all__ = ("ABI", "Extensions")

ABI = 1
"""Version of what an extension can rely on."""
FEATURES = frozenset({"context", "ipc"})
"""`ipc`: its routes are called; `context`: its lifespan is given the host."""


class Description(TypedDict):
    """A loaded extension, as pages receive it."""

    abi: int
    name: str
    type: str
    version: str
    description: str


class Loaded(Struct):
    """An extension that is loaded."""

    found: Found
    version: str = ""
    description: str = ""
    running: Running | None = None


class Extensions(Service):
    """Extensions pages load while the app runs."""

    name = "extension"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._loaded: dict[str, Loaded] = {}
        self._turn = anyio.Lock()
        self._tasks: TaskGroup | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Keep extensions loaded until the host stops."""
        async with anyio.create_task_group() as tasks:
            self._tasks = tasks
            try:
                yield
            finally:
                for name in reversed(list(self._loaded)):
                    await self._unload(name)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the names of loaded extensions."""
        return {"extensions": list(self._loaded)}

    @route("extension.load", permission=PERMISSION)
    async def load(self, call: Call, name: Word, allow: str = "") -> Description:
        """Load an extension from an allowed folder, unless it is; `allow` says which of context and ipc it may have."""
        allowed = _features(call, allow)
        async with self._turn:
            key = name.lower()
            if key not in self._loaded:
                found = await self._find(call, name)
                self._loaded[key] = Loaded(found) if found.kind == "wasm32" else await self._start(found, allowed)
            return _described(self._loaded[key])

    @route("extension.unload", permission=PERMISSION)
    async def unload(self, call: Call, name: Word) -> dict[str, Any]:
        """Unload an extension: its routes go, its lifespan ends, and it can be loaded anew."""
        async with self._turn:
            self._of(name)
            await self._unload(name.lower())
        return {}

    @route("extension.type", permission=PERMISSION)
    async def type(self, call: Call, name: Word) -> dict[str, str]:
        """Return what an extension is: `shared` (Python), `wasm32` or `unknown`, loaded or not."""
        found = await anyio.to_thread.run_sync(find, name, self._roots())
        return {"name": name, "type": "unknown" if found is None else found.kind}

    @route("extension.stats", permission=PERMISSION)
    def stats(self, call: Call, name: Word = "") -> dict[str, Any]:
        """Return how many extensions are loaded, or of one its type and file."""
        if not name:
            return {"abi": ABI, "loaded": len(self._loaded)}
        found = self._of(name).found
        return {"abi": ABI, "name": found.name, "type": found.kind, "path": str(found.path)}

    @route("extension.binary", permission=PERMISSION)
    async def binary(self, call: Call, name: Word) -> FileResponse:
        """Return the bytes of a loaded WebAssembly extension: it runs in the page."""
        found = self._of(name).found
        if found.kind != "wasm32":
            raise InvalidArgument(f'Cannot call "{call.route}": extension "{name}" is no WebAssembly')
        fd = await anyio.to_thread.run_sync(os.open, found.path, os.O_RDONLY | os.O_CLOEXEC)
        return FileResponse(fd=fd, headers=[("content-type", "application/wasm")])

    # -- loading -------------------------------------------------------------------------------------------

    async def _find(self, call: Call, name: str) -> Found:
        if not is_name(name):
            raise InvalidArgument(
                f'Cannot call "{call.route}": parameter "name" must be letters, digits, _ and -, got "{name[:80]}"'
            )
        roots = self._roots()
        found = await anyio.to_thread.run_sync(find, name, roots)
        if found is None:
            raise NoExtension(name, ", ".join(f'"{root}"' for root in roots) or "no folder at all")
        if found.kind == "wasm32" and await anyio.to_thread.run_sync(_is_component, found.path):
            raise LoadFailed(
                name,
                f"it is a WebAssembly component, which pages call as routes, such as {name.lower()}.run, and need not "
                "load: install oro-wasm, and `oro routes` lists them",
            )
        return found

    def _roots(self) -> Any:
        return roots_of(self.host.settings[ROOTS], self.host.root)

    async def _start(self, found: Found, allowed: frozenset[str]) -> Loaded:
        extension = await anyio.to_thread.run_sync(import_extension, found)
        try:
            _check(found, extension, allowed)
            running = await self._enter(found, extension)
            try:
                self.host.add_routes(_owner(found), extension.routes)
            except DeclarationError as error:
                if running is not None:
                    await running.stop()
                raise LoadFailed(found.name, error.message, str(found.path)) from error
        except LoadFailed:
            forget(found.name)
            raise
        return Loaded(found, extension.version, extension.description, running)

    async def _enter(self, found: Found, extension: PythonExtension) -> Running | None:
        if extension.lifespan is None:
            return None
        assert self._tasks is not None
        try:
            return await Running.start(self._tasks, partial(extension.lifespan, self.host))
        except Exception as error:
            why = f"its lifespan raised {type(error).__name__}: {error}"
            raise LoadFailed(found.name, why, str(found.path)) from error

    async def _unload(self, key: str) -> None:
        loaded = self._loaded.pop(key)
        if loaded.found.kind == "wasm32":
            return
        self.host.remove_routes(_owner(loaded.found))
        failure = None if loaded.running is None else await loaded.running.stop()
        if failure is not None:
            self.host.log.error('Extension "%s" failed', loaded.found.name, exc_info=failure)
        forget(loaded.found.name)

    def _of(self, name: str) -> Loaded:
        loaded = self._loaded.get(name.lower())
        if loaded is None:
            raise NotLoaded(name[:80])
        return loaded


def _is_component(path: Path) -> bool:
    """Return whether a file is a component: its header names layer 1, that of a module layer 0."""
    with path.open("rb") as file:
        return file.read(8)[6:] == b"\1\0"


def _features(call: Call, text: str) -> frozenset[str]:
    words = frozenset(word.strip() for word in text.split(",") if word.strip())
    if unknown := words - FEATURES - {"none"}:
        known = ", ".join(sorted(FEATURES | {"none"}))
        raise InvalidArgument(
            f'Cannot call "{call.route}": parameter "allow" must be of {known}, got "{min(unknown)[:40]}"'
        )
    return words & FEATURES if words else FEATURES


def _check(found: Found, extension: PythonExtension, allowed: frozenset[str]) -> None:
    for feature, needed in (("ipc", bool(extension.routes)), ("context", extension.lifespan is not None)):
        if needed and feature not in allowed:
            raise LoadFailed(found.name, f"it needs {feature}, which is not allowed", str(found.path))


def _described(loaded: Loaded) -> Description:
    found = loaded.found
    return Description(
        abi=ABI, name=found.name, type=found.kind, version=loaded.version, description=loaded.description
    )


def _owner(found: Found) -> str:
    return f"extension {found.name}"
