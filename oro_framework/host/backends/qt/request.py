"""Read a request of QtWebEngine: its headers, its body, and the document that sent it. GUI thread."""

from __future__ import annotations

from qtpy.QtCore import QIODevice
from qtpy.QtWebEngineCore import QWebEngineUrlRequestJob

__all__ = (
    "FRAME_HEADER",
    "LED",
    "MAX_BODY",
    "NESTED",
    "VIEW_HEADER",
    "initiator_counts",
    "origin_of",
    "read_body",
    "read_headers",
)

VIEW_HEADER = "x-oro-view"
"""Names the view a request comes from: set by the view's interceptor, in workers by the preload."""

FRAME_HEADER = "x-oro-frame"
"""Set by the preload on requests that scripts of documents send to us: `0` at the top, `1` in frames.

The engine does not tell frames of the app from its top, nor what a page asks from what another site has it redirected
to: such requests carry no header, and call no route, except those of media elements (`LED`).
"""
NESTED = "1"
MEDIA = "8"
"""The kind of a media element's request, as the engine numbers it."""
NAVIGATIONS = ("0", "1")
"""The kinds of a document's request, at the top and in a frame."""
SAFE = ("GET", "HEAD")
LED = "led"
"""Follows the kind where another site may have redirected a media element, a script or a form here."""

MAX_BODY = 1 << 28
"""Bytes of request body that can be taken: Qt gives a body in one read or not at all."""

_READ_ONCE = QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered


def initiator_counts(kind: str, led: bool, method: str, scheme: str) -> bool:
    """Return whether the initiator of a request that no script made counts: another site may have redirected it here.

    A route is for media elements alone; anything but GET and HEAD for forms, which navigate.
    """
    if led and (kind == MEDIA or method not in SAFE):
        return False
    if scheme == "ipc":
        return kind == MEDIA
    return method in SAFE or kind in NAVIGATIONS


def read_headers(job: QWebEngineUrlRequestJob) -> tuple[list[tuple[str, str]], str, str]:
    """Return a job's headers, the view it comes from, and what its document says of itself."""
    headers, tag, frame = [], "", ""
    for key, value in job.requestHeaders().items():
        name = key.data().decode("latin-1").lower()
        text = value.data().decode("utf-8", "surrogateescape")
        if name == VIEW_HEADER:
            tag = text
        elif name == FRAME_HEADER:
            frame = text
        else:
            headers.append((name, text))
    return headers, tag, frame


def read_body(job: QWebEngineUrlRequestJob) -> bytes:
    """Read a request's body in one unbuffered read (docs/explanation/engines.md#bodies-in-one-read)."""
    device = job.requestBody()
    if device is None or not device.open(_READ_ONCE):
        return b""
    body = device.read(MAX_BODY + 1)
    return b"" if body is None else bytes(body)


def origin_of(job: QWebEngineUrlRequestJob) -> tuple[str | None, bool]:
    """Return the serialised origin of the document that asked, and whether that origin is opaque.

    The origin is None when it is opaque, and when the person or the host asked.
    """
    origin: str = job.initiator().toString()
    return (origin if "://" in origin else None), origin == "null"
