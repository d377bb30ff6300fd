"""A window as programs have it: methods that may be called on any thread of the program, and wait."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from oro_framework.errors import OroError
from oro_pywebview.addresses import is_elsewhere, path_in
from oro_pywebview.api import function_of, functions_of
from oro_pywebview.app import App
from oro_pywebview.errors import JavascriptException, WebViewException
from oro_pywebview.event import Events
from oro_pywebview.looks import Looks
from oro_pywebview.scripts import Asked, Scripts
from oro_pywebview.state import State

if TYPE_CHECKING:
    from oro_framework.host.windows.window import ManagedWindow

__all__ = ("FileDialog", "Window", "managed")

PATIENCE = 15.0
"""Seconds that a method waits for the window to be shown, or its page to be loaded."""


class Leaving(NamedTuple):
    """The way from one page to another that a program asked for."""

    document: int
    """The number of the document it was in when it was asked."""
    url: str
    """The address of the page to leave, which may be loading still."""
    target: str

    def is_over(self, document: int, url: str) -> bool:
        """Return whether the window's document is the one asked for, or what that led to."""
        return document > self.document and (url != self.url or url == self.target)


class Window:
    """One window of a program.

    Args:
        app: the app of this process.
        uid: its name.
        looks: how it is made.
        url: its page: a file beside the program, or an address.
        html: the text of its page instead.
        js_api: the object whose functions the page may call.
    """

    def __init__(
        self, app: App, uid: str, looks: Looks, url: str | None, html: str | None, js_api: object, program: Path
    ) -> None:
        self._app = app
        self.uid = uid
        self.looks = looks
        self.original_url = None if html else url
        self.html = html
        self.managed: ManagedWindow | None = None
        """The host's window, from when it begins to be made."""
        self.own_page = False
        """Its page is the app's own, and has `window.pywebview`."""
        self.events = Events(self)
        self.state = State(self._emit_state)
        self._title = looks.title
        self._js_api = js_api
        self._program = program
        self._functions: dict[str, Callable[..., Any]] = {}
        self.scripts = Scripts()
        """Those that the app's own page was asked to run."""
        self._leaving: Leaving | None = None
        self._ready = 0
        """The number of the document that was loaded last."""

    # -- the page ------------------------------------------------------------------------------------

    def path(self) -> str:
        """Return the path of the window's first page on the app's origin."""
        return self._path(self.original_url, self.html)

    def _path(self, url: str | None, html: str | None) -> str:
        if url is None:
            return self._app.page_of(html or "<!doctype html><title></title>")
        if is_elsewhere(url):
            return self._app.page_of(f"<!doctype html><script>location.replace({json.dumps(url)})</script>")
        return path_in(self._app.folder, self._program, url)

    def load_url(self, url: str) -> None:
        """Load a file beside the program, or an address."""
        at = url if is_elsewhere(url) else self._app.running.origin + path_in(self._app.folder, self._program, url)
        self._load(at)

    def load_html(self, content: str, base_uri: str = "") -> None:
        """Load a page that is this text; its links start at the app's own files."""
        self._load(self._app.running.origin + self._app.page_of(content))

    def load_css(self, stylesheet: str) -> None:
        """Add a style sheet to the page."""
        self.evaluate_js(
            "{ const style = document.createElement('style');"
            f" style.textContent = {json.dumps(stylesheet)}; document.head.append(style) }}; true"
        )

    def get_current_url(self) -> str | None:
        """Return the address of the page; None for one that is a text of the program's."""
        self._loaded()
        url = self._managed.url
        return None if url.startswith(f"{self._app.running.origin}/pywebview-page?") else url

    def run_js(self, script: str) -> None:
        """Run a script in the page, and do not wait for it."""
        self._shown()
        self._act("evaluate", script)

    def evaluate_js(self, script: str, callback: Callable[[Any], object] | None = None) -> Any:
        """Run a script in the page and return the value of its last expression; None when the page is left before.

        Args:
            script: the script.
            callback: called with the value, and with that of a promise once it is resolved.

        Raises:
            JavascriptException: the script threw.
        """
        self._loaded()
        if not self.own_page:
            return self._evaluate_elsewhere(script, callback)
        asked = self.scripts.begin()
        if callback is not None:
            waiting = threading.Thread(
                target=self._call_back, args=(asked, script, callback), name="pywebview-script", daemon=True
            )
            waiting.start()
            return None
        return self._evaluate(asked, script, waits=False)

    def _call_back(self, asked: Asked, script: str, callback: Callable[[Any], object]) -> None:
        try:
            value = self._evaluate(asked, script, waits=True)
        except JavascriptException as error:
            value = error.args[0]
        callback(value)

    def _evaluate(self, asked: Asked, script: str, *, waits: bool) -> Any:
        self._app.post(_send, self._managed, asked, {"id": asked.id, "script": script, "waits": waits})
        while not asked.done.wait(0.5):
            if self.events.closed.is_set() or self._app.host is None:
                raise WebViewException(f'Cannot evaluate a script in window "{self._title}": it is closed')
        if asked.error is not None:
            raise JavascriptException(asked.error)
        return asked.value

    def _evaluate_elsewhere(self, script: str, callback: Callable[[Any], object] | None) -> Any:
        try:
            value = self._app.ask(self._managed.evaluate, script)
        except OroError as error:
            raise JavascriptException({"message": error.message}) from None
        if callback is not None:
            callback(value)
        return value

    # -- functions for the page ----------------------------------------------------------------------

    def expose(self, *functions: Callable[..., Any]) -> None:
        """Let the page call functions as `pywebview.api.name(...)`."""
        for function in functions:
            if not callable(function):
                raise TypeError(f"Cannot expose {function!r}: it is no function")
            self._functions[function.__name__] = function
        if self.own_page:
            self._emit("pywebviewexpose", {"functions": [function.__name__ for function in functions]})

    def functions(self) -> list[str]:
        """Return the names of what the page may call."""
        return sorted({*functions_of(self._js_api), *self._functions})

    def function(self, name: str) -> Callable[..., Any]:
        """Return the function of a name.

        Raises:
            LookupError: the page may call none of that name.
        """
        return self._functions.get(name) or function_of(self._js_api, name)

    # -- the window ----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The title; it can be set."""
        return self._title

    @title.setter
    def title(self, title: str) -> None:
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Set the title."""
        self._shown()
        self._act("set_title", title)
        self._title = title

    @property
    def width(self) -> int:
        """The width in px."""
        return self._geometry()[2]

    @property
    def height(self) -> int:
        """The height in px."""
        return self._geometry()[3]

    @property
    def x(self) -> int:
        """The distance from the left of the screen in px."""
        return self._geometry()[0]

    @property
    def y(self) -> int:
        """The distance from the top of the screen in px."""
        return self._geometry()[1]

    def _geometry(self) -> tuple[int, int, int, int]:
        self._shown()
        return self._app.ask(self._managed.geometry)

    @property
    def on_top(self) -> bool:
        """Whether it is kept in front of others; it can be set."""
        return self.managed.above if self.managed is not None else self.looks.on_top

    @on_top.setter
    def on_top(self, on_top: bool) -> None:
        self._shown()
        self._managed.above = on_top
        self._act("set_above", on_top)

    def show(self) -> None:
        """Show the window."""
        self._made()
        self._act("show")

    def hide(self) -> None:
        """Hide the window."""
        self._made()
        self._act("hide")

    def minimize(self) -> None:
        """Minimize the window."""
        self._shown()
        self._act("minimize")

    def maximize(self) -> None:
        """Maximize the window."""
        self._shown()
        self._act("maximize")

    def restore(self) -> None:
        """Undo `minimize` and `maximize`."""
        self._shown()
        self._act("restore")

    def toggle_fullscreen(self) -> None:
        """Give the window the whole screen, or take it away."""
        self._shown()
        self._act("set_fullscreen", not self._managed.state.fullscreen)

    def resize(self, width: int, height: int, fix_point: object = None) -> None:
        """Make the window as large as this, in px; its upper left corner stays."""
        self._shown()
        self._act("resize", width, height)

    def move(self, x: int, y: int) -> None:
        """Move the window to a place on the screen, in px, where the desktop lets programs."""
        self._shown()
        self._act("move", x, y)

    def destroy(self) -> None:
        """Close the window; the app ends with its last."""
        self._made()
        self._app.post(self._managed.close)

    def create_confirmation_dialog(self, title: str, message: str) -> bool:
        """Ask the person to agree; return whether they did."""
        from oro_pywebview.dialogs import confirm

        self._shown()
        return self._app.ask(confirm, self._app.running, title, message)

    def create_file_dialog(
        self,
        dialog_type: int = 10,
        directory: str = "",
        allow_multiple: bool = False,
        save_filename: str = "",
        file_types: Sequence[str] = (),
    ) -> tuple[str, ...] | None:
        """Ask the person for files or a folder; return their paths, or None where they chose none.

        Args:
            dialog_type: a `FileDialog`.
            directory: the folder that is shown first.
            allow_multiple: more than one may be chosen.
            save_filename: the name that is offered for a new file.
            file_types: such as `Pictures (*.png;*.jpg)`.
        """
        from oro_pywebview.dialogs import choose

        self._shown()
        return self._app.ask(
            choose, self._app.running, dialog_type, directory, allow_multiple, save_filename, tuple(file_types)
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in MISSING:
            raise AttributeError(f"Window has no attribute {name!r}")
        raise AttributeError(f"Window.{name} is not here: {MISSING[name]}")

    # -- inside --------------------------------------------------------------------------------------

    @property
    def _managed(self) -> ManagedWindow:
        if self.managed is None or self.events.closed.is_set():
            raise WebViewException(f'Cannot reach window "{self._title}": it is not open')
        return self.managed

    def _made(self) -> None:
        if not self.events.before_show.wait(PATIENCE):
            raise WebViewException(f'Cannot reach window "{self._title}": the app has not been started')

    def _shown(self) -> None:
        self._made()
        if not self.looks.hidden:
            self.events.shown.wait(PATIENCE)

    def _loaded(self) -> None:
        if not self.events.loaded.wait(PATIENCE):
            raise WebViewException(f'Cannot reach the page of window "{self._title}": it has not been loaded')

    def _load(self, url: str) -> None:
        self._shown()
        self._leaving = Leaving(self._managed.documents, self._managed.url, url)
        self.events.loaded.clear()
        self.own_page = False
        self._managed.load(url)

    def ready(self) -> None:
        """Take the app's own page for loaded, unless another was asked for in its place meanwhile."""
        managed = self._managed
        self.scripts.leave(managed.documents)
        if self._leaving is None or self._leaving.is_over(managed.documents, managed.url):
            self._leaving, self._ready = None, managed.documents
            self.own_page = True
            self.events.loaded.set()

    def left(self) -> None:
        """Note that another page has begun; that may be said of one which is loaded already."""
        self.scripts.leave(self._managed.documents)
        if self._ready != self._managed.documents:
            self.own_page = False
            self.events.loaded.clear()

    def _act(self, method: str, *args: Any) -> None:
        self._app.post(self._managed.act, method, *args)

    def _emit(self, name: str, detail: Any) -> None:
        self._app.post(self._managed.emit, name, detail)

    def _emit_state(self, kind: str, name: str, value: Any) -> None:
        if self.own_page:
            self._emit("pywebviewstate", {"kind": kind, "name": name, "value": value})


def _send(managed: ManagedWindow, asked: Asked, detail: Mapping[str, Any]) -> None:
    asked.document = managed.documents
    managed.emit("pywebviewevaluate", detail)


def managed(window: object) -> ManagedWindow:
    """Return a window of the host with all it has."""
    return cast("ManagedWindow", window)


class FileDialog:
    """Kinds of file dialogs."""

    OPEN = 10
    FOLDER = 20
    SAVE = 30


MISSING = {
    "dom": "write evaluate_js(), or a script of the page",
    "native": "the host has the window",
    "get_cookies": "`oro:session` has the cookies",
    "clear_cookies": "`oro:session` has the cookies",
    "menu": "`oro:application` has menus",
}
"""Members of a window of pywebview that this one has not, each with what does it here."""
