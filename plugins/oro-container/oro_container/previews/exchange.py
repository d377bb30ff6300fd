"""`Exchange`, one request of an engine, answered by a guest."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

import h11
import trio

from oro_container.core.previews.headers import Headers, values
from oro_container.core.previews.request_headers import is_document, request_headers
from oro_container.core.previews.response_headers import response_headers
from oro_container.previews.document_body import DocumentBody
from oro_container.previews.peer import Peer
from oro_container.previews.preview import Preview
from oro_container.previews.tunnel import tunnel
from oro_container.previews.watch import Watch

__all__ = ("Exchange", "NoAnswer")

ASKED_AGAIN = frozenset({b"GET", b"HEAD", b"OPTIONS"})
"""Methods of requests that are sent again where a kept connection turns out to be closed."""
PATIENCE = 0.05
"""Seconds that a guest takes to answer before its engine is watched: most requests are over by then."""
BEGINNING = 1.5
"""Seconds in which a document is asked for again while nothing listens: servers that look for a port that is free, as
Vite does, listen, close and listen again."""
AGAIN = 0.05
"""Seconds between two such attempts."""
UNSENT = 1 << 16
"""Bytes put together before they are sent."""


class NoAnswer(Exception):
    """The guest gave no answer that could be passed on; nothing of one was."""


class Exchange:
    """One request.

    Args:
        engine: the connection of the engine.
        preview: that is asked.
        request: of the engine, without its body.
        watch: over the engine.
    """

    def __init__(self, engine: Peer, preview: Preview, request: h11.Request, watch: Watch) -> None:
        self._engine = engine
        self._watch = watch
        self._preview = preview
        headers: Headers = list(request.headers)
        self._document = is_document(headers) and request.method in (b"GET", b"POST")
        self._request = h11.Request(
            method=request.method,
            target=request.target,
            headers=request_headers(headers, preview.mapping, document=self._document),
            _parsed=True,  # they were checked as they came; to check them again takes a tenth of a small request
        )
        self._upgrade = bool(values(headers, b"upgrade"))
        self._has_body = any(name in (b"content-length", b"transfer-encoding") for name, _ in headers)
        self._began = False

    async def run(self) -> None:
        """Have the guest answer.

        Raises:
            NoAnswer: it gave none.
            OSError: nothing listens on its port.
            trio.BrokenResourceError: one of the two went away in the middle.
        """
        if not self._has_body:
            await self._engine.receive()  # the end of the request
        ends = trio.current_time() + BEGINNING
        closed = False
        while True:
            try:
                return await self._attempt()
            except (NoAnswer, OSError) as error:
                again = closed and isinstance(error, NoAnswer)
                if not self._may_wait or again or trio.current_time() > ends:
                    raise
                closed = closed or isinstance(error, NoAnswer)
            await trio.sleep(AGAIN)

    @property
    def _may_wait(self) -> bool:
        """Whether the request may be sent again to a server that perhaps only begins."""
        return self._document and not (self._began or self._has_body) and self._request.method in ASKED_AGAIN

    async def _attempt(self) -> None:
        """Send the request, on a connection that was used before if there is one."""
        guest, used = await self._preview.connections.take()
        try:
            await self._relay(guest)
        except (h11.RemoteProtocolError, trio.BrokenResourceError) as error:
            if not used or self._began or self._has_body or self._request.method not in ASKED_AGAIN:
                raise self._broken(error) from error
            guest.close()
            guest, _ = await self._preview.connections.take(fresh=True)
            await self._again(guest)
        finally:
            self._preview.connections.give_back(guest)

    async def _again(self, guest: Peer) -> None:
        try:
            await self._relay(guest)
        except (h11.RemoteProtocolError, trio.BrokenResourceError) as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> Exception:
        return trio.BrokenResourceError(str(error)) if self._began else NoAnswer(str(error))

    async def _relay(self, guest: Peer) -> None:
        guest.put(self._request)
        if self._has_body:
            await guest.flush()
            switched = await self._answer_while_uploading(guest)
        else:
            guest.put(h11.EndOfMessage())
            await guest.flush()
            switched = await self._answer(guest)
        if switched:
            await self._watch.stop()
            await tunnel(self._engine, guest)

    async def _answer_while_uploading(self, guest: Peer) -> bool:
        outcome: bool | Exception = False
        gone = False

        async def upload() -> None:
            nonlocal gone
            try:
                await self._upload(guest)
                await self._engine.wait_for_end()
            except (h11.RemoteProtocolError, trio.BrokenResourceError):
                pass
            gone = True
            nursery.cancel_scope.cancel()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(upload)
            try:
                outcome = await self._answer(guest)
            except Exception as error:
                outcome = error
            nursery.cancel_scope.cancel()
        if gone:
            self._began = True
            raise trio.BrokenResourceError("the engine went away")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def _event(self, guest: Peer) -> Any:
        """Return the guest's next event; watch the engine once the guest takes its time."""
        if self._has_body or self._watch.started:
            return await guest.receive()
        event = guest.http.next_event()
        if event is not h11.NEED_DATA:
            return event
        with trio.move_on_after(PATIENCE) as waiting:
            await guest.wait_readable()
        if waiting.cancelled_caught:
            self._watch.start()
        return await guest.receive()

    async def _upload(self, guest: Peer) -> None:
        """Pass the body of the request on; a guest may answer before it has read all."""
        while True:
            event = await self._engine.receive()
            if isinstance(event, h11.Data):
                await _send(guest, h11.Data(data=event.data))
            elif isinstance(event, h11.EndOfMessage):
                await _send(guest, h11.EndOfMessage())
                return
            else:
                return

    async def _answer(self, guest: Peer) -> bool:
        """Pass the answer on; return whether the guest agreed to another protocol."""
        while True:
            event = await self._event(guest)
            if isinstance(event, h11.InformationalResponse):
                if event.status_code == 101:
                    await self._switch(event)
                    return True
                await self._engine.send(_informational(event))
            elif isinstance(event, h11.Response):
                await self._pass_on(guest, event)
                return False
            else:
                raise h11.RemoteProtocolError("the guest closed the connection without an answer")

    async def _switch(self, event: h11.InformationalResponse) -> None:
        self._began = True
        headers = response_headers(list(event.headers), self._preview.mapping, self._preview.guards)
        upgrade = values(list(event.headers), b"upgrade")
        headers += [(b"connection", b"upgrade"), *((b"upgrade", value) for value in upgrade)]
        await self._engine.send(h11.InformationalResponse(status_code=101, reason=event.reason, headers=headers))

    async def _pass_on(self, guest: Peer, response: h11.Response) -> None:
        body = self._body(response)
        self._began = True
        engine = self._engine
        nonce, connect = (body.nonce, body.connect) if body is not None else (None, "")
        headers = response_headers(
            list(response.headers), self._preview.mapping, self._preview.guards, nonce=nonce, connect=connect
        )
        status, reason = response.status_code, bytes(response.reason)
        engine.put(h11.Response(status_code=status, reason=reason, headers=headers, _parsed=True))
        unsent = 0
        while True:
            event = guest.http.next_event()
            if event is h11.NEED_DATA:
                await engine.flush()
                unsent = 0
                event = await self._event(guest)
            if isinstance(event, h11.Data):
                data = bytes(event.data) if body is None else body.feed(bytes(event.data))
                if data:
                    engine.put(h11.Data(data=data))
                    unsent += len(data)
                if unsent >= UNSENT:
                    await engine.flush()
                    unsent = 0
            elif isinstance(event, h11.EndOfMessage):
                if body is not None and (rest := body.end()):
                    engine.put(h11.Data(data=rest))
                await engine.send(h11.EndOfMessage())
                return
            else:
                raise h11.RemoteProtocolError("the guest closed the connection in the middle of its answer")

    def _body(self, response: h11.Response) -> DocumentBody | None:
        """Return what changes the body; None where it stays."""
        if not self._document or response.status_code in (204, 206, 304):
            return None
        nonce = secrets.token_urlsafe(16)
        preview = self._preview
        tags = partial(preview.scripts.tags, port=preview.mapping.port)
        return DocumentBody.of(list(response.headers), nonce, tags, preview.address.origin)


def _informational(event: h11.InformationalResponse) -> h11.InformationalResponse:
    return h11.InformationalResponse(status_code=event.status_code, reason=event.reason, headers=list(event.headers))


async def _send(guest: Peer, event: h11.Event) -> None:
    """Send to a guest; one that has closed may have answered, which is read elsewhere."""
    try:
        await guest.send(event)
    except trio.BrokenResourceError:
        await trio.sleep_forever()
