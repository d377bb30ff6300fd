"""What every file route stands on: the places, the operations, the open descriptors and the threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import ParamSpec, TypedDict, TypeVar

import anyio

from oro_framework.protected import Use
from oro_framework.service import Service
from oro_framework.types import Host
from oro_fs import settings
from oro_fs.files.operations import Files
from oro_fs.handles.descriptors import Descriptor, Descriptors
from oro_fs.sandbox.guard import Guarded
from oro_fs.sandbox.location import located
from oro_fs.sandbox.paths import Paths, encoded
from oro_fs.sandbox.resolver import Policy, Resolver
from oro_fs.sandbox.roots import Root, Roots

__all__ = ("Base", "Id", "Mode", "Opened", "PathAnswer", "Result", "check_cancelled", "path_answer")

P = ParamSpec("P")
T = TypeVar("T")


class Opened(TypedDict):
    """A descriptor: the caller's id and the system's number."""

    id: str
    fd: int


class Id(TypedDict):
    """The id of what was made or ended."""

    id: str


class Result(TypedDict):
    """Zero, or how many bytes were written."""

    result: int


class Mode(TypedDict):
    """A file mode."""

    mode: int


class PathAnswer(TypedDict):
    """A path as text, bytes that are no UTF-8 replaced, and percent-encoded, every byte kept."""

    path: str
    encoded: str


def check_cancelled() -> None:
    """End the work of a thread whose call was cancelled: raises what ends it there."""
    from anyio import from_thread  # not every app copies files

    from_thread.check_cancelled()


def path_answer(raw: bytes) -> PathAnswer:
    """Build the answer that tells a path."""
    return {"path": raw.decode("utf-8", "replace"), "encoded": encoded(raw)}


class Base(Service):
    """State shared by the routes; see `FS`."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        chosen = host.settings
        self.policy = Policy(
            no_follow=chosen[settings.NO_FOLLOW],
            disable_links=chosen[settings.DISABLE_LINKS],
            allow_special=chosen[settings.ALLOW_SPECIAL],
        )
        self.roots, self.paths = _places(host)
        self.files = Files(Resolver(self.roots, self.policy), self.policy, Guarded(host.path_guard))
        self._at_once = self.files.from_memory()
        self.descriptors = Descriptors(chosen[settings.MAX_DESCRIPTORS])
        self._threads = anyio.CapacityLimiter(chosen[settings.THREADS])

    async def threaded(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run something blocking in one of this service's threads. If cancelled, it is waited for first."""
        return await anyio.to_thread.run_sync(partial(function, *args, **kwargs), limiter=self._threads)

    async def quickly(self, operation: Callable[[Files], T]) -> T:
        """Run something that only looks: here when the kernel has the answer in memory, else in a thread."""
        try:
            return operation(self._at_once)
        except BlockingIOError:
            return await self.threaded(operation, self.files)

    def locate(self, path: str, use: Use) -> str:
        """Return where a file lies that pages may use so, for services that must open it by name; blocks.

        The path returned is absolute and had no link in it. Another program may put one there afterwards; pages may
        not while the caller is within `Host.path_guard.still()`.

        Raises:
            SecurityError: pages may not open it.
            InvalidArgument: it is no path and no URL of a file.
        """
        return os.fsdecode(located(self.paths.place(path), self.roots, self.policy, self.host.path_guard, use))

    async def with_fd(self, descriptor: Descriptor, function: Callable[[int], T], *, quick: bool = False) -> T:
        """Run something on an open descriptor, which stays open meanwhile; here when it is `quick` and local."""
        with descriptor.use() as fd:
            if quick and descriptor.local:
                return function(fd)
            return await self.threaded(function, fd)

    async def closed(self, descriptors: Iterable[Descriptor]) -> None:
        """Close descriptors already taken from the table, however their file systems behave."""
        distant = []
        for descriptor in descriptors:
            if descriptor.local:
                descriptor.close()
            else:
                distant.append(descriptor)
        for descriptor in distant:
            with anyio.CancelScope(shield=True):
                await self.threaded(descriptor.close)


def _places(host: Host) -> tuple[Roots, Paths]:
    resources = Root(host.root)
    mounts = [(os.fsencode(mount.prefix), Root(mount.folder)) for mount in host.mounts]
    own = [resources, *(root for _, root in mounts)]
    every = Roots([*own, *(Root(each.path, make=each.made) for each in host.path_guard.roots)])
    return every, Paths(host.bundle, resources, mounts, every if host.path_guard.confined else None)
