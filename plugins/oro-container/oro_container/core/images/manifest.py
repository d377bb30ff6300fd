"""`Manifest`, what the `container.toml` of an image says, read and checked.

name = "blog"
version = "1.0.0"
entry = ["node", "server.js"]
serve = "port"                # or "frames", or "cgi": how the entry answers requests
workdir = "/home/project"
ports = [3000]
layers = ["base"]             # folders of the image, the lowest first; its own files when there are none

[env]
NODE_ENV = "production"

[limits]                      # memory, disk, files, processes, cpus, cpu_seconds, seconds
memory = "512M"

[policy]                      # wanted; the app grants it, or less, or refuses
hosts = ["api.example.com"]
level = "landlock"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from oro_container.core.images.errors import BadManifest
from oro_container.core.images.values import Values
from oro_container.core.policy import LEVELS, Level

__all__ = ("MANIFEST", "Limits", "Manifest", "Serve", "Wanted", "parse_manifest", "plain")

MANIFEST = "container.toml"
"""The name of the file."""
Serve = Literal["port", "frames", "cgi"]
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits that an image wants; None is the app's own."""

    memory: int | None = None
    """Bytes of all processes."""
    disk: int | None = None
    """Bytes of its files."""
    files: int | None = None
    processes: int | None = None
    cpus: float | None = None
    cpu_seconds: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A policy that an image wants."""

    hosts: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    listen: bool = True
    scripts: bool = False
    level: Level = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All that the `container.toml` of an image says."""

    name: str
    version: str = "0"
    entry: tuple[str, ...] = ()
    """The command that it runs; empty for an image that is only files."""
    serve: Serve = "port"
    workdir: str = "/home/project"
    ports: tuple[int, ...] = ()
    layers: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    policy: Wanted = field(default_factory=Wanted)


def parse_manifest(text: str) -> Manifest:
    """Return what a `container.toml` says.

    Raises:
        BadManifest: it is no TOML, or a key or a value is none there is; the message names it, and what was meant.
    """
    try:
        top = Values(MANIFEST, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadManifest(f"Cannot read {MANIFEST}: {error}") from None
    manifest = Manifest(
        name=top.text("name", _NAME, "small letters, digits, `.`, `_` and `-`"),
        version=top.text("version", _VERSION, "such as 1.0.0", "0"),
        entry=top.texts("entry"),
        serve=cast(Serve, top.one_of("serve", get_args(Serve), "port")),
        workdir=_workdir(top),
        ports=tuple(top.integers("ports", 1, 65535)),
        layers=tuple(_below(each) for each in top.texts("layers")),
        env=_env(top.table("env")),
        limits=_limits(top.table("limits")),
        policy=_policy(top.table("policy")),
    )
    top.finish()
    return manifest


def _workdir(top: Values) -> str:
    path = top.text("workdir", None, "", "/home/project")
    if not path.startswith("/") or any(part in (".", "..") for part in path.split("/")):
        raise top.wrong("workdir", path, "expected an absolute path without `.` and `..`")
    return path.rstrip("/") or "/"


def _below(path: str) -> str:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or ".." in parts or "\\" in path or not parts:
        raise BadManifest(f'Cannot read {MANIFEST}: layers: "{path[:80]}" is no path below the image')
    return "/".join(parts)


def _env(table: Values) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in table.names():
        if not _VARIABLE.fullmatch(name):
            raise table.wrong(name, "", "expected the name of a variable: letters, digits and `_`")
        found[name] = table.scalar(name)
    return found


def _limits(table: Values) -> Limits:
    limits = Limits(
        memory=table.size("memory"),
        disk=table.size("disk"),
        files=table.integer("files", 1),
        processes=table.integer("processes", 1),
        cpus=table.number("cpus"),
        cpu_seconds=table.integer("cpu_seconds", 1),
        seconds=table.number("seconds"),
    )
    table.finish()
    return limits


def _policy(table: Values) -> Wanted:
    if table.has("folders"):
        raise table.wrong("folders", "", "an image cannot ask for folders of the machine; the app lends them")
    wanted = Wanted(
        hosts=table.texts("hosts"),
        programs=table.texts("programs"),
        env=table.texts("env"),
        listen=table.boolean("listen", default=True),
        scripts=table.boolean("scripts", default=False),
        level=cast(Level, table.one_of("level", LEVELS, "none")),
    )
    table.finish()
    return wanted


def plain(manifest: Manifest) -> dict[str, Any]:
    """Return a manifest as the values of a `container.toml`, without those that are as if they were not said."""
    told: dict[str, Any] = {}
    for key, value in _members(manifest).items():
        if isinstance(value, (Limits, Wanted)):
            value = _changed(value, type(value)())
        if key == "name" or value != getattr(_NOTHING, key, None):
            told[key] = list(value) if isinstance(value, tuple) else value
    return {key: value for key, value in told.items() if value not in ({}, [])}


def _changed(value: Limits | Wanted, default: Limits | Wanted) -> dict[str, Any]:
    members = _members(value)
    return {
        key: list(each) if isinstance(each, tuple) else each
        for key, each in members.items()
        if each != getattr(default, key)
    }


def _members(value: Manifest | Limits | Wanted) -> dict[str, Any]:
    return {key: getattr(value, key) for key in value.__slots__}


_NOTHING = Manifest(name="")
