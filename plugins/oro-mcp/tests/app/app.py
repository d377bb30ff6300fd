"""Notes, which agents may find and add to."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal, TypedDict

import anyio
import trio
import trio.lowlevel
from msgspec import Meta, Struct
from oro_mcp import progress, resource, tool

from oro_framework import Call, Service, hookimpl, route
from oro_framework.errors import NotFound
from oro_framework.types import EventStream, Permission, Response, ServerEvent

print("the app prints when it is imported")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636064f8ff1f0002"
    "fe01fe8a2d0e8f0000000049454e44ae426082"
)


class Note(TypedDict):
    """A note."""

    id: int
    text: str


class Found(Struct):
    """Notes that were found."""

    notes: list[Note]
    total: int


class Notes(Service):
    """The notes of a run."""

    name = "notes"

    def __init__(self, host: Any) -> None:
        super().__init__(host)
        self.texts = ["Pay the rent", "Water the plants"]
        self.cancelled = 0
        self.entered = 0

    @tool(read_only=True, title="Find notes")
    @route("notes.find")
    async def find(self, call: Call, *, text: str = "", limit: Annotated[int, Meta(ge=1, le=50)] = 10) -> Found:
        """Find notes by a text in them.

        The newest come first.

        Args:
            call: of an agent or a page.
            text: what they hold; all of them
                where it is empty.
            limit: how many at most.

        Returns:
            The notes, and how many there are in all.
        """
        print("the app prints when it is called", file=sys.stdout)
        found = [Note(id=place, text=each) for place, each in enumerate(self.texts) if text.lower() in each.lower()]
        return Found(list(reversed(found))[:limit], len(found))

    @route("notes.add")
    def add(self, call: Call, *, text: str, colour: Literal["red", "green"] = "green") -> int:
        """Add a note, and return its number."""
        self.texts.append(text)
        return len(self.texts) - 1

    @resource("notes://{id}", mime_type="text/markdown", title="A note")
    @route("notes.read")
    async def read(self, call: Call, *, id: int) -> str:
        """A note as Markdown."""
        if id >= len(self.texts):
            raise NotFound(f'Cannot read note "{id}": there is none')
        return f"# {self.texts[id]}"

    @resource("notes://all")
    @route("notes.all")
    async def all(self, call: Call) -> list[str]:
        """All notes."""
        return self.texts

    @tool
    @route("notes.picture")
    async def picture(self, call: Call) -> Response:
        """Show a picture."""
        return Response(body=PIXEL, headers=(("content-type", "image/png"),))

    @route("notes.slow", deadline=0)
    async def slow(self, call: Call) -> None:
        """Wait for ever."""
        self.entered += 1
        await anyio.Path(self.host.root, "entered").touch()
        try:
            await trio.sleep_forever()
        finally:
            self.cancelled += 1
            with trio.CancelScope(shield=True):
                await anyio.Path(self.host.root, "cancelled").touch()

    @tool
    @route("notes.count")
    async def count(self, call: Call, *, to: int) -> str:
        """Count, and tell how far it is."""
        for number in range(1, to + 1):
            progress(call, number, to, f"at {number}")
            await trio.lowlevel.checkpoint()
        return "counted"

    @route("notes.walk")
    async def walk(self, call: Call) -> EventStream:
        """Walk over all notes."""

        async def events() -> AsyncIterator[ServerEvent]:
            for text in self.texts:
                yield ServerEvent(text)

        return EventStream(events())

    @route("notes.fail")
    async def fail(self, call: Call) -> None:
        """Fail."""
        raise ZeroDivisionError("by nothing")

    @route("notes.secret", permission="notes_secret")
    async def secret(self, call: Call) -> str:
        """Return what only some may see."""
        return "sesame"

    @route("notes.hidden")
    async def hidden(self, call: Call) -> str:
        """Return what no agent may see."""
        return "hidden"


@hookimpl
def oro_services() -> list[type[Service]]:
    return [Notes]


@hookimpl
def oro_permissions() -> list[Permission]:
    return [Permission(name="notes_secret", description="See what only some may see.")]
