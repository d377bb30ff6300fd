"""Operations on files, one method each. Blocking; each acts on a descriptor that was checked."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from oro_framework.protected import Use
from oro_fs.errors import SecurityError
from oro_fs.files.stat import Stat, StatFs, kind_of, stat_object, statfs_object
from oro_fs.sandbox import kernel
from oro_fs.sandbox.guard import Guarded, use_of
from oro_fs.sandbox.kernel import O_PATH, inode_path
from oro_fs.sandbox.resolver import Policy, Resolver
from oro_fs.sandbox.roots import Place

__all__ = ("Files",)

_CREATE_RETRIES = 8


class Files:
    """Operations on places.

    Args:
        resolver: how places are opened.
        policy: what may be opened at all.
        guarded: what of it is not for pages.
        waits: whether it may wait for disks; see `from_memory`.
    """

    def __init__(self, resolver: Resolver, policy: Policy, guarded: Guarded, *, waits: bool = True) -> None:
        self.resolver = resolver
        self.guarded = guarded
        self.waits = waits
        self._policy = policy

    def from_memory(self) -> Files:
        """Return the same operations, raising BlockingIOError where the kernel would have to wait."""
        return Files(self.resolver.from_memory(), self._policy, self.guarded, waits=False)

    @contextmanager
    def pinned(self, place: Place, *, follow: bool = True, use: Use = Use.READ) -> Iterator[int]:
        """Hold the inode a place names, without opening what is behind it.

        Raises:
            SecurityError: pages may not use it so.
            OSError: the kernel refused.
        """
        fd = self.resolver.open(place, O_PATH if follow else O_PATH | os.O_NOFOLLOW)
        try:
            self.guarded.check(fd, place.shown, use)
            yield fd
        finally:
            os.close(fd)

    @contextmanager
    def named(self, place: Place, use: Use = Use.RENAME) -> Iterator[tuple[int, bytes]]:
        """Open the folder that holds a place; yield it with the name the place has in it.

        Raises:
            SecurityError: pages may not do that with the name.
            OSError: the folder cannot be opened.
        """
        with self.resolver.parent(place) as (fd, name):
            self.guarded.check_name(fd, name, place, use)
            yield fd, name

    # -- opening ---------------------------------------------------------------------------------

    def open(self, place: Place, flags: int, mode: int = 0o666) -> int:
        """Open a file or folder; the descriptor belongs to the caller.

        The inode is held and looked at first, then opened through what holds it: a FIFO or device is
        refused untouched, and nothing can be swapped in between.

        Raises:
            SecurityError: it leaves the sandbox, is a special file, or has several names where that is forbidden.
            OSError: the kernel refused.
        """
        truncate, flags = flags & os.O_TRUNC, (flags & ~os.O_TRUNC) | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        fd = self._open_or_make(place, flags, mode)
        if truncate:
            try:
                os.ftruncate(fd, 0)
            except OSError:
                os.close(fd)
                raise
        return fd

    def _open_or_make(self, place: Place, flags: int, mode: int) -> int:
        if place.directory and flags & os.O_CREAT:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        for _ in range(_CREATE_RETRIES):
            try:
                return self._open_existing(place, flags)
            except FileNotFoundError:
                if not flags & os.O_CREAT:
                    raise
            try:
                with self.named(place) as (fd, name):
                    return os.open(name, flags | os.O_EXCL | os.O_NOFOLLOW, mode & 0o7777, dir_fd=fd)
            except FileExistsError:
                if flags & os.O_EXCL:
                    raise
        return self._vetted(place, self._make_behind(place, flags, mode))

    def _make_behind(self, place: Place, flags: int, mode: int) -> int:
        """Open, or make, what a link names that led to nothing a moment ago."""
        with self.resolver.end(place) as (fd, name):
            self.guarded.check_name(fd, name, place, Use.RENAME)
            return os.open(name, flags | os.O_NOFOLLOW, mode & 0o7777, dir_fd=fd)

    def _open_existing(self, place: Place, flags: int) -> int:
        with self.pinned(place, follow=not flags & os.O_NOFOLLOW, use=use_of(flags)) as pin:
            if flags & os.O_CREAT and flags & os.O_EXCL:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            self.vet(place, pin)
            return os.open(inode_path(pin), flags & ~(os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW))

    def _vetted(self, place: Place, fd: int) -> int:
        try:
            self.vet(place, fd)
        except BaseException:
            os.close(fd)
            raise
        return fd

    def vet(self, place: Place, fd: int) -> None:
        """Raise unless pages may open what `fd` holds.

        Raises:
            SecurityError: it is a special file, or has several names and `filesystem_disable_links` is set.
            OSError: ELOOP, it is a symbolic link.
        """
        status = os.fstat(fd)
        if stat.S_ISLNK(status.st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode) and not self._policy.allow_special:
            raise SecurityError(f'Cannot open "{place.shown}": it is a {kind_of(status.st_mode)}')
        if self._policy.disable_links and stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
            raise SecurityError(f'Cannot open "{place.shown}": it has {status.st_nlink} names, hard links are disabled')

    # -- looking ---------------------------------------------------------------------------------

    def stat(self, place: Place, *, follow: bool = True) -> Stat:
        """Return the stat object of a place, or of the link that lies there."""
        with self.pinned(place, follow=follow or place.directory) as fd:
            return self.fstat(fd)

    @staticmethod
    def fstat(fd: int) -> Stat:
        """Return the stat object of an open file."""
        return stat_object(os.fstat(fd), kernel.birth(fd))

    def statfs(self, place: Place) -> StatFs:
        """Return what is known of the file system a place is on."""
        with self.pinned(place) as fd:
            return statfs_object(kernel.file_system(fd), os.fstatvfs(fd))

    def access(self, place: Place, mode: int) -> None:
        """Raise unless this process may do what `mode` asks for."""
        if mode & ~(os.R_OK | os.W_OK | os.X_OK):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        with self.pinned(place) as fd:
            if mode and not os.access(inode_path(fd), mode):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    def readlink(self, place: Place) -> bytes:
        """Return what a symbolic link holds."""
        with self.named(place, Use.READ) as (fd, name):
            return os.readlink(name, dir_fd=fd)

    def realpath(self, place: Place) -> bytes:
        """Return the absolute path of what a place names, every link resolved."""
        with self.pinned(place) as fd:
            if not os.path.islink(inode_path(fd)):
                return os.path.realpath(place.full)
            path = os.readlink(os.fsencode(inode_path(fd)))
            if os.fstat(fd).st_nlink == 0:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            return path

    # -- changing a thing ------------------------------------------------------------------------

    def chmod(self, place: Place, mode: int) -> None:
        """Set permission bits."""
        self._change(place, lambda path: os.chmod(path, mode & 0o7777))

    def chown(self, place: Place, uid: int, gid: int) -> int:
        """Set owner and group; return the file mode afterwards."""
        return self._change(place, lambda path: os.chown(path, uid, gid))

    def lchown(self, place: Place, uid: int, gid: int) -> int:
        """Set owner and group of a link itself; return its mode afterwards."""
        with self.named(place, Use.WRITE) as (fd, name):
            os.chown(name, uid, gid, dir_fd=fd, follow_symlinks=False)
            return os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode

    def utimes(self, place: Place, atime: int, mtime: int, *, follow: bool = True) -> None:
        """Set access and modification times, in nanoseconds."""
        if follow:
            self._change(place, lambda path: os.utime(path, ns=(atime, mtime)))
            return
        with self.named(place, Use.WRITE) as (fd, name):
            os.utime(name, ns=(atime, mtime), dir_fd=fd, follow_symlinks=False)

    def truncate(self, place: Place, size: int) -> None:
        """Cut or extend a file."""
        fd = self.open(place, os.O_WRONLY)
        try:
            os.ftruncate(fd, size)
        finally:
            os.close(fd)

    def _change(self, place: Place, change: Callable[[str], None]) -> int:
        with self.pinned(place, use=Use.WRITE) as fd:
            if self._policy.disable_links:
                self.vet(place, fd)
            change(inode_path(fd))
            return os.fstat(fd).st_mode

    # -- changing names --------------------------------------------------------------------------

    def mkdir(self, place: Place, mode: int) -> None:
        """Make a folder."""
        if place.root is not None and not place.path:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        with self.named(place, Use.WRITE) as (fd, name):
            os.mkdir(name, mode & 0o7777, dir_fd=fd)

    def rmdir(self, place: Place) -> None:
        """Remove an empty folder."""
        with self.named(place) as (fd, name):
            os.rmdir(name, dir_fd=fd)

    def unlink(self, place: Place) -> None:
        """Remove a name that is no folder's."""
        with self.named(place) as (fd, name):
            if place.directory and not stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            os.unlink(name, dir_fd=fd)

    def rename(self, source: Place, target: Place) -> None:
        """Give a file or folder another name, replacing what has it."""
        with self.guarded.still(), self.named(source) as (fd, name), self.named(target) as (other_fd, other):
            if source.directory and not stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            os.rename(name, other, src_dir_fd=fd, dst_dir_fd=other_fd)

    def link(self, source: Place, target: Place) -> int:
        """Give a file a second name; return its mode."""
        if self._policy.disable_links:
            raise SecurityError(f'Cannot link to "{source.shown}": hard links are disabled')
        with (
            self.guarded.still(),
            self.named(source, Use.WRITE) as (fd, name),
            self.named(target) as (other_fd, other),
        ):
            os.link(name, other, src_dir_fd=fd, dst_dir_fd=other_fd, follow_symlinks=False)
            return os.stat(other, dir_fd=other_fd, follow_symlinks=False).st_mode

    def symlink(self, target: bytes, place: Place) -> int:
        """Make a symbolic link that holds `target`; return its mode."""
        with self.guarded.still(), self.named(place) as (fd, name):
            os.symlink(target, name, dir_fd=fd)
            return os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode
