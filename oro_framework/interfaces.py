"""The running app as plugins see it. These classes refer to each other, and most are implemented in the host."""

from __future__ import annotations

import enum
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar, overload

from msgspec import Struct

from oro_framework.answers import Push
from oro_framework.asgi import Headers
from oro_framework.declarations import Choice, Event, HostMount, Route, Setting, StartCondition
from oro_framework.errors import UsageError
from oro_framework.host.requests.reply import Door
from oro_framework.protected import PathGuard
from oro_framework.sessions import Session

__all__ = (
    "AsyncioLoop",
    "Call",
    "Choices",
    "Clipboard",
    "Duplex",
    "EventListener",
    "Host",
    "Power",
    "Service",
    "Settings",
    "Window",
    "WindowStatus",
)

T = TypeVar("T")

EventListener = Callable[["Window", str, Any], object]
"""(window, name, detail) of an event that a page is told."""


class WindowStatus(enum.IntEnum):
    """The state of a window."""

    ERROR = -1
    NONE = 0
    CREATING = 10
    CREATED = 11
    HIDING = 20
    HIDDEN = 21
    SHOWING = 30
    SHOWN = 31
    CLOSING = 40
    CLOSED = 41
    EXITING = 50
    EXITED = 51
    KILLING = 60
    KILLED = 61


class Settings(Protocol):
    """The effective configuration; keys are flattened."""

    @overload
    def __getitem__(self, key: Setting[T]) -> T: ...
    @overload
    def __getitem__(self, key: str) -> Any: ...
    def family(self, prefix: str) -> Mapping[str, Any]:
        """Return every key that starts with `prefix`, the prefix removed."""
        ...


class Window(Protocol):
    """One window; every method may be called on the loop thread and returns at once."""

    @property
    def index(self) -> int: ...
    @property
    def id(self) -> str:
        """A random 64-bit number as decimal text."""
        ...

    @property
    def url(self) -> str: ...
    @property
    def profile(self) -> str:
        """The name of the stores that its pages share; empty for the app's own."""
        ...

    @property
    def status(self) -> WindowStatus: ...
    @property
    def focused(self) -> bool:
        """Whether the window has the keyboard focus."""
        ...

    @property
    def host(self) -> Host: ...
    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in the page's top frame; it waits in a bounded queue until the page listens."""
        ...

    def push(self, message: Push) -> bool:
        """Send a message, bytes included; return False when a lossy one was refused."""
        ...

    def load(self, url: str) -> None:
        """Load a document in place of the present one, even if its renderer died; no navigation policy is asked."""
        ...

    def close(self) -> None:
        """Close the window soon. The work of its page ends, and so does the app with its last window."""
        ...

    async def snapshot(self, path: Path) -> None:
        """Save what the window shows as a PNG.

        Raises:
            Broken: the engine could not take the picture.
        """
        ...

    @property
    def zoom(self) -> float:
        """How large the page is shown; 1 is the size it was made for."""
        ...

    async def set_zoom(self, factor: float) -> None:
        """Show the page larger or smaller, from 0.25 to 5.

        Raises:
            Unsupported: the engine cannot.
        """
        ...

    async def find(self, text: str, *, backwards: bool = False, match_case: bool = False) -> tuple[int, int]:
        """Mark a text and show its first match, or the next one if it was the last search.

        Returns:
            The number of matches, and which of them is shown, from 1; 0 is none.

        Raises:
            Unsupported: the engine cannot.
        """
        ...

    async def stop_finding(self) -> None:
        """Mark no matches any longer."""
        ...

    async def print(self) -> None:
        """Open the dialog that prints the page; return once it has closed.

        Raises:
            Unsupported: the engine has none.
        """
        ...

    async def pdf(
        self,
        *,
        size: str | Sequence[float] = "A4",
        margins: float | Sequence[float] = 10.0,
        landscape: bool = False,
        background: bool = True,
        pages: str = "",
    ) -> bytes:
        """Return the page as a PDF.

        Args:
            size: the name of a sheet, such as `A4` or `Letter`, or width and height in mm.
            margins: in mm, one for all sides, or top, right, bottom and left.
            landscape: the longer side lies.
            background: colours and pictures behind the text are painted.
            pages: which, such as `1-3, 5`; all when empty.

        Raises:
            InvalidArgument: there is no such sheet, or the margins leave nothing of it.
            Broken: the engine made none; carries its reason.
            Unsupported: the engine cannot.
        """
        ...

    async def capture(self, rect: Sequence[float] | None = None) -> bytes:
        """Return a PNG of what the page shows, or of x, y, width and height in CSS pixels.

        Raises:
            Broken: the engine could not take the picture.
            Unsupported: the engine cannot.
        """
        ...

    async def drag_files(self, paths: Sequence[str]) -> str:
        """Drag files to other programs, from the page, while the person holds the mouse button.

        Args:
            paths: absolute ones.

        Returns:
            What the program did that took them: `copy`, `move` or `link`; empty where none took them.

        Raises:
            Unsupported: the engine cannot.
        """
        ...


