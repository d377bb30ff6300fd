"""The tools for developers that a host has under `oro dev` alone: readable messages of pages, reports of errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

from oro_framework.hookspecs import hookimpl

if TYPE_CHECKING:  # imported in parallel by the start of the app
    from oro_framework.dev.reporter import Reporter
    from oro_framework.dev.trace import Trace
    from oro_framework.requests import Wrapper
    from oro_framework.types import Host, Preload, Window

__all__ = ("Tools",)

SCRIPTS = ("errors.js", "overlay.js", "calls.js")


class Tools:
    """A plugin with the tools for the developer of an app."""

    def __init__(self) -> None:
        self.plugin = ("devtools", self)
        self._reporter: Reporter | None = None
        self._trace: Trace | None = None

    @property
    def trace(self) -> Trace | None:
        """The recorder of calls, once the app's routes are declared."""
        return self._trace

    @hookimpl(tryfirst=True)
    def oro_launch(self, host: Host) -> None:
        """Print messages of pages with their places, from the first on, and report errors."""
        from oro_framework.dev.console import DevConsole
        from oro_framework.dev.reporter import Reporter
        from oro_framework.host.inner import inner

        running = inner(host)
        self._reporter = Reporter(running)
        console = DevConsole(running.origin, lambda: len(running.windows) > 1, self._reporter)
        running.console = console.show

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Callable[..., Any]]:
        """Declare the route of the panel of calls."""
        from oro_framework.dev.trace import Trace
        from oro_framework.host.inner import inner

        self._trace = Trace(inner(host))
        return [self._trace.stream]

    @hookimpl
    def oro_middleware(self, host: Host, scheme: str) -> Sequence[Wrapper]:
        """Record calls while the panel is open."""
        return [self._trace.wrap] if scheme == "ipc" and self._trace is not None else []

    @hookimpl
    def oro_preload(self, window: Window) -> Preload:
        """Declare the scripts that tell of errors and show them."""
        from oro_framework.types import Preload

        return Preload(script=_script())

    def raised(self, title: str, error: BaseException) -> None:
        """Print an exception and show it in the pages. Loop thread."""
        if self._reporter is not None:
            self._reporter.show(self._reporter.raised(title, error))


def _script() -> str:
    folder = resources.files("oro_framework.dev").joinpath("page")
    errors, overlay, calls = (folder.joinpath(name).read_text("utf-8").strip() for name in SCRIPTS)
    return _PAGE.replace("ERRORS", errors).replace("OVERLAY", overlay).replace("CALLS", calls)


_PAGE = """if (globalThis.isOroRuntime && !globalThis[Symbol.for('oro.dev')]) {
  Object.defineProperty(globalThis, Symbol.for('oro.dev'), { value: true });
  (ERRORS)(console[Symbol.for('oro.console')] ?? (() => {}));
  if (parent === globalThis) { (OVERLAY)(); (CALLS)() }
}"""
