"""`fetch`, by which programs ask a server of a guest, without a preview."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import dataclass

import h11
import trio

from oro_container.core.previews.headers import Headers, values
from oro_container.previews.dial import Dial
from oro_container.previews.peer import Peer
from oro_framework.errors import Broken, InvalidArgument

__all__ = ("GuestRequest", "GuestResponse", "fetch")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestRequest:
    """A request of a program for a port of a guest."""

    port: int
    path: str = "/"
    """With its query."""
    method: str = "GET"
    headers: Sequence[tuple[str, str]] = ()
    body: bytes | AsyncIterable[bytes] = b""
    """All of it, or its pieces as they come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestResponse:
    """The answer of a guest."""

    status: int
    reason: str = ""
    """The words beside the status."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in order."""
    body: AsyncIterator[bytes]
    """The pieces of the body as they come."""

    async def read(self) -> bytes:
        """Return what is left of the body.

        Raises:
            Broken: the guest closed in the middle.
        """
        return b"".join([piece async for piece in self.body])


@asynccontextmanager
async def fetch(dial: Dial, request: GuestRequest) -> AsyncIterator[GuestResponse]:
    """Ask a guest; the connection closes with the block, and a body that is not read is left out.

    Raises:
        OSError: nothing listens on the port.
        Broken: the guest closed the connection, or speaks no HTTP.
        InvalidArgument: the request cannot be sent.
    """
    head = _head(request)
    peer = Peer(await dial(request.port), h11.CLIENT)
    failures: list[Exception] = []

    async def send() -> None:
        try:
            await _send(peer, head, request.body)
        except Exception as error:
            failures.append(error)
            nursery.cancel_scope.cancel()

    with closing(peer):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(send)
            try:
                response = await _response(peer, request)
                async with aclosing(_pieces(peer, request)) as body:
                    reason = bytes(response.reason).decode("latin-1")
                    yield GuestResponse(status=response.status_code, reason=reason, headers=_text(response), body=body)
            except Exception as error:
                failures.append(error)
            nursery.cancel_scope.cancel()
    if failures:
        raise failures[0]


def _head(request: GuestRequest) -> h11.Request:
    headers: Headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers]
    if not values(headers, b"host"):
        headers.insert(0, (b"host", b"localhost:%d" % request.port))
    if not (values(headers, b"content-length") or values(headers, b"transfer-encoding")):
        if not isinstance(request.body, bytes):
            headers.append((b"transfer-encoding", b"chunked"))
        elif request.body:
            headers.append((b"content-length", b"%d" % len(request.body)))
    try:
        return h11.Request(method=request.method, target=request.path, headers=headers)
    except h11.LocalProtocolError as error:
        raise InvalidArgument(f'Cannot send "{request.method[:20]} {request.path[:200]}": {error}') from error


async def _send(peer: Peer, head: h11.Request, body: bytes | AsyncIterable[bytes]) -> None:
    """Send the request; a guest may answer and close before it has read all."""
    try:
        peer.put(head)
        if isinstance(body, bytes):
            if body:
                peer.put(h11.Data(data=body))
        else:
            await peer.flush()  # before the first piece, which may take long
            async for piece in body:
                await peer.send(h11.Data(data=piece))
        await peer.send(h11.EndOfMessage())
    except trio.BrokenResourceError:
        return


async def _response(peer: Peer, request: GuestRequest) -> h11.Response:
    while True:
        event = await _event(peer, request)
        if isinstance(event, h11.Response):
            return event
        if not isinstance(event, h11.InformationalResponse) or event.status_code == 101:
            raise Broken(
                f"Cannot read the answer of port {request.port}: {type(event).__name__} in place of a response"
            )


def _text(response: h11.Response) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)


async def _pieces(peer: Peer, request: GuestRequest) -> AsyncGenerator[bytes, None]:
    while isinstance(event := await _event(peer, request), h11.Data):
        yield bytes(event.data)


async def _event(peer: Peer, request: GuestRequest) -> object:
    try:
        return await peer.receive()
    except (h11.RemoteProtocolError, trio.BrokenResourceError) as error:
        raise Broken(f'Cannot read the answer of port {request.port} to "{request.path[:200]}": {error}') from error
