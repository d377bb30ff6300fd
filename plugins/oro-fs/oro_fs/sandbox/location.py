"""Paths of places, for services and libraries in C that can open files only by name.

The routes of this plugin never do: they open what they checked (see `resolver.py`).
"""

from __future__ import annotations

import os
import stat

from oro_framework.protected import PathGuard, Use
from oro_fs.errors import SecurityError
from oro_fs.sandbox.resolver import Policy
from oro_fs.sandbox.roots import Place, Roots, normal

__all__ = ("located",)


def located(place: Place, roots: Roots, policy: Policy, guard: PathGuard, use: Use, *, folder: bool = False) -> bytes:
    """Return the absolute path of a place, every link in it followed.

    Args:
        place: the path as a page wrote it.
        roots: the folders that pages are held in, if any.
        policy: which kinds of files they may reach.
        guard: knows what is not for pages.
        use: what the file is for.
        folder: whether a folder is meant, not a file.

    Raises:
        SecurityError: it leads out of its root, over a link where none may be followed, is not for pages, or is no file
            of one name where such are forbidden.
    """
    real = os.path.realpath(place.full)
    if policy.no_follow and real != normal(place.full):
        raise _refused(place, "a symbolic link lies on the way")
    if place.root is not None and roots.anchor(real) is None:
        raise _refused(place, "a symbolic link on the way leads out of the sandbox")
    if (why := guard.refusal(real, use)) is not None:
        raise SecurityError(f'Cannot {use.value} "{place.shown}": {why}')
    if not folder:
        _check_kind(place, real, policy)
    return real


def _check_kind(place: Place, real: bytes, policy: Policy) -> None:
    try:
        found = os.lstat(real)
    except OSError:
        return
    if not stat.S_ISREG(found.st_mode) and not policy.allow_special:
        raise _refused(place, "it is no plain file")
    if policy.disable_links and found.st_nlink > 1:
        raise _refused(place, "it has more than one name")


def _refused(place: Place, reason: str) -> SecurityError:
    return SecurityError(f'Cannot reach "{place.shown}": {reason}')
