"""Routes about views inside the window that calls: sites, and other pages that are no part of the app, over its page.

A page hears of its views by the event `viewevent`, with `id`, `kind` and what belongs to that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypedDict, cast
from urllib.parse import urlsplit

from msgspec import Meta

from oro_framework.errors import Denied, InvalidArgument, UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner, window_of
from oro_framework.host.sessions.profile_names import profile_name
from oro_framework.parameters import AnyText, Reading, Url, Word, from_json
from oro_framework.scopes import HostPattern, HostScope
from oro_framework.service import route
from oro_framework.types import Call, Host, PageEvent, Permission, Setting

if TYPE_CHECKING:  # few apps have views
    from oro_framework.host.windows.managed_view import ManagedView
    from oro_framework.host.windows.views import Views

__all__ = ("oro_page_events", "oro_permissions", "oro_routes", "oro_settings")

SITES: Setting[HostScope] = Setting(
    "permissions_views_sites",
    HostScope.parse,
    HostScope(),
    'sites that pages may show in views, such as ["*.example.com"]; all when unset',
)
Pixels = Annotated[float, Meta(ge=-100_000, le=100_000)]
Side = Annotated[float, Meta(ge=0, le=100_000)]
ProfileName = Annotated[str, Reading(str, profile_name)]


class ViewBounds(TypedDict):
    """A rectangle in CSS pixels of the page's viewport."""

    x: float
    y: float
    width: float
    height: float


class ViewState(TypedDict):
    """A view as it is now."""

    id: str
    index: int
    url: str
    title: str
    visible: bool
    bounds: ViewBounds
    loading: bool
    canGoBack: bool
    canGoForward: bool
    zoom: float
    profile: str
    origin: str | None
    rights: list[str]
    hasPort: bool


class ViewMatches(TypedDict):
    """The number of matches, and which of them is shown, from 1; 0 is none."""

    matches: int
    active: int


class ViewEventDetail(TypedDict):
    """Something that happened to a view; members of its kind are beside these."""

    id: str
    kind: str
    lost: int


def _views(call: Call) -> Views:
    return inner(call.host).windows_manager.views


def _view(call: Call, id: str) -> ManagedView:
    return _views(call).get(window_of(call), id)


def _check_site(call: Call, url: str) -> None:
    """Refuse an address of a site that the app may not show.

    Raises:
        Denied: the scope does not name it.
    """
    from oro_framework.host.windows.view_policy import PORTS

    parts = urlsplit(url)
    host = parts.hostname
    if not host:
        return
    scope = call.host.settings[SITES]
    try:
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        raise InvalidArgument(f'Cannot show "{url[:200]}" in a view: its port is none') from None
    if not call.host.scoped(SITES.key, HostPattern.exact(host, port), scope.allows(host, port)):
        raise Denied(f'Cannot show "{url[:200]}" in a view: [permissions.views] sites does not name "{host}"')


@route("window.views.add", permission="views")
async def add(
    call: Call,
    url: Url,
    x: Pixels = 0,
    y: Pixels = 0,
    width: Side = 0,
    height: Side = 0,
    visible: bool = True,
    profile: ProfileName = "",
    ephemeral: bool = False,
    rights: Sequence[Word] = (),
    allow: Sequence[Word] = (),
    scripts: bool = True,
    port: bool = True,
) -> ViewState:
    """Show a site in a view over the page that calls; positions are CSS pixels of that page's viewport.

    Raises:
        Broken: the engine could not make it.
        Busy: another run holds its profile.
        InvalidArgument: the address is of no site, or there is no such right.
        Unsupported: the backend has no views.
    If cancelled, it may be made.
    """
    from oro_framework.host.windows.view_options import Bounds, ViewOptions
    from oro_framework.host.windows.view_rights import checked_rights

    window = window_of(call)
    if window is None:
        raise UsageError("Cannot add a view: only the page of a window has a place for it")
    _check_site(call, url)
    options = ViewOptions(
        url=url,
        bounds=Bounds(x, y, width, height),
        visible=visible,
        profile=profile,
        ephemeral=ephemeral,
        rights=checked_rights(rights),
        allow=tuple(allow),
        scripts=scripts,
        port=port,
    )
    made = await _views(call).add(window, options)
    return cast(ViewState, made.describe_view())