class Clipboard(Protocol):
    """The desktop's clipboard. Formats are MIME types; `text/plain` and `text/html` are UTF-8.

    Every method raises `Unsupported` where the app's engine has no clipboard. If cancelled, a write may still happen.
    """

    async def formats(self) -> Sequence[str]:
        """Return the formats that can be read now."""
        ...

    async def read(self, format: str) -> bytes | None:
        """Return the contents in a format, or None."""
        ...

    async def write(self, items: Mapping[str, bytes]) -> None:
        """Replace the contents by one item in several formats; without items, clear the clipboard."""
        ...


class Choices(Protocol):
    """Things that the person gives to pages one by one, such as devices.

    A grant is kept beside the answers about permissions, as `<permission>:<id>`; `oro permissions` lists and resets it.
    """

    async def choose(
        self, call: Call, permission: str, description: str, find: Callable[[], Awaitable[Sequence[Choice]]]
    ) -> Choice | None:
        """Ask the person to choose one of several things for the page that calls, and keep the grant.

        Return None where nothing was chosen, or no dialog can be shown. If cancelled, nothing is given.

        Args:
            call: the call.
            permission: the permission whose pieces these are.
            description: what the person is told.
            find: returns what there is to choose from; called again when the person wants to look again.
        """
        ...

    def given(self, origin: str, permission: str) -> frozenset[str]:
        """Return the ids of what the pages of an origin were given."""
        ...

    async def forget(self, origin: str, permission: str, ids: Sequence[str]) -> None:
        """Take things back; what was not given is not missed. If cancelled, they may be taken back."""
        ...


class Power(Protocol):
    """The power of the machine, as far as plugin oro-power has a say in it."""

    def awake(self, reason: str, *, sleep: bool = True, display: bool = False) -> AbstractAsyncContextManager[None]:
        """Keep the machine awake during the block, as far as the desktop lets programs.

        It waits for no desktop and fails for none: the work goes on in any case. Without oro-power nothing happens.

        Args:
            reason: one line that the desktop shows to the person.
            sleep: whether the machine must not go to sleep by itself.
            display: whether the display must stay on.
        """
        ...


