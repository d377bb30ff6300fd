"""Interception of requests to the app's origin.

Order
1. The window that runs workers gets the script of a worker that is being started, and the modules it imports.
2. No worker is asked for anything else of that window, of `/oro/`, of requests that say so
   (`runtime-serviceworker-fetch-mode: ignore`) or that are no GET, HEAD, POST …
3. A document: the active worker of the scope it is in. Anything else: the worker that controls its document.
4. The app answers if the worker does not, or answers 404.
"""

from __future__ import annotations

from collections.abc import Awaitable
from functools import partial

import msgspec

from oro_framework.requests import Answer, App, Head, Request, arrived
from oro_framework.types import Host
from oro_framework.worker_scripts import REALM
from oro_sw import settings
from oro_sw.answers.fetch_event import Refused, WorkerAnswer, is_navigation
from oro_sw.answers.redirects import RedirectCounts, location_of, noting
from oro_sw.container import Container, container_of
from oro_sw.interception.clear_site_data import clearing
from oro_sw.interception.page_answer import answer_by
from oro_sw.interception.page_workers import marked, prepared, unmarked
from oro_sw.interception.profiles import elsewhere
from oro_sw.interception.realms import with_caches
from oro_sw.interception.worker_answer import answered
from oro_sw.registrations.control import Document
from oro_sw.registrations.frames import UNCONTROLLED
from oro_sw.registrations.imports import imported, named
from oro_sw.registrations.network import BYPASS
from oro_sw.registrations.scripts import bootstrap
from oro_sw.registrations.states import Version
from oro_sw.urls import joined, without_fragment

__all__ = ("OriginInterceptor",)

CLIENT = "runtime-client-id"
"""The header by which frames name themselves since some engines send no referrer."""
SCRIPT = Head(200, (("content-type", "text/javascript; charset=utf-8"), ("cache-control", "no-store")))


