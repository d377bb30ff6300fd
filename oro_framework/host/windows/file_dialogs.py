"""The dialogs by which the person chooses files: the desktop's own by its portal, else the toolkit's.

The portal's dialog is that of the desktop whatever the engine is, and the one a sandboxed app sees files outside by.
It is asked where `dialogs_portal` is not false, the session has a bus, and jeepney is installed, which plugins that
speak to the desktop bring. Where it does not answer, or fails, the toolkit's dialog opens, and it is asked no more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

import anyio

from oro_framework.errors import Denied, OroError
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.configuration.settings import DIALOGS_PORTAL
from oro_framework.host.windows.activity import Activity
from oro_framework.host.windows.portal_files import chosen_paths, method_of, options_of, title_of
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.host.windows.window_delegate import WindowDelegate
from oro_framework.service import load
from oro_framework.types import Host

if TYPE_CHECKING:
    from oro_framework.portal import Portal

__all__ = ("FileDialogs",)

_INTERFACE = "FileChooser"
PATIENCE = 5.0
"""Seconds the portal has to say that it is there, the time it takes to start included."""


class Owner(Protocol):
    """The part of the window table that dialogs use."""

    host: Host
    activity: Activity
    delegate: WindowDelegate

    async def ask_person(self, start: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]: ...
    async def ask_gui(self, start: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]: ...


class FileDialogs:
    """The file dialogs of one app. Loop thread, unless noted.

    Args:
        windows: the windows they belong to.
    """

    def __init__(self, windows: Owner) -> None:
        self._windows = windows
        self._absent = False

    @property
    def may_ask_portal(self) -> bool:
        """Whether there may be a portal, as far as is known without asking. Any thread."""
        return self._can_ask and not self._absent and bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS"))

    @cached_property
    def _can_ask(self) -> bool:
        wanted = self._windows.host.settings[DIALOGS_PORTAL]
        return bool(wanted and sys.platform == "linux" and find_spec("jeepney"))

    async def ask(self, backend: Backend, dialog: FileDialog, window: ManagedWindow | None) -> list[str]:
        """Show a dialog and return absolute paths, none where the person chose none.

        Args:
            backend: shows the toolkit's dialog.
            dialog: what is asked.
            window: the one it belongs to.
        """
        paths = await self.ask_portal(dialog, window)
        if paths is None:
            (paths,) = await self._windows.ask_person(partial(backend.file_dialog, dialog))
        return list(paths)

    async def ask_portal(self, dialog: FileDialog, window: ManagedWindow | None) -> list[str] | None:
        """Have the portal show a dialog; return None where it cannot."""
        if not self.may_ask_portal:
            return None
        await load("oro_framework.portal")
        from oro_framework.desktop_bus import DesktopBus
        from oro_framework.portal import Portal

        bus = DesktopBus("SESSION")
        paths: list[str] | None = None
        async with anyio.create_task_group() as tasks:
            try:
                await tasks.start(bus.run)
                portal = Portal(bus, self._windows.host.bundle)
                with anyio.fail_after(PATIENCE):
                    await portal.version(_INTERFACE)
                paths = await self._ask(portal, dialog, window)
            except (OroError, TimeoutError) as error:
                self._absent = True
                self._windows.host.log.debug("Files are chosen in the toolkit's dialog: %s", error)
            bus.close()
        return paths

    async def _ask(self, portal: Portal, dialog: FileDialog, window: ManagedWindow | None) -> list[str]:
        from oro_framework.portal import RequestEnded

        handle = "" if window is None else await self._handle(window)
        try:
            with self._windows.activity.asking():
                asked = await portal.request(
                    _INTERFACE, method_of(dialog), "ss", handle, title_of(dialog), options=options_of(dialog)
                )
        except (Denied, RequestEnded):  # GTK's portal says the latter of a dialog that Escape closed
            return []
        finally:
            self._windows.delegate.focus_moved()
        return chosen_paths(asked.results)

    async def _handle(self, window: ManagedWindow) -> str:
        (handle,) = await self._windows.ask_gui(lambda done: done("" if window.view is None else window.view.handle()))
        return str(handle)
