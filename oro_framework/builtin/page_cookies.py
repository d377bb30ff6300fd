"""`internal.cookies.*`: the cookies of mounted apps as pages see them, for `boot/page-cookies.js`."""

from __future__ import annotations

from oro_framework.errors import Denied
from oro_framework.host.resources.mount_cookies import MountCookies
from oro_framework.service import route, routes_of
from oro_framework.types import Call, Route

__all__ = ("cookie_routes",)


class PageCookies:
    """`document.cookie` of the app's own pages."""

    def __init__(self, cookies: MountCookies) -> None:
        self._cookies = cookies

    @route("internal.cookies.read", internal=True)
    def read(self, call: Call, *, page: str) -> str:
        """Return what `document.cookie` is for a page at a path.

        Raises:
            Denied: the page has another origin.
        """
        return self._cookies.shown(_profile(call), page)

    @route("internal.cookies.write", internal=True)
    def write(self, call: Call, *, page: str, text: str) -> None:
        """Do what a page at a path assigns to `document.cookie`.

        Raises:
            Denied: the page has another origin.
        """
        self._cookies.set_by_page(_profile(call), page, text)


def cookie_routes(cookies: MountCookies) -> list[Route]:
    """Return the routes for the cookies of mounted apps."""
    made = PageCookies(cookies)
    return [each for handler in (made.read, made.write) for each in routes_of(handler)]


def _profile(call: Call) -> str:
    if call.window is None or call.origin != call.host.origin:
        raise Denied(f'Cannot call "{call.route}": cookies of mounted apps are those of the app\'s own pages')
    return str(call.window.profile)
