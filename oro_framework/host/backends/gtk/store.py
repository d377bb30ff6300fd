"""One store of WebKitGTK: cookies, what pages stored, the proxy. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from gi.repository import GLib, Soup, WebKit2

from oro_framework.cookies import Cookie, SameSite
from oro_framework.host.backends.engine_store import Clearing
from oro_framework.host.backends.gtk.proxy import set_proxy
from oro_framework.host.backends.gtk.storage import TYPES
from oro_framework.proxies import Proxy

__all__ = ("GtkStore",)

_P = Soup.SameSitePolicy
_SAME_SITE: Mapping[SameSite, Soup.SameSitePolicy] = {"Lax": _P.LAX, "Strict": _P.STRICT, "None": _P.NONE}
_READ: Mapping[Soup.SameSitePolicy, SameSite] = {_P.LAX: "Lax", _P.STRICT: "Strict"}
"""libsoup has one value for "None" and for nothing said."""
FOR_EVER = -1
MICROSECONDS = 1_000_000


class GtkStore:
    """See `EngineStore`; of one context."""

    def __init__(self, context: WebKit2.WebContext) -> None:
        self._context = context
        self._manager = context.get_website_data_manager()
        self._jar = self._manager.get_cookie_manager()

    def cookies(self, done: Callable[[list[Cookie]], None]) -> None:
        """Return every cookie."""

        def listed(jar: WebKit2.CookieManager, result: Any) -> None:
            done([_read(each) for each in jar.get_all_cookies_finish(result)])

        self._jar.get_all_cookies(None, listed)

    def set_cookie(self, cookie: Cookie, done: Callable[[str | None], None]) -> None:
        """Keep a cookie in place of one of the same name, domain and path."""
        self._jar.add_cookie(_written(cookie), None, _finish(self._jar.add_cookie_finish, done))

    def remove_cookie(self, cookie: Cookie, done: Callable[[str | None], None]) -> None:
        """Delete a cookie; do nothing if there is none."""
        self._jar.delete_cookie(_written(cookie), None, _finish(self._jar.delete_cookie_finish, done))

    def watch_cookies(self, changed: Callable[[], None]) -> None:
        """Call a function whenever cookies have changed, until the engine ends."""
        self._jar.connect("changed", lambda _jar: changed())

    def clear(self, clearing: Clearing, done: Callable[[list[str]], None]) -> None:
        """Delete what was stored, of every origin or of some hosts."""
        types = reduce(or_, (TYPES[kind] for kind in clearing.kinds), WebKit2.WebsiteDataTypes(0))
        if not clearing.hosts:
            # 0 microseconds are everything; WebKit would round less than one up to nothing.
            span = 0 if clearing.seconds is None else max(1, round(clearing.seconds * MICROSECONDS))
            ended = _finish(self._manager.clear_finish, lambda error: done([error] if error else []))
            self._manager.clear(types, span, None, ended)
            return
        if clearing.seconds is not None:
            done(["of some origins, WebKitGTK deletes all or nothing: leave out `since`"])
            return

        def found(manager: WebKit2.WebsiteDataManager, result: Any) -> None:
            sites = [site for site in manager.fetch_finish(result) if _is_of(site.get_name(), clearing.hosts)]
            ended = _finish(manager.remove_finish, lambda error: done([error] if error else []))
            if sites:
                manager.remove(types, sites, None, ended)
            else:
                done([])

        self._manager.fetch(types, None, found)

    def set_proxy(self, proxy: Proxy | None) -> None:
        """Reach the network through a proxy, or as the desktop is set."""
        set_proxy(self._context, proxy)


def _is_of(name: str, hosts: Any) -> bool:
    """Return whether what WebKit calls a site, a registrable domain or a host, is that of one of some hosts."""
    return any(host == name or host.endswith(f".{name}") for host in hosts)


def _finish(finish: Callable[[Any], Any], done: Callable[[str | None], None]) -> Callable[[Any, Any], None]:
    def finished(_source: Any, result: Any) -> None:
        try:
            finish(result)
        except GLib.Error as error:
            done(error.message)
        else:
            done(None)

    return finished


def _read(found: Soup.Cookie) -> Cookie:
    expires, policy = found.get_expires(), found.get_same_site_policy()
    return Cookie(
        name=found.get_name(),
        value=found.get_value() or "",
        domain=found.get_domain(),
        path=found.get_path(),
        expires=None if expires is None else float(expires.to_unix()),
        http_only=found.get_http_only(),
        secure=found.get_secure(),
        same_site=_READ.get(policy),
    )


def _written(cookie: Cookie) -> Soup.Cookie:
    made = Soup.Cookie.new(cookie.name, cookie.value, cookie.domain, cookie.path, FOR_EVER)
    if cookie.expires is not None:
        made.set_expires(GLib.DateTime.new_from_unix_utc(round(cookie.expires)))
    made.set_http_only(cookie.http_only)
    made.set_secure(cookie.secure)
    if cookie.same_site is not None:
        made.set_same_site_policy(_SAME_SITE[cookie.same_site])
    return made
