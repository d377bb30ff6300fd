"""Answers `npm install`, `ci` and `uninstall` in a container."""

from __future__ import annotations

import math
import platform
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec
import trio

from oro_container.containers.container import Container
from oro_container.containers.door import Reply
from oro_container.core.packages.command_line import Command, read_command
from oro_container.core.packages.errors import PackageError
from oro_container.core.packages.events import Event, Fetching, Resolving, Warned
from oro_container.core.packages.installed import Installed
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.scripts import Script
from oro_container.core.packages.summary import progress_of, summary_of
from oro_container.core.tarballs.problem import BadSum, BadTarball
from oro_container.packages.container_project import ContainerProject
from oro_container.packages.install import Setup, install
from oro_container.packages.machine_registries import Admitting, registries_of_machine
from oro_container.packages.nursery import open_nursery
from oro_container.packages.store import Store
from oro_framework.errors import Denied, ErrnoError

__all__ = ("NpmAnswers",)

_BEHIND = 64
"""Events that wait at most before progress is left out."""
_MOST_SAID = 1 << 28
"""Bytes that git or npm may write, a packed package among them."""
_MOST_SHOWN = 1 << 14
"""Bytes of what a failed script wrote that are shown, the last ones."""
_CPUS = {"x86_64": "x64", "aarch64": "arm64"}
_NPM = "/usr/local/lib/node_modules/npm"
_NODE_GYP = f"{_NPM}/node_modules/@npmcli/run-script/lib/node-gyp-bin"
"""The folder of npm's own `node-gyp`, which it lends to scripts."""


class NpmAnswers:
    """Installs packages for one container.

    Args:
        container: the container.
        store: the packages that all containers share.
    """

    def __init__(self, container: Container, store: Store) -> None:
        self._container = container
        self._store = store
        self._registries = registries_of_machine()

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
        for line in summary_of(installed):
            await reply({"out": f"{line}\n"})

    async def _install(self, asked: Mapping[str, Any], command: Command, reply: Reply) -> Installed:
        send, receive = trio.open_memory_channel[Event](math.inf)
        async with open_nursery() as tasks:
            tasks.start_soon(self._tell, receive, reply, int(asked.get("columns") or 0))
            path = await self._path(str(asked.get("cwd") or ""))
            async with send, ContainerProject(self._container.files, path) as project:
                setup = self._setup(str(asked.get("node", "")), reply)
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

    def _setup(self, node: str, reply: Reply) -> Setup:
        admitting = Admitting(self._registries.values(), self._container.policy.hosts)
        return Setup(
            store=self._store,
            platform=Platform(cpu=_CPUS.get(platform.machine(), platform.machine()), node=node),
            npmrc="".join(f"{key}={value}\n" for key, value in self._registries.items()),
            admits=admitting.admits,
            leads=admitting.leads,
            run_script=partial(self._run_script, reply) if self._container.policy.scripts else None,
            run_program=self._run_program if self._has_git() else None,
        )

    def _has_git(self) -> bool:
        return any(each.rpartition("/")[2] == "git" for each in self._container.policy.programs)

    async def _run_program(self, argv: Sequence[str], folder: str) -> tuple[int, bytes]:
        script = 'cd "$1" && shift && exec "$@"'  # folders of programs are not only those of the project
        done = await self._container.run("sh", "-c", script, "sh", folder, *argv, max_output=_MOST_SAID)
        return done.exit.code, done.output

    async def _run_script(self, reply: Reply, script: Script) -> int:
        at = self._container.layout.at
        process = await self._container.spawn(
            "sh",
            "-c",
            script.command,
            cwd=f"{script.env['npm_package_json'].rpartition('/')[0]}",
            env={
                **script.env,
                "npm_config_node_gyp": at(f"{_NPM}/node_modules/node-gyp/bin/node-gyp.js"),
                "PATH": ":".join((*script.path, at(_NODE_GYP), self._container.path)),
            },
        )
        shown = bytearray()
        try:
            async for data in process.read():
                shown += data
                del shown[:-_MOST_SHOWN]
            code = (await process.wait()).code
        finally:
            if process.exit is None:
                with trio.CancelScope(shield=True):
                    await self._container.kill(process, signal.SIGKILL)
        if code and not script.optional:
            lines = shown.decode(errors="replace").splitlines()
            await reply({"err": "".join(f"npm error {line}\n" for line in lines)})
        return code

    async def _tell(self, events: trio.MemoryReceiveChannel[Event], reply: Reply, columns: int) -> None:
        """Tell the page and the terminal how far it is."""
        drawn = False
        async for event in events:
            kind = type(event).__name__.lower()
            self._container.publish({"type": "install", "state": kind, **msgspec.to_builtins(event)})
            if isinstance(event, Warned):
                await reply({"err": f"npm warn {event.text}\n"})
            elif columns and (text := progress_of(event)):
                await reply({"err": f"\r\x1b[K{text[: columns - 1]}"})
                drawn = True
        if drawn:
            await reply({"err": "\r\x1b[K"})


def _offer(send: trio.MemorySendChannel[Event], event: Event) -> None:
    """Tell an event; progress is left out while the terminal is too slow for it."""
    if isinstance(event, Resolving | Fetching) and send.statistics().current_buffer_used > _BEHIND:
        return
    send.send_nowait(event)
