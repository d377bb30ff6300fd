"""What every route of this plugin stands on: the programs of each window, and who keeps them."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Protocol, runtime_checkable

import trio

from oro_framework.errors import Closed, ErrnoError
from oro_framework.service import Service
from oro_framework.types import Call, Host, Window
from oro_process import settings
from oro_process.children.child import Child
from oro_process.children.description import Start
from oro_process.children.pipes import opened
from oro_process.errors import IdTaken, NoSuchChild, OutOfScope, told
from oro_process.program import find
from oro_process.supervisor.supervisor import Keeper

__all__ = ("Base",)

_DETACHED = "detached"


@runtime_checkable
class Lender(Protocol):
    """What opens files for pages."""

    def lend(self, window: Window | None, number: int) -> int:
        """Return another descriptor of a file that a page of the window holds open; the caller closes it."""
        ...


class Base(Service):
    """State shared by the routes; see `Process`."""

    tasks: trio.Nursery

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.programs = host.settings[settings.PROGRAMS]
        self._limit = host.settings[settings.MAX_CHILDREN]
        self._grace = host.settings[settings.GRACE]
        self._children: dict[tuple[str, str], Child] = {}
        self._keepers: dict[str, Keeper] = {}
        self._opening: dict[str, trio.Lock] = {}
        self._eras: dict[str, int] = {}
        """How many pages of a window have gone."""

    # -- programs by window and id -----------------------------------------------------------------

    def get(self, call: Call, id: str) -> Child:
        """Return a program of the calling window.

        Raises:
            NoSuchChild: there is none of that id.
        """
        child = self._children.get((_owner(call.window), id))
        if child is None:
            raise NoSuchChild(id)
        return child

    def of_window(self, window: Window | None) -> list[Child]:
        """Return the programs of a window, or with None of every window."""
        return [child for child in self._children.values() if window is None or child.window is window]

    def settle(self, child: Child) -> None:
        """Forget a program of which nothing can be asked any more."""
        key = (_owner(child.window), child.id)
        if child.settled and self._children.get(key) is child:
            del self._children[key]

    # -- starting ----------------------------------------------------------------------------------

    async def start(self, call: Call, asked: Start) -> Child:
        """Start a program for the calling window.

        If cancelled, it was started or not all the same.

        Raises:
            IdTaken: the window has one of that id.
            OutOfScope: the permission is narrowed to others.
            Closed: the page went meanwhile; nothing is left running.
            ErrnoError: it could not be started.
        """
        owner = _owner(call.window)
        era = self._eras.get(owner, 0)
        id = asked.id or str(secrets.randbits(64))
        if (owner, id) in self._children:
            raise IdTaken(id)
        with told("spawn", path=asked.file):
            if sum(1 for window, _ in self._children if window == owner) >= self._limit:
                raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            what = self._resolved(asked)
            keeper = await self._keeper(_DETACHED if asked.detached else owner)
            if (owner, id) in self._children:
                raise IdTaken(id)
            self._check(owner, era)
            with opened(asked.descriptors, partial(self._lent, call.window)) as ends:
                started = await keeper.start(what, ends.theirs)
                self._check(owner, era)
            child = Child(id, call.window, keeper, started, ends.ours)
            self._children[owner, id] = child
            child.end.heard = partial(self.settle, child)
        return child

    def _lent(self, window: Window | None, number: int) -> int:
        """Return a copy of a file that a page of the window holds open, from the plugin that opens files.

        Raises:
            OSError: EBADF, there is none of that number.
        """
        files: object = self.host.service("fs")
        if not isinstance(files, Lender):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        try:
            return files.lend(window, number)
        except ErrnoError as error:
            raise OSError(error.errno, os.strerror(error.errno)) from error

    def _check(self, owner: str, era: int) -> None:
        if self._eras.get(owner, 0) != era:
            raise Closed("Cannot start a program: the page that wanted it has gone")

    def _resolved(self, asked: Start) -> dict[str, object]:
        env = {**os.environ, **asked.overlay} if asked.env is None else dict(asked.env)
        if asked.channel is not None:
            env |= {"NODE_CHANNEL_FD": str(asked.channel), "NODE_CHANNEL_SERIALIZATION_MODE": "json"}
        cwd = os.path.join(os.getcwd(), asked.cwd or "")
        if not os.path.isdir(cwd):
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        path = find(asked.file, cwd, env)
        if not self.host.scoped("permissions_process_programs", path, self.programs.allows(path)):
            raise OutOfScope(f'Cannot start "{path}": permissions_process_programs allows only {self.programs}')
        return {
            "path": path,
            "argv": asked.argv,
            "env": env,
            "cwd": cwd,
            "uid": asked.uid,
            "gid": asked.gid,
            "session": asked.detached,
        }

    async def _keeper(self, owner: str) -> Keeper:
        async with self._opening.setdefault(owner, trio.Lock()):
            keeper = self._keepers.get(owner)
            if keeper is None or keeper.lost:
                keeper = await Keeper.open(None if owner == _DETACHED else self._grace)
                self._keepers[owner] = keeper
                self.tasks.start_soon(keeper.listen)
            return keeper

    # -- ending ------------------------------------------------------------------------------------

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[None]:
        """Run keepers; at the end everything that was not detached is ended, and waited for."""
        async with trio.open_nursery() as self.tasks:
            try:
                yield
            finally:
                for owner in list(self._keepers):
                    self._dismiss(owner)
                self._leave(None)

    def forget(self, window: Window) -> None:
        """End the programs of a window that were not detached, and leave the others to themselves."""
        owner = _owner(window)
        self._eras[owner] = self._eras.get(owner, 0) + 1
        self._dismiss(owner)
        self._leave(window)

    def _leave(self, window: Window | None) -> None:
        """Forget those that nobody ends: they were detached, or have ended with a keeper that is gone."""
        for child in self.of_window(window):
            child.held.cancel()
            del self._children[_owner(child.window), child.id]
            self.tasks.start_soon(child.shut_all)

    def _dismiss(self, owner: str) -> None:
        keeper = self._keepers.pop(owner, None)
        if keeper is None:
            return
        kept = [child for child in self._children.values() if child.keeper is keeper]
        for child in kept:
            child.held.cancel()
            del self._children[_owner(child.window), child.id]
        keeper.close()
        self.tasks.start_soon(_part, keeper, kept)


async def _part(keeper: Keeper, children: list[Child]) -> None:
    """Close the pipes once the programs are gone: one that says goodbye must not be killed for it."""
    try:
        await keeper.gone()
    finally:
        for child in children:
            await child.shut_all()


def _owner(window: Window | None) -> str:
    return "" if window is None else window.id
