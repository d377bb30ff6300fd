"""A backend: an engine and its windows.

A backend owns the main thread. It turns each scheme request of its engine into a `Request`, hands
it to `Door.open` with a `Reply`, and aborts the returned `Exchange` when the page no longer wants
the answer. Methods marked *GUI thread* or *loop thread* are called on that thread only. Calls
cross between the two only by `Backend.post` and `host.kernel.threads`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from oro_framework.errors import Unsupported
from oro_framework.host.backends.engine_store import EngineStore, Profile
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.backends.interface.display import Display
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.interface.system_clipboard import SystemClipboard
from oro_framework.host.backends.interface.tray_icon import TrayIcon
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec, centred
from oro_framework.host.requests.reply import Door
from oro_framework.pins import PinSet
from oro_framework.types import Scheme

if TYPE_CHECKING:  # few runs are driven
    from oro_framework.host.backends.driving import Driving

__all__ = ("Backend",)


class Backend(ABC):
    """An engine. Created on the main thread with the schemes that it must register before any view exists."""

    name: ClassVar[str]
    capabilities: Capabilities
    """The claims; those of an instance that runs are the claims in this session."""
    in_wayland: ClassVar[Capabilities | None] = None
    """The claims in a session of Wayland, where they are others."""
    pins: PinSet = PinSet()
    """Pinned certificates by host; replaced as a whole, on any thread. Ignored without the capability."""
    spelling: tuple[str, ...] = ()
    """Languages in which engines check what is written, such as `en_US`; set before `run`."""
    profile: Profile = Profile()
    """The app's own profile; set before `run`. Its storage is ignored without the capability."""
    icon: Path | None = None
    """The picture of the app's windows; set before `run`."""
    isolated: bool = False
    """True if pages are cross-origin isolated; set before `run`."""
    one_window: str = ""
    """Why an app has its first window only; empty where it can have others."""
    preload: str = ""
    """A classic script this engine needs before the framework's own preload, in every frame."""
    worker_preload: str = ""
    """A classic script this engine runs in workers before any import; every page of the app can read it."""

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        self.schemes = schemes
        self.door = door
        self.app_id = app_id
        self.framers: tuple[str, ...] = ()

    def allow_framing(self, origins: Sequence[str]) -> None:
        """Allow pages of these origins to show the app in a frame; called before any view exists.

        Has an effect only where the engine does not enforce `frame-ancestors` and the preload does.
        """
        self.framers = tuple(origins)

    def open_to_drivers(self, driving: Driving) -> None:
        """Have the engine listen for programs that drive its pages; called before `run`.

        Raises:
            Unsupported: the engine has no driver of that kind.
        """
        raise Unsupported(f'Cannot let programs drive pages: backend "{self.name}" has no driver')

    @classmethod
    @abstractmethod
    def missing(cls) -> list[str]:
        """Return the missing requirements of the backend, each with the command that installs it."""

    @abstractmethod
    def run(self, ready: Callable[[], None]) -> None:
        """Run the GUI loop until `quit`; call `ready` on the GUI thread once views can be created."""

    @abstractmethod
    def post(self, function: Callable[..., object], *args: object) -> None:
        """Run `function` on the GUI thread soon, in the order of calls. Any thread."""

    @abstractmethod
    def quit(self) -> None:
        """End `run`. Any thread, idempotent."""

    @abstractmethod
    def create_view(self, spec: ViewSpec, events: ViewEvents) -> View:
        """Create a view and start loading its URL. GUI thread."""

    @abstractmethod
    def open_external(self, url: str) -> None:
        """Open a URL with the desktop's own program. GUI thread."""

    @abstractmethod
    def screen_size(self) -> tuple[int, int]:
        """Return width and height of the primary screen in logical px. GUI thread."""

    def possible(self, spec: ViewSpec) -> ViewSpec:
        """Return a spec without what this session refuses, and with a place on its display. GUI thread."""
        claims = self.capabilities
        if spec.display and claims.displays and claims.positions and spec.x is None and spec.y is None:
            spec = centred(spec, self.displays())
        return replace(
            spec,
            transparent=spec.transparent and claims.transparent,
            opacity=spec.opacity if claims.opacity else 1.0,
            above=spec.above and claims.above,
            skip_taskbar=spec.skip_taskbar and claims.taskbar,
            kiosk=spec.kiosk and claims.fullscreen,
        )

    def displays(self) -> list[Display]:
        """Return the displays, the primary one first. GUI thread.

        Raises:
            Unsupported: this backend has none.
        """
        raise Unsupported(f"Cannot tell the displays: the {self.name} backend has none")

    def watch_displays(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever a display comes, goes or changes, until the app ends. GUI thread, once."""
        return

    def cursor(self) -> tuple[int, int]:
        """Return where the pointer is, in the logical pixels of the desktop. GUI thread.

        Raises:
            Unsupported: this backend or this session does not tell.
        """
        raise Unsupported(f"Cannot tell where the pointer is: the {self.name} backend has none")

    def prefers_dark(self) -> bool:
        """Return whether the desktop is set to dark colours. GUI thread."""
        return False

    def prefer(self, dark: bool | None, contrast: bool | None, still: bool | None) -> None:
        """Have media queries say what the person prefers, as far as the engine can be told; see `Host.prefer`. GUI."""
        return

    @abstractmethod
    def file_dialog(self, dialog: FileDialog, done: Callable[[list[str]], None]) -> None:
        """Ask the person for files; `done` gets absolute paths, none when cancelled. GUI thread."""

    def clipboard(self) -> SystemClipboard:
        """Return the desktop's clipboard. GUI thread.

        Raises:
            Unsupported: this backend has none.
        """
        raise Unsupported(f"Cannot use the clipboard: the {self.name} backend has none")

    def stores(self, profile: Profile) -> Sequence[EngineStore]:
        """Return the stores of a profile: of windows for sites first, then of the app's pages. GUI thread.

        Raises:
            Unsupported: this backend has none.
        """
        raise Unsupported("Cannot reach what pages stored: this backend keeps nothing")

    def ask(self, title: str, text: str, choices: Sequence[str], done: Callable[[int | None], None]) -> None:
        """Ask the person a question; `done` gets the number of the choice, None when it was closed. GUI thread.

        Raises:
            Unsupported: this backend has no such dialog.
        """
        raise Unsupported(f'Cannot ask "{title}": backend {self.name} has no dialog for it')

    def ask_choice(
        self,
        title: str,
        text: str,
        rows: Sequence[str],
        buttons: Sequence[str],
        done: Callable[[int | None, int | None], None],
    ) -> None:
        """Ask the person to choose one of several rows; buttons from the third on need one. GUI thread.

        Args:
            title: what is asked.
            text: what the person is told.
            rows: what there is to choose from, perhaps nothing.
            buttons: their labels; the last is the one that a double click on a row means.
            done: gets the numbers of the row and of the button, None where none was chosen or it was closed.

        Raises:
            Unsupported: this backend has no such dialog.
        """
        raise Unsupported(f'Cannot ask "{title}": backend {self.name} has no dialog for it')

    def show_tray(
        self,
        tray: TrayIcon,
        chosen: Callable[[int, int], None],
        clicked: Callable[[], None],
        done: Callable[[str | None], None],
    ) -> None:
        """Show a tray icon in place of the current one; `done` gets the reason if it cannot be shown. GUI thread.

        Args:
            tray: the icon and its menu.
            chosen: gets the numbers of a section and of its item.
            clicked: called when the icon itself is clicked.
            done: called once, with None if the desktop shows the icon.
        """
        done("this backend has no desktop")
