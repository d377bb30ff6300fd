"""Routes about one window and its page. Routes that change the window answer with its new state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from oro_framework.errors import Denied, NotFound
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.parameters import Url, Word, from_json
from oro_framework.service import route
from oro_framework.types import Call, Host, Permission

__all__ = ("oro_permissions", "oro_routes", "target_of")


CLOSE_DELAY = 0.016
"""Seconds between the answer of `window.close` and the end of the window."""


@route("window")
def window(call: Call, index: int = 0, id: str = "") -> dict[str, Any]:
    """Return one window, by its index or by the id of its page's client."""
    if not id:
        return target_of(call, index).describe()
    found: ManagedWindow | None = inner(call.host).windows_manager.of_client(id)
    if found is None:
        raise NotFound(f'Target window not found: there is no window of client "{id[:40]}"')
    return found.describe()


@route("window.close", permission="window")
def close(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Answer with the state of the window, then close it."""
    target = target_of(call, targetWindowIndex)
    inner(call.host).call_later(CLOSE_DELAY, target.close)
    return target.describe()


@route("window.kill", permission="window")
def kill(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Remove a window at once, whatever its page does, and answer with its last state."""
    target = target_of(call, targetWindowIndex)
    inner(call.host).windows_manager.kill(target)
    return target.describe()


@route("window.navigate", permission="window")
async def navigate(call: Call, targetWindowIndex: int, url: Url) -> dict[str, Any]:
    """Load another address of the app."""
    target = target_of(call, targetWindowIndex)
    if not inner(call.host).may_show(target, url):
        raise Denied(
            f'Navigation to URL is not allowed: "{url[:200]}"; webview_navigator_policies_allowed would allow it'
        )
    await target.perform("load", url)
    return target.describe()


@route("window.setTitle", permission="window")
def set_title(call: Call, targetWindowIndex: int, value: Word) -> dict[str, Any]:
    """Set the title a window shows."""
    target = target_of(call, targetWindowIndex)
    target.title = value
    target.act("set_title", value)
    return target.describe()


@route("window.getTitle")
def get_title(call: Call, targetWindowIndex: int) -> str:
    """Return the title a window shows."""
    return target_of(call, targetWindowIndex).title


@route("window.send")
def send(call: Call, targetWindowIndex: int, event: str, value: str = "") -> None:
    """Emit a DOM event in another window; a JSON value arrives parsed, any other as text."""
    try:
        detail: Any = from_json(value)
    except ValueError:
        detail = value
    target_of(call, targetWindowIndex).emit(event, detail)


@route("window.eval", permission="window")
async def evaluate(call: Call, value: str, targetWindowIndex: int | None = None, index: int = 0) -> Any:
    """Run a script in the top frame of a window and return its JSON value."""
    return await target_of(call, index if targetWindowIndex is None else targetWindowIndex).evaluate(value)


def target_of(call: Call, index: int) -> ManagedWindow:
    """Return the window of an index.

    Raises:
        NotFound: there is none.
    """
    found: ManagedWindow = inner(call.host).windows_manager.get(index)
    return found


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions of this module's routes."""
    return [
        Permission(
            name="window", description="Show, hide, move, size, navigate, script and close windows of this app."
        ),
        Permission(name="drop", description="Learn the paths of files that a person drops on a window of this app."),
    ]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [window, close, kill, navigate, set_title, get_title, send, evaluate]
