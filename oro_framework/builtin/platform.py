"""Routes about the machine and the page's lifecycle: `platform.*`, `process.env.*`, `internal.setcwd`."""

from __future__ import annotations

import os
import platform as machine
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from stat import S_ISDIR
from typing import Any
from urllib.parse import unquote, urlsplit

from oro_framework import __version__
from oro_framework.errors import ErrnoError, InvalidArgument, NotFound
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner, window_of
from oro_framework.parameters import FilePath, Url, Word
from oro_framework.service import route
from oro_framework.types import Call, Host, Permission

__all__ = ("oro_permissions", "oro_routes", "primordials")

ARCH = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64", "i386": "ia32", "i686": "ia32"}
HOSTS = {"darwin": "macosx", "win32": "win32", "linux": "linux"}
READY_STATES = ("loading", "interactive", "complete")


def primordials() -> dict[str, Any]:
    """Return facts of the machine that every page may know."""
    name = machine.machine().lower()
    return {
        "arch": ARCH.get(name, "arm" if name.startswith("arm") else name),
        "cwd": os.getcwd(),
        "platform": sys.platform if sys.platform in HOSTS else "linux",
        "host-operating-system": HOSTS.get(sys.platform, "unix"),
        "version": {"full": __version__, "short": __version__, "hash": ""},
        "python": {"version": machine.python_version()},
    }


@route("platform.primordials")
def platform_primordials(call: Call) -> dict[str, Any]:
    """Return architecture, platform, working directory and versions."""
    return primordials()


@route("platform.event")
def platform_event(call: Call, value: str, state: str = "", data: str = "") -> dict[str, Any]:
    """Note an event of the page: domcontentloaded, load, readystatechange, beforeruntimeinit, runtimeinit, title."""
    window = window_of(call)
    if window is not None:
        if value == "readystatechange" and state in READY_STATES:
            window.ready_state = state
        elif value == "domcontentloaded":
            window.ready_state = "interactive"
        elif value == "load":
            window.ready_state = "complete"
            window.url = str(call.params.get("location.href") or window.url)
        elif value == "title":
            window.take_title(data)
    return {}


@route("platform.openExternal", permission="open_external")
def open_external(call: Call, value: Url) -> dict[str, str]:
    """Open a web, mail or telephone address with the desktop's program; the app itself receives its own addresses."""
    links: Any = call.host.service("deep-link")
    if links is not None and links.addresses.takes(value):
        links.deliver(value)
        return {"url": value}
    scheme = urlsplit(value).scheme.lower()
    if scheme not in ("http", "https", "mailto", "tel"):
        raise InvalidArgument(f'Cannot open "{value[:200]}": only http, https, mailto and tel addresses are opened')
    inner(call.host).open_external(value)
    return {"url": value}


@route("platform.revealFile", permission="open_external")
def reveal_file(call: Call, value: FilePath) -> dict[str, str]:
    """Show the folder of a file in the desktop's file manager."""
    try:
        path = Path(unquote(urlsplit(value).path) if value.startswith("file:") else value)
        folder = path if S_ISDIR(path.stat().st_mode) else path.parent
    except (OSError, ValueError) as error:
        raise NotFound(f'Cannot reveal "{value[:200]}": there is no such file') from error
    inner(call.host).open_external(folder.resolve().as_uri())
    return {}


@route("process.env.get", permission="env")
def env_get(call: Call, key: Word) -> dict[str, str | None]:
    """Return one environment variable of the host's process, null when it is not set."""
    return {"key": key, "value": os.environ.get(key)}


@route("process.env.set", permission="env")
def env_set(call: Call, key: Word, value: Word = "") -> dict[str, str]:
    """Set one environment variable of the host's process."""
    try:
        os.environ[key] = value
    except (ValueError, OSError) as error:
        raise InvalidArgument(f'Cannot set environment variable "{key}": {error}') from error
    return {"key": key, "value": value}


@route("internal.setcwd", internal=True, permission="env")
def set_cwd(call: Call, value: FilePath) -> dict[str, str]:
    """Change the working directory of the host's process."""
    try:
        os.chdir(value)
    except OSError as error:
        raise ErrnoError(error.errno or 0, f'Cannot change directory to "{value}": {error.strerror}') from error
    return {}


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions of this module's routes."""
    return [
        Permission(name="open_external", description="Open addresses and folders with the desktop's own programs."),
        Permission(name="env", description="Read and change environment variables and the working directory."),
    ]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [platform_primordials, platform_event, open_external, reveal_file, env_get, env_set, set_cwd]
