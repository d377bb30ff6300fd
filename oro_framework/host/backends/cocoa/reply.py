"""One request of WKWebView and its answer. Imported on macOS only; unverified.

A `WKURLSchemeTask` takes a head with any status, data as it comes, and an end; it must not be touched
once it was stopped. It has no way to say "wait": what is written is buffered by WebKit. A writer
therefore waits until its chunk was handed over, which keeps our own side from running ahead.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import trio
from Foundation import (
    NSURL,
    NSData,
    NSError,
    NSHTTPURLResponse,
    NSURLErrorDomain,
    NSURLErrorNetworkConnectionLost,
)

from oro_framework.errors import Closed
from oro_framework.host.backends.redirect import MAX_HOPS, location_of, redirected
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import Door, Exchange, FileSlice, Head

if TYPE_CHECKING:
    from WebKit import WKURLSchemeTask

__all__ = ("CocoaReply", "CocoaWriter")

BLOCK = 1 << 20


class CocoaReply:
    """A `Reply` over one `WKURLSchemeTask`. Made on the GUI thread.

    Args:
        task: the task; its methods are called on the GUI thread only.
        request: the same, normalised.
        navigate: for a navigation of the top frame, loads where a redirect leads; None for anything else.
        done: called once the task was ended by an answer.
    """

    def __init__(
        self,
        task: WKURLSchemeTask,
        request: Request,
        *,
        door: Door,
        post: Callable[..., None],
        modules: frozenset[str],
        bundle: str,
        navigate: Callable[[str], None] | None,
        done: Callable[[], object],
    ) -> None:
        self._task: WKURLSchemeTask | None = task
        self.request = request
        self._door, self._post, self._modules, self._bundle = door, post, modules, bundle
        self._navigate, self._done = navigate, done
        self._hops = 0
        self.writer: CocoaWriter | None = None
        self.exchange: Exchange | None = None

    def open(self) -> None:
        """Bring the request to the door. Any thread."""
        hops = self._hops
        exchange = self._door.open(self.request, self)
        if hops == self._hops:
            self.exchange = exchange

    # -- loop thread: `Reply` ---------------------------------------------------------------------------

    def respond(self, head: Head, body: bytes) -> None:
        """Answer at once with a whole body, or follow where it sends the page."""
        if (url := location_of(head, self.request.target.url)) is not None:
            self._redirect(head.status, url)
        else:
            self._post(self._gui_head, head)
            self._post(self._gui_data, body)
            self._post(self._gui_end)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Answer with part of a file, read in a thread and handed over block by block."""
        trio.lowlevel.spawn_system_task(self._send_file, self.stream(head), file)

    def stream(self, head: Head) -> CocoaWriter:
        """Begin an answer whose body comes in pieces."""
        self._post(self._gui_head, head)
        self.writer = CocoaWriter(self._post, self._gui_data, self._gui_end, self._gui_fail)
        return self.writer

    async def _send_file(self, writer: CocoaWriter, file: FileSlice) -> None:
        offset, end = file.offset, file.offset + file.length
        try:
            while offset < end:
                block = await trio.to_thread.run_sync(os.pread, file.fd, min(BLOCK, end - offset), offset)
                if not block:
                    break
                offset += len(block)
                await writer.write(block)
            writer.close()
        except (Closed, OSError):
            writer.abort()
        finally:
            os.close(file.fd)

    def _redirect(self, status: int, url: str) -> None:
        self._hops += 1
        if self._navigate is not None:
            self._post(self._navigate, url)
            self._post(self._gui_fail)
            return
        request = redirected(self.request, status, url, self._modules, self._bundle)
        if request is None or self._hops > MAX_HOPS:
            self._post(self._gui_fail)
            return
        self.request = request
        self.open()

    # -- GUI thread ---------------------------------------------------------------------------------------

    def stopped(self) -> None:
        """Take WebKit's word that the page lost interest; the task is dead from here on."""
        if self._task is None:
            return
        self._task = None
        if self.writer is not None:
            self.writer.lose()
        if self.exchange is not None:
            self.exchange.abort()

    def _gui_head(self, head: Head) -> None:
        if self._task is None:
            return
        fields = {"x-oro-url": self.request.target.url} if self._hops else {}
        for name, value in head.headers:
            fields[name] = f"{fields[name]}, {value}" if name in fields else value
        url = NSURL.URLWithString_(self.request.target.url)
        make = NSHTTPURLResponse.alloc().initWithURL_statusCode_HTTPVersion_headerFields_
        self._task.didReceiveResponse_(make(url, head.status, "HTTP/1.1", fields))

    def _gui_data(self, body: bytes) -> None:
        if self._task is not None and body:
            self._task.didReceiveData_(NSData.dataWithBytes_length_(body, len(body)))

    def _gui_end(self) -> None:
        if self._task is not None:
            task, self._task = self._task, None
            task.didFinish()
            self._done()

    def _gui_fail(self) -> None:
        if self._task is not None:
            task, self._task = self._task, None
            make = NSError.errorWithDomain_code_userInfo_
            task.didFailWithError_(make(NSURLErrorDomain, NSURLErrorNetworkConnectionLost, None))
            self._done()


class CocoaWriter:
    """The open end of a streamed answer. Loop thread, but for `lose`."""

    def __init__(
        self,
        post: Callable[..., None],
        data: Callable[[bytes], None],
        end: Callable[[], None],
        fail: Callable[[], None],
    ) -> None:
        self._post, self._data, self._end, self._fail = post, data, end, fail
        self._token = trio.lowlevel.current_trio_token()
        self._handed: trio.Event | None = None
        self._ended = False
        self._gone = False

    async def write(self, chunk: bytes) -> None:
        """Hand over a chunk and wait until WebKit has it.

        Raises:
            Closed: the page went away. If cancelled, the chunk will still be sent.
        """
        if not self._gone:
            handed = self._handed = trio.Event()
            self._post(self._hand_over, chunk, handed)
            await handed.wait()
        if self._gone:
            raise Closed("Cannot write to the page: it closed the stream")

    def close(self) -> None:
        """End the body normally."""
        if not self._ended:
            self._ended = True
            self._post(self._end)

    def abort(self) -> None:
        """End the body with a network error."""
        if not self._ended:
            self._ended = True
            self._post(self._fail)

    def lose(self) -> None:
        """Wake a writer whose page is gone. GUI thread."""
        self._gone = True
        if self._handed is not None:
            self._wake(self._handed)

    def _hand_over(self, chunk: bytes, handed: trio.Event) -> None:
        self._data(chunk)
        self._wake(handed)

    def _wake(self, handed: trio.Event) -> None:
        try:
            self._token.run_sync_soon(handed.set)
        except trio.RunFinishedError:
            return
