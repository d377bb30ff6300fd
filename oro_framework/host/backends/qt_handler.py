"""Requests of our schemes, from QtWebEngine to the door and back.

Qt's job objects live on the GUI thread and die whenever the page loses interest. One `Errand` per job holds
the job's wrapper and the device that carries its body; a set keeps every errand until the job is destroyed,
a graveyard for one more turn of the loop, so that nothing dies while Qt still looks at it, and
nothing dies on another thread (backends.md 1.1). Only `destroyed` tells that Chromium's IO thread has closed a
device and forgotten it; so a run ends when the last job is destroyed, not when the last page is.
"""

from __future__ import annotations

import ctypes
import logging
import re
from collections.abc import Callable
from typing import Any, Protocol

from qtpy.QtCore import QIODevice, QUrl
from qtpy.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlSchemeHandler

from oro_framework.errors import InvalidArgument, TooLarge, Unsupported
from oro_framework.host.backends.base import Door
from oro_framework.host.backends.qt_errand import MAX_HOPS, Errand
from oro_framework.host.protocol import Caller, Request, parse_target

__all__ = ("VIEW_HEADER", "SchemeHandler", "Views")

VIEW_HEADER = "x-oro-view"
"""Names the view a request comes from: set by the view's interceptor, in workers by the preload."""

NESTED_HEADER = "x-oro-nested"
"""Set by the preload on requests of scripts in frames: the engine does not tell those of the app from its top."""

MAX_BODY = 1 << 28
"""Bytes of request body that can be taken: Qt gives a body in one read or not at all (backends.md 1.2)."""

_HOP = re.compile(r"oro-hop-(\d{1,2})(-get)?", re.ASCII)
"""Fragment of a redirect's target: how often the request was redirected, and whether Qt, which would repeat a
POST, must be understood to GET. No page sees it."""

_Error = QWebEngineUrlRequestJob.Error
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
        self.emptied: Callable[[], None] = _nothing
        """Called whenever the last of the live errands is gone."""
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
        if not self.live:
            self.emptied()

    def _clear(self) -> None:
        buried, self._graveyard = self._graveyard, []
        for errand in buried:
            if errand.emitting():
                self.bury(errand)
            else:
                errand.release()

    def strand(self) -> None:
        """Give up on the jobs that are left: they stay, with their devices, for as long as the process."""
        if not self.live:
            return
        _log.warning("Cannot let go of %d requests: Qt still reads their bodies", len(self.live))
        for errand in self.live:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(errand))  # outlives the end of the interpreter, as Qt does


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


def _nothing() -> None: ...
