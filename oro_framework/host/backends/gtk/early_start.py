"""Start WebKit's processes while Python still imports the host. GUI thread.

A web process takes about 150 ms to start, on a core that importing Python leaves idle. A page that is
never shown has it started early; the app's first view then shares that process, and the page is gone.

The libraries are called without GObject introspection, which takes as long to import as they do to start, and
without the interpreter's lock, so that another thread may import meanwhile.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from oro_framework.host.backends.gtk.environment import prepare_environment

if TYPE_CHECKING:
    from oro_framework.host.kernel.parallel_imports import Imports

from oro_framework.host.backends.page_storage import MEMORY, PageStorage

__all__ = ("IMPORTED_IN_PARALLEL", "WarmEngine", "take_warm", "warm_up")

IMPORTED_IN_PARALLEL = ("gi", "webview", "oro_framework.host.backends.gtk.backend")
"""Modules that the backend needs next. Importing them calls no GTK, so a thread can do it while WebKit starts."""

LIBRARY = "libwebkit2gtk-4.1.so.0"
NAME = "oro-warm"
"""The title of the window of the page that is never shown."""

_POINTER, _INT, _TEXT = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
_FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "g_main_context_iteration": (_INT, _POINTER, _INT),
    "g_main_context_wakeup": (None, _POINTER),
    "g_object_unref": (None, _POINTER),
    "gtk_init_check": (_INT, _POINTER, _POINTER),
    "gtk_window_new": (_POINTER, _INT),
    "gtk_widget_set_name": (None, _POINTER, _TEXT),
    "gtk_widget_destroy": (None, _POINTER),
    "gtk_container_add": (None, _POINTER, _POINTER),
    "webkit_website_data_manager_new": (_POINTER, _TEXT, _TEXT, _TEXT, _TEXT, _POINTER),
    "webkit_web_context_new_ephemeral": (_POINTER,),
    "webkit_web_context_new_with_website_data_manager": (_POINTER, _POINTER),
    "webkit_web_view_new_with_context": (_POINTER, _POINTER),
    "webkit_web_view_load_uri": (None, _POINTER, _TEXT),
}
"""The functions called by `ctypes`: the type of the result, then those of the parameters."""

_kept: list[WarmEngine] = []


class WarmEngine:
    """A context whose web process runs already; made before the host, used for its first view.

    Args:
        storage: the storage of the context; a backend with another storage cannot use the context.
        isolated: whether pages of its process have `SharedArrayBuffer`; a backend that differs cannot use it.

    Raises:
        OSError: WebKitGTK is not installed, or no display can be opened.
    """

    def __init__(self, storage: PageStorage, *, isolated: bool = False) -> None:
        self.storage, self.isolated = storage, isolated
        prepare_environment(isolated=isolated)
        self._library = library = _load()
        if not library.gtk_init_check(*_program()):
            raise OSError("no display can be opened")
        self._window: int | None = library.gtk_window_new(0)
        library.gtk_widget_set_name(self._window, NAME.encode())
        context = self._new_context()
        page = library.webkit_web_view_new_with_context(context)
        library.g_object_unref(context)
        library.gtk_container_add(self._window, page)
        library.webkit_web_view_load_uri(page, b"about:blank")
        self._page: Any = None
        self.context: Any = None
        """The context as an introspected object; None before `adopt`."""

    def _new_context(self) -> int:
        keep = self.storage.keep("gtk", trusted=True)
        if keep is None:
            return int(self._library.webkit_web_context_new_ephemeral())
        folders = (b"base-data-directory", bytes(keep.data), b"base-cache-directory", bytes(keep.cache))
        manager = self._library.webkit_website_data_manager_new(*folders, None)
        context = self._library.webkit_web_context_new_with_website_data_manager(manager)
        self._library.g_object_unref(manager)
        return int(context)

    def serve(self, imports: Imports) -> None:
        """Run the main context until the imports are done, since each process waits for answers as it starts."""
        imports.wake = partial(self._library.g_main_context_wakeup, None)
        while not imports.done:
            self._library.g_main_context_iteration(None, True)

    def tick(self) -> None:
        """Let WebKit send the pending messages to its processes."""
        while self._library.g_main_context_iteration(None, False):
            pass

    def adopt(self) -> None:
        """Look up the context and its page by introspection, once that is imported."""
        from gi.repository import Gtk, WebKit2

        self._webkit = WebKit2
        self._page = next(each for each in Gtk.Window.list_toplevels() if each.get_name() == NAME).get_child()
        self.context = self._page.get_context()

    def view(self, manager: Any) -> Any:
        """Return a view in the running process at the first call, and destroy the hidden page."""
        if self._window is None:
            return self._webkit.WebView(user_content_manager=manager, web_context=self.context)
        made = self._webkit.WebView(user_content_manager=manager, related_view=self._page)
        self.cool()
        return made

    def cool(self) -> None:
        """Destroy the hidden page, and with it its process, unless a view shares the process."""
        _kept.clear()
        window, self._window, self._page = self._window, None, None
        if window is not None:
            self._library.gtk_widget_destroy(window)


def warm_up(storage: PageStorage = MEMORY, *, isolated: bool = False) -> WarmEngine | None:
    """Start WebKit's processes and keep them for the next backend; return None if that is not possible."""
    with suppress(OSError):
        _kept[:] = [WarmEngine(storage, isolated=isolated)]
    return _kept[0] if _kept else None


def take_warm(storage: PageStorage = MEMORY, *, isolated: bool = False) -> WarmEngine | None:
    """Return the result of `warm_up`, once; if its storage or its isolation is another, end it and return None."""
    if not _kept:
        return None
    engine = _kept.pop()
    engine.adopt()
    if engine.storage is not storage or engine.isolated is not isolated:
        engine.cool()
        return None
    return engine


def _load() -> Any:
    """Load the libraries; by the C library's own function, since that of `ctypes` holds the interpreter's lock."""
    ctypes.CDLL(None).dlopen(LIBRARY.encode(), os.RTLD_LAZY)
    library = ctypes.CDLL(LIBRARY)
    for name, (result, *parameters) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, parameters
    return library


def _program() -> tuple[Any, Any]:
    """Return `argc` and `argv` with the program's name alone, by which desktops know its windows."""
    names = (_TEXT * 2)(os.fsencode(sys.argv[0]), None)
    return ctypes.byref(_INT(1)), ctypes.byref(ctypes.cast(names, _POINTER))
