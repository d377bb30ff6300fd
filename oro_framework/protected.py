"""Protected paths, and the guard that plugins ask before they open a file for a page.

Rules
1. Of several protected paths that hold a file, the innermost decides.
2. A name cannot be moved, removed or replaced when a protected path lies below it: that would move it along.
3. In a sandbox (`filesystem_sandbox_enabled`), files outside its folders are refused too.
4. The guard decides about real paths, without links. Ask about an open file, by the path the kernel has for it; where
   a library opens files by name, ask within `still()`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from msgspec import Struct

__all__ = ("OUTSIDE", "PathGuard", "ProtectedPath", "PageAccess", "SandboxRoot", "Use")

OUTSIDE = (
    "it is outside the folders of the sandbox; a mount in [webview.navigator.mounts] adds one, "
    "filesystem_sandbox_enabled = false opens all"
)
"""The end of a message about a path outside the sandbox."""


class Use(enum.Enum):
    """The use a page makes of a path."""

    READ = "read"
    WRITE = "change"
    """Read or write its content, read its attributes, or make it."""
    RENAME = "rename"
    """Move, remove or replace the name itself."""


class PageAccess(enum.IntEnum):
    """The access that pages have to a path; of two for one path, the stricter (the first here) counts."""

    NONE = 0
    """Neither read nor write; the path is never served either."""
    READ = 1
    DATA = 2
    """Read and write, but no code: no Python and no library."""
    FREE = 3
    """Read and write as with any file, though it lies in a protected path."""


class ProtectedPath(Struct, frozen=True, kw_only=True):
    """A file or folder, which need not exist, and the access that pages have to it."""

    path: Path
    what: str
    """The end of a sentence that begins with "it is", such as `the store of the app`."""
    access: PageAccess = PageAccess.NONE
    always: bool = False
    """True protects it without the sandbox too."""
    remedy: str = ""
    """The setting that would allow it, for the message."""


class SandboxRoot(Struct, frozen=True):
    """A folder that sandboxed pages may use."""

    path: Path
    made: bool = False
    """True for a folder of the app's own, which is made, for this user alone, when it is first used."""


class PathGuard(Protocol):
    """Decides which files pages may use; every plugin that opens a file for a page asks it. Any thread."""

    @property
    def confined(self) -> bool:
        """Whether pages are confined to the folders of a sandbox."""
        ...

    @property
    def roots(self) -> Sequence[SandboxRoot]:
        """The folders of the sandbox; empty without one."""
        ...

    def refusal(self, path: str | bytes, use: Use) -> str | None:
        """Return the reason why pages may not use a path in that way, or None. Never touches the disk.

        Args:
            path: absolute, without links.
            use: the intended use.
        """
        ...

    def protects(self, path: str | bytes, use: Use) -> str | None:
        """Return the same for a path that another setting opened to pages; the folders of the sandbox do not count."""
        ...

    def hides(self, path: str | bytes) -> str | None:
        """Return the reason why a file is never served, or None."""
        ...

    def hold(self, path: str | bytes) -> Callable[[], None]:
        """Keep pages from renaming a folder and its parents, until the function that is returned is called.

        For libraries that open files by name again and again, within `still()`. Does nothing without a sandbox.
        """
        ...

    def still(self) -> AbstractContextManager[object]:
        """Keep pages from moving or linking files during the block. For short blocks, never on the loop thread."""
        ...
