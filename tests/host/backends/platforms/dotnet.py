"""Read what .NET assemblies declare, and which members of other assemblies they were compiled against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dnfile
from msgspec import Struct, field

__all__ = ("Assemblies", "Method", "Type")

STRING, BY_REFERENCE, VALUE_TYPE, CLASS, ARRAY, GENERIC, OBJECT, ELEMENTS = (
    0x0E,
    0x10,
    0x11,
    0x12,
    0x14,
    0x15,
    0x1C,
    0x1D,
)
PROPERTY = 0x08
SIMPLE = {
    0x01: "System.Void",
    0x02: "System.Boolean",
    0x04: "System.SByte",
    0x05: "System.Byte",
    0x06: "System.Int16",
    0x07: "System.UInt16",
    0x08: "System.Int32",
    0x09: "System.UInt32",
    0x0A: "System.Int64",
    0x0B: "System.UInt64",
    0x0C: "System.Single",
    0x0D: "System.Double",
    STRING: "System.String",
    0x18: "System.IntPtr",
    OBJECT: "System.Object",
}


class Method(Struct, frozen=True):
    """One overload: the classes it takes and gives."""

    takes: Sequence[str]
    gives: str


class Type(Struct):
    """A class, an interface, a struct or an enum."""

    name: str
    base: str = ""
    methods: dict[str, list[Method]] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    settable: set[str] = field(default_factory=set)
    events: dict[str, str] = field(default_factory=dict)
    """Events, each with the class of its handlers."""
    fields: set[str] = field(default_factory=set)
    """Public fields: the values of an enum."""
    interfaces: set[str] = field(default_factory=set)


class Assemblies:
    """Assemblies as one: the types they declare, and the members of others they refer to."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.types: dict[str, Type] = {}
        self.referred: set[tuple[str, str]] = set()
        """(type, member) of other assemblies; the member is empty for the type itself."""
        for path in paths:
            tables = dnfile.dnPE(str(path)).net.mdtables
            self._declared(tables)
            self._referred(tables)

    def lineage(self, name: str) -> Iterator[str]:
        """Yield a type and those it extends, the ones that are elsewhere too."""
        while name:
            yield name
            name = self.types[name].base if name in self.types else ""

    def find(self, name: str) -> Sequence[Type]:
        """Return a type and those it extends, as far as they are declared here."""
        return [self.types[each] for each in self.lineage(name) if each in self.types]

    def _declared(self, tables: Any) -> None:
        for row in tables.TypeDef:
            if not row.Flags.tdPublic:
                continue
            found = Type(_name(row), _name(row.Extends.row) if row.Extends and row.Extends.row else "")
            self.types[found.name] = found
            for method in (each.row for each in row.MethodList):
                if method.Flags.mdPublic:
                    found.methods.setdefault(str(method.Name), []).append(_signature(tables, method.Signature))
            found.fields = {str(each.row.Name) for each in row.FieldList if each.row.Flags.fdPublic}
        for row in tables.InterfaceImpl or ():
            if (owner := self.types.get(_name(row.Class.row))) is not None:
                owner.interfaces.add(_coded(tables, row.Interface))
        for row in tables.PropertyMap or ():
            if (owner := self.types.get(_name(row.Parent.row))) is not None:
                self._properties(owner, tables, row)
        for row in tables.EventMap or ():
            if (owner := self.types.get(_name(row.Parent.row))) is not None:
                for event in (each.row for each in row.EventList):
                    owner.events[str(event.Name)] = _coded(tables, event.EventType)

    @staticmethod
    def _properties(owner: Type, tables: Any, row: Any) -> None:
        for each in (entry.row for entry in row.PropertyList):
            name = str(each.Name)
            if f"get_{name}" in owner.methods:
                owner.properties[name] = _signature(tables, each.Type).gives
            if f"set_{name}" in owner.methods:
                owner.settable.add(name)

    def _referred(self, tables: Any) -> None:
        self.referred |= {(_name(row), "") for row in tables.TypeRef}
        for row in tables.MemberRef:
            owner = row.Class.row
            if owner is not None and hasattr(owner, "TypeName"):
                self.referred.add((_name(owner), str(row.Name)))


def _name(row: Any) -> str:
    if not hasattr(row, "TypeName"):
        return ""
    space, name = str(row.TypeNamespace), str(row.TypeName).partition("`")[0]
    return f"{space}.{name}" if space else name


def _coded(tables: Any, index: Any) -> str:
    """Return the name of the type an index leads to, the arguments of a generic one in brackets."""
    row = index.row
    return _Signature(tables, row.Signature).type() if hasattr(row, "Signature") else _name(row)


def _signature(tables: Any, blob: Any) -> Method:
    return _Signature(tables, blob).method()


class _Signature:
    """A signature as ECMA-335 writes it (II.23.2)."""

    def __init__(self, tables: Any, blob: Any) -> None:
        self._tables = tables
        self._bytes = iter(bytes(blob.value))

    def method(self) -> Method:
        """Read the signature of a method or a property."""
        if next(self._bytes) & 0x10:  # a generic method says how many types it takes
            self._number()
        count = self._number()
        gives = self.type()
        return Method(tuple(self.type() for _ in range(count)), gives)

    def type(self) -> str:
        """Read one type."""
        kind = next(self._bytes)
        if kind in (CLASS, VALUE_TYPE):
            return self._reference()
        if kind == GENERIC:
            next(self._bytes)
            name, count = self._reference(), self._number()
            return f"{name}[{', '.join(self.type() for _ in range(count))}]"
        if kind == ELEMENTS:
            return f"{self.type()}[]"
        if kind in (BY_REFERENCE, 0x0F):
            return self.type()
        if kind in (0x13, 0x1E):  # a parameter of a generic type or method
            return f"T{self._number()}"
        if kind in (0x1F, 0x20):  # a modifier and what it modifies
            self._reference()
            return self.type()
        return SIMPLE[kind]

    def _reference(self) -> str:
        coded = self._number()
        table = (self._tables.TypeDef, self._tables.TypeRef, self._tables.TypeSpec)[coded & 3]
        row = table.rows[(coded >> 2) - 1]
        return _Signature(self._tables, row.Signature).type() if hasattr(row, "Signature") else _name(row)

    def _number(self) -> int:
        first = next(self._bytes)
        if first < 0x80:
            return first
        if first < 0xC0:
            return (first & 0x3F) << 8 | next(self._bytes)
        rest = [next(self._bytes) for _ in range(3)]
        return (first & 0x1F) << 24 | rest[0] << 16 | rest[1] << 8 | rest[2]
