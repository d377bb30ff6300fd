"""Make a component of a module that has the functions of a world, as the glue of `c/glue.py` exports them.

The component is written as text around an empty module of the same shape, assembled, and the module put in its place:
nothing in a component refers to a module but by the names of its exports.
"""

from __future__ import annotations

from collections.abc import Iterator

import wasmtime

from oro_wasm.components import wit
from oro_wasm.components.layout import core_name
from oro_wasm.errors import BuildError

__all__ = ("encoded",)

_PREVIEW_1 = "wasi_snapshot_preview1"
_BAD_DESCRIPTOR = 8
"""`errno::badf`: where the C library looks for folders it was given, there is none."""


def encoded(world: wit.World, module: bytes) -> bytes:
    """Return a component.

    Args:
        world: its exports.
        module: what has them.

    Raises:
        BuildError: the module lacks a function of the world, or imports what is not there.
    """
    shape = _Shape(module, world)
    text = "\n".join(["(component", *shape.lines(), *_Exports(world).lines(), ")"])
    return _with_module(bytes(wasmtime.wat2wasm(text)), module)


class _Shape:
    """The module as text, with nothing in its functions, and what it is instantiated with."""

    def __init__(self, module: bytes, world: wit.World) -> None:
        made = wasmtime.Module(wasmtime.Engine(), module)
        self._imports = [(each.module, each.name or "", each.type) for each in made.imports]
        self._exports = {each.name: each.type for each in made.exports}
        for interface in world.exports:
            for function in interface.functions:
                self._check(core_name(interface, function))
        for name, kind, item in self._imports:
            if name != _PREVIEW_1 or not isinstance(item, wasmtime.FuncType):
                raise BuildError(
                    f'Cannot make a component: the module imports "{kind}" of "{name}", which is in no library it is '
                    "linked with; define it, or leave it out"
                )

    def _check(self, name: str) -> None:
        if name not in self._exports:
            raise BuildError(f'Cannot make a component: the module has no function "{name}" of its world; define it')

    def lines(self) -> Iterator[str]:
        yield f"(core module $main {self._imported()} {self._exported()})"
        yield f"(core module $library {self._refused()})"
        yield "(core instance $library (instantiate $library))"
        given = f'(with "{_PREVIEW_1}" (instance $library))' if self._imports else ""
        yield f"(core instance $main (instantiate $main {given}))"
        if "_initialize" in self._exports:
            yield '(core module $begin (import "main" "_initialize" (func $begin)) (start $begin))'
            yield '(core instance (instantiate $begin (with "main" (instance $main))))'
        yield '(alias core export $main "memory" (core memory $memory))'
        yield '(alias core export $main "cabi_realloc" (core func $realloc))'

    def _imported(self) -> str:
        return " ".join(
            f'(import "{module}" "{name}" (func {_signature(kind)}))' for module, name, kind in self._imports
        )

    def _exported(self) -> str:
        parts = ['(memory (export "memory") 1)']
        for name, kind in self._exports.items():
            if isinstance(kind, wasmtime.FuncType):
                parts.append(f'(func (export "{name}") {_signature(kind)} unreachable)')
        return " ".join(parts)

    def _refused(self) -> str:
        parts = []
        for _, name, kind in self._imports:
            looks = name in ("fd_prestat_get", "fd_fdstat_get", "fd_close")
            body = f"i32.const {_BAD_DESCRIPTOR}" if looks else "unreachable"
            parts.append(f'(func $no_{name}_in_a_component_of_C (export "{name}") {_signature(kind)} {body})')
        return " ".join(parts)


