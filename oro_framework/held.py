"""`Held`: what windows hold by ids of their own choice, such as sockets, databases and programs."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from oro_framework.errors import ErrnoError
from oro_framework.interfaces import Window

__all__ = ("Held", "owner_of")

T = TypeVar("T")
Failure = Callable[[str], Exception]
"""Makes the error that tells about an id."""


class Held(Generic[T]):
    """A table of things by window and id. Two windows may use the same id; callers without a window share one owner.

    Args:
        limit: how many things one window may hold.
        missing: makes the error for an id of which the window holds nothing.
        taken: makes the error for an id that the window uses already.
        full: makes the error for an id beyond the limit; EMFILE unless given.
    """

    def __init__(
        self, limit: int, *, missing: Failure, taken: Failure, full: Failure = lambda _: ErrnoError(errno.EMFILE)
    ) -> None:
        self._limit = limit
        self._missing = missing
        self._taken = taken
        self._full = full
        self._owners: dict[str, dict[str, T]] = {}

    def __iter__(self) -> Iterator[T]:
        """Yield what every window holds; the table may change meanwhile."""
        return iter([thing for things in self._owners.values() for thing in things.values()])

    def of(self, window: Window | None) -> list[T]:
        """Return what a window holds, in the order in which it was added."""
        return list(self._owners.get(owner_of(window), {}).values())

    def ids(self) -> dict[str, list[str]]:
        """Return the ids in use, by window."""
        return {owner: list(things) for owner, things in self._owners.items()}

    def find(self, window: Window | None, id: str) -> T | None:
        """Return what a window holds by that id, or None."""
        return self._owners.get(owner_of(window), {}).get(id)

    def get(self, window: Window | None, id: str) -> T:
        """Return what a window holds by that id; raises the table's `missing` when there is nothing."""
        thing = self.find(window, id)
        if thing is None:
            raise self._missing(id)
        return thing

    def check_new(self, window: Window | None, id: str) -> None:
        """Raise the table's `taken` or `full` unless the window may add something by that id."""
        things = self._owners.get(owner_of(window), {})
        if id in things:
            raise self._taken(id)
        if len(things) >= self._limit:
            raise self._full(id)

    def add(self, window: Window | None, id: str, thing: T) -> T:
        """Keep something for a window and return it; raises as `check_new` does."""
        self.check_new(window, id)
        self._owners.setdefault(owner_of(window), {})[id] = thing
        return thing

    def discard(self, window: Window | None, id: str, thing: T) -> None:
        """Forget something, unless it is forgotten already and its id stands for something newer."""
        if self.find(window, id) is thing:
            self._forget(owner_of(window), id)

    def remove(self, window: Window | None, id: str) -> T:
        """Forget what a window holds by that id and return it; raises the table's `missing` when there is nothing."""
        thing = self.get(window, id)
        self._forget(owner_of(window), id)
        return thing

    def _forget(self, owner: str, id: str) -> None:
        things = self._owners[owner]
        del things[id]
        if not things:
            del self._owners[owner]


def owner_of(window: Window | None) -> str:
    """Return the key under which a window holds things: its id, or an empty text for callers without a window."""
    return "" if window is None else window.id
