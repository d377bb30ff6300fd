"""Answers `npm install`, `ci` and `uninstall` in a container."""

from __future__ import annotations

import math
import os
import platform
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import trio

from oro_container.containers.container import Container
from oro_container.containers.door import Reply
from oro_container.core.packages.command_line import Command, read_command
from oro_container.core.packages.errors import PackageError
from oro_container.core.packages.npmrc import read_npmrc
from oro_container.core.packages.platform import Platform
from oro_container.core.tarballs.problem import BadSum, BadTarball
from oro_container.egress.addresses import parsed
from oro_container.egress.rules import Rules
from oro_container.packages.container_project import ContainerProject
from oro_container.packages.events import Event, Fetching, Resolving, RunningScript, Warned
from oro_container.packages.install import Setup, install
from oro_container.packages.installed import Installed
from oro_container.packages.nursery import open_nursery
from oro_container.packages.scripts import Script
from oro_container.packages.store import Store
from oro_container.programs.node import default_registry
from oro_framework.errors import Denied, ErrnoError

__all__ = ("NpmAnswers",)

_REGISTRY = "npm_config_registry"
_PORTS = {"http": 80, "https": 443}
_BEHIND = 64
"""Events that wait at most before progress is left out."""
_CPUS = {"x86_64": "x64", "aarch64": "arm64"}


class NpmAnswers:
    """Installs packages for one container.

    Args:
        container: the container.
        store: the packages that all containers share.
    """

    def __init__(self, container: Container, store: Store) -> None:
        self._container = container
        self._store = store
        self._registries = _registries_of_machine()

    async def __call__(self, asked: Mapping[str, Any], reply: Reply) -> None:
        """Answer a command line.

        Raises:
            Denied: the policy grants no packages.
            OroError: they cannot be installed.
        """
        argv = asked.get("argv")
        words = [str(word) for word in argv] if isinstance(argv, list) else []
        command = read_command(words)
        if command is None:
            await reply({"own": True})
            return
        if not self._container.policy.packages:
            raise Denied("Cannot install packages: the policy of the container does not allow it")
        try:
            installed = await self._install(asked, command, reply)
        except (PackageError, BadTarball, BadSum) as error:
            await reply({"error": str(error)})
            return
        for line in _summary(installed):
            await reply({"out": f"{line}\n"})

    async def _install(self, asked: Mapping[str, Any], command: Command, reply: Reply) -> Installed:
        send, receive = trio.open_memory_channel[Event](math.inf)
        async with open_nursery() as tasks:
            tasks.start_soon(self._tell, receive, reply, int(asked.get("columns") or 0))
            path = await self._path(str(asked.get("cwd") or ""))
            async with send, ContainerProject(self._container.files, path) as project:
                setup = self._setup(str(asked.get("node", "")))
                return await install(project, command, setup, lambda event: _offer(send, event))

    async def _path(self, cwd: str) -> str:
        """Return the folder of the project: from where npm was called upwards, the first that is one."""
        files = self._container.files
        called = path = files.located(cwd)
        while path.startswith(files.workdir):
            for name in ("package.json", "node_modules"):
                with suppress(ErrnoError):
                    await files.stat(f"{path}/{name}")
                    return path
            path = path.rpartition("/")[0]
        return called

    def _setup(self, node: str) -> Setup:
        return Setup(
            store=self._store,
            platform=Platform(cpu=_CPUS.get(platform.machine(), platform.machine()), node=node),
            npmrc="".join(f"{key}={value}\n" for key, value in self._registries.items()),
            admits=self._admits,
            run_script=self._run_script if self._container.policy.scripts else None,
        )

    def _admits(self, url: str) -> bool:
        """Return whether the host may ask an address for this container: a registry of the machine, or one granted.

        A policy that grants every host grants those of the internet, and the host that asks is in other networks too,
        so only hosts that it names count here.
        """
        parts = urlsplit(url)
        origins = {(urlsplit(each).scheme, urlsplit(each).netloc) for each in self._registries.values()}
        if (parts.scheme, parts.netloc) in origins:
            return True
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        rules = Rules(each for each in self._container.policy.hosts if each.partition(":")[0] != "*")
        address = parsed(host)
        return rules.allow(host, port) if address is None else rules.name_address(address, port)

    async def _run_script(self, script: Script) -> int:
        path = ":".join((*script.path, self._container.path))
        process = await self._container.spawn(
            "sh",
            "-c",
            script.command,
            cwd=f"{script.env['npm_package_json'].rpartition('/')[0]}",
            env={**script.env, "PATH": path},
        )
        try:
            async for _ in process.read():
                pass
            return (await process.wait()).code
        finally:
            if process.exit is None:
                with trio.CancelScope(shield=True):
                    await self._container.kill(process, signal.SIGKILL)

    async def _tell(self, events: trio.MemoryReceiveChannel[Event], reply: Reply, columns: int) -> None:
        """Tell the page and the terminal how far it is."""
        drawn = False
        async for event in events:
            kind = type(event).__name__.lower()
            self._container.publish({"type": "install", "state": kind, **msgspec.to_builtins(event)})
            if isinstance(event, Warned):
                await reply({"err": f"npm warn {event.text}\n"})
            elif columns and (text := _progress(event)):
                await reply({"err": f"\r\x1b[K{text[: columns - 1]}"})
                drawn = True
        if drawn:
            await reply({"err": "\r\x1b[K"})


def _offer(send: trio.MemorySendChannel[Event], event: Event) -> None:
    """Tell an event; progress is left out while the terminal is too slow for it."""
    if isinstance(event, Resolving | Fetching) and send.statistics().current_buffer_used > _BEHIND:
        return
    send.send_nowait(event)


def _progress(event: Event) -> str:
    match event:
        case Resolving(done, of):
            return f"resolving {done}/{of}"
        case Fetching(done, of, size):
            return f"fetching {done}/{of}, {size / 1e6:.1f} MB"
        case RunningScript(package, script):
            return f"{package} {script}"
        case _:
            return ""


def _summary(installed: Installed) -> list[str]:
    added, removed, kept = len(installed.added), len(installed.removed), installed.kept
    parts = [f"{verb} {count}" for verb, count in (("added", added), ("removed", removed)) if count]
    first = f"{', '.join(parts)} package{'s' if added + removed != 1 else ''}" if parts else "up to date"
    lines = ["", f"{first} in {installed.done.seconds:.1f} s ({added + kept} in all, installed by oro-container)"]
    if installed.skipped_scripts:
        names = sorted({one.package for one in installed.skipped_scripts})
        lines.append(f"not run, as the policy allows no scripts: {len(names)} ({', '.join(names[:8])})")
    if installed.native:
        lines.append(f"with code of the machine: {', '.join(sorted(one.package for one in installed.native)[:8])}")
    return lines


def _registries_of_machine() -> dict[str, str]:
    """Return the registries that npm of the machine is set to, by key; never its tokens."""
    text = ""
    # There may be none, no home, or bytes that are no text.
    with suppress(OSError, RuntimeError, ValueError):
        text = (Path.home() / ".npmrc").read_text("utf-8")
    npmrc = read_npmrc([text], os.environ)
    found = {key: str(value) for key, value in npmrc.values.items() if key.endswith(":registry")}
    given = (value for name, value in os.environ.items() if name.lower() == _REGISTRY and value)
    named = next(given, "") or npmrc.registry or default_registry()
    return {"registry": named, **found} if named else found
