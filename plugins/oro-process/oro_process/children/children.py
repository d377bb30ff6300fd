"""The programs of every window: started, found, and ended with their page."""

from __future__ import annotations

import errno
import os
import secrets
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

import trio

from oro_framework.departures import Departures
from oro_framework.held import Held, owner_of
from oro_framework.types import Call, Window
from oro_process.children.child import Child
from oro_process.children.description import Start
from oro_process.children.launch import Launch
from oro_process.children.pipes import opened
from oro_process.errors import IdTaken, NoSuchChild, page_errors
from oro_process.supervisor.supervisor import Supervisor
from oro_process.supervisor.supervisors import Supervisors

__all__ = ("Children",)


class Children:
    """Starts, finds and ends the programs of windows.

    Args:
        limit: how many one window may have.
        launch: resolves descriptions.
        supervisors: start and end programs.
    """

    tasks: trio.Nursery
    """Tasks that end with the service."""

    def __init__(self, limit: int, launch: Launch, supervisors: Supervisors) -> None:
        self.held: Held[Child] = Held(limit, missing=NoSuchChild, taken=IdTaken, full=_too_many)
        self._launch = launch
        self._supervisors = supervisors
        self._departures = Departures()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run supervisors; at the end, end every program that was not detached, and wait for it."""
        async with trio.open_nursery() as self.tasks:
            try:
                yield
            finally:
                for supervisor in self._supervisors.pop_all():
                    self._end(supervisor)
                self._abandon(list(self.held))

    def get(self, call: Call, id: str) -> Child:
        """Return a program of the calling window.

        Raises:
            NoSuchChild: there is none of that id.
        """
        return self.held.get(call.window, id)

    def settle(self, child: Child) -> None:
        """Forget a program of which nothing can be asked any more."""
        if child.settled:
            self.held.discard(child.window, child.id, child)

    async def start(self, call: Call, asked: Start) -> Child:
        """Start a program for the calling window.

        If cancelled, it was started or not all the same.

        Raises:
            IdTaken: the window has one of that id.
            OutOfScope: the permission is narrowed to others.
            Closed: the page went meanwhile; nothing is left running.
            ErrnoError: it could not be started.
        """
        owner = owner_of(call.window)
        before = self._departures.so_far(call.window)
        id = asked.id or str(secrets.randbits(64))
        with page_errors("spawn", path=asked.file):
            self.held.check_new(call.window, id)
            what = self._launch.resolved(asked)
            supervisor = await self._supervisors.get(self.tasks, owner, detached=asked.detached)
            self._departures.check(call.window, before, "start a program")
            with opened(asked.descriptors, partial(self._launch.lent, call.window)) as ends:
                started = await supervisor.start(what, ends.theirs)
                self._departures.check(call.window, before, "start a program")
                return await self._kept(Child(id, call.window, supervisor, started, ends.ours))

    def release(self, window: Window) -> None:
        """End the programs of a window that were not detached, and leave the others to themselves."""
        owner = owner_of(window)
        self._departures.note(window)
        if (supervisor := self._supervisors.pop(owner)) is not None:
            self._end(supervisor)
        self._abandon(self.held.of(window))

    async def _kept(self, child: Child) -> Child:
        """Keep a program that has started; end it if another of its id was started meanwhile."""
        try:
            self.held.add(child.window, child.id, child)
        except BaseException:
            with suppress(OSError):
                await child.kill(signal.SIGKILL)
            raise
        child.end.reached_callback = partial(self.settle, child)
        return child

    def _abandon(self, children: Sequence[Child]) -> None:
        """Forget programs without ending them: they were detached, or have ended with their supervisor."""
        for child in children:
            self._forget(child)
            self.tasks.start_soon(child.shut_all)

    def _end(self, supervisor: Supervisor) -> None:
        """Have a supervisor end its programs, and forget them."""
        ending = [child for child in self.held if child.supervisor is supervisor]
        for child in ending:
            self._forget(child)
        supervisor.close()
        self.tasks.start_soon(_shut_when_gone, supervisor, ending)

    def _forget(self, child: Child) -> None:
        child.scope.cancel()
        self.held.discard(child.window, child.id, child)


async def _shut_when_gone(supervisor: Supervisor, children: Sequence[Child]) -> None:
    """Close the pipes once the programs are gone: one that writes a last line must not be killed for it."""
    try:
        await supervisor.gone()
    finally:
        for child in children:
            await child.shut_all()


def _too_many(id: str) -> OSError:
    return OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
