"""WebKit's processes, started while Python still imports the host. GUI thread.

A web process takes about 150 ms to start, on a core that importing Python leaves idle. A page that nobody
sees has it started early; the app's first view then shares that process, and the page is gone.
"""

from __future__ import annotations

import importlib
from typing import Any

__all__ = ("WarmEngine", "take_warm", "warm_up")

_kept: list[WarmEngine] = []


class WarmEngine:
    """A context whose web process runs already; made before the host, used for its first view."""

    def __init__(self) -> None:
        platform = importlib.import_module("webview.platforms.gtk")
        self._gtk = platform.gtk
        self._webkit = platform.webkit
        self.context = self._webkit.WebContext.new_ephemeral()
        self._page = self._webkit.WebView(web_context=self.context)
        self._page.load_uri("about:blank")

    def tick(self) -> None:
        """Let WebKit go on with what it waits to say to its processes; called between imports."""
        while self._gtk.events_pending():
            self._gtk.main_iteration_do(False)

    def view(self, manager: Any) -> Any:
        """Return a view in the process that runs already, the first time; then the page is gone."""
        if self._page is None:
            return self._webkit.WebView(user_content_manager=manager, web_context=self.context)
        made = self._webkit.WebView(user_content_manager=manager, related_view=self._page)
        self._page = None
        return made


def warm_up() -> WarmEngine:
    """Start WebKit's processes and keep them for the backend that is made next."""
    _kept[:] = [WarmEngine()]
    return _kept[0]


def take_warm() -> WarmEngine | None:
    """Return what `warm_up` made, once."""
    return _kept.pop() if _kept else None
