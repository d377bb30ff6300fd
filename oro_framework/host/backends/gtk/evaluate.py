"""Run a script in the top frame of a WebKitGTK view. GUI thread."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gi.repository import Gio, WebKit2

__all__ = ("evaluate",)


def evaluate(
    webview: WebKit2.WebView,
    script: str,
    done: Callable[[Any, str | None], None] | None = None,
    *,
    world: str | None = None,
) -> None:
    """Run a script; `done(value, error)` gets its JSON value.

    Args:
        world: the name of the world it runs in; that of the page when None.
    """

    def finished(webview: WebKit2.WebView, result: Gio.AsyncResult) -> None:
        if done is None:
            return
        try:
            found = webview.evaluate_javascript_finish(result).to_json(0)
            value, error = (None if found is None else json.loads(found)), None
        except Exception as failure:
            value, error = None, getattr(failure, "message", str(failure))
        done(value, error)

    webview.evaluate_javascript(script, -1, world, None, None, finished if done is not None else None)
