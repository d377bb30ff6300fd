"""Files and folders that pages hold open. For the loop thread alone.

Rules
1. A descriptor belongs to the window whose page opened it; other windows cannot see it.
2. While a thread uses it, closing it only marks it; the last user closes it. So no number is ever read from
   or written to after it was given to another file.
3. When a page goes, its descriptors close, except those it retained; when its window goes, those too.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, TypeVar

import anyio
from msgspec import Struct, field

from oro_framework.endpoints import check_id
from oro_framework.errors import ErrnoError, InvalidArgument
from oro_framework.held import Held
from oro_framework.types import Window
from oro_fs.errors import NotOpen
from oro_fs.files.folders import Listing
from oro_fs.files.threads import FileThreads
from oro_fs.sandbox.local_devices import is_local

__all__ = ("Descriptor", "Descriptors", "Kind")

T = TypeVar("T")

Kind = Literal["file", "directory"]


class Descriptor(Struct, eq=False, kw_only=True):
    """One open file or folder."""

    id: str
    fd: int
    kind: Kind
    window: Window | None
    local: bool
    """Whether calls on it end soon: its file system waits for no other machine."""
    retained: bool = False
    listing: Listing | None = None
    turn: anyio.Lock = field(default_factory=anyio.Lock)
    """Held while the position moves: by a listing, or a read or write without an offset."""
    _users: int = 0
    _closing: bool = False

    @contextmanager
    def use(self) -> Iterator[int]:
        """Lend the number; it stays open until given back."""
        self._users += 1
        try:
            yield self.fd
        finally:
            self._users -= 1
            if self._closing and not self._users:
                self._close()

    def close(self) -> None:
        """Close it now, or when its last user is done."""
        self._closing = True
        if not self._users:
            self._close()

    def _close(self) -> None:
        if self.listing is not None:
            self.listing.close()
        os.close(self.fd)


class Descriptors:
    """Every open descriptor, by window and id.

    Args:
        limit: how many one window may hold.
        threads: where calls that may block run.
    """

    def __init__(self, limit: int, threads: FileThreads) -> None:
        self.held: Held[Descriptor] = Held(limit, missing=NotOpen, taken=_taken)
        self._threads = threads

    def check_new(self, window: Window | None, id: str) -> None:
        """Raise unless a new descriptor of that id may be opened.

        Raises:
            InvalidArgument: it is no id, or in use.
            ErrnoError: EMFILE, the window holds as many as it may.
        """
        self.held.check_new(window, check_id(id))

    def add(self, window: Window | None, id: str, fd: int, kind: Kind) -> Descriptor:
        """Take over an open number; it is closed when it cannot be kept.

        Raises:
            as `check_new`.
        """
        try:
            self.check_new(window, id)
        except BaseException:
            os.close(fd)
            raise
        return self.held.add(window, id, Descriptor(id=id, fd=fd, kind=kind, window=window, local=is_local(fd)))

    def get(self, window: Window | None, id: str, kind: Kind | None = None) -> Descriptor:
        """Return a descriptor of the calling window.

        Raises:
            NotOpen: there is none of that id and kind.
        """
        found = self.held.find(window, id)
        if found is None or kind not in (None, found.kind):
            raise NotOpen(id, kind or "file")
        return found

    def copy(self, window: Window | None, number: int) -> int:
        """Return another number for a file the window holds open; the caller closes it.

        Raises:
            ErrnoError: EBADF, the window holds no file of that number; EMFILE, there are no more.
        """
        for each in self.held.of(window):
            if each.fd == number and each.kind == "file":
                return _copied(each.fd)
        raise ErrnoError(errno.EBADF)

    async def use(self, descriptor: Descriptor, function: Callable[[int], T], *, quick: bool = False) -> T:
        """Run something on an open descriptor, which stays open meanwhile; here when it is `quick` and local."""
        with descriptor.use() as fd:
            if quick and descriptor.local:
                return function(fd)
            return await self._threads.run(function, fd)

    async def close(self, window: Window | None, id: str, kind: Kind | None = None) -> Descriptor:
        """Close a descriptor, however its file system behaves, and return what it was.

        Raises:
            NotOpen: there is none of that id and kind.
        """
        found = self.get(window, id, kind)
        await self._close([found])
        return found

    async def close_all(self, window: Window | None, *, retained: bool) -> list[Descriptor]:
        """Close the descriptors of a window, the retained ones only when asked; return what they were."""
        going = [each for each in self.held.of(window) if retained or not each.retained]
        await self._close(going)
        return going

    async def close_everything(self) -> None:
        """Close every descriptor of every window, even if cancelled."""
        with anyio.CancelScope(shield=True):
            await self._close(list(self.held))

    async def _close(self, going: Sequence[Descriptor]) -> None:
        for each in going:
            self.held.discard(each.window, each.id, each)
        for each in going:
            if each.local:
                each.close()
        with anyio.CancelScope(shield=True):
            for each in going:
                if not each.local:
                    await self._threads.run(each.close)


def _taken(id: str) -> InvalidArgument:
    return InvalidArgument(f'Cannot open a descriptor: id "{id}" is in use')


def _copied(fd: int) -> int:
    try:
        return os.dup(fd)
    except OSError as error:
        raise ErrnoError(error.errno or errno.EMFILE) from error
