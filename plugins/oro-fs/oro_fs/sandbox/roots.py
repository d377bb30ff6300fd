"""The folders pages may be confined to, and the places inside them.

A root is opened once, without following any link, and everything inside it is reached from that
descriptor: replacing the folder by a link later changes nothing.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from oro_fs.sandbox.kernel import AT_FDCWD, O_PATH, RESOLVE_NO_SYMLINKS, has_openat2, openat2

__all__ = ("Place", "Root", "Roots", "normal")


class Root:
    """A folder that paths may be confined to.

    Args:
        path: absolute; links in it are resolved now and never again.
        make: make the folder, for this user alone, when it is first used and missing.
    """

    def __init__(self, path: str | os.PathLike[str], *, make: bool = False) -> None:
        self.path = normal(os.path.abspath(os.fsencode(path)))
        self.real = normal(os.path.realpath(self.path))
        self._make = make
        self._fd: int | None = None
        self._lock = threading.Lock()

    def fd(self) -> int:
        """Return the open folder; opens it again when it was deleted and made anew.

        Raises:
            OSError: it does not exist, or a link took its place.
        """
        with self._lock:
            if self._fd is not None and os.fstat(self._fd).st_nlink == 0:
                os.close(self._fd)
                self._fd = None
            if self._fd is None:
                if self._make:
                    os.makedirs(self.real, 0o700, exist_ok=True)
                self._fd = _open_real(self.real)
            return self._fd

    def close(self) -> None:
        """Give the descriptor back; idempotent."""
        with self._lock:
            if self._fd is not None:
                os.close(self._fd)
                self._fd = None

    def __repr__(self) -> str:
        return f"Root({os.fsdecode(self.path)!r})"


class Place(Struct, frozen=True):
    """A path to act on.

    With a root, `path` is relative to it, has no `..` and is empty for the root itself, and nothing may
    lead out. Without one, `path` is absolute and as the page gave it.
    """

    path: bytes
    root: Root | None = None
    directory: bool = False
    """True when the path ended in a slash: it must be a folder."""

    @property
    def full(self) -> bytes:
        """The absolute path, for people and answers; never to be opened."""
        if self.root is None:
            return self.path
        return os.path.join(self.root.real, self.path) if self.path else self.root.real

    @property
    def shown(self) -> str:
        """The absolute path as text for messages."""
        return os.fsdecode(self.full)

    def up(self) -> Place:
        """Return the folder that holds this place; the top holds itself."""
        head = self.path.rpartition(b"/")[0]
        if self.root is None and not head:
            head = b"/"
        return replace(self, path=head, directory=True)

    def child(self, name: bytes) -> Place:
        """Return the place of that name in this folder."""
        joined = os.path.join(self.path, name) if self.path else name
        return replace(self, path=joined, directory=False)


class Roots:
    """Every root, longest path first, so that the innermost one claims a path."""

    def __init__(self, roots: Iterable[Root]) -> None:
        self._roots = tuple(roots)
        prefixes = {prefix: root for root in reversed(self._roots) for prefix in (root.real, root.path)}
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[0]))

    def __iter__(self) -> Iterator[Root]:
        return iter(self._roots)

    def anchor(self, path: bytes) -> Place | None:
        """Place an absolute path under the root that holds it, or return None; `..` is taken literally."""
        plain = normal(path)
        for prefix, root in self._prefixes:
            if plain == prefix or plain.startswith(prefix.rstrip(b"/") + b"/"):
                return Place(plain[len(prefix) :].lstrip(b"/"), root, path.endswith(b"/"))
        return None

    def close(self) -> None:
        """Give every descriptor back."""
        for root in self._roots:
            root.close()


def normal(path: bytes) -> bytes:
    """Return an absolute path with one leading slash and without `.`, `..` and doubled slashes."""
    return b"/" + os.path.normpath(path).lstrip(b"/")


def _open_real(real: bytes) -> int:
    flags = O_PATH | os.O_DIRECTORY | os.O_CLOEXEC
    if has_openat2():
        return openat2(AT_FDCWD, real, flags, 0, RESOLVE_NO_SYMLINKS)
    fd = os.open(b"/", flags)
    for part in real.split(b"/"):
        if part:
            try:
                inner = os.open(part, flags | os.O_NOFOLLOW, dir_fd=fd)
            finally:
                os.close(fd)
            fd = inner
    return fd
