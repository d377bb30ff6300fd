"""Serves the files of a container to the host, from within the walls: what a link leads to is what programs see.

A request has `seq`, `op` and what the operation takes; paths are absolute in the container. An answer with `errno` is a
failure. Content does not pass through here: `open` hands a descriptor over, and trees come and go by one.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable
from typing import Any, NoReturn

from oro_container.inside.channel import Channel
from oro_container.inside.entry_stream import MOST, entries_below, read_entries, write_entry
from oro_container.inside.shared.own_files import hold_attributes, opened_own
from oro_container.inside.shared.setup import Setup
from oro_container.inside.watching import Watcher, watch

__all__ = ("serve",)

Message = dict[str, Any]
Answer = tuple[Message, list[int]]

_FILE, _FOLDER = 0o644, 0o755
_FLAGS = {
    "r": os.O_RDONLY,
    "r+": os.O_RDWR,
    "w": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    "wx": os.O_WRONLY | os.O_CREAT | os.O_EXCL,
    "a": os.O_WRONLY | os.O_CREAT | os.O_APPEND,
}


def serve(link: Channel, setup: Setup | None = None) -> NoReturn:
    """Answer requests until the host closes its end.

    Args:
        link: the socket to it.
        setup: what the container is that shares the machine; there no link leads to a change outside its folders.
    """
    if setup is not None:
        hold_attributes(setup)
    while (received := link.receive()) is not None:
        message, fds = received
        if message["op"] == "watch":
            _watch(message, link, setup)
            continue
        try:
            if setup is not None and message["op"] == "folder":
                # What the host does below it is not held by walls.
                fds.append(opened_own(message["path"], setup))
                message["path"] = f"/proc/self/fd/{fds[-1]}"
            told, given = _OPERATIONS[message["op"]](message, fds)
        except OSError as error:
            told, given = {"errno": error.errno or errno.EIO}, []
        except RecursionError:
            told, given = {"errno": errno.ELOOP}, []
        except MemoryError:
            told, given = {"errno": errno.ENOMEM}, []
        finally:
            for fd in fds:
                os.close(fd)
        link.send({"seq": message["seq"], **told}, given)
        for fd in given:
            os.close(fd)
    os._exit(0)


def _watch(message: Message, link: Channel, setup: Setup | None) -> None:
    """Answer, and tell of changes from then on; this process does nothing else any more."""
    try:
        if setup is not None:
            os.close(opened_own(message["path"], setup))
        watcher = Watcher(message["path"], message["recursive"])
    except OSError as error:
        link.send({"seq": message["seq"], "errno": error.errno or errno.EIO})
        return
    link.send({"seq": message["seq"]})
    watch(watcher, link)
    os._exit(0)


def _open(message: Message, fds: list[int]) -> Answer:
    # A pipe or a device would hold up the one who opens it.
    flags = _FLAGS[message["flags"]] | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    fd = os.open(message["path"], flags, message.get("mode", 0o666))
    kind = os.fstat(fd).st_mode
    if not stat.S_ISREG(kind):
        os.close(fd)
        raise OSError(errno.EISDIR if stat.S_ISDIR(kind) else errno.EINVAL, "no file")
    os.set_blocking(fd, True)
    return {"size": os.fstat(fd).st_size}, [fd]


def _folder(message: Message, fds: list[int]) -> Answer:
    return {}, [os.open(message["path"], os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]


def _readdir(message: Message, fds: list[int]) -> Answer:
    with os.scandir(message["path"]) as found:
        entries = sorted((entry.name, _kind(entry.stat(follow_symlinks=False).st_mode)) for entry in found)
    return {"entries": entries}, []


def _stat(message: Message, fds: list[int]) -> Answer:
    found = os.stat(message["path"], follow_symlinks=message.get("follow", True))
    times = {"mtime": found.st_mtime_ns, "ctime": found.st_ctime_ns, "atime": found.st_atime_ns}
    numbers = {"size": found.st_size, "mode": found.st_mode & 0o7777, "inode": found.st_ino, "links": found.st_nlink}
    return {"stat": {"kind": _kind(found.st_mode), **numbers, **times}}, []


def _mkdir(message: Message, fds: list[int]) -> Answer:
    path = message["path"]
    if not message.get("recursive"):
        os.mkdir(path)
        return {}, []
    missing = []
    while not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path)
    for each in reversed(missing):
        os.mkdir(each)
    return {"first": missing[-1] if missing else None}, []


def _rm(message: Message, fds: list[int]) -> Answer:
    path = message["path"]
    try:
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            os.unlink(path)
        elif message.get("recursive"):
            shutil.rmtree(path)
        else:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    except FileNotFoundError:
        if not message.get("force"):
            raise
    return {}, []


def _rename(message: Message, fds: list[int]) -> Answer:
    try:
        os.rename(message["path"], message["to"])
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # A folder of a layer below cannot be renamed by the file system, so it is moved as mv(1) does.
        shutil.move(message["path"], message["to"])
    return {}, []


def _symlink(message: Message, fds: list[int]) -> Answer:
    os.symlink(message["target"], message["path"])
    return {}, []


def _readlink(message: Message, fds: list[int]) -> Answer:
    return {"target": os.readlink(message["path"])}, []


def _chmod(message: Message, fds: list[int]) -> Answer:
    os.chmod(message["path"], message["mode"])
    return {}, []


def _cp(message: Message, fds: list[int]) -> Answer:
    source, target = message["path"], message["to"]
    if not stat.S_ISDIR(os.lstat(source).st_mode):
        shutil.copy2(source, target, follow_symlinks=False)
    elif message.get("recursive"):
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    else:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return {}, []


def _put(message: Message, fds: list[int]) -> Answer:
    """Write the tree that comes through a descriptor into a folder that exists."""
    top, count = message["path"], 0
    if not os.path.isdir(top):
        missing = not os.path.lexists(top)
        raise OSError(errno.ENOENT if missing else errno.ENOTDIR, "no folder")
    folders: dict[str, int] = {}
    with open(os.dup(fds[0]), "rb") as source:
        for path, kind, mode, target, data in read_entries(source):
            at = os.path.join(top, path) if path else top
            _put_one(at, kind, mode, target, data)
            # A folder that no mode was given has that of entries, which is one of files.
            if kind == "directory" and mode not in (0, _FILE, _FOLDER):
                folders[at] = mode
            count += 1
    # Last, as one may be closed to those who write into it.
    for at, mode in folders.items():
        os.chmod(at, mode)
    return {"count": count}, []


def _put_one(path: str, kind: str, mode: int, target: str, data: bytes) -> None:
    if kind == "directory":
        os.makedirs(path, exist_ok=True)
        return
    if kind == "symlink":
        if os.path.lexists(path):
            os.unlink(path)
        os.symlink(target, path)
        return
    with open(path, "wb") as file:
        file.write(data)
        if mode:
            os.fchmod(file.fileno(), mode)


def _entries(message: Message, fds: list[int]) -> Answer:
    """Write the tree of a folder, or one file, to a descriptor."""
    top = message["path"]
    with open(os.dup(fds[0]), "wb", buffering=1 << 16) as out:
        if not os.path.isdir(top):
            write_entry(out, "", "file", mode=os.stat(top).st_mode & 0o7777, data=_content(top, MOST))
            return {}, []
        room = MOST
        for path, kind, mode, target, real in entries_below(top):
            data = _content(real, room) if kind == "file" else b""
            room -= len(data)
            write_entry(out, path, kind, mode=mode, target=target, data=data)
    return {}, []


def _content(path: str, room: int) -> bytes:
    # A program may put a pipe in place of a file, for which nothing is to wait.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            return b""
        if about.st_size > room:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return file.read(about.st_size)


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "directory"
    if stat.S_ISLNK(mode):
        return "symlink"
    return "file" if stat.S_ISREG(mode) else "other"


_OPERATIONS: dict[str, Callable[[Message, list[int]], Answer]] = {
    "open": _open,
    "folder": _folder,
    "readdir": _readdir,
    "stat": _stat,
    "mkdir": _mkdir,
    "rm": _rm,
    "rename": _rename,
    "symlink": _symlink,
    "readlink": _readlink,
    "chmod": _chmod,
    "cp": _cp,
    "put": _put,
    "entries": _entries,
}
