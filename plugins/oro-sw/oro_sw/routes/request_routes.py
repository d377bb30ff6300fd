"""The route that asks a worker as a page's request would."""

from __future__ import annotations

from oro_framework.errors import NotFound
from oro_framework.requests import Caller, Request, parse_target
from oro_framework.service import route
from oro_framework.types import Call, Response
from oro_sw import settings
from oro_sw.answers.bodies import whole
from oro_sw.answers.fetch_event import Refused
from oro_sw.container import Container
from oro_sw.errors import WorkerGone
from oro_sw.interception.worker_answer import answered
from oro_sw.settings import PERMISSION

__all__ = ("RequestRoutes",)


class RequestRoutes:
    """Requests that are made for workers to answer."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._host = container.host

    @route("serviceWorker.fetch", permission=PERMISSION, deadline=0)
    async def fetch(
        self,
        call: Call,
        *,
        method: str = "GET",
        scheme: str = "oro",
        hostname: str = "",
        pathname: str = "/",
        query: str = "",
        headers: str = "",
    ) -> Response:
        """Return what the worker of a URL's scope answers; the body of the call is that of the request.

        Args:
            call: the call.
            method: of the request; OPTIONS is answered 204 without asking a worker.
            scheme: of the URL.
            hostname: of the URL; the app's bundle when empty.
            pathname: of the URL.
            query: of the URL, without `?`.
            headers: of the request, as lines `name: value`.

        Raises:
            NotFound: no active worker has the URL in its scope, or it leaves the request alone.
            WorkerGone: it answered with a network error, or broke off.
            TimedOut: it did not answer in time.
        """
        if method.upper() == "OPTIONS":
            return Response(status=204)
        url = f"{scheme}://{hostname or self._host.bundle}/{pathname.lstrip('/')}" + (f"?{query}" if query else "")
        registration = self._container.registry.match(url)
        if registration is None or registration.active is None:
            raise NotFound(f'Cannot fetch "{url[:200]}": no active service worker has it in its scope')
        request = Request(
            target=parse_target(url, bundle=self._host.bundle),
            method=method.upper(),
            headers=_lines(headers),
            body=call.body,
            caller=Caller(window=call.window, origin=self._host.origin, client=call.client),
        )
        seconds = self._host.settings[settings.EVENT_TIMEOUT] / 1000
        async with answered(self._container, registration, request, "", seconds) as answer:
            if answer is None:
                raise NotFound(f'Cannot fetch "{url[:200]}": its service worker leaves it alone')
            if isinstance(answer, Refused):
                raise WorkerGone(f"ServiceWorker request failed: {answer.message}")
            named = [*answer.headers, ("runtime-response-source", "serviceworker")]
            return Response(body=await whole(answer.take()), status=answer.head.status, headers=named)


def _lines(headers: str) -> list[tuple[str, str]]:
    pairs = [line.partition(":") for line in headers.splitlines()]
    return [(name.strip().lower(), value.strip()) for name, colon, value in pairs if colon and name.strip()]
