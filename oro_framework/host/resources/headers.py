"""Response headers from configuration: CORS, referrer, caching, `webview_headers`.

The headers are computed once; a request costs one lookup by its origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from oro_framework.types import Headers

__all__ = ("ALLOW", "ResponseHeaders")

ALLOW = "GET, POST, PATCH, PUT, DELETE, HEAD"


class ResponseHeaders:
    """The headers of every answer of the app's schemes.

    Args:
        origin: the app's own origin; it is always allowed.
        extra: `webview_headers`; one of these replaces the framework's own of that name.
        referrer_policy: `webview_referrer_policy`, empty for none.
        cache_control: the caching of files; `no-cache` while developing.
        allow_all: any origin may read, `*`. Otherwise only the app's and `allowed_origins`, each reflected.
        allow_credentials: whether credentials may be sent.
        allow_headers: request headers allowed, `*` when empty.
        allow_methods: methods allowed, `*` when empty.
        allowed_origins: origins allowed when not all are.
    """

    def __init__(
        self,
        *,
        origin: str,
        extra: Headers = (),
        referrer_policy: str = "",
        cache_control: str = "public",
        allow_all: bool = True,
        allow_credentials: bool = True,
        allow_headers: Sequence[str] = (),
        allow_methods: Sequence[str] = (),
        allowed_origins: Sequence[str] = (),
    ) -> None:
        shared = [("connection", "keep-alive")]
        if referrer_policy:
            shared.append(("referrer-policy", referrer_policy))
        cors = [
            ("access-control-allow-headers", ", ".join(allow_headers) or "*"),
            ("access-control-allow-methods", ", ".join(allow_methods) or "*"),
            ("access-control-expose-headers", "*"),
            *([("access-control-allow-credentials", "true")] if allow_credentials else ()),
        ]
        own = {name.lower() for name, _ in extra}
        self.cache_control: Headers = () if "cache-control" in own else (("cache-control", cache_control),)

        def frozen(*parts: Iterable[tuple[str, str]]) -> Headers:
            known = [(name, value) for part in parts for name, value in part if name not in own]
            return tuple((name, _latin(value)) for name, value in (*known, *((n.lower(), v) for n, v in extra)))

        vary = [] if allow_all else [("vary", "origin")]
        anyone = [("access-control-allow-origin", "*"), *cors] if allow_all else []
        self._others = frozen(shared, vary, anyone)
        self._by_origin: Mapping[str, Headers] = {
            name: frozen(shared, vary, [("access-control-allow-origin", name), *cors])
            for name in (() if allow_all else {origin, *allowed_origins})
        }

    def common(self, origin: str | None) -> Headers:
        """Return the headers of every answer to a request of `origin` (its Origin header, if it has one)."""
        return self._by_origin.get(origin, self._others) if origin else self._others

    def preflight(self, origin: str | None) -> Headers:
        """Return the headers of the 204 that answers OPTIONS."""
        return (*self.common(origin), ("allow", ALLOW))


def _latin(value: str) -> str:
    """Return a value as a header can carry it."""
    return value.encode("latin-1", "replace").decode("latin-1")