@route("window.views.list", permission="views")
def list_views(call: Call) -> list[ViewState]:
    """Return the views inside the window that calls."""
    window = window_of(call)
    found = [] if window is None else _views(call).of(window)
    return [cast(ViewState, view.describe_view()) for view in found]


@route("window.views.place", permission="views")
def place(
    call: Call,
    id: Word,
    x: Pixels | None = None,
    y: Pixels = 0,
    width: Side = 0,
    height: Side = 0,
    clipX: Pixels | None = None,
    clipY: Pixels = 0,
    clipWidth: Side = 0,
    clipHeight: Side = 0,
    visible: bool | None = None,
) -> None:
    """Put a view somewhere else over the page, cut it off at a rectangle, show it or hide it."""
    from oro_framework.host.windows.view_options import Bounds

    view = _view(call, id)
    if x is not None:
        view.bounds = Bounds(x, y, width, height)
        view.clip = None if clipX is None else Bounds(clipX, clipY, clipWidth, clipHeight)
    if visible is not None:
        view.visible = visible
    _views(call).replace(view)


@route("window.views.lift", permission="views")
def lift(call: Call, id: Word) -> None:
    """Put a view over the other views of its window."""
    _view(call, id).act("lift")


@route("window.views.load", permission="views")
def load(call: Call, id: Word, url: Url) -> None:
    """Load another address in a view; its origin has the rights of the view from now on, and no other has."""
    view = _view(call, id)
    _check_site(call, url)
    _views(call).load(view, url)


@route("window.views.reload", permission="views")
def reload(call: Call, id: Word) -> None:
    """Load the page of a view again."""
    _view(call, id).act("reload")


@route("window.views.back", permission="views")
def back(call: Call, id: Word) -> None:
    """Go back to the document before."""
    _view(call, id).act("back")


@route("window.views.forward", permission="views")
def forward(call: Call, id: Word) -> None:
    """Go forward to the document after."""
    _view(call, id).act("forward")


@route("window.views.stop", permission="views")
def stop(call: Call, id: Word) -> None:
    """Stop loading."""
    _view(call, id).act("stop")


@route("window.views.focus", permission="views")
def focus(call: Call, id: Word) -> None:
    """Give a view the keyboard."""
    _view(call, id).act("focus")


@route("window.views.post", permission="views")
async def post(call: Call, id: Word, value: AnyText) -> bool:
    """Hand JSON to the port of the page of a view; return whether the page is of the view's own origin, and has one.

    Raises:
        InvalidArgument: it is no JSON.
    """
    try:
        from_json(value)
    except ValueError as error:
        raise InvalidArgument(f"Cannot post to a view: the message must be JSON ({error})") from None
    return await _views(call).post(_view(call, id), value)


@route("window.views.find", permission="views")
async def find(call: Call, id: Word, text: AnyText, backwards: bool = False, matchCase: bool = False) -> ViewMatches:
    """Mark a text in the page of a view and show its first match, or the next one if it was the last search."""
    matches, active = await _view(call, id).find(text, backwards=backwards, match_case=matchCase)
    return {"matches": matches, "active": active}


@route("window.views.stopFinding", permission="views")
async def stop_finding(call: Call, id: Word) -> None:
    """Mark no matches in the page of a view any longer."""
    await _view(call, id).stop_finding()


@route("window.views.setZoom", permission="views")
async def set_zoom(call: Call, id: Word, value: Annotated[float, Meta(gt=0, le=100)]) -> float:
    """Show the page of a view larger or smaller, from 0.25 to 5, and answer with its zoom."""
    view = _view(call, id)
    await view.set_zoom(value)
    return view.zoom


@route("window.views.close", permission="views")
def close(call: Call, id: Word) -> None:
    """Close a view."""
    _view(call, id).close()


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the settings of this module."""
    return [SITES]


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions of this module's routes."""
    return [
        Permission(
            name="views", description="Show sites in parts of this app's windows, with what they store.", default=False
        )
    ]


@hookimpl
def oro_page_events() -> Sequence[PageEvent]:
    """Declare the events of this module."""
    return [PageEvent(name="viewevent", detail=ViewEventDetail, summary="Something happened to a view of the window.")]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [
        add, list_views, place, lift, load, reload, back, forward, stop, focus, post, find, stop_finding,
        set_zoom, close,
    ]  # fmt: skip
