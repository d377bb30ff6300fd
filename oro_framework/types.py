"""The nouns of the framework: what plugins declare, what routes receive, what they may answer.

Declarations are frozen and keyword-only; the host turns them into tables once, at start.
`Host`, `Window` and `Service` here are what a plugin may rely on; what implements them is private.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

from msgspec import Struct, field

from oro_framework.errors import UsageError

if TYPE_CHECKING:
    from oro_framework.protected import PathGuard
    from oro_framework.requests import Door
    from oro_framework.service import Service

__all__ = (
    "ASGIApp",
    "ByteStream",
    "Call",
    "Clipboard",
    "Duplex",
    "Event",
    "EventStream",
    "FileResponse",
    "Headers",
    "Host",
    "HostMount",
    "Message",
    "Module",
    "Mount",
    "PageEvent",
    "Permission",
    "Preload",
    "Push",
    "Receive",
    "Response",
    "Route",
    "Scheme",
    "Scope",
    "Send",
    "ServerEvent",
    "Setting",
    "Settings",
    "Verdict",
    "Window",
    "WindowStatus",
)

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# -- ASGI, the shape of mounted apps and of schemes of plugins (ASGI 3.0, www spec 2.5) --------------

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Sequence[tuple[str, str]]


# -- what plugins declare -------------------------------------------------------------------------


class Route(Struct, frozen=True, kw_only=True):
    """One IPC route: a name a page can call and the function that answers.

    A plain `def` is answered on the loop thread without a task of its own and must not block;
    an `async def` runs in a task inside the exchange's cancel scope.
    """

    name: str
    handler: Callable[..., Any]
    permission: str | None = None
    deadline: float | None = None
    """Seconds after which the handler is cancelled; None means the setting `ipc_deadline`."""
    max_body: int | None = None
    """Bytes of request body accepted; None means the setting `ipc_max_body`."""
    internal: bool = False
    """True keeps the route from the HTTP bridge and from Conduit headers."""


class Scheme(Struct, frozen=True, kw_only=True):
    """A URL scheme and the ASGI app that answers it."""

    name: str
    app: ASGIApp
    secure: bool = True
    cors: bool = True
    fetch: bool = True
    service_worker: bool = False
    foreign: bool = False
    """True lets documents of other origins load from it; False answers 403 to those known to be of another, and to
    methods other than `GET` and `HEAD` where nothing tells whose document asks."""


class Mount(Struct, frozen=True, kw_only=True):
    """An ASGI app, or a directory, under a path of the app's own origin.

    The host runs the lifespan of a mounted app. Exactly one of `app` and `directory` is given.
    """

    path: str
    app: ASGIApp | None = None
    directory: Path | None = None
    permission: str | None = None
    """Who lacks it, and whoever is no document of the app's own origin, is answered 403 in the app's place; None asks
    for nothing."""
    public: bool = True
    """Whether `GET` and `HEAD` change nothing here, so that requests whose document no engine tells, such as pictures,
    style sheets, frames and links, may be answered. False answers only what scripts of the app's own documents and
    workers ask by `fetch()`, `XMLHttpRequest` or `EventSource`, and everything else 403."""


class HostMount(Struct, frozen=True):
    """A folder of the machine that configuration serves under a path of the origin (contract g.3)."""

    folder: Path
    names: tuple[str, ...]
    """The path, segment by segment; empty for the whole origin."""

    @property
    def prefix(self) -> str:
        """The path with a slash before each segment."""
        return "".join(f"/{name}" for name in self.names)


class Permission(Struct, frozen=True, kw_only=True):
    """A permission a page may hold: `name`, what it grants in prose, and whether it is held by default."""

    name: str
    description: str
    """For the person who is asked: without names of settings."""
    default: bool = True
    harmless: bool = False
    """True keeps `[permissions] default = "ask"` from asking for it: it reaches nothing a person would mind."""


class Module(Struct, frozen=True, kw_only=True):
    """A JavaScript module outside the convention that `<package>/js/NAME.js` is `oro:NAME`."""

    name: str
    path: Path
    node: bool = False
    """True offers it as `node:NAME` too."""


class PageEvent(Struct, frozen=True, kw_only=True):
    """Something pages are told unasked, declared so that editors know it: `oro types` writes it down.

    Args:
        name: of the DOM event; with `push` the source of one, which arrives as event `data`.
        detail: type of the event's `detail`, or of the push's `data`: a dataclass, a TypedDict, any hint of routes.
        summary: one sentence of when it happens.
        push: it is a `Push`, not an event of its own name.
        body: bytes may come along, of a push alone.
    """

    name: str
    detail: Any
    summary: str = ""
    push: bool = False
    body: bool = False


class Preload(Struct, frozen=True, kw_only=True):
    """Something placed in every document before any page script.

    `script` is a classic script; `args` are JSON members merged into `globalThis.__args`. Where `permission` is
    named and the window does not hold it, `refused` is placed instead: a function expression, called with a text that
    names the permission and says why. `modules` are names of the plugin's own modules, such as
    `service-worker`, that documents are to have at once and whatever their policy says of `eval`: before `script`,
    functions by path (`service-worker.js`) are on `globalThis[Symbol.for('oro.runtime.modules')]`, each of which
    returns what its module exports. They cost every document their parsing, and less of it where they say `@atonce` in
    their first comment: then what they do not import stays away. A checkout whose modules cannot be put together has
    none of them.
    """

    script: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    permission: str = ""
    refused: str = ""
    modules: Sequence[str] = ()


class Setting(Struct, Generic[T_co], frozen=True):
    """One configuration key a plugin reads; `host.settings[SETTING]` has the type of `default`."""

    key: str
    """Flattened: `[webview] root` is `webview_root`."""
    type: Callable[..., T_co] | type[T_co]
    default: T_co
    help: str
    env: tuple[str, ...] = ()
    """Environment variables that override the file, first set one wins."""
    pattern: bool = False
    """True when `key` ends in `_` and names a family such as `permissions_allow_`."""


class Verdict(enum.Enum):
    """An answer of `oro_check`; deny wins over allow, no opinion is silence."""

    ALLOW = "allow"
    DENY = "deny"


class WindowStatus(enum.IntEnum):
    """Where a window is in its life (contract b.17)."""

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


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened to the app as a whole: a deep link, a suspend, a request to quit."""

    name: str
    detail: Any = None


