"""The containers of every window: booted, found, and ended with their page."""

from __future__ import annotations

import errno
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import trio

from oro_container.containers.container import Container
from oro_container.containers.containers import Containers
from oro_container.core.policy import Policy
from oro_container.errors import CannotBoot, NoSuchContainer
from oro_container.images.booting import boot_arguments
from oro_container.images.image import Image
from oro_container.pages.page_container import PageContainer
from oro_container.pages.port_previews import PortPreviews
from oro_container.previews.scripts import ForwardErrors
from oro_framework.departures import Departures
from oro_framework.errors import ErrnoError, InvalidArgument, OroError
from oro_framework.held import Held
from oro_framework.types import Window

__all__ = ("PageContainers",)


class PageContainers:
    """Boots containers for windows, finds them, and ends them.

    Args:
        limit: how many one window may have.
        containers: boots them.
        previews: shows their ports.
        layers: folders whose files their working folders begin with, the uppermost first.
    """

    def __init__(self, limit: int, containers: Containers, previews: PortPreviews, layers: Sequence[Path] = ()) -> None:
        self.held: Held[PageContainer] = Held(limit, missing=NoSuchContainer, taken=_taken, full=_too_many)
        self._containers = containers
        self._departures = Departures()
        self._previews = previews
        self._layers = tuple(layers)
        self._tasks: trio.Nursery | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let containers be booted."""
        async with trio.open_nursery() as self._tasks:
            try:
                yield
            finally:
                self._tasks.cancel_scope.cancel()

    async def warm(self) -> None:
        """Start what boots containers, where this machine can."""
        with suppress(CannotBoot, OSError):  # which a boot tells of
            await self._containers.warm()

    async def boot(
        self,
        window: Window | None,
        name: str,
        workdir: str,
        policy: Policy,
        forward_errors: ForwardErrors = False,
        image: Image | None = None,
    ) -> PageContainer:
        """Boot a container for a window.

        Args:
            window: its owner.
            name: its files are kept by this name.
            workdir: the name of its working folder.
            policy: what it may do.
            forward_errors: which errors of its previews are told.
            image: that it has the files and the rest of; its working folder is then that of the image.

        Raises:
            InvalidArgument: a name is none.
            BadImage, Denied: the image cannot be booted, or wants more than the policy grants.
            CannotBoot: this machine cannot make it, or not with the walls that the policy demands.
            Closed: the page went meanwhile; nothing is left running.
            ErrnoError: EMFILE, the window has too many.
        """
        given: Mapping[str, Any] = {"workdir": workdir, "policy": policy, "layers": self._layers}
        if image is not None:
            given = await trio.to_thread.run_sync(boot_arguments, image, policy)
        return await self._held(window, name, forward_errors, partial(self._containers.boot, name=name, **given))

    async def clone(
        self, window: Window | None, other: Container, name: str, policy: Policy, forward_errors: ForwardErrors = False
    ) -> PageContainer:
        """Boot a copy of a container for a window.

        Args:
            window: its owner.
            other: the other one.
            name: its files are kept by this name.
            policy: what it may do.
            forward_errors: which errors of its previews are told.

        Raises:
            InvalidArgument, CannotBoot, Closed, ErrnoError: as of `boot`.
            TornDown: the other one has ended.
        """
        cloned = partial(self._containers.clone, other, name=name, policy=policy)
        return await self._held(window, name, forward_errors, cloned)

    async def _held(
        self,
        window: Window | None,
        name: str,
        forward_errors: ForwardErrors,
        boot: Callable[[], Awaitable[Container]],
    ) -> PageContainer:
        before = self._departures.so_far(window)
        self.held.check_new(window, "")
        container = await boot()
        self.start(partial(self._previews.follow, container, forward_errors))
        try:
            self._departures.check(window, before, "boot a container")
            return self.held.add(window, container.id, PageContainer(name, container))
        except OroError:
            container.close()
            raise

    def start(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run a function in a task of the service's own; it must not raise."""
        assert self._tasks is not None
        self._tasks.start_soon(work)

    async def teardown(self, window: Window | None, id: str) -> None:
        """End a container and everything in it; return once that is done, in any case.

        Raises:
            NoSuchContainer: the window has none of that id.
        """
        await self._end(self.held.remove(window, id))

    async def release(self, window: Window) -> None:
        """End the containers of a window, and return once that is done."""
        self._departures.note(window)
        async with trio.open_nursery() as ending:
            for each in self.held.of(window):
                self.held.discard(window, each.container.id, each)
                ending.start_soon(self._end, each)

    async def signal_all(self, number: signal.Signals) -> None:
        """Send a signal to every program of every container."""
        for each in self.held:
            for process in list(each.container.started.values()):
                # It may have gone meanwhile.
                with suppress(OroError):
                    if process.exit is None:
                        await each.container.kill(process, number)

    async def _end(self, ended: PageContainer) -> None:
        ended.close()
        with trio.CancelScope(shield=True):
            await ended.container.ended.wait()


def _taken(id: str) -> InvalidArgument:
    return InvalidArgument(f'Cannot boot container "{id}": the window has one of that id')


def _too_many(id: str) -> ErrnoError:
    why = "the window has too many; tear one down, or raise container_max_containers"
    return ErrnoError(errno.EMFILE, f"Cannot boot a container: {why}")
