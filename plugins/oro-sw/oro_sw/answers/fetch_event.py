"""One fetch event of a worker, from the request to the last byte of its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import anyio

from oro_framework.requests import Head, Request
from oro_sw.answers.bodies import AnyBody, drop
from oro_sw.urls import without_fragment

__all__ = ("MODE", "REDIRECT", "WorkerAnswer", "FetchEvent", "Outcome", "Refused", "is_navigation")

POLICY = "strict-origin-when-cross-origin"
"""The referrer policy of documents that name none."""
_CARRIAGE = ("content-encoding", "transfer-encoding")


@dataclass(slots=True)
class WorkerAnswer:
    """The answer of a worker; the code that takes the body drops it."""

    head: Head
    body: AnyBody
    sealed: bool = False
    """No script may look into it: it is of another site, or a redirect."""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Its headers, without those of transfer codings, which are undone."""
        return [pair for pair in self.head.headers if pair[0].lower() not in _CARRIAGE]

    @property
    def missing(self) -> bool:
        """Whether it is a 404 of the worker; one of another site does not count."""
        return self.head.status == 404 and not self.sealed

    def take(self) -> AnyBody:
        """Return the body, once."""
        body, self.body = self.body, b""
        return body


@dataclass(frozen=True, slots=True)
class Refused:
    """The worker answered with a network error, or threw."""

    message: str


Outcome = WorkerAnswer | Refused | None
"""An answer, a network error, or None as if there were no worker."""


class FetchEvent:
    """One request that waits for a worker's answer; only the first answer counts.

    Args:
        id: in messages from and to the worker.
        request: the page's.
        client: id of the document that asked, or that will be.
        referrer: URL of the document that asked, if it is known.
    """

    def __init__(self, id: str, request: Request, client: str = "", referrer: str = "") -> None:
        self.id = id
        self.referrer = referrer
        self.request = request
        self.client = client
        self._settled = anyio.Event()
        self._outcome: Outcome = None
        self._error: Exception | None = None

    @property
    def settled(self) -> bool:
        """Whether an answer has begun."""
        return self._settled.is_set()

    def settle(self, outcome: Outcome) -> bool:
        """Give the answer; False when there is one already or the wait is over: then it was dropped."""
        if self.settled:
            _drop(outcome)
            return False
        self._outcome = outcome
        self._settled.set()
        return True

    def fail(self, error: Exception) -> None:
        """End the wait with an error of the host."""
        if not self.settled:
            self._error = error
            self._settled.set()

    def close(self) -> None:
        """End the wait, and drop a body that was not taken."""
        _drop(self._outcome)
        self._settled.set()

    async def outcome(self) -> Outcome:
        """Wait for the answer.

        Raises:
            WorkerGone: the worker ended before it answered.
        """
        await self._settled.wait()
        if self._error is not None:
            raise self._error
        return self._outcome

    def describe(self) -> dict[str, Any]:
        """Return the event as the worker gets it."""
        request, caller = self.request, self.request.caller
        navigation = is_navigation(request)
        destination = ("document" if caller.top_level else "iframe") if navigation else _destination(request)
        mode = _mode(request, navigation, destination)
        return {
            **_members(request, mode, self.referrer),
            "id": self.id,
            "url": request.target.url,
            "method": request.method,
            "headers": [pair for pair in request.headers if pair[0] not in _OURS],
            "mode": mode,
            "redirect": "manual" if navigation else request.header(REDIRECT) or "follow",
            "destination": destination,
            "clientId": "" if navigation else self.client,
            "resultingClientId": self.client if navigation else "",
            "body": bool(request.body),
        }


def _drop(outcome: Outcome) -> None:
    if isinstance(outcome, WorkerAnswer):
        drop(outcome.take())


MODE = "runtime-fetch-mode"
"""The header by which `fetch()` of a page names a mode that is not the usual one."""
REDIRECT = "runtime-fetch-redirect"
"""The header by which `fetch()` of a page says that it does not follow redirects."""
MEMBERS = "runtime-fetch"
"""The header by which `fetch()` of a page passes on what it said of a request: members of it, encoded as a query."""
_OURS = frozenset(
    {"host", "connection", "runtime-client-id", "runtime-serviceworker-fetch-mode", MODE, REDIRECT, MEMBERS}
)


def _members(request: Request, mode: str, referrer: str) -> dict[str, Any]:
    """Return what the page said of its request, and else what elements and documents say."""
    said = dict(parse_qsl(request.header(MEMBERS) or "", keep_blank_values=True))
    by_element = mode in ("navigate", "no-cors") and request.scripted is not True
    return {
        "cache": said.get("cache", "default"),
        "credentials": said.get("credentials", "include" if by_element else "same-origin"),
        "keepalive": said.get("keepalive") == "true",
        "integrity": said.get("integrity", ""),
        "referrer": said.get("referrer", without_fragment(request.header("referer") or referrer)),
        "referrerPolicy": said.get("referrerPolicy", POLICY),
    }


def _mode(request: Request, navigation: bool, destination: str) -> str:
    """Return the mode of a request: requests of elements with CORS, modules among them, have an origin."""
    if navigation:
        return "navigate"
    scripted = not destination if request.scripted is None else request.scripted
    if request.mode:
        return request.mode
    if scripted or request.header("origin"):
        return request.header(MODE) or "cors"
    return "no-cors"


def is_navigation(request: Request) -> bool:
    """Tell whether a request is for a document; engines say so only by what they accept."""
    asks = request.method in ("GET", "POST")
    return asks and (request.header("accept") or "").startswith("text/html,application/xhtml+xml")


def _destination(request: Request) -> str:
    accept = request.header("accept") or ""
    if accept.startswith("image/"):
        return "image"
    return "style" if accept.startswith("text/css") else ""