# -- what routes may answer -----------------------------------------------------------------------


class Response(Struct, kw_only=True):
    """A whole answer with its own status and headers, outside the JSON envelope."""

    body: bytes = b""
    status: int = 200
    headers: Headers = ()


class FileResponse(Struct, kw_only=True):
    """Bytes of an open file, moved by the kernel or the engine and never through Python objects.

    The host owns `fd` from the moment the route returns and closes it.
    `length` None means to the end of the file.
    """

    fd: int
    offset: int = 0
    length: int | None = None
    status: int = 200
    headers: Headers = ()


class ServerEvent(Struct, frozen=True):
    """One server-sent event; one with neither name nor data is not written."""

    data: str = ""
    name: str = ""


class EventStream(Struct):
    """Answer with server-sent events; small ones are coalesced while the page has not drained the last."""

    events: AsyncIterable[ServerEvent]
    headers: Headers = ()


class ByteStream(Struct):
    """Answer with chunks; they are gathered up to 16 KiB, or until the iterator waits, before a write."""

    chunks: AsyncIterable[bytes]
    headers: Headers = ()
    content_type: str = "application/octet-stream"


class Push(Struct, kw_only=True):
    """An unsolicited message to a page: it arrives as the DOM event `data` (contract a.5).

    With a `body` the bytes wait as a queued response which the page fetches once by id.
    """

    source: str
    data: Any = None
    err: Any = None
    body: bytes | None = None
    headers: Headers = ()
    lossy: bool = False
    """True lets `Window.push` refuse it while many messages wait for the page; otherwise the oldest make room."""


