"""Declarations of plugins: frozen, keyword-only, and made into tables once, at start."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct, field

from oro_framework.asgi import ASGIApp, WSGIApp

__all__ = (
    "Choice",
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
    "StartCondition",
    "Template",
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
    """Bytes a request's body may have; None means the setting `ipc_max_body`."""
    internal: bool = False
    """True keeps the route from the HTTP bridge and from Conduit headers."""
    loop: Literal["trio", "asyncio"] = "trio"
    """Where an `async def` runs; `asyncio` is for handlers whose libraries run on asyncio only."""


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
    """An ASGI or WSGI app, or a directory, under a path of the app's own origin.

    The host runs the lifespan of a mounted app. Exactly one of `app` and `directory` is given.
    """

    path: str
    app: ASGIApp | WSGIApp | None = None
    """An ASGI app, or a WSGI app, which is told by its two parameters and runs in worker threads."""
    directory: Path | None = None
    permission: str | None = None
    """Callers that lack it, or are no document of the app's own origin, are answered 403; None requires no
    permission."""
    public: bool = True
    """True where `GET` and `HEAD` change nothing: requests whose document no engine names (pictures, style sheets,
    frames, links) are answered. False answers only `fetch()`, `XMLHttpRequest` and `EventSource` of scripts in the
    app's own documents and workers, and everything else with 403."""
    loop: Literal["auto", "trio", "asyncio"] = "auto"
    """The loop an ASGI app runs on. `auto` is asyncio for frameworks that need it, as Django does, and for apps whose
    modules use asyncio or a library that runs on it only; else trio, on which apps written for anyio run as well."""


class HostMount(Struct, frozen=True):
    """A folder of the machine, served under a path of the app's origin by `webview_navigator_mounts_*`."""

    folder: Path
    names: tuple[str, ...]
    """The path, segment by segment; empty for the whole origin."""

    @property
    def prefix(self) -> str:
        """The path, with a slash before each segment."""
        return "".join(f"/{name}" for name in self.names)


class Permission(Struct, frozen=True, kw_only=True):
    """A permission a page may hold: `name`, what it grants in prose, and whether it is held by default."""

    name: str
    description: str
    """Text for the person who is asked; it names no settings."""
    default: bool = True
    harmless: bool = False
    """True keeps `[permissions] default = "ask"` from asking for it, as it gives access to nothing private."""
    own_profile: bool = False
    """True keeps it from windows of profiles beside the app's own: what it gives is kept once, for all of them."""


class Module(Struct, frozen=True, kw_only=True):
    """A JavaScript module outside the convention that `<package>/js/NAME.js` is `oro:NAME`."""

    name: str
    path: Path
    node: bool = False
    """True makes it `node:NAME` too."""


class PageEvent(Struct, frozen=True, kw_only=True):
    """An event that pages receive, declared so that `oro types` can write its type for editors.

    Args:
        name: the name of the DOM event; for a push its source, as pushes arrive as event `data`.
        detail: type of the event's `detail`, or of the push's `data`: a dataclass, a TypedDict, any hint of routes.
        summary: one sentence that says when it happens.
        push: True for a `Push`, False for an event of its own name.
        body: whether a push may carry bytes.
    """

    name: str
    detail: Any
    summary: str = ""
    push: bool = False
    body: bool = False


class Preload(Struct, frozen=True, kw_only=True):
    """A script placed in every document before any script of the page.

    `script` is a classic script; `args` are JSON members merged into `globalThis.__args`. Where a `permission` is
    named and the window does not hold it, `refused` is placed instead: a function expression, called with a text that
    names the permission and the reason. `modules` are names of the plugin's own modules, such as `service-worker`,
    that documents have without importing them, whatever their policy says of `eval`: before `script` runs,
    `globalThis[Symbol.for('oro.runtime.modules')]` has a function for each path (`service-worker.js`) that returns
    the exports of the module. Every document has to parse these modules; with `@atonce` in their first comment, only
    they and what they import. They are missing in a checkout whose scripts are not built.
    """

    script: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    permission: str = ""
    refused: str = ""
    modules: Sequence[str] = ()


class Choice(Struct, frozen=True, kw_only=True):
    """A thing that a page may be given, such as a device, as the person is shown it."""

    id: str
    """The name under which the grant is kept; it stays the same in later runs."""
    label: str
    includes: tuple[str, ...] = ()
    """Further ids that are given along with it."""


class Setting(Struct, Generic[T_co], frozen=True):
    """One configuration key a plugin reads; `host.settings[SETTING]` has the type of `default`."""

    key: str
    """Flattened: `[webview] root` is `webview_root`."""
    type: Callable[..., T_co] | type[T_co]
    default: T_co
    help: str
    env: tuple[str, ...] = ()
    """Environment variables that override the file; the first that is set wins."""
    pattern: bool = False
    """True when `key` ends in `_` and names a family such as `permissions_allow_`."""


class StartCondition(Struct, frozen=True, kw_only=True):
    """A reason to import a plugin with an app's start although its services are `on_demand`. One member is given.

    Args:
        setting: a configured key, or with `_` at its end the beginning of one.
        files: a pattern of `glob` that fits a file below the app's resources.
        hook: a hook that another plugin implements.
    """

    setting: str = ""
    files: str = ""
    hook: str = ""


class Template(Struct, frozen=True, kw_only=True):
    """The beginning of an app, which `oro new` copies.

    In files, `__TITLE__`, `__NAME__` and `__BUNDLE__` stand for what the person chose. `template.json` in a folder has
    the purpose of each of its files by path; only those are copied.
    """

    name: str
    summary: str
    folder: Path
    """Its files; with `languages`, the folder `common` has those that all share, and one of each language the rest."""
    languages: tuple[str, ...] = ()
    """Languages that it can be had in; the first unless another is named."""
    first: tuple[str, ...] = ()
    """Commands to run in the app's folder before `oro run`."""


class Verdict(enum.Enum):
    """An answer of `oro_check`: deny wins over allow, and None is no opinion."""

    ALLOW = "allow"
    DENY = "deny"


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened to the app as a whole: a deep link, a suspend, a request to quit."""

    name: str
    detail: Any = None
