"""One request of WebView2 and its answer. Imported on Windows only; unverified.

WebView2 is given an answer as a stream, and is believed to read it to the end before the page sees a byte. So a
streamed answer is gathered and handed over when it ends; what must arrive in pieces goes over Conduit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING

from System.IO import MemoryStream

from oro_framework.errors import Closed, TooLarge
from oro_framework.host.requests.reply import Exchange, FileSlice, Head

if TYPE_CHECKING:
    from Microsoft.Web.WebView2.Core import CoreWebView2Environment, CoreWebView2WebResourceRequestedEventArgs

__all__ = ("EdgeReply", "header_text")

MAX_GATHERED = 1 << 28
"""Bytes a streamed answer may have."""


def header_text(head: Head) -> str:
    """Return a head's headers as WebView2 takes them, one a line; no value can begin another line."""
    pairs = ((name, "".join(c if c >= " " or c == "\t" else " " for c in value)) for name, value in head.headers)
    return "\r\n".join(f"{name}: {value}" for name, value in pairs)


class EdgeReply:
    """A `Reply` for one `WebResourceRequested`; also the writer of a streamed answer.

    Args:
        environment: makes WebView2's responses.
        args: the event's arguments, kept until the deferral is completed.
        post: runs a function on the GUI thread.
        done: called with this reply once it is answered. GUI thread.
    """

    def __init__(
        self,
        environment: CoreWebView2Environment,
        args: CoreWebView2WebResourceRequestedEventArgs,
        post: Callable[..., None],
        done: Callable[[EdgeReply], None],
    ) -> None:
        self._environment = environment
        self._args: CoreWebView2WebResourceRequestedEventArgs | None = args
        self._deferral = args.GetDeferral()
        self._post, self._done = post, done
        self._head: Head | None = None
        self._gathered = bytearray()
        self._gone = False
        self.exchange: Exchange | None = None

    # -- loop thread: `Reply` ---------------------------------------------------------------------------

    def respond(self, head: Head, body: bytes) -> None:
        """Answer at once with a whole body."""
        self._post(self._answer, head, body)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Answer with part of a file; it is read here, since WebView2 reads streams from their beginning only."""
        try:
            os.lseek(file.fd, file.offset, os.SEEK_SET)
            body = b"".join(_blocks(file.fd, file.length))
        finally:
            os.close(file.fd)
        self.respond(head, body)

    def stream(self, head: Head) -> EdgeReply:
        """Begin to gather an answer."""
        self._head = head
        return self

    # -- loop thread: `BodyWriter` ----------------------------------------------------------------------

    async def write(self, chunk: bytes) -> None:
        """Gather a chunk.

        Raises:
            Closed: the page went away.
            TooLarge: the answer would have more than `MAX_GATHERED` bytes.
        """
        if self._gone:
            raise Closed("Cannot write to the page: it closed the stream")
        if len(self._gathered) + len(chunk) > MAX_GATHERED:
            raise TooLarge(f"Cannot stream more than {MAX_GATHERED} bytes: WebView2 takes an answer whole")
        self._gathered += chunk

    def close(self) -> None:
        """Hand over what was gathered."""
        if self._head is not None:
            head, self._head = self._head, None
            self.respond(head, bytes(self._gathered))

    def abort(self) -> None:
        """End the request without an answer of ours; the page sees a network error."""
        self._head = None
        self._post(self._complete)

    # -- GUI thread ---------------------------------------------------------------------------------------

    def give_up(self) -> None:
        """Tell the exchange that the document is gone; WebView2 says so of documents only, not of requests."""
        self._gone = True
        if self.exchange is not None:
            self.exchange.abort()
        self._complete()

    def _answer(self, head: Head, body: bytes) -> None:
        if self._args is None:
            return
        stream = MemoryStream(body)
        try:
            reason = HTTPStatus(head.status).phrase
        except ValueError:
            reason = "Unknown"
        self._args.Response = self._environment.CreateWebResourceResponse(
            stream, head.status, reason, header_text(head)
        )
        self._complete()

    def _complete(self) -> None:
        if self._args is not None:
            self._args = None
            self._deferral.Complete()
            self._done(self)


def _blocks(fd: int, length: int) -> Iterator[bytes]:
    while length > 0 and (block := os.read(fd, min(length, 1 << 20))):
        length -= len(block)
        yield block
