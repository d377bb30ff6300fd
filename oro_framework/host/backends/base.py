"""Define the interface of a backend: an engine and its windows.

A backend owns the main thread. It turns each scheme request of its engine into a `Request`, hands
it to `Door.open` with a `Reply`, and aborts the returned `Exchange` when the page no longer wants
the answer. Methods marked *GUI thread* or *loop thread* are called on that thread only. Calls
cross between the two only by `Backend.post` and `host.kernel.threads`.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from oro_framework.errors import Unsupported
from oro_framework.host.backends.engine_store import EngineStore, Profile
from oro_framework.host.backends.page import Page
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.keys import Chord
from oro_framework.host.configuration.menu import MenuItem, MenuSection
from oro_framework.host.requests.reply import Door
from oro_framework.pins import PinSet
from oro_framework.types import Scheme

if TYPE_CHECKING:  # few runs are driven
    from oro_framework.host.backends.driving import Driving

__all__ = (
    "Backend",
    "Capabilities",
    "ConsoleMessage",
    "Display",
    "FileDialog",
    "Hotkey",
    "INSPECTOR_KEYS",
    "Offer",
    "Part",
    "SystemClipboard",
    "WEBVIEW",
    "Transfer",
    "TrayIcon",
    "View",
    "ViewEvents",
    "ViewSpec",
    "ViewState",
    "restricted_by_wayland",
)


_LEVELS = frozenset({"log", "info", "warn", "error", "debug", "report"})
_PLACE = re.compile(r"\(?(?P<url>[^\s()]+?):(?P<line>\d+)(?::(?P<column>\d+))?\)?$")


class Capabilities(Struct, frozen=True, kw_only=True):
    """The claims of a backend about its engine; the capability suite proves those of a verified one."""

    status: bool
    """Statuses other than 200 reach fetch(), natively or by the head envelope."""
    native_status: bool
    """Statuses reach `<img>`, navigation and everything else too."""
    headers: bool
    stream_response: bool
    """The first byte arrives before the last is written."""
    request_body: bool
    cancel: bool
    """An abort in the page reaches the exchange."""
    redirect: bool
    range: bool
    media: bool
    """`<audio>` and `<video>` play and seek from a custom scheme without help."""
    preload: bool
    preload_frames: bool
    user_agent: bool
    console: bool
    navigation_policy: bool
    evaluate: bool
    windows: bool
    """Windows are visible on a screen."""
    tls_pins: bool = False
    """A pin lets a host load whose certificate is not trusted."""
    menus: bool = False
    """Windows have menu bars."""
    tray: bool = False
    """Apps can have a tray icon, where the desktop shows tray icons."""
    hotkeys: bool = False
    """Hotkeys work wherever the focus is in a window of the app."""
    drops: bool = False
    """The paths of files dropped on a window are reported."""
    storage: bool = False
    """The engine keeps what pages store in the folder the host names, or in memory."""
    profiles: bool = False
    """Windows can have stores of their own, and the host can read and change the cookies in each."""
    proxies: bool = False
    """The proxy of a profile can be set, and changed while the app runs; without it, that of the app as it starts."""
    profile_languages: bool = False
    """Pages of a profile can ask sites for languages of its own; without it, those of the app."""
    positions: bool = True
    """Windows can be put at a position on the screen, and know theirs."""
    above: bool = True
    """Windows can be kept in front of those of other programs."""
    raising: bool = True
    """Windows get the focus when they ask for it, and can be put behind others."""
    page_tools: bool = False
    """Pages are zoomed, searched, printed, and made into PDFs and pictures."""
    fullscreen: bool = False
    """Windows can have the whole of a display, and tell when they have it."""
    parents: bool = False
    """Windows can stay in front of another one, and keep its input from it."""
    grips: bool = False
    """Parts of a page move and resize its window."""
    transparent: bool = False
    """Windows can be seen through where their pages paint nothing."""
    opacity: bool = False
    """The opacity of a whole window can be set."""
    taskbar: bool = False
    """Windows can be left out of the desktop's list of windows."""
    displays: bool = False
    """The displays are known, and what of them panels leave free."""
    cursor: bool = False
    """The position of the pointer is known wherever it is."""
    shared_memory: bool = False
    """Pages of an isolated app have `SharedArrayBuffer`, also in workers and for the memory of WebAssembly."""
    cross_origin_isolated: bool = False
    """Pages of an isolated app find `crossOriginIsolated` true, as the engine keeps what they embed to its rules."""
    webgpu: bool = False
    """`navigator.gpu` gives an adapter where the machine has a driver that the engine takes."""
    views: bool = False
    """Sites are shown in views inside windows, beside the page of the app."""
    verified: bool
    """The table was proven on the real engine by this project's own suite."""
    notes: tuple[str, ...] = ()


