"""Resolving a path one component at a time, for kernels without openat2 and for links from root to root.

Rules
1. Each folder is opened from the one before it with O_NOFOLLOW: a link put there after we looked is an
   error, never a detour.
2. Links are read and their target takes the link's place in the path. At most 40, as in the kernel.
3. `..` goes back to the folder we came from, which we still hold open; above the first it is an escape.
4. An absolute target is anchored again: it must lie in a root, and starts from that root's descriptor.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable

from msgspec import Struct

from oro_fs.sandbox.kernel import O_PATH

__all__ = ("Anchor", "Escape", "Walk", "walk")

MAX_LINKS = 40

Anchor = Callable[[bytes], "tuple[int, bytes]"]
"""Turns an absolute path into an open folder (to be closed by the caller) and the path below it."""


class Escape(Exception):
    """The path leads out of where it must stay; the message says how."""


class Walk(Struct, frozen=True):
    """Where a walk ended: an open folder, which the caller closes, and a name in it that is no link."""

    fd: int
    name: bytes


def walk(start: int, path: bytes, *, follow_last: bool, follow: bool, anchor: Anchor) -> Walk:
    """Resolve all of `path` below the folder `start` but its last component.

    Args:
        start: a folder; it is duplicated, not taken.
        follow_last: a link at the end is followed too, so that `name` was none when we looked.
        follow: links on the way may be followed.
        anchor: what to do with absolute targets.

    Raises:
        Escape: the path leads out.
        OSError: the kernel refused, or there are too many links.
    """
    stack = [os.dup(start)]
    try:
        name = _descend(stack, deque(path.split(b"/")), follow_last, follow, anchor)
        return Walk(stack.pop(), name)
    finally:
        for fd in stack:
            os.close(fd)


def _descend(stack: list[int], todo: deque[bytes], follow_last: bool, follow: bool, anchor: Anchor) -> bytes:
    links = 0
    while todo:
        part = todo.popleft()
        if part in (b"", b"."):
            continue
        if part == b"..":
            if len(stack) == 1:
                raise Escape("it leads above the folder it must stay in")
            os.close(stack.pop())
            continue
        last = not any(rest not in (b"", b".") for rest in todo)
        target = None if last and not follow_last else _link_target(stack[-1], part)
        if target is None:
            if last:
                return part
            flags = O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            stack.append(os.open(part, flags, dir_fd=stack[-1]))
            continue
        if not follow:
            raise Escape("a symbolic link lies on the way")
        links += 1
        if links > MAX_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.startswith(b"/"):
            fd, target = anchor(target)
            while stack:
                os.close(stack.pop())
            stack.append(fd)
        todo.extendleft(reversed(target.split(b"/")))
    return b"."


def _link_target(fd: int, name: bytes) -> bytes | None:
    try:
        return os.readlink(name, dir_fd=fd)
    except OSError as error:
        if error.errno in (errno.EINVAL, errno.ENOENT):
            return None
        raise
