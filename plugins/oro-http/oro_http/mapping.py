"""Maps HTTP requests to calls of routes. Sans-IO.

Rules
1. `<path>/<route>?k=v` is `ipc://<route>?k=v&seq=0`; a `seq` of the caller's own stays.
2. `<path>` itself is the call its header `X-IPC-URI: ipc://<route>?…` names; its query means nothing.
3. `X-IPC-Window-Index: n` is the window whose page the call is made for.
4. Whatever came, the result is a `Mapped` or an `OroError`; nothing else is raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from oro_framework.errors import Denied, InvalidArgument, NotFound
from oro_framework.requests import Target, parse_target
from oro_http.arrival import Arrival
from oro_http.errors import MethodRefused

__all__ = ("METHODS", "Mapped", "Mapping")

METHODS = ("GET", "POST", "PUT", "DELETE")
_URI = "x-ipc-uri"
_WINDOW = "x-ipc-window-index"


class Mapped(Struct, frozen=True):
    """A call, and the index of its window; None when the client named none."""

    target: Target
    window: int | None


class Mapping:
    """How requests are read.

    Args:
        path: where routes are called, without a slash at its end.
        routes: patterns of the routes that can be called, compared without case.
    """

    def __init__(self, path: str, routes: Sequence[str]) -> None:
        self._path = path
        self._routes = tuple(pattern.lower() for pattern in routes)

    def read(self, arrival: Arrival) -> Mapped:
        """Return the call a request means.

        Raises:
            NotFound: its path is not one of ours.
            MethodRefused: its method is none a route is called with.
            InvalidArgument: it names no route, or no window.
            Denied: the configuration leaves the route out.
        """
        url = self._url(arrival)
        if arrival.method not in METHODS:
            raise MethodRefused(
                f'Cannot call "{url[:200]}": method {arrival.method[:20]} is none of {", ".join(METHODS)}'
            )
        target = parse_target(url)
        if target.scheme != "ipc" or not target.host or target.path != "/":
            raise InvalidArgument(f'Cannot call "{url[:200]}": expected ipc://<route>')
        if not any(fnmatchcase(target.host.lower(), pattern) for pattern in self._routes):
            raise Denied(f'Cannot call "{target.host[:200]}": http_ipc_routes leaves it out')
        return Mapped(target, _window(arrival))

    def _url(self, arrival: Arrival) -> str:
        if arrival.path in (self._path, f"{self._path}/"):
            uris = arrival.all(_URI)
            if len(uris) != 1 or not uris[0].isascii():
                raise InvalidArgument(f'Cannot call: "{self._path}" needs one header X-IPC-URI, or a route after it')
            return uris[0].strip()
        prefix, route = arrival.path[: len(self._path) + 1], arrival.path[len(self._path) + 1 :]
        if prefix != f"{self._path}/":
            raise NotFound(f'Cannot answer "{arrival.path[:200]}": routes are called under "{self._path}/"')
        return f"ipc://{route}?{_with_seq(arrival.query)}"


def _with_seq(query: str) -> str:
    if any(field.partition("=")[0] == "seq" for field in query.split("&")):
        return query
    return f"{query}&seq=0" if query else "seq=0"


def _window(arrival: Arrival) -> int | None:
    text = arrival.header(_WINDOW)
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise InvalidArgument(f'Cannot call for window "{text[:40]}": X-IPC-Window-Index is a number, 0 or more')
