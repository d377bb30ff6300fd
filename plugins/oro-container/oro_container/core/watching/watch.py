"""`Watch`, a look at one path that says what changed there, in the words of WebContainer and of Wosix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..change import Change, ChangeKind
from ..paths import is_below, relative

__all__ = ("NodeEvent", "Seen", "Watch")

NodeEvent = tuple[Literal["rename", "change"], str]
"""The arguments of a listener of `fs.watch`: the event, and the file name relative to the watched folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A change as one watch sees it, in Wosix's words."""

    kind: ChangeKind
    filename: str
    """Relative to the watched folder; the last name of the watched path where that itself is meant."""
    to: str | None = None
    """Of `renamed`: the new name, relative too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A look at one file or folder.

    1. A folder's own children are seen; with `recursive`, everything below.
    2. What is moved within is `renamed`; what is moved in is `created`, what is moved out `removed`.
    3. Of a folder that is moved, only the folder itself is told.
    4. The watched file or folder itself is seen under its last name. When it is renamed, or a folder above it is, it is
       `removed`, and the watch stays at the path.
    """

    path: str
    """Absolute, without symbolic links."""
    recursive: bool = False

    def seen(self, changes: Iterable[Change]) -> tuple[Seen, ...]:
        """Return what of some changes is seen, in Wosix's words."""
        return tuple(seen for change in changes for seen in self._seen(change))

    def events(self, changes: Iterable[Change]) -> tuple[NodeEvent, ...]:
        """Return what of some changes is seen, as `fs.watch` of WebContainer and of Node tells it.

        `modified` is `change`; everything else is `rename`, once for each name.
        """
        return tuple(event for seen in self.seen(changes) for event in _events(seen))

    def _seen(self, change: Change) -> Iterator[Seen]:
        if change.kind == "renamed" and change.to is not None:
            yield from self._renamed(change.path, change.to)
        elif (name := self._name(change.path)) is not None:
            yield Seen(kind=change.kind, filename=name)

    def _renamed(self, old: str, new: str) -> Iterator[Seen]:
        before, after = self._name(old), self._name(new)
        if before is not None and after is not None and self.path not in (old, new):
            yield Seen(kind="renamed", filename=before, to=after)
            return
        if before is not None or is_below(self.path, old):
            yield Seen(kind="removed", filename=self._last if before is None else before)
        if after is not None:
            yield Seen(kind="created", filename=after)

    @property
    def _last(self) -> str:
        return self.path.rpartition("/")[2]

    def _name(self, path: str) -> str | None:
        """Return the name under which a path is seen, if it is."""
        if path == self.path:
            return self._last
        name = relative(path, self.path)
        if name is None or (not self.recursive and "/" in name):
            return None
        return name


def _events(seen: Seen) -> Iterator[NodeEvent]:
    yield ("change" if seen.kind == "modified" else "rename"), seen.filename
    if seen.to is not None:
        yield "rename", seen.to
