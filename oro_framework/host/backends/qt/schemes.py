"""Bring requests of our schemes from QtWebEngine to the door. GUI thread.

Qt's job objects live on the GUI thread and die whenever the page loses interest. One `QtReply` per job holds the job's
wrapper and the device that carries its body. A set keeps every reply until its job is destroyed, a list for one more
turn of the loop, so that nothing is freed while Qt still uses it, or on another thread
(docs/explanation/engines.md#lifetimes-of-jobs). Only `destroyed` tells that Chromium's IO thread has closed a device
and forgotten it; so a run ends when the last job is destroyed, not when the last page is.
"""

from __future__ import annotations

import ctypes
import logging
import re
import secrets
from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace
from qtpy.QtCore import QUrl
from qtpy.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlSchemeHandler

from oro_framework.errors import InvalidArgument, TooLarge, Unsupported
from oro_framework.host.backends.qt.reply import QtReply
from oro_framework.host.backends.qt.request import (
    FRAME_HEADER,
    MAX_BODY,
    NESTED,
    VIEW_HEADER,
    initiator_counts,
    origin_of,
    read_body,
    read_headers,
)
from oro_framework.host.backends.redirect import MAX_HOPS
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.requests.reply import Door

__all__ = ("SchemeHandler", "Views")

CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_HOP = re.compile(r"oro-hop-(\d{1,2})(-get)?", re.ASCII)
"""Fragment of a redirect's target: how often the request was redirected, and whether Qt, which would repeat a
POST, must be understood to GET. No page sees it."""

_Error = QWebEngineUrlRequestJob.Error
_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded

_log = logging.getLogger("oro.backend")


class Views(Protocol):
    """The views that are open. GUI thread."""

    def caller(self, token: str, kind: str, origin: str | None, nested: bool) -> Caller:
        """Return the caller that asked for a resource of that kind; the token is empty where no view is named."""
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
        self.live: set[QtReply] = set()
        self.secret = secrets.token_hex(16)
        """By which the preload of documents vouches for fragments."""
        self.emptied: Callable[[], None] = _nothing
        """Called whenever the last of the live replies is gone."""
        self._door, self._views, self._schemes, self._modules, self._bundle = door, views, schemes, modules, bundle
        self._retired: list[QtReply] = []
        self._led: dict[str, int] = {}
        self._ended = False

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Take one request; Qt calls it, so nothing may be raised here."""
        if self._ended:
            job.fail(_Error.RequestAborted)
            return
        try:
            self._take(job)
        except Exception:
            _log.exception("Cannot take a request: the backend raised")
            job.fail(_Error.RequestFailed)

    def _take(self, job: QWebEngineUrlRequestJob) -> None:
        url, _, fragment = job.requestUrl().toString(_ENCODED).partition("#")
        method = job.requestMethod().data().decode("ascii")
        headers, tag, frame = read_headers(job)
        frame = frame or self._vouched(fragment)
        body = b""
        hop = _HOP.fullmatch(fragment) if fragment else None
        if hop is not None and hop[2]:
            method = "GET"
        elif method not in ("GET", "HEAD"):
            body = read_body(job)
        token, _, told = (tag or fragment.partition(f"{VIEW_HEADER}=")[2]).partition(":")
        kind, _, led = told.partition(":")
        reply = QtReply(self, job, method, url, headers, kind, self._hops(url, hop), led=bool(led))
        self.live.add(reply)
        job.destroyed.connect(reply.destroyed)
        if len(body) > MAX_BODY:
            reply.refuse(TooLarge(f"Cannot take a body of more than {MAX_BODY} bytes"))
            return
        try:
            target = parse_target(url, module_schemes=self._modules, bundle=self._bundle)
        except InvalidArgument as error:
            reply.refuse(error)
            return
        if target.scheme not in self._schemes:
            reply.refuse(Unsupported(f'Cannot follow a redirect to "{url[:200]}": it leaves our schemes'))
            return
        origin, opaque = origin_of(job)
        scripted = bool(frame) or (bool(token) and not kind)
        if not scripted:
            # Qt answers 304 as 200 without a body; only a script's fetch is told the status, by the preload.
            headers = [each for each in headers if each[0] not in CONDITIONS]
        counts = scripted or (bool(token) and initiator_counts(kind, bool(led), method, target.scheme))
        if not counts:
            origin, opaque = None, opaque or origin not in (None, f"oro://{self._bundle}")
        caller = self._views.caller(token, kind, origin, frame == NESTED)
        if opaque:
            caller = replace(caller, opaque=True)
        request = Request(target=target, method=method, headers=headers, body=body, caller=caller, scripted=scripted)
        reply.exchange = self._door.open(request, reply)

    def _vouched(self, fragment: str) -> str:
        """Return what a document says of itself in a fragment, which only our own preload can write."""
        said = fragment.partition(f"{FRAME_HEADER}=")[2]
        return said[:1] if secrets.compare_digest(said[1:].encode(), self.secret.encode()) else ""

    def _hops(self, url: str, hop: re.Match[str] | None) -> int:
        """Return how often a request was redirected before."""
        return int(hop[1]) if hop is not None else self._led.pop(url, 0)

    def leads(self, url: str, hops: int) -> None:
        """Remember where a navigation was sent: its address shows, so no fragment can count."""
        if len(self._led) > MAX_HOPS:
            self._led.clear()
        self._led[url] = hops

    def retire(self, reply: QtReply) -> None:
        """Keep an reply whose job is gone for one more turn of the loop."""
        self.live.discard(reply)
        if not self._retired:
            self.post(self._clear)
        self._retired.append(reply)
        if not self.live:
            self.emptied()

    def _clear(self) -> None:
        retired, self._retired = self._retired, []
        for reply in retired:
            if reply.emitting():
                self.retire(reply)
            else:
                reply.release()

    def refuse(self) -> None:
        """Fail the jobs that have no answer yet, and every later one: the host is gone, and pages may not know."""
        self._ended = True
        for reply in tuple(self.live):
            reply.end()

    def abandon(self) -> None:
        """Keep the jobs that are left, with their devices, for as long as the process."""
        if not self.live:
            return
        _log.warning("Cannot let go of %d requests: Qt still reads their bodies", len(self.live))
        for reply in self.live:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(reply))  # outlives the end of the interpreter, as Qt does


def _nothing() -> None: ...
