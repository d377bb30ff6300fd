"""Sign-in by the person's browser: the app waits on a port of this machine, or for an address of its own scheme."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, runtime_checkable
from urllib.parse import parse_qsl, urlsplit

import trio

from oro_framework.errors import Broken, Unsupported
from oro_framework.types import Host
from oro_login.account import Account
from oro_login.attempt import Attempt
from oro_login.errors import TimeRanOut
from oro_login.loopback import listen
from oro_login.provider import Provider

__all__ = ("authorize",)

Parameters = Sequence[tuple[str, str]]


class _Way(Protocol):
    """A way by which an answer comes back."""

    @property
    def redirect_uri(self) -> str: ...
    async def answer(self, is_answer: Callable[[Parameters], bool]) -> Parameters: ...


async def authorize(host: Host, account: Account, provider: Provider) -> tuple[Attempt, str]:
    """Send the person to the provider; return the attempt and the code that it was answered with.

    If cancelled, nothing listens any longer, and a tab that is open leads nowhere.

    Raises:
        Refused: the person, or the provider, said no.
        TimeRanOut: the person did not finish in time.
        Untrusted: the answer is none of this provider's.
        Unsupported: this app can open no browser, or has no scheme of its own.
    """
    if not provider.authorization_endpoint:
        raise Unsupported(f'Cannot sign in to "{account.name}": "{provider.name}" has no page to sign in on')
    async with _way(host, account) as way:
        attempt = Attempt(account, provider, way.redirect_uri)
        host.open_external(attempt.url)
        with trio.move_on_after(account.timeout):
            return attempt, attempt.code(await way.answer(attempt.is_answer))
    raise TimeRanOut(
        f'Cannot sign in to "{account.name}": nothing came back from the browser in {account.timeout:g} seconds; '
        "was its tab closed?"
    )


@asynccontextmanager
async def _way(host: Host, account: Account) -> AsyncIterator[_Way]:
    if account.redirect == "deep-link":
        with _DeepLink.of(host, account) as link:
            yield link
        return
    try:
        async with listen(account.path) as loopback:
            yield loopback
    except OSError as error:
        raise Broken(f'Cannot sign in to "{account.name}": no port of this machine can be used: {error}') from error


@runtime_checkable
class _Links(Protocol):
    """The service of oro-deep-link."""

    @property
    def protocol(self) -> str: ...
    def claim(self, prefix: str, taken: Callable[[str], bool]) -> Callable[[], None]: ...


class _DeepLink:
    """An address of the app's own scheme, which the desktop brings. Pages do not hear of it.

    Args:
        links: of oro-deep-link.
        account: whose path it is.
    """

    def __init__(self, links: _Links, account: Account) -> None:
        self.redirect_uri = f"{links.protocol}:{account.path}"
        self._is_answer: Callable[[Parameters], bool] = lambda parameters: False
        self._answer: Parameters = ()
        self._there = trio.Event()
        self._unclaim = links.claim(self.redirect_uri, self._take)

    @classmethod
    def of(cls, host: Host, account: Account) -> _DeepLink:
        """Claim the address.

        Raises:
            Unsupported: oro-deep-link is not active, or the app has no scheme.
        """
        links: object = host.service("deep-link")
        if not isinstance(links, _Links) or not links.protocol:
            raise Unsupported(
                f'Cannot sign in to "{account.name}" by redirect = "deep-link": the app has no scheme of its own; '
                "install oro-deep-link and set meta_application_protocol"
            )
        return cls(links, account)

    def __enter__(self) -> _DeepLink:
        return self

    def __exit__(self, *_: object) -> None:
        self._unclaim()

    async def answer(self, is_answer: Callable[[Parameters], bool]) -> Parameters:
        """Wait for the parameters that are the answer."""
        self._is_answer = is_answer
        await self._there.wait()
        return self._answer

    def _take(self, url: str) -> bool:
        split = urlsplit(url)
        if f"{split.scheme}:{split.path}" != self.redirect_uri or split.netloc:
            return False
        parameters = parse_qsl(split.query, keep_blank_values=True)
        if not self._there.is_set() and self._is_answer(parameters):
            self._answer = parameters
            self._there.set()
        return True
