"""Folders and files that programs watch: those that they may read, which Landlock does not hold."""

from __future__ import annotations

import errno
import os

from oro_container.inside import syscalls
from oro_container.inside.seccomp import notifications
from oro_container.inside.seccomp.notifications import Notification
from oro_container.inside.seccomp.numbers import number
from oro_container.inside.shared import callers_paths
from oro_container.inside.shared.setup import Setup
from oro_container.inside.sockets import callers

__all__ = ("Watches",)

_NO_FOLLOW = 0x02000000


class Watches:
    """Watches for programs, what it looked at.

    Args:
        setup: what the container is.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._number = number("inotify_add_watch", os.uname().machine)

    def decides(self, call: int) -> bool:
        """Return whether a call is this one."""
        return call == self._number

    def watch(self, listener: int, call: Notification) -> None:
        """Make a call, and answer it."""
        try:
            notifications.answer(listener, call.id, value=self._watch(call))
        except OSError as error:
            notifications.answer(listener, call.id, error.errno or errno.EINVAL)

    def _watch(self, call: Notification) -> int:
        assert self._number is not None
        watcher, path, mask, *_ = call.arguments
        seen = callers_paths.seen(call.thread, callers_paths.read_path(call.thread, path))
        watched = callers_paths.open_path(seen, follow=not mask & _NO_FOLLOW)
        try:
            if self._setup.confined and not self._setup.may_read(watched):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            copy = callers.copy_descriptor(call.thread, watcher & 0xFFFFFFFF)
            try:
                # The name is itself a link, which has to be followed.
                asked = mask & 0xFFFFFFFF & ~_NO_FOLLOW
                return syscalls.syscall(self._number, copy, b"/proc/self/fd/%d" % watched, asked)
            finally:
                os.close(copy)
        finally:
            os.close(watched)
