"""The declarations of all plugins, merged into tables before the app runs.

Plugins are merged one by one, in the order they were registered, each as a whole or not at all. A plugin is set aside
with a `Conflict` that names both plugins if its name for a route, scheme, mount, module, service or permission is
already taken. The host's own parts are merged first, so that no plugin can replace them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from msgspec import Struct, field

from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.plugins.loaded import Plugins
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.host.requests.router import Bound, Router
from oro_framework.host.requests.signature import Signature
from oro_framework.service import Service, routes_of
from oro_framework.types import Host, Module, Mount, Permission, Route, Scheme

__all__ = ("Declared", "Tables", "checked", "collect", "collect_services")


class Declared(Struct):
    """The declarations of one plugin."""

    info: PluginInfo
    permissions: Sequence[Permission] = ()
    services: list[Service] = field(default_factory=list)
    routes: list[Bound] = field(default_factory=list)
    schemes: Sequence[Scheme] = ()
    mounts: Sequence[Mount] = ()
    modules: Sequence[Module] = ()
    reserved: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The names of routes by service, for a plugin that is not imported yet."""


class Tables(Struct):
    """All declarations in use, by name, each with its plugin."""

    router: Router
    permissions: dict[str, tuple[PluginInfo, Permission]] = field(default_factory=dict)
    services: dict[str, tuple[PluginInfo, Service]] = field(default_factory=dict)
    schemes: dict[str, tuple[PluginInfo, Scheme]] = field(default_factory=dict)
    mounts: dict[str, tuple[PluginInfo, Mount]] = field(default_factory=dict)
    modules: dict[str, tuple[PluginInfo, Module]] = field(default_factory=dict)
    reserved: dict[str, PluginInfo] = field(default_factory=dict)
    """The plugins of services that are not imported yet, by the service's name."""

    def merge(self, declared: Declared) -> None:
        """Add all declarations of one plugin, or none.

        Raises:
            Conflict: another plugin has one of the names; the message names both plugins.
        """
        info = declared.info
        named: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
            ("permission", self.permissions, {item.name: item for item in declared.permissions}),
            ("scheme", self.schemes, {item.name.lower(): item for item in declared.schemes}),
            ("mount", self.mounts, {"/" + item.path.strip("/"): item for item in declared.mounts}),
            ("module", self.modules, {item.name: item for item in declared.modules}),
        ]
        for kind, table, new in named:
            for name in new:
                if name in table:
                    raise _taken(kind, name, info, table[name][0])
        for name in {*declared.reserved, *(service.name for service in declared.services)}:
            if (owner := self.service_owner(name)) is not None:
                raise _taken("service", name, info, owner)
        self._merge_routes(declared)
        self.reserved.update(dict.fromkeys(declared.reserved, info))
        for _, table, new in named:
            table.update({name: (info, item) for name, item in new.items()})
        info.permissions = [item.name for item in declared.permissions]
        self.services.update({item.name: (info, item) for item in declared.services})
        info.services = [*declared.reserved, *(item.name for item in declared.services)]
        info.schemes = [item.name for item in declared.schemes]
        info.mounts = [item.path for item in declared.mounts]
        info.modules = [item.name for item in declared.modules]
        info.routes = [*chain(*declared.reserved.values()), *(bound.name for bound in declared.routes)]

    def service_owner(self, name: str) -> PluginInfo | None:
        """Return the plugin, imported or not, that declares the service of a name."""
        return self.services[name][0] if name in self.services else self.reserved.get(name)

    def add_services(self, declared: Declared) -> None:
        """Add the services and routes of a plugin whose names were reserved, or none.

        Raises:
            Conflict: another plugin has one of the names.
        """
        info = declared.info
        for service in declared.services:
            if (owner := self.service_owner(service.name)) not in (info, None):
                raise _taken("service", service.name, info, owner)
        self._merge_routes(declared)
        self.services.update({service.name: (info, service) for service in declared.services})
        info.services = [service.name for service in declared.services]
        info.routes = [bound.name for bound in declared.routes]

    def drop(self, info: PluginInfo) -> None:
        """Remove all declarations of a plugin that broke after it was merged."""
        self.router.unmap(info.name)
        self.reserved = {name: owner for name, owner in self.reserved.items() if owner is not info}
        for table in (self.permissions, self.services, self.schemes, self.mounts, self.modules):
            entries: dict[str, Any] = table
            for name in [name for name, (owner, _) in entries.items() if owner is info]:
                del entries[name]

    def _merge_routes(self, declared: Declared) -> None:
        try:
            for bound in declared.routes:
                self.router.add(bound)
            for name in chain(*declared.reserved.values()):
                self.router.reserve(name, declared.info.name)
        except Conflict:
            self.router.unmap(declared.info.name)
            raise


