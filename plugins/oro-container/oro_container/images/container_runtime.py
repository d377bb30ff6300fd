"""Entries of a container's files that answer on a port, or run to an end, as processes of the container.

A program of WebAssembly is run by `wasm`, and answers as CGI has it. Anything else is a module for the reference
runtime: QuickJS runs as WebAssembly in the Node of the container, and sees the working folder only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import trio
from msgspec import Struct

from oro_container.containers.container import Container
from oro_container.containers.process import Process
from oro_container.errors import ProgramNotFound
from oro_container.images.runtime_image import APP, RuntimeOptions, engine, run_arguments, serve_arguments
from oro_container.programs.quickjs.mounts import RUNTIME, WITHIN
from oro_framework.errors import Broken, ErrnoError

__all__ = ("ServedEntry", "run_entry", "serve_entry")

_SAID = 2000
"""Characters of what an entry that cannot be served says."""
DEFAULT = RuntimeOptions()


class ServedEntry(Struct, frozen=True, eq=False):
    """An entry that answers in a container."""

    port: int
    """Of the container."""
    url: str
    """As programs of the container reach it; a page reaches the preview of its port."""
    process: Process
    """Kill it with `Container.kill`."""


async def serve_entry(
    container: Container,
    entry: str,
    *,
    port: int = 0,
    env: Mapping[str, str] | None = None,
    options: RuntimeOptions = DEFAULT,
) -> ServedEntry:
    """Have an entry of a container answer requests, once it does. If cancelled, it is ended.

    Args:
        container: the container.
        entry: a module of its working folder, a folder of routes there, or a program of WebAssembly, which is started
            for each request, as CGI has it.
        port: in the container; 0 is any that is free.
        env: variables of handlers.
        options: of the runtime.

    Raises:
        Broken: it cannot be served, or the port is taken; the message has what it said.
        ProgramNotFound: the container has no Node, which a module needs.
        Unsupported: oro-wasm, which fetches the engine, is not installed.
        TornDown: the container has ended.
    """
    if is_wasm(entry):
        process = await container.spawn("wasm-serve", str(port), entry, env=env, merged=False)
    else:
        process = await _start(container, serve_arguments(entry, options), env, {"mode": "serve", "port": port})
    try:
        line = await _first_line(process)
        if not line:
            said = await _last_words(process)
            raise Broken(said if said.startswith("Cannot serve") else f'Cannot serve "{entry[:200]}": {said}')
    except BaseException:
        with trio.CancelScope(shield=True):
            await end(container, process)
        raise
    return ServedEntry(int(line), f"http://127.0.0.1:{int(line)}/", process)


async def run_entry(
    container: Container,
    entry: str,
    args: Sequence[str] = (),
    *,
    env: Mapping[str, str] | None = None,
    merged: bool = False,
) -> Process:
    """Run an entry of a container to its end; returns once it has begun.

    Args:
        container: the container.
        entry: a module of its working folder, or a program of WebAssembly, which has the container's files.
        args: its arguments.
        env: its variables.
        merged: whether its error output comes with its output.

    Raises:
        ProgramNotFound, Unsupported, TornDown: as of `serve_entry`.
    """
    if is_wasm(entry):
        return await container.spawn("wasm", entry, *args, env=env, merged=merged)
    return await _start(container, run_arguments(entry, args), env, {"mode": "run"}, merged=merged)


def is_wasm(entry: str) -> bool:
    """Return whether an entry is a program of WebAssembly, by its name."""
    return entry.endswith(".wasm")


async def end(container: Container, process: Process) -> None:
    """End a process, and forget it."""
    if process.exit is None:
        try:
            await container.kill(process)
            await process.wait()
        except ErrnoError:
            pass  # it has ended meanwhile
    await process.aclose()
    container.started.pop(process.pid, None)


async def _start(
    container: Container,
    given: Sequence[str],
    env: Mapping[str, str] | None,
    more: Mapping[str, Any],
    *,
    merged: bool = False,
) -> Process:
    module = await _engine_in(container)
    at = container.layout.at
    folders = {**{seen: at(path) for seen, path in WITHIN.items()}, APP: container.workdir}
    told = {"engine": module, "folders": folders, "arguments": list(given), "env": dict(env or {}), **more}
    try:
        return await container.spawn("node", "--no-warnings", at(RUNTIME), json.dumps(told), merged=merged)
    except ProgramNotFound:
        raise ProgramNotFound(
            "node", "the runtime needs Node within the container; install Node and boot again"
        ) from None


async def _engine_in(container: Container) -> str:
    """Return the path of the engine in a container, with a copy of it there: it may be fetched only now."""
    found = await engine()
    path = container.layout.at(f"/tmp/.{found.name}")
    if (await container.run("test", "-f", path)).exit.code:
        data = await trio.to_thread.run_sync(found.read_bytes)
        # In one step, as two entries may be started at once.
        done = await container.run("sh", "-c", 'cat > "$1.$$" && mv "$1.$$" "$1"', "sh", path, input=data)
        if done.exit.code:
            raise Broken(f"Cannot copy the engine into the container: {done.output.decode('utf-8', 'replace').strip()}")
    return path


async def _first_line(process: Process) -> bytes:
    line = b""
    while b"\n" not in line and (data := await process.take(1)):
        line += data
    return line.partition(b"\n")[0] if b"\n" in line else b""


async def _last_words(process: Process) -> str:
    said = b""
    while len(said) < _SAID and (data := await process.take(2)):
        said += data
    return said.decode("utf-8", "replace").strip()[:_SAID] or "it ended, and said nothing"
