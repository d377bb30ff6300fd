"""One store of an engine: what windows of one profile share, of the app's pages or of sites. GUI thread.

An engine has two for each profile, as windows for foreign origins have none of our schemes
(docs/explanation/engines.md#foreign-origins).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from msgspec import Struct

from oro_framework.cookies import Cookie
from oro_framework.host.backends.page_storage import MEMORY, PageStorage
from oro_framework.proxies import Proxy
from oro_framework.sessions import StorageKind

__all__ = ("Clearing", "EngineStore", "Profile")


class Profile(Struct, eq=False):
    """The stores that the windows of one name share, and what their pages say of themselves to sites."""

    name: str = ""
    """Empty is the app's own."""
    storage: PageStorage = MEMORY
    user_agent: str = ""
    """Empty leaves it to the engine."""
    languages: tuple[str, ...] = ()
    """Empty leaves them to the desktop."""
    proxy: Proxy | None = None
    """Changed while the app runs, where the engine can."""


class Clearing(Struct, frozen=True):
    """The data that is to be deleted."""

    kinds: Collection[StorageKind]
    hosts: Collection[str] = ()
    """Of these hosts alone, if any."""
    seconds: float | None = None
    """Only data that changed within so many seconds; all when None."""


class EngineStore(Protocol):
    """See the module. A `done` is called once, on the GUI thread, with what could not be done, if anything."""

    def cookies(self, done: Callable[[list[Cookie]], None]) -> None:
        """Return every cookie."""
        ...

    def set_cookie(self, cookie: Cookie, done: Callable[[str | None], None]) -> None:
        """Keep a cookie in place of one of the same name, domain and path."""
        ...

    def remove_cookie(self, cookie: Cookie, done: Callable[[str | None], None]) -> None:
        """Delete a cookie; do nothing if there is none."""
        ...

    def watch_cookies(self, changed: Callable[[], None]) -> None:
        """Call a function whenever cookies have changed, until the engine ends."""
        ...

    def clear(self, clearing: Clearing, done: Callable[[list[str]], None]) -> None:
        """Delete what was stored; `done` gets a sentence for each part that the engine cannot delete."""
        ...

    def set_proxy(self, proxy: Proxy | None) -> None:
        """Reach the network through a proxy, or directly.

        Raises:
            Unsupported: the engine cannot while it runs.
        """
        ...
