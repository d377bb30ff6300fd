"""Routes about trees: mounted into containers, exported from them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Literal

from anyio import to_thread

from oro_container.containers.files import KINDS
from oro_container.core.entry import Entry
from oro_container.inside.entry_stream import read_entries, write_entry
from oro_container.pages.page_containers import PageContainers
from oro_framework.errors import InvalidArgument
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("TreeRoutes",)

Format = Literal["entries"]


class TreeRoutes:
    """Whole trees of files."""

    def __init__(self, containers: PageContainers) -> None:
        self._containers = containers

    @route("container.mount", permission="container", deadline=0, max_body=1 << 30)
    async def mount(self, call: Call, *, id: str, path: str = "", format: Format = "entries") -> dict[str, str]:
        """Write the tree in the body into a folder that exists, beside what that has.

        If cancelled, part of it may have been written.

        Args:
            call: the call.
            id: of the container.
            path: of the folder.
            format: `entries`: for each a length of four bytes, as much JSON (path, kind, mode, target, size), its data.

        Raises:
            InvalidArgument: the body is no tree.
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is no such folder, or something cannot be written.
        """
        files = self._containers.held.get(call.window, id).container.files
        entries = await to_thread.run_sync(_unpacked, call.body)
        await files.put(entries, path)
        return {}

    @route("container.export", permission="container", deadline=0)
    async def export(self, call: Call, *, id: str, path: str = "", format: Format = "entries") -> bytes:
        """Answer with the tree of a folder, or of one file, which then has an empty path.

        Args:
            call: the call.
            id: of the container.
            path: of the folder.
            format: as of `container.mount`.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is no such folder.
        """
        entries = await self._containers.held.get(call.window, id).container.files.entries(path)
        return await to_thread.run_sync(partial(_packed, entries))


def _unpacked(body: bytes) -> list[Entry]:
    try:
        return list(_entries(body))
    except (OSError, ValueError, TypeError) as error:
        raise InvalidArgument(f"Cannot mount a tree: {error}") from error


def _entries(body: bytes) -> Iterator[Entry]:
    for path, kind, mode, target, data in read_entries(io.BytesIO(body)):
        if kind not in KINDS:
            raise ValueError(f'"{kind}" is no kind of an entry')
        if not isinstance(path, str) or {"", ".", ".."} & set(path.split("/")) or "\0" in path:
            raise ValueError(f'"{path}" is no path in a tree')
        yield Entry(path=path, kind=KINDS[kind], mode=int(mode) & 0o7777, target=str(target), data=data)


def _packed(entries: list[Entry]) -> bytes:
    out = io.BytesIO()
    for each in entries:
        write_entry(out, each.path, each.kind, mode=each.mode, target=each.target, data=each.data)
    return out.getvalue()
