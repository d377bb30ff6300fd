"""`fetch`, a request of a page in the name of an account; the page has neither its token nor its cookies.

Rules
1. The first address is one of `fetch` in `[login.NAME]`.
2. A redirect to another origin loses the token, and it does not come back. It leads to addresses by https alone, or
   from this machine to this machine: otherwise a server could have the app look around where it runs.
3. A body that came in pieces is sent once: a redirect that wants it again is an error.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import h11
import httpx
from msgspec import Struct

from oro_framework.errors import Broken, InvalidArgument
from oro_login.bearer import Bearer
from oro_login.errors import Unreachable
from oro_login.reach import is_here, is_safe, origin_of

__all__ = ("AskedRequest", "fetch")

_MOST_REDIRECTS = 20
_OURS = frozenset(
    [
        "authorization",
        "cookie",
        "host",
        "connection",
        "content-length",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Headers that are no page's to set, as a browser's `fetch` has it."""

Body = bytes | AsyncIterable[bytes]


class AskedRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request of a page, without its body."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    redirect: Literal["follow", "error", "manual"] = "follow"


@asynccontextmanager
async def fetch(
    http: httpx.AsyncClient, bearer: Bearer, asked: AskedRequest, body: Body
) -> AsyncIterator[httpx.Response]:
    """Ask; the connection is closed or given back with the block.

    Raises:
        OutOfReach: the account is not for the address.
        NotSignedIn: the account is signed out.
        InvalidArgument: the request cannot be sent.
        Unreachable: the server does not answer.
        Broken: redirects lead nowhere.
    """
    bearer.check(asked.url)
    request = _request(http, asked, body)
    first, auth = origin_of(asked.url), bearer
    trusted: Bearer | None = auth
    for _ in range(_MOST_REDIRECTS + 1):
        if trusted is not None and origin_of(str(request.url)) != first:
            trusted = None
        response = await _sent(http, request, trusted)
        if not response.has_redirect_location or asked.redirect == "manual":
            try:
                yield response
            finally:
                await response.aclose()
            return
        await response.aclose()
        request = _next(request, response, asked)
    raise Broken(f'Cannot fetch "{asked.url[:200]}": more than {_MOST_REDIRECTS} redirects')


def _request(http: httpx.AsyncClient, asked: AskedRequest, body: Body) -> httpx.Request:
    headers = [(name, value) for name, value in asked.headers if name.lower() not in _OURS]
    content = body if not isinstance(body, bytes) or body else None
    try:
        request = http.build_request(asked.method, asked.url, headers=headers, content=content)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise InvalidArgument(f'Cannot fetch "{asked.url[:200]}": {error}') from error
    return request


async def _sent(http: httpx.AsyncClient, request: httpx.Request, auth: Bearer | None) -> httpx.Response:
    try:
        return await http.send(request, stream=True, auth=auth, follow_redirects=False)
    except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, h11.LocalProtocolError, ValueError) as error:
        raise InvalidArgument(f'Cannot fetch "{str(request.url)[:200]}": {error}') from error
    except (httpx.TransportError, httpx.StreamError) as error:
        why = str(error) or type(error).__name__
        raise Unreachable(f'Cannot fetch "{str(request.url)[:200]}": {why}') from error


def _next(request: httpx.Request, response: httpx.Response, asked: AskedRequest) -> httpx.Request:
    """Return the request that a redirect asks for."""
    what, before = f'Cannot fetch "{asked.url[:200]}"', str(request.url)
    if asked.redirect == "error":
        raise Broken(f"{what}: it redirects, and redirect is error")
    following = response.next_request
    url = str(following.url) if following else ""
    if following is None or not is_safe(url) or (is_here(url) and not is_here(before)):
        raise Broken(f'{what}: it redirects to "{url[:200]}", which is neither by https nor as near as before')
    if not isinstance(following.stream, httpx.ByteStream):
        raise Broken(f"{what}: it redirects, and its body came in pieces that are gone")
    following.headers.pop("authorization", None)
    return following
