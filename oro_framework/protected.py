"""What lies on the disk and is not for pages, and the guard that plugins ask before they open a file for a page.

Rules
1. Of the paths that are protected, the innermost one that holds a file decides.
2. A name cannot be moved, removed or replaced when a protected path lies below it: that would move it along.
3. In a sandbox (`filesystem_sandbox_enabled`) whatever lies outside its folders is refused too.
4. Answers are about real paths, without links. Ask about what is open, by the path the kernel has for it; or, where
   a library opens files by name, ask within `still()`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

__all__ = ("OUTSIDE", "PathGuard", "ProtectedPath", "PageAccess", "SandboxRoot", "Use")

OUTSIDE = (
    "it is outside the folders of the sandbox; a mount in [webview.navigator.mounts] adds one, "
    "filesystem_sandbox_enabled = false opens all"
)
"""Completes a message about a path in no folder of the sandbox."""


class Use(enum.Enum):
    """What is to be done with a path."""

    READ = "read"
    WRITE = "change"
    """Its content, or what is known of it; or it is made."""
    RENAME = "rename"
    """The name itself: it is moved, removed or given to something else."""


class PageAccess(enum.IntEnum):
    """How far pages may go; of two that are said of one path the first here counts."""

    NONE = 0
    """They neither read nor change it, and it is never served."""
    READ = 1
    DATA = 2
    """They change it, but make no code of it: no Python and no library."""
    FREE = 3
    """They do with it as with any file, though it lies in something protected."""


class ProtectedPath(Struct, frozen=True, kw_only=True):
    """A file or folder, which need not be there, and how far pages may go in it."""

    path: Path
    what: str
    """Completes "it is": `the store of the app`."""
    access: PageAccess = PageAccess.NONE
    always: bool = False
    """True protects it without the sandbox too."""
    remedy: str = ""
    """What an author may configure, for the message."""


class SandboxRoot(Struct, frozen=True):
    """A folder that sandboxed pages may use."""

    path: Path
    made: bool = False
    """It is the app's own: it is made, for this user alone, when it is first used."""


class PathGuard(Protocol):
    """Says what pages may do with files; every plugin that opens one for a page asks. Any thread."""

    @property
    def confined(self) -> bool:
        """Whether pages are kept to some folders."""
        ...

    @property
    def roots(self) -> Sequence[SandboxRoot]:
        """The folders pages are kept to; empty when they are not."""
        ...

    def refusal(self, path: str | bytes, use: Use) -> str | None:
        """Return why pages may not do that with a path, or None; never touches the disk.

        Args:
            path: absolute, without links.
            use: what is to be done.
        """
        ...

    def protects(self, path: str | bytes, use: Use) -> str | None:
        """Return the same for what an author opened by another setting than the sandbox's: its folders do not count."""
        ...

    def hides(self, path: str | bytes) -> str | None:
        """Return why a file is never served, or None."""
        ...

    def hold(self, path: str | bytes) -> Callable[[], None]:
        """Keep a folder and those above it under their names, until what is returned is called.

        For what opens files by name again and again, within `still()`. Without a sandbox nothing is kept.
        """
        ...

    def still(self) -> AbstractContextManager[Any]:
        """Keep names as they are: until the block ends no page moves or links one; for a moment, never in the loop."""
        ...
