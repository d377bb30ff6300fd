"""The running app as the host's own plugins and parts see it: more than `oro_framework.types.Host` shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import trio

from oro_framework import types
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.configuration.config import Config
from oro_framework.host.kernel.loop_states import LoopState
from oro_framework.host.kernel.loop_timing import LoopTiming
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.permissions.answers import Answers
from oro_framework.host.permissions.consent import Consent
from oro_framework.host.permissions.grants import Permissions
from oro_framework.host.plugins.blame import CodeOwners
from oro_framework.host.plugins.lifecycle import Services
from oro_framework.host.plugins.loaded import Plugins
from oro_framework.host.plugins.tables import Tables
from oro_framework.host.requests.exchange import Exchanges
from oro_framework.host.requests.router import Bound
from oro_framework.host.resources.path_guard import Guard
from oro_framework.host.schemes.assets import Assets
from oro_framework.host.schemes.ipc import Turn
from oro_framework.host.sessions.profiles import Profiles
from oro_framework.host.trouble.watchdog import Watchdog
from oro_framework.host.windows.announcements import Announcements
from oro_framework.host.windows.navigation import NavigationPolicy
from oro_framework.host.windows.page_events import QueuedResponses
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.host.windows.window_table import Windows
from oro_framework.interfaces import Service
from oro_framework.sessions import Session

if TYPE_CHECKING:
    from oro_framework.host.asyncio_loop.loop import AsyncioLoop

__all__ = ("RunningHost", "inner", "window_of")


class RunningHost(types.Host, Protocol):
    """One app; `Host` in `app.py` is the one class of this shape."""

    config: Config
    log: logging.Logger
    folder: Path
    hidden: Sequence[Path]
    debug: bool
    backend: Backend | None
    nursery: trio.Nursery | None
    quitting: trio.Event
    parting: float
    ended_by_page: Callable[[int], None]
    console: Callable[[ManagedWindow, ConsoleMessage], None]
    threads: Threads
    exchanges: Exchanges
    loop_timing: LoopTiming
    watchdog: Watchdog
    plugins: Plugins
    lifetimes: Services
    tables: Tables
    answers: Answers
    permissions: Permissions
    consent: Consent
    path_guard: Guard
    assets: Assets
    navigation: NavigationPolicy
    windows_manager: Windows
    queued: QueuedResponses
    announcements: Announcements

    @property
    def asyncio(self) -> AsyncioLoop: ...
    @property
    def windows(self) -> Sequence[ManagedWindow]: ...
    @property
    def routes(self) -> Mapping[str, Bound]: ...
    @property
    def profiles(self) -> Profiles: ...
    def session_of(self, name: str) -> Session: ...
    @property
    def state(self) -> LoopState: ...
    @property
    def uptime(self) -> float: ...
    @property
    def streams_incrementally(self) -> bool: ...
    def services(self) -> Mapping[str, Service]: ...
    async def end_asyncio(self) -> None: ...
    def code_owners(self) -> CodeOwners: ...
    def first_call(self, plugin: str) -> Turn: ...
    def tell(self, name: str) -> None: ...
    def when_started(self, function: Callable[[], object]) -> None: ...
    def tell_started(self) -> None: ...
    def move(self, state: LoopState) -> None: ...
    def call_later(self, seconds: float, function: Callable[[], object]) -> None: ...
    def may_show(self, window: ManagedWindow | None, url: str) -> bool: ...


def inner(host: types.Host) -> RunningHost:
    """Return the host that a call, a service or a window names, with all it has."""
    return cast(RunningHost, host)


def window_of(call: types.Call) -> ManagedWindow | None:
    """Return the window that calls, with all it has."""
    return cast("ManagedWindow | None", call.window)
