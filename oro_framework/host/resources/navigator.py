"""Finds the file that answers a path. Sans-IO: trees open the files.

Rules
1. A path is split before it is decoded, so an encoded slash is never a separator. A segment that is
   `.` or `..` (encoded or not), or holds a slash, a backslash or a NUL, is refused; an empty one, or
   one that no file system can hold, names nothing. One that configures an app, or holds the history of code or
   compiled Python (`unserved.py`), is refused in every root and to every document.
2. Roots are asked in order: mounts in the order of their host paths, then the app's own folder. A root
   is asked when its prefix begins the path, whole segments only.
3. In each root the first of these that is there is the answer:

   | what is there                     | path ends with `/` | answer                       |
   |-----------------------------------|--------------------|------------------------------|
   | a file of exactly that name       | no                 | the file                     |
   | a folder with `index.html`        | yes                | its `index.html`             |
   | a folder with `index.html`        | no                 | redirect to the path and `/` |
   | the name with `.html` added       | no                 | that file                    |
   | the name with `.html` for its end | no                 | that file                    |

4. `/` that nothing answered is the default index, where one is set.
5. Any path that nothing answered is the default index, or `/index.html`, but only where
   `allow_any_route` is set. A path that was refused stays refused.
6. What a tree refuses (a link that leaves it, a file that is never served) is refused: the next root is not asked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Generic, Protocol, TypeVar
from urllib.parse import quote, unquote_to_bytes

from msgspec import Struct

from oro_framework.errors import ConfigError, Denied
from oro_framework.host.resources.files import Kind
from oro_framework.host.resources.unserved import unserved
from oro_framework.types import HostMount

__all__ = ("Found", "Missing", "Names", "Navigator", "Redirect", "Refused", "Root", "Tree", "host_mounts")

F = TypeVar("F")
F_co = TypeVar("F_co", covariant=True)
Names = tuple[str, ...]

LONGEST_NAME = 255
_NEVER = frozenset("/\\\0") | (frozenset(":") if os.name == "nt" else frozenset())


class Tree(Protocol[F_co]):
    """A tree of files: a `Folder` of `files.py`, or a table in a test."""

    def open(self, names: Sequence[str]) -> F_co | Kind | None:
        """Open a file; return `Kind.FOLDER` for a folder, None when there is nothing.

        Raises:
            Denied: the file exists and may not be served.
        """
        ...


class Root(Struct, Generic[F], frozen=True):
    """A tree and the path it is served under; `()` is the origin itself."""

    prefix: Names
    tree: Tree[F]


class Found(Struct, Generic[F], frozen=True):
    """A file, its exact path in the origin, and the prefix of its root."""

    file: F
    location: str
    prefix: Names = ()


class Redirect(Struct, frozen=True):
    """The path is a folder and lacks its last slash."""


class Missing(Struct, frozen=True):
    """There is no such file."""

    message: str


class Refused(Struct, frozen=True):
    """The file may exist, and is not served."""

    message: str


Resolution = Found[F] | Redirect | Missing | Refused


class _Nothing(Enum):
    HERE = 0


class Navigator(Generic[F]):
    """The table of roots, made once.

    Args:
        roots: in the order they are asked.
        default_index: a path of the origin, or empty.
        allow_any_route: whether paths that nothing answers are the default index.
    """

    def __init__(self, roots: Sequence[Root[F]], *, default_index: str = "", allow_any_route: bool = False) -> None:
        self._default = default_index
        self._any = allow_any_route
        self._everywhere = tuple(root for root in roots if not root.prefix)
        firsts = {root.prefix[0] for root in roots if root.prefix}
        self._below: Mapping[str, Sequence[Root[F]]] = {
            first: tuple(root for root in roots if not root.prefix or root.prefix[0] == first) for first in firsts
        }

    def resolve(self, raw_path: bytes) -> Resolution[F]:
        """Find the answer to a path, percent-encoded as in the request; never raises because of the path."""
        try:
            names, slash = _split(raw_path)
            found = _Nothing.HERE if names is None else self._find(names, slash)
            if found is _Nothing.HERE:
                found = self._fallback(is_root=names == ())
        except Denied as error:
            return Refused(f'Cannot serve "{_shown(raw_path)}": {error.message}')
        if found is _Nothing.HERE:
            return Missing(f'Cannot serve "{_shown(raw_path)}": no such file')
        return found

    def nearest(self, raw_path: bytes) -> str:
        """Return the deepest folder above a path, percent-encoded, that a root has or lies below; `/` when none is."""
        try:
            names, _ = _split(raw_path)
        except Denied:
            return "/"
        for count in range(len(names or ()) - 1, 0, -1):
            if names and self._is_folder(names[:count]):
                return "/" + quote("/".join(names[:count]), errors="surrogateescape")
        return "/"

    def _is_folder(self, names: Names) -> bool:
        for root in self._below.get(names[0], self._everywhere):
            depth = len(root.prefix)
            if root.prefix[: len(names)] == names:
                return True
            try:
                there = root.tree.open(names[depth:]) if names[:depth] == root.prefix else None
            except Denied:
                return True
            if isinstance(there, Kind):
                return True
            _close(there)
        return False

    def _fallback(self, *, is_root: bool) -> Found[F] | Redirect | _Nothing:
        """Apply rules 4 and 5."""
        default = self._default or ("/index.html" if self._any else "")
        if not default or not (self._any or is_root):
            return _Nothing.HERE
        names, _ = _split(quote(default).encode("ascii"))
        return _Nothing.HERE if names is None else self._find(names, slash=False, redirect=False)

    def _find(self, names: Names, slash: bool, *, redirect: bool = True) -> Found[F] | Redirect | _Nothing:
        """Apply rule 2."""
        roots = self._below.get(names[0], self._everywhere) if names else self._everywhere
        for root in roots:
            depth = len(root.prefix)
            if names[:depth] == root.prefix:
                found = _within(root, names[depth:], slash or not names, redirect)
                if found is not _Nothing.HERE:
                    return found
        return _Nothing.HERE


def _within(root: Root[F], names: Names, slash: bool, redirect: bool) -> Found[F] | Redirect | _Nothing:
    """Apply rule 3."""
    there = root.tree.open(names)
    if isinstance(there, Kind):
        index = root.tree.open((*names, "index.html"))
        if index is not None and not isinstance(index, Kind):
            if slash or not redirect:
                return Found(index, _location(root, (*names, "index.html")), root.prefix)
            _close(index)
            return Redirect()
    elif there is not None:
        if not slash:
            return Found(there, _location(root, names), root.prefix)
        _close(there)
    return _Nothing.HERE if slash or not names else _as_html(root, names)


def _as_html(root: Root[F], names: Names) -> Found[F] | _Nothing:
    *folders, last = names
    for name in dict.fromkeys((f"{last}.html", PurePosixPath(last).stem + ".html")):
        there = root.tree.open((*folders, name))
        if there is not None and not isinstance(there, Kind):
            return Found(there, _location(root, (*folders, name)), root.prefix)
    return _Nothing.HERE


def _close(file: object) -> None:
    """Close an open file that is not the answer."""
    if callable(close := getattr(file, "close", None)):
        close()


def _split(raw_path: bytes) -> tuple[Names | None, bool]:
    """Apply rule 1: return the names and whether a slash ends them; None for names that no file can have.

    Raises:
        Denied: a segment is never served.
    """
    segments = raw_path.removeprefix(b"/").split(b"/")
    slash = segments[-1] == b""
    if slash:
        segments.pop()
    names = tuple(_name(segment) for segment in segments)
    possible = all(name and len(os.fsencode(name)) <= LONGEST_NAME for name in names)
    return (names if possible else None), slash


def _name(segment: bytes) -> str:
    decoded = unquote_to_bytes(segment) if b"%" in segment else segment
    name = decoded.decode("utf-8", "surrogateescape")
    if name in (".", ".."):
        raise Denied(f'a path may not hold "{name}"')
    if not _NEVER.isdisjoint(name):
        raise Denied("a name may not hold a slash, a backslash or a NUL")
    if (why := unserved(name)) is not None:
        raise Denied(why)
    return name


def _location(root: Root[F], names: Names) -> str:
    return "/" + quote("/".join((*root.prefix, *names)), errors="surrogateescape")


def _shown(raw_path: bytes) -> str:
    return raw_path[:200].decode("ascii", "backslashreplace")


# -- webview_navigator_mounts_* ----------------------------------------------------------------------

_PLATFORMS = {"darwin": "mac", "win32": "win", "linux": "linux", "ios": "ios", "android": "android"}


def host_mounts(
    family: Mapping[str, str], *, platform: str, home: Path, cwd: Path, container: Path
) -> tuple[HostMount, ...]:
    """Read the settings `webview_navigator_mounts_[platform_]<host path> = <path of the origin>`.

    Args:
        family: the settings without their common prefix.
        platform: as `sys.platform`; mounts of other platforms are left out.
        home: the value of `~`, `$HOME` and `$HOST_HOME`.
        cwd: the value of `$HOST_PROCESS_WORKING_DIRECTORY`.
        container: the value of `$HOST_CONTAINER`, and the folder of relative paths.

    Raises:
        ConfigError: a value is no path, or holds a segment that no URL path may hold.
    """
    places = {"~": home, "$HOME": home, "$HOST_HOME": home, "$HOST_PROCESS_WORKING_DIRECTORY": cwd}
    places["$HOST_CONTAINER"] = container
    mounts = []
    for key, value in family.items():
        tag, _, rest = key.partition("_")
        if tag in _PLATFORMS.values() and rest:
            if tag != _PLATFORMS.get(platform):
                continue
            key = rest
        first, slash, tail = key.partition("/")
        folder = places[first] / tail if first in places else container / (first + slash + tail)
        mounts.append(HostMount(folder, _mount_prefix(key, value)))
    return tuple(sorted(mounts, key=lambda mount: str(mount.folder)))


def _mount_prefix(key: str, value: str) -> Names:
    try:
        names, _ = _split(quote(value).encode("ascii"))
    except Denied as error:
        raise ConfigError(f'Cannot mount "{key}" at "{value}": {error.message}') from error
    if names is None:
        raise ConfigError(f'Cannot mount "{key}" at "{value}": expected a path such as "/files"')
    return names
