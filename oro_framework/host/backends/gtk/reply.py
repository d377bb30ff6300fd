"""One request of WebKitGTK and its answer.

WebKit gives no signal when a page loses interest before the head was sent, but it drops its reference to the request.
So only a weak reference is held here, whose callback is the notice of an abort
(docs/explanation/engines.md#aborts-in-webkitgtk).

Methods of `Reply` run on the loop thread, names with `_gui_` on the GUI thread.
"""

from __future__ import annotations

import html
import logging
import os
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus

import trio
from gi.repository import Gio, GLib, Soup, WebKit2

from oro_framework.asgi import Headers
from oro_framework.host.backends.gtk.files import FILE_HEADER
from oro_framework.host.backends.gtk.pipe import PipeWriter, UnreadBody, open_pipe, pump
from oro_framework.host.backends.redirect import MAX_HOPS, isolation_of, keeps_body, location_of, redirected
from oro_framework.host.requests.protocol import MODULE_SCHEMES, Request
from oro_framework.host.requests.reply import BodyWriter, Door, Exchange, FileSlice, Head
from oro_framework.host.resources.csp import merge
from oro_framework.host.resources.download_names import attachment_name

__all__ = ("GtkReply",)

PRIMES = {"text/event-stream": b":\n\n", "application/x-ndjson": b"\n"}
"""WebKit hands the head to the page with the first byte of the body; these bodies may begin with
something that means nothing. For any other type the head waits for the first real byte."""
SMALL = 1 << 20
"""Slices up to this size are read into memory: quicker than a pipe and a thread."""

PLAYER_SOURCES = {"media-src": ("http://127.0.0.1:*",)}
"""Sources that every document may play, in addition to those of its own policy: the addresses of gtk/player.py."""
OFFERED = 2 << 20
"""From this size on it is quicker for a page to open the file itself."""

UNSHOWN = "application/octet-stream"
"""The type the engine is told for an attachment: it ignores the header, and would show what it can."""

_REASONS = {status.value: status.phrase for status in HTTPStatus}
_pumps = trio.CapacityLimiter(16)
_log = logging.getLogger("oro.backend.gtk")


