"""`Sessions`, the accounts of an app while it runs, and the connections they are asked by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import trio

from oro_framework.errors import ConfigError, NotFound
from oro_framework.tls import modern
from oro_framework.types import Host
from oro_login.account import Account
from oro_login.bearer import Bearer
from oro_login.caller import ProviderClient
from oro_login.discovery import check_endpoints, discover
from oro_login.provider import Provider
from oro_login.session import Session

__all__ = ("Sessions", "open_sessions")

_TIMEOUT = httpx.Timeout(30, read=None, pool=None)
"""A body may rest as long as its server likes."""
_PROVIDER_TIMEOUT = httpx.Timeout(30)


class Sessions:
    """The accounts of one app.

    Args:
        host: the app.
        accounts: as they are configured, by name.
        nursery: of renewals.
    """

    def __init__(self, host: Host, accounts: Mapping[str, Account], nursery: trio.Nursery) -> None:
        self._host, self.accounts, self._nursery = host, accounts, nursery
        self._sessions: dict[str, Session] = {}
        self._turn = trio.Lock()
        self._clients: tuple[httpx.AsyncClient, httpx.AsyncClient] | None = None

    def account(self, name: str) -> Account:
        """Return an account.

        Raises:
            NotFound: the app has none of that name.
        """
        if name not in self.accounts:
            known = ", ".join(f'"{each}"' for each in sorted(self.accounts)) or "no account"
            raise NotFound(f'Cannot find account "{name[:100]}": oro.toml has {known}; [login.NAME] declares one')
        return self.accounts[name]

    def session(self, name: str) -> Session:
        """Return the session of an account.

        Raises:
            NotFound: the app has none of that name.
        """
        account = self.account(name)
        if name not in self._sessions:
            self._sessions[name] = Session(self._host, account, _Connecting(self, account), self._nursery)
        return self._sessions[name]

    async def connect(self, account: Account) -> ProviderClient:
        """Look up the provider of an account.

        Raises:
            ConfigError: no plugin has the provider it names.
            Unreachable: the provider does not answer.
            Untrusted: what the provider publishes of itself cannot be used.
        """
        async with self._turn:
            _, http = await self._opened()
        return ProviderClient(http, account, await self._provider(account, http))

    async def http(self) -> httpx.AsyncClient:
        """Return the client for requests in the name of accounts."""
        async with self._turn:
            return (await self._opened())[0]

    def bearer(self, name: str) -> Bearer:
        """Return what adds the token of an account to requests of httpx.

        Raises:
            NotFound: the app has none of that name.
        """

        session = self.session(name)
        return Bearer(session.account, session.token)

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients or ():
            await client.aclose()

    async def _provider(self, account: Account, http: httpx.AsyncClient) -> Provider:
        what = f'Cannot use account "{account.name}"'
        if account.issuer:
            return await discover(http, account.issuer, what)
        answers = self._host.ask_plugins("oro_login_providers")
        declared: dict[str, Provider] = {each.name: each for answer in answers for each in answer}
        if account.provider not in declared:
            known = ", ".join(sorted(declared)) or "none"
            raise ConfigError(f'{what}: no plugin has provider "{account.provider}"; there are: {known}')
        check_endpoints(declared[account.provider], what)
        return declared[account.provider]

    async def _opened(self) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
        if self._clients is None:
            context = modern(await trio.to_thread.run_sync(httpx.create_ssl_context))
            for_apis = httpx.AsyncClient(verify=context, timeout=_TIMEOUT, cookies=_no_cookies())
            for_providers = httpx.AsyncClient(verify=context, timeout=_PROVIDER_TIMEOUT, cookies=_no_cookies())
            self._clients = for_apis, for_providers
        return self._clients


class _Connecting:
    """Looks a provider up once; what fails is tried again with the next call."""

    def __init__(self, sessions: Sessions, account: Account) -> None:
        self._sessions, self._account = sessions, account
        self._turn = trio.Lock()
        self._found: ProviderClient | None = None

    async def __call__(self) -> ProviderClient:
        async with self._turn:
            if self._found is None:
                self._found = await self._sessions.connect(self._account)
            return self._found


def _no_cookies() -> CookieJar:
    """Return a jar that stays empty: what one account is given must not go out with the requests of another."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


@asynccontextmanager
async def open_sessions(host: Host, accounts: Mapping[str, Account]) -> AsyncIterator[Sessions]:
    """Have the accounts of an app during the block."""
    async with trio.open_nursery() as nursery:
        sessions = Sessions(host, accounts, nursery)
        try:
            yield sessions
        finally:
            nursery.cancel_scope.cancel()
            with trio.CancelScope(shield=True):
                await sessions.close()
