"""Routes about instances that stay: opened, called again and again, shut. `oro:wasm` uses them."""

from __future__ import annotations

from typing import Any, TypedDict

from msgspec import to_builtins

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.service import route
from oro_framework.types import Call
from oro_wasm.instances.instances import Instances
from oro_wasm.instances.messages import Open
from oro_wasm.programs.granting import Granting
from oro_wasm.programs.modules import Modules
from oro_wasm.routes.asked import AskedModule, path_of

__all__ = ("InstanceOpened", "InstanceRoutes", "Invoked")


class AskedInstance(AskedModule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instance to open, as a page describes it."""

    args: tuple[str, ...] = ()


class InstanceOpened(TypedDict):
    """An instance that can be called; each export has `name`, `params` and `results`, its types."""

    id: str
    exports: list[dict[str, Any]]


class Invoked(TypedDict):
    """The results of a function with their types; one at most of a component.

    `i64` of modules are decimal digits, as are `s64` and `u64` of components that JavaScript's numbers cannot carry.
    `NaN` and infinities are texts, `list<u8>` is Base64.
    """

    results: list[Any]
    types: list[str]


class InstanceRoutes:
    """Instances, from their opening to their end."""

    def __init__(self, instances: Instances, modules: Modules, granting: Granting) -> None:
        self._instances = instances
        self._modules = modules
        self._granting = granting

    @route("wasm.open", permission="wasm", deadline=0)
    async def open(self, call: Call) -> InstanceOpened:
        """Open an instance of the module or component that the body describes (`AskedInstance`, as JSON).

        Its state stays from call to call, until `wasm.shut` or the end of the page. It has no input, and its output
        goes to the app's error output. If cancelled, it is ended.

        Raises:
            InvalidArgument: the description is none, or the window has an instance of that id.
            Denied: the page may not grant what it asks for.
            NotFound: there is no module of that digest.
            NotWebAssembly: it is no module or component, or not a valid one.
            CannotRun: it needs what this engine, or its grants, do not have.
            Trapped: it could not go on as it started.
            TimedOut: its time was over as it started.
            Closed: the page went meanwhile; nothing is left running.
            OSError: the window has too many, or the file cannot be read.
        """
        try:
            asked = from_json(call.body, AskedInstance)
        except ValueError as error:
            raise InvalidArgument(f"Cannot open an instance: {error}") from error
        departures = self._instances.departures
        before = departures.so_far(call.window)
        request = await self._resolved(call, asked)
        departures.check(call.window, before, "open an instance")
        id, instance = await self._instances.open(call.window, request, asked.id)
        return {"id": id, "exports": to_builtins(instance.exports)}

    @route("wasm.invoke", permission="wasm", deadline=0)
    async def invoke(self, call: Call, *, id: str, export: str) -> Invoked:
        """Call an exported function of an instance with the parameters in the body, an array as JSON.

        Calls of one instance are answered one after another. If cancelled, the function is ended, and with it the
        instance; a call that still waits for others leaves it as it is.

        Raises:
            InvalidArgument: the body is no array.
            NoSuchInstance: there is none of that id, or it has ended.
            NoSuchExport: it has no function of that name.
            BadArguments: the function takes others.
            CannotRun: the function takes or returns what lives only in the instance, such as a resource.
            Trapped: it could not go on, or exited; the instance has ended.
            TimedOut: its time was over; the instance has ended.
            Closed: the instance was shut, or ended by an earlier call.
        """
        try:
            params = from_json(call.body or b"[]", list[Any])
        except ValueError as error:
            raise InvalidArgument(f'Cannot call "{export}": its parameters are to be an array: {error}') from error
        returned = await self._instances.call(call.window, id, export, tuple(params))
        return {"results": returned.value, "types": list(returned.types)}

    @route("wasm.shut", permission="wasm")
    async def shut(self, call: Call, *, id: str) -> dict[str, str]:
        """End an instance, whatever it does.

        Raises:
            NoSuchInstance: there is none of that id, or it has ended.
        """
        await self._instances.shut(call.window, id)
        return {}

    async def _resolved(self, call: Call, asked: AskedInstance) -> Open:
        return Open(
            path=await path_of(asked.path, asked.digest, self._modules, self._granting, "open an instance"),
            digest=asked.digest,
            name=asked.name,
            args=asked.args,
            grants=await self._granting.grants(call, asked.grants),
            limits=self._granting.limits(asked.limits),
        )
