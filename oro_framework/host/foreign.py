"""Keeps a scheme to the app's own documents (`Scheme.foreign`). Pure ASGI."""

from __future__ import annotations

from oro_framework.errors import Denied
from oro_framework.host.envelope import error_response
from oro_framework.types import ASGIApp, Receive, Scope, Send

__all__ = ("own_documents_only",)


def own_documents_only(app: ASGIApp, scheme: str, origin: str) -> ASGIApp:
    """Wrap a scheme's app so that documents known to be of another origin are answered 403.

    A request without an origin, such as a navigation or an image of the app's own page, passes: whoever
    sent it cannot read the answer unless it is of the same origin.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        asking = scope["extensions"]["oro"].origin
        if asking in (None, origin):
            await app(scope, receive, send)
            return
        error = Denied(f'Cannot load "{scheme}:" in a document of {asking}: only {origin} may')
        head, body = error_response(error, f"{scheme}:{scope['path']}")
        headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in head.headers]
        await send({"type": "http.response.start", "status": head.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return guarded
