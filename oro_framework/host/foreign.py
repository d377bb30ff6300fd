"""What documents of other origins may load: public assets, and schemes that want them (`Scheme.foreign`). Sans-IO.

Rules
1. A foreign document is one known to be of another origin, or of one that nothing can name (sandboxed, `data:`).
   Requests whose origin is not known, such as navigations and images, pass: who sent them cannot read the answer
   unless it is of the same origin.
2. Of the app's own scheme it may have modules and the files of the app's folder; no file that is configuration,
   Python or hidden, nothing that is mounted.
3. `webview_cors_allowed_origins` names origins that may have everything of the app's scheme; `null` is every one that
   nothing can name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oro_framework.errors import Denied
from oro_framework.host.backends.base import Head
from oro_framework.host.envelope import error_response
from oro_framework.host.exchange import Answer
from oro_framework.host.protocol import Caller, Request
from oro_framework.types import ASGIApp, Receive, Scope, Send

__all__ = ("PublicAssets", "own_documents_only")

Instant = Callable[[Request], Answer | None]
PRIVATE_ENDINGS = (".py", ".pyc", ".toml")


def own_documents_only(app: ASGIApp, scheme: str, origin: str) -> ASGIApp:
    """Wrap a scheme's app so that foreign documents are answered 403."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        caller: Caller = scope["extensions"]["oro"]
        if caller.foreign(origin):
            await _refuse(_denied(f"{scheme}:", caller, origin), f"{scheme}:{scope['path']}", send)
        else:
            await app(scope, receive, send)

    return guarded


class PublicAssets:
    """What foreign documents may have of the app's own scheme.

    Args:
        origin: the app's own.
        mounted: paths of everything mounted, segment by segment; `()` is the whole origin.
        allowed: origins that may have everything; `null` for those that nothing can name.
    """

    def __init__(self, origin: str, mounted: Iterable[tuple[str, ...]], allowed: Iterable[str] = ()) -> None:
        self._origin = origin
        self._mounted = tuple(mounted)
        self._allowed = frozenset(allowed)

    def is_public(self, path: str) -> bool:
        """Return whether any document may load from a path, percent-decoded."""
        names = tuple(path.removeprefix("/").removesuffix("/").split("/"))
        if names[0] == "oro":
            return True
        if any(names[: len(prefix)] == prefix for prefix in self._mounted):
            return False
        return not any(name.startswith(".") or name.lower().endswith(PRIVATE_ENDINGS) for name in names)

    def denies(self, caller: Caller, path: str) -> Denied | None:
        """Return why a caller may not load from a path, or None."""
        if not caller.foreign(self._origin) or self.is_public(path):
            return None
        if ("null" if caller.origin is None else caller.origin) in self._allowed:
            return None
        return _denied(path, caller, self._origin)

    def around(self, app: ASGIApp, instant: Instant) -> tuple[ASGIApp, Instant]:
        """Wrap the app of the scheme, and what answers in its place without a task."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            denied = self.denies(scope["extensions"]["oro"], scope["path"])
            if denied is not None:
                await _refuse(denied, scope["path"], send)
            else:
                await app(scope, receive, send)

        def at_once(request: Request) -> Answer | None:
            denied = self.denies(request.caller, request.target.path)
            return instant(request) if denied is None else Answer(*error_response(denied, request.target.url))

        return guarded, at_once


def _denied(what: str, caller: Caller, origin: str) -> Denied:
    asking = caller.origin or "an opaque origin"
    return Denied(f'Cannot load "{what}" in a document of {asking}: only {origin} may')


async def _refuse(error: Denied, url: str, send: Send) -> None:
    head, body = error_response(error, url)
    await send({"type": "http.response.start", "status": head.status, "headers": _encoded(head)})
    await send({"type": "http.response.body", "body": body})


def _encoded(head: Head) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in head.headers]
