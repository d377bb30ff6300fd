"""`Bearer`, the authentication of requests that an account makes with httpx."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

import httpx

from oro_login.account import Account
from oro_login.errors import OutOfReach

__all__ = ("Bearer",)


class Bearer(httpx.Auth):
    """Adds an account's token to requests, for `auth=` of httpx.

    A request that is refused with status 401 is made once more, with another token, where its body can be sent again.
    When a redirect leads to another origin, httpx takes the token off.

    Args:
        account: whose `fetch` names the addresses.
        token: gives a token that can be used now; it is called with one that was refused, or an empty text.
    """

    def __init__(self, account: Account, token: Callable[[str], Awaitable[str]]) -> None:
        self._account, self._token = account, token
        self._reach = account.reach

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        raise RuntimeError("Cannot authenticate a blocking request: use httpx.AsyncClient")

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the token.

        Raises:
            OutOfReach: the address is none that the account's token may be sent to; nothing was sent.
            NotSignedIn: the account is signed out.
            Unreachable: the token has ended, and the provider does not answer.
        """
        self.check(str(request.url))
        token = await self._token("")
        request.headers["authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == 401 and isinstance(request.stream, httpx.ByteStream):
            request.headers["authorization"] = f"Bearer {await self._token(token)}"
            yield request

    def check(self, url: str) -> None:
        """Raise `OutOfReach` unless the token may be sent to an address."""
        if not self._reach.allows(url):
            raise OutOfReach(
                f'Cannot fetch "{url[:200]}": account "{self._account.name}" is for {self._reach}; '
                f"fetch in {self._account.table} adds to that"
            )