class AsyncioLoop(Protocol):
    """A loop of asyncio in a thread, for libraries that run on it only; the thread begins with the first call."""

    async def run(self, function: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Run an async function there, and return its result. Loop thread.

        It sees the context variables of the caller. Raises any exception of it.

        Raises:
            Closed: the app ends, or the function was cancelled by something else than this call.
        If cancelled, the function is cancelled, and has ended.
        """
        ...

    async def on_trio(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run a function, async or not, on the host's own loop, and return its result. Thread of asyncio.

        Whatever a host, a window or a call has is used there. Raises any exception of the function.

        Raises:
            Closed: the app ends.
        If cancelled, the function is cancelled, and has ended.
        """
        ...


class Host(Protocol):
    """The running app as a plugin sees it."""

    @property
    def bundle(self) -> str:
        """The bundle identifier; the app's origin is `oro://<bundle>`."""
        ...

    @property
    def origin(self) -> str: ...
    @property
    def root(self) -> Path:
        """The folder that holds the app's resources."""
        ...

    @property
    def mounts(self) -> Sequence[HostMount]:
        """Folders of the machine that `webview_navigator_mounts_*` serves, in the order they are asked."""
        ...

    @property
    def path_guard(self) -> PathGuard:
        """The guard to ask before a file is opened, made, moved or removed for a page."""
        ...

    @property
    def settings(self) -> Settings: ...
    @property
    def log(self) -> logging.Logger: ...
    @property
    def door(self) -> Door:
        """The entrance for plugins that carry requests; see `oro_framework.requests`."""
        ...

    @property
    def clipboard(self) -> Clipboard:
        """The desktop's clipboard."""
        ...

    @property
    def asyncio(self) -> AsyncioLoop:
        """The loop of asyncio of this app."""
        ...

    @property
    def power(self) -> Power:
        """The machine kept awake during work: `async with host.power.awake("Copying 12 films"):`."""
        ...

    @property
    def choices(self) -> Choices:
        """Things that the person gives to pages one by one, such as devices."""
        ...

    @property
    def windows(self) -> Sequence[Window]: ...
    def session(self, profile: str = "") -> Session:
        """Return the cookies, stores and proxy of a profile; without a name, of the app's own.

        Raises:
            Busy: another run holds the profile.
            NotFound: there is none.
        """
        ...

    @property
    def command(self) -> Sequence[str]:
        """The command that starts this app again, from any folder; empty where `oro run` did not start it."""
        ...

    @property
    def arguments(self) -> Sequence[str]:
        """The arguments of the app on its command line."""
        ...

    def service(self, name: str) -> Service | None:
        """Return the running service of that name; None when its plugin is absent, gated off, or not called yet.

        Only a service that says `on_demand` starts as late as that.
        """
        ...

    async def begin_service(self, name: str) -> Service | None:
        """Return the service of that name, imported and started now where it waits for a first call.

        None when its plugin is absent or gated off. If cancelled, it is started all the same.

        Raises:
            PluginUnavailable: its plugin is broken.
        """
        ...

    def ask_plugins(self, hook: str, **arguments: Any) -> Sequence[Any]:
        """Return the answers of plugins, in order, to a hook; None is left out.

        Args:
            hook: of the host, or one that a plugin brings by `oro_hookspecs`.
            arguments: of the hook, besides `host`.

        A plugin whose hook raises is reported, and its answer left out.
        """
        ...

    def add_routes(self, owner: str, routes: Sequence[Route]) -> None:
        """Add routes while the app runs, all or none; `owner` names them in messages and for `remove_routes`.

        Raises:
            Conflict: a route of that name is there.
            DeclarationError: a signature cannot be read.
        """
        ...

    def remove_routes(self, owner: str) -> None:
        """Remove the routes that `add_routes` added for an owner; running calls go on."""
        ...

    def check_permission(self, call: Call, permission: str) -> None:
        """Raise unless the caller holds a permission, as the router does before it runs a route. Loop thread.

        Raises:
            Denied: the caller lacks it, or the person has not decided yet; the message says what would grant it.
        """
        ...

    def route_docs(self) -> Mapping[str, str]:
        """Return the first line of the documentation of every route by its name, without internal ones.

        It is empty for routes of plugins that are not imported yet.
        """
        ...

    def admit_program(self, origin: str, rights: Callable[[Call, str], str]) -> Callable[[], None]:
        """Let a program beside the app call, within its rights, until the returned function is called. Loop thread.

        What the app itself may not, or may only after a person was asked, its programs may not either.

        Args:
            origin: the program, as calls that a plugin carries for it name it; no document has such an origin.
            rights: takes a call and the permission it needs, or an empty text; returns why not, or an empty text.
        """
        ...

    def watch_events(self, listener: EventListener) -> Callable[[], None]:
        """Tell a function of every event of a page until the returned function is called. Loop thread.

        Args:
            listener: takes the window, the name and the detail; it neither raises nor blocks.
        """
        ...

    def scoped(self, setting: str, target: str, allowed: bool) -> bool:
        """Report a decision of a scope to the audit log and `oro dev`; return `allowed`. Any thread.

        Args:
            setting: the key that narrows the permission, such as `permissions_dns_names`.
            target: the target of the call, as the setting would name it.
            allowed: whether the scope allows it.
        """
        ...

    def open_external(self, url: str) -> None:
        """Open an address with the desktop's own program, such as a page in the person's browser. Loop thread.

        Raises:
            Unsupported: this app has no desktop.
        """
        ...

    def prefer(self, *, dark: bool | None, contrast: bool | None, still: bool | None) -> None:
        """Have media queries of pages say what the person prefers, where the engine can be told. Loop thread.

        WebKitGTK can. QtWebEngine asks Qt, which knows the desktop's colours itself; it takes nothing from here.

        Args:
            dark: whether colours are dark, for `prefers-color-scheme`; None leaves it to the engine.
            contrast: whether there is more of it, for `prefers-contrast`.
            still: whether little moves, for `prefers-reduced-motion`.
        """
        ...

    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in every window."""
        ...

    def announce(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in every window; before any document has loaded, in the first that does."""
        ...

    def event(self, event: Event) -> None:
        """Tell every plugin, by its hook `oro_event`, of an event of the app as a whole. Loop thread."""
        ...

    def admit_frames(self, pattern: str) -> Callable[[], None]:
        """Let frames load addresses of a pattern until the returned function is called. Loop thread.

        A window itself may not go there, and is not sent outside. Where the app has a content security policy,
        `oro_csp` adds the source that lets its documents have such frames.

        Args:
            pattern: `*` stands for any text; name the origin in full, as in `http://127.0.0.1:8000/*`.
        """
        ...

    def open_unseen(self, url: str, *, shown: bool = False) -> Window:
        """Open a hidden window for work behind the app's pages; it does not keep the app running. Loop thread.

        Args:
            url: a page of the app's own origin.
            shown: True shows it all the same, for debugging.

        Raises:
            UsageError: all 32 reserved indices are taken.
        """
        ...

    def quit(self, code: int = 0) -> None:
        """Ask the app to end with an exit code. Any thread, idempotent: the first code counts."""
        ...


class Duplex(Protocol):
    """Bytes both ways between a page and a route, with backpressure both ways.

    Chunks keep their order; their boundaries may change on the way.
    """

    async def send(self, data: bytes) -> None:
        """Send bytes to the page and wait until there is room for more.

        Raises:
            OSError: the page is gone. If cancelled, part of the bytes may have been sent.
        """
        ...

    async def receive(self) -> bytes:
        """Wait for bytes from the page; return none once it has ended its side or is gone."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the bytes of the page until it ends its side."""
        ...


class Call(Struct, kw_only=True, eq=False):
    """One invocation of a route. Identity comes from the backend, never from what the request claims."""

    host: Host
    route: str
    window: Window | None
    origin: str | None
    """Origin of the calling document, or None when it has none (sandboxed, opaque)."""
    client: str
    """Id of the calling page, worker or frame."""
    params: Mapping[str, Any]
    """Parameters as they came, before conversion."""
    headers: Headers
    body: bytes
    seq: str
    duplex: Duplex | None = None
    outside: bool = False
    """True when the caller is a program outside the app; `window` is then the window it named."""

    def stream(self) -> Duplex:
        """Return the stream that a page opened with `openStream(route)`; the route answers on the stream.

        Raises:
            UsageError: the page made a plain call.
        """
        if self.duplex is None:
            raise UsageError(f'Cannot stream with "{self.route}": the page called it instead of openStream(route)')
        return self.duplex

    def header(self, name: str) -> str | None:
        """Return the first request header of that name, whatever its case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class Service:
    """A running part of a plugin: its routes, its lifetime, and what it holds for pages.

    The host makes one instance of each declared class per run. Set `name`; override what you need.
    """

    name: ClassVar[str]

    on_demand: ClassVar[bool] = False
    """True where all it does begins with a call to one of its routes, and nothing finds it by `Host.service` before.

    `oro run` may then import its plugin, make it and start it with the first of these calls.
    """

    at_start: ClassVar[Sequence[StartCondition]] = ()
    """Conditions under which `oro run` makes the service with the app's start although it is `on_demand`.

    One that holds is enough. A service whose routes depend on the app names those apps here.
    """

    parts: Sequence[object] = ()
    """Objects the service is made of; their routes are the service's own, and so is each `Route` among them.

    Set it in `__init__`.
    """

    def __init__(self, host: Host) -> None:
        self.host = host

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run for as long as the host runs. Task groups are opened here and nowhere else."""
        yield

    async def pause(self) -> None:
        """Stop the work that should not go on while the app is paused."""

    async def resume(self) -> None:
        """Resume the work that `pause` stopped."""

    async def release(self, window: Window) -> None:
        """Free what the page in `window` held; called when its document is replaced and when the window closes."""

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of live objects by kind for `diagnostics.query`: `{kind: [id, …]}`, or nested."""
        return {}
