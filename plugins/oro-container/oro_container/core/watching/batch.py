"""`Batch`, changes that are told together, without those that came to nothing.

Changes of one batch are put together by these rules; `+` is "and then, of the same path".

1. created + modified is created; modified + modified is modified.
2. created + removed is nothing; modified + removed is removed.
3. removed + created is modified where both are of one kind (a file written anew); otherwise both are told.
4. created + renamed is created under the new name, with all that is below; so a file that is written under another name
   and renamed over the one that is there is modified.
5. renamed + renamed is one rename, or nothing if it leads back; renamed + removed is removed under the old name. Both
   only if no other change lies between.
6. Nothing is put together across a rename that is told: what came before it keeps its old name.

Whatever is put together, a reader that follows the batch ends with the same files as one that follows every change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from ..change import Change

__all__ = ("Batch", "coalesced")


class Batch:
    """Changes that are put together until they are taken."""

    def __init__(self) -> None:
        self._numbers = count()
        self._changes: dict[int, Change] = {}
        """By number, in order."""
        self._latest: dict[str, int] = {}
        """The number of the latest change of each path since the last rename that is told."""
        self._rename: int | None = None
        """The number of that rename, as long as nothing came after it."""

    def __len__(self) -> int:
        return len(self._changes)

    def add(self, change: Change) -> None:
        """Put one more change to the others."""
        if change.kind == "renamed":
            self._add_rename(change)
        elif change.kind == "modified":
            self._add_modified(change)
        elif change.kind == "removed":
            self._add_removed(change)
        else:
            self._add_created(change)

    def take(self) -> tuple[Change, ...]:
        """Return the changes, and begin anew."""
        changes = tuple(self._changes.values())
        self._changes.clear()
        self._forget()
        return changes

    def _add_modified(self, change: Change) -> None:
        before = self._before(change.path)
        if before is None or before.kind == "removed":
            self._append(change)

    def _add_created(self, change: Change) -> None:
        before = self._before(change.path)
        if before is not None and before.kind == "removed" and before.node == change.node:
            self._drop(change.path)
            change = replace(change, kind="modified")
        self._append(change)

    def _add_removed(self, change: Change) -> None:
        if self._rename is not None and self._changes[self._rename].to == change.path:
            renamed = self._changes.pop(self._rename)
            self._forget()
            self._append(replace(change, path=renamed.path))
            return
        before = self._before(change.path)
        if before is not None and before.kind in ("created", "modified"):
            self._drop(change.path)
        if before is None or before.kind != "created":
            self._append(change)

    def _add_rename(self, change: Change) -> None:
        assert change.to is not None
        before = self._before(change.path)
        if before is not None and before.kind == "created":
            self._rename_created(change.path, change.to)
            return
        if self._rename is not None and self._changes[self._rename].to == change.path:
            change = replace(change, path=self._changes.pop(self._rename).path)
            self._forget()
            if change.path == change.to:
                return
        self._append(change)
        self._latest.clear()
        self._rename = next(reversed(self._changes))

    def _rename_created(self, old: str, new: str) -> None:
        """Tell what is new under its new name."""
        first = self._latest[old]
        moved = [
            (path, number)
            for path, number in self._latest.items()
            if number >= first and (path == old or path.startswith(old + "/"))
        ]
        for path, number in sorted(moved, key=lambda each: each[1]):
            change = self._changes[number]
            self._drop(path)
            self.add(replace(change, path=new + path[len(old) :]))

    def _before(self, path: str) -> Change | None:
        number = self._latest.get(path)
        return None if number is None else self._changes[number]

    def _append(self, change: Change) -> None:
        number = next(self._numbers)
        self._changes[number] = change
        self._latest[change.path] = number
        self._rename = None

    def _drop(self, path: str) -> None:
        del self._changes[self._latest.pop(path)]

    def _forget(self) -> None:
        """Look at no change before this as one of the same path."""
        self._latest.clear()
        self._rename = None


def coalesced(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return changes put together."""
    batch = Batch()
    for change in changes:
        batch.add(change)
    return batch.take()
