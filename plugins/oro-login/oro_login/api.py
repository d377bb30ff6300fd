"""Accounts for the app's own Python: who is signed in, and requests with httpx in their name.

from oro_login.api import login_of

@route("tasks.list")
async def tasks(call: Call) -> list[Task]:
    work = (await login_of(call.host)).account("work")
    async with httpx.AsyncClient(auth=work.auth) as client:
        return (await client.get("https://api.example.com/tasks")).json()
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
from msgspec import Struct

from oro_framework.errors import Unsupported
from oro_framework.types import Host
from oro_login.events import DeviceCode
from oro_login.provider import Claims, Provider
from oro_login.service import Login
from oro_login.session import Session
from oro_login.sessions import Sessions
from oro_login.tokens import Tokens

__all__ = ("Accounts", "AppAccount", "Claims", "DeviceCode", "Person", "Provider", "login_of")


class Person(Struct, frozen=True, kw_only=True):
    """A person who is signed in."""

    claims: Mapping[str, Any]
    """The claims of the provider, checked; `sub` names the person there."""
    scopes: Sequence[str]


class AppAccount:
    """One account of the app. Got from `Accounts.account`."""

    def __init__(self, session: Session, auth: httpx.Auth) -> None:
        self._session = session
        self.auth = auth
        """For `auth=` of `httpx.AsyncClient`: adds the token, renewed where that is due, to addresses of `fetch`."""

    async def current(self) -> Person | None:
        """Return the person who is signed in, None when the account is signed out."""
        tokens = await self._session.current()
        return _person(tokens) if tokens else None

    async def sign_in(self, show: Callable[[DeviceCode], None] = lambda code: None) -> Person:
        """Have the person sign in; raises what `login.signIn` does.

        Args:
            show: is given the code, where `redirect` is `device`.
        """
        return _person(await self._session.sign_in(show))

    async def sign_out(self, *, everywhere: bool = False) -> bool:
        """Sign out; return whether the provider said that the tokens are void.

        Args:
            everywhere: send the browser to the provider, where the person signs out of it as well.
        """
        return await self._session.sign_out(everywhere=everywhere)

    async def token(self) -> str:
        """Return an access token that can be used now, for what does not speak HTTP; keep it from pages.

        Raises:
            NotSignedIn: the account is signed out.
            Unreachable: the token has ended, and the provider does not answer.
        """
        return await self._session.token()


class Accounts:
    """The accounts of an app. Got from `login_of`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    @property
    def names(self) -> Sequence[str]:
        """The names of `[login.NAME]`."""
        return sorted(self._sessions.accounts)

    def account(self, name: str) -> AppAccount:
        """Return an account.

        Raises:
            NotFound: the app has none of that name.
        """
        return AppAccount(self._sessions.session(name), self._sessions.bearer(name))


async def login_of(host: Host) -> Accounts:
    """Return the accounts of an app.

    Raises:
        Unsupported: oro-login does not run in this app.
        PluginUnavailable: it is broken.
    """
    service: object = await host.begin_service(Login.name)
    if not isinstance(service, Login):
        raise Unsupported("Cannot sign in: plugin login is not active in this app; `oro plugins list` says why")
    return Accounts(service.sessions)


def _person(tokens: Tokens) -> Person:
    return Person(claims=tokens.claims, scopes=tuple(tokens.scopes))
