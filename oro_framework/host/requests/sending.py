"""Answers of code that sends instead of returning: an ASGI app, a route whose stream goes both ways.

Such code goes on after its answer has begun, so it runs in a task of its own, and what it sends is the answer's body.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from oro_framework.errors import Closed, OroError
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.requests.answer import Answer, close_source, discard
from oro_framework.host.requests.reply import FileSlice, Head
from oro_framework.host.requests.streams import Feed

__all__ = ("Sender", "StartTask", "sent")

StartTask = Callable[[Callable[[], Awaitable[None]]], None]
"""Runs an async function until it ends, or the app begins to; see `Door.run`."""


class Sender:
    """What one answer is sent through: whole, or a head and then piece by piece.

    Args:
        left: told that the pieces are not read any more.
    """

    def __init__(self, left: Callable[[], object]) -> None:
        self._left = left
        self._begun = trio.Event()
        self._answer: Answer | None = None
        self._feed: Feed | None = None
        self._failure: BaseException | None = None

    @property
    def begun(self) -> bool:
        """Whether the head has been sent."""
        return self._answer is not None

    @property
    def streams(self) -> bool:
        """Whether the answer comes in pieces."""
        return self._feed is not None

    def whole(self, head: Head, body: bytes | FileSlice) -> None:
        """Send all of an answer; its file is closed by who reads it."""
        self._begin(Answer(head, body))

    def begin(self, head: Head) -> None:
        """Send the head of an answer that comes in pieces."""
        self._feed = Feed(left=self._left)
        self._begin(Answer(head, self._feed))

    async def write(self, chunk: bytes) -> None:
        """Send a piece and wait until there is room. If cancelled, it stays sent.

        Raises:
            PageGone: the pieces are not read any more.
        """
        assert self._feed is not None
        await self._feed.put(chunk)

    def finish(self) -> None:
        """Say that all pieces are sent. Idempotent."""
        assert self._feed is not None
        self._feed.end()

    async def pass_on(self, answer: Answer) -> None:
        """Send an answer, in the place of what was not sent yet; once a head was sent, end its pieces."""
        if self.begun:
            self.finish()
            await discard(answer)
        elif isinstance(answer.body, (bytes, FileSlice)):
            self.whole(answer.head, answer.body)
        else:
            self.begin(answer.head)
            try:
                async for chunk in answer.body:
                    await self.write(chunk)
            finally:
                await close_source(answer.body)
            self.finish()

    def break_off(self, failure: BaseException) -> None:
        """Say why there is no answer, or no more of it; what is whole or finished stays so."""
        if self._feed is not None:
            self._feed.end(failure)
        elif self._answer is None:
            self._failure = failure
            self._begun.set()

    async def answer(self) -> Answer:
        """Wait for the head.

        Raises whatever there is no answer for.
        """
        await self._begun.wait()
        if self._answer is None:
            assert self._failure is not None
            raise self._failure
        return self._answer

    def _begin(self, answer: Answer) -> None:
        self._answer = answer
        self._begun.set()


async def sent(send: Callable[[Sender], Awaitable[None]], start: StartTask, what: str) -> Answer:
    """Run code in a task of its own and return what it sends, once its head is there.

    Args:
        send: the code.
        start: runs it.
        what: names the answer in the log, for what the code raises once that is given.

    Raises whatever the code raises before. If cancelled, or when the pieces are not read any more, so is the code.
    """
    sending = _Sending(send, what)
    start(sending)
    try:
        return await sending.sender.answer()
    except BaseException:
        sending.scope.cancel()
        raise


class _Sending:
    """Code that sends one answer, as a task runs it."""

    def __init__(self, send: Callable[[Sender], Awaitable[None]], what: str) -> None:
        self._send = send
        self._what = what
        self.scope = trio.CancelScope()
        self.sender = Sender(self.scope.cancel)

    def __repr__(self) -> str:
        return self._what

    async def __call__(self) -> None:
        failure: BaseException = Closed("Cannot answer: the request was cancelled by the host")
        try:
            with self.scope:
                await self._send(self.sender)
                failure = OroError("Cannot answer: the handler ended without an answer")
        except BaseException as error:
            failure = fault_of(error)
            if self.sender.begun and not self.sender.streams:
                raise
        finally:
            self.sender.break_off(failure)
