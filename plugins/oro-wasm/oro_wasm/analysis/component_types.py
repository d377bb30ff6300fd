"""Types of components, as their own type sections say them.

A type that was exported or imported under a name is a `Named`; the same type under another name, in another interface,
is another `Named` with the first as its target. So texts can say `use` where the author did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = (
    "Composite",
    "Field",
    "Fields",
    "Function",
    "Handle",
    "Instance",
    "Item",
    "Labels",
    "Named",
    "Opaque",
    "Primitive",
    "Resource",
    "Scope",
    "Shape",
    "Type",
    "definition",
)


@dataclass(slots=True, eq=False)
class Primitive:
    """A type with a name of its own: `u32`, `string`."""

    name: str


@dataclass(slots=True, eq=False)
class Field:
    """A field of a record, a case of a variant, a parameter of a function."""

    name: str
    type: Type | None


@dataclass(slots=True, eq=False)
class Labels:
    """`flags` or `enum`."""

    kind: Literal["flags", "enum"]
    names: list[str]


@dataclass(slots=True, eq=False)
class Fields:
    """`record` or `variant`."""

    kind: Literal["record", "variant"]
    fields: list[Field]


@dataclass(slots=True, eq=False)
class Composite:
    """`list`, `tuple`, `option`, `result`, `stream`, `future` or `map` of other types."""

    kind: str
    types: list[Type | None]
    length: int | None = None
    """Of a list whose length is fixed."""


@dataclass(slots=True, eq=False)
class Resource:
    """A resource, known by its identity."""


@dataclass(slots=True, eq=False)
class Handle:
    """`own` or `borrow` of a resource."""

    kind: Literal["own", "borrow"]
    resource: Type


@dataclass(slots=True, eq=False)
class Function:
    """A function."""

    params: list[Field]
    result: Type | None
    is_async: bool = False


@dataclass(slots=True, eq=False)
class Named:
    """A type under the name by which an instance, or the component itself, imports or exports it."""

    name: str
    owner: Instance
    target: Type
    definition: Type = field(init=False)
    """The type under all its names."""

    def __post_init__(self) -> None:
        self.definition = self.target.definition if isinstance(self.target, Named) else self.target


@dataclass(slots=True, eq=False)
class Instance:
    """An instance: the items it exports."""

    name: str = ""
    """Under which the component imports or exports it, such as `wasi:io/streams@0.2.0`; empty while it has none."""
    exports: dict[str, Item] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Shape:
    """A component, or the type of one or of an instance: read again wherever it is used, for its resources are new."""

    kind: Literal["instance type", "component type", "component"]
    start: int
    end: int
    scope: Scope
    """In which it stands."""


@dataclass(slots=True, eq=False)
class Opaque:
    """An item whose type is not read: a module, a value."""

    kind: Literal["module", "value"]


Type: TypeAlias = Primitive | Labels | Fields | Composite | Resource | Handle | Function | Named | Shape
Item: TypeAlias = Function | Named | Instance | Shape | Opaque


@dataclass(slots=True, eq=False)
class Scope:
    """The index spaces of a component, or of the type of a component or an instance."""

    parent: Scope | None = None
    instance: Instance = field(default_factory=Instance)
    """Its exports."""
    imports: dict[str, Item] = field(default_factory=dict)
    types: list[Type] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    instances: list[Instance] = field(default_factory=list)
    components: list[Shape] = field(default_factory=list)
    depth: int = 0


def definition(type: Type) -> Type:
    """Return what a type is under all its names."""
    return type.definition if isinstance(type, Named) else type