class _Exports:
    """The exports of a world, lifted from those of its module."""

    def __init__(self, world: wit.World) -> None:
        self._world = world
        self._lines: list[str] = []
        self._known: dict[wit.Type, str] = {}

    def lines(self) -> list[str]:
        for number, interface in enumerate(self._world.exports):
            self._known = {}
            if interface.name:
                self._interface(number, interface)
            else:
                self._own(interface)
        return self._lines

    def _interface(self, number: int, interface: wit.Interface) -> None:
        parts = []
        for place, function in enumerate(interface.functions):
            self._function(f"$f{number}-{place}", interface, function)
            parts.append(f'(export "{function.name}" (func $f{number}-{place}))')
        types = [f'(export "{name}" (type {known}))' for kind, known in self._known.items() if (name := _name(kind))]
        self._lines.append(f"(instance $i{number} {' '.join([*types, *parts])})")
        self._lines.append(f'(export "{interface.name}" (instance $i{number}))')

    def _own(self, interface: wit.Interface) -> None:
        for place, function in enumerate(interface.functions):
            self._function(f"$own-{place}", interface, function, exported=True)
            self._lines.append(f'(export "{function.name}" (func $own-{place}))')

    def _function(
        self, label: str, interface: wit.Interface, function: wit.Function, *, exported: bool = False
    ) -> None:
        params = " ".join(f'(param "{each.name}" {self._type(each.type, exported)})' for each in function.params)
        result = "" if function.result is None else f"(result {self._type(function.result, exported)})"
        name = core_name(interface, function)
        core = f"{label}-core"
        self._lines.append(f'(alias core export $main "{name}" (core func {core}))')
        self._lines.append(f'(alias core export $main "cabi_post_{name}" (core func {core}-after))')
        self._lines.append(
            f"(func {label} {params} {result} (canon lift (core func {core}) (memory $memory) (realloc $realloc)"
            f" (post-return {core}-after)))"
        )

    def _type(self, kind: wit.Type, exported: bool) -> str:
        if isinstance(kind, wit.Primitive):
            return kind.name
        if isinstance(kind, wit.List):
            return f"(list {self._type(kind.element, exported)})"
        if isinstance(kind, wit.Option):
            return f"(option {self._type(kind.payload, exported)})"
        if isinstance(kind, wit.Tuple):
            return f"(tuple {' '.join(self._type(each, exported) for each in kind.elements)})"
        if isinstance(kind, wit.Result):
            ok = "" if kind.ok is None else f" {self._type(kind.ok, exported)}"
            err = "" if kind.err is None else f" (error {self._type(kind.err, exported)})"
            return f"(result{ok}{err})"
        return self._named(kind, exported)

    def _named(self, kind: wit.Type, exported: bool) -> str:
        if kind not in self._known:
            body = self._body(kind, exported)
            label = f"$t{len(self._lines)}"
            self._lines.append(f"(type {label} {body})")
            if exported:
                self._lines.append(f'(export {label}-named "{_name(kind)}" (type {label}))')
                label = f"{label}-named"
            self._known[kind] = label
        return self._known[kind]

    def _body(self, kind: wit.Type, exported: bool) -> str:
        if isinstance(kind, wit.Record):
            fields = (f'(field "{each.name}" {self._type(each.type, exported)})' for each in kind.fields)
            return f"(record {' '.join(fields)})"
        if isinstance(kind, wit.Variant):
            return f"(variant {' '.join(self._case(each, exported) for each in kind.cases)})"
        assert isinstance(kind, (wit.Enum, wit.Flags))
        word = "enum" if isinstance(kind, wit.Enum) else "flags"
        return f"({word} {' '.join(_quoted(each) for each in kind.names)})"

    def _case(self, case: wit.Case, exported: bool) -> str:
        payload = "" if case.type is None else f" {self._type(case.type, exported)}"
        return f'(case "{case.name}"{payload})'


def _name(kind: wit.Type) -> str:
    return kind.name if isinstance(kind, (wit.Record, wit.Variant, wit.Enum, wit.Flags)) else ""


def _quoted(name: str) -> str:
    return f'"{name}"'


def _signature(kind: object) -> str:
    assert isinstance(kind, wasmtime.FuncType)
    params, results = " ".join(map(str, kind.params)), " ".join(map(str, kind.results))
    return (f"(param {params})" if params else "") + (f" (result {results})" if results else "")


def _with_module(component: bytes, module: bytes) -> bytes:
    """Put a module in the place of the first one of a component."""
    at = 8
    while component[at] != 1:
        size, begins = _number(component, at + 1)
        at = begins + size
    size, begins = _number(component, at + 1)
    return component[:at] + b"\1" + _leb(len(module)) + module + component[begins + size :]


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number in LEB128, and where it ends."""
    found = shift = 0
    while True:
        byte = data[at]
        found |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return found, at


def _leb(number: int) -> bytes:
    found = bytearray()
    while True:
        byte, number = number & 0x7F, number >> 7
        found.append(byte | 0x80 if number else byte)
        if not number:
            return bytes(found)
