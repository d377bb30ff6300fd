"""Requests of our schemes, from QtWebEngine to the door and back.

Qt's job objects live on the GUI thread and die whenever the page loses interest. One `Errand` per job holds
the job's wrapper and the device that carries its body; a set keeps every errand until the job is destroyed,
a graveyard for one more turn of the loop, so that nothing dies while Qt still looks at it, and
nothing dies on another thread (backends.md 1.1).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from html import escape
from typing import Any, Protocol

from qtpy.QtCore import QBuffer, QFile, QFileDevice, QIODevice, QUrl
from qtpy.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlSchemeHandler

from oro_framework.errors import InvalidArgument, OroError, TooLarge, Unsupported
from oro_framework.host.backends.base import Door, Exchange, FileSlice, Head
from oro_framework.host.backends.qt_device import BrokenDevice, PartDevice, Pipe, StreamDevice
from oro_framework.host.backends.qt_head import FAILURE, Layout, encode_head, is_script, layout
from oro_framework.host.envelope import error_response
from oro_framework.host.protocol import Caller, Request, parse_target

__all__ = ("VIEW_HEADER", "Errand", "SchemeHandler", "Views")

VIEW_HEADER = "x-oro-view"
"""Names the view a request comes from: set by the view's interceptor, in workers by the preload."""

NESTED_HEADER = "x-oro-nested"
"""Set by the preload on requests of scripts in frames: the engine does not tell those of the app from its top."""

MAX_BODY = 1 << 28
"""Bytes of request body that can be taken: Qt gives a body in one read or not at all (backends.md 1.2)."""

MAX_HOPS = 20

