"""Files and folders that pages hold open. Belongs to the loop thread; nothing here blocks but `close_fd`.

Rules
1. A descriptor belongs to the window whose page opened it; other windows cannot see it.
2. While a thread uses it, closing it only marks it; the last user closes it. So no number is ever read from
   or written to after it was given to another file.
3. When a page goes, its descriptors close, except those it retained; when its window goes, those too.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, TypedDict

import anyio
from msgspec import Struct, field

from oro_framework.endpoints import check_id
from oro_framework.errors import ErrnoError, InvalidArgument
from oro_framework.types import Window
from oro_fs.errors import NotOpen
from oro_fs.files.folders import Listing

__all__ = ("Descriptor", "Descriptors", "Kind", "OpenDescriptor")

Kind = Literal["file", "directory"]


class OpenDescriptor(TypedDict):
    """What `fs.getOpenDescriptors` tells of one descriptor."""

    id: str
    fd: str
    type: Kind


class Descriptor(Struct, eq=False, kw_only=True):
    """One open file or folder."""

    id: str
    fd: int
    kind: Kind
    owner: str
    local: bool
    """Its file system cannot keep us waiting for others."""
    retained: bool = False
    listing: Listing | None = None
    turn: anyio.Lock = field(default_factory=anyio.Lock)
    """Held by whoever moves the position: a listing, a read or write without an offset."""
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
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open: dict[tuple[str, str], Descriptor] = {}

    def check(self, window: Window | None, id: str) -> None:
        """Raise unless a new descriptor of that id may be opened.

        Raises:
            InvalidArgument: it is no id, or in use.
            ErrnoError: EMFILE, the window holds as many as it may.
        """
        owner = _owner(window)
        if (owner, check_id(id)) in self._open:
            raise InvalidArgument(f'Cannot open a descriptor: id "{id}" is in use')
        if sum(1 for held, _ in self._open if held == owner) >= self._limit:
            raise ErrnoError(errno.EMFILE)

    def add(self, window: Window | None, id: str, fd: int, kind: Kind, *, local: bool) -> Descriptor:
        """Take over an open number; it is closed when it cannot be kept.

        Raises:
            as `check`.
        """
        try:
            self.check(window, id)
        except BaseException:
            os.close(fd)
            raise
        opened = Descriptor(id=id, fd=fd, kind=kind, owner=_owner(window), local=local)
        self._open[opened.owner, id] = opened
        return opened

    def get(self, window: Window | None, id: str, kind: Kind | None = None) -> Descriptor:
        """Find a descriptor of the calling window.

        Raises:
            NotOpen: there is none of that id and kind.
        """
        found = self._open.get((_owner(window), id))
        if found is None or kind not in (None, found.kind):
            raise NotOpen(id, kind or "file")
        return found

    def copy(self, window: Window | None, number: int) -> int:
        """Return another number for a file the window holds open; the caller closes it.

        Raises:
            ErrnoError: EBADF, the window holds no file of that number; EMFILE, there are no more.
        """
        for item in self._open.values():
            if item.owner == _owner(window) and item.fd == number and item.kind == "file":
                return _copied(item.fd)
        raise ErrnoError(errno.EBADF)

    def take(self, window: Window | None, id: str, kind: Kind | None = None) -> Descriptor:
        """Remove a descriptor from the table; the caller closes it.

        Raises:
            NotOpen: there is none of that id and kind.
        """
        found = self.get(window, id, kind)
        del self._open[found.owner, id]
        return found

    def take_all(self, window: Window | None, *, retained: bool) -> list[Descriptor]:
        """Remove every descriptor of a window, the retained ones only when asked; the caller closes them."""
        owner = _owner(window)
        going = [item for item in self._open.values() if item.owner == owner and (retained or not item.retained)]
        for item in going:
            del self._open[owner, item.id]
        return going

    def take_everything(self) -> list[Descriptor]:
        """Remove every descriptor of every window; the caller closes them."""
        going = list(self._open.values())
        self._open.clear()
        return going

    def listed(self, window: Window | None) -> list[OpenDescriptor]:
        """Return what a window holds open."""
        owner = _owner(window)
        return [
            {"id": item.id, "fd": str(item.fd), "type": item.kind}
            for item in self._open.values()
            if item.owner == owner
        ]

    def by_owner(self) -> Mapping[str, list[str]]:
        """Return the ids of every window's descriptors."""
        found: dict[str, list[str]] = {}
        for item in self._open.values():
            found.setdefault(item.owner, []).append(item.id)
        return found


def _copied(fd: int) -> int:
    try:
        return os.dup(fd)
    except OSError as error:
        raise ErrnoError(error.errno or errno.EMFILE) from error


def _owner(window: Window | None) -> str:
    return "" if window is None else window.id
