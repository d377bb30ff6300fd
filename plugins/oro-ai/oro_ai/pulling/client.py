"""The HTTP client that models are downloaded with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from oro_ai.errors import CannotPull
from oro_framework.tls import modern

if TYPE_CHECKING:
    import httpx

__all__ = ("DENIED", "asked_json", "opened", "reason_of", "refuse_plain")

PATIENCE = 30.0
"""Seconds without a byte after which a connection counts as broken."""
LARGEST = 16 << 20
"""The most bytes of a list of files."""
DENIED = {
    "hub": "the hub has no such public repository; put a token of the hub into HF_TOKEN for one that is not public",
    "registry": "the registry wants to know who asks, and only public models can be pulled",
    "other": "the server wants to know who asks",
}
"""The reason of status 401, by kind of server."""


@asynccontextmanager
async def opened(token: str = "", patience: float = PATIENCE) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client for the duration of the block.

    Args:
        token: the access token, sent with the first request of each chain of redirects and to no other origin.
        patience: seconds without a byte after which a connection counts as broken.
    """
    import httpx

    headers = {"user-agent": "oro-ai", **({"authorization": f"Bearer {token}"} if token else {})}
    async with httpx.AsyncClient(
        headers=headers,
        follow_redirects=True,
        timeout=httpx.Timeout(patience),
        verify=modern(httpx.create_ssl_context()),
    ) as client:
        yield client


async def asked_json(client: httpx.AsyncClient, name: str, url: str, *, accept: str, missing: str, denied: str) -> Any:
    """Return the JSON at a URL.

    Args:
        client: the client.
        name: the name of the model, for messages.
        url: the URL.
        accept: the media type to ask for.
        missing: the reason given where there is none.
        denied: the reason given where the server wants to know who asks.

    Raises:
        CannotPull: the server cannot be reached, refuses, or answers with something else.
    """
    import httpx

    reasons = {401: denied, 403: "the server does not allow it", 404: missing}
    reasons[429] = "the server has been asked too often; try again later"
    try:
        async with client.stream("GET", url, headers={"accept": accept}) as response:
            refuse_plain(name, url, response)
            if response.status_code != httpx.codes.OK:
                raise CannotPull(
                    name, reasons.get(response.status_code, f"the server answered with status {response.status_code}")
                )
            return _parsed(name, await _limited(name, response))
    except httpx.HTTPError as error:
        raise CannotPull(name, reason_of(error)) from error
    except httpx.InvalidURL as error:
        raise CannotPull(name, f"its address is none ({error})") from error


def refuse_plain(name: str, url: str, response: httpx.Response) -> None:
    """Refuse an answer that redirects have led to in the clear.

    Args:
        name: the name of the model, for messages.
        url: the URL that was asked for.
        response: the answer.

    Raises:
        CannotPull: the URL is encrypted, and where it leads is not.
    """
    if url.startswith("https:") and response.url.scheme != "https":
        raise CannotPull(name, f'the server leads to "{response.url}", which is not encrypted')


async def _limited(name: str, response: httpx.Response) -> bytes:
    data = bytearray()
    async for piece in response.aiter_bytes():
        data += piece
        if len(data) > LARGEST:
            raise CannotPull(name, f'the list at "{response.url}" has more than {LARGEST >> 20} MiB')
    return bytes(data)


def _parsed(name: str, data: bytes) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        raise CannotPull(name, "the server answered with something else than JSON; is its address right?") from error


def reason_of(error: httpx.HTTPError) -> str:
    """Return why a connection failed, to complete a sentence."""
    import httpx

    if isinstance(error, httpx.TooManyRedirects):
        return "the server leads in circles"
    if isinstance(error, httpx.TimeoutException):
        return "the server went silent"
    if isinstance(error, httpx.ConnectError):
        return f"the server cannot be reached ({error})"
    return f"the connection broke ({error})"
