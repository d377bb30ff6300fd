"""The route by which pages ask servers in containers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from msgspec import Meta

from oro_container.containers.container import Container
from oro_container.pages.fetching import Fetching, Headed, framed
from oro_container.pages.page_containers import PageContainers
from oro_container.previews.fetch import GuestResponse
from oro_container.routes.asked import AskedRequest
from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, Duplex

__all__ = ("FetchRoutes",)

PortNumber = Annotated[int, Meta(ge=1, le=65535)]


class FetchRoutes:
    """Requests of pages for servers in their containers."""

    def __init__(self, containers: PageContainers) -> None:
        self._containers = containers

    @route("container.fetch", permission="container", deadline=0, max_body=1 << 30)
    async def fetch(self, call: Call, *, id: str, port: PortNumber) -> ByteStream | None:
        """Ask the server on a port; answer with the head of its answer and its body, as they come.

        Either way goes a head, four bytes of length and as much JSON, and then the body: the head of a request is an
        `AskedRequest`, that of an answer has `status`, `reason` and `headers`. A page that opens a stream sends its
        body piece by piece. If cancelled, the connection to the server is closed.

        Raises:
            InvalidArgument: the request cannot be sent.
            NoSuchContainer: the window has none of that id.
            Denied: the policy of the container lets no program listen.
            ErrnoError: ECONNREFUSED, nothing listens on the port.
            Broken: the server closed the connection, or speaks no HTTP.
            TornDown: the container has ended.
        """
        container = self._containers.held.get(call.window, id).container
        if call.duplex is not None:
            await _stream(container, port, call.duplex)
            return None
        sent = Headed(_once(call.body))
        asked = _asked(await sent.head())
        body = await sent.rest()
        answering = container.fetch(port, asked.path, method=asked.method, headers=asked.headers, body=body)
        fetching = Fetching(answering)
        self._containers.start(fetching.run)
        await fetching.begin()
        return ByteStream(fetching)


async def _stream(container: Container, port: int, duplex: Duplex) -> None:
    sent = Headed(aiter(duplex))
    asked = _asked(await sent.head())
    async with container.fetch(port, asked.path, method=asked.method, headers=asked.headers, body=sent) as response:
        await _send(response, duplex)


async def _send(response: GuestResponse, duplex: Duplex) -> None:
    await duplex.send(framed(response))
    async for piece in response.body:
        await duplex.send(piece)


def _asked(head: bytes) -> AskedRequest:
    try:
        asked: AskedRequest = from_json(head, AskedRequest)
    except ValueError as error:
        raise InvalidArgument(f"Cannot fetch: {error}") from error
    return asked


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
