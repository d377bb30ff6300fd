"""The table of the views inside the windows of one host, and the handling of their engine's events.

Everything here runs on the loop thread, except the callbacks of `_events`, which run on the GUI thread and only cross
to the loop thread, each as often as the flow of its view lets them.

The page of a window is told of its views by the event `viewevent`, with `id`, `kind` and what belongs to that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, cast

from oro_framework.errors import Broken, Closed, NotFound, OroError, Unsupported, UsageError
from oro_framework.host.backends.embedded.port import post_script, read_said
from oro_framework.host.backends.embedded.view import EmbeddedEvents, Embedder, Embedding
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.offer import Offer, Transfer
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.permissions.grants import Decision
from oro_framework.host.requests.protocol import Caller
from oro_framework.host.sessions.profiles import Profiles
from oro_framework.host.windows.managed_view import ManagedView
from oro_framework.host.windows.page_events import LOSSY_LIMIT
from oro_framework.host.windows.view_options import ViewOptions
from oro_framework.host.windows.view_policy import ViewPolicy, origin_of
from oro_framework.host.windows.window import ManagedWindow, Owner
from oro_framework.host.windows.window_delegate import WindowDelegate
from oro_framework.types import Call, WindowStatus

__all__ = ("INDICES", "Views")

INDICES = range(96, 160)
"""Views have these indices, which no window has."""
_URL = 2048
"""Characters of an address that a page is told and the audit log keeps."""


class Table(Owner, Protocol):
    """The part of the window table that views use."""

    delegate: WindowDelegate
    profiles: Profiles

    @property
    def claims(self) -> Capabilities: ...
    @property
    def backend(self) -> Backend | None: ...
    def web_permission(
        self, window: ManagedWindow, names: Sequence[str], origin: str | None, done: Callable[[bool], None]
    ) -> None: ...


class Views:
    """The views of one host.

    Args:
        windows: the table of the windows they are in.
    """

    def __init__(self, windows: Table) -> None:
        self._windows = windows
        self._views: dict[int, ManagedView] = {}

    def get(self, window: ManagedWindow | None, id: str) -> ManagedView:
        """Return a view of a window.

        Raises:
            NotFound: it has no such view.
        """
        found = next((view for view in self._views.values() if view.id == id and view.parent is window), None)
        if found is None:
            raise NotFound(f'Cannot find view "{id[:40]}": this window has none of that id')
        return found

    def of(self, window: ManagedWindow) -> list[ManagedView]:
        """Return the views of a window, in the order they were made."""
        return [view for view in self._views.values() if view.parent is window]

    def at(self, index: int) -> ManagedView | None:
        """Return the view of an index, if there is one."""
        return self._views.get(index)

    # -- what pages ask for ------------------------------------------------------------------------

    async def add(self, window: ManagedWindow, options: ViewOptions) -> ManagedView:
        """Make a view over the page of a window and start loading.

        Raises:
            Broken: the engine could not make it.
            Busy: another run holds its profile.
            InvalidArgument: it cannot show that address.
            Unsupported: the backend has no views.
            UsageError: there are as many as there can be.
        If cancelled, it may be made.
        """
        claims = self._windows.claims
        if not claims.views:
            raise Unsupported("Cannot add a view: this backend shows one page in a window")
        index = next((free for free in INDICES if free not in self._views), None)
        if index is None:
            raise UsageError(f"Cannot add a view: there are {len(INDICES)} already")
        policy = ViewPolicy.of(options.url, options.allow)
        profile = self._windows.profiles.open(options.profile, ephemeral=options.ephemeral)
        debug = window.spec.inspector
        spec = ViewSpec(url=options.url, trusted=False, profile=profile, inspector=debug, background="#ffffff")
        view = self._views[index] = ManagedView(self._windows, index, spec, options, policy, window)
        view.move_to(WindowStatus.CREATING)
        try:
            await self._windows.ask_gui(partial(self._embed, view))
        except OroError:
            self._forget(view)
            raise
        if view.embedded is None:
            raise Broken("Cannot add a view: the engine could not make it; the log says why")
        return view

    def _embed(self, view: ManagedView, done: Callable[[], None]) -> None:
        """Make the engine's view. GUI thread."""
        parent = view.parent.view
        try:
            if parent is None:
                raise Closed("Cannot add a view: its window has closed")
            options = view.view_options
            port = view.policy.origin or "" if options.port else ""
            embedding = Embedding(placement=view.placement, port=port, scripts=options.scripts)
            backend = cast(Embedder, self._windows.backend)
            view.view = backend.embed(parent, view.spec, embedding, self._events(view))
        except Exception:
            self._windows.threads.gui_to_loop(self._closed, view)
            raise
        finally:
            done()

    def replace(self, view: ManagedView) -> None:
        """Put a view where it is to be now."""
        view.act("place", view.placement)

    def load(self, view: ManagedView, url: str) -> None:
        """Load another address, whose origin has the rights of the view and its port from now on.

        Raises:
            InvalidArgument: views show no such addresses.
        """
        policy = ViewPolicy.of(url, view.view_options.allow)
        view.policy = policy
        if view.view_options.port:
            view.act("set_port", policy.origin or "")
        view.loading = True
        view.act("load", url)

    async def post(self, view: ManagedView, text: str) -> bool:
        """Hand JSON to the page of a view, if it is of the view's own origin; return whether it is."""
        origin, embedded = view.policy.origin, view.embedded
        if origin is None or embedded is None:
            return False
        script = post_script(origin, text)
        (value,) = await self._windows.ask_gui(lambda done: embedded.post(script, done))
        return value is True

    def close_all(self, window: ManagedWindow) -> None:
        """Close the views of a window, whose page is gone."""
        for view in self.of(window):
            view.close()

    def zoomed(self, window: ManagedWindow) -> None:
        """Move views along with the page under them, whose zoom has changed."""
        for view in self.of(window):
            self.replace(view)

    # -- the engine --------------------------------------------------------------------------------

    def _events(self, view: ManagedView) -> EmbeddedEvents:
        cross = self._windows.threads.gui_to_loop

        def pass_on(function: Callable[..., object], *args: object) -> None:
            if view.flow.passes(time.monotonic()):
                cross(function, *args)

        def told(kind: str) -> Callable[..., None]:
            return partial(pass_on, getattr(self, f"_{kind}"), view)

        return EmbeddedEvents(
            caller=lambda origin, top_level: Caller(window=view, origin=origin, client=view.id, top_level=top_level),
            document_replaced=partial(cross, self._document_replaced, view),
            title_changed=told("title_changed"),
            shown=_nothing,
            hidden=_nothing,
            closed=partial(cross, self._closed, view),
            crashed=partial(cross, self._crashed, view),
            console=told("console"),
            navigate=lambda url, top_level: view.policy.navigate(url, top_level),
            download=partial(self._download, view),
            permission=partial(cross, self._windows.web_permission, view),
            permission_state=partial(self._windows.delegate.permission_state, view),
            focused=told("focused"),
            zoomed=told("zoomed"),
            loading=told("loading"),
            moved_on=told("moved_on"),
            load_failed=told("load_failed"),
            window_asked=told("window_asked"),
            refused=told("refused"),
            said=told("said"),
        )

    def _download(self, view: ManagedView, offer: Offer, cancel: Callable[[], None] | None) -> Transfer | None:
        """Have the app's page decide, where the view has that right. GUI thread."""
        cross = self._windows.threads.gui_to_loop
        if "downloads" in view.guest.rights:
            return self._windows.delegate.download(view.parent, offer, cancel)
        if view.flow.passes(time.monotonic()):
            cross(self._refused, view, "download", offer.url)
        return None

    # -- back on the loop thread -------------------------------------------------------------------

    def tell(self, view: ManagedView, kind: str, **detail: Any) -> None:
        """Tell the page of the window, unless too many events wait for it already."""
        if len(view.parent.events) >= LOSSY_LIMIT:
            view.lost += 1
            return
        lost, view.lost = view.lost, 0
        view.parent.emit("viewevent", {"id": view.id, "kind": kind, "lost": lost, **detail})

    def _document_replaced(self, view: ManagedView, url: str) -> None:
        view.url, view.has_port = url, False
        self.tell(view, "document", url=url[:_URL], origin=origin_of(url))

    def _title_changed(self, view: ManagedView, title: str) -> None:
        view.title = title[:_URL]
        self.tell(view, "title", title=view.title)

    def _console(self, view: ManagedView, message: ConsoleMessage) -> None:
        if view.spec.inspector:
            self._windows.delegate.console(view, message)

    def _focused(self, view: ManagedView, focused: bool) -> None:
        view.focused = focused
        self.tell(view, "focus", focused=focused)

    def _zoomed(self, view: ManagedView, factor: float) -> None:
        view.zoom = factor
        self.tell(view, "zoom", zoom=factor)

    def _loading(self, view: ManagedView, loading: bool) -> None:
        view.loading = loading
        self.tell(view, "loading", loading=loading)

    def _moved_on(self, view: ManagedView, url: str, back: bool, forward: bool) -> None:
        view.url, view.can_go_back, view.can_go_forward = url, back, forward
        self.tell(view, "url", url=url[:_URL], canGoBack=back, canGoForward=forward)

    def _load_failed(self, view: ManagedView, url: str, reason: str) -> None:
        self.tell(view, "fail", url=url[:_URL], reason=reason)

    def _window_asked(self, view: ManagedView, url: str) -> None:
        self._record(view, f"open {url}", "views open no windows")
        self.tell(view, "window", url=url[:_URL])

    def _refused(self, view: ManagedView, what: str, detail: str) -> None:
        self._record(view, f"{what} {detail}", f"pages in views may not: {what}")
        self.tell(view, "refuse", what=what, detail=detail[:_URL])

    def _record(self, view: ManagedView, target: str, reason: str) -> None:
        """Write a refusal to the audit log, and how many before it were not written."""
        host = self._windows.host
        if not view.records.passes(time.monotonic()):
            return
        if view.records.held:
            reason = f"{reason}; {view.records.held} refusals before it were not written"
            view.records.held = 0
        call = Call(
            host=host, route=target[:_URL], window=view, origin=origin_of(view.url), client=view.id,
            params={}, headers=(), body=b"", seq="",
        )  # fmt: skip
        self._windows.delegate.record(call, "views", Decision("denied", reason, "host"))

    def _said(self, view: ManagedView, text: str) -> None:
        said = read_said(text)
        if said is None or said.origin != view.policy.origin:
            return
        if said.kind == "open":
            view.has_port = True
            self.tell(view, "port", origin=said.origin)
        elif said.kind == "message":
            self.tell(view, "message", origin=said.origin, data=said.text)
        else:
            self.tell(view, "dropped", origin=said.origin, count=int(said.text))

    def _crashed(self, view: ManagedView, reason: str) -> None:
        view.has_port = view.loading = False
        self.tell(view, "crash", reason=reason)

    def _closed(self, view: ManagedView) -> None:
        if self._forget(view):
            view.parent.emit("viewevent", {"id": view.id, "kind": "close", "lost": view.lost})

    def _forget(self, view: ManagedView) -> bool:
        view.view = None
        view.closed.set()
        return self._views.pop(view.index, None) is not None


def _nothing(*_: object) -> None:
    """Do nothing."""
