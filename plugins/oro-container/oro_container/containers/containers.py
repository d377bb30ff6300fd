"""The containers of an app: booted, found, and ended."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import trio

from oro_container.containers.choosing import choose
from oro_container.containers.container import Container
from oro_container.containers.container_folder import check_name
from oro_container.containers.control_groups.control_group import ControlGroup
from oro_container.containers.control_groups.groups import ControlGroups
from oro_container.containers.files import Files
from oro_container.containers.isolation import isolation
from oro_container.containers.launcher import Launcher
from oro_container.containers.layout import Layout
from oro_container.containers.limits import hold_limits
from oro_container.containers.link import Link, socket_pair
from oro_container.containers.network import Network
from oro_container.containers.root import mounts
from oro_container.containers.sharing import share
from oro_container.containers.storage import Storage
from oro_container.containers.view import check_folders
from oro_container.core.policy import Level, Policy
from oro_container.egress.egress import Egress
from oro_container.errors import CannotBoot, TornDown
from oro_container.programs.node import find_node

__all__ = ("Containers",)

_log = logging.getLogger("oro.container")
DEFAULT = Policy()
NO_VARIABLES: Mapping[str, str] = {}


class Containers:
    """Boots containers and ends them.

    Args:
        folder: where their files are; each has a folder of its own.
        egress: makes the way out of a container.
        prepare: called with each container before programs run in it.
        strongest: the strongest walls that they get.
    """

    def __init__(
        self,
        folder: Path,
        egress: Callable[[Policy], Egress] = Egress,
        prepare: Callable[[Container], None] = lambda container: None,
        strongest: Level = "namespaces",
    ) -> None:
        self._strongest = strongest
        self._prepare = prepare
        self._folder = folder
        self._egress = egress
        self._launcher = Launcher()
        self._groups = ControlGroups(self._launcher)
        self._storages: dict[str, Storage] = {}
        """Of containers that run, by id."""
        self._tasks: trio.Nursery | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let containers be booted; at the end, end them all."""
        failure: Exception | None = None
        try:
            async with trio.open_nursery() as self._tasks:
                try:
                    yield
                except Exception as error:
                    # Raised below, where the nursery does not make a group of it.
                    failure = error
                finally:
                    self._tasks.cancel_scope.cancel()
        finally:
            await self._launcher.aclose()
            await self._groups.aclose()
        if failure is not None:
            raise failure

    async def warm(self) -> None:
        """Start what boots containers, and see which walls there are, so that the first need not wait for it.

        Raises:
            CannotBoot: this machine cannot boot any.
            OSError: a process could not be started.
        """
        await self._launcher.missing()

    async def boot(
        self,
        *,
        name: str = "",
        workdir: str = "project",
        policy: Policy = DEFAULT,
        layers: Sequence[Path] = (),
        copied: Container | None = None,
        variables: Mapping[str, str] = NO_VARIABLES,
        entry: Sequence[str] = (),
    ) -> Container:
        """Boot a container.

        Args:
            name: its files are kept by this name, and there at the next boot; without one they go with it.
            workdir: the name of its working folder.
            policy: what it may do.
            layers: folders that are read where the working folder has nothing of its own, the uppermost first.
            copied: a container of whose files it gets a copy.
            variables: those that every program gets.
            entry: the command of its image.

        Raises:
            InvalidArgument: a name is none.
            CannotBoot: this machine cannot make it, or not with the walls that the policy demands; one of that name
                runs; it is to have a copy, and there are files of that name.
            TornDown: `copied` has ended.
        """
        check_name(workdir, "working folder")
        if name:
            check_name(name)
        egress = self._egress(policy)
        level = await self._level(policy)
        shared = level != "namespaces"
        storage = Storage(self._folder, name, policy, layers, copies=copied is not None, shared=shared)
        try:
            launcher, group = await self._groups.make(policy)
            try:
                async with _folders_of(copied) as folders:
                    await trio.to_thread.run_sync(storage.prepare, folders)
                layout = storage.layout(workdir)
                message = await trio.to_thread.run_sync(_message, storage, layout, level, policy)
                links = await launcher.launch(message | {"groups": group.members if group else ()})
            except BaseException:
                with trio.CancelScope(shield=True):
                    await trio.to_thread.run_sync(storage.release)
                    await _remove_group(group)
                raise
            container = await self._begun(storage, group, links, policy, egress, level, layout)
            container.variables, container.entry = dict(variables), tuple(entry)
            return container
        except OSError as error:
            raise CannotBoot(f"Cannot boot a container: {error.strerror}") from error

    async def clone(self, container: Container, *, name: str = "", policy: Policy | None = None) -> Container:
        """Boot a container with a copy of another's files, and with its working folder, variables and entry.

        Processes, ports and the folders it was granted are not copied; programs may go on meanwhile, and each file is
        as it is when it is read.

        Args:
            container: the other one.
            name: the files of the new one are kept by this name; without one they go with it.
            policy: what the new one may do; that of the other unless given.

        Raises:
            InvalidArgument, CannotBoot: as of `boot`.
            TornDown: the other one has ended.
        """
        return await self.boot(
            name=name,
            workdir=container.layout.name,
            policy=container.policy if policy is None else policy,
            copied=container,
            variables=container.variables,
            entry=container.entry,
        )

    async def _level(self, policy: Policy) -> Level:
        try:
            missing = await self._launcher.missing()
        except OSError as error:
            raise CannotBoot(f"Cannot boot a container: {error.strerror}") from error
        level = await trio.to_thread.run_sync(choose, policy.level, self._strongest, missing, find_node())
        if level != "namespaces":
            check_folders(policy, level)
        return level

    async def _begun(
        self,
        storage: Storage,
        group: ControlGroup | None,
        links: tuple[socket.socket, socket.socket],
        policy: Policy,
        egress: Egress,
        level: Level,
        layout: Layout,
    ) -> Container:
        ready, failure = trio.Event(), ""

        def told(message: dict[str, Any], fds: Any) -> None:
            nonlocal failure
            if "ready" in message:
                ready.set()
            elif "failed" in message:
                failure = message["failed"]
            else:
                container.told(message, fds)

        init, servers = Link(links[0], told), Link(links[1])
        near, far = socket_pair()
        network, files = (
            Network(egress, init),
            Files(Link(near), layout.workdir, home=layout.home, shared=storage.shared),
        )
        root, watched = os.geteuid() == 0, bool(storage.watched)
        limited = group.limited if group else frozenset()
        holds = isolation(level, policy, root=root, limited=limited, watched=watched)
        container = Container(secrets.token_hex(8), policy, holds, layout, init, files, network, servers, group)
        egress.watchers.append(lambda decision: container.publish({"type": "outside", **asdict(decision)}))
        self._prepare(container)
        self._storages[container.id] = storage
        assert self._tasks is not None
        self._tasks.start_soon(self._live, container, init, servers, storage, group)
        with far:
            async with trio.open_nursery() as waiting:
                waiting.start_soon(_first, waiting.cancel_scope, ready)
                waiting.start_soon(_first, waiting.cancel_scope, init.lost)
            if not ready.is_set():
                raise CannotBoot(f"Cannot boot a container: {failure or 'it ended at once'}")
            await servers.tell({}, [far.fileno()])
        self._tasks.start_soon(container.files.serve)
        self._tasks.start_soon(hold_limits, container, storage.watched, storage.given)
        return container

    async def _live(
        self, container: Container, init: Link, servers: Link, storage: Storage, group: ControlGroup | None
    ) -> None:
        """Serve a container until it has ended; then let its files go. A fault in it ends it alone."""
        try:
            async with trio.open_nursery() as serving:
                serving.start_soon(container.network.serve)
                serving.start_soon(container.door.serve)
                serving.start_soon(container.memory.watch)
                await init.listen()
                serving.cancel_scope.cancel()
        except Exception:
            # What comes from within the walls is for programs to say, and others' containers run on.
            _log.exception("Container %s has ended by a fault of its host", container.id)
            container.fail("The container has ended by a fault of its host; the log of the app says how")
        finally:
            init.close()
            container.network.close()
            container.door.close()
            servers.close()
            container.files.close()
            del self._storages[container.id]
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(storage.release)
                await _remove_group(group)
            container.lost()


