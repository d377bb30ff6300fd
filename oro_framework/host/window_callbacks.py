"""The host's answers to its windows: navigation, permissions, changes of state, and console output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.interface.offer import Offer, Transfer
from oro_framework.host.downloads.service import Downloads
from oro_framework.host.inner import RunningHost
from oro_framework.host.kernel.loop_states import LoopState
from oro_framework.host.permissions.grants import Decision
from oro_framework.host.plugins.hook_calls import Step
from oro_framework.host.windows.navigation import NavigationPolicy
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.host.windows.window_delegate import WindowDelegate
from oro_framework.types import Call, Event, WindowStatus

if TYPE_CHECKING:
    from oro_framework.host.logs.page_errors import PageErrors

__all__ = ("WindowCallbacks", "print_message")


def print_message(_window: ManagedWindow, message: ConsoleMessage) -> None:
    """Print a message of a page; where an error was not handled, with its place."""
    place = f" ({message.url}:{message.line})" if message.uncaught and message.url not in message.text else ""
    stream = sys.stderr if message.level in ("warn", "error") else sys.stdout
    print(f"{message.text}{place}\n", end="", file=stream, flush=True)  # in one write: engines write to the same pipe


class WindowCallbacks(WindowDelegate):
    """The answers of one host to its windows.

    Args:
        host: the app.
        policy: decides about navigation where no plugin does.
        focus_moved: called when the keyboard focus has moved to a window of the app, or away from one.
    """

    def __init__(self, host: RunningHost, policy: NavigationPolicy, focus_moved: Callable[[], None]) -> None:
        self._host = host
        self._policy = policy
        self._focus_moved = focus_moved
        host.plugins.answer_for("oro_navigate", self._without_opinion)

    def navigate(self, window: ManagedWindow | None, url: str, top_level: bool) -> str:
        """Ask plugins, then the policy. One that raises cannot be taken to agree, but for the app's own pages. GUI."""
        for _, answer in self._host.plugins.ask("oro_navigate", window=window, url=url, top_level=top_level):
            return str(answer)
        return self._policy.decide(url, top_level)

    def _without_opinion(self, step: Step) -> str | None:
        """Answer for a plugin that raised."""
        host, url = self._host, str(step.arguments["url"])
        host.log.exception('Cannot ask plugin "%s" about "%s": its oro_navigate raised', step.info.name, url)
        return None if url.startswith(f"{host.origin}/") else "deny"

    def permission_state(self, window: ManagedWindow, permission: str, origin: str | None) -> str:
        """Return the state of a permission for a document of an origin."""
        decision = self._host.permissions.query(permission, origin or "an opaque origin", window.index)
        return str(decision.state)

    def decide(self, call: Call, permissions: Sequence[str], done: Callable[[bool], None]) -> None:
        """Decide by the configuration, or ask the person."""
        self._host.consent.start_deciding(call, permissions, done)

    def record(self, call: Call, permission: str, decision: Decision) -> None:
        """Tell the audit log of a decision that was made elsewhere."""
        self._host.permissions.record(call, permission, decision)

    def may_see_drops(self, window: ManagedWindow) -> bool:
        """Return whether the page in a window may receive the paths of dropped files."""
        host = self._host
        return window.url.startswith(f"{host.origin}/") and host.permissions.query("drop").allowed

    def download(self, window: ManagedWindow, offer: Offer, cancel: Callable[[], None] | None) -> Transfer | None:
        """Have the service of downloads decide; without it, refuse. GUI thread."""
        downloads = self._host.service("downloads")
        return downloads.offered(window, offer, cancel) if isinstance(downloads, Downloads) else None

    def choose_files(self, window: ManagedWindow, dialog: FileDialog, done: Callable[[list[str] | None], None]) -> bool:
        """Ask by the desktop's portal, where there may be one. GUI thread."""
        host, dialogs = self._host, self._host.windows_manager.file_dialogs
        if host.nursery is None or not dialogs.may_ask_portal:
            return False

        async def choose() -> None:
            host.threads.loop_to_gui(done, await dialogs.ask_portal(dialog, window))

        host.threads.gui_to_loop(host.nursery.start_soon, choose)
        return True

    def changed(self, window: ManagedWindow, old: WindowStatus, new: WindowStatus) -> None:
        """Tell plugins of a window's new status."""
        self._host.plugins.notify("oro_window_changed", window=window, old=old, new=new)

    def crashed(self, window: ManagedWindow, reason: str) -> None:
        """Tell plugins of an engine's process that has died."""
        self._host.event(Event(name="windowcrashed", detail={"index": window.index, "reason": reason}))

    def released(self, window: ManagedWindow) -> None:
        """Have services free what the old page held; send waiting announcements to the first document."""
        host = self._host
        if window in host.windows_manager:
            host.announcements.begin(window)
        if host.nursery is not None and host.state is not LoopState.STOPPED:
            host.nursery.start_soon(host.lifetimes.each, lambda service: service.release(window), "release")

    def all_closed(self) -> None:
        """End the app with its last window."""
        self._host.ended_by_page(0)

    def focus_moved(self) -> None:
        """Follow the keyboard focus into the app and out of it."""
        self._focus_moved()

    def call_later(self, seconds: float, function: Callable[[], object]) -> None:
        """Call a function after some seconds, unless the host stops before."""
        self._host.call_later(seconds, function)

    def console(self, window: ManagedWindow, message: ConsoleMessage) -> None:
        """Print a page's message to the console, or have a developer's tool print it; log it if it was not caught."""
        self._host.console(window, message)
        if message.uncaught:
            self._page_errors.heard(window.index, message)

    @cached_property
    def _page_errors(self) -> PageErrors:
        from oro_framework.host.logs.page_errors import PageErrors  # most pages have none

        return PageErrors(self._host)
