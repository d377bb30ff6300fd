"""The calls, events and decisions about permissions of an app as they happen, for the panel that shows them.

Nothing is recorded while no panel is open and no agent has asked.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import trio

from oro_framework.errors import InvalidArgument
from oro_framework.host.requests.answer import Answer, App, then
from oro_framework.host.requests.protocol import Request, parse_query
from oro_framework.service import route
from oro_framework.types import Call, EventStream, ServerEvent, Window

if TYPE_CHECKING:
    from oro_framework.host.inner import RunningHost
    from oro_framework.host.permissions.grants import Record

__all__ = ("Trace",)

OWN = ("dev.trace", "internal.events", "platform.event", "queuedresponse")
"""Routes of the panel and of the framework's own working, which an app does not call itself."""
AGENT = "agent."
WAITING = 1000
"""Entries that wait for a slow panel; further ones are lost."""
LONGEST = 4000
"""Letters of what is shown of a body."""


class Trace:
    """Records for the panels that are open. Loop thread.

    Args:
        host: the app.
    """

    def __init__(self, host: RunningHost) -> None:
        self._host = host
        self._panels: set[trio.MemorySendChannel[dict[str, Any]]] = set()
        self._kept: deque[dict[str, Any]] | None = None
        self._number = 0
        self._ignore: Callable[[], None] = _nothing

    @route("dev.trace", internal=True)
    async def stream(self, call: Call) -> EventStream:
        """Send entries while the panel is open."""
        sending, receiving = trio.open_memory_channel[dict[str, Any]](WAITING)

        async def events() -> AsyncIterator[ServerEvent]:
            self._open(sending)
            try:
                async for entry in receiving:
                    yield ServerEvent(data=json.dumps(entry, default=str))
            finally:
                self._close(sending)

        return EventStream(events())

    def wrap(self, inner: App) -> App:
        """Return an app that records the calls that another answers."""

        def traced(request: Request) -> Answer | Awaitable[Answer]:
            if not self._records() or request.target.host in OWN or request.target.host.startswith(AGENT):
                return inner(request)
            began = time.perf_counter()
            return then(inner(request), lambda answer: self._answered(request, answer, began))

        return traced

    def kept(self) -> Sequence[dict[str, Any]]:
        """Return the last entries since the first call of this, and go on to keep them."""
        if self._kept is None:
            self._begin()
            self._kept = deque(maxlen=WAITING)
        return tuple(self._kept)

    def _records(self) -> bool:
        return bool(self._panels) or self._kept is not None

    def _answered(self, request: Request, answer: Answer, began: float) -> Answer:
        body = answer.body if isinstance(answer.body, bytes) else None
        text = None if body is None else _text(body)
        bound = self._host.routes.get(request.target.host)
        self._tell(
            kind="call",
            name=request.target.host if bound is None else bound.name,  # addresses are without capitals
            window=getattr(request.caller.window, "index", None),
            ms=round((time.perf_counter() - began) * 1000, 2),
            verdict="failed" if answer.head.status >= 400 else "ok",
            details={
                "method": request.method,
                "parameters": _parameters(request),
                "sent": _text(request.body) if request.body else None,
                "origin": request.caller.origin,
                "status": answer.head.status,
                "answer": f"a stream, {dict(answer.head.headers).get('content-type', '')}" if body is None else text,
                "bytes": None if body is None else len(body),
            },
        )
        return answer

    def _decided(self, record: Record) -> None:
        """Record a decision about a permission. Any thread."""
        entry = {
            "kind": "permission",
            "name": record.permission or record.target,
            "window": record.window,
            "verdict": {"allow": "allowed", "deny": "denied", "ask": "asked"}.get(record.verdict, record.verdict),
            "details": {
                "for": record.target,
                "by": record.by,
                "reason": record.reason,
                "scope": record.scope or None,
                "origin": record.origin,
            },
        }
        self._host.threads.on_loop(lambda: self._tell(**entry))

    def _emitted(self, window: Window, name: str, detail: Any) -> None:
        if name != "orodeverror":
            self._tell(kind="event", name=name, window=window.index, verdict="", details={"detail": _text_of(detail)})

    def _tell(self, **entry: Any) -> None:
        self._number += 1
        entry |= {"number": self._number, "time": time.strftime("%H:%M:%S")}
        if self._kept is not None:
            self._kept.append(entry)
        for panel in tuple(self._panels):
            with suppress(trio.WouldBlock, trio.ClosedResourceError, trio.BrokenResourceError):
                panel.send_nowait(entry)

    def _open(self, panel: trio.MemorySendChannel[dict[str, Any]]) -> None:
        self._begin()
        self._panels.add(panel)

    def _close(self, panel: trio.MemorySendChannel[dict[str, Any]]) -> None:
        self._panels.discard(panel)
        panel.close()
        if not self._records():
            self._host.permissions.listeners.remove(self._decided)
            self._ignore()
            self._ignore = _nothing

    def _begin(self) -> None:
        """Listen, unless something records already."""
        if not self._records():
            self._host.permissions.listeners.append(self._decided)
            self._ignore = self._host.watch_events(self._emitted)


def _parameters(request: Request) -> dict[str, str]:
    try:
        found = parse_query(request.target.query)
    except InvalidArgument:
        return {}
    return {name: value[:LONGEST] for name, value in found.items() if name not in ("index", "seq", "ipc-token")}


def _text(body: bytes) -> str:
    try:
        return body[:LONGEST].decode("utf-8")
    except UnicodeDecodeError:
        return f"{len(body)} bytes"


def _text_of(detail: Any) -> str:
    return json.dumps(detail, default=str, ensure_ascii=False)[:LONGEST]


def _nothing() -> None:
    """Do nothing: no events are watched."""
