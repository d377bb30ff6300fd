"""pywebview's common interface on oro-framework: `import oro_pywebview as webview`.

The framework itself makes its windows with pywebview, which this module neither replaces nor changes.
"""

from __future__ import annotations

import secrets
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from oro_pywebview.app import App
from oro_pywebview.errors import JavascriptException, WebViewException
from oro_pywebview.event import Event
from oro_pywebview.looks import Looks
from oro_pywebview.window import FileDialog, Window

__all__ = (
    "FOLDER_DIALOG",
    "OPEN_DIALOG",
    "SAVE_DIALOG",
    "Event",
    "FileDialog",
    "JavascriptException",
    "WebViewException",
    "Window",
    "active_window",
    "create_window",
    "renderer",
    "settings",
    "start",
    "token",
    "windows",
)

OPEN_DIALOG, FOLDER_DIALOG, SAVE_DIALOG = FileDialog.OPEN, FileDialog.FOLDER, FileDialog.SAVE

app = App()
"""The app of this process."""
windows = app.windows
"""The windows that are open, or will be."""
token = secrets.token_urlsafe(16)
"""A name of this run, which pages have as `pywebview.token`."""
renderer: str | None = None
"""The engine, once the app runs: `gtk` or `qt`."""
settings: dict[str, Any] = {}
"""Kept for programs that set some; `oro.toml` has the settings that count."""


def create_window(
    title: str,
    url: str | None = None,
    html: str | None = None,
    js_api: object = None,
    width: int = 800,
    height: int = 600,
    x: int | None = None,
    y: int | None = None,
    resizable: bool = True,
    fullscreen: bool = False,
    min_size: tuple[int, int] = (200, 100),
    hidden: bool = False,
    frameless: bool = False,
    minimized: bool = False,
    maximized: bool = False,
    on_top: bool = False,
    background_color: str = "#FFFFFF",
    transparent: bool = False,
    **ignored: Any,
) -> Window:
    """Make a window; it opens with the app, or at once where that runs.

    Args:
        title: its title.
        url: its page: a file beside the program, or an address.
        html: the text of its page instead.
        js_api: the object whose functions the page calls as `pywebview.api.name(...)`.
        width: in px.
        height: in px.
        x: the distance from the left of the screen in px.
        y: the distance from the top of the screen in px.
        resizable: the person may resize it.
        fullscreen: it has the whole screen.
        min_size: the smallest width and height in px.
        hidden: it is not shown before `show()`.
        frameless: it has no border and no title bar.
        minimized: it opens minimized.
        maximized: it opens maximized.
        on_top: it is kept in front of others.
        background_color: behind the page, until it paints.
        transparent: the desktop shows through where the page paints nothing.
        ignored: what has no meaning here: `easy_drag`, `shadow`, `focus`, `confirm_close`, `text_select`, `zoomable`,
            `draggable`, `vibrancy`, `localization`, `screen` and those of the HTTP server.

    Raises:
        WebViewException: `url` is an app of WSGI or ASGI, or `menu` was given.
    """
    if url is not None and not isinstance(url, str):
        raise WebViewException("Cannot show an app of WSGI or ASGI: mount it; see the how-to page serve-a-fastapi-app")
    if ignored.get("menu"):
        raise WebViewException("Cannot make a menu: see the how-to page use-windows-menus-and-keys")
    if unknown := [name for name in ignored if name not in IGNORED]:
        raise TypeError(f"create_window() got an unexpected keyword argument {unknown[0]!r}")
    looks = Looks(
        title=title,
        width=width,
        height=height,
        x=x,
        y=y,
        resizable=resizable,
        fullscreen=fullscreen,
        min_size=min_size,
        hidden=hidden,
        frameless=frameless,
        minimized=minimized,
        maximized=maximized,
        on_top=on_top,
        background_color=background_color,
        transparent=transparent,
    )
    uid = f"child_{secrets.token_hex(4)}" if windows or app.host is not None else "master"
    window = Window(app, uid, looks, url, html, js_api, _program())
    windows.append(window)
    if app.host is not None:
        from oro_pywebview.starting import open_window

        app.post(open_window, app, window)
    return window


def start(
    func: Callable[..., object] | None = None,
    args: Any = None,
    gui: str | None = None,
    debug: bool = False,
    user_agent: str | None = None,
    private_mode: bool = True,
    icon: str | None = None,
    **ignored: Any,
) -> None:
    """Show the windows that were made, until the last has closed. Main thread.

    Args:
        func: called on a thread of its own once the app runs.
        args: its arguments: a tuple, or one.
        gui: `gtk` or `qt`; the first that works when None.
        debug: give pages developer tools.
        user_agent: what pages say they are.
        private_mode: pages store in memory.
        icon: a file.
        ignored: what has no meaning here: `localization`, `storage_path`, `ssl` and what is for the HTTP server.

    Raises:
        WebViewException: there is no window, this is not the main thread, or `menu` was given.
    """
    from oro_pywebview.starting import start_app  # imports the framework

    if threading.current_thread() is not threading.main_thread():
        raise WebViewException("Cannot start on this thread: windows need the main thread")
    if ignored.get("menu"):
        raise WebViewException("Cannot make a menu: see the how-to page use-windows-menus-and-keys")
    settings: dict[str, object] = {"webview_storage": "memory" if private_mode else "disk"}
    settings |= {"webview_user_agent": user_agent} if user_agent else {}
    settings |= {"meta_icon": icon} if icon else {}
    start_app(app, _begun(func, args), program=_program(), gui=gui, debug=debug, settings=settings, token=token)


def active_window() -> Window | None:
    """Return the window that has the keyboard, if one has."""
    return next((window for window in windows if window.managed is not None and window.managed.focused), None)


IGNORED = {"screen", "easy_drag", "shadow", "focus", "confirm_close", "text_select", "zoomable", "draggable", "menu"}
IGNORED |= {"vibrancy", "localization", "server", "http_port", "server_args"}
"""Options of `create_window` that have no meaning here."""


def _begun(func: Callable[..., object] | None, args: Any) -> Callable[[], object] | None:
    if func is None:
        return None
    given = () if args is None else tuple(args) if isinstance(args, Iterable) and not isinstance(args, str) else (args,)
    return lambda: func(*given)


def _program() -> Path:
    """Return the folder of the program."""
    return Path(sys.argv[0] or ".").resolve().parent
