"""The components of an app: described, routed, called, ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from oro_framework.errors import OroError
from oro_framework.types import Call, Host, Route, Window
from oro_wasm import settings
from oro_wasm.components.declared import Declared, declared, tables
from oro_wasm.components.describing import describe
from oro_wasm.components.routes import routes
from oro_wasm.components.wit import Function
from oro_wasm.instances.instance import Instance, Manner
from oro_wasm.instances.messages import Open
from oro_wasm.programs.runners import Runners

__all__ = ("Components",)


class _Component(Struct, eq=False):
    """A component that can be called."""

    declared: Declared
    digest: str
    functions: Sequence[tuple[str, Function]]
    instances: dict[str, Instance] = field(default_factory=dict)
    """By the id of their window; the app's own by an empty text."""


class Components:
    """The components of one app, and their instances.

    Args:
        host: the app.
        runners: lend processes.
    """

    def __init__(self, host: Host, runners: Runners) -> None:
        self._host = host
        self._runners = runners
        self._components: dict[str, _Component] = {}

    def routes(self) -> list[Route]:
        """Return the routes of all components; one that cannot be used is logged and left out.

        Raises:
            ConfigError: a table of the configuration is wrong.
        """
        configured = tables(self._host.settings.family(settings.COMPONENTS.key))
        brought = [each for answer in self._host.ask_plugins("oro_wasm_components") for each in answer]
        return [route for each in declared(self._host.root, configured, brought) for route in self._routes_of(each)]

    async def release(self, window: Window) -> None:
        """End the instances of a window whose page is gone."""
        for each in self._components.values():
            if (instance := each.instances.pop(window.id, None)) is not None:
                await instance.aclose()

    async def aclose(self) -> None:
        """End all instances."""
        for each in self._components.values():
            for instance in each.instances.values():
                await instance.aclose()

    def processes(self) -> dict[str, list[int]]:
        """Return the ids of the processes of each component that has any."""
        held = {
            name: [number for instance in each.instances.values() if (number := instance.process) is not None]
            for name, each in self._components.items()
        }
        return {name: numbers for name, numbers in held.items() if numbers}

    def _routes_of(self, each: Declared) -> Iterator[Route]:
        try:
            described = describe(each.path, each.wit)
        except (OroError, OSError) as error:
            self._host.log.error('Cannot use component "%s" of %s: %s', each.name, each.where, error)
            return
        pairs = [(interface.name, function) for interface, function in described.world.functions()]
        made = self._components[each.name] = _Component(each, described.digest, pairs)

        async def invoke(call: Call, name: str, function: int, values: tuple[Any, ...]) -> Any:
            return await self._instance(made, call.window).call(name, function, values)

        yield from routes(each, described.world, invoke)

    def _instance(self, component: _Component, window: Window | None) -> Instance:
        own = component.declared.instance == "window" and window is not None
        key = window.id if own and window is not None else ""
        if (found := component.instances.get(key)) is None:
            found = component.instances[key] = Instance(_request(component), self._runners, _manner(component.declared))
        return found


def _request(component: _Component) -> Open:
    of = component.declared
    functions = tuple(component.functions)
    return Open(path=str(of.path), digest=component.digest, functions=functions, grants=of.grants, limits=of.limits)


def _manner(of: Declared) -> Manner:
    return Manner(name=f'component "{of.name}"', gone="its window is gone", fresh=of.instance == "call")