@asynccontextmanager
async def _folders_of(container: Container | None) -> AsyncIterator[Mapping[str, int]]:
    """Yield descriptors of the folders of a container: its working folder, and the home of its user."""
    folders: dict[str, int] = {}
    if container is None:
        yield folders
        return
    try:
        if container.ended.is_set():
            raise TornDown(container.id)
        folders["work"] = await container.files.folder()
        folders["home"] = await container.files.home()
        yield folders
    finally:
        for descriptor in folders.values():
            os.close(descriptor)


def _message(storage: Storage, layout: Layout, level: Level, policy: Policy) -> dict[str, Any]:
    """Return what the launcher is told of a container; make what it is to find. Blocks."""
    limits = {"processes": policy.processes, "memory": policy.memory, "cpu_seconds": policy.cpu_seconds}
    message = {
        "level": level,
        "name": "container",
        "root": layout.root or str(storage.root),
        "listen": policy.listen,
        "connect": bool(policy.hosts),
        "limits": {name: limit for name, limit in limits.items() if limit is not None},
    }
    node = find_node()
    if level == "namespaces":
        return {**message, "mounts": mounts(policy, node, storage.mounts(layout.workdir))}
    return {**message, "shared": share(layout, level, mounts(policy, node, ()), node)}


async def _remove_group(group: ControlGroup | None) -> None:
    if group is not None:
        await group.aclose()


async def _first(scope: trio.CancelScope, event: trio.Event) -> None:
    await event.wait()
    scope.cancel()