# -- what plugins are given ------------------------------------------------------------------------


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
    def status(self) -> WindowStatus: ...
    @property
    def focused(self) -> bool:
        """Whether it has the keyboard."""
        ...

    @property
    def host(self) -> Host: ...
    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in the page's top frame; waits in a bounded queue until the page listens."""
        ...

    def push(self, message: Push) -> bool:
        """Send an unsolicited message, bytes included (contract a.5); False when a lossy one was refused."""
        ...

    def load(self, url: str) -> None:
        """Load a document in place of the present one, or of one whose renderer died; no policy is asked."""
        ...

    def close(self) -> None:
        """Close the window soon; its pages' work ends, and the app with its last window."""
        ...

    async def snapshot(self, path: Path) -> None:
        """Save what is painted as a PNG.

        Raises:
            Broken: the engine could not.
        """
        ...


class Clipboard(Protocol):
    """The desktop's clipboard. Formats are MIME types; `text/plain` and `text/html` are UTF-8.

    Every method raises `Unsupported` where the app's engine has none. If cancelled, a write may still happen.
    """

    async def formats(self) -> Sequence[str]:
        """Return which formats can be read now."""
        ...

    async def read(self, format: str) -> bytes | None:
        """Return what is there in a format, or None."""
        ...

    async def write(self, items: Mapping[str, bytes]) -> None:
        """Put one thing there in several formats, in place of what was there; without items, leave nothing."""
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
        """What to ask before a file is opened, made, moved or removed for a page."""
        ...

    @property
    def settings(self) -> Settings: ...
    @property
    def log(self) -> logging.Logger: ...
    @property
    def door(self) -> Door:
        """Where a plugin that carries requests brings them; see `oro_framework.requests`."""
        ...

    @property
    def clipboard(self) -> Clipboard:
        """The desktop's clipboard."""
        ...

    @property
    def windows(self) -> Sequence[Window]: ...
    @property
    def command(self) -> Sequence[str]:
        """The command that starts this app again, from any folder; empty where `oro run` did not start it."""
        ...

    @property
    def arguments(self) -> Sequence[str]:
        """What was said to the app on its command line, behind its name."""
        ...

    def service(self, name: str) -> Service | None:
        """Return the running service of that name, or None when its plugin is absent or gated off."""
        ...

    def ask_plugins(self, hook: str) -> Sequence[Any]:
        """Return what each plugin answers a hook that takes the host or nothing, in order; None is left out.

        A plugin whose hook raises is reported and set aside.
        """
        ...

    def add_routes(self, owner: str, routes: Sequence[Route]) -> None:
        """Add routes while the app runs, all or none; `owner` names them in messages and to `remove_routes`.

        Raises:
            Conflict: a route of that name is there.
            DeclarationError: a signature cannot be read.
        """
        ...

    def remove_routes(self, owner: str) -> None:
        """Remove what `add_routes` added for an owner; calls that are under way go on."""
        ...

    def scoped(self, setting: str, target: str, allowed: bool) -> bool:
        """Tell the audit log and `oro dev` what a scope was asked for, and return what it said. Any thread.

        Args:
            setting: the key that narrows the permission: `permissions_dns_names`.
            target: what was asked for, as the setting would have to name it.
            allowed: what the scope said.
        """
        ...

    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in every window."""
        ...

    def announce(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in every window; before there is any document, in the first one that loads."""
        ...

    def event(self, event: Event) -> None:
        """Tell every plugin, by its `oro_event`, something that happened to the app as a whole. Loop thread."""
        ...

    def open_unseen(self, url: str, *, shown: bool = False) -> Window:
        """Open a window that works for others: it has a reserved index and does not keep the app running. Loop thread.

        Args:
            url: a page of the app's own origin.
            shown: show it all the same, to look at what it does.

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
        """Send bytes to the page and wait until it has room.

        Raises:
            OSError: the page is gone. If cancelled, part of the bytes may have been sent.
        """
        ...

    async def receive(self) -> bytes:
        """Wait for bytes from the page; empty once it has ended its side, or is gone."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield what the page sends until it ends its side."""
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
    """The caller is a program beside the app: `window` is the one it named, and it is no page of it."""

    def stream(self) -> Duplex:
        """Return the stream a page opened with `openStream(route)`; the answer is what is sent on it.

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
