"""The record of a plugin: its declarations, saved in its package, so that a start need not import the plugin.

`scripts/record_plugins.py` writes the records of this repository before wheels are built. A plugin can have one if

1. a start calls only its hooks for settings, permissions, services, mounts and modules, and a document that of
   content-security sources; these take no arguments, are not wrappers and set no order, so that their answers depend
   on nothing else;
2. all its services are `on_demand`: they begin their work with a call to one of their routes. In an app for which one
   of their conditions `at_start` holds, the plugin is imported at the start all the same.

A record is valid on the platform it was made on. In a checkout, it must also be newer than all sources of its package,
with none added or removed since; the sources of a wheel do not change.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct

from oro_framework.atomic import replace_file
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.hook_functions import HOOKS, HookFunction
from oro_framework.host.plugins.named import named
from oro_framework.service import Service, routes_of
from oro_framework.types import Module, Mount, Permission, Setting, StartCondition

__all__ = ("Record", "Recorded", "package_folder", "read_record", "record_of", "write_record")

NAME = "plugin-record.json"
"""The name of the file, in the folder of the plugin's package."""
RECORDED = frozenset({"oro_csp", "oro_mounts", "oro_settings", "oro_permissions", "oro_services", "oro_modules"})
LATER = frozenset(
    {"oro_page_events", "oro_page_types", "oro_commands", "oro_findings", "oro_templates", "oro_hookspecs"}
)
"""Hooks that no start calls, like those of other plugins; calling them imports the plugin."""
_GENERIC: dict[str, object] = {repr(kind): kind for kind in (tuple[str, ...],)}
"""Types of settings that no module has a name for, by their text."""


class RecordedSetting(Struct, frozen=True, forbid_unknown_fields=True):
    """A `Setting` in serialisable form."""

    key: str
    type: str
    """`module:name` of its type, or the text of one of `_GENERIC`."""
    default: str
    """A Python literal; if `made`, `module:name` of the class whose call without arguments gives the default."""
    made: bool
    help: str
    env: tuple[str, ...]
    pattern: bool = False

    @classmethod
    def of(cls, setting: Setting[Any]) -> RecordedSetting:
        """Return the record of a setting.

        Raises:
            ValueError: the type has no importable name, or the default is no literal.
        """
        made = not _is_literal(setting.default)
        default = _name_of(type(setting.default)) if made else repr(setting.default)
        text = repr(setting.type)
        kind = text if text in _GENERIC else _name_of(setting.type)
        recorded = cls(setting.key, kind, default, made, setting.help, setting.env, setting.pattern)
        if recorded.read() != setting:
            raise ValueError(f'setting "{setting.key}" cannot be read back')
        return recorded

    def read(self) -> Setting[Any]:
        """Return the setting."""
        default = named(self.default)() if self.made else ast.literal_eval(self.default)
        kind: Any = _GENERIC.get(self.type) or named(self.type)
        return Setting(self.key, kind, default, self.help, self.env, self.pattern)


class RecordedModule(Struct, frozen=True, forbid_unknown_fields=True):
    """A `Module` of the package."""

    name: str
    path: str
    """The path within the package."""
    node: bool

    @classmethod
    def of(cls, module: Module, package: Path) -> RecordedModule:
        """Return the record of a module.

        Raises:
            ValueError: the file of the module is not in the package.
        """
        return cls(module.name, module.path.resolve().relative_to(package.resolve()).as_posix(), module.node)


