"""Routes about trees: mounted into containers, exported from them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from anyio import to_thread
from msgspec import json

from oro_container.core.formats import Choice, FormatError
from oro_container.pages.packing import PackedFormat, packed, unpacked
from oro_container.pages.page_containers import PageContainers
from oro_framework.errors import InvalidArgument
from oro_framework.parameters import Reading
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("TreeRoutes",)


def globs(text: str) -> tuple[str, ...]:
    """Read an array of globs, as JSON.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    try:
        return json.decode(text, type=tuple[str, ...])
    except ValueError:
        raise ValueError("an array of globs as JSON") from None


Globs = Annotated[tuple[str, ...], Reading(str, globs)]


class TreeRoutes:
    """Whole trees of files."""

    def __init__(self, containers: PageContainers) -> None:
        self._containers = containers

    @route("container.mount", permission="container", deadline=0, max_body=1 << 30)
    async def mount(self, call: Call, *, id: str, path: str = "", format: PackedFormat = "entries") -> dict[str, str]:
        """Write the tree in the body into a folder that exists, beside what that has.

        If cancelled, part of it may have been written.

        Args:
            call: the call.
            id: of the container.
            path: of the folder.
            format: `binary`, a snapshot of WebContainer; `zip`; or `entries`: for each a length of four bytes, as much
                JSON (path, kind, mode, target, size), its data.

        Raises:
            InvalidArgument: the body is no tree.
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is no such folder, or something cannot be written.
        """
        files = self._containers.held.get(call.window, id).container.files
        try:
            entries = await to_thread.run_sync(unpacked, call.body, format)
        except FormatError as error:
            raise InvalidArgument(f"Cannot mount a tree: {error}") from error
        await files.put(entries, path)
        return {}

    @route("container.export", permission="container", deadline=0)
    async def export(
        self,
        call: Call,
        *,
        id: str,
        path: str = "",
        format: PackedFormat = "entries",
        includes: Globs = (),
        excludes: Globs = (),
    ) -> bytes:
        """Answer with the tree of a folder, or of one file, which then has an empty path.

        Args:
            call: the call.
            id: of the container.
            path: of the folder.
            format: as of `container.mount`.
            includes: globs of files that are taken from folders that are left out.
            excludes: globs of files that are left out.

        Raises:
            InvalidArgument: a glob is none, or the format has no place for one single file.
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is no such folder.
        """
        entries = await self._containers.held.get(call.window, id).container.files.entries(path)
        choice = Choice(includes=includes, excludes=excludes)
        try:
            return await to_thread.run_sync(partial(packed, entries, choice, format))
        except UnicodeEncodeError as error:
            name = error.object[:300].encode("utf-8", "replace").decode()
            raise InvalidArgument(f'Cannot export "{path[:300]}": the name of "{name}" is no UTF-8') from error
        except FormatError as error:
            raise InvalidArgument(f'Cannot export "{path[:300]}": {error}') from error
