"""`host.session()`: the cookies, the stores and the proxy of one profile. Loop thread.

An engine has two stores for a profile, one of the app's pages with the frames in them, and one of windows that show
sites. A cookie is set and deleted in both, so that a site knows its visitor in either; what is read is what both have.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import trio

from oro_framework.cookies import Cookie, CookieFilter
from oro_framework.errors import Broken, InvalidArgument, Unsupported
from oro_framework.host.backends.engine_store import Clearing, EngineStore, Profile
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.sessions.profiles import Profiles
from oro_framework.host.sessions.storage_state import cookies_of, state_of
from oro_framework.proxies import Proxy
from oro_framework.sessions import StorageKind

if TYPE_CHECKING:  # few apps mount any
    from oro_framework.host.resources.mount_cookies import MountCookies

__all__ = ("HostSession",)

EVERYTHING: tuple[StorageKind, ...] = ("cookies", "storage", "cache")
SETTLED = 0.05
"""Seconds that changes of cookies are gathered for, before listeners are told."""


AskGui = Callable[[Callable[[Callable[..., None]], None]], Awaitable[tuple[Any, ...]]]


class SessionHost(Protocol):
    """The running app, as far as a session needs it."""

    backend: Backend | None
    threads: Threads

    @property
    def origin(self) -> str: ...
    @property
    def profiles(self) -> Profiles: ...
    @property
    def mount_cookies(self) -> MountCookies | None: ...
    def call_later(self, seconds: float, function: Callable[[], object]) -> None: ...


class HostSession:
    """See the module.

    Args:
        host: the running app.
        name: of an open profile.
        ask_gui: runs a function on the GUI thread, and returns what that passes to its argument.
    """

    def __init__(self, host: SessionHost, name: str, ask_gui: AskGui) -> None:
        self._host, self._name, self._ask_gui = host, name, ask_gui
        self._listeners: list[Callable[[], None]] = []
        self._watched = self._changed = False

    @property
    def profile(self) -> str:
        return self._name

    @property
    def proxy(self) -> Proxy | None:
        return self._found().proxy

    def _found(self) -> Profile:
        return self._host.profiles.opened(self._name)

    async def cookies(self, only: CookieFilter | None = None) -> Sequence[Cookie]:
        only = only or CookieFilter()
        _check_site(only.url)
        found: dict[tuple[str, str, str], Cookie] = {}
        for place in reversed(range(await self._count())):
            (cookies,) = await self._ask(place, lambda store, done: store.cookies(done))
            found.update((cookie.key, cookie) for cookie in cookies)
        return [cookie for cookie in found.values() if only.matches(cookie)]

    async def set_cookie(self, cookie: Cookie) -> None:
        _check_site(f"//{cookie.domain}" if "://" not in cookie.domain else cookie.domain)
        if mistake := cookie.mistake():
            raise InvalidArgument(f'Cannot set cookie "{cookie.name[:80]}" of "{cookie.domain[:200]}": {mistake}')
        for place in range(await self._count()):
            (error,) = await self._ask(place, lambda store, done: store.set_cookie(cookie, done))
            if error:
                raise Broken(f'Cannot set cookie "{cookie.name}" of "{cookie.domain}": {error}')

    async def remove_cookies(self, only: CookieFilter) -> Sequence[Cookie]:
        found = await self.cookies(only)
        await self.remove(found)
        return found

    async def remove(self, cookies: Sequence[Cookie]) -> None:
        """Delete cookies."""
        count = await self._count()
        for cookie in cookies:
            for place in range(count):
                (error,) = await self._ask(place, partial(_remove, cookie))
                if error:
                    raise Broken(f'Cannot remove cookie "{cookie.name}" of "{cookie.domain}": {error}')

    def watch_cookies(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._backend()
        self._listeners.append(listener)
        if not self._watched:
            self._watched = True
            self._host.threads.loop_to_gui(self._watch)
        return lambda: self._listeners.remove(listener)

    async def clear(
        self, kinds: Collection[StorageKind] = (), *, origins: Collection[str] = (), since: float | None = None
    ) -> Sequence[str]:
        hosts = [urlsplit(origin).hostname or origin for origin in origins]
        seconds = None if since is None else max(0.0, time.time() - since)
        clearing = Clearing(tuple(kinds) or EVERYTHING, hosts, seconds)
        left: dict[str, None] = {}
        for place in range(await self._count()):
            (sentences,) = await self._ask(place, lambda store, done: store.clear(clearing, done))
            left.update(dict.fromkeys(sentences))
        if "storage" in clearing.kinds:
            await self._clear_private(origins, since)
        if "cookies" in clearing.kinds and self._is_own(origins) and (mine := self._host.mount_cookies) is not None:
            mine.clear(self._name, since or 0.0)
        return list(left)

    async def _clear_private(self, origins: Collection[str], since: float | None) -> None:
        """Delete the private files of the app's own origin, but those that are open."""
        files = self._host.profiles.private_files
        if files is not None and self._is_own(origins):
            await trio.to_thread.run_sync(files.of(self._name).clear, since or 0.0)

    def _is_own(self, origins: Collection[str]) -> bool:
        """Return whether the app's own origin is among those that were named."""
        return not origins or self._host.origin in origins

    async def export(self) -> dict[str, Any]:
        return state_of(await self.cookies())

    async def restore(self, state: dict[str, Any]) -> int:
        cookies = cookies_of(state)
        for cookie in cookies:
            if mistake := cookie.mistake():
                raise InvalidArgument(f'Cannot take cookie "{cookie.name[:80]}": {mistake}')
        for cookie in cookies:
            await self.set_cookie(cookie)
        return len(cookies)

    async def set_proxy(self, address: str) -> None:
        try:
            proxy = Proxy.parse(address)
        except ValueError as error:
            raise InvalidArgument(f'Cannot set proxy "{address[:200]}": expected {error}') from None
        backend = self._backend()
        if not backend.capabilities.proxies:
            raise Unsupported(
                f"Cannot set a proxy: the {backend.name} engine takes it as it begins; set [webview] proxy in oro.toml"
            )
        profile = self._found()

        def set_all(done: Callable[..., None]) -> None:
            for store in backend.stores(profile):
                store.set_proxy(proxy)
            done()

        await self._ask_gui(set_all)
        profile.proxy = proxy

    # -- the engine ---------------------------------------------------------------------------------

    def _backend(self) -> Backend:
        backend = self._host.backend
        if backend is None or not backend.capabilities.profiles:
            raise Unsupported("Cannot reach what pages stored: this backend keeps nothing")
        return backend

    async def _count(self) -> int:
        backend = self._backend()
        profile = self._found()
        (count,) = await self._ask_gui(lambda done: done(len(backend.stores(profile))))
        return int(count)

    async def _ask(self, place: int, start: Callable[[EngineStore, Callable[..., None]], None]) -> tuple[Any, ...]:
        backend, profile = self._backend(), self._found()
        return await self._ask_gui(lambda done: start(backend.stores(profile)[place], done))

    def _watch(self) -> None:
        """Have the engine tell of changes. GUI thread."""
        for store in self._backend().stores(self._found()):
            store.watch_cookies(lambda: self._host.threads.gui_to_loop(self._note))

    def _note(self) -> None:
        if not self._changed:
            self._changed = True
            self._host.call_later(SETTLED, self._tell)

    def _tell(self) -> None:
        self._changed = False
        for listener in list(self._listeners):
            listener()


def _remove(cookie: Cookie, store: EngineStore, done: Callable[..., None]) -> None:
    store.remove_cookie(cookie, done)


def _check_site(url: str) -> None:
    """Refuse an address of which no engine keeps cookies.

    Raises:
        Unsupported: it is none of a site.
    """
    scheme = urlsplit(url).scheme
    if scheme not in ("", "http", "https", "ws", "wss"):
        raise Unsupported(
            f'Cannot reach cookies of "{url[:200]}": engines keep cookies of sites, none of an app\'s own origin;'
            " use localStorage, or oro:store"
        )