WEBVIEW = Capabilities(
    status=True,
    native_status=True,
    headers=True,
    stream_response=True,
    request_body=True,
    cancel=True,
    redirect=True,
    range=True,
    media=True,
    preload=True,
    preload_frames=True,
    user_agent=True,
    console=True,
    navigation_policy=True,
    evaluate=True,
    windows=True,
    verified=True,
)
"""The claims of an engine with all capabilities; a backend replaces those in which its engine differs."""


def restricted_by_wayland(claims: Capabilities, *notes: str) -> Capabilities:
    """Return the claims without those that Wayland leaves to the desktop, and with notes on what else differs."""
    return replace(
        claims,
        positions=False,
        above=False,
        raising=False,
        opacity=False,
        taskbar=False,
        cursor=False,
        notes=(*claims.notes, *notes),
    )


class Part(Struct, frozen=True):
    """A piece of a message: a text that was written as it is, or a value that was written out."""

    text: str
    is_value: bool = False


class ConsoleMessage(Struct, frozen=True, kw_only=True):
    """A message; its place is empty where it is not known."""

    level: str = "log"
    parts: Sequence[Part] = ()
    url: str = ""
    line: int = 0
    column: int = 0
    uncaught: bool = False
    """It is an error that no code of the page handled."""

    @property
    def text(self) -> str:
        """The whole message."""
        return " ".join(part.text for part in self.parts)

    @classmethod
    def plain(cls, level: str, text: str, *, url: str = "", line: int = 0, uncaught: bool = False) -> ConsoleMessage:
        """Return a message of one text."""
        level = level if level in _LEVELS else "log"
        return cls(level=level, parts=(Part(text),), url=url, line=line, uncaught=uncaught)

    @classmethod
    def read(cls, text: str) -> ConsoleMessage:
        """Read what `webkit/console.js` posts; a page can post anything, which then is the text."""
        try:
            found: Any = json.loads(text)
            parts = tuple(Part(str(each), bool(is_value)) for is_value, each in found["parts"])
            place = _PLACE.search(str(found["at"]))
            level, uncaught = str(found["level"]), bool(found["uncaught"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return cls.plain("log", text)
        return cls(
            level=level if level in _LEVELS else "log",
            parts=parts,
            url=place["url"] if place else "",
            line=int(place["line"]) if place else 0,
            column=int(place["column"] or 0) if place else 0,
            uncaught=uncaught,
        )


class Offer(Struct, frozen=True, kw_only=True):
    """A download that a page asks for, as reported by its engine."""

    url: str
    name: str = ""
    """The name suggested by the page or the server; not yet safe as a file name."""
    type: str = ""
    length: int | None = None
    """The size in bytes, where it is known."""


class Transfer(Protocol):
    """A download that the host has accepted. GUI thread."""

    @property
    def path(self) -> Path:
        """The file the engine saves to; it does not exist yet, but its folder does."""
        ...

    def received(self, count: int, total: int | None) -> None:
        """Report the number of bytes received so far, and the total, where it is known."""
        ...

    def ended(self, error: str | None) -> None:
        """Report that the file is complete, or why the download failed; called once."""
        ...


def _unheard(*_: object) -> None:
    """Ignore an event."""


def _not_asked(dialog: FileDialog, done: Callable[[list[str] | None], None]) -> bool:
    """Leave a page's input to the view."""
    return False


def _no_download(_offer: Offer, _cancel: object) -> None:
    """Take no download."""


def _refused(_permissions: Sequence[str], _origin: str | None, done: Callable[[bool], None]) -> None:
    """Deny permissions."""
    done(False)


def _denied(_permission: str, _origin: str | None) -> str:
    """Return that a permission is denied."""
    return "denied"


class Display(Struct, frozen=True, kw_only=True, rename="camel"):
    """A display, in the logical pixels of the desktop."""

    name: str
    """The name of its connector, such as `DP-1`."""
    x: int
    y: int
    width: int
    height: int
    work_area: tuple[int, int, int, int]
    """x, y, width and height of what panels leave free; under Wayland, which does not tell, the whole display."""
    scale: float = 1.0
    """Pixels of the display for each logical one."""
    refresh_rate: float = 0.0
    """Frames in a second; 0 where it is not known."""
    rotation: int = 0
    """Degrees clockwise by which the picture is turned: 0, 90, 180 or 270."""
    primary: bool = False


class ViewState(Struct, frozen=True):
    """The state in which the desktop has a window."""

    fullscreen: bool = False
    maximized: bool = False
    minimized: bool = False


class ViewSpec(Struct, frozen=True, kw_only=True):
    """The options of a new window; sizes and positions in logical px."""

    url: str
    title: str = ""
    width: int = 1024
    height: int = 768
    x: int | None = None
    y: int | None = None
    min_width: int = 1
    min_height: int = 1
    max_width: int = 0
    """0 is no limit, as for the height."""
    max_height: int = 0
    resizable: bool = True
    maximizable: bool = True
    minimizable: bool = True
    closable: bool = True
    frameless: bool = False
    utility: bool = False
    fullscreen: bool = False
    kiosk: bool = False
    """It has a whole display, and only the app takes it away again."""
    maximized: bool = False
    minimized: bool = False
    display: str = ""
    """The name of the display it opens on; empty leaves the choice to the desktop."""
    above: bool = False
    skip_taskbar: bool = False
    opacity: float = 1.0
    transparent: bool = False
    """The window is seen through where its page paints nothing."""
    radius: int = 0
    """Of the corners, in a window without the desktop's frame."""
    controls: bool = False
    """Buttons that minimize, maximize and close it lie over its page."""
    control_offsets: tuple[int, int] = (0, 0)
    """Their distances from the side they are at and from the top, in px."""
    parent: View | None = None
    """The one it stays in front of."""
    modal: bool = False
    """Its parent has no input while it is open."""
    aspect_ratio: tuple[int, int] | None = None
    """The ratio of width to height kept while the person resizes the window, where the toolkit can."""
    hidden: bool = False
    offscreen: bool = False
    """Its page has a viewport, frames and unthrottled timers while it is hidden, where the engine can."""
    background: str = "#ffffff"
    preload: str = ""
    """One classic script, run at document start in every frame."""
    user_agent_suffix: str = ""
    inspector: bool = False
    zoom: float = 1.0
    """How large the page is at first; 1 is the size it was made for."""
    keys: bool = True
    """Keys and the wheel zoom the page, search it, print it and give it the whole screen, unless it takes them."""
    profile: Profile | None = None
    """The stores of the view; the app's own when None."""
    trusted: bool = True
    """False makes a view with none of our schemes, for foreign origins; docs/explanation/engines.md#foreign-origins."""

    @property
    def grips(self) -> bool:
        """Whether parts of its page move, resize or close the window in place of the desktop's frame."""
        return self.trusted and (self.frameless or self.radius > 0 or self.controls)


def centred(spec: ViewSpec, displays: Sequence[Display]) -> ViewSpec:
    """Return a spec in the middle of the work area of its display, if that is there."""
    for display in displays:
        if display.name == spec.display:
            x, y, width, height = display.work_area
            return replace(spec, x=x + max(0, (width - spec.width) // 2), y=y + max(0, (height - spec.height) // 2))
    return spec


class ViewEvents(Struct, frozen=True, kw_only=True):
    """The callbacks by which a view tells the host. Called on the GUI thread; none of them may raise or block."""

    caller: Callable[[str | None, bool], Any]
    """(origin, top_level) → `Caller` for a request of this view."""
    document_replaced: Callable[[str], None]
    """A new document was committed in the top frame, with its URL."""
    title_changed: Callable[[str], None]
    shown: Callable[[], None]
    hidden: Callable[[], None]
    closed: Callable[[], None]
    crashed: Callable[[str], None]
    """The renderer died, with the engine's reason."""
    console: Callable[[ConsoleMessage], None]
    navigate: Callable[[str, bool], str]
    """(url, top_level) → `allow`, `deny` or `external`."""
    placed: Callable[[int, int, int, int], None] = _unheard
    """(x, y, width, height) after the window was moved or resized."""
    download: Callable[[Offer, Callable[[], None] | None], Transfer | None] = _no_download
    """(offer, cancel) → where the engine saves it, or None: the engine drops it, and the host may fetch it itself.

    `cancel` stops the engine, on the GUI thread. None of it says that the engine cannot save what the offer names.
    """
    permission: Callable[[Sequence[str], str | None, Callable[[bool], None]], None] = _refused
    """(permissions, origin, done) of a permission request; `done` gets the answer, on the GUI thread."""
    permission_state: Callable[[str, str | None], str] = _denied
    """(permission, origin) → `granted`, `denied` or `prompt`."""
    focused: Callable[[bool], None] = _unheard
    """Whether the window has the keyboard now."""
    minimized: Callable[[bool], None] = _unheard
    """Whether the window is an icon now."""
    zoomed: Callable[[float], None] = _unheard
    """The zoom factor after it has changed."""
    menu_chosen: Callable[[MenuItem], None] = _unheard
    """An item that an element adds to the context menu was chosen."""
    state_changed: Callable[[ViewState], None] = _unheard
    """The desktop made it full screen, maximized, minimized, or none of these any more."""
    display_changed: Callable[[str], None] = _unheard
    """The name of the display that the window is on now."""
    dragged: Callable[[str, int, int, Sequence[str]], None] = _unheard
    """(what, x, y, files) of something dragged over the page: `enter`, `move`, `leave`, or `drop` with paths."""
    choose_files: Callable[[FileDialog, Callable[[list[str] | None], None]], bool] = _not_asked
    """(dialog, done) of an input of the page → whether the host asks the person; if not, the view does.

    `done` gets the paths on the GUI thread, none when the person chose none, None when the view has to ask after all.
    """


class Hotkey(Struct, frozen=True):
    """Keys a view listens to; a passive one is also left to the page."""

    id: int
    chord: Chord
    passive: bool = True


INSPECTOR_KEYS = tuple(
    Hotkey(number, Chord.parse(keys), passive=False) for number, keys in enumerate(("F12", "Control + Shift + i"))
)
"""The keys that open and close the inspector of a view that has one."""


class View(ABC):
    """One engine view in its window. GUI thread."""

    page: Page = Page(_unheard, _unheard)
    """The page it shows; this one can do nothing."""

    @abstractmethod
    def show(self) -> None: ...
    @abstractmethod
    def hide(self) -> None: ...
    @abstractmethod
    def close(self) -> None: ...
    @abstractmethod
    def maximize(self) -> None: ...
    @abstractmethod
    def minimize(self) -> None: ...
    @abstractmethod
    def restore(self) -> None: ...
    @abstractmethod
    def load(self, url: str) -> None: ...
    @abstractmethod
    def set_title(self, title: str) -> None: ...
    @abstractmethod
    def resize(self, width: int, height: int) -> None: ...
    @abstractmethod
    def move(self, x: int, y: int) -> None: ...
    @abstractmethod
    def geometry(self) -> tuple[int, int, int, int]:
        """Return x, y, width, height in logical px."""

    def forget_grants(self, permission: str) -> None:
        """Make the engine forget a granted permission and ask again, where it can."""
        return

    @abstractmethod
    def set_background(self, colour: Colour) -> None:
        """Set the background behind the page.

        Raises:
            Unsupported: the engine cannot.
        """

    def popup(self, items: Sequence[MenuItem], chosen: Callable[[int], None]) -> None:
        """Open a menu at the pointer; `chosen` gets the number of the chosen item, if any.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot open a menu: this backend has none")

    def set_menu_bar(self, sections: Sequence[MenuSection], chosen: Callable[[int, int], None]) -> None:
        """Replace the menu bar; `chosen` gets the numbers of a section and of its item.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot set a menu bar: this backend has none")

    def enable_menu_item(self, section: int, item: int, enabled: bool) -> None:
        """Enable or disable an item of the menu bar.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot enable an item of a menu: this backend has no menu bars")

    def set_hotkeys(self, hotkeys: Sequence[Hotkey], pressed: Callable[[int], None]) -> None:
        """Listen to these keys and no others; `pressed` gets the id of one.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot listen to hotkeys: this backend has no keyboard")

    def focus(self) -> None:
        """Bring the window to the front and give its page the keyboard.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot focus a window: this backend has no keyboard")

    def blur(self) -> None:
        """Take the keyboard from the page and put its window behind others.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot blur a window: this backend has no keyboard")

    def set_above(self, above: bool) -> None:
        """Keep the window in front of those of other programs, or no longer.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot keep a window on top: this backend has no desktop")

    def set_fullscreen(self, fullscreen: bool) -> None:
        """Give the window a whole display, or take it away; a kiosk keeps it.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot make a window full screen: this backend has no desktop")

    def set_kiosk(self, kiosk: bool) -> None:
        """Keep the person in the window, which then has a whole display, or no longer.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot make a window a kiosk: this backend has no desktop")

    def set_opacity(self, opacity: float) -> None:
        """Set the opacity of the whole window, from 0 to 1.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot set the opacity of a window: this backend has no desktop")

    def set_skip_taskbar(self, skip: bool) -> None:
        """Leave the window out of the desktop's list of windows, or no longer.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot leave a window out of a list: this backend has no desktop")

    @abstractmethod
    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        """Run a script in the top frame; `done(value, error)` gets its JSON value."""

    @abstractmethod
    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        """Save the painted page as a PNG; calls `done(error)`."""

    @abstractmethod
    def show_inspector(self) -> None: ...

    def look(self, done: Callable[[bool | None], None]) -> None:
        """Tell whether the engine's last frame has several colours; `done` gets None where that cannot be told."""
        done(None)

    def handle(self) -> str:
        """Return the window as portals name it, such as `x11:2a00007`; empty where it has no such name."""
        return ""

    def target(self) -> str:
        """Return the name by which debuggers of the engine know the page; empty where they know none."""
        return ""


class FileDialog(Struct, frozen=True, kw_only=True):
    """The options of a file dialog."""

    kind: str = "open"
    """`open`, `save` or `folder`."""
    multiple: bool = False
    title: str = ""
    directory: str = ""
    name: str = ""
    filters: Sequence[str] = field(default_factory=tuple)
    types: Sequence[str] = ()
    """MIME types such as `image/*`, and endings such as `.txt`, that a page's input accepts; all when empty."""


class SystemClipboard(Protocol):
    """A toolkit's clipboard. GUI thread. Formats are MIME types; `text/plain` and `text/html` are UTF-8."""

    def formats(self, done: Callable[[list[str]], None]) -> None:
        """Return the formats that can be read now."""
        ...

    def read(self, format: str, done: Callable[[bytes | None], None]) -> None:
        """Return the content in a format, or None if there is none."""
        ...

    def write(self, items: Mapping[str, bytes]) -> None:
        """Replace the content by one item in several formats; without items, clear the clipboard."""
        ...


class TrayIcon(Struct, frozen=True, kw_only=True):
    """A tray icon."""

    sections: Sequence[MenuSection]
    """Its menu: one section without a title, or several that open further menus."""
    icon: str = ""
    """The path of an image; if empty, the toolkit's default icon is shown."""
    tooltip: str = ""


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
    """Whether pages are cross-origin isolated; set before `run`."""
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
