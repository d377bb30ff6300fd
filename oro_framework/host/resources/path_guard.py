"""The guard of the files of one app; see `oro_framework.protected` for its rules. Sans-IO once it is made.

Rules that close a path ignore case, as some file systems find `app.py` by the name `APP.PY`; rules that open one
do not.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from msgspec import Struct

from oro_framework.protected import OUTSIDE, PageAccess, ProtectedPath, SandboxRoot, Use

__all__ = ("CODE", "Guard")

CODE = (".py", ".pyc", ".pyi", ".pyw", ".pth", ".so", ".pyd", ".dll", ".dylib")
"""Endings of files that Python, or a program of the app, would run."""
_CLOSING = (PageAccess.NONE, PageAccess.READ)


class _Asked(Struct, frozen=True):
    """A path in the two forms that are compared; both end in a slash."""

    plain: bytes
    folded: bytes

    @classmethod
    def of(cls, path: str | bytes) -> _Asked:
        plain = _folder(os.fsencode(path))
        return cls(plain, _folded(plain))


class _Prefix(Struct, frozen=True):
    """A protected path in the form that is compared; it ends in a slash."""

    path: bytes
    said: ProtectedPath

    def holds(self, asked: _Asked) -> bool:
        return (asked.folded if self.said.access in _CLOSING else asked.plain).startswith(self.path)

    @property
    def shown(self) -> str:
        return str(self.said.path)


class Guard:
    """Decides which files pages may use.

    Args:
        paths: the protected paths.
        roots: the folders of the sandbox; None without one, where only paths with `always` are protected.
    """

    def __init__(self, paths: Iterable[ProtectedPath] = (), roots: Sequence[SandboxRoot] | None = None) -> None:
        self.confined = roots is not None
        self.roots = tuple(roots or ())
        prefixes = [prefix for each in paths for prefix in _prefixes(each)]
        said = sorted(prefixes, key=lambda each: (-len(each.path), each.said.access))
        self._hidden = [each for each in said if each.said.access in (PageAccess.NONE, PageAccess.FREE)]
        self._prefixes = [each for each in said if self.confined or each.said.always]
        self._closed = tuple(each.path for each in self._prefixes if each.said.access in _CLOSING)
        self._held = [(_folded(each.path), each) for each in self._prefixes if each.said.access is not PageAccess.FREE]
        self._within = tuple(_folder(os.fsencode(os.path.realpath(root.path))) for root in self.roots)
        self._names = threading.Lock()
        self._holding = threading.Lock()
        self._in_use: tuple[bytes, ...] = ()
        """Folders that are held, once for each time."""

    def refusal(self, path: str | bytes, use: Use) -> str | None:
        """Return the reason why pages may not use a path in that way, or None."""
        asked = _Asked.of(path)
        if self.confined and not asked.plain.startswith(self._within):
            return OUTSIDE
        return self._protects(asked, use)

    def protects(self, path: str | bytes, use: Use) -> str | None:
        """Return the same without regard to the folders of the sandbox."""
        return self._protects(_Asked.of(path), use)

    def hides(self, path: str | bytes) -> str | None:
        """Return the reason why a file is never served, or None."""
        asked = _Asked.of(path)
        found = next((each for each in self._hidden if each.holds(asked)), None)
        return None if found is None else _refused(found, asked, Use.READ)

    def hides_below(self, folder: str | bytes) -> bool:
        """Return whether a folder contains a path that is never served, or lies in one."""
        asked = _Asked.of(folder)
        return any(each.holds(asked) or _folded(each.path).startswith(asked.folded) for each in self._hidden)

    def hold(self, path: str | bytes) -> Callable[[], None]:
        """Keep pages from renaming a folder and its parents until the returned function is called."""
        folder = _Asked.of(path).folded
        if not self.confined:
            return _nothing
        with self._holding:
            self._in_use = (*self._in_use, folder)
        return partial(self._let_go, folder)

    def _let_go(self, folder: bytes) -> None:
        with self._holding:
            left = list(self._in_use)
            left.remove(folder)
            self._in_use = tuple(left)

    def still(self) -> AbstractContextManager[object]:
        """Keep pages from moving or linking files during the block."""
        return self._names

    def _protects(self, asked: _Asked, use: Use) -> str | None:
        if use is Use.RENAME and (why := self._below(asked)) is not None:
            return why
        if not asked.folded.startswith(self._closed):
            return None
        found = next((each for each in self._prefixes if _decides(each, asked, use)), None)
        return None if found is None else _refused(found, asked, use)

    def _below(self, asked: _Asked) -> str | None:
        inside = (each for path, each in self._held if path != asked.folded and path.startswith(asked.folded))
        if any(folder.startswith(asked.folded) for folder in self._in_use):
            return "a database is open in it"
        found = next(inside, None)
        return None if found is None else f'"{found.shown}" lies in it, which is {found.said.what}'


def _prefixes(said: ProtectedPath) -> Iterator[_Prefix]:
    """Yield the real path of a protected path, and its name where that is a link."""
    named = os.path.join(os.path.realpath(said.path.parent), said.path.name)
    for path in {os.path.realpath(said.path), named}:
        plain = _folder(os.fsencode(path))
        yield _Prefix(_folded(plain) if said.access in _CLOSING else plain, _at(said, path))


def _at(said: ProtectedPath, path: str) -> ProtectedPath:
    return ProtectedPath(path=Path(path), what=said.what, access=said.access, always=said.always, remedy=said.remedy)


def _decides(prefix: _Prefix, asked: _Asked, use: Use) -> bool:
    """Return whether a prefix decides: the name of a writable folder belongs to the folder that holds it."""
    named = use is Use.RENAME and asked.plain == prefix.path and prefix.said.access not in _CLOSING
    return not named and prefix.holds(asked)


def _refused(found: _Prefix, asked: _Asked, use: Use) -> str | None:
    access = found.said.access
    if access is PageAccess.NONE:
        return _worded(found, asked, "which is not for pages")
    if access is PageAccess.READ and use is not Use.READ:
        return _worded(found, asked, "which pages may only read")
    if access is PageAccess.DATA and use is not Use.READ and _is_code(_folded(asked.plain[len(found.path) :])):
        return _worded(found, asked, "where pages may put no code")
    return None


def _worded(found: _Prefix, asked: _Asked, rule: str) -> str:
    remedy = f"; {found.said.remedy}" if found.said.remedy else ""
    where = "it is" if len(asked.folded) == len(found.path) else f'it lies in "{found.shown}",'
    return f"{where} {found.said.what}, {rule}{remedy}"


def _is_code(path: bytes) -> bool:
    names = [os.fsdecode(name).rstrip(". ") for name in path.rstrip(b"/").split(b"/")]
    return "__pycache__" in names or names[-1].endswith(CODE) or ".so." in names[-1]


def _folder(path: bytes) -> bytes:
    """Return an absolute path without `.`, `..` and doubled slashes, and with one slash at its end."""
    plain = os.path.normpath(path)
    if os.sep != "/":
        plain = plain.replace(os.fsencode(os.sep), b"/")
    return b"/" + plain.strip(b"/") + b"/" if plain.strip(b"/") else b"/"


def _folded(path: bytes) -> bytes:
    return path.lower() if path.isascii() else os.fsencode(os.fsdecode(path).casefold())


def _nothing() -> None:
    """Do nothing: without a sandbox no name is held."""