_HOP = re.compile(r"oro-hop-(\d{1,2})(-get)?", re.ASCII)
"""Fragment of a redirect's target: how often the request was redirected, and whether Qt, which would repeat a
POST, must be understood to GET. No page sees it."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FAILS = frozenset(("2", "3", "4", "5", "7", "8", "12"))
"""Resource types whose element tells success from failure only by the engine's own error (stylesheet, script,
image, font, object, media, favicon)."""

_Error = QWebEngineUrlRequestJob.Error
_ERRORS = {400: _Error.UrlInvalid, 401: _Error.RequestDenied, 403: _Error.RequestDenied, 404: _Error.UrlNotFound}
_READ = QIODevice.OpenModeFlag.ReadOnly
_READ_ONCE = QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered
_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded

_log = logging.getLogger("oro.backend")


class Views(Protocol):
    """Who shows what. GUI thread."""

    def caller(self, token: str, kind: str, origin: str | None, nested: bool) -> Caller:
        """Return who asked for a resource of that kind; the token is empty where nobody vouches for a view."""
        ...


class SchemeHandler(QWebEngineUrlSchemeHandler):  # type: ignore[misc]
    """Answers every scheme of one app.

    Args:
        schemes: names of the schemes it is installed for.
        modules: those of them whose opaque form names a module.
        bundle: host of the app's own origin.
        worker_prefix: script put before the main script of every worker.
    """

    def __init__(
        self,
        *,
        door: Door,
        post: Callable[..., None],
        views: Views,
        schemes: frozenset[str],
        modules: frozenset[str],
        bundle: str,
        worker_prefix: bytes,
    ) -> None:
        super().__init__()
        self.post = post
        self.worker_prefix = worker_prefix
        self.live: set[Errand] = set()
        self._door, self._views, self._schemes, self._modules, self._bundle = door, views, schemes, modules, bundle
        self._graveyard: list[Errand] = []
        self._led: dict[str, int] = {}

    def requestStarted(self, job: Any) -> None:
        """Take one request; Qt calls it, so nothing may be raised here."""
        try:
            self._take(job)
        except Exception:
            _log.exception("Cannot take a request: the backend raised")
            job.fail(_Error.RequestFailed)

    def _take(self, job: Any) -> None:
        url, _, fragment = job.requestUrl().toString(_ENCODED).partition("#")
        method = job.requestMethod().data().decode("ascii")
        headers, tag, nested = _headers(job)
        body = b""
        hop = _HOP.fullmatch(fragment) if fragment else None
        if hop is not None and hop[2]:
            method = "GET"
        elif method not in ("GET", "HEAD"):
            body = _body(job)
        token, _, kind = (tag or fragment.partition(f"{VIEW_HEADER}=")[2]).partition(":")
        errand = Errand(self, job, method, url, headers, kind, self._hops(url, hop))
        self.live.add(errand)
        job.destroyed.connect(errand.destroyed)
        if len(body) > MAX_BODY:
            errand.refuse(TooLarge(f"Cannot take a body of more than {MAX_BODY} bytes"))
            return
        try:
            target = parse_target(url, module_schemes=self._modules, bundle=self._bundle)
        except InvalidArgument as error:
            errand.refuse(error)
            return
        if target.scheme not in self._schemes:
            errand.refuse(Unsupported(f'Cannot follow a redirect to "{url[:200]}": it leaves our schemes'))
            return
        caller = self._views.caller(token, kind, _origin(job), nested)
        request = Request(target=target, method=method, headers=headers, body=body, caller=caller)
        errand.exchange = self._door.open(request, errand)

    def _hops(self, url: str, hop: re.Match[str] | None) -> int:
        """Return how often a request was redirected before."""
        return int(hop[1]) if hop is not None else self._led.pop(url, 0)

    def leads(self, url: str, hops: int) -> None:
        """Remember where a navigation was sent: its address shows, so no fragment can count."""
        if len(self._led) > MAX_HOPS:
            self._led.clear()
        self._led[url] = hops

    def bury(self, errand: Errand) -> None:
        """Keep an errand whose job is gone for one more turn of the loop."""
        self.live.discard(errand)
        if not self._graveyard:
            self.post(self._clear)
        self._graveyard.append(errand)

    def _clear(self) -> None:
        buried, self._graveyard = self._graveyard, []
        for errand in buried:
            if errand.emitting():
                self.bury(errand)
            else:
                errand.release()


class Errand:
    """One job of Qt's and the answer to it: the `Reply` of one exchange."""

    __slots__ = (
        "__weakref__",
        "_answered",
        "_buried",
        "_conditional",
        "_device",
        "_handler",
        "_hops",
        "_job",
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
        handler: SchemeHandler,
        job: Any,
        method: str,
        url: str,
        headers: list[tuple[str, str]],
        kind: str,
        hops: int,
    ) -> None:
        names = dict(headers)
        self._handler = handler
        self._job: Any = job
        self._method, self._url, self._kind, self._hops = method, url, kind, hops
        self._range = names.get("range")
        self._conditional = "if-range" in names
        accept = names.get("accept", "")
        self._navigation = accept.startswith("text/html,")
        self._worker = not kind and accept == "*/*" and "user-agent" not in names  # only a worker's main script is so
        self._strict = kind in _FAILS or self._worker or accept == "text/event-stream"
        self._device: Any = None
        self._pipe: Pipe | None = None
        self._answered = False
        self._buried: Any = None
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
        """Notice that Qt is done with the job, whoever ended it."""
        try:
            self._buried, self._job = self._job, None
            if self._pipe is not None:
                self._answered = self._pipe.ended
                self._pipe.detach()
            self._handler.bury(self)
            if not self._answered and self.exchange is not None:
                self.exchange.abort()
        except Exception:
            _log.exception("Cannot let go of a request")

    def emitting(self) -> bool:
        """Tell whether the loop thread is using the device at this moment."""
        return self._pipe is not None and self._pipe.emitting

    def release(self) -> None:
        """Let go of what belongs to Qt; the exchange may keep the rest."""
        self._device = self._buried = None

    def _guarded(self, send: Callable[..., None], *args: Any) -> None:
        try:
            send(*args)
        except Exception:
            _log.exception('Cannot answer "%s": the backend raised', self._url[:200])
            self._fail(500)

    def _send_bytes(self, head: Head, body: bytes) -> None:
        if self._job is None or self._instead(head):
            return
        place = layout(head, len(body), self._range, self._conditional)
        if place.sized and place.total == len(body):
            buffer = QBuffer()
            buffer.setData(body)
            buffer.open(_READ)
            self._device = buffer
        else:
            self._device = PartDevice.of_bytes(body, place.start, place.total)
        self._reply(head, place)

    def _send_file(self, head: Head, file: FileSlice) -> None:
        if self._job is None or self._instead(head):
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
        self._reply(head, place)

    def _send_stream(self, head: Head, pipe: Pipe) -> None:
        if self._job is None or self._instead(head):
            pipe.detach()
            return
        if self._worker and is_script(head):
            pipe.prepend(self._handler.worker_prefix)
        self._device = StreamDevice(pipe)
        self._reply(head, Layout(False))

    def _reply(self, head: Head, place: Layout) -> None:
        encoded = encode_head(head, place.sized and self._range is not None)
        self._job.setAdditionalResponseHeaders(encoded.headers)
        self._job.reply(encoded.content_type, self._device)

    def _instead(self, head: Head) -> bool:
        """Answer by other means than a body, where those tell the page more."""
        status = head.status
        if status == 200:
            return False
        if self._strict and not 200 <= status < 400:
            self._fail(status)
            return True
        location = dict(head.headers).get("location") if status in _REDIRECTS else None
        if location is not None:
            self._redirect(status, location)
        elif status in (204, 205) and self._navigation:
            self._job.fail(_Error.RequestAborted)
        else:
            return False
        return True

    def _redirect(self, status: int, location: str) -> None:
        if self._hops >= MAX_HOPS:
            self._fail(508)
            return
        target = QUrl(self._url).resolved(QUrl(location))
        demoted = self._method not in ("GET", "HEAD") and status in (301, 302, 303)
        if not self._navigation:
            target.setFragment(f"oro-hop-{self._hops + 1}{'-get' if demoted else ''}")
        elif demoted:
            self._refresh(target.toString(_ENCODED))
            return
        else:
            self._handler.leads(target.toString(_ENCODED | QUrl.UrlFormattingOption.RemoveFragment), self._hops + 1)
        self._job.redirect(target)

    def _refresh(self, url: str) -> None:
        page = f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(url, quote=True)}">'
        self._send_bytes(Head(200, (("content-type", "text/html; charset=utf-8"),)), page.encode())

    def _fail(self, status: int) -> None:
        """Answer with a network error.

        Qt's own failure is one for elements and documents; fetch would get a status and wait for a body for ever.
        """
        if self._job is None:
            return
        if not self._strict and not self._navigation and self._device is None:
            self._device = BrokenDevice()
            self._job.setAdditionalResponseHeaders(FAILURE.headers)
            self._job.reply(FAILURE.content_type, self._device)
        self._job.fail(_ERRORS.get(status, _Error.RequestFailed))
        if self._device is not None:
            self._device.readyRead.emit()

    def _break_off(self) -> None:
        """End a stream with an error: Qt sees it at the next read."""
        if self._job is not None:
            self._job.fail(_Error.RequestFailed)
        if self._pipe is not None:
            self._pipe.close()


def _headers(job: Any) -> tuple[list[tuple[str, str]], str, bool]:
    """Return a job's headers, the view it comes from, and whether a frame of it says it is one."""
    headers, tag, nested = [], "", False
    for key, value in job.requestHeaders().items():
        name = key.data().decode("latin-1").lower()
        text = value.data().decode("utf-8", "surrogateescape")
        if name == VIEW_HEADER:
            tag = text
        elif name == NESTED_HEADER:
            nested = True
        else:
            headers.append((name, text))
    return headers, tag, nested


def _body(job: Any) -> bytes:
    """Read a request's body in one unbuffered read; Qt reads the first 16 KiB again otherwise (backends.md 1.2)."""
    device = job.requestBody()
    if device is None or not device.open(_READ_ONCE):
        return b""
    body = device.read(MAX_BODY + 1)
    return b"" if body is None else bytes(body)


def _origin(job: Any) -> str | None:
    """Return the serialised origin of the document that asked; None for the person, the host or an opaque one."""
    origin: str = job.initiator().toString()
    return origin if "://" in origin else None
