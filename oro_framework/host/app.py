"""`Host`: one app running. Finds the plugins, builds the tables, runs the lifetimes, guards the door.

    load      plugins are found, imported and asked; tables are built       (no loop, no thread)
    running   services start, exchanges are answered, services stop         (loop thread)

A host is an instance; a process may have many. How one is put on a screen is in `launch.py`.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import trio

from oro_framework.builtin import BUILTIN
from oro_framework.builtin.ipc import IpcApp
from oro_framework.errors import ConfigError, PluginUnavailable, Unsupported
from oro_framework.host import assets
from oro_framework.host import settings as names
from oro_framework.host.backends.base import Backend, Door
from oro_framework.host.config import Config
from oro_framework.host.discovery import Found, discover
from oro_framework.host.events import QueuedResponses
from oro_framework.host.exchange import Answer, Exchanges, SchemeTable, Served
from oro_framework.host.faults import plain_faults
from oro_framework.host.foreign import own_documents_only
from oro_framework.host.lifecycle import LoopState, Services
from oro_framework.host.mounts import mounted_lifespans
from oro_framework.host.navigation import NavigationPolicy
from oro_framework.host.navigator import host_mounts
from oro_framework.host.permissions import Permissions
from oro_framework.host.plugins import PluginInfo, Plugins, Selection
from oro_framework.host.protocol import Request
from oro_framework.host.router import Bound, Router
from oro_framework.host.tables import Tables, by_name, collect
from oro_framework.host.threads import Threads
from oro_framework.host.windows import ManagedWindow, Windows
from oro_framework.service import Service
from oro_framework.types import ASGIApp, Call, Event, HostMount, Scheme, Settings, WindowStatus

__all__ = ("Host",)

Shortcut = Callable[[Request], Answer | None] | None

STOP_DEADLINE = 5.0
"""Seconds services have to stop (seed 001, lifecycle)."""


class Host:
    """One running app; see the module. Everything but `load` and `quit` belongs to the loop thread."""

    def __init__(self, config: Config, root: Path, log: logging.Logger) -> None:
        self.config = config
        self.log = log
        self._root = root
        self.threads = Threads(log)
        self.exchanges = Exchanges(self.threads, log)
        self.plugins = Plugins(log)
        self.queued = QueuedResponses(config.settings[names.IPC_QUEUED_RESPONSE_TTL])
        self.backend: Backend | None = None
        self.debug = False
        """Developer tools are offered, answers are not cached."""
        self.exit_code = 0
        self.quitting = trio.Event()
        self.paused = False
        self._state = LoopState.NONE
        self._began = time.monotonic()
        self._nursery: trio.Nursery | None = None
        self._services = Services(log, self._service_failed)
        self._navigate_hooks: list[Callable[..., Any]] = []

    # -- load --------------------------------------------------------------------------------------

    @classmethod
    def load(
        cls,
        config: Config,
        *,
        root: Path,
        plugins: Sequence[tuple[str, object]] = (),
        found: Sequence[Found] | None = None,
        log: logging.Logger | None = None,
    ) -> Host:
        """Find the plugins and build the tables; nothing runs yet.

        Args:
            config: the effective configuration, the host's own settings declared.
            root: folder of the app's resources.
            plugins: further plugins by name, such as the app's own; they are required.
            found: installed plugins; discovered by entry point when None.

        Raises:
            PluginUnavailable: a required plugin, or one that guards the app, is missing or broken.
            ConfigError: a plugin's setting has a value of the wrong type.
        """
        host = cls(config, root.resolve(), log or logging.getLogger("oro"))
        settings = config.settings
        for name, builtin in BUILTIN:
            host.plugins.add_builtin(name, builtin)
        for name, plugin in plugins:
            host.plugins.add(name, plugin)
        selection = Selection(
            enabled=settings[names.PLUGINS_ENABLED],
            disabled=settings[names.PLUGINS_DISABLED],
            required=settings[names.PLUGINS_REQUIRED],
        )
        host.plugins.add_found(discover() if found is None else found, selection)
        host._declare()
        return host

    def _declare(self) -> None:
        for info, declared in self.plugins.ask("oro_settings"):
            declared = tuple(declared)
            try:
                self.config = self.config.declare(declared, owner=info.name)
            except ConfigError:
                raise
            except Exception as error:
                self.plugins.fail(info, "oro_settings", error)
            info.settings = [setting.key for setting in declared]
        router = Router(self._guard, self.settings[names.IPC_MAX_BODY], self.log)
        self.tables = Tables(router)
        for declared in collect(self.plugins, self, self._feature, self.log):
            try:
                self.tables.merge(declared)
            except Exception as error:
                self.plugins.fail(declared.info, "conflict", error)
        self.permissions = Permissions(
            self.origin,
            by_name(self.tables.permissions),
            self.settings.family(names.PERMISSIONS_ALLOW.key),
            self.settings[names.PERMISSIONS_DEFAULT],
            [(info.name, check) for info, check in self._hook_calls("oro_check")],
        )
        self.assets = assets.build(self)
        self._navigate_hooks = [call for _, call in self.plugins.implementations("oro_navigate")]
        schemes = {"oro", "node", "ipc", "npm", *self.tables.schemes}
        self._policy = NavigationPolicy(schemes, self.settings[names.WEBVIEW_NAVIGATOR_POLICIES_ALLOWED])
        self.windows_manager = Windows(
            self,
            self.threads,
            navigate=self._navigate,
            changed=self._window_changed,
            released=self._release,
            all_closed=partial(self.quit, 0),
            console=self._console,
            queued=self.queued,
        )

    def _hook_calls(self, hook: str) -> list[tuple[PluginInfo, Callable[..., Any]]]:
        return [
            (info, lambda call, permission, check=check: check(call=call, permission=permission))
            for info, check in self.plugins.implementations(hook)
        ]

    def _feature(self, service: str) -> bool:
        return bool(self.settings.family(names.FEATURES.key).get(service, True))

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
    def windows(self) -> Sequence[ManagedWindow]:
        return tuple(self.windows_manager)

    @property
    def state(self) -> LoopState:
        """The loop's state; polling while exchanges are being answered."""
        return LoopState.POLLING if self._state is LoopState.IDLE and self.exchanges.live() else self._state

    @property
    def streams_incrementally(self) -> bool:
        """Whether a streamed answer reaches the page piece by piece."""
        return self.backend is None or self.backend.capabilities.stream_response

    def open_external(self, url: str) -> None:
        """Open a URL with the desktop's own program."""
        if self.backend is None or not self.backend.capabilities.windows:
            raise Unsupported(f'Cannot open "{url}": this backend has no desktop')
        self.threads.loop_to_gui(self.backend.open_external, url)

    @property
    def uptime(self) -> float:
        """Seconds since the host was loaded."""
        return time.monotonic() - self._began

    @property
    def routes(self) -> Mapping[str, Bound]:
        return self.tables.router.table

    def service(self, name: str) -> Service | None:
        return self._services.names().get(name)

    def services(self) -> Mapping[str, Service]:
        """Return the running services by name."""
        return self._services.names()

    def emit(self, name: str, detail: Any = None) -> None:
        for window in self.windows:
            window.emit(name, detail)

    # -- running ---------------------------------------------------------------------------------

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start the services, answer exchanges for the length of the block, stop in reverse.

        Raises:
            PluginUnavailable: a required plugin's service or mount cannot start.
        """
        self._move(LoopState.INIT)
        with plain_faults():
            async with trio.open_nursery() as nursery:
                self._nursery = nursery
                await self._services.start(nursery, list(self.tables.services.values()))
                async with mounted_lifespans(self.assets.mounted, self.log):
                    stopped, ended = trio.Event(), trio.Event()
                    nursery.start_soon(self._serve, stopped, ended)
                    self._move(LoopState.IDLE)
                    self.plugins.notify("oro_started", host=self)
                    try:
                        yield
                    finally:
                        with trio.CancelScope(shield=True):
                            await self._stop(stopped, ended)
                nursery.cancel_scope.cancel()
        self._nursery = None
        self._move(LoopState.SHUTDOWN)

    async def _serve(self, stopped: trio.Event, ended: trio.Event) -> None:
        try:
            await self.exchanges.serve(self._schemes(), stopped)
        finally:
            ended.set()

    async def _stop(self, stopped: trio.Event, ended: trio.Event) -> None:
        self._move(LoopState.STOPPED)
        self.plugins.notify("oro_stopping", reverse=True, host=self)
        stopped.set()
        await ended.wait()
        await self._services.stop(STOP_DEADLINE)

    def _schemes(self) -> SchemeTable:
        """Every scheme with the app that answers it, wrapped in the plugins' middleware."""
        ipc = IpcApp(self, self.tables.router, self.settings[names.IPC_DEADLINE], self.log)
        oro = self.assets.oro
        table = {
            "ipc": self._served("ipc", ipc, ipc.instant, None if self._checked else ipc.inline),
            "oro": self._served("oro", oro, oro.instant),
            "node": self._served("node", self.assets.node),
        }
        for name, (_, scheme) in self.tables.schemes.items():
            app = scheme.app if scheme.foreign else own_documents_only(scheme.app, name, self.origin)
            table[name] = self._served(name, app)
        return table

    def _served(self, scheme: str, app: ASGIApp, instant: Shortcut = None, inline: Shortcut = None) -> Served:
        """Wrap an app in the plugins' middleware; one that is wrapped cannot answer without a task."""
        wrapped = self._wrapped(scheme, app)
        return Served(wrapped, instant, inline) if wrapped is app else Served(wrapped)

    @property
    def _checked(self) -> bool:
        """Whether plugins give verdicts; those belong to the loop thread."""
        return bool(self.plugins.implementations("oro_check"))

    def _wrapped(self, scheme: str, app: ASGIApp) -> ASGIApp:
        for _, wrappers in reversed(list(self.plugins.ask("oro_middleware", host=self, scheme=scheme))):
            for wrap in reversed(list(wrappers)):
                app = wrap(app)
        return app

    def declared_schemes(self) -> list[Scheme]:
        """Return every scheme an engine must know, the host's own first."""
        own = [Scheme(name=name, app=self.assets.oro, service_worker=name == "oro") for name in ("oro", "ipc", "node")]
        return [*own, *(scheme for _, scheme in self.tables.schemes.values())]

    # -- lifecycle -------------------------------------------------------------------------------

    def quit(self, code: int = 0) -> None:
        """Ask the app to end with an exit code. Any thread, idempotent: the first code counts."""
        self.threads.gui_to_loop(self._quit, code)

    def _quit(self, code: int) -> None:
        if not self.quitting.is_set():
            self.exit_code = code
            self.emit("applicationstop")
            self.quitting.set()

    async def pause(self) -> None:
        """Tell pages and plugins the app went to the background; services pause unless always running."""
        if self.paused:
            return
        self.paused = True
        self.emit("applicationpause")
        if not self.settings[names.LIFECYCLE_DESKTOP_ALWAYS_RUNNING]:
            self._move(LoopState.PAUSED)
            await self._services.each(lambda service: service.pause(), "pause")
            self.plugins.notify("oro_paused", host=self)

    async def resume(self) -> None:
        """Undo `pause`."""
        if not self.paused:
            return
        self.paused = False
        if self._state is LoopState.PAUSED:
            self._move(LoopState.INIT)
            await self._services.each(lambda service: service.resume(), "resume")
            self._move(LoopState.IDLE)
            self.plugins.notify("oro_resumed", host=self)
        self.emit("applicationresume")

    def event(self, event: Event) -> None:
        """Tell every plugin something that happened to the app as a whole."""
        self.plugins.notify("oro_event", event=event)

    def _move(self, state: LoopState) -> None:
        self._state = state

    # -- callbacks -------------------------------------------------------------------------------

    def _guard(self, call: Call, permission: str) -> None:
        self.permissions.guard(call, permission)

    def _navigate(self, window: ManagedWindow, url: str, top_level: bool) -> str:
        for ask in self._navigate_hooks:
            if (answer := ask(window=window, url=url)) is not None:
                return str(answer)
        return self._policy.decide(url, top_level)

    def _window_changed(self, window: ManagedWindow, old: WindowStatus, new: WindowStatus) -> None:
        self.plugins.notify("oro_window_changed", window=window, old=old, new=new)

    def _release(self, window: ManagedWindow) -> None:
        if self._nursery is not None and self._state is not LoopState.STOPPED:
            self._nursery.start_soon(self._services.each, lambda service: service.release(window), "release")

    def _console(self, window: ManagedWindow, level: str, text: str) -> None:
        print(text, file=sys.stderr if level in ("warn", "error", "warning") else sys.stdout, flush=True)

    def _service_failed(self, info: PluginInfo, service: Service, error: Exception) -> None:
        self.tables.drop(info)
        try:
            self.plugins.fail(info, f'service "{service.name}"', error)
        except PluginUnavailable:
            if self._state is LoopState.INIT:
                raise
            self.log.critical('Plugin "%s" is required and its service failed: the app ends', info.name)
            self._quit(4)
