"""Events that engines report of the views of windows, and what they change.

Pages are told of them: of other windows by `windowcrashed` when a page died, with `index` and `reason`. Every page is
told by `windowstatechange`, with `index`, `fullscreen`, `maximized` and `minimized`, what the desktop did with a
window, and by `windowdisplaychange`, with `index` and `display`, that one came to another display. A page is told what
is dragged over it: `dragenter`, `drag`, `dragexit` and `dragend` with `x`, `y`, `count` and `inbound`, and `drop` with
`files`, which are paths. `zoomchange` tells it of the `zoom` that a person or a program gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

import trio

from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_state import ViewState
from oro_framework.host.configuration.menu import MenuItem
from oro_framework.host.requests.protocol import Caller
from oro_framework.host.windows.activity import Activity
from oro_framework.host.windows.page_events import LOSSY_LIMIT
from oro_framework.host.windows.window import ManagedWindow, Owner
from oro_framework.host.windows.window_delegate import WindowDelegate
from oro_framework.types import WindowStatus

__all__ = ("WindowReports",)

_DRAGS = {"enter": "dragenter", "move": "drag", "leave": "dragexit"}


class Table(Owner, Protocol):
    """The part of the window table that reports of its windows use."""

    delegate: WindowDelegate
    activity: Activity
    exiting: bool

    @property
    def positions(self) -> bool: ...
    def __iter__(self) -> Iterator[ManagedWindow]: ...
    def remove(self, window: ManagedWindow, killed: bool = False) -> None: ...
    def spoke(self, window: object) -> None: ...
    def tell_others(self, window: ManagedWindow, event: str, detail: Any) -> None: ...
    def listen_to(self, window: ManagedWindow, signals: frozenset[int]) -> None: ...
    def close_views(self, window: ManagedWindow) -> None: ...
    def zoom_views(self, window: ManagedWindow) -> None: ...
    def web_permission(
        self, window: ManagedWindow, names: Sequence[str], origin: str | None, done: Callable[[bool], None]
    ) -> None: ...


class WindowReports:
    """The events of the views of one host's windows: reported on the GUI thread, handled on the loop thread.

    Args:
        table: the windows.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def events(self, window: ManagedWindow) -> ViewEvents:
        """Return the callbacks of a window's view. GUI thread."""
        table = self._table
        cross = table.threads.gui_to_loop

        def caller(origin: str | None, top_level: bool) -> Caller:
            return Caller(window=window, origin=origin, client=window.id, top_level=top_level)

        return ViewEvents(
            caller=caller,
            document_replaced=partial(cross, self._document_replaced, window),
            title_changed=partial(cross, window.take_title),
            shown=partial(cross, self._shown, window),
            hidden=partial(cross, window.move_to, WindowStatus.HIDDEN),
            closed=partial(cross, table.remove, window),
            crashed=partial(cross, self._crashed, window),
            console=partial(cross, self._heard, window),
            navigate=partial(table.delegate.navigate, window),
            placed=partial(cross, self._placed, window),
            focused=partial(cross, self._focused, window),
            dragged=partial(cross, self._dragged, window),
            download=partial(table.delegate.download, window),
            permission=partial(cross, table.web_permission, window),
            permission_state=partial(table.delegate.permission_state, window),
            minimized=partial(cross, self._minimized, window),
            zoomed=partial(cross, self._zoomed, window),
            menu_chosen=partial(cross, self._menu_chosen, window),
            state_changed=partial(cross, self._state_changed, window),
            display_changed=partial(cross, self._display_changed, window),
            choose_files=partial(table.delegate.choose_files, window),
        )

    def _shown(self, window: ManagedWindow) -> None:
        """Note that the engine has shown a window, which may happen while it is still being made."""
        window.move_to(WindowStatus.CREATED)
        window.move_to(WindowStatus.SHOWN)
        self._table.activity.opened(window.index)

    def _minimized(self, window: ManagedWindow, minimized: bool) -> None:
        self._table.activity.minimized(window.index, minimized)
        self._table.delegate.focus_moved()

    def _state_changed(self, window: ManagedWindow, state: ViewState) -> None:
        window.state = state
        window.restated.set()
        window.restated = trio.Event()
        for each in self._table:
            each.emit("windowstatechange", window.describe_state())

    def _display_changed(self, window: ManagedWindow, display: str) -> None:
        window.display = display
        for each in self._table:
            each.emit("windowdisplaychange", {"index": window.index, "display": display})

    def _zoomed(self, window: ManagedWindow, factor: float) -> None:
        window.zoom = factor
        window.emit("zoomchange", {"zoom": factor})
        self._table.zoom_views(window)

    def _menu_chosen(self, window: ManagedWindow, item: MenuItem) -> None:
        window.emit("contextmenuitem", {"title": item.label, "key": item.key})

    def _heard(self, window: ManagedWindow, message: ConsoleMessage) -> None:
        self._table.spoke(window)
        self._table.delegate.console(window, message)

    def _placed(self, window: ManagedWindow, x: int, y: int, width: int, height: int) -> None:
        window.size = (width, height)
        if self._table.positions:
            window.position = (x, y)
        window.placed.set()
        window.placed = trio.Event()

    def _focused(self, window: ManagedWindow, focused: bool) -> None:
        window.focused = focused
        if window in self._table:
            self._table.activity.opened(window.index)
            self._table.activity.activated(window.index, focused)
            self._table.delegate.focus_moved()

    def _dragged(self, window: ManagedWindow, what: str, x: int, y: int, files: Sequence[str]) -> None:
        """Tell the page of a drag, with paths only where permitted; moves are dropped while many events wait for it."""
        if what == "drop":
            allowed = self._table.delegate.may_see_drops(window)
            window.emit("drop", {"x": x, "y": y, "files": list(files) if allowed else []})
        elif what != "move" or len(window.events) < LOSSY_LIMIT:
            detail = {"x": x, "y": y, "count": len(files), "inbound": what != "leave"}
            window.emit(_DRAGS[what], detail)
        if what in ("leave", "drop"):
            window.emit("dragend", {"x": x, "y": y, "count": len(files), "inbound": what == "drop"})

    def _document_replaced(self, window: ManagedWindow, url: str) -> None:
        window.unbind_all()
        self._table.listen_to(window, frozenset())
        self._table.close_views(window)
        window.url = url
        window.documents += 1
        window.ready_state = "loading"
        window.events.clear()
        if window.state != ViewState():
            window.emit("windowstatechange", window.describe_state())
        self._table.queued.forget(window)
        self._table.delegate.released(window)

    def _crashed(self, window: ManagedWindow, reason: str) -> None:
        self._table.delegate.call_later(0, partial(self._report, window.index, reason))
        self._table.listen_to(window, frozenset())
        self._table.close_views(window)
        window.ready_state = "none"
        window.events.clear()
        self._table.queued.forget(window)
        self._table.delegate.released(window)
        self._table.tell_others(window, "windowcrashed", {"index": window.index, "reason": reason})
        self._table.delegate.crashed(window, reason)

    def _report(self, index: int, reason: str) -> None:
        """Report a crash after pending signals were handled, as Ctrl-C ends the page's process along with the app's."""
        if not self._table.exiting:
            self._table.host.log.error("The page of window %d died: %s", index, reason, extra={"kind": "engine"})
