"""What plugins declare: frozen, keyword-only, and turned into tables once, at start."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from msgspec import Struct, field

from oro_framework.asgi import ASGIApp

__all__ = (
    "Event",
    "HostMount",
    "Module",
    "Mount",
    "PageEvent",
    "Permission",
    "Preload",
    "Route",
    "Scheme",
    "Setting",
    "Verdict",
)

T_co = TypeVar("T_co", covariant=True)


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


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened to the app as a whole: a deep link, a suspend, a request to quit."""

    name: str
    detail: Any = None
