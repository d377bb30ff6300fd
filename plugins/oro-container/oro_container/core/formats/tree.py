"""Trees: files as JSON, in WebContainer's form and in Wosix's.

    {"src": {"directory": {"a.js": {"file": {"contents": "1"}},
                           "b.js": {"file": {"symlink": "a.js"}},
                           "c.js": {"file": "1"}}}}

1. `{directory: {...}}`, `{file: {contents: text or bytes}}` and `{file: {symlink: target}}` are WebContainer's;
   `{file: text or bytes}` is Wosix's. Trees may mix them; the first form is written.
2. Bytes travel through JSON as `{contents: {"base64": text}}`, and are written so where a file is no UTF-8 text. Where
   no JSON is between, from Python or by structured clone, bytes are taken as they are.
3. `mode`, a number, is read beside `directory` and beside `contents`, and written where it is neither 0o644 of a file
   nor 0o755 of a folder. WebContainer's trees have none.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping

from ..entry import Entry
from .errors import FormatError
from .json_text import parsed
from .limits import Limits, Tally
from .names import path_below
from .nesting import Node, nested

__all__ = ("read_tree", "write_tree")

FORM = "tree"
FILE_MODE, FOLDER_MODE = 0o644, 0o755


def read_tree(tree: object, limits: Limits | None = None) -> Iterator[Entry]:
    """Yield the entries of a tree, or of one as JSON in bytes: parents first, in its order.

    Raises:
        FormatError: with the path of what is wrong; entries before it were yielded.
    """
    if isinstance(tree, bytes):
        tree = parsed(FORM, tree)
    if not isinstance(tree, Mapping):
        raise FormatError(FORM, "", "is no object of names")
    tally = Tally(FORM, limits or Limits())
    pending = [_children("", tree)]
    while pending:
        path, node = next(pending[-1], ("", None))
        if path == "":
            pending.pop()
            continue
        entry = _entry(path, node)
        tally.add(path, len(entry.data))
        yield entry
        if isinstance(node, Mapping) and entry.kind == "directory":
            pending.append(_children(path, node["directory"]))


def _children(folder: str, tree: Mapping[object, object]) -> Iterator[tuple[str, object]]:
    return ((path_below(FORM, folder, name), node) for name, node in tree.items())


def _entry(path: str, node: object) -> Entry:
    if not isinstance(node, Mapping):
        raise FormatError(FORM, path, "is no object with `file` or `directory`")
    if ("file" in node) == ("directory" in node):
        raise FormatError(FORM, path, "has to have either `file` or `directory`")
    if "file" in node:
        return _file(path, node["file"])
    if not isinstance(node["directory"], Mapping):
        raise FormatError(FORM, path, "has a `directory` that is no object of names")
    return Entry(path=path, kind="directory", mode=_mode(path, node, FOLDER_MODE))


def _file(path: str, file: object) -> Entry:
    if not isinstance(file, Mapping):
        return Entry(path=path, kind="file", data=_data(path, file), mode=FILE_MODE)
    if ("contents" in file) == ("symlink" in file):
        raise FormatError(FORM, path, "has a `file` that has to have either `contents` or `symlink`")
    if "contents" in file:
        return Entry(path=path, kind="file", data=_data(path, file["contents"]), mode=_mode(path, file, FILE_MODE))
    target = file["symlink"]
    if not isinstance(target, str) or target == "" or "\0" in target:
        raise FormatError(FORM, path, "has a `symlink` that is no path")
    return Entry(path=path, kind="symlink", target=target, mode=0o777)


def _data(path: str, contents: object) -> bytes:
    if isinstance(contents, str):
        return _encoded(path, contents)
    if isinstance(contents, bytes | bytearray | memoryview):
        return bytes(contents)
    text = contents.get("base64") if isinstance(contents, Mapping) else None
    if not isinstance(text, str):
        raise FormatError(FORM, path, "has contents that are neither text, nor bytes, nor `{base64: text}`")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormatError(FORM, path, "has a `base64` that is none") from None


def _encoded(path: str, text: str) -> bytes:
    # JavaScript's strings may hold half of a pair; its TextEncoder makes U+FFFD of it, and so does WebContainer.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _mode(path: str, node: Mapping[object, object], default: int) -> int:
    mode = node.get("mode", default)
    if isinstance(mode, float) and mode.is_integer():
        mode = int(mode)
    if not isinstance(mode, int) or isinstance(mode, bool) or not 0 <= mode <= 0o7777:
        raise FormatError(FORM, path, "has a `mode` that is no number from 0 to 4095")
    return mode


def write_tree(entries: Iterable[Entry], *, raw: bool = False) -> dict[str, object]:
    """Return entries, parents first, as a tree; files that are no UTF-8 text as base64, or as bytes when `raw`.

    Raises:
        FormatError: an entry has no folder to be in, or is a file at the top itself.
    """
    return nested(FORM, entries, lambda entry, inside: _written(entry, inside, raw))


def _written(entry: Entry, inside: Node, raw: bool) -> Node:
    if entry.kind == "symlink":
        return {"file": {"symlink": entry.target}}
    if entry.kind == "file":
        mode = {} if entry.mode == FILE_MODE else {"mode": entry.mode}
        return {"file": {"contents": _contents(entry.data, raw), **mode}}
    return {"directory": inside, **({} if entry.mode == FOLDER_MODE else {"mode": entry.mode})}


def _contents(data: bytes, raw: bool) -> object:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data if raw else {"base64": base64.b64encode(data).decode()}
