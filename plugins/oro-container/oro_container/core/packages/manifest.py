"""`Manifest`, what package.json or the registry says of one version of a package, read leniently."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oro_container.core.packages.errors import BadMetadata

__all__ = ("INSTALL_SCRIPTS", "MAX_DEPENDENCIES", "Manifest", "read_manifest")

INSTALL_SCRIPTS = ("preinstall", "install", "postinstall")
MAX_DEPENDENCIES = 5000
"""Dependencies of one kind that a package may have."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Manifest:
    """The metadata of one version of a package, of package.json or of the registry."""

    name: str = ""
    version: str = ""
    dependencies: Words = field(default_factory=dict)
    """Those that must be there, without the optional ones."""
    dev_dependencies: Words = field(default_factory=dict)
    optional_dependencies: Words = field(default_factory=dict)
    peer_dependencies: Words = field(default_factory=dict)
    peer_dependencies_meta: Mapping[str, Any] = field(default_factory=dict)
    accept_dependencies: Words = field(default_factory=dict)
    """Other ranges that are good enough for a dependency that is there."""
    bundled: tuple[str, ...] = ()
    """Dependencies that its archive has within."""
    bin: Words = field(default_factory=dict)
    """Commands, by name, and the files they are."""
    os: tuple[str, ...] = ()
    cpu: tuple[str, ...] = ()
    libc: tuple[str, ...] = ()
    engines: Words = field(default_factory=dict)
    scripts: Words = field(default_factory=dict)
    has_install_script: bool = False
    has_shrinkwrap: bool = False
    """Whether its archive has a lockfile of its own."""
    tarball: str = ""
    integrity: str = ""
    unpacked_size: int | None = None
    deprecated: str = ""
    workspaces: tuple[str, ...] = ()
    overrides: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)
    """All that is said, as it was read."""

    def is_optional_peer(self, name: str) -> bool:
        """Whether peer `name` need not be there."""
        meta = self.peer_dependencies_meta.get(name)
        return isinstance(meta, Mapping) and bool(meta.get("optional"))


def read_manifest(raw: object, *, what: str = "package.json") -> Manifest:
    """The manifest that `raw` is, JSON of package.json or of one version from the registry.

    Raises:
        BadMetadata: it is no object, or has more dependencies than a package may have.
    """
    if not isinstance(raw, Mapping):
        raise BadMetadata(f"Cannot use {what}: it is no object but {type(raw).__name__}", package=what)
    name, version = _text(raw.get("name")), _text(raw.get("version"))
    optional = _words(raw, "optionalDependencies", what)
    dependencies = _words(raw, "dependencies", what)
    scripts = _words(raw, "scripts", what)
    dist = raw.get("dist")
    dist = dist if isinstance(dist, Mapping) else {}
    meta = raw.get("peerDependenciesMeta")
    size = dist.get("unpackedSize")
    return Manifest(
        name=name,
        version=version,
        dependencies={key: spec for key, spec in dependencies.items() if key not in optional}
        if optional
        else dependencies,
        dev_dependencies=_words(raw, "devDependencies", what),
        optional_dependencies=optional,
        peer_dependencies=_words(raw, "peerDependencies", what),
        peer_dependencies_meta=meta if isinstance(meta, Mapping) else {},
        accept_dependencies=_words(raw, "acceptDependencies", what),
        bundled=_bundled(raw, dependencies),
        bin=read_bin(raw.get("bin"), name),
        os=_list(raw.get("os")),
        cpu=_list(raw.get("cpu")),
        libc=_list(raw.get("libc")),
        engines=_engines(raw.get("engines")),
        scripts=scripts,
        has_install_script=bool(raw.get("hasInstallScript")) or any(key in scripts for key in INSTALL_SCRIPTS),
        has_shrinkwrap=bool(raw.get("_hasShrinkwrap") or raw.get("hasShrinkwrap")),
        tarball=_text(dist.get("tarball")),
        integrity=_integrity(dist),
        unpacked_size=size if isinstance(size, int) and size >= 0 else None,
        deprecated=_deprecated(raw.get("deprecated")),
        workspaces=_workspaces(raw.get("workspaces")),
        overrides=raw["overrides"] if isinstance(raw.get("overrides"), Mapping) else {},
        raw=raw,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _words(raw: Mapping[str, Any], key: str, what: str) -> dict[str, str]:
    value = raw.get(key)
    if not isinstance(value, Mapping):
        return {}
    if len(value) > MAX_DEPENDENCIES:
        raise BadMetadata(
            f"Cannot use {what}: {key} has {len(value)} entries, more than {MAX_DEPENDENCIES}", package=what
        )
    return {name: spec for name, spec in value.items() if isinstance(name, str) and isinstance(spec, str)}


def _list(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple([entry for entry in value if isinstance(entry, str)]) if isinstance(value, list) else ()


def _engines(value: object) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {key: range for key, range in value.items() if isinstance(key, str) and isinstance(range, str)}
    return {}


def _bundled(raw: Mapping[str, Any], dependencies: Words) -> tuple[str, ...]:
    value = raw.get("bundleDependencies", raw.get("bundledDependencies"))
    if value is True:
        return tuple(dependencies)
    return tuple(value) if isinstance(value, Mapping) else _list(value) if not isinstance(value, str) else ()


def _integrity(dist: Mapping[str, Any]) -> str:
    if integrity := _text(dist.get("integrity")):
        return integrity
    try:
        digest = bytes.fromhex(_text(dist.get("shasum")))
    except ValueError:
        return ""
    return f"sha1-{base64.b64encode(digest).decode()}" if len(digest) == 20 else ""


def _deprecated(value: object) -> str:
    if value is True:
        return "deprecated"
    return _text(value)


def _workspaces(value: object) -> tuple[str, ...]:
    return _list(value.get("packages") if isinstance(value, Mapping) else value)


def read_bin(value: object, name: str) -> dict[str, str]:
    """The commands that `value` of member `bin` gives package `name`, none outside of its folder."""
    if isinstance(value, str):
        value = {name: value} if name else {}
    elif isinstance(value, list):
        value = {posixpath.basename(path): path for path in value if isinstance(path, str)}
    if not isinstance(value, Mapping):
        return {}
    commands: dict[str, str] = {}
    for command, path in value.items():
        if not isinstance(path, str) or not isinstance(command, str):
            continue
        base = _within(posixpath.basename(command.replace("\\", "/").replace(":", "/").rstrip("/")))
        if base and (target := _within(path)):
            commands[base] = target
    return commands


def _within(path: str) -> str:
    return posixpath.normpath("/" + path.replace("\\", "/")).lstrip("/")
