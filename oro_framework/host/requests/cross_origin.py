"""Rules for documents of other origins: they may load public assets, and schemes that allow it (`Scheme.foreign`).

The module does no I/O.

Rules
1. A request is the app's own when its sender is known to be a document or worker of the app's origin. It is foreign
   when the sender is known to have another origin, or an opaque one (sandboxed, `data:`).
2. Engines do not name the sender of every request: WebKitGTK names none for pictures, style sheets, frames and links.
   Such a request passes with GET and HEAD, which change nothing (RFC 9110, 9.2.1); with any other method it is foreign.
3. In the app's own scheme a foreign request may load modules and the files of the app's folder, except files that are
   configuration, Python or hidden. It may load nothing that is mounted.
4. A mount that is not public (`Mount.public`) answers only the scripts of the app's own documents and workers.
5. `webview_cors_allowed_origins` lists origins that may load everything of the app's scheme; `null` stands for opaque
   origins. An Origin header that the engine does not confirm counts for GET and HEAD only.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from oro_framework.errors import Denied
from oro_framework.host.requests.answer import Answer, App
from oro_framework.host.requests.envelope import error_response
from oro_framework.host.requests.protocol import Caller, Request

__all__ = ("PublicAssets", "own_documents_only")

Names = tuple[str, ...]
PRIVATE_ENDINGS = (".py", ".pyc", ".toml")
SAFE = frozenset({"GET", "HEAD"})


def own_documents_only(app: App, scheme: str, origin: str) -> App:
    """Wrap a scheme's app so that foreign requests are answered 403."""

    def guarded(request: Request) -> Answer | Awaitable[Answer]:
        caller = request.caller
        if _is_foreign(caller, request.method, origin):
            return _refused(_denied(f"{scheme}:", caller, origin), request)
        return app(request)

    return guarded


class PublicAssets:
    """The parts of the app's own scheme that foreign documents may load.

    Args:
        origin: the app's own origin.
        mounted: paths of all mounts, split into segments; `()` is the whole origin.
        private: those of them that only scripts of the app may request.
        allowed: origins that may load everything; `null` stands for opaque origins.
        is_module: returns whether a path leads to a JavaScript module; modules take precedence over mounts.
    """

    def __init__(
        self,
        origin: str,
        mounted: Iterable[Names],
        private: Iterable[Names] = (),
        allowed: Iterable[str] = (),
        is_module: Callable[[str], bool] = lambda path: False,
    ) -> None:
        self._origin = origin
        self._mounted = tuple(mounted)
        self._private = tuple(private)
        self._allowed = frozenset(allowed)
        self._is_module = is_module

    def is_public(self, path: str) -> bool:
        """Return whether documents of any origin may load from a percent-decoded path."""
        if self._is_module(path):
            return True
        names = _names(path)
        if _below(names, self._mounted):
            return False
        return not any(name.startswith(".") or name.lower().endswith(PRIVATE_ENDINGS) for name in names)

    def denies(self, request: Request) -> Denied | None:
        """Return the error that says why a request is refused, or None if it is allowed."""
        caller, path, method = request.caller, request.target.path, request.method
        own = caller.origin == self._origin
        if own and request.scripted is not False:
            return None
        if self._private and _below(_names(path), self._private) and not self._is_module(path):
            return Denied(
                f'Cannot load "{path}": its mount is not public, so only scripts of {self._origin} may ask it'
            )
        if not _is_foreign(caller, method, self._origin):
            return None
        if self._is_allowed(request) or (method in SAFE and self.is_public(path)):
            return None
        return _denied(path, caller, self._origin)

    def _is_allowed(self, request: Request) -> bool:
        """Apply rule 5."""
        caller = request.caller
        if (caller.origin or ("null" if caller.opaque else "")) in self._allowed:
            return True
        return request.method in SAFE and (request.header("origin") or "").lower() in self._allowed

    def around(self, app: App) -> App:
        """Wrap the app of the scheme so that denied requests are answered 403."""

        def guarded(request: Request) -> Answer | Awaitable[Answer]:
            denied = self.denies(request)
            return app(request) if denied is None else _refused(denied, request)

        return guarded


def _is_foreign(caller: Caller, method: str, origin: str) -> bool:
    """Apply rules 1 and 2."""
    return caller.foreign(origin) or (caller.origin is None and method not in SAFE)


def _names(path: str) -> Names:
    return tuple(path.removeprefix("/").removesuffix("/").split("/"))


def _below(names: Names, prefixes: Iterable[Names]) -> bool:
    return any(names[: len(prefix)] == prefix for prefix in prefixes)


def _denied(what: str, caller: Caller, origin: str) -> Denied:
    if caller.origin is None and not caller.opaque:
        return Denied(f'Cannot load "{what}": nothing tells which document asks, and only those of {origin} may')
    asking = caller.origin or "an opaque origin"
    return Denied(f'Cannot load "{what}" in a document of {asking}: only {origin} may')


def _refused(error: Denied, request: Request) -> Answer:
    return Answer(*error_response(error, request.target.url))