def collect(
    plugins: Plugins, host: Host, enabled: Callable[[str], bool], log: logging.Logger, *, thorough: bool = True
) -> list[Declared]:
    """Collect the declarations of every active plugin.

    Args:
        plugins: the registered plugins; a plugin with invalid declarations is set aside.
        host: passed to the hooks that take it.
        enabled: returns whether the service of a name is enabled (`[features] NAME = false` disables it).
        log: the log for services that are disabled.
        thorough: whether to read the hints of all routes now, rather than only those of the app's own routes.
    """
    declared = {info.name: Declared(info) for info in plugins.infos.values() if info.active()}
    for name, record in plugins.unimported.items():
        declared[name].reserved = {service: all for service, all in record.services.items() if enabled(service)}

    def bound(route: Route, info: PluginInfo) -> Bound:
        read = Signature.of if thorough or not (info.builtin or info.distribution) else Signature.later
        return Bound(route, read(route.name, route.handler), info.name)

    def permissions(mine: Declared, items: Any) -> None:
        mine.permissions = checked(items, Permission, "oro_permissions")

    def services(mine: Declared, items: Any) -> None:
        mine.routes.extend(bound(route, mine.info) for route in _services(mine, items, host, enabled, log))

    def routes(mine: Declared, items: Any) -> None:
        mine.routes.extend(bound(route, mine.info) for route in _routes(items))

    def schemes(mine: Declared, items: Any) -> None:
        mine.schemes = checked(items, Scheme, "oro_schemes")

    def mounts(mine: Declared, items: Any) -> None:
        mine.mounts = checked(items, Mount, "oro_mounts")

    def modules(mine: Declared, items: Any) -> None:
        mine.modules = checked(items, Module, "oro_modules")

    steps: tuple[tuple[str, dict[str, Any], Callable[[Declared, Any], None]], ...] = (
        ("oro_permissions", {}, permissions),
        ("oro_services", {}, services),
        ("oro_routes", {"host": host}, routes),
        ("oro_schemes", {"host": host}, schemes),
        ("oro_mounts", {"host": host}, mounts),
        ("oro_modules", {"host": host}, modules),
    )
    for hook, arguments, take in steps:
        for info, items in plugins.ask(hook, **arguments):
            plugins.charge(info, hook, partial(take, declared[info.name], items))
    return [mine for mine in declared.values() if mine.info.active()]


def collect_services(
    info: PluginInfo, classes: Iterable[type[Service]], host: Host, enabled: Callable[[str], bool], log: logging.Logger
) -> Declared:
    """Create the services of one plugin while the app runs, and collect their routes.

    Raises:
        DeclarationError: one of the classes or routes cannot be used.
    """
    declared = Declared(info)
    for route in _services(declared, classes, host, enabled, log):
        declared.routes.append(Bound(route, Signature.later(route.name, route.handler), info.name))
    return declared


def _services(
    declared: Declared,
    classes: Iterable[type[Service]],
    host: Host,
    enabled: Callable[[str], bool],
    log: logging.Logger,
) -> Iterator[Route]:
    """Create the services of a plugin, and yield the routes of each."""
    for made in classes:
        if (
            not isinstance(made, type)
            or not issubclass(made, Service)
            or not isinstance(getattr(made, "name", None), str)
        ):
            raise DeclarationError(f"Cannot use {made!r} of oro_services: it is no Service class with a name")
        if not enabled(made.name):
            log.info('Service "%s" is switched off by [features]', made.name)
            continue
        service = made(host)
        declared.services.append(service)
        yield from routes_of(service)


def _routes(functions: Iterable[Any]) -> Iterator[Route]:
    for function in functions:
        found = list(routes_of(function))
        if not found:
            raise DeclarationError(f"Cannot use {function!r} of oro_routes: it is not decorated with @route")
        yield from found


def checked(items: Iterable[Any], kind: type[Any], hook: str) -> list[Any]:
    """Return the declarations of a hook as a list.

    Raises:
        DeclarationError: one of them is of another kind.
    """
    items = list(items)
    for item in items:
        if not isinstance(item, kind):
            raise DeclarationError(f"Cannot use {item!r} of {hook}: it is no {kind.__name__}")
    return items


def _taken(kind: str, name: str, info: PluginInfo, other: PluginInfo) -> Conflict:
    return Conflict(
        f'Cannot use plugin "{info.name}": {kind} "{name}" is taken by plugin "{other.name}"; '
        f'disable one of them in oro.toml: [plugins] disabled = ["{info.name}"]'
    )


def by_name(table: Mapping[str, tuple[PluginInfo, Any]]) -> dict[str, Any]:
    """Return a table without its plugins."""
    return {name: item for name, (_, item) in table.items()}
