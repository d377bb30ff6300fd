"""The nodes of layers: `File`, `Link`, `Folder` and `Whiteout`. They never change, so trees share them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

__all__ = ("EMPTY", "WHITEOUT", "Data", "File", "Folder", "Link", "Node", "Whiteout")

Data = bytes | bytearray | memoryview
"""Bytes of callers."""


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file. Its bytes are in parts, so that a log can grow without being copied each time."""

    parts: tuple[bytes, ...]
    mode: int = 0o644
    mtime: int = 0
    size: int = 0
    """The bytes it has, and takes of a quota."""

    @staticmethod
    def of(data: Data, mode: int = 0o644, mtime: int = 0) -> File:
        """Return a file of these bytes."""
        # A buffer that its owner could change is copied here; bytes are not.
        return File((bytes(data),), mode, mtime, len(data))

    @property
    def data(self) -> bytes:
        """Its bytes in one."""
        if len(self.parts) > 1:
            # Equal to what it was, so it is no change: the next reader finds them in one.
            object.__setattr__(self, "parts", (b"".join(self.parts),))
        return self.parts[0]

    def appended(self, data: Data, mtime: int) -> File:
        """Return it with bytes at the end. A part is at least twice as long as the next, so there are few."""
        parts = [*self.parts, bytes(data)]
        while len(parts) > 1 and len(parts[-2]) < 2 * len(parts[-1]):
            last = parts.pop()
            parts[-1] += last
        return File(tuple(parts), self.mode, mtime, self.size + len(data))

    @property
    def count(self) -> int:
        """The files and folders it takes of a quota."""
        return 1


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A symbolic link."""

    target: str
    mtime: int = 0

    @property
    def mode(self) -> int:
        """Its permission bits, which no system reads."""
        return 0o777

    @property
    def size(self) -> int:
        """The bytes it takes of a quota."""
        return len(self.target.encode("utf-8", "surrogatepass"))

    @property
    def count(self) -> int:
        """The files and folders it takes of a quota."""
        return 1


@dataclass(frozen=True, slots=True, eq=False)
class Whiteout:
    """The mark of an upper layer that hides a name of the layers below."""

    @property
    def size(self) -> int:
        """The bytes it takes of a quota."""
        return 0

    @property
    def count(self) -> int:
        """The files and folders it takes of a quota."""
        return 0


WHITEOUT = Whiteout()


@dataclass(frozen=True, slots=True, eq=False)
class Folder:
    """A folder of one layer."""

    children: Mapping[str, Node]
    mode: int
    mtime: int
    opaque: bool
    """Whether it hides the folder of its name in the layers below, rather than being merged with it."""
    size: int
    """The bytes of all files below."""
    count: int
    """The files and folders below and itself."""
    height: int
    """The most folders and files within one another below: 0 of an empty folder."""

    @staticmethod
    def of(children: Mapping[str, Node], *, mode: int = 0o755, mtime: int = 0, opaque: bool = False) -> Folder:
        """Return a folder with these children."""
        size, count = _sums(children.values())
        return Folder(children, mode, mtime, opaque, size, count + 1, _height(children.values()))

    def with_child(self, name: str, node: Node | None) -> Folder:
        """Return it with another child of a name; None takes the child away."""
        old = self.children.get(name)
        children = dict(self.children)
        if node is None:
            children.pop(name, None)
        else:
            children[name] = node
        size, count = _sums([] if node is None else [node])
        less_size, less_count = _sums([] if old is None else [old])
        return replace(
            self,
            children=children,
            size=self.size + size - less_size,
            count=self.count + count - less_count,
            height=self._height_after(children, old, node),
        )

    def _height_after(self, children: Mapping[str, Node], old: Node | None, new: Node | None) -> int:
        """Return the height with other children; all of them are looked at only when the highest may have gone."""
        before, after = _height([] if old is None else [old]), _height([] if new is None else [new])
        if before == self.height and after < before:
            return _height(children.values())
        return max(self.height, after)


Node = File | Link | Folder | Whiteout


def _sums(nodes: Iterable[Node]) -> tuple[int, int]:
    size = count = 0
    for node in nodes:
        size += node.size
        count += node.count
    return size, count


def _height(nodes: Iterable[Node]) -> int:
    """Return the height of a folder with these children."""
    return max((node.height + 1 if isinstance(node, Folder) else 1 for node in nodes), default=0)


EMPTY = Folder.of({})
