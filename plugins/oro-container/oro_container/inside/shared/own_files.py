"""Permissions and times that the process which serves files sets: of files that programs may change, and no others.

Landlock does not hold them, and links of programs lead anywhere. That process has nothing else to do, so in it the
functions of `os` themselves are held, and whatever is built on them.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

from oro_container.inside.shared.setup import Setup

__all__ = ("hold_attributes", "opened_own")


def opened_own(path: str, setup: Setup, *, follow: bool = True) -> int:
    """Return a descriptor of a file that programs may change, which only names it; the caller closes it.

    Raises:
        OSError: EPERM, they may not; there is none.
    """
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW))
    if not setup.may_change(descriptor):
        os.close(descriptor)
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
    return descriptor


def hold_attributes(setup: Setup) -> None:
    """Hold `os.chmod`, `os.utime` and `os.setxattr` in this process, for good."""
    for name in ("chmod", "utime", "setxattr"):
        setattr(os, name, _held(getattr(os, name), setup))


def _held(function: Callable[..., None], setup: Setup) -> Callable[..., None]:
    def call(path: str, *arguments: Any, follow_symlinks: bool = True, **more: Any) -> None:
        descriptor = opened_own(path, setup, follow=follow_symlinks)
        try:
            # It leads there whatever happens to the path; to a link itself it leads as well.
            function(f"/proc/self/fd/{descriptor}", *arguments, **more)
        finally:
            os.close(descriptor)

    return call
