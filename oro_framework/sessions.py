"""`Session`: the cookies, the stores and the proxy of a profile, for the app's Python, by `host.session()`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Literal, Protocol

from oro_framework.cookies import Cookie, CookieFilter
from oro_framework.proxies import Proxy

__all__ = ("Session", "StorageKind")

StorageKind = Literal["cookies", "storage", "cache"]
"""Cookies; web storage and databases of every kind; copies of answers of sites."""


class Session(Protocol):
    """The cookies, the stores and the proxy that windows of one profile share. Loop thread.

    Every method raises `Unsupported` where the engine cannot do it.
    """

    @property
    def profile(self) -> str:
        """The name of the profile; empty for the app's own."""
        ...

    @property
    def proxy(self) -> Proxy | None:
        """The proxy through which its pages reach the network, if it has one."""
        ...

    async def cookies(self, only: CookieFilter | None = None) -> Sequence[Cookie]:
        """Return the cookies of sites, all or some."""
        ...

    async def set_cookie(self, cookie: Cookie) -> None:
        """Keep a cookie in place of one of the same name, domain and path.

        Raises:
            InvalidArgument: no engine would keep it.
        """
        ...

    async def remove_cookies(self, only: CookieFilter) -> Sequence[Cookie]:
        """Delete the cookies that match, and return them."""
        ...

    def watch_cookies(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a listener soon after cookies have changed; the function that is returned ends that."""
        ...

    async def clear(
        self, kinds: Collection[StorageKind] = (), *, origins: Collection[str] = (), since: float | None = None
    ) -> Sequence[str]:
        """Delete what pages and sites stored, and return a sentence for each part that the engine cannot delete.

        Args:
            kinds: all when empty.
            origins: of these alone; of all when empty.
            since: what changed since then, in seconds since 1970; all when None.
        """
        ...

    async def export(self) -> dict[str, Any]:
        """Return the cookies in the form of Playwright's `storageState`."""
        ...

    async def restore(self, state: dict[str, Any]) -> int:
        """Keep the cookies of what `export` or Playwright wrote, and return their count.

        Raises:
            InvalidArgument: it is in another form.
        """
        ...

    async def set_proxy(self, address: str) -> None:
        """Reach the network through a proxy; with an empty address, directly.

        Raises:
            InvalidArgument: it is no address of a proxy.
        """
        ...
