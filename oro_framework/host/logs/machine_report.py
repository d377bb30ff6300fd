"""A report for who mends an app, as Markdown: what ran, where, what was set, what was logged, how it crashed.

It is made to be read before it is sent. Secrets that can be told apart are taken out, as are the names of the person,
of the machine and of the home folder.
"""

from __future__ import annotations

import datetime
import getpass
import importlib.metadata
import locale
import os
import platform
import re
import socket
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oro_framework import __version__
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.config import Config
from oro_framework.host.configuration.values import is_secret
from oro_framework.host.kernel.state_folder import log_folder
from oro_framework.host.logs.crashes import kept_crashes
from oro_framework.host.logs.log_file import earlier
from oro_framework.host.logs.log_records import LOG_NAME, secrets_of
from oro_framework.host.logs.redaction import HIDDEN, redacted

if TYPE_CHECKING:
    from oro_framework.host.plugins.plugin_info import PluginInfo

__all__ = ("Section", "machine_report")

LINES = 200
"""Of the log, the last."""
PACKAGES = re.compile(
    r"oro[-_].*|pywebview|qtpy|pyqt6.*|pyside6.*|pygobject|trio|anyio|pluggy|msgspec|hypercorn", re.IGNORECASE
)
ENVIRONMENT = ("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORM", "GDK_BACKEND", "LIBGL_ALWAYS_SOFTWARE")
SAYS = """\
It has: versions, the engine, the session, graphics drivers, settings that were changed, plugins, the end of the app's
log, the last crash.

It has not: files, what pages store, addresses of the network or the machine's name. In place of the home folder it has
`~`, in place of the person's name `[person]`, and `[hidden]` where a text looked like a password, key, ticket or token.
What the app itself logged is in it: read it before you send it.
"""

Section = tuple[str, Sequence[str]]
"""A heading and its lines of Markdown."""


def machine_report(config: Config, infos: Iterable[PluginInfo] = (), more: Iterable[Section] = ()) -> str:
    """Return the report of an app; reads files, so it blocks.

    Args:
        config: the app's.
        infos: its plugins.
        more: what only the caller knows, such as the engine.
    """
    folder = log_folder(config.settings[names.META_BUNDLE_IDENTIFIER])
    sections = [
        ("Versions", [*_app(config), *_versions()]),
        ("Machine", list(_machine())),
        *more,
        ("Settings", list(_settings(config))),
        ("Plugins", list(_plugins(infos))),
        ("Last crash", list(_crash(folder))),
        ("Log", list(_log(folder))),
    ]
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    bundle = config.settings[names.META_BUNDLE_IDENTIFIER]
    lines = [f"# {bundle}: report of {now}", "", SAYS]
    for title, content in sections:
        lines += [f"## {title}", "", *(content or ["None."]), ""]
    settings = config.settings
    return _nameless(redacted("\n".join(lines), secrets_of({key: settings[key] for key in settings})))


def _app(config: Config) -> Iterator[str]:
    settings = config.settings
    yield f"- app: {settings[names.META_BUNDLE_IDENTIFIER]} {settings[names.META_VERSION]}".rstrip()
    yield f"- oro-framework: {__version__}" + (" (in a built app)" if getattr(sys, "frozen", False) else "")


def _versions() -> Iterator[str]:
    yield f"- Python: {platform.python_version()} ({platform.python_implementation()})"
    found = {}
    for distribution in importlib.metadata.distributions():
        with suppress(Exception):  # a package without a name, half removed
            name = distribution.metadata["Name"]
            if PACKAGES.fullmatch(name):
                found[name.lower()] = distribution.version
    yield from (f"- {name}: {version}" for name, version in sorted(found.items()))


def _machine() -> Iterator[str]:
    yield f"- system: {_system()}, {platform.machine()}"
    yield f"- processors: {os.cpu_count()}"
    with suppress(OSError, ValueError, AttributeError):
        yield f"- memory: {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"
    yield f"- language: {'.'.join(part or '?' for part in locale.getlocale())}"
    for name in ENVIRONMENT:
        if value := os.environ.get(name):
            yield f"- {name}: {value}"
    shown = [name for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    yield f"- display: {', '.join(shown) or 'none named'}"
    yield f"- graphics drivers: {', '.join(sorted(_drivers())) or 'none found'}"


def _system() -> str:
    with suppress(OSError):
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {platform.release()}"
    return f"{platform.system()} {platform.release()}"


def _drivers() -> set[str]:
    found = set()
    for card in Path("/sys/class/drm").glob("card[0-9]"):
        with suppress(OSError):
            found.add((card / "device" / "driver").resolve(strict=True).name)
    with suppress(OSError):
        found.add(Path("/proc/driver/nvidia/version").read_text("utf-8").splitlines()[0])
    return found


def _settings(config: Config) -> Iterator[str]:
    for row in config.explain():
        if row.source not in ("default", "derived"):
            value = HIDDEN if is_secret(row.key) and row.value else _plain(row.value)
            yield f"- `{row.key}` = `{value}` ({row.source})"


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return str({key: HIDDEN if is_secret(str(key)) else each for key, each in value.items()})
    return str(value).replace("`", "'")


def _plugins(infos: Iterable[PluginInfo]) -> Iterator[str]:
    for info in infos:
        if not info.builtin:
            yield f"- {info.name} {info.version or ''}: {info.state}" + (f": {info.error}" if info.error else "")


def _crash(folder: Path) -> Iterator[str]:
    crashes = kept_crashes(folder)
    for ended in crashes[:1]:
        began = datetime.datetime.fromtimestamp(ended.began, datetime.UTC).isoformat(timespec="seconds")
        about = ", ".join(f"{key} {value}" for key, value in ended.details.items())
        yield f"{ended.reason}, in the run begun {began} ({about}); {len(crashes)} crashes are kept."
        yield ""
        yield from _quoted(ended.stacks.splitlines())


def _log(folder: Path) -> Iterator[str]:
    path = folder / LOG_NAME
    lines: list[str] = []
    for each in (path, earlier(path, 1)):
        if len(lines) < LINES:
            with suppress(OSError):
                lines = each.read_text("utf-8", "replace").splitlines() + lines
    if lines:
        yield from _quoted(lines[-LINES:])


def _quoted(lines: Sequence[str]) -> Iterator[str]:
    yield "````text"
    yield from (line.replace("````", "'```") for line in lines)
    yield "````"


def _nameless(text: str) -> str:
    """Return a text without the names of the person, the home folder and the machine."""
    home = str(Path.home())
    if len(home) > 1:
        text = text.replace(home, "~")
    machine = socket.gethostname()
    person = ""
    with suppress(OSError, KeyError, ImportError):
        person = getpass.getuser()
    for name, put in ((machine, "[machine]"), (person if person != "root" else "", "[person]")):
        if len(name) > 2:
            text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", put, text)
    return text
