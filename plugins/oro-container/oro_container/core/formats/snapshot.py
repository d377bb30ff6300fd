r"""Snapshots: the binary form of files that WebContainer mounts and exports.

    {"d": {"src": {"d": {"a.js": {"f": {"c": "1"}},
                         "b.png": {"f": {"c": "\u0089PNG", "b": true}},
                         "c.js": {"f": {"l": "a.js"}}}}}}

1. `d` is a folder's children, `f` a file: its contents `c`, or the target `l` of a symbolic link. With `b`, each
   character of `c` is one byte.
2. There are two encodings, and the reader tells them apart by the first byte: JSON, as `@webcontainer/api` sends trees
   and gets exports; and MessagePack, as the package `@webcontainer/snapshot` writes folders, where `c` is bytes.
3. Snapshots hold no modes: files get 0o644, folders 0o755.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from ..entry import Entry
from .errors import FormatError
from .json_text import parsed
from .limits import Limits, Tally
from .messagepack import pack, unpack
from .names import path_below
from .nesting import nested

__all__ = ("Encoding", "read_snapshot", "write_snapshot")

FORM = "snapshot"
Encoding = Literal["json", "messagepack"]


def read_snapshot(data: bytes, limits: Limits | None = None) -> Iterator[Entry]:
    """Yield the entries of a snapshot, parents first, in its order.

    Raises:
        FormatError: with the path of what is wrong; entries before it were yielded.
    """
    top = _folder("", parsed(FORM, data) if data[:1] == b"{" else unpack(data))
    tally = Tally(FORM, limits or Limits())
    pending = [iter(top.items())]
    folders = [""]
    while pending:
        name, node = next(pending[-1], (None, None))
        if name is None:
            pending.pop()
            folders.pop()
            continue
        path = path_below(FORM, folders[-1], name)
        entry = _entry(path, node)
        tally.add(path, len(entry.data))
        yield entry
        if entry.kind == "directory":
            pending.append(iter(_folder(path, node).items()))
            folders.append(path)


def _folder(path: str, node: object) -> Mapping[object, object]:
    children = node.get("d") if isinstance(node, Mapping) else None
    if not isinstance(children, Mapping):
        raise FormatError(FORM, path, "is no folder: it has no object `d`")
    return children


def _entry(path: str, node: object) -> Entry:
    if not isinstance(node, Mapping) or ("d" in node) == ("f" in node):
        raise FormatError(FORM, path, "has to be an object with either `d` or `f`")
    if "d" in node:
        return Entry(path=path, kind="directory", mode=0o755)
    file = node["f"]
    if not isinstance(file, Mapping) or ("c" in file) == ("l" in file):
        raise FormatError(FORM, path, "has an `f` that has to have either `c` or `l`")
    if "c" in file:
        return Entry(path=path, kind="file", data=_data(path, file["c"], file.get("b", False)))
    if not isinstance(file["l"], str) or file["l"] == "" or "\0" in file["l"]:
        raise FormatError(FORM, path, "has an `l` that is no path")
    return Entry(path=path, kind="symlink", target=file["l"], mode=0o777)


def _data(path: str, contents: object, binary: object) -> bytes:
    if isinstance(contents, bytes):
        return contents
    if not isinstance(contents, str):
        raise FormatError(FORM, path, "has a `c` that is neither text nor bytes")
    if not binary:
        return contents.encode("utf-8", "replace")
    try:
        return contents.encode("latin-1")
    except UnicodeEncodeError:
        raise FormatError(FORM, path, "is binary (`b`) and has characters that are no bytes") from None


def write_snapshot(entries: Iterable[Entry], encoding: Encoding = "json") -> bytes:
    """Return entries, parents first, as a snapshot.

    Raises:
        FormatError: an entry has no folder to be in, or is a file at the top itself.
    """
    top = nested(
        FORM,
        entries,
        lambda entry, inside: {"d": inside} if entry.kind == "directory" else {"f": _file(entry, encoding)},
    )
    if encoding == "messagepack":
        return pack({"d": top})
    return json.dumps({"d": top}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _file(entry: Entry, encoding: Encoding) -> dict[str, object]:
    if entry.kind == "symlink":
        return {"l": entry.target}
    if encoding == "messagepack":
        return {"c": entry.data}
    try:
        return {"c": entry.data.decode()}
    except UnicodeDecodeError:
        return {"c": entry.data.decode("latin-1"), "b": True}
