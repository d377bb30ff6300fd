"""`Record`, one row of a kept upper layer, and `layer_of`, the layer of such rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..file_error import FileError
from .node import WHITEOUT, File, Folder, Link, Node, Whiteout

__all__ = ("Record", "folder_of")

RecordKind = Literal["file", "directory", "symlink", "whiteout", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row: a store keeps it under its path, in place of the one it has there.

    A row of kind `gone` is not kept: it has the store delete the row of its path and all rows below it.
    """

    path: str
    """Relative; `""` is the topmost folder."""
    kind: RecordKind
    data: bytes = b""
    target: str = ""
    mode: int = 0
    mtime: int = 0
    opaque: bool = False

    @staticmethod
    def of(path: str, node: Node) -> Record:
        """Return the row of a node."""
        if isinstance(node, File):
            return Record(path=path, kind="file", data=node.data, mode=node.mode, mtime=node.mtime)
        if isinstance(node, Link):
            return Record(path=path, kind="symlink", target=node.target, mtime=node.mtime)
        if isinstance(node, Whiteout):
            return Record(path=path, kind="whiteout")
        return Record(path=path, kind="directory", mode=node.mode, mtime=node.mtime, opaque=node.opaque)

    @staticmethod
    def gone(path: str) -> Record:
        """Return the row that deletes a path."""
        return Record(path=path, kind="gone")


def folder_of(records: Iterable[Record]) -> Folder:
    """Return the topmost folder of the rows that a store kept, in any order.

    Raises:
        FileError: EINVAL when a row has no folder it would be in, or is one that is not kept.
    """
    rows = {record.path: record for record in records}
    children: dict[str, dict[str, Node]] = {}
    for path in sorted(rows, key=lambda path: (path.count("/"), path), reverse=True):
        if path:
            parent, _, name = path.rpartition("/")
            if parent and (parent not in rows or rows[parent].kind != "directory"):
                raise FileError("EINVAL", "load", path, why="its folder was not kept")
            children.setdefault(parent, {})[name] = _node(rows[path], children.pop(path, {}))
    top = rows.get("", Record(path="", kind="directory", mode=0o755))
    made = _node(top, children.pop("", {}))
    if not isinstance(made, Folder):
        raise FileError("EINVAL", "load", "", why="the top is a folder")
    return made


def _node(record: Record, children: dict[str, Node]) -> Node:
    if record.kind == "file":
        return File.of(record.data, record.mode, record.mtime)
    if record.kind == "symlink":
        return Link(record.target, record.mtime)
    if record.kind == "whiteout":
        return WHITEOUT
    if record.kind == "gone":
        raise FileError("EINVAL", "load", record.path, why="a row of kind `gone` is none to keep")
    return Folder.of(children, mode=record.mode, mtime=record.mtime, opaque=record.opaque)