class OriginInterceptor:
    """Asks workers before the app, by the order of the module.

    Args:
        host: its service knows the workers, once it runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._seconds = host.settings[settings.EVENT_TIMEOUT] / 1000
        self._most_redirects = host.settings[settings.MAX_REDIRECTS]
        self._sent = RedirectCounts()
        self._beyond = RedirectCounts()
        """Where the app sends what a worker left alone: no worker hears of that."""

    @property
    def _container(self) -> Container:
        container = container_of(self._host)
        assert container is not None, "passes() lets nothing through without the service"
        return container

    def passes(self, request: Request) -> bool:
        """Tell at once that no worker is to be asked."""
        container = container_of(self._host)
        if container is None or elsewhere(request):
            return True
        if container.idle:
            return not container.caches.exists() or not is_navigation(request)
        if request.header(BYPASS[0]) == BYPASS[1]:
            return True
        if container.runner.may_start(request.caller.window):
            return not container.runner.starting
        if request.target.path.startswith("/oro/") or not request.target.host:
            return True
        return not is_navigation(request) and not self._may_be_controlled(request)

    def wrap(self, app: App) -> App:
        """Return the app with workers before it."""

        def answer(request: Request) -> Answer | Awaitable[Answer]:
            if request.target.path == REALM:
                return self._realm(app, request)
            if request.caller.window is None and marked(request):
                request = self._of_page(request)
            if self.passes(request):
                return app(request)
            if self._container.runner.may_start(request.caller.window):
                return self._start(app, request)
            return self._ask(clearing(self._container, app), request)

        return answer

    def _of_page(self, request: Request) -> Request:
        """Name the window of a worker's script, which some engines do not, where the app has only one."""
        container = container_of(self._host)
        windows = [] if container is None or container.idle else container.clients.pages()
        if len(windows) != 1:
            return request
        return msgspec.structs.replace(request, caller=msgspec.structs.replace(request.caller, window=windows[0]))

    def _realm(self, app: App, request: Request) -> Answer | Awaitable[Answer]:
        container = container_of(self._host)
        allowed = container is not None and container.allowed and not elsewhere(request)
        return with_caches(app, request, self._host.origin) if allowed else app(request)

    # -- starting --------------------------------------------------------------------------------

    async def _start(self, app: App, request: Request) -> Answer:
        url = without_fragment(request.target.url)
        version = self._container.runner.armed(url)
        body = None if version is None else bootstrap(version, url)
        if version is None and (importing := self._imports(request, url)) is not None:
            script = await imported(self._host, importing, url)
            body = None if script is None else script.body
        return await arrived(app(request)) if body is None else Answer(SCRIPT, body)

    def _imports(self, request: Request, url: str) -> Version | None:
        """Return the version whose modules are being loaded, if this request may be for one of them."""
        version = self._container.runner.importing
        module = request.method == "GET" and not request.target.path.startswith("/oro/")
        return version if version is not None and module and named(version, url) else None

    # -- asking ----------------------------------------------------------------------------------

    def _may_be_controlled(self, request: Request) -> bool:
        if request.caller.opaque or request.header(CLIENT) == UNCONTROLLED:
            return False
        document = self._named(request)
        if document is None and self._unclear(request):
            return True
        document = document or self._top(request)
        return document is not None and document.controller is not None

    def _named(self, request: Request) -> Document | None:
        """Return the document that asks by its own name, or by its URL."""
        window, documents = request.caller.window, self._container.documents
        name, referrer = request.header(CLIENT) or "", without_fragment(request.header("referer") or "")
        if (named := documents.of_realm(window.id, name)) is not None:
            return named
        if name == window.id or referrer == without_fragment(window.url):
            return self._top(request)
        return documents.of_url(window.id, referrer) if referrer else None

    def _top(self, request: Request) -> Document | None:
        window = request.caller.window
        return self._container.documents.of_url(window.id, without_fragment(window.url))

    def _unclear(self, request: Request) -> bool:
        """Tell whether the document of an unnamed request matters; requests of scripts with headers name it."""
        named = request.scripted and not request.mode and request.header("accept") != "text/event-stream"
        return not named and self._container.documents.divided(request.caller.window.id)

    async def _document(self, request: Request) -> Document | None:
        """Return the document that asks, which the window tells where nothing else does; or else the window's own."""
        document = self._named(request)
        if document is None and self._unclear(request):
            document = await self._container.clients.asking(request.caller.window, request)
        return document or self._top(request)

    async def _ask(self, app: App, request: Request) -> Answer:
        container, caller = self._container, request.caller
        sent_on = 0
        if is_navigation(request):
            document: Document | None = container.clients.navigated(caller.window, without_fragment(request.target.url))
        else:
            sent_on = self._beyond.arrived(caller.window.id, request.target.url)
            app = noting(app, partial(self._led_on, request))
            document = await self._document(request)
            if document is not None:
                container.clients.asked(document)
        controller = None if document is None else document.controller
        if document is not None and controller is not None and not sent_on:
            referrer = "" if is_navigation(request) else document.url
            kind = marked(request)
            asked = unmarked(request) if kind else request
            answering = answered(container, controller, asked, document.id, self._seconds, referrer=referrer)
            if kind:
                answering = prepared(answering, kind, self._host.origin)
            found = await answer_by(answering, container.host, partial(self._sent_on, request))
            if found is not None:
                return found
        return await arrived(app(request))

    def _led_on(self, request: Request, location: str) -> None:
        """The app sends a resource elsewhere: no worker hears of that (Fetch, HTTP fetch)."""
        target = without_fragment(joined(request.target.url, location))
        self._beyond.sent(request.caller.window.id, target, 1)

    def _sent_on(self, request: Request, answer: WorkerAnswer | Refused) -> WorkerAnswer | Refused:
        """Let so many redirects pass; what leads on for ever is refused."""
        window, url = request.caller.window.id, request.target.url
        before = self._sent.arrived(window, url)
        location = location_of(answer.head) if isinstance(answer, WorkerAnswer) else None
        if location is None:
            return answer
        if before >= self._most_redirects:
            return Refused(f"it was redirected more than {self._most_redirects} times")
        self._sent.sent(window, without_fragment(joined(url, location)), before + 1)
        return answer
