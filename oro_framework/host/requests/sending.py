"""Answers of code that sends them instead of returning them: ASGI apps, and routes with two-way streams.

Such code still runs after its answer has begun, so it has a task of its own; the bytes it sends are the answer's body.
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
"""Runs an async function in a task, and cancels it when the app stops; see `Door.run`."""


class Sender:
    """Sends one answer: whole, or its head and then its body piece by piece.

    Args:
        left: called once the pieces are no longer read.
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
        """Send a whole answer; the reader closes its file."""
        self._begin(Answer(head, body))

    def begin(self, head: Head) -> None:
        """Send the head of an answer whose body follows in pieces."""
        self._feed = Feed(left=self._left)
        self._begin(Answer(head, self._feed))

    async def write(self, chunk: bytes) -> None:
        """Send a piece and wait until there is room. If cancelled, the piece is still sent.

        Raises:
            PageGone: the pieces are no longer read.
        """
        assert self._feed is not None
        await self._feed.put(chunk)

    def finish(self) -> None:
        """End the body: all pieces are sent. Idempotent."""
        assert self._feed is not None
        self._feed.end()

    async def pass_on(self, answer: Answer) -> None:
        """Send an answer, or, if a head has been sent already, end its body and discard this answer."""
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
        """Fail the answer, or the rest of its body; has no effect on a whole or finished one."""
        if self._feed is not None:
            self._feed.end(failure)
        elif self._answer is None:
            self._failure = failure
            self._begun.set()

    async def answer(self) -> Answer:
        """Wait for the head and return the answer.

        Raises the exception given to `break_off` if there is no answer.
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
    """Run code in a task of its own and return the answer that it sends, as soon as its head is sent.

    Args:
        send: the code.
        start: runs it in a task.
        what: names the answer in the log, if the code raises after the answer was sent whole.

    Raises any exception that the code raises before. The code is cancelled if this call is cancelled, or once the
    pieces are no longer read.
    """
    sending = _Sending(send, what)
    start(sending)
    try:
        return await sending.sender.answer()
    except BaseException:
        sending.scope.cancel()
        raise


class _Sending:
    """The task that runs code which sends one answer."""

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
