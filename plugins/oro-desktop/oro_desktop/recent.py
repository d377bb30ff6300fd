"""The routes `recent.*`: the desktop's list of files used recently."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar
from urllib.parse import quote, unquote_to_bytes, urlsplit

from anyio import to_thread

from oro_framework.errors import Broken, ErrnoError
from oro_framework.folders import Folders
from oro_framework.parameters import FilePath, Word
from oro_framework.service import load, route
from oro_framework.types import Call, Host

if TYPE_CHECKING:
    from oro_desktop.bookmarks import Bookmark, Bookmarks

__all__ = ("RecentRoutes", "recent_file")

T = TypeVar("T")
_UNKNOWN = "application/octet-stream"


class Recent(TypedDict):
    """A file that the app used."""

    path: str
    type: str
    title: str
    modified: str


class RecentFiles(TypedDict):
    """The files that the app used, the latest first."""

    files: list[Recent]


class Cleared(TypedDict):
    """How many files went off the list."""

    count: int


def recent_file() -> Path:
    """Return the file in which desktops keep the list."""
    data = os.environ.get("XDG_DATA_HOME", "")
    return Path(data if os.path.isabs(data) else Path.home() / ".local" / "share") / "recently-used.xbel"


class RecentRoutes:
    """The app's part of the list; other programs' files are neither told nor changed.

    Args:
        host: the host.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._folders = Folders(host)

    @route("desktop.recent.add", permission="desktop_recent_files")
    async def add(
        self, call: Call, *, path: FilePath, type: Word = "", title: Word = "", groups: Sequence[Word] = ()
    ) -> None:
        """Put a file on the desktop's list of files used recently, or at its top.

        Args:
            call: the call.
            path: the file.
            type: its MIME type; that of its name where it is empty.
            title: its name in the list; that of the file where it is empty.
            groups: kinds of files, such as `Graphics`, by which programs choose.

        Raises:
            ErrnoError: there is no such file, or the list cannot be written.
            Broken: the list cannot be read.
        If cancelled, it may be on the list.
        """
        await load("oro_desktop.bookmarks")
        from oro_desktop.bookmarks import Bookmark

        found = await self._folders.located(path)
        await to_thread.run_sync(_check, found)
        kind = type or guess_type(found.name)[0] or _UNKNOWN
        entry = Bookmark(href=_address(found), type=kind, title=title)
        command = f"{shlex.join(self._host.command or [self._host.bundle])} %u"
        now = datetime.now(UTC)
        await self._change(lambda marks: marks.add(entry, self._host.bundle, command, now, groups))

    @route("desktop.recent.list", permission="desktop_recent_files")
    async def list(self, call: Call) -> RecentFiles:
        """Return the files that the app put on the list and that are still on it; raises as `add` does."""
        marks = await to_thread.run_sync(_read)
        return {"files": [each for mark in marks.of(self._host.bundle) if (each := _described(mark)) is not None]}

    @route("desktop.recent.clear", permission="desktop_recent_files")
    async def clear(self, call: Call, *, path: FilePath = "") -> Cleared:
        """Take the app's files off the list, or one of them; raises as `desktop.recent.add` does."""
        href = _address(await self._folders.located(path)) if path else ""
        return {"count": await self._change(lambda marks: marks.remove(self._host.bundle, href))}

    async def _change(self, work: Callable[[Bookmarks], T]) -> T:
        def change() -> T:
            from oro_framework.atomic import replace_file

            marks = _read()
            answer = work(marks)
            path = recent_file()
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, bytes(marks), 0o600)
            return answer

        try:
            return await to_thread.run_sync(change)
        except OSError as error:
            raise ErrnoError(error.errno or 0, f'Cannot write "{recent_file()}": {error.strerror}') from error


def _read() -> Bookmarks:
    from oro_desktop.bookmarks import Bookmarks

    path = recent_file()
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        text = b""
    except OSError as error:
        raise ErrnoError(error.errno or 0, f'Cannot read "{path}": {error.strerror}') from error
    try:
        return Bookmarks(text)
    except ValueError as error:
        raise Broken(f'Cannot read "{path}": {error}. The desktop makes a new one where it is removed') from error


def _check(path: Path) -> None:
    try:
        path.stat()
    except OSError as error:
        raise ErrnoError(error.errno or 0, f'Cannot note that "{path}" was used: {error.strerror}') from error


def _address(path: Path) -> str:
    return f"file://{quote(os.fsencode(path))}"


def _described(mark: Bookmark) -> Recent | None:
    parts = urlsplit(mark.href)
    if parts.scheme != "file":
        return None
    path = os.fsdecode(unquote_to_bytes(parts.path))
    return {"path": path, "type": mark.type, "title": mark.title or Path(path).name, "modified": mark.modified}
