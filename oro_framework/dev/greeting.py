"""Prints, once an app runs under `oro dev`, in which engine it does and the keys of the tools for its developer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oro_framework.cli import terminal
from oro_framework.hookspecs import hookimpl

if TYPE_CHECKING:  # imported in parallel by the start of the app
    from oro_framework.types import Host

__all__ = ("Greeting",)

ENGINES = {"gtk": "WebKitGTK", "qt": "QtWebEngine", "cocoa": "WebKit", "edge": "WebView2"}


class Greeting:
    """A plugin that prints two lines when the app has started.

    Args:
        watched: whether the app begins anew when its files change.
    """

    def __init__(self, watched: bool) -> None:
        self.plugin = ("greeting", self)
        self._watched = watched

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Print that the app runs, in which engine, and the keys of the tools."""
        from oro_framework.host.configuration import settings
        from oro_framework.host.inner import inner

        title = host.settings[settings.META_TITLE] or host.settings[settings.META_BUNDLE_IDENTIFIER]
        backend = inner(host).backend
        engine = f" in {ENGINES.get(backend.name, backend.name)}" if backend is not None else ""
        watched = "; changed files show at once" if self._watched else ""
        terminal.note(f"{title} runs{engine}{watched}")
        terminal.note("F12: inspector   Ctrl+Shift+D: calls, events, permissions   Ctrl+C: end")
