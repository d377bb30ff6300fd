"""The table of the windows of one host, by index.

Everything here runs on the loop thread, except `_create_view`. Pages are told of other windows by events:
`windowstatus` of every change of state, with `index`, `old` and `status`; `windowhidden` (the hidden one too) and
`windowclosed`, with `index` and `data`, which is the index. Further ones are those of `window_reports`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import trio
from msgspec.structs import replace

from oro_framework.errors import NotFound, OroError, Unsupported, UsageError
from oro_framework.host.backends.headless import HeadlessBackend
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration import settings as names
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.permissions.grants import Guest
from oro_framework.host.sessions.profiles import Profiles
from oro_framework.host.windows.activity import Activity
from oro_framework.host.windows.page_actions import within_zoom
from oro_framework.host.windows.page_events import QueuedResponses
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.host.windows.window_delegate import WindowDelegate
from oro_framework.host.windows.window_memory import Place, WindowMemory, placed
from oro_framework.host.windows.window_options import Desktop, WindowOptions
from oro_framework.host.windows.window_reports import WindowReports
from oro_framework.interfaces import EventListener
from oro_framework.types import Call, Host, WindowStatus

if TYPE_CHECKING:  # few apps have dialogs, and views inside windows
    from oro_framework.host.windows.file_dialogs import FileDialogs
    from oro_framework.host.windows.views import Views

__all__ = ("MAX_WINDOWS", "RESERVED", "Windows", "desktop_of")

MAX_WINDOWS = 64
"""Windows of the app have indices below this."""
RESERVED = range(MAX_WINDOWS, 96)
"""Indices of hidden windows, such as those of service workers."""


class Windows:
    """The windows of one host.

    Args:
        host: the host the windows belong to.
        threads: the crossing.
        delegate: answers their questions and receives their events.
        queued: bodies of pushes that wait for pages.
    """

    def __init__(
        self,
        host: Host,
        threads: Threads,
        delegate: WindowDelegate,
        queued: QueuedResponses,
    ) -> None:
        self.host = host
        self.threads = threads
        self.queued = queued
        self.profiles = Profiles(host.settings)
        self.desktop = Desktop()
        """As it was seen last."""
        self.headless = False
        """No window is ever shown."""
        self.exiting = False
        """The app ends: windows that close go on to exit."""
        self.heed_signals: Callable[[Collection[int]], None] | None = None
        """Has the process take over what pages listen to, and nothing else of theirs; None where it is not this host's
        to do so."""
        self.event_listeners: list[EventListener] = []
        """Told of every event of a page, after the page."""
        self._places: WindowMemory[Place] = WindowMemory(host.bundle, "windows.json", dict[str, Place], host.log)
        self._zooms: WindowMemory[float] = WindowMemory(host.bundle, "zoom.json", dict[str, float], host.log)
        self._preload: Callable[[ManagedWindow], str] | None = None
        self.delegate = delegate
        self.activity = Activity()
        self.backend: Backend | None = None
        self._windows: dict[int, ManagedWindow] = {}
        self._views: Views | None = None
        self._reports = WindowReports(self)

    def attach(
        self, backend: Backend, preload: Callable[[ManagedWindow], str] | None = None, *, headless: bool = False
    ) -> None:
        """Set the backend that makes views, and the function that makes the script their documents begin with."""
        self.backend = backend
        self._preload = preload
        self.headless = headless

    @property
    def claims(self) -> Capabilities:
        """The capabilities of windows in this session."""
        return HeadlessBackend.capabilities if self.backend is None else self.backend.capabilities

    @property
    def views(self) -> Views:
        """The views inside the windows."""
        if self._views is None:
            from oro_framework.host.windows.views import Views

            self._views = Views(self)
        return self._views

    def guest_of(self, index: int) -> Guest | None:
        """Return whose page has an index and what it may ask for, where it is no page of the app."""
        view = None if self._views is None else self._views.at(index)
        return None if view is None else view.guest

    def __iter__(self) -> Iterator[ManagedWindow]:
        return iter([self._windows[index] for index in sorted(self._windows)])

    def __len__(self) -> int:
        return len(self._windows)

    def get(self, index: int) -> ManagedWindow:
        """Return the window of an index.

        Raises:
            NotFound: there is none.
        """
        if index not in self._windows:
            raise NotFound(f"Target window not found: there is no window {index}")
        return self._windows[index]

    def profile_of(self, index: int) -> str:
        """Return the name of the profile of a window; empty for the app's own, and for no window."""
        return self._windows[index].profile if index in self._windows else ""

    def of_client(self, client: str) -> ManagedWindow | None:
        """Return the window whose page has this client id."""
        return next((window for window in self if window.id == client), None)

    async def look(self) -> None:
        """Read the size and theme of the desktop."""
        if self.backend is not None:
            (self.desktop,) = await self.ask_gui(partial(_look, self.backend))

    def open(
        self, options: WindowOptions, index: int | None = None, *, reserved: bool = False, trusted: bool = True
    ) -> ManagedWindow:
        """Make a window from options and settings, as `create` does; an untrusted window has none of the app's schemes.

        Raises:
            Busy: another run holds its profile.
            Unsupported: the backend shows one window only, and there is one; or has one profile only.
            UsageError: the index is taken or beyond the limit.
        """
        settings = self.host.settings
        title = settings[names.META_TITLE] or settings[names.BUILD_NAME] or self.host.bundle
        hidden = options.headless or self.headless
        index = self._index(index, reserved, unseen=hidden or options.debug)
        if options.parent is not None:
            self.get(options.parent)
        spec = options.spec(settings, self.desktop, title)
        if self._remembered(index, options):
            spec = placed(spec, options, self._places.get(index), self.desktop)
        offscreen = self.headless and not reserved
        profile = self.profiles.open(options.profile, ephemeral=options.ephemeral)
        kept = self._zooms.get(index) if index < MAX_WINDOWS and not hidden else None
        zoom = 1.0 if kept is None else within_zoom(kept)
        spec = replace(spec, hidden=hidden, offscreen=offscreen, trusted=trusted, profile=profile, zoom=zoom)
        return self.create(spec, index, options, reserved=reserved)

    def create(
        self,
        spec: ViewSpec,
        index: int | None = None,
        options: WindowOptions | None = None,
        *,
        reserved: bool = False,
    ) -> ManagedWindow:
        """Make a window and start loading its page.

        Args:
            index: None takes the lowest that is free.
            reserved: take an index of hidden windows.

        Raises:
            Unsupported: the backend shows one window only, and there is one.
            UsageError: the index is taken or beyond the limit.
        """
        self.check_room()
        options = options or WindowOptions(url=spec.url)
        index = self._index(index, reserved, unseen=spec.hidden or options.debug)
        window = ManagedWindow(self, index, spec, options)
        self._windows[index] = window
        window.move_to(WindowStatus.CREATING)
        if self._preload is not None and spec.trusted:
            window.spec = replace(spec, preload=self._preload(window))
        self.threads.loop_to_gui(self._create_view, window)
        return window

    def check_room(self) -> None:
        """Refuse another window where the backend shows one only.

        Raises:
            Unsupported: it does, and there is one.
        """
        if self._windows and self.backend is not None and self.backend.one_window:
            raise Unsupported(f"Cannot open a window: {self.backend.one_window}")

    def _remembered(self, index: int, options: WindowOptions) -> bool:
        wanted = self.host.settings[names.WINDOW_REMEMBER] if options.remember is None else options.remember
        return index < MAX_WINDOWS and bool(wanted)

    def _index(self, index: int | None, reserved: bool, *, unseen: bool) -> int:
        among = RESERVED if reserved else range(MAX_WINDOWS)
        if index is None:
            index = next((free for free in among if free not in self._windows), None)
            if index is None:
                raise UsageError(f"Failed to create window: all {len(among)} indices are taken")
        if index in self._windows:
            raise UsageError(f"Window with index {index} already exists")
        if index in RESERVED and not (reserved or unseen):
            raise UsageError(f"Cannot create window with an index beyond {MAX_WINDOWS}: {index} is for hidden windows")
        if not 0 <= index < RESERVED.stop:
            raise UsageError(f"Cannot create a window with index {index}: indices go from 0 to {MAX_WINDOWS - 1}")
        return index

    def close(self, window: ManagedWindow) -> None:
        """Close a window; it has closed once `window.closed` is set."""
        window.move_to(WindowStatus.CLOSING)
        window.act("close")

    @cached_property
    def file_dialogs(self) -> FileDialogs:
        """The dialogs by which the person chooses files. Any thread."""
        from oro_framework.host.windows.file_dialogs import FileDialogs  # few runs open one

        return FileDialogs(self)

    async def ask_person(self, start: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]:
        """Open a dialog by `start(done)` on the GUI thread and wait for its answer, with the app in front."""
        try:
            with self.activity.asking():
                return await self.ask_gui(start)
        finally:
            self.delegate.focus_moved()

    async def ask_gui(self, start: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]:
        """Run `start(done)` on the GUI thread and wait for the values it passes to `done`.

        Raises:
            OroError: `start` raised it.
        If cancelled, it runs all the same.
        """
        answers: list[tuple[Any, ...] | OroError] = []
        arrived = trio.Event()

        def settle(answer: tuple[Any, ...] | OroError) -> None:
            answers.append(answer)
            arrived.set()

        def run() -> None:
            try:
                start(lambda *values: self.threads.gui_to_loop(settle, values))
            except OroError as error:
                self.threads.gui_to_loop(settle, error)

        self.threads.loop_to_gui(run)
        await arrived.wait()
        if isinstance(answer := answers[0], OroError):
            raise answer
        return answer

    # -- GUI thread ------------------------------------------------------------------------------

    def _create_view(self, window: ManagedWindow) -> None:
        if self.backend is None:
            self.threads.gui_to_loop(self._created, window)
            return
        parent = None if window.options.parent is None else self._windows.get(window.options.parent)
        try:
            window.spec = self.backend.possible(replace(window.spec, parent=parent and parent.view))
            window.view = self.backend.create_view(window.spec, self._reports.events(window))
        except Exception:
            self.threads.gui_to_loop(self._failed, window)
            raise
        self.threads.gui_to_loop(self._created, window)

    # -- back on the loop thread -----------------------------------------------------------------

    def web_permission(
        self, window: ManagedWindow, names: Sequence[str], origin: str | None, done: Callable[[bool], None]
    ) -> None:
        """Have the host decide about permissions that an engine asks for."""
        call = Call(
            host=self.host, route=f"web:{names[-1]}", window=window, origin=origin, client=window.id,
            params={}, headers=(), body=b"", seq="",
        )  # fmt: skip
        self.delegate.decide(call, names, partial(self.threads.loop_to_gui, done))

    def changed(self, window: ManagedWindow, old: WindowStatus, new: WindowStatus) -> None:
        """Tell plugins, and the pages of other windows, of a change of state."""
        self.delegate.changed(window, old, new)
        self.tell_others(window, "windowstatus", {"index": window.index, "old": int(old), "status": int(new)})
        if new is WindowStatus.HIDDEN:
            for each in self:
                each.emit("windowhidden", {"index": window.index, "data": window.index})

    def tell_others(self, window: ManagedWindow, event: str, detail: Any) -> None:
        """Tell the pages of other windows of an event of one."""
        for other in self:
            if other is not window:
                other.emit(event, detail)

    def _created(self, window: ManagedWindow) -> None:
        if not self.positions:
            window.position = (0, 0)
        window.take_over(window.spec)
        window.move_to(WindowStatus.CREATED)
        if window.spec.hidden:
            window.move_to(WindowStatus.HIDDEN)
        window.made.set()

    def spoke(self, window: object) -> None:
        """Note that a page wrote to the console or asked to end the app, so that its last messages are waited for."""
        if isinstance(window, ManagedWindow):
            window.heard = trio.current_time()

    @property
    def positions(self) -> bool:
        """True if windows know where they are; under Wayland, no engine tells a place on the screen."""
        return self.claims.positions

    def zoom_views(self, window: ManagedWindow) -> None:
        """Zoom the views inside a window as its page was zoomed."""
        if self._views is not None:
            self._views.zoomed(window)

    def close_views(self, window: ManagedWindow) -> None:
        """Close the views inside a window, whose page is gone."""
        if self._views is not None:
            self._views.close_all(window)

    def listen_to(self, window: ManagedWindow, signals: frozenset[int]) -> None:
        """Deliver these signals to a window from now on, and no others."""
        if window.signals != signals and self.heed_signals is not None:
            window.signals = signals
            self.heed_signals(frozenset[int]().union(*(each.signals for each in self)))

    def kill(self, window: ManagedWindow) -> None:
        """Remove a window that does not close, whatever its engine still does with it."""
        if (view := window.view) is not None:
            self.threads.loop_to_gui(view.close)
        self.remove(window, killed=True)

    def remove(self, window: ManagedWindow, killed: bool = False) -> None:
        """Remove a window that is gone, and tell of it."""
        if self._windows.pop(window.index, None) is None:
            return
        window.view = None
        self.listen_to(window, frozenset())
        self.close_views(window)
        self.activity.closed(window.index)
        if not window.spec.hidden and self._remembered(window.index, window.options):
            place = self._places.get(window.index) if not self.positions else None
            self._places.put(window.index, (*(place[:2] if place else window.position), *window.size))
        if not window.spec.hidden and window.index < MAX_WINDOWS and window.zoom != window.spec.zoom:
            self._zooms.put(window.index, window.zoom)
        window.move_to(WindowStatus.CLOSED)
        window.closed.set()
        self.queued.forget(window)
        self.delegate.released(window)
        self.tell_others(window, "windowclosed", {"index": window.index, "data": window.index})
        for child in [each for each in self if each.options.parent == window.index]:
            self.close(child)
        if killed:
            window.move_to(WindowStatus.KILLING)
            window.move_to(WindowStatus.KILLED)
        elif self.exiting:
            window.move_to(WindowStatus.EXITING)
            window.move_to(WindowStatus.EXITED)
        if window.options.should_exit_application_on_close or not any(other.index < MAX_WINDOWS for other in self):
            self.delegate.all_closed()

    def _failed(self, window: ManagedWindow) -> None:
        window.move_to(WindowStatus.ERROR)
        self.remove(window)
        window.made.set()


def _look(backend: Backend, done: Callable[[Desktop], None]) -> None:
    done(desktop_of(backend))


def desktop_of(backend: Backend) -> Desktop:
    """Return the size and theme of the desktop. GUI thread."""
    width, height = backend.screen_size()
    return Desktop(width, height, backend.prefers_dark())