class GtkReply:
    """A `Reply` over one `WebKitURISchemeRequest`. Made on the GUI thread.

    Args:
        source: the request; only a weak reference is kept.
        post: runs a function on the GUI thread.
        request: the same, normalised.
        live: the view's replies; this one is among them until the engine has dropped the request.
        bundle: host of the app's own origin.
        follow: whether redirects are followed for the page.
        navigate: for a navigation, how a redirect is carried out in the view: `navigate(url)` is True
            when the view loads the target itself.
        offer: takes a descriptor over and names it for a page that can open files itself (gtk/files.py).
    """

    __slots__ = (
        "_bundle",
        "_done",
        "_hops",
        "_live",
        "_navigate",
        "_offer",
        "_post",
        "_source",
        "_writer",
        "door",
        "exchange",
        "follow",
        "request",
    )

    def __init__(
        self,
        source: WebKit2.URISchemeRequest,
        post: Callable[..., None],
        door: Door,
        request: Request,
        live: set[GtkReply],
        *,
        bundle: str,
        follow: bool = True,
        navigate: Callable[[str], bool] | None = None,
        offer: Callable[[int], str] | None = None,
    ) -> None:
        self._source = source.weak_ref(self._gui_gone)
        self._live = live
        live.add(self)
        self._post = post
        self._bundle = bundle
        self._navigate = navigate
        self._offer = offer
        self._hops = 0
        self._done = False
        self._writer: PipeWriter | None = None
        self.door = door
        self.request = request
        self.follow = follow
        self.exchange: Exchange | None = None

    def open(self) -> None:
        """Bring the request to the door. Any thread."""
        hops = self._hops
        exchange = self.door.open(self.request, self)
        if hops == self._hops:  # else the loop thread was quicker and has followed a redirect already
            self.exchange = exchange

    def drop(self) -> None:
        """End the request with its window: WebKit would keep it without a notice. GUI thread."""
        if self.exchange is not None:
            self.exchange.abort()
        self._gui_error("the window closed")

    # -- Reply, loop thread ---------------------------------------------------------------------------

    def respond(self, head: Head, body: bytes) -> None:
        if not self._redirect(head):
            self._done = True
            self._post(self._gui_whole, head, body)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        self._done = True
        if self._offer is not None and file.length >= OFFERED:
            self._post(self._gui_offer, head, file)
        else:
            self._send_file(head, file)

    def _send_file(self, head: Head, file: FileSlice) -> None:
        if file.length <= SMALL:
            trio.lowlevel.spawn_system_task(self._read_small, head, file)
        else:
            reader, writer = open_pipe()
            trio.lowlevel.spawn_system_task(_pump, file, writer)
            self._post(self._gui_stream, head, reader, file.length)

    def stream(self, head: Head) -> BodyWriter:
        if self._redirect(head):
            return UnreadBody()
        reader, writer = open_pipe()
        kind = (_header(head, "content-type") or "").partition(";")[0].strip().lower()
        self._writer = PipeWriter(writer, self._failed)
        if prime := PRIMES.get(kind):
            os.write(writer, prime)
        self._post(self._gui_stream, head, reader, -1)
        return self._writer

    async def _read_small(self, head: Head, file: FileSlice) -> None:
        try:
            body = await trio.to_thread.run_sync(os.pread, file.fd, file.length, file.offset, limiter=_pumps)
        except Exception as error:  # nothing may be raised out of a system task
            self._post(self._gui_error, f"Cannot read the file: {error}")
        else:
            self._post(self._gui_whole, head, body)
        finally:
            os.close(file.fd)

    def _failed(self) -> None:
        self._post(self._gui_error, "the answer broke off")

    # -- redirects, loop thread ------------------------------------------------------------------------

    def _redirect(self, head: Head) -> bool:
        """Follow a redirect instead of the engine; False leaves the answer to the page as it is."""
        url = location_of(head, self.request.target.url) if self.follow else None
        if url is None:
            return False
        if self._navigate is not None and not (self.request.body and keeps_body(self.request.method, head.status)):
            self._done = True
            self._post(self._gui_navigate, url, isolation_of(head))
            return True
        self._hops += 1
        request = redirected(self.request, head.status, url, MODULE_SCHEMES, self._bundle)
        if request is None or self._hops > MAX_HOPS:
            self._done = True
            self._post(self._gui_error, f'Cannot follow the redirect to "{url}"')
        else:
            self.request = request
            self.open()
        return True

    # -- the engine, GUI thread ------------------------------------------------------------------------

    def _gui_gone(self) -> None:
        """Notice that the engine dropped the request: the page aborted, or everything was handed over."""
        self._live.discard(self)
        if self.exchange is not None and (not self._done if self._writer is None else not self._writer.closed):
            self.exchange.abort()

    def _gui_whole(self, head: Head, body: bytes) -> None:
        if (source := self._source()) is not None:
            self._gui_finish(source, head, Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(body)), len(body))

    def _gui_offer(self, head: Head, file: FileSlice) -> None:
        """Let the page open the file itself; it is closed when the page is gone."""
        if (source := self._source()) is None or self._offer is None:
            os.close(file.fd)
            return
        try:
            offered = f"{self._offer(file.fd)};{file.offset};{file.length}"
        except OSError as error:
            os.close(file.fd)
            self._gui_error(f"the file cannot be handed over: {error}")
            return
        head = Head(
            head.status, (*head.headers, (FILE_HEADER, offered), ("access-control-expose-headers", FILE_HEADER))
        )
        self._gui_finish(source, head, Gio.MemoryInputStream.new(), 0)

    def _gui_stream(self, head: Head, reader: int, length: int) -> None:
        stream = Gio.UnixInputStream.new(reader, True)
        if (source := self._source()) is not None:
            self._gui_finish(source, head, stream, length)
        else:
            stream.close(None)

    def _gui_finish(self, source: WebKit2.URISchemeRequest, head: Head, stream: Gio.InputStream, length: int) -> None:
        try:
            status = head.status if 200 <= head.status <= 599 else 500
            headers, content_type = self._heading(head, length)
            response = WebKit2.URISchemeResponse.new(stream, length)
            response.set_status(status, _REASONS.get(status, "Unknown"))
            response.set_http_headers(headers)
            if content_type is not None:
                response.set_content_type(content_type)
            source.finish_with_response(response)
        except Exception:
            _log.exception("Cannot answer %s: WebKit refused the head", self.request.target.url)
            stream.close(None)
            self._gui_error("the answer could not be handed to WebKit")

    def _heading(self, head: Head, length: int) -> tuple[Soup.MessageHeaders, str | None]:
        """Return the headers and the content type of an answer."""
        own = tuple((name, value) for name, value in head.headers)
        if self._hops:
            own += (("x-oro-url", self.request.target.url), ("access-control-expose-headers", "x-oro-url"))
        if self._navigate is None:
            return _soup_headers(own, length)
        headers, content_type = _soup_headers(tuple(map(_playable, own)), length)
        return headers, UNSHOWN if _attached(head) else content_type

    def _gui_error(self, message: str) -> None:
        if (source := self._source()) is not None:
            source.finish_error(GLib.Error.new_literal(Gio.io_error_quark(), message, Gio.IOErrorEnum.FAILED))

    def _gui_navigate(self, url: str, isolation: Headers) -> None:
        if self._source() is None:
            return
        if self._navigate is not None and self._navigate(url):
            self._gui_error("the view loads the redirect's target")
            return
        text = html.escape(url)
        page = f'<!doctype html><meta http-equiv="refresh" content="0;url={text}"><title></title>'
        head = Head(200, (("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store"), *isolation))
        self._gui_whole(head, page.encode())


async def _pump(file: FileSlice, writer: int) -> None:
    """Move a file on a worker thread; nothing may be raised out of a system task."""
    borrower = object()
    try:
        await _pumps.acquire_on_behalf_of(borrower)
    except trio.Cancelled:
        os.close(writer)
        os.close(file.fd)
        raise
    try:
        await trio.to_thread.run_sync(pump, file, writer, limiter=trio.CapacityLimiter(1), abandon_on_cancel=True)
    finally:
        _pumps.release_on_behalf_of(borrower)


# Nearly every answer has one of a few heads, and WebKit only reads them.
@lru_cache(maxsize=256)
def _soup_headers(own: tuple[tuple[str, str], ...], length: int) -> tuple[Soup.MessageHeaders, str | None]:
    """Return headers as WebKit takes them, with the length where it is known, and the content type."""
    headers = Soup.MessageHeaders.new(Soup.MessageHeadersType.RESPONSE)
    content_type = None
    for name, value in own:
        headers.append(name, value)
        if name == "content-type":
            content_type = value
    if length >= 0 and headers.get_one("content-length") is None:
        headers.append("content-length", str(length))
    return headers, content_type


def _playable(header: tuple[str, str]) -> tuple[str, str]:
    """Let the policy of a document allow what the player of `gtk/player.py` needs."""
    name, value = header
    return (name, merge(value, PLAYER_SOURCES)) if name == "content-security-policy" else header


def _attached(head: Head) -> bool:
    return attachment_name(_header(head, "content-disposition") or "") is not None


def _header(head: Head, name: str) -> str | None:
    return next((value for key, value in head.headers if key == name), None)
