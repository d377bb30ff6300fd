"""The layered file system: a writable upper layer over read-only ones, as a plain object without input and output.

    clock = lambda: int(time.time() * 1000)
    base = Layer.of([Entry(path="etc/hosts", kind="file", data=b"...")])
    files = FileSystem([packages, base], clock=clock, quota=Quota(bytes=1 << 30))
    files.mkdir("/work/src", recursive=True)
    files.write("/work/src/index.js", b"1")

1. Every method is synchronous and does all of its work or, when it raises `FileError`, none of it. `error.code` is a
   POSIX name (`ENOENT`), `error.operation` what Node calls the call, `error.path` and `error.to` the paths.
2. Paths are absolute; join them to a working folder with `core.paths.join`. Links are resolved within the container.
3. Reads go down the layers; a write copies up; a removal leaves a whiteout; a folder made anew hides the one below.
   A rename shares contents instead of copying and never fails with EXDEV.
4. Permission bits are kept and reported, not enforced: a container has one user. There are no hard links and devices.
5. `snapshot()`, `restore(state)` and `clone()` take constant time, for nodes never change and are shared.
6. `listen(f)` has `f` called with a tuple of `Change` after each operation; `core.watching` makes watches of them.
7. Folders are at most 200 within one another, a file has less than 2 GiB, a path leads through at most 40 links.

To keep the upper layer, an adapter holds the layer it kept last and writes what differs, as often as it likes:

    kept = files.upper
    ...
    now = files.upper
    for record in now.records(since=kept):
        store.delete_below(record.path) if record.kind == "gone" else store.put(record.path, record)
    kept = now

and begins with `FileSystem(layers, upper=Layer.load(store.values()))` the next time. Many writes of one file between
two such turns are one record. Apply one turn's records in their order and in one transaction.

A kept layer can also lie below one in memory, and get what that has when it is to be kept:

    files = FileSystem([kept, packages, base])
    ...
    records = files.upper.onto(kept).records(since=kept)
"""

from __future__ import annotations

from ..change import Change, ChangeKind
from ..file_error import FileError
from .file_system import FileSystem
from .layer import Layer
from .quota import Quota
from .record import Record
from .stat import DirEntry, Stat, Usage
from .tree import Tree

__all__ = (
    "Change",
    "ChangeKind",
    "DirEntry",
    "FileError",
    "FileSystem",
    "Layer",
    "Quota",
    "Record",
    "Stat",
    "Tree",
    "Usage",
)
