"""Types of values as data, which can be sent, compared, and told as text, hints or TypeScript.

WIT has no recursive types, so each type is a finite tree. A record, variant, enum or flags has the name that its
interface gives it; a component made without WIT, such as one of text, may have nameless ones.

`oro_wasm.components.read` makes them of `oro_wasm.analysis.component_types`, which are the types as they stand in a
file: shared, under several names, with the interfaces they come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

__all__ = (
    "Case",
    "Enum",
    "Field",
    "Flags",
    "Function",
    "Handle",
    "Interface",
    "List",
    "Opaque",
    "Option",
    "Primitive",
    "PrimitiveName",
    "Record",
    "Result",
    "Tuple",
    "Type",
    "Variant",
    "World",
    "parts",
    "short_name",
)

PrimitiveName = Literal[
    "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string"
]  # fmt: skip


class Primitive(Struct, frozen=True, tag="primitive"):
    """A type without parts."""

    name: PrimitiveName


class List(Struct, frozen=True, tag="list"):
    """`list<element>`."""

    element: Type


class Option(Struct, frozen=True, tag="option"):
    """`option<payload>`."""

    payload: Type


class Result(Struct, frozen=True, tag="result"):
    """`result<ok, err>`; None where a side has no value."""

    ok: Type | None = None
    err: Type | None = None


class Tuple(Struct, frozen=True, tag="tuple"):
    """`tuple<…>`."""

    elements: tuple[Type, ...]


class Field(Struct, frozen=True):
    """A field of a record, or a parameter of a function."""

    name: str
    type: Type


class Record(Struct, frozen=True, tag="record"):
    """A record."""

    fields: tuple[Field, ...]
    name: str = ""


class Case(Struct, frozen=True):
    """A case of a variant; without a type it carries no value."""

    name: str
    type: Type | None = None


class Variant(Struct, frozen=True, tag="variant"):
    """A variant."""

    cases: tuple[Case, ...]
    name: str = ""


class Enum(Struct, frozen=True, tag="enum"):
    """An enum: one of several names."""

    names: tuple[str, ...]
    name: str = ""


class Flags(Struct, frozen=True, tag="flags"):
    """Flags: any of several names."""

    names: tuple[str, ...]
    name: str = ""


class Handle(Struct, frozen=True, tag="handle"):
    """A resource, owned or borrowed; it lives in its instance, and no value stands for it outside."""

    resource: str
    borrowed: bool


class Opaque(Struct, frozen=True, tag="opaque"):
    """A stream, a future, or another type whose values exist only while an asynchronous call lasts."""

    text: str


Type = Primitive | List | Option | Result | Tuple | Record | Variant | Enum | Flags | Handle | Opaque


class Function(Struct, frozen=True):
    """A function."""

    name: str
    params: tuple[Field, ...] = ()
    result: Type | None = None
    docs: str = ""

    def types(self) -> Iterator[Type]:
        """Yield the types of its parameters and of its result."""
        yield from (each.type for each in self.params)
        if self.result is not None:
            yield self.result


class Interface(Struct, frozen=True):
    """An interface, such as `wasi:cli/run@0.2.0`; the functions of a world itself are of one without a name."""

    name: str
    functions: tuple[Function, ...] = ()


class World(Struct, frozen=True):
    """The functions that a component offers."""

    exports: tuple[Interface, ...] = ()

    def functions(self) -> Iterator[tuple[Interface, Function]]:
        """Yield each function, with its interface."""
        for interface in self.exports:
            for function in interface.functions:
                yield interface, function


def parts(kind: Type) -> Iterator[Type]:
    """Yield the types that a type is directly made of."""
    if isinstance(kind, List):
        yield kind.element
    elif isinstance(kind, Option):
        yield kind.payload
    elif isinstance(kind, Result):
        yield from (each for each in (kind.ok, kind.err) if each is not None)
    elif isinstance(kind, Tuple):
        yield from kind.elements
    elif isinstance(kind, Record):
        yield from (each.type for each in kind.fields)
    elif isinstance(kind, Variant):
        yield from (each.type for each in kind.cases if each.type is not None)


def short_name(interface: str) -> str:
    """Return the own name of an interface: `run` of `wasi:cli/run@0.2.0`."""
    return interface.rpartition("/")[2].partition("@")[0]
