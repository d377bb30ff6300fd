"""The tools for developers that a host has under `oro dev` alone: readable messages of pages, tools in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oro_framework.hookspecs import hookimpl

if TYPE_CHECKING:  # imported in parallel by the start of the app
    from oro_framework.types import Host

__all__ = ("Tools",)


class Tools:
    """A plugin with the tools for the developer of an app."""

    def __init__(self) -> None:
        self.plugin = ("devtools", self)

    @hookimpl(tryfirst=True)
    def oro_launch(self, host: Host) -> None:
        """Print messages of pages with their places, from the first on."""
        from oro_framework.dev.console import DevConsole
        from oro_framework.host.inner import inner

        running = inner(host)
        console = DevConsole(running.origin, lambda: len(running.windows) > 1, lambda url, line, _column: (url, line))
        running.console = console.show
