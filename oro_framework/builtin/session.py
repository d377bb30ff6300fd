"""`session.*`: cookies of sites, the data that pages and sites stored, the proxy, and the profiles of the app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypedDict
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from oro_framework.cookies import Cookie, CookieFilter
from oro_framework.errors import Denied, UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.host.sessions.profile_names import profile_name
from oro_framework.host.sessions.profiles import ProfileDetail
from oro_framework.parameters import SPREAD, Reading, from_json
from oro_framework.scopes import HostPattern, HostScope
from oro_framework.service import route
from oro_framework.sessions import Session, StorageKind
from oro_framework.types import Call, Host, PageEvent, Permission, Setting, Window

__all__ = ("oro_page_events", "oro_permissions", "oro_routes", "oro_settings")

SITES: Setting[HostScope] = Setting(
    "permissions_cookies_sites",
    HostScope.parse,
    HostScope(),
    'sites whose cookies pages may read and change, such as ["*.example.com"]; all when unset',
)
ProfileName = Annotated[str | None, Reading(str, profile_name)]
State = Annotated[dict[str, Any], Reading(str, from_json)]


class CookiesDetail(TypedDict):
    """Cookies changed; which, a page asks for."""

    profile: str


_watched: WeakKeyDictionary[Window, set[str]] = WeakKeyDictionary()
"""The profiles whose changes of cookies a window is told of."""


def _session(call: Call, profile: str | None) -> Session:
    """Return the session of a named profile, or of that of the window that calls."""
    if profile is None:
        profile = "" if call.window is None else call.window.profile
    return call.host.session(profile)


def _allows(call: Call, cookie: Cookie) -> bool:
    scope = call.host.settings[SITES]
    return call.host.scoped(SITES.key, HostPattern.exact(cookie.host), scope.allows(cookie.host))


def _check(call: Call, cookie: Cookie) -> None:
    if not _allows(call, cookie):
        raise Denied(f'Cannot change cookies of "{cookie.host}": [permissions.cookies] sites does not name it')


@route("session.cookies", permission="cookies")
async def cookies(call: Call, only: Annotated[CookieFilter, SPREAD], profile: ProfileName = None) -> list[Cookie]:
    """Return cookies of the sites that the app may know them of: those a URL is sent, of a name, of a domain."""
    return [each for each in await _session(call, profile).cookies(only) if _allows(call, each)]


@route("session.cookies.set", permission="cookies")
async def set_cookie(call: Call, cookie: Annotated[Cookie, SPREAD], profile: ProfileName = None) -> None:
    """Keep a cookie in place of one of the same name, domain and path; without `expires` until the app ends.

    If cancelled, it may be kept all the same.
    """
    _check(call, cookie)
    await _session(call, profile).set_cookie(cookie)


@route("session.cookies.remove", permission="cookies")
async def remove_cookies(
    call: Call, only: Annotated[CookieFilter, SPREAD], profile: ProfileName = None
) -> list[Cookie]:
    """Delete the cookies that match, and return them; one of `url`, `name` and `domain` is needed.

    If cancelled, some of them may be deleted.
    """
    if only == CookieFilter():
        raise UsageError("Cannot remove cookies: name a url, a name or a domain, or use session.clear for all")
    session = _session(call, profile)
    found = [each for each in await session.cookies(only) if _allows(call, each)]
    for each in found:
        await session.remove_cookies(CookieFilter(url=each.url, name=each.name, domain=each.host))
    return found


@route("session.cookies.watch", permission="cookies")
def watch_cookies(call: Call, profile: ProfileName = None) -> None:
    """Tell the window of changes of cookies from now on, by the event `cookieschange`."""
    if call.window is None:
        raise UsageError("Cannot watch cookies: only a window is told of events")
    session, window = _session(call, profile), call.window
    watched = _watched.setdefault(window, set())
    if session.profile not in watched:
        session.watch_cookies(lambda: window.emit("cookieschange", CookiesDetail(profile=session.profile)))
        watched.add(session.profile)


@route("session.export", permission="cookies")
async def export(call: Call, profile: ProfileName = None) -> dict[str, Any]:
    """Return the cookies of the sites that the app may know them of, as Playwright's `storageState` has them."""
    from oro_framework.host.sessions.storage_state import state_of  # few apps use it

    return state_of(each for each in await _session(call, profile).cookies() if _allows(call, each))


@route("session.import", permission="cookies")
async def restore(call: Call, state: State, profile: ProfileName = None) -> int:
    """Keep the cookies of a `storageState`, and return their count; what it says of local storage is the page's to do.

    If cancelled, some of them may be kept.
    """
    from oro_framework.host.sessions.storage_state import cookies_of  # few apps use it

    for each in cookies_of(state):
        _check(call, each)
    return await _session(call, profile).restore(state)


@route("session.clear", permission="session")
async def clear(
    call: Call,
    kinds: list[StorageKind] | None = None,
    origins: list[str] | None = None,
    since: float | None = None,
    profile: ProfileName = None,
) -> list[str]:
    """Delete the engine's data of these kinds: `cookies`, `storage`, `cache`; all when None.

    Of every origin or of some, and what changed since then, in seconds since 1970. Returns a sentence for each part
    that the engine cannot delete. If cancelled, the data are deleted all the same.
    """
    for origin in origins or ():
        if not urlsplit(origin).hostname:
            raise UsageError(f'Cannot clear "{origin[:200]}": expected an origin, such as "https://site.example"')
    return list(await _session(call, profile).clear(kinds or (), origins=origins or (), since=since))


@route("session.setProxy", permission="proxy")
async def set_proxy(call: Call, proxy: str = "", profile: ProfileName = None) -> None:
    """Have pages of a profile, and the host, reach the network through a proxy; without one, as the desktop is set."""
    await _session(call, profile).set_proxy(proxy)


@route("session.profiles", permission="session")
def profiles(call: Call) -> list[ProfileDetail]:
    """Return the profiles beside the app's own."""
    host = inner(call.host)
    return host.profiles.described([window.profile for window in host.windows])


@route("session.profiles.remove", permission="session")
async def remove_profile(call: Call, name: Annotated[str, Reading(str, profile_name)]) -> bool:
    """Delete a profile with all it holds, and return whether it is gone at once.

    What this run has opened is emptied as far as the engine can, and deleted when it is next asked for. If cancelled,
    part of it may be deleted.
    """
    host = inner(call.host)
    gone = await host.profiles.remove(name, [window.profile for window in host.windows])
    if not gone:
        await host.session_of(name).clear()
    return gone


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [
        cookies, set_cookie, remove_cookies, watch_cookies, export, restore, clear, set_proxy, profiles, remove_profile,
    ]  # fmt: skip


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the scope of permission `cookies`."""
    return [SITES]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the event `cookieschange`."""
    return [PageEvent(name="cookieschange", detail=CookiesDetail, summary="Cookies of a profile changed.")]


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permissions `session`, `cookies` and `proxy`."""
    return [
        Permission(name="session", description="Throw away what pages and sites stored in this app, and its profiles."),
        Permission(
            name="cookies",
            description="Read and change the cookies of sites, by which these know you as signed in.",
            default=False,
        ),
        Permission(
            name="proxy",
            description="Send all that this app asks the network for by way of a server of its choice.",
            default=False,
        ),
    ]
