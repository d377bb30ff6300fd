"""`Host`: one app, with its plugins, its tables, its services and its windows.

    load      plugins are found, imported and asked; tables are built       (no loop, no thread; `loading.py`)
    running   services start, exchanges are answered, services stop         (loop thread; `running.py`)

A process may have several hosts. `launch.py` runs one with the engine that shows its windows.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trio

from oro_framework.errors import Conflict, PluginUnavailable, Unsupported
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.background import PARTING, Background
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.config import Config
from oro_framework.host.first_calls import FirstCall, FirstCalls
from oro_framework.host.kernel.loop_states import LoopState, may_follow
from oro_framework.host.kernel.loop_timing import LoopTiming
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.loading import declare, find_plugins
from oro_framework.host.permissions.answers import Answers
from oro_framework.host.permissions.consent import Consent
from oro_framework.host.permissions.grants import Permissions, Rights, scope_record
from oro_framework.host.plugins.blame import CodeOwners
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.lifecycle import Services
from oro_framework.host.plugins.loaded import Plugins
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.host.plugins.tables import Tables
from oro_framework.host.requests.asgi import asgi_of
from oro_framework.host.requests.exchange import Exchanges
from oro_framework.host.requests.reply import Door, Reply
from oro_framework.host.requests.router import Bound
from oro_framework.host.resources.navigator import host_mounts
from oro_framework.host.resources.path_guard import Guard
from oro_framework.host.running import run
from oro_framework.host.schemes.assets import Assets
from oro_framework.host.sessions.profiles import Profiles
from oro_framework.host.trouble.watchdog import Watchdog
from oro_framework.host.window_callbacks import print_message
from oro_framework.host.windows.announcements import Announcements
from oro_framework.host.windows.clipboard import HostClipboard
from oro_framework.host.windows.navigation import NavigationPolicy
from oro_framework.host.windows.page_events import QueuedResponses
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.host.windows.window_options import WindowOptions
from oro_framework.host.windows.window_table import Windows
from oro_framework.interfaces import EventListener
from oro_framework.service import Service
from oro_framework.types import Call, Event, HostMount, Route, Scheme, Settings, WindowStatus

if TYPE_CHECKING:  # few apps use them
    from oro_framework.host.asyncio_loop.loop import AsyncioLoop
    from oro_framework.host.choices import HostChoices
    from oro_framework.host.power import HostPower
    from oro_framework.host.resources.mount_cookies import MountCookies
    from oro_framework.host.sessions.session import HostSession

__all__ = ("Host",)


class Host:
    """One running app; see the module. Everything but `load` and `quit` belongs to the loop thread."""

    # What `load` builds.
    path_guard: Guard
    tables: Tables
    answers: Answers
    permissions: Permissions
    consent: Consent
    assets: Assets
    navigation: NavigationPolicy
    windows_manager: Windows

    def __init__(self, config: Config, root: Path, log: logging.Logger) -> None:
        self.config = config
        self.log = log
        self._root = root
        self.folder = root
        """The folder of the app's configuration; its resources may be a folder in it."""
        self.hidden: Sequence[Path] = ()
        """Files of the app that pages never see: its configuration and its Python."""
        self.threads = Threads(log)
        self.exchanges = Exchanges(self.threads, log, _isolation(config))
        self.plugins = Plugins(log)
        self.queued = QueuedResponses(config.settings[names.IPC_QUEUED_RESPONSE_TTL])
        self.backend: Backend | None = None
        self.debug = False
        """Whether developer tools are offered and answers are not cached."""
        self.exit_code = 0
        self.console: Callable[[ManagedWindow, ConsoleMessage], None] = print_message
        """Prints the messages of pages."""
        self.parting = PARTING
        """Seconds that pages have between `applicationstop` and their end."""
        self.announcements = Announcements(self.emit)
        self.command: Sequence[str] = ()
        self.arguments: Sequence[str] = ()
        self.quitting = trio.Event()
        self._state = LoopState.NONE
        self._began = time.monotonic()
        self.nursery: trio.Nursery | None = None
        self.lifetimes = Services(log, self._service_failed, self.code_owners)
        self.asked_to_quit: Callable[[], None] = _nothing
        """Called by `quit`, on its thread."""
        self.ended_by_page: Callable[[int], None] = self.quit
        """Takes the exit code with which a page ends the app, or 0 after the last window has closed. Loop thread."""
        self.background = Background(self)
        self.loop_timing = LoopTiming()
        """The count and the times of the loop's turns."""
        self.started = False
        """Whether every service runs."""
        self._after_start: list[Callable[[], object]] = []
        self._first_calls = FirstCalls(self)
        self._sessions: dict[str, HostSession] = {}
        limit = config.settings[names.HOST_WATCHDOG_MS] / 1000
        self.watchdog = Watchdog(limit, log, self.code_owners, self.loop_timing)

    # -- load --------------------------------------------------------------------------------------

    @classmethod
    def load(
        cls,
        config: Config,
        *,
        root: Path,
        folder: Path | None = None,
        hidden: Sequence[Path] = (),
        plugins: Sequence[tuple[str, object]] = (),
        found: Sequence[Found] | None = None,
        log: logging.Logger | None = None,
        between: Callable[[], object] | None = None,
        thorough: bool = True,
    ) -> Host:
        """Find the plugins and build the tables; nothing runs yet.

        Args:
            config: the effective configuration, the host's own settings declared.
            root: folder of the app's resources.
            folder: where the app's configuration lies; `root` when None.
            hidden: files that pages never see, such as its configuration and its Python.
            plugins: further plugins by name, such as the app's own; they are required.
            found: installed plugins; discovered by entry point when None.
            log: the host's; `oro` when None.
            thorough: import all plugins and read the hints of all their routes now; else those of installed plugins
                when one is called or listed.
            between: called after every step of a plugin during `load`, such as its import.

        Raises:
            PluginUnavailable: a required plugin, or one that guards the app, is missing or broken.
            ConfigError: a plugin's setting has a value of the wrong type.
        """
        host = cls(config, root.resolve(), log or logging.getLogger("oro"))
        host.folder, host.hidden = (folder or root).resolve(), hidden
        host.plugins.between = between
        find_plugins(host, plugins, found, thorough=thorough)
        declare(host, host.background.focus_moved, thorough=thorough)
        host.plugins.between = None
        return host

    # -- what plugins see (types.Host) ---------------------------------------------------------------

    @property
    def bundle(self) -> str:
        return self.settings[names.META_BUNDLE_IDENTIFIER]

    @property
    def origin(self) -> str:
        return f"oro://{self.bundle}"

    @property
    def root(self) -> Path:
        return self._root

    @cached_property
    def mounts(self) -> Sequence[HostMount]:
        return host_mounts(
            self.settings.family(names.WEBVIEW_NAVIGATOR_MOUNTS.key),
            platform=sys.platform,
            home=Path.home(),
            cwd=Path.cwd(),
            container=self.root,
        )

    @property
    def settings(self) -> Settings:
        return self.config.settings

    @property
    def door(self) -> Door:
        return self.exchanges

    @property
    def clipboard(self) -> HostClipboard:
        return HostClipboard(self.backend, self.windows_manager.ask_gui)

    @cached_property
    def asyncio(self) -> AsyncioLoop:
        from oro_framework.host.asyncio_loop.loop import AsyncioLoop

        return AsyncioLoop(lambda: self.nursery, self.log)

    async def end_asyncio(self) -> None:
        """End the loop of asyncio, if there is one."""
        if "asyncio" in vars(self):
            await self.asyncio.close()

    @cached_property
    def power(self) -> HostPower:
        from oro_framework.host.power import HostPower

        return HostPower(self)

    @cached_property
    def choices(self) -> HostChoices:
        from oro_framework.host.choices import HostChoices

        return HostChoices(self.consent, self.answers)

    @property
    def windows(self) -> Sequence[ManagedWindow]:
        return tuple(self.windows_manager)

    @property
    def profiles(self) -> Profiles:
        """The profiles of this run."""
        return self.windows_manager.profiles

    @property
    def mount_cookies(self) -> MountCookies | None:
        """The cookies of mounted apps, where there are any."""
        return self.assets.mounted.cookies

    def session(self, profile: str = "") -> HostSession:
        return self.session_of(self.profiles.find(profile).name)

    def session_of(self, name: str) -> HostSession:
        """Return the session of a profile that was opened in this run."""
        from oro_framework.host.sessions.session import HostSession

        if name not in self._sessions:
            self._sessions[name] = HostSession(self, name, self.windows_manager.ask_gui)
        return self._sessions[name]

    @property
    def state(self) -> LoopState:
        """The loop's state; polling while exchanges are being answered."""
        return LoopState.POLLING if self._state is LoopState.IDLE and self.exchanges.live() else self._state

    @property
    def streams_incrementally(self) -> bool:
        """Whether streamed answers reach pages piece by piece."""
        return self.backend is None or self.backend.capabilities.stream_response

    def open_external(self, url: str) -> None:
        """Open a URL with the desktop's own program."""
        if self.backend is None or not self.backend.capabilities.windows:
            raise Unsupported(f'Cannot open "{url}": this backend has no desktop')
        self.threads.loop_to_gui(self.backend.open_external, url)

    def prefer(self, *, dark: bool | None, contrast: bool | None, still: bool | None) -> None:
        """Have media queries say what the person prefers; see `types.Host`."""
        if self.backend is not None:
            self.threads.loop_to_gui(self.backend.prefer, dark, contrast, still)

    @property
    def uptime(self) -> float:
        """Seconds since the host was loaded."""
        return time.monotonic() - self._began

    def code_owners(self) -> CodeOwners:
        """Return the table that names the plugin and the route of running code. Any thread."""
        return CodeOwners(list(self.plugins.infos.values()), list(self.routes.values()))

    @property
    def routes(self) -> Mapping[str, Bound]:
        return self.tables.router.table

    def service(self, name: str) -> Service | None:
        return self.lifetimes.find(name)

    async def begin_service(self, name: str) -> Service | None:
        await self._first_calls.service(name)
        return self.service(name)

    def first_call(self, plugin: str) -> FirstCall:
        """Return the turn of a call to a plugin that is not imported yet."""
        return self._first_calls.turn(plugin)

    def services(self) -> Mapping[str, Service]:
        """Return the running services by name."""
        return self.lifetimes.names()

    def ask_plugins(self, hook: str, **arguments: Any) -> Sequence[Any]:
        return [answer for _, answer in self.plugins.ask(hook, host=self, **arguments)]

    def add_routes(self, owner: str, routes: Sequence[Route]) -> None:
        bound = [Bound.of(route, owner) for route in routes]
        router = self.tables.router
        try:
            for each in bound:
                router.add(each)
        except Conflict:
            router.unmap(owner)
            raise

    def remove_routes(self, owner: str) -> None:
        self.tables.router.unmap(owner)

    def check_permission(self, call: Call, permission: str) -> None:
        self.permissions.guard(call, permission)

    def route_docs(self) -> Mapping[str, str]:
        router = self.tables.router
        known = {bound.name: bound.doc for bound in router.table.values() if not bound.route.internal}
        waiting = {name: "" for name in router.reserved if not name.startswith("internal.")}
        return {**waiting, **known}

    def admit_program(self, origin: str, rights: Rights) -> Callable[[], None]:
        self.permissions.programs[origin] = rights
        return lambda: _forget(self.permissions.programs, origin, rights)

    def watch_events(self, listener: EventListener) -> Callable[[], None]:
        self.windows_manager.event_listeners.append(listener)
        return lambda: self.windows_manager.event_listeners.remove(listener)

    def scoped(self, setting: str, target: str, allowed: bool) -> bool:
        if self.permissions.listeners:
            self.permissions.tell(scope_record(self.origin, setting, target, allowed))
        return allowed

    def emit(self, name: str, detail: Any = None) -> None:
        for window in self.windows:
            window.emit(name, detail)

    def tell(self, name: str) -> None:
        """Dispatch an event of the app's lifecycle in every window that has a page."""
        for window in self.windows:
            if WindowStatus.HIDING <= window.status <= WindowStatus.SHOWN:
                window.emit(name)

    def announce(self, name: str, detail: Any = None) -> None:
        self.announcements.tell(name, detail)

    def admit_frames(self, pattern: str) -> Callable[[], None]:
        return self.navigation.admit_frames(pattern)

    def open_unseen(self, url: str, *, shown: bool = False) -> ManagedWindow:
        """Open a hidden window; see `types.Host`."""
        return self.windows_manager.open(WindowOptions(url=url, headless=not shown, debug=shown), reserved=True)

    # -- running ---------------------------------------------------------------------------------

    def running(self) -> AbstractAsyncContextManager[None]:
        """Start the services, answer exchanges during the block, then stop the services in reverse.

        Raises:
            PluginUnavailable: a required plugin's service or mount cannot start.
        """
        return run(self)

    def declared_schemes(self) -> list[Scheme]:
        """Return every scheme an engine must know, the host's own first."""
        app = asgi_of(self.assets.oro)
        own = [Scheme(name=name, app=app, service_worker=name == "oro") for name in self._own_schemes()]
        return [*own, *(scheme for _, scheme in self.tables.schemes.values())]

    def _own_schemes(self) -> tuple[str, ...]:
        return ("oro", "ipc", "node", *(("socket",) if self.assets.socket is not None else ()))

    def launch_answer(self) -> int | None:
        """Ask plugins whether this start may go on; return the exit code of the one that ends it. Main thread."""
        for _, code in self.plugins.ask("oro_launch", host=self):
            return int(code)
        return None

    # -- lifecycle -------------------------------------------------------------------------------

    def quit(self, code: int = 0) -> None:
        """Ask the app to end with an exit code. Any thread, idempotent: the first code counts."""
        self.asked_to_quit()
        self.threads.gui_to_loop(self._quit, code)

    def _quit(self, code: int) -> None:
        if not self.quitting.is_set():
            self.exit_code = code
            self.windows_manager.exiting = True
            self.tell("applicationstop")
            self.quitting.set()

    @property
    def paused(self) -> bool:
        """Whether the app is in the background."""
        return self.background.paused

    async def pause(self) -> None:
        """Tell pages and plugins that the app went to the background; pause services, unless the app always runs."""
        await self.background.pause()

    async def resume(self) -> None:
        """Undo `pause`."""
        await self.background.resume()

    def event(self, event: Event) -> None:
        """Tell every plugin of an event of the app as a whole."""
        self.plugins.notify("oro_event", event=event, host=self)

    def move(self, state: LoopState) -> None:
        """Go to the loop's next state."""
        if not may_follow(self._state, state):
            raise RuntimeError(f"Cannot go from {self._state.value} to {state.value}: the loop has no such step")
        self._state = state

    def when_started(self, function: Callable[[], object]) -> None:
        """Call a function once every service runs. Loop thread."""
        self._after_start.append(function)
        if self.started:
            self.tell_started()

    def tell_started(self) -> None:
        """Call what waits for every service to run. Loop thread."""
        self.started = True
        while self._after_start:
            self._after_start.pop(0)()

    # -- callbacks -------------------------------------------------------------------------------

    def call_later(self, seconds: float, function: Callable[[], object]) -> None:
        """Call a function after some seconds, unless the host stops before."""

        async def call() -> None:
            await trio.sleep(seconds)
            self.threads.on_loop(function)

        if self.nursery is not None:
            self.nursery.start_soon(call)

    def may_show(self, window: ManagedWindow | None, url: str) -> bool:
        """Return whether a window, or one that is being opened, may load a document."""
        return self.windows_manager.delegate.navigate(window, url, True) == "allow"

    def _service_failed(self, info: PluginInfo, service: Service, error: BaseException) -> None:
        self.tables.drop(info)
        try:
            self.plugins.fail(info, f'service "{service.name}"', error)
        except PluginUnavailable:
            if self._state is LoopState.INIT:
                raise
            self.log.critical('Plugin "%s" is required and its service failed: the app ends', info.name)
            self._quit(4)


def _isolation(config: Config) -> Callable[[Reply], Reply] | None:
    """Return what adds the headers of isolation to every answer, where pages are isolated."""
    if not config.settings[names.WEBVIEW_ISOLATED]:
        return None
    from oro_framework.host.requests.isolation import IsolatedReply

    return IsolatedReply


def _nothing() -> None:
    """Do nothing: no launch waits for the app to quit."""


def _forget(programs: dict[str, Rights], origin: str, rights: Rights) -> None:
    """Forget the rights of a program, unless others took their place."""
    if programs.get(origin) is rights:
        del programs[origin]
