"""The nodes of layers: `File`, `Link`, `Folder` and `Whiteout`. They never change, so trees share them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

__all__ = ("EMPTY", "WHITEOUT", "File", "Folder", "Link", "Node", "Whiteout")


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file."""

    data: bytes
    mode: int = 0o644
    mtime: int = 0

    @property
    def bytes(self) -> int:
        """The bytes it takes of a quota."""
        return len(self.data)

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
    def bytes(self) -> int:
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
    def bytes(self) -> int:
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
    bytes: int
    """The bytes of all files below."""
    count: int
    """The files and folders below and itself."""
    height: int
    """The most folders and files within one another below: 0 of an empty folder."""

    @staticmethod
    def of(children: Mapping[str, Node], *, mode: int = 0o755, mtime: int = 0, opaque: bool = False) -> Folder:
        """Return a folder with these children."""
        bytes, count = _sums(children.values())
        return Folder(children, mode, mtime, opaque, bytes, count + 1, _height(children.values()))

    def with_child(self, name: str, node: Node | None) -> Folder:
        """Return it with another child of a name; None takes the child away."""
        old = self.children.get(name)
        children = dict(self.children)
        if node is None:
            children.pop(name, None)
        else:
            children[name] = node
        bytes, count = _sums([] if node is None else [node])
        less_bytes, less_count = _sums([] if old is None else [old])
        return replace(
            self,
            children=children,
            bytes=self.bytes + bytes - less_bytes,
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
    bytes = count = 0
    for node in nodes:
        bytes += node.bytes
        count += node.count
    return bytes, count


def _height(nodes: Iterable[Node]) -> int:
    """Return the height of a folder with these children."""
    return max((node.height + 1 if isinstance(node, Folder) else 1 for node in nodes), default=0)


EMPTY = Folder.of({})
