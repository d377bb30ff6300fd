"""The service that answers `clipboard.*`."""

from __future__ import annotations

from typing import TypedDict

from oro_clipboard.items import FORMATS, checked_format, items_of
from oro_framework.errors import NotFound
from oro_framework.parameters import Word
from oro_framework.service import Service, route
from oro_framework.types import Call, Response

__all__ = ("Clipboard",)


class Formats(TypedDict):
    """The formats that can be read now, of those that pages may read."""

    formats: list[str]


class Clipboard(Service):
    """The desktop's clipboard, through the toolkit of the app's windows."""

    name = "clipboard"
    on_demand = True

    @route("clipboard.formats", permission="clipboard")
    async def formats(self, call: Call) -> Formats:
        """Return the formats what is on the clipboard can be read in.

        Raises:
            Unsupported: the app's engine has no clipboard.
        """
        there = await self.host.clipboard.formats()
        return {"formats": [format for format in FORMATS if format in there]}

    @route("clipboard.read", permission="clipboard")
    async def read(self, call: Call, *, format: Word = "text/plain") -> Response:
        """Return the bytes of one format.

        Raises:
            NotFound: there is nothing in that format.
            InvalidArgument: the format is none of `text/plain`, `text/html` and `image/png`.
            Unsupported: the app's engine has no clipboard.
        """
        found = await self.host.clipboard.read(checked_format(format))
        if found is None:
            raise NotFound(f'Cannot read the clipboard: it has nothing as "{format}"', format=format)
        return Response(body=found, headers=[("content-type", format)])

    @route("clipboard.write", permission="clipboard")
    async def write(self, call: Call) -> Formats:
        """Replace what is on the clipboard by one thing in several formats; an empty object leaves nothing.

        Args:
            call: its body is a JSON object of texts by format, that of `image/png` in base64.

        Raises:
            InvalidArgument: the body is no such object; the clipboard is as it was.
            Unsupported: the app's engine has no clipboard.
        If cancelled, it may be written.
        """
        items = items_of(call.body or b"{}")
        await self.host.clipboard.write(items)
        return {"formats": list(items)}
