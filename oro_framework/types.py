"""The nouns of the framework: what plugins declare, what routes receive, what they may answer.

Declarations are frozen and keyword-only; the host turns them into tables once, at start.
`Host`, `Window` and `Service` here are what a plugin may rely on; what implements them is private.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

from oro_framework.errors import UsageError

if TYPE_CHECKING:
    from oro_framework.carrier import Door
    from oro_framework.service import Service

__all__ = (
    "ASGIApp",
    "ByteStream",
    "Call",
    "Duplex",
    "Event",
    "EventStream",
    "FileResponse",
    "Headers",
    "Host",
    "HostMount",
    "Message",
    "Middleware",
    "Module",
    "Mount",
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

# -- ASGI, the one request shape (ASGI 3.0, www spec 2.5) ---------------------------------------

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Middleware = Callable[[ASGIApp], ASGIApp]
Headers = Sequence[tuple[str, str]]


# -- what plugins declare -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
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
    inline: bool = False
    """True answers on the thread the request arrives on, without crossing to the loop thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A URL scheme and the ASGI app that answers it."""

    name: str
    app: ASGIApp
    secure: bool = True
    cors: bool = True
    fetch: bool = True
    service_worker: bool = False
    foreign: bool = False
    """True lets documents of other origins load from it; False answers 403 to those known to be of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """An ASGI app, or a directory, under a path of the app's own origin.

    The host runs the lifespan of a mounted app. Exactly one of `app` and `directory` is given.
    """

    path: str
    app: ASGIApp | None = None
    directory: Path | None = None


@dataclass(frozen=True, slots=True)
class HostMount:
    """A folder of the machine that configuration serves under a path of the origin (contract g.3)."""

    folder: Path
    names: tuple[str, ...]
    """The path, segment by segment; empty for the whole origin."""

    @property
    def prefix(self) -> str:
        """The path with a slash before each segment."""
        return "".join(f"/{name}" for name in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A permission a page may hold: `name`, what it grants in prose, and whether it is held by default."""

    name: str
    description: str
    default: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A JavaScript module outside the convention that `<package>/js/NAME.js` is `oro:NAME`."""

    name: str
    path: Path
    node: bool = False
    """True offers it as `node:NAME` too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preload:
    """Something placed in every document before any page script.

    `script` is a classic script; `args` are JSON members merged into `globalThis.__args`.
    """

    script: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T_co]):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to the app as a whole: a deep link, a suspend, a request to quit."""

    name: str
    detail: Any = None


# -- what routes may answer -----------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Response:
    """A whole answer with its own status and headers, outside the JSON envelope."""

    body: bytes = b""
    status: int = 200
    headers: Headers = ()


@dataclass(slots=True, kw_only=True)
class FileResponse:
    """Bytes of an open file, moved by the kernel or the engine and never through Python objects.

    The host owns `fd` from the moment the route returns and closes it.
    `length` None means to the end of the file.
    """

    fd: int
    offset: int = 0
    length: int | None = None
    status: int = 200
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One server-sent event; one with neither name nor data is not written."""

    data: str = ""
    name: str = ""


@dataclass(slots=True)
class EventStream:
    """Answer with server-sent events; small ones are coalesced while the page has not drained the last."""

    events: AsyncIterable[ServerEvent]
    headers: Headers = ()


@dataclass(slots=True)
class ByteStream:
    """Answer with chunks; they are gathered up to 16 KiB, or until the iterator waits, before a write."""

    chunks: AsyncIterable[bytes]
    headers: Headers = ()
    content_type: str = "application/octet-stream"


@dataclass(slots=True, kw_only=True)
class Push:
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
    def host(self) -> Host: ...
    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in the page's top frame; waits in a bounded queue until the page listens."""
        ...

    def push(self, message: Push) -> bool:
        """Send an unsolicited message, bytes included (contract a.5); False when a lossy one was refused."""
        ...

    async def snapshot(self, path: Path) -> None:
        """Save what is painted as a PNG.

        Raises:
            Broken: the engine could not.
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
    def settings(self) -> Settings: ...
    @property
    def log(self) -> logging.Logger: ...
    @property
    def door(self) -> Door:
        """Where a plugin that carries requests brings them; see `oro_framework.carrier`."""
        ...

    @property
    def windows(self) -> Sequence[Window]: ...
    def service(self, name: str) -> Service | None:
        """Return the running service of that name, or None when its plugin is absent or gated off."""
        ...

    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in every window."""
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


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
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
