"""`Watch`, a look at one path that says what changed there, in the words of WebContainer and of Wosix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
    path: str
    """Relative to the watched folder; `.` is that itself, and a watched file has its name."""
    to: str | None = None
    """Of `renamed`: the new path, relative too."""

    @property
    def events(self) -> Iterator[NodeEvent]:
        """The events of `fs.watch` of WebContainer and of Node: `modified` is `change`, each other name a `rename`."""
        yield ("change" if self.kind == "modified" else "rename"), self.path
        if self.to is not None:
            yield "rename", self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A look at one file or folder.

    1. A folder's own children are seen; with `recursive`, everything below.
    2. What is moved within is `renamed`; what is moved in is `created`, what is moved out `removed`.
    3. Of a folder that is moved within or out, only the folder itself is told; of one that is moved in, what is below
       as well.
    4. When the watched file or folder is removed or renamed, or a folder above it is, it is `removed`. The watch stays
       at the path. A new mode or time of the watched folder itself is not told.
    """

    path: str
    """Absolute, without symbolic links."""
    recursive: bool = False
    is_file: bool = False

    def seen(
        self, changes: Iterable[Change], below: Callable[[str], Iterable[str]] = lambda path: ()
    ) -> tuple[Seen, ...]:
        """Return what of some changes is seen.

        `below` returns the paths below a folder, relative to it, parents first; it is asked of folders that are moved
        in.
        """
        return tuple(seen for change in changes for seen in self._seen(change, below))

    def _seen(self, change: Change, below: Callable[[str], Iterable[str]]) -> Iterator[Seen]:
        if change.kind == "renamed" and change.to is not None:
            yield from self._renamed(change.path, change.to, below)
            return
        name = self._name(change.path)
        if name is not None and (name != "." or change.kind != "modified"):
            yield Seen(kind=change.kind, path=name)

    def _renamed(self, old: str, new: str, below: Callable[[str], Iterable[str]]) -> Iterator[Seen]:
        before, after = self._name(old), self._name(new)
        if before is not None and after is not None and self.path not in (old, new):
            yield Seen(kind="renamed", path=before, to=after)
            return
        if before is not None or is_below(self.path, old):
            yield Seen(kind="removed", path=self._own_name if before is None else before)
        if after is not None:
            yield Seen(kind="created", path=after)
        if after is not None or is_below(self.path, new):
            for path in below(new):
                if (name := self._name(f"{new}/{path}")) is not None:
                    yield Seen(kind="created", path=name)

    @property
    def _own_name(self) -> str:
        return self.path.rpartition("/")[2] if self.is_file else "."

    def _name(self, path: str) -> str | None:
        """Return the name under which a path is seen, if it is."""
        name = relative(path, self.path)
        if name is None or (not self.recursive and "/" in name):
            return None
        return name or self._own_name
