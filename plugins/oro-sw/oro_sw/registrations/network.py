"""Scripts of workers, fetched from the app's origin without asking a worker."""

from __future__ import annotations

from oro_framework.requests import Caller, MemoryReply, Request, parse_target
from oro_framework.types import Host
from oro_sw.errors import EvaluationFailed, ScriptRefused
from oro_sw.registrations.states import Script

__all__ = ("BYPASS", "fetch_script")

BYPASS = ("runtime-serviceworker-fetch-mode", "ignore")
"""The header of requests no worker is asked about."""
_SCRIPT_TYPES = frozenset(
    {
        *(f"{group}/{name}" for group in ("application", "text") for name in ("ecmascript", "javascript")),
        *(f"{group}/x-{name}" for group in ("application", "text") for name in ("ecmascript", "javascript")),
        *(f"text/javascript1.{minor}" for minor in range(6)),
        *("text/jscript", "text/livescript"),
    }
)
"""The types of JavaScript (MIME Sniffing, section 4.6)."""


async def fetch_script(host: Host, url: str, *, imported: bool = False, fresh: bool = True) -> tuple[Script, str]:
    """Fetch the script of a worker; return it and its `Service-Worker-Allowed`, empty when there is none.

    Args:
        host: the running app.
        url: of the script.
        imported: the worker's script imports it. Engines do not tell whose an import is, so this asks as one of whom
            nothing is known: it calls no route and reads nothing of a mount that is not public.
        fresh: have an app that keeps copies look for a newer one. The host itself keeps none.

    Raises:
        EvaluationFailed: there is none at that URL.
        ScriptRefused: it is no JavaScript, or elsewhere.
    """
    reply = MemoryReply()
    asked = [BYPASS, ("accept", "*/*"), ("service-worker", "script")]
    request = Request(
        target=parse_target(url, bundle=host.bundle),
        headers=[*asked, ("cache-control", "max-age=0")] if fresh else asked,
        caller=Caller() if imported else Caller(origin=host.origin),
    )
    exchange = host.door.open(request, reply)
    try:
        head = await reply.head()
        body = b""
        while chunk := await reply.read():
            body += chunk
    finally:
        exchange.abort()
        reply.close()
    headers = {name.lower(): value for name, value in head.headers}
    if 300 <= head.status < 400:
        raise ScriptRefused(f'Cannot run the service worker "{url}": it is answered with a redirect')
    if not 200 <= head.status < 300:
        raise EvaluationFailed(f'Cannot fetch the service worker "{url}": it was answered {head.status}')
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _SCRIPT_TYPES:
        raise ScriptRefused(f'Cannot run the service worker "{url}": it is of type "{kind}", not JavaScript')
    return Script(body, kind), headers.get("service-worker-allowed", "")
