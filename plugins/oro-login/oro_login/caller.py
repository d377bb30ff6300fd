"""`ProviderClient`, requests to one provider by the client of one account."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec

from oro_login.account import Account
from oro_login.errors import Refused, Unreachable, Untrusted
from oro_login.provider import Provider

__all__ = ("ProviderClient", "get_json")

_MOST = 1 << 20
"""Bytes that an answer of a provider may have."""


class ProviderClient:
    """Asks the endpoints of a provider for tokens.

    Args:
        http: carries the requests.
        account: its client asks.
        provider: is asked.
    """

    def __init__(self, http: httpx.AsyncClient, account: Account, provider: Provider) -> None:
        self.http, self.account, self.provider = http, account, provider

    async def token(self, what: str, **parameters: str) -> dict[str, Any]:
        """Return the answer of the token endpoint.

        Args:
            what: the attempt, to begin messages with.
            parameters: of the request.

        Raises:
            Refused: it said no; `error` is its code.
            Unreachable: it does not answer.
            Untrusted: its answer is none.
        """
        answer = await self.post(what, self.provider.token_endpoint, **parameters)
        if str(answer.get("token_type", "")).lower() != "bearer" or not isinstance(answer.get("access_token"), str):
            raise Untrusted(f"{what}: the provider answered without a bearer token")
        return answer

    async def post(self, what: str, url: str, **parameters: str) -> dict[str, Any]:
        """Return the JSON that an endpoint answers, as `token` does."""
        auth, form = self._authenticated(parameters)
        request = self.http.build_request("POST", url, data=form, headers={"accept": "application/json"})
        async with _asked(self.http, request, what, auth) as (response, body):
            answer = _object(body) if body.strip() else {}
            if answer is None and response.is_success:
                raise Untrusted(f'{what}: "{url}" answered no JSON')
            if not response.is_success or (answer or {}).get("error"):
                given = answer or {}
                error = str(given.get("error") or f"status {response.status_code}")
                raise Refused(what, error, str(given.get("error_description") or ""))
            return answer or {}

    async def userinfo(self, what: str, token: str) -> Mapping[str, Any]:
        """Return what the provider says of the person whose token it is."""
        url = self.provider.userinfo_endpoint
        return await get_json(self.http, url, what, {"authorization": f"Bearer {token}"})

    def _authenticated(self, parameters: Mapping[str, str]) -> tuple[httpx.Auth | None, dict[str, str]]:
        account = self.account
        if account.client_secret and self.provider.basic:
            return httpx.BasicAuth(account.client_id, account.client_secret), dict(parameters)
        secret = {"client_secret": account.client_secret} if account.client_secret else {}
        return None, {**parameters, "client_id": account.client_id, **secret}


async def get_json(
    http: httpx.AsyncClient, url: str, what: str, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the object that an address answers.

    Raises:
        Unreachable: it does not answer.
        Untrusted: it answers something else.
    """
    request = http.build_request("GET", url, headers={"accept": "application/json", **(headers or {})})
    async with _asked(http, request, what) as (response, body):
        if not response.is_success:
            raise Untrusted(f'{what}: "{url}" answered with status {response.status_code}')
        answer = _object(body)
        if answer is None:
            raise Untrusted(f'{what}: "{url}" answered no JSON object')
        return answer


@asynccontextmanager
async def _asked(
    http: httpx.AsyncClient, request: httpx.Request, what: str, auth: httpx.Auth | None = None
) -> AsyncIterator[tuple[httpx.Response, bytes]]:
    try:
        response = await http.send(request, stream=True, auth=auth, follow_redirects=False)
        try:
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > _MOST:
                    raise Untrusted(f'{what}: "{request.url}" answered more than {_MOST} bytes')
        finally:
            await response.aclose()
    except httpx.HTTPError as error:
        why = str(error) or type(error).__name__
        raise Unreachable(f'{what}: "{request.url.host}" cannot be reached, is this machine offline? {why}') from error
    yield response, bytes(body)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        decoded = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
    return decoded if isinstance(decoded, dict) else None
