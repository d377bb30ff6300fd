"""Scripts of the app's pages and their source maps, asked of the app itself, in this process."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import TYPE_CHECKING

import trio

from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.source_maps import Frame, SourceMap, data_content, map_address, stack_frames
from oro_framework.worker_scripts import MARK

if TYPE_CHECKING:
    from oro_framework.host.inner import RunningHost

__all__ = ("PageSources",)

_WORKER = re.compile(rf"\?{MARK}=\w+(?=:\d)")
LARGEST = 64 << 20
"""Bytes of a script or a map; larger ones are not read."""
KEPT = 16


class PageSources:
    """The maps of one app's scripts, the last of them kept. Loop thread.

    Args:
        host: the app.
    """

    def __init__(self, host: RunningHost) -> None:
        self._host = host
        self._maps: OrderedDict[str, SourceMap | None] = OrderedDict()

    async def original(self, frame: Frame) -> Frame:
        """Return the frame in the file that its author wrote, or the same where no map says."""
        found = await self._map(frame.url)
        place = found.find(frame.line, frame.column) if found is not None else None
        return frame if place is None else Frame(place.name or frame.function, place.source, place.line, place.column)

    async def rewritten(self, text: str) -> str:
        """Return a message with its stack, the places in it replaced by those that their author wrote."""
        lines = _WORKER.sub("", text).split("\n")
        for number, line in enumerate(lines):
            for frame in stack_frames(line):
                found = await self.original(frame)
                before, after = (f"{each.url}:{each.line}:{each.column}" for each in (frame, found))
                lines[number] = line.replace(before, after)
        return "\n".join(lines)

    def forget(self) -> None:
        """Forget all maps, as files have changed."""
        self._maps.clear()

    async def _map(self, url: str) -> SourceMap | None:
        url = url.partition("?")[0]
        if url not in self._maps:
            self._maps[url] = await self._read(url)
            while len(self._maps) > KEPT:
                self._maps.popitem(last=False)
        return self._maps[url]

    async def _read(self, url: str) -> SourceMap | None:
        script = await self._get(url)
        if script is None:
            return None
        address = map_address(await trio.to_thread.run_sync(script.decode, "utf-8", "replace"), url)
        if address is None:
            return None
        try:
            inline = address.startswith("data:")
            content = data_content(address) if inline else await self._get(address)
            return (
                None
                if content is None
                else await trio.to_thread.run_sync(SourceMap.read, content, url if inline else address)
            )
        except ValueError:
            return None

    async def _get(self, url: str) -> bytes | None:
        """Return what the app serves at one of its own addresses."""
        if not url.startswith(f"{self._host.origin}/"):
            return None
        reply = MemoryReply()
        request = Request(target=parse_target(url, bundle=self._host.bundle), caller=Caller(origin=self._host.origin))
        exchange = self._host.exchanges.open(request, reply)
        try:
            head = await reply.head()
            if head.status != 200:
                return None
            pieces, length = [], 0
            async for piece in reply.body():
                pieces.append(piece)
                length += len(piece)
                if length > LARGEST:
                    return None
            return b"".join(pieces)
        finally:
            exchange.abort()
            reply.close()