class RecordedMount(Struct, frozen=True, forbid_unknown_fields=True):
    """A `Mount` of an app."""

    path: str
    app: str
    """`module:name` of the class whose call without arguments is the app."""
    permission: str | None = None
    public: bool = True
    loop: Literal["auto", "trio", "asyncio"] = "trio"

    @classmethod
    def of(cls, mount: Mount) -> RecordedMount:
        """Return the record of a mount.

        Raises:
            ValueError: its app is no object of a class with an importable name.
        """
        from oro_framework.host.asyncio_loop.needs import needs_asyncio  # no start makes records

        loop = mount.loop
        if loop == "auto":
            loop = "asyncio" if needs_asyncio(mount.app) else "trio"
        return cls(mount.path, _name_of(type(mount.app)), mount.permission, mount.public, loop)

    def read(self) -> Mount:
        """Return the mount, whose app is imported with its first request."""
        from oro_framework.host.plugins.later_app import LaterApp  # few plugins have mounts

        return Mount(
            path=self.path, app=LaterApp(self.app), permission=self.permission, public=self.public, loop=self.loop
        )


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The declarations of one plugin."""

    platform: str
    sources: tuple[str, ...]
    """Every Python file of the package, by its path in it."""
    hooks: tuple[str, ...]
    settings: tuple[RecordedSetting, ...]
    permissions: tuple[Permission, ...]
    services: dict[str, tuple[str, ...]]
    """The routes of each service, by its name."""
    modules: tuple[RecordedModule, ...] = ()
    mounts: tuple[RecordedMount, ...] = ()
    csp: dict[str, tuple[str, ...]] = {}
    """Content-security sources by directive."""
    at_start: tuple[StartCondition, ...] = ()
    """Conditions under which the plugin is imported all the same."""

    def functions(self, package: Path, imported: Callable[[str], HookFunction]) -> list[HookFunction]:
        """Return hook functions that answer from the record.

        Args:
            package: the folder of the plugin's package.
            imported: returns a function that imports the plugin and calls one of its hooks.
        """
        answers: dict[str, Callable[[], Any]] = {
            "oro_csp": lambda: self.csp,
            "oro_mounts": lambda: [mount.read() for mount in self.mounts],
            "oro_settings": lambda: [setting.read() for setting in self.settings],
            "oro_permissions": lambda: self.permissions,
            "oro_services": lambda: None,
            "oro_modules": lambda: [
                Module(name=each.name, path=package / each.path, node=each.node) for each in self.modules
            ],
        }
        return [
            HookFunction(hook=hook, function=answers[hook]) if hook in answers else imported(hook)
            for hook in self.hooks
        ]


class Recorded(NamedTuple):
    """A valid record, and the folder of its package."""

    record: Record
    package: Path


def record_of(package: Path, functions: Sequence[HookFunction], services: Iterable[Service]) -> Record:
    """Return the record of an imported plugin.

    Raises:
        ValueError: the plugin must be imported at every start; the message says why.
    """
    found = {each.hook: each for each in functions}
    if len(found) < len(functions):
        raise ValueError("it has a hook twice")
    for each in functions:
        if each.hook in HOOKS.keys() - RECORDED - LATER:
            raise ValueError(f"it has {each.hook}")
        if each.hook in RECORDED and (each.takes or each.wrapper or each.tryfirst or each.trylast):
            raise ValueError(f"its {each.hook} takes arguments, is a wrapper, or asks for its place")
    made = list(services)
    if waiting := [service.name for service in made if not service.on_demand]:
        raise ValueError(f"service {', '.join(waiting)} is not on_demand")
    return Record(
        platform=sys.platform,
        sources=tuple(_sources(package)),
        hooks=tuple(sorted(found)),
        settings=tuple(map(RecordedSetting.of, _answer(found, "oro_settings"))),
        permissions=tuple(_answer(found, "oro_permissions")),
        services={service.name: tuple(sorted(route.name for route in routes_of(service))) for service in made},
        mounts=tuple(RecordedMount.of(mount) for mount in _answer(found, "oro_mounts")),
        csp={directive: tuple(sources) for directive, sources in dict(_answer(found, "oro_csp")).items()},
        at_start=tuple(condition for service in made for condition in service.at_start),
        modules=tuple(RecordedModule.of(module, package) for module in _answer(found, "oro_modules")),
    )


def write_record(package: Path, record: Record | None) -> None:
    """Replace the record of a package; None removes it."""
    path = package / NAME
    if record is None:
        path.unlink(missing_ok=True)
    else:
        replace_file(path, msgspec.json.format(msgspec.json.encode(record)) + b"\n")


def read_record(found: Found) -> Recorded | None:
    """Return the record of an installed plugin, with the folder of its package, or None if it has no valid one."""
    if (package := package_folder(found)) is None:
        return None
    try:
        path = package / NAME
        record = msgspec.json.decode(path.read_bytes(), type=Record)
        if record.platform != sys.platform or not (_of_wheel(found, package) or _is_fresh(record, path)):
            return None
    except (OSError, msgspec.DecodeError):
        return None
    return Recorded(record, package)


def package_folder(found: Found) -> Path | None:
    """Return the folder of the package that a plugin names, without importing it."""
    name, *modules = found.module.partition(":")[0].split(".")
    if len(modules) != 1:  # finding a submodule would import its parents
        return None
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _of_wheel(found: Found, package: Path) -> bool:
    return bool(found.folder) and Path(found.folder) == package.parent


def _is_fresh(record: Record, path: Path) -> bool:
    written = path.stat().st_mtime_ns
    sources = _sources(path.parent)
    return record.sources == tuple(sources) and all(changed <= written for changed in sources.values())


def _sources(package: Path) -> dict[str, int]:
    """Return the modification time of each Python file of a package, by its path in the package, sorted."""
    found: dict[str, int] = {}
    for folder, folders, files in os.walk(package):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        for name in files:
            if name.endswith(".py"):
                path = Path(folder, name)
                found[path.relative_to(package).as_posix()] = path.stat().st_mtime_ns
    return dict(sorted(found.items()))


def _answer(functions: dict[str, HookFunction], hook: str) -> Iterable[Any]:
    return (functions[hook].call({}) or ()) if hook in functions else ()


def _is_literal(value: object) -> bool:
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError):
        return False


def _name_of(value: Any) -> str:
    """Return `module:name` of a class or function.

    Raises:
        ValueError: it has no such name, or the name leads to another object.
    """
    text = f"{getattr(value, '__module__', '')}:{getattr(value, '__qualname__', '')}"
    try:
        if named(text) == value:
            return text
    except (ImportError, AttributeError, ValueError):
        pass
    raise ValueError(f"{value!r} has no name to find it by")
