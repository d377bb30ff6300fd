"""The imports of a module or component that are not provided when it runs here."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from oro_wasm.analysis.component import Component
from oro_wasm.analysis.module import Import, Module
from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import header, sections

__all__ = ("INTERFACES", "Missing", "missing_of_component", "missing_of_module")

INTERFACES = {
    "wasi:cli": "environment exit stdin stdout stderr terminal-input terminal-output terminal-stdin terminal-stdout "
    "terminal-stderr",
    "wasi:clocks": "monotonic-clock wall-clock",
    "wasi:filesystem": "types preopens",
    "wasi:http": "types outgoing-handler",
    "wasi:io": "error poll streams",
    "wasi:random": "random insecure insecure-seed",
    "wasi:sockets": "network instance-network tcp tcp-create-socket udp udp-create-socket ip-name-lookup",
}
"""The interfaces of WASI 0.2 that components are given, by package."""
NOT_PROVIDED = "not provided"
_VERSION = re.compile(r"0\.2\.\d+")
_LAST = {"core module", "core instance", "component", "instance", "canon", "start", "export"}
"""The sections that come after the imports of a component."""


class Missing(Struct, frozen=True, kw_only=True):
    """An import that is not provided."""

    module: str = ""
    """The name of the module it is to come from; empty of a component's."""
    name: str
    reason: str


def missing_of_module(module: Module) -> tuple[Missing, ...]:
    """Return the imports of a module that are not provided, or with another type."""
    found = [(each, _reason(each)) for each in module.imports]
    return tuple(Missing(module=each.module, name=each.name, reason=reason) for each, reason in found if reason)


def missing_of_component(data: bytes, component: Component) -> tuple[Missing, ...]:
    """Return the imports of a component that are not provided, or with another type.

    Args:
        data: the component, valid.
        component: its structure.
    """
    found = tuple(
        Missing(name=each.name, reason=NOT_PROVIDED)
        for each in component.imports
        if (each.functions or each.kind in ("function", "module", "component")) and not _is_here(each.name)
    )
    if found:
        return found
    refusal = _refusal(data)
    return (_refused(refusal),) if refusal else ()


def _reason(wanted: Import) -> str:
    """Return why an import of a module is not provided; empty where it is."""
    here = _preview_1().get((wanted.module, wanted.name))
    if here is None:
        return NOT_PROVIDED
    return "" if wanted.kind == "function" and here == wanted.type else f"provided as function {here}"


@cache
def _preview_1() -> dict[tuple[str, str], str]:
    """Return the types of all functions of preview 1, as the engine has them."""
    import wasmtime

    from oro_wasm.analysis.preview_1 import FUNCTIONS, MODULE
    from oro_wasm.engine.engines import engine
    from oro_wasm.guests.start import Grants
    from oro_wasm.guests.values import shape
    from oro_wasm.guests.wasi import module_linker

    made = engine()
    store, linker = wasmtime.Store(made), module_linker(made, Grants())
    store.set_wasi(wasmtime.WasiConfig())
    found = {}
    for name in FUNCTIONS:
        function = linker.get(store, MODULE, name)
        assert isinstance(function, wasmtime.Func)
        found[MODULE, name] = shape(function.type(store))
    return found


def _is_here(name: str) -> bool:
    path, _, version = name.partition("@")
    package, _, interface = path.partition("/")
    return interface in INTERFACES.get(package, "").split() and _VERSION.fullmatch(version) is not None


def _refusal(data: bytes) -> str:
    """Return why the engine does not link the imports of a component; empty where it does.

    The component is cut behind its imports, so that nothing of it runs.
    """
    import wasmtime
    from wasmtime import component

    from oro_wasm.engine.engines import engine
    from oro_wasm.guests.start import Grants
    from oro_wasm.guests.wasi import component_linker

    made = engine()
    store = wasmtime.Store(made)
    store.set_wasi(wasmtime.WasiConfig())
    try:
        code = component.Component(made, _imports_only(data))
        component_linker(made, code, store, Grants(network=True)).instantiate(store, code)
    except wasmtime.WasmtimeError as error:
        return str(error)
    return ""


def _imports_only(data: bytes) -> bytes:
    """Return a component up to the first section that can have no import behind it."""
    reader = Reader(data)
    header(reader)
    end = reader.offset
    try:
        for section, _ in sections(reader, "component"):
            if section.name in _LAST:
                break
            end = reader.offset
    except Malformed:
        pass
    return data[:end]


def _refused(message: str) -> Missing:
    """Return the import that an engine's message is about, with the causes below it."""
    first, _, causes = message.partition("Caused by:")
    named = re.search(r"`([^`]+)`", first)
    reasons = [re.sub(r"^\d+: ", "", line.strip()) for line in (causes or first).splitlines() if line.strip()]
    return Missing(name=named[1] if named else "", reason=f"not provided as it is wanted: {': '.join(reasons)}")
