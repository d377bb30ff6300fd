"""One request of QtWebEngine and its answer."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from html import escape
from typing import Any, Protocol

from qtpy.QtCore import QBuffer, QFile, QFileDevice, QIODevice, QUrl
from qtpy.QtWebEngineCore import QWebEngineUrlRequestJob

from oro_framework.asgi import Headers
from oro_framework.errors import OroError
from oro_framework.host.backends.qt.device import BrokenDevice, PartDevice, Pipe, StreamDevice
from oro_framework.host.backends.qt.head import FAILURE, NO_SCRIPT, Layout, encode_head, is_script, layout
from oro_framework.host.backends.redirect import MAX_HOPS, REDIRECTS, isolation_of, keeps_body
from oro_framework.host.requests.envelope import error_response
from oro_framework.host.requests.reply import Exchange, FileSlice, Head

__all__ = ("QtReply", "Owner")

_FAILS = frozenset(("2", "3", "4", "5", "7", "8", "12"))
"""Resource types whose element tells success from failure only by the engine's own error (stylesheet, script,
image, font, object, media, favicon)."""

_SCRIPT = "3"

_Error = QWebEngineUrlRequestJob.Error
_ERRORS = {400: _Error.UrlInvalid, 401: _Error.RequestDenied, 403: _Error.RequestDenied, 404: _Error.UrlNotFound}
_READ = QIODevice.OpenModeFlag.ReadOnly
_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded

_log = logging.getLogger("oro.backend")


class Owner(Protocol):
    """Keeps replies as long as Qt may use them."""

    post: Callable[..., None]
    worker_prefix: bytes

    def retire(self, reply: QtReply) -> None:
        """Keep a reply whose job is gone for one more turn of the loop. GUI thread."""
        ...

    def leads(self, url: str, hops: int) -> None:
        """Remember where a navigation was sent, after how many redirects. GUI thread."""
        ...


class QtReply:
    """One job of Qt's and the answer to it: the `Reply` of one exchange."""

    __slots__ = (
        "__weakref__",
        "_answered",
        "_conditional",
        "_device",
        "_fragile",
        "_handler",
        "_hops",
        "_job",
        "_kept",
        "_kind",
        "_method",
        "_navigation",
        "_pipe",
        "_range",
        "_strict",
        "_url",
        "_worker",
        "exchange",
    )

    def __init__(
        self,
        handler: Owner,
        job: QWebEngineUrlRequestJob,
        method: str,
        url: str,
        headers: list[tuple[str, str]],
        kind: str,
        hops: int,
        *,
        led: bool = False,
    ) -> None:
        names = dict(headers)
        self._handler = handler
        self._job: QWebEngineUrlRequestJob | None = job
        self._method, self._url, self._kind, self._hops = method, url, kind, hops
        self._range = names.get("range")
        self._conditional = "if-range" in names
        accept = names.get("accept", "")
        self._navigation = accept.startswith("text/html,")
        self._worker = not kind and accept == "*/*" and "user-agent" not in names  # only a worker's main script is so
        self._strict = kind in _FAILS or self._worker or accept == "text/event-stream"
        self._fragile = led and kind == _SCRIPT
        self._device: Any = None
        self._pipe: Pipe | None = None
        self._answered = False
        self._kept: QWebEngineUrlRequestJob | None = None
        self.exchange: Exchange | None = None

    # -- loop thread: `Reply` ------------------------------------------------------------------------

    def respond(self, head: Head, body: bytes) -> None:
        """Answer at once with a whole body."""
        self._answered = True
        if self._worker and is_script(head):
            body = self._prefixed(body)
        self._handler.post(self._guarded, self._send_bytes, head, body)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Answer with part of a file, read by Qt."""
        if self._worker and is_script(head):
            try:
                body = os.pread(file.fd, file.length, file.offset)
            finally:
                os.close(file.fd)
            self.respond(head, body)
            return
        self._answered = True
        self._handler.post(self._guarded, self._send_file, head, file)

    def stream(self, head: Head) -> Pipe:
        """Begin an answer whose body comes in pieces."""
        pipe = self._pipe = Pipe(self._fail_soon)
        if self._job is None:
            pipe.gone = True
        self._handler.post(self._guarded, self._send_stream, head, pipe)
        return pipe

    def refuse(self, error: OroError) -> None:
        """Answer with an error; no exchange was begun."""
        self.respond(*error_response(error, self._url))

    def _prefixed(self, body: bytes) -> bytes:
        strict = b'"use strict";' if body.lstrip().startswith((b'"use strict"', b"'use strict'")) else b""
        return strict + self._handler.worker_prefix + body

    def _fail_soon(self) -> None:
        self._handler.post(self._guarded, self._break_off)

    # -- GUI thread ------------------------------------------------------------------------------------

    def destroyed(self, *_: object) -> None:
        """Notice that Qt is done with the job, whichever side ended it."""
        try:
            self._kept, self._job = self._job, None
            if self._pipe is not None:
                self._answered = self._pipe.ended
                self._pipe.detach()
            self._handler.retire(self)
            if not self._answered and self.exchange is not None:
                self.exchange.abort()
        except Exception:
            _log.exception("Cannot let go of a request")

    def end(self) -> None:
        """Fail the job, unless its answer has begun."""
        if self._job is not None and self._device is None:
            self._job.fail(_Error.RequestAborted)

    def emitting(self) -> bool:
        """Return whether the loop thread is using the device at this moment."""
        return self._pipe is not None and self._pipe.emitting

    def release(self) -> None:
        """Release all objects of Qt; the exchange may keep the rest."""
        self._device = self._kept = None

    def _guarded(self, send: Callable[..., None], *args: Any) -> None:
        try:
            send(*args)
        except Exception:
            _log.exception('Cannot answer "%s": the backend raised', self._url[:200])
            self._fail(500)

    def _send_bytes(self, head: Head, body: bytes) -> None:
        if (job := self._job) is None or self._instead(job, head):
            return
        place = layout(head, len(body), self._range, self._conditional)
        if place.sized and place.total == len(body):
            buffer = QBuffer()
            buffer.setData(body)
            buffer.open(_READ)
            self._device = buffer
        else:
            self._device = PartDevice.of_bytes(body, place.start, place.total)
        self._reply(job, head, place)

    def _send_file(self, head: Head, file: FileSlice) -> None:
        if (job := self._job) is None or self._instead(job, head):
            os.close(file.fd)
            return
        place = layout(head, file.length, self._range, self._conditional)
        whole = QFile()
        os.lseek(file.fd, 0, os.SEEK_SET)
        if not whole.open(file.fd, _READ, QFileDevice.FileHandleFlag.AutoCloseHandle):
            os.close(file.fd)
            raise OSError(f"Qt cannot open descriptor {file.fd}: {whole.errorString()}")
        if place.sized and place.start == file.offset and place.total == whole.size() and not whole.isSequential():
            self._device = whole
        else:
            self._device = PartDevice.of_file(file.fd, file.offset, file.length, place.start, place.total, whole)
        self._reply(job, head, place)

    def _send_stream(self, head: Head, pipe: Pipe) -> None:
        if (job := self._job) is None or self._instead(job, head):
            # The writer, which learns of it, breaks off: that must not end the answer that was given instead.
            self._pipe, self._answered = None, pipe.ended
            pipe.detach()
            return
        if self._worker and is_script(head):
            pipe.prepend(self._handler.worker_prefix)
        self._device = StreamDevice(pipe)
        self._reply(job, head, Layout(False))

    def _reply(self, job: QWebEngineUrlRequestJob, head: Head, place: Layout) -> None:
        encoded = encode_head(head, place.sized and self._range is not None)
        job.setAdditionalResponseHeaders(encoded.headers)
        job.reply(encoded.content_type, self._device)

    def _instead(self, job: QWebEngineUrlRequestJob, head: Head) -> bool:
        """Answer by other means than a body, where those tell the page more."""
        status = head.status
        if status == 200:
            return False
        if self._strict and not 200 <= status < 400:
            self._fail(status)
            return True
        location = dict(head.headers).get("location") if status in REDIRECTS else None
        if location is not None:
            self._redirect(job, head, location)
        elif status in (204, 205) and self._navigation:
            job.fail(_Error.RequestAborted)
        else:
            return False
        return True

    def _redirect(self, job: QWebEngineUrlRequestJob, head: Head, location: str) -> None:
        if self._hops >= MAX_HOPS:
            self._fail(508)
            return
        target = QUrl(self._url).resolved(QUrl(location))
        demoted = not keeps_body(self._method, head.status)
        if not self._navigation:
            target.setFragment(f"oro-hop-{self._hops + 1}{'-get' if demoted else ''}")
        elif demoted:
            self._refresh(target.toString(_ENCODED), isolation_of(head))
            return
        else:
            self._handler.leads(target.toString(_ENCODED | QUrl.UrlFormattingOption.RemoveFragment), self._hops + 1)
        job.redirect(target)

    def _refresh(self, url: str, isolation: Headers) -> None:
        page = f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(url, quote=True)}">'
        self._send_bytes(Head(200, (("content-type", "text/html; charset=utf-8"), *isolation)), page.encode())

    def _fail(self, status: int) -> None:
        """Answer with a network error.

        Qt's own failure is one for elements and documents; fetch would get a status and wait for a body for ever.
        """
        if self._job is None:
            return
        if self._fragile and self._device is None:
            self._refuse_script(self._job)
            return
        if not self._strict and not self._navigation and self._device is None:
            self._device = BrokenDevice()
            self._job.setAdditionalResponseHeaders(FAILURE.headers)
            self._job.reply(FAILURE.content_type, self._device)
        self._job.fail(_ERRORS.get(status, _Error.RequestFailed))
        if self._device is not None:
            self._device.readyRead.emit()

    def _refuse_script(self, job: QWebEngineUrlRequestJob) -> None:
        """Answer with what is no script: the renderer crashes when one that another site redirected here fails."""
        self._device = QBuffer()
        self._device.open(_READ)
        job.setAdditionalResponseHeaders(NO_SCRIPT.headers)
        job.reply(NO_SCRIPT.content_type, self._device)

    def _break_off(self) -> None:
        """End a stream with an error: Qt sees it at the next read, which must not find the end first."""
        if self._pipe is None:
            return
        if self._job is not None:
            self._job.fail(_Error.RequestFailed)
        self._pipe.nudge()
