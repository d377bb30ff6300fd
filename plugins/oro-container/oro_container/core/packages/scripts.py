"""Scripts that packages and projects have run while they are installed, in npm's order and environment."""

from __future__ import annotations

import posixpath
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oro_container.core.packages.platform import Platform
from oro_container.core.packages.tree import Placed

__all__ = ("GYP", "INSTALL", "PROJECT", "RunScript", "Script", "package_scripts", "project_scripts", "scripts_of")

INSTALL = ("preinstall", "install", "postinstall")
PROJECT = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
GYP = "node-gyp rebuild"
"""The script that npm runs for a package with `binding.gyp` and no script of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A command line to run by a shell."""

    package: str
    """Name and version; of the project, its name."""
    event: str
    command: str
    folder: str
    """From that of the project."""
    env: Mapping[str, str]
    """Variables that it has beside the others of the container."""
    path: tuple[str, ...]
    """Folders that come before those of `PATH`."""
    optional: bool = False
    """Whether the project does without the package if it fails."""


RunScript = Callable[[Script], Awaitable[int]]
"""Runs a script and returns its exit status."""


def scripts_of(manifest: Mapping[str, Any], has_gyp: bool) -> dict[str, str]:
    """Return what a package runs while it is installed, by event."""
    listed = manifest.get("scripts")
    listed = listed if isinstance(listed, Mapping) else {}
    found = {event: listed[event] for event in INSTALL if isinstance(listed.get(event), str) and listed[event]}
    if has_gyp and manifest.get("gypfile") is not False and not found.keys() & {"preinstall", "install"}:
        found["install"] = GYP
    return found


def package_scripts(
    node: Placed, manifest: Mapping[str, Any], commands: Mapping[str, str], project: str, platform: Platform
) -> Iterator[Script]:
    """Yield the scripts of a package."""
    env = {
        "npm_package_resolved": node.resolved,
        "npm_package_integrity": node.integrity,
        "npm_package_optional": _truth(node.optional),
        "npm_package_dev": _truth(node.dev),
        "npm_package_peer": _truth(node.peer),
        "npm_package_dev_optional": _truth(node.dev_optional and not node.dev and not node.optional),
    }
    name = f"{node.package}@{node.version}"
    for event, command in commands.items():
        yield _script(name, event, command, node.path, manifest, env, project, platform, node.optional)


def project_scripts(manifest: Mapping[str, Any], project: str, platform: Platform) -> Iterator[Script]:
    """Yield the scripts of the project itself."""
    listed = manifest.get("scripts")
    listed = listed if isinstance(listed, Mapping) else {}
    for event in PROJECT:
        if isinstance(command := listed.get(event), str) and command:
            yield _script(str(manifest.get("name", "")), event, command, "", manifest, {}, project, platform, False)


def _script(
    package: str,
    event: str,
    command: str,
    folder: str,
    manifest: Mapping[str, Any],
    env: Mapping[str, str],
    project: str,
    platform: Platform,
    optional: bool,
) -> Script:
    place = posixpath.join(project, folder)
    members = {key: manifest.get(key) for key in ("name", "version", "config", "engines", "bin")}
    variables = {
        **env,
        **_variables(members),
        "npm_command": "install",
        "npm_config_user_agent": f"oro-container npm/? node/v{platform.node} {platform.os} {platform.cpu}",
        "npm_lifecycle_event": event,
        "npm_lifecycle_script": command,
        "npm_package_json": posixpath.join(place, "package.json"),
        "INIT_CWD": project,
    }
    return Script(
        package=package,
        event=event,
        command=command,
        folder=folder,
        env=variables,
        path=tuple(_bins(place)),
        optional=optional,
    )


def _bins(place: str) -> Iterator[str]:
    while True:
        yield posixpath.join(place, "node_modules", ".bin")
        above = posixpath.dirname(place)
        if above == place:
            return
        place = above


def _truth(value: bool) -> str:
    return "1" if value else ""


def _variables(value: Any, prefix: str = "npm_package_") -> dict[str, str]:
    """Flatten members of a manifest into variables, as npm does."""
    found: dict[str, str] = {}
    items = enumerate(value) if isinstance(value, list) else value.items()
    for key, member in items:
        name = f"{prefix}{key}"
        if isinstance(member, Mapping | list):
            found |= _variables(member, f"{name}_")
        elif isinstance(member, bool):
            found[name] = "true" if member else ""
        elif member is not None:
            found[name] = str(member)
    return found
