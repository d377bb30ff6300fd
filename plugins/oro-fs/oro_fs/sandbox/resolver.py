"""Opening places; nothing is looked at first and used later.

Rules
1. A place with a root is opened relative to the root's descriptor and cannot lead out of it: the kernel
   itself refuses (openat2, RESOLVE_BENEATH), or the walk of `walk.py` does.
2. A link that leads from one root into another is followed, unless links are forbidden altogether.
3. Everything done to a name is done relative to the open folder that holds it (`parent`).
4. Everything done to a thing is done to the descriptor that was checked (`open`, then `inode_path`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.types import Settings
from oro_fs import settings
from oro_fs.errors import SecurityError
from oro_fs.sandbox import kernel
from oro_fs.sandbox.kernel import O_PATH
from oro_fs.sandbox.local_devices import is_local
from oro_fs.sandbox.roots import Place, Roots
from oro_fs.sandbox.walk import Escape, Walk, walk

__all__ = ("Policy", "Resolver")

_RETRIES = 32


class Policy(Struct, frozen=True, kw_only=True):
    """Rules for the files of pages; see the settings of the same names."""

    no_follow: bool = False
    disable_links: bool = False
    allow_special: bool = False

    @classmethod
    def of(cls, chosen: Settings) -> Policy:
        """Read the policy an app has chosen."""
        return cls(
            no_follow=chosen[settings.NO_FOLLOW],
            disable_links=chosen[settings.DISABLE_LINKS],
            allow_special=chosen[settings.ALLOW_SPECIAL],
        )


class Resolver:
    """Opens places.

    Args:
        roots: where absolute links may lead when the place has a root.
        policy: whether links may be followed.
        cached: answer only from the kernel's memory and only on local file systems; anything else is
            BlockingIOError, and the same call on a resolver without `cached` belongs in a thread.
    """

    def __init__(self, roots: Roots, policy: Policy, *, cached: bool = False) -> None:
        self._roots = roots
        self._policy = policy
        self._cached = cached

    def from_memory(self) -> Resolver:
        """Return the resolver that never waits."""
        return Resolver(self._roots, self._policy, cached=True)

    def open(self, place: Place, flags: int, mode: int = 0) -> int:
        """Open a place; the descriptor is close-on-exec.

        Raises:
            SecurityError: it leads out of its root, or over a link where none may be followed.
            OSError: the kernel refused.
        """
        if place.directory:
            flags |= os.O_DIRECTORY
        if self._cached:
            return self._open_from_memory(place, flags)
        if place.root is None and not self._policy.no_follow:
            return os.open(place.path, flags | os.O_CLOEXEC, mode & 0o7777)
        if not kernel.has_openat2():
            return self._open_by_walk(place, flags, mode)
        try:
            return self._open_by_kernel(place, flags, mode)
        except OSError as error:
            if error.errno == errno.EXDEV and place.root is not None:
                return self._open_by_walk(place, flags, mode)
            if error.errno == errno.ELOOP and self._policy.no_follow:
                raise _refused(place, "a symbolic link lies on the way") from error
            raise

    @contextmanager
    def parent(self, place: Place) -> Iterator[tuple[int, bytes]]:
        """Open the folder that holds a place; yield it with the name the place has in it.

        Raises:
            SecurityError: as `open`, and when the place is a root itself.
            OSError: the folder cannot be opened.
        """
        name = place.path.rpartition(b"/")[2]
        if not name and place.root is not None:
            raise _refused(place, "it is a root of the sandbox itself")
        fd = self.open(place.up(), O_PATH | os.O_DIRECTORY)
        try:
            yield fd, name or b"."
        finally:
            os.close(fd)

    @contextmanager
    def end(self, place: Place) -> Iterator[tuple[int, bytes]]:
        """Follow the links of a place; yield the folder where they end and the name in it, which is no link.

        Raises:
            SecurityError: as `open`.
            OSError: a folder on the way cannot be opened.
        """
        end = self._walk(place, follow_last=True)
        try:
            yield end.fd, end.name
        finally:
            os.close(end.fd)

    def holds(self, place: Place) -> bool:
        """Tell whether a folder can be reached at all."""
        try:
            os.close(self.open(replace(place, directory=True), O_PATH))
        except (OSError, SecurityError):
            return False
        return True

    def _open_by_kernel(self, place: Place, flags: int, mode: int, extra: int = 0) -> int:
        base, resolve = kernel.AT_FDCWD, extra
        if place.root is not None:
            base = place.root.fd()
            resolve |= kernel.RESOLVE_BENEATH
        if self._policy.no_follow:
            resolve |= kernel.RESOLVE_NO_SYMLINKS
        for _ in range(_RETRIES):
            try:
                return kernel.openat2(base, place.path or b".", flags, mode, resolve)
            except BlockingIOError:
                if extra:
                    raise
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    def _open_from_memory(self, place: Place, flags: int) -> int:
        if not kernel.has_openat2() or flags & O_PATH != O_PATH:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        try:
            fd = self._open_by_kernel(place, flags, 0, kernel.RESOLVE_CACHED)
        except OSError as error:
            if error.errno == errno.ENOENT:
                raise
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
        if not is_local(fd):
            os.close(fd)
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return fd

    def _open_by_walk(self, place: Place, flags: int, mode: int) -> int:
        follow = not flags & os.O_NOFOLLOW and not (flags & os.O_CREAT and flags & os.O_EXCL)
        for _ in range(_RETRIES):
            end = self._walk(place, follow)
            try:
                fd = os.open(end.name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode & 0o7777, dir_fd=end.fd)
            except OSError as error:
                if error.errno != errno.ELOOP or not follow:
                    raise
                continue
            finally:
                os.close(end.fd)
            if not follow or not stat.S_ISLNK(os.fstat(fd).st_mode):
                return fd
            os.close(fd)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))

    def _walk(self, place: Place, follow_last: bool) -> Walk:
        def anchor(target: bytes) -> tuple[int, bytes]:
            found = self._roots.anchor(target) if place.root is not None else Place(target)
            if found is None:
                raise Escape("a symbolic link on the way leads out of the sandbox")
            return _opened(found), found.path

        start = _opened(place)
        try:
            return walk(start, place.path, follow_last=follow_last, follow=not self._policy.no_follow, anchor=anchor)
        except Escape as escape:
            raise _refused(place, str(escape)) from escape
        finally:
            os.close(start)


def _opened(place: Place) -> int:
    if place.root is not None:
        return os.dup(place.root.fd())
    return os.open(b"/", O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)


def _refused(place: Place, reason: str) -> SecurityError:
    return SecurityError(f'Cannot reach "{place.shown}": {reason}')
