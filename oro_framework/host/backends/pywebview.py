"""Share what backends through pywebview have in common: its GUI loop, its windows, calls on the GUI thread.

pywebview is used, never forked. Four things are done to it while `run` runs (docs/explanation/pywebview.md):

1. Its first window is replaced by a stand-in that calls `ready`. So the loop runs with any number of
   windows, none included, until `quit`; pywebview itself would end it with the last window.
2. Windows are made by calling its `BrowserView` on the GUI thread, with an address of ours set, so that
   neither its HTTP server nor a start page ever exists.
3. Its JavaScript bridge is not injected: it would cost several threads per page load and be one more
   way from a page into Python.
4. Names of the platform module may be replaced by the backend (a shared context, for example).
"""

from __future__ import annotations

import functools
import importlib
import logging
import threading
import webbrowser
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from oro_framework.errors import Unsupported
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.requests.reply import Door
from oro_framework.types import Scheme

if TYPE_CHECKING:
    from webview import Window

__all__ = ("PYWEBVIEW", "PywebviewBackend", "check_names", "filter_pattern")

PYWEBVIEW = "pywebview>=6.2,<6.3"
"""The releases whose inner names this package was written against."""

BURST = 256
"""Calls made on the GUI thread per wake-up, so that a busy loop thread cannot keep it from painting."""

_log = logging.getLogger("oro.backend")


class PywebviewBackend(Backend):
    """A backend whose windows pywebview makes.

    A subclass names its platform module, says how to wake, hold and stop its toolkit's loop, and makes views
    with `open_browser`. Everything else of `Backend` that does not need the toolkit is here.
    """

    gui: ClassVar[str]
    """The name of the engine for `webview.start`."""
    module: ClassVar[str]
    """The platform module, such as `webview.platforms.gtk`."""
    names: ClassVar[Sequence[str]] = ()
    """The names used from it: `BrowserView.close_window` must exist; with `BrowserView.__init__:manager`
    the function must mention the attribute `manager`."""
    bridge: ClassVar[str] = "inject_pywebview"
    """Where in the platform module pywebview's JavaScript bridge is injected."""
    browser_class: ClassVar[str] = "BrowserView"
    """The class of the platform module that `guilib.create_window` calls with a window."""

    platform: Any
    """The platform module, once `run` has begun."""

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        super().__init__(schemes, door, app_id)
        self._calls: deque[tuple[Callable[..., object], tuple[object, ...]]] = deque()
        self._awake = False
        self._running = False
        self._quitting = False
        self._failure: BaseException | None = None

    # -- overridden for each toolkit ---------------------------------------------------------------

    def prepare(self) -> Mapping[str, object]:
        """Get ready before the toolkit's application exists; return names to replace, such as `Class.method`."""
        return {}

    @abstractmethod
    def hold(self) -> None:
        """Keep the toolkit's loop running without windows. GUI thread, before `ready`."""

    @abstractmethod
    def wake(self, function: Callable[[], None]) -> None:
        """Run `function` once on the GUI thread soon. Any thread, while the loop runs."""

    @abstractmethod
    def stop(self) -> None:
        """Close every window and end the toolkit's loop. GUI thread."""

    def first_browser(self, window: Window) -> Any:
        """Return what stands in for pywebview's first window; `ready` was not yet called."""
        return _StandIn(window)

    def make_browser(self, window: Window) -> Any:
        """Make pywebview's browser for a window and put it on the screen, as its `create_window` does."""
        browser = self.platform.BrowserView(window)
        browser.show()
        return browser

    # -- Backend ------------------------------------------------------------------------------------

    def run(self, ready: Callable[[], None]) -> None:
        """Run the GUI loop; call `ready` on the GUI thread; return after `quit`.

        Raises:
            Unsupported: pywebview is missing, or lacks a name this backend needs.
            Exception: what `ready` raised, after the loop was ended.
        """
        import webview

        self.platform = check_names(self.module, (self.browser_class, self.bridge, *self.names))
        replaced = {self.bridge: _no_bridge, **self.prepare()}
        first: Window = webview.create_window(self.app_id, html="")
        try:
            with _replaced(self.platform, replaced), self._first_window(ready):
                webview.start(gui=self.gui)
        finally:
            self._running = False
            if first in webview.windows:
                webview.windows.remove(first)
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def post(self, function: Callable[..., object], *args: object) -> None:
        """Run `function` on the GUI thread soon. Any thread; calls keep their order.

        Calls made before `run` wait for it; calls made after it are dropped. What one raises is logged.
        """
        self._calls.append((function, args))
        if self._running and not self._awake:
            self._awake = True
            self.wake(self._drain)

    def quit(self) -> None:
        """End `run`. Any thread, idempotent."""
        if not self._quitting:
            self._quitting = True
            self.post(self.stop)

    def open_external(self, url: str) -> None:
        webbrowser.open(url)

    def file_dialog(self, dialog: FileDialog, done: Callable[[list[str]], None]) -> None:
        """Ask through pywebview, which blocks: the question waits on a thread of its own."""
        import webview

        window: Window = webview.active_window() or webview.windows[-1]
        kind = {"open": webview.FileDialog.OPEN, "save": webview.FileDialog.SAVE, "folder": webview.FileDialog.FOLDER}
        ask = functools.partial(
            window.create_file_dialog,
            kind[dialog.kind],
            directory=dialog.directory,
            allow_multiple=dialog.multiple,
            save_filename=dialog.name,
            file_types=tuple(dialog.filters),
        )
        threading.Thread(target=self._ask, args=(ask, done), name="oro-file-dialog", daemon=True).start()

    def _ask(self, ask: Callable[[], Any], done: Callable[[list[str]], None]) -> None:
        answer: list[str] = []
        try:
            found = ask()
            answer = [found] if isinstance(found, str) else list(found or ())
        except Exception:
            _log.exception("Cannot open a file dialog")
        self.post(done, answer)

    # -- windows --------------------------------------------------------------------------------------

    def open_browser(self, spec: ViewSpec, dress: Callable[[Any], None]) -> Any:
        """Make a pywebview browser for `spec`; `dress(browser)` runs before its first load. GUI thread.

        Raises:
            Exception: whatever `dress` raised; the window was closed again.
        """
        import webview

        window: Window = webview.create_window(
            spec.title,
            html="",
            width=spec.width,
            height=spec.height,
            x=spec.x,
            y=spec.y,
            min_size=(spec.min_width, spec.min_height),
            resizable=spec.resizable,
            frameless=spec.frameless,
            transparent=spec.transparent or bool(spec.radius and self.capabilities.transparent),
            easy_drag=False,
            hidden=spec.hidden,
            background_color=spec.background,
        )
        failures: list[Exception] = []

        def before_show() -> None:
            try:
                dress(self.platform.BrowserView.instances[window.uid])
            except Exception as error:
                failures.append(error)

        window.events.initialized += lambda: setattr(window, "real_url", spec.url)
        window.events.before_show += before_show
        window._initialize(self.platform)
        browser = self.make_browser(window)
        if failures:
            self.platform.destroy_window(window.uid)
            raise failures[0]
        return browser

    @contextmanager
    def _first_window(self, ready: Callable[[], None]) -> Iterator[None]:
        """Let pywebview make our stand-in where it would make its first browser."""
        owner, name = _owner(self.platform, self.browser_class)
        original = getattr(owner, name)

        def make(window: Window, *_: object) -> Any:
            setattr(owner, name, original)
            stand_in = self.first_browser(window)
            self.platform.BrowserView.instances[window.uid] = stand_in
            self._begin(ready)
            return stand_in

        setattr(owner, name, make)
        try:
            yield
        finally:
            setattr(owner, name, original)
            self.platform.BrowserView.instances.pop("master", None)

    def _begin(self, ready: Callable[[], None]) -> None:
        try:
            self.hold()
            self._running = self._awake = True
            ready()
        except BaseException as error:
            self._failure = error
            self._calls.append((self.stop, ()))
        self.wake(self._drain)

    def _drain(self) -> None:
        self._awake = False
        calls = self._calls
        for _ in range(min(len(calls), BURST)):
            function, args = calls.popleft()
            try:
                function(*args)
            except Exception:
                _log.exception("Cannot finish %r on the GUI thread: it raised", function)
        if calls and self._running and not self._awake:
            self._awake = True
            self.wake(self._drain)


