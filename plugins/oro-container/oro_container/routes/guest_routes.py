"""Routes by which a container that runs in its page has previews: it answers what frames ask of its servers."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

import trio
from msgspec import Meta, Struct, json

from oro_container.pages.asked_script import AskedScript
from oro_container.pages.guest import Asked, Head
from oro_container.pages.guests import Guests
from oro_framework.errors import InvalidArgument, NotFound
from oro_framework.parameters import from_json
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("Began", "GuestRoutes", "Shown")


class Began(TypedDict):
    """A container that runs in its page."""

    id: str


class Shown(TypedDict):
    """A preview."""

    url: str


class _Head(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The head of an answer, as a page describes it."""

    status: Annotated[int, Meta(ge=200, le=599)]
    headers: tuple[tuple[str, str], ...] = ()


class GuestRoutes:
    """Containers that run in their pages."""

    def __init__(self, guests: Guests) -> None:
        self._guests = guests

    @route("container.guest.begin", permission="container")
    def begin(self, call: Call, *, errors: bool | Literal["exceptions-only"] = False) -> Began:
        """Take note of a container that was booted in the page; it is forgotten with the page.

        `errors` says which errors in documents of its previews are told.

        Raises:
            ErrnoError: EMFILE, the window has too many.
        """
        return {"id": self._guests.begin(call.window, errors).id}

    @route("container.guest.show", permission="container", deadline=0)
    async def show(self, call: Call, *, id: str, port: Annotated[int, Meta(ge=1, le=65535)]) -> Shown:
        """Answer with the address of the preview of a port; the same while the container is there.

        Raises:
            NoSuchContainer: the window has none of that id.
            OSError: previews cannot be served.
        """
        return {"url": await self._guests.show(call.window, id, port)}

    @route("container.guest.take", permission="container", deadline=0)
    async def take(self, call: Call, *, id: str) -> bytes:
        """Answer with the next request, or error in a document: a length of four bytes, as much JSON, the body of a
        request; nothing at the end.

        Raises:
            NoSuchContainer: the window has none of that id.
        """
        asked = await self._guests.held.get(call.window, id).next()
        if asked is None:
            return b""
        if not isinstance(asked, Asked):
            return _headed({"kind": "message", "message": asked})
        told = {key: getattr(asked, key) for key in ("kind", "number", "port", "method", "path", "headers")}
        return _headed(told) + asked.body

    @route("container.guest.head", permission="container", max_body=1 << 20)
    def head(self, call: Call, *, id: str, number: int) -> dict[str, str]:
        """Begin the answer to a request with the head that the body describes (`_Head`, as JSON).

        Raises:
            InvalidArgument: the description is none.
            NoSuchContainer: the window has none of that id.
            NotFound: the request is over.
        """
        asked = self._asked(call, id, number)
        try:
            head = from_json(call.body, _Head)
        except ValueError as error:
            raise InvalidArgument(f"Cannot answer a request: {error}") from error
        asked.answer = Head(status=head.status, headers=head.headers)
        asked.head.set()
        return {}

    @route("container.guest.piece", permission="container", deadline=0, max_body=1 << 24)
    async def piece(self, call: Call, *, id: str, number: int) -> dict[str, str]:
        """Send a piece of an answer; answered once it is passed on. A piece without bytes is the end.

        Raises:
            NoSuchContainer: the window has none of that id.
            NotFound: the request is over.
        """
        asked = self._asked(call, id, number)
        try:
            if call.body:
                await asked.pieces.send(bytes(call.body))
            else:
                asked.pieces.close()
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            raise _over() from None
        return {}

    @route("container.guest.receive", permission="container", deadline=0)
    async def receive(self, call: Call, *, id: str, number: int) -> bytes:
        """Answer with the next bytes that follow a request for another protocol; none at the end.

        Raises:
            NoSuchContainer: the window has none of that id.
            NotFound: the request is over.
        """
        asked = self._asked(call, id, number)
        try:
            return await asked.coming.receive()
        except (trio.EndOfChannel, trio.ClosedResourceError):
            return b""

    @route("container.guest.setPreviewScript", permission="container")
    def set_preview_script(self, call: Call, *, id: str) -> dict[str, str]:
        """Set the script that the body describes (`AskedScript`, as JSON) for documents that are loaded later.

        Raises:
            InvalidArgument: the description is none.
            NoSuchContainer: the window has none of that id.
        """
        self._guests.set_script(call.window, id, AskedScript.of(call.body))
        return {}

    @route("container.guest.end", permission="container")
    def end(self, call: Call, *, id: str) -> dict[str, str]:
        """End the previews of a container.

        Raises:
            NoSuchContainer: the window has none of that id.
        """
        self._guests.end(call.window, id)
        return {}

    def _asked(self, call: Call, id: str, number: int) -> Asked:
        asked = self._guests.held.get(call.window, id).find(number)
        if asked is None:
            raise _over()
        return asked


def _headed(told: dict[str, object]) -> bytes:
    head = json.encode(told)
    return len(head).to_bytes(4, "big") + head


def _over() -> NotFound:
    return NotFound("Cannot answer a request: what asked has gone")
