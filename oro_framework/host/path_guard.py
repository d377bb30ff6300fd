"""The guard of the files of one app; see `oro_framework.protected` for its rules. Sans-IO but for `real`."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.protected import OUTSIDE, ProtectedPath, Reach, SandboxRoot, Use

__all__ = ("CODE", "Guard")

CODE = (".py", ".pyc", ".pyi", ".pyw", ".pth", ".so", ".pyd", ".dll", ".dylib")
"""Endings of what Python, or a program of the app, would run."""
_FOLDS = sys.platform in ("darwin", "win32")


class _Prefix(Struct, frozen=True):
    """A protected path as it is compared."""

    path: bytes
    below: bytes
    said: ProtectedPath

    @classmethod
    def of(cls, said: ProtectedPath) -> _Prefix:
        path = _compared(os.fsencode(said.path))
        return cls(path, path.rstrip(b"/") + b"/", said)

    def holds(self, path: bytes) -> bool:
        return path == self.path or path.startswith(self.below)


class Guard:
    """What pages may do with files.

    Args:
        paths: what is protected.
        roots: the folders of the sandbox; None when there is none, and then only what is protected always is.
    """

    def __init__(self, paths: Iterable[ProtectedPath] = (), roots: Sequence[SandboxRoot] | None = None) -> None:
        self.confined = roots is not None
        self.roots = tuple(roots or ())
        said = sorted((_Prefix.of(real(each)) for each in paths), key=lambda each: (-len(each.path), each.said.reach))
        self._hidden = [each for each in said if each.said.reach in (Reach.NONE, Reach.FREE)]
        self._prefixes = [each for each in said if self.confined or each.said.always]
        self._held = [each for each in self._prefixes if each.said.reach is not Reach.FREE]
        self._within = [_Prefix.of(real(ProtectedPath(path=root.path, what=""))) for root in self.roots]
        self._names = threading.Lock()

    def refusal(self, path: str | bytes, use: Use) -> str | None:
        """Return why pages may not do that with a path, or None."""
        asked = _compared(os.fsencode(path))
        if self.confined and not any(root.holds(asked) for root in self._within):
            return OUTSIDE
        return self.protects(asked, use)

    def protects(self, path: str | bytes, use: Use) -> str | None:
        """Return why pages may not do that with a path wherever the sandbox's folders lie, or None."""
        asked = _compared(os.fsencode(path))
        if use is Use.RENAME and (why := self._below(asked)) is not None:
            return why
        found = next((each for each in self._prefixes if _decides(each, asked, use)), None)
        return None if found is None else _refused(found, asked, use)

    def hides(self, path: str | bytes) -> str | None:
        """Return why a file is never served, or None."""
        asked = _compared(os.fsencode(path))
        found = next((each for each in self._hidden if each.holds(asked)), None)
        return None if found is None else _refused(found, asked, Use.READ)

    def hides_below(self, folder: str | bytes) -> bool:
        """Return whether a folder has anything in it that is never served."""
        inside = _compared(os.fsencode(folder)).rstrip(b"/") + b"/"
        return any(each.below.startswith(inside) or each.holds(inside[:-1]) for each in self._hidden)

    def still(self) -> AbstractContextManager[Any]:
        """Keep names as they are for the length of a block."""
        return self._names

    def _below(self, path: bytes) -> str | None:
        inside = path.rstrip(b"/") + b"/"
        found = next((each for each in self._held if each.path.startswith(inside)), None)
        return None if found is None else f'"{os.fsdecode(found.path)}" lies in it, which is {found.said.what}'


def real(said: ProtectedPath) -> ProtectedPath:
    """Return what is protected with its path as the kernel would tell it."""
    return replace(said, path=Path(os.path.realpath(said.path)))


def _decides(prefix: _Prefix, path: bytes, use: Use) -> bool:
    """Tell whether a prefix decides: the name of a folder that is open for changes belongs to what holds it."""
    named = use is Use.RENAME and path == prefix.path and prefix.said.reach >= Reach.DATA
    return not named and prefix.holds(path)


def _refused(found: _Prefix, path: bytes, use: Use) -> str | None:
    said = found.said
    if said.reach is Reach.NONE:
        return _worded(found, path, "which is not for pages")
    if said.reach is Reach.READ and use is not Use.READ:
        return _worded(found, path, "which pages may only read")
    if said.reach is Reach.DATA and use is not Use.READ and _is_code(path[len(found.path) :]):
        return _worded(found, path, "where pages may put no code")
    return None


def _worded(found: _Prefix, path: bytes, rule: str) -> str:
    remedy = f"; {found.said.remedy}" if found.said.remedy else ""
    where = "it is" if path == found.path else f'it lies in "{os.fsdecode(found.path)}",'
    return f"{where} {found.said.what}, {rule}{remedy}"


def _is_code(path: bytes) -> bool:
    names = [os.fsdecode(name).rstrip(". ").casefold() for name in path.split(b"/")]
    return "__pycache__" in names or names[-1].endswith(CODE) or ".so." in names[-1]


def _compared(path: bytes) -> bytes:
    plain = b"/" + os.path.normpath(path).lstrip(b"/") if os.sep == "/" else os.path.normpath(path)
    return os.fsencode(os.fsdecode(plain).casefold()) if _FOLDS else plain
