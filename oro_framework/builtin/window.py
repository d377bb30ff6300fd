"""Routes about one window (contract b.5). Routes that change it answer with the window as it is now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import msgspec

from oro_framework.errors import Denied, InvalidArgument, OroError, Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.base import FileDialog
from oro_framework.host.windows import ManagedWindow
from oro_framework.service import route
from oro_framework.types import Call, Host, Permission, WindowStatus

__all__ = ("oro_permissions", "oro_routes")


class DialogCancelled(OroError):
    """The person closed the dialog without choosing."""

    code = "ABORT_ERR"
    type = "AbortError"
    status = 400


@route("window")
def window(call: Call, index: int = 0) -> dict[str, Any]:
    """Return one window."""
    return _target(call, index).describe()


@route("window.close", permission="window")
def close(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Answer with the window as it is, then close it."""
    target = _target(call, targetWindowIndex)
    described = target.describe()
    cast(Any, call.host).windows_manager.close(target)
    return described


@route("window.show", permission="window")
def show(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Show a window."""
    return _acted(call, targetWindowIndex, "show", WindowStatus.SHOWING)


@route("window.hide", permission="window")
def hide(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Hide a window."""
    return _acted(call, targetWindowIndex, "hide", WindowStatus.HIDING)


@route("window.maximize", permission="window")
def maximize(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Make a window as large as the screen."""
    return _acted(call, targetWindowIndex, "maximize")


@route("window.minimize", permission="window")
def minimize(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Put a window away."""
    return _acted(call, targetWindowIndex, "minimize")


@route("window.restore", permission="window")
def restore(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Undo `window.maximize` and `window.minimize`."""
    return _acted(call, targetWindowIndex, "restore")


@route("window.navigate", permission="window")
def navigate(call: Call, targetWindowIndex: int, url: str) -> dict[str, Any]:
    """Load another address of the app."""
    target = _target(call, targetWindowIndex)
    if cast(Any, call.host)._navigate(target, url, True) != "allow":
        raise Denied(
            f'Navigation to URL is not allowed: "{url[:200]}"; webview_navigator_policies_allowed would allow it'
        )
    target.act("load", url)
    return target.describe()


@route("window.setTitle", permission="window")
def set_title(call: Call, targetWindowIndex: int, value: str) -> dict[str, Any]:
    """Set the title a window shows."""
    target = _target(call, targetWindowIndex)
    target.title = value
    target.act("set_title", value)
    return target.describe()


@route("window.getTitle")
def get_title(call: Call, targetWindowIndex: int) -> str:
    """Return the title a window shows."""
    return _target(call, targetWindowIndex).title


@route("window.setSize", permission="window")
def set_size(call: Call, targetWindowIndex: int, width: int, height: int) -> dict[str, Any]:
    """Set a window's size in px."""
    for name, value in (("width", width), ("height", height)):
        if not 1 <= value <= 32767:
            raise InvalidArgument(f'Cannot call "{call.route}": parameter "{name}" must be 1 to 32767, got {value}')
    return _acted(call, targetWindowIndex, "resize", None, width, height)


@route("window.setPosition", permission="window")
def set_position(call: Call, targetWindowIndex: int, x: int, y: int) -> dict[str, Any]:
    """Set a window's position in px."""
    return _acted(call, targetWindowIndex, "move", None, x, y)


@route("window.showInspector", permission="window")
def show_inspector(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Open the engine's developer tools."""
    return _acted(call, targetWindowIndex, "show_inspector")


@route("window.send")
def send(call: Call, targetWindowIndex: int, event: str, value: str = "") -> None:
    """Emit a DOM event in another window; a value that is JSON arrives parsed, any other as text (contract c)."""
    try:
        detail = msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeEncodeError):
        detail = value
    _target(call, targetWindowIndex).emit(event, detail)


@route("window.eval", permission="window")
async def evaluate(call: Call, value: str, targetWindowIndex: int = 0) -> Any:
    """Run a script in a window and return its JSON value."""
    return await _target(call, targetWindowIndex).evaluate(value)


@route("window.showFileSystemPicker", permission="dialogs", deadline=0)
async def show_file_system_picker(
    call: Call,
    type: str = "open",
    allowMultiple: bool = False,
    allowFiles: bool = True,
    allowDirs: bool = False,
    defaultName: str = "",
    defaultPath: str = "",
    title: str = "",
) -> dict[str, list[str]]:
    """Ask the person for files or a folder; a closed dialog is an AbortError."""
    host = cast(Any, call.host)
    if host.backend is None or not host.backend.capabilities.windows:
        raise Unsupported("Cannot show a file dialog: this backend has no screen")
    kind = "save" if type == "save" else "folder" if allowDirs and not allowFiles else "open"
    dialog = FileDialog(kind=kind, multiple=allowMultiple, title=title, directory=defaultPath, name=defaultName)
    (paths,) = await host.windows_manager.ask_gui(partial(host.backend.file_dialog, dialog))
    if not paths:
        raise DialogCancelled("Nothing was chosen: the dialog was closed")
    return {"paths": paths}


def _target(call: Call, index: int) -> ManagedWindow:
    found: ManagedWindow = cast(Any, call.host).windows_manager.get(index)
    return found


def _acted(call: Call, index: int, method: str, status: WindowStatus | None = None, *args: Any) -> dict[str, Any]:
    target = _target(call, index)
    if status is not None:
        target.move_to(status)
    target.act(method, *args)
    return target.describe()


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions of this module's routes."""
    return [
        Permission(
            name="window", description="Show, hide, move, size, navigate, script and close windows of this app."
        ),
        Permission(name="dialogs", description="Show the desktop's own file dialogs."),
    ]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [
        window, close, show, hide, maximize, minimize, restore, navigate, set_title, get_title, set_size,
        set_position, show_inspector, send, evaluate, show_file_system_picker,
    ]  # fmt: skip