class _StandIn:
    """Has every method that pywebview calls on a new browser; all of them do nothing."""

    def __init__(self, window: Window) -> None:
        self.pywebview_window = window

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing


def check_names(module: str, names: Sequence[str]) -> ModuleType:
    """Import pywebview's platform module and check that the names used of it are there.

    Raises:
        Unsupported: it cannot be imported or lacks a name; says which pywebview was found.
    """
    try:
        platform = importlib.import_module(module)
    except (ImportError, ValueError) as error:
        raise Unsupported(f'Cannot import "{module}" of pywebview {_installed()}: {error}') from error
    missing = [name for name in names if not _has(platform, name)]
    if missing:
        listed = ", ".join(f'"{name}"' for name in missing)
        raise Unsupported(f'Cannot use pywebview {_installed()}: "{module}" lacks {listed}, wanted "{PYWEBVIEW}"')
    return platform


def _installed() -> str:
    """Return the version of pywebview.

    Raises:
        Unsupported: there is none.
    """
    from importlib import metadata  # slow to import, and needed only for errors

    try:
        return metadata.version("pywebview")
    except metadata.PackageNotFoundError as error:
        raise Unsupported(f'Cannot use a webview: pywebview is not installed, wanted "{PYWEBVIEW}"') from error


def filter_pattern(text: str) -> tuple[str, list[str]]:
    """Split a file filter such as `Images (*.png;*.jpg)` into its name and its patterns."""
    name, parenthesis, rest = text.partition("(")
    patterns = rest.rstrip().removesuffix(")") if parenthesis else text
    return name.strip() or patterns, [part for part in patterns.replace(";", " ").split() if part]


def _owner(platform: Any, dotted: str) -> tuple[Any, str]:
    path, _, name = dotted.rpartition(".")
    return functools.reduce(getattr, path.split(".") if path else (), platform), name


def _has(platform: ModuleType, name: str) -> bool:
    dotted, _, attribute = name.partition(":")
    target: Any = platform
    for part in dotted.split("."):
        if not hasattr(target, part):
            return False
        target = getattr(target, part)
    return not attribute or attribute in getattr(getattr(target, "__code__", None), "co_names", ())


@contextmanager
def _replaced(platform: Any, names: Mapping[str, object]) -> Iterator[None]:
    owners = {name: _owner(platform, name) for name in names}
    originals = {name: getattr(owner, last) for name, (owner, last) in owners.items()}
    try:
        for name, value in names.items():
            setattr(*owners[name], value)
        yield
    finally:
        for name, value in originals.items():
            setattr(*owners[name], value)


def _no_bridge(_platform: str, _window: Window) -> None:
    """Stand in for `inject_pywebview`."""


def _nothing(*_args: object, **_kwargs: object) -> None:
    return None
