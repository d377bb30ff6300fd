"""Python type hints as TypeScript types.

A type that has a name in Python gets that name in TypeScript, in a namespace of the plugin it came from,
and is declared once. A hint without a TypeScript counterpart is `any`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import inspect as ms

from oro_framework.typescript.text import indented, key, quoted

__all__ = ("Hints",)

_Record = ms.StructType | ms.DataclassType | ms.TypedDictType | ms.NamedTupleType
_NOT_IN_NAMES = re.compile(r"\W")


class Hints:
    """Turns hints into types, and collects the named ones.

    Args:
        bytes_type: the type of bytes within JSON.
        foreign: returns the type of a class that is no JSON; None makes each `any`.
    """

    def __init__(self, bytes_type: str = "string", foreign: Callable[[type], str] | None = None) -> None:
        self._bytes = bytes_type
        self._foreign = foreign
        self._names: dict[type, str] = {}
        self._bodies: dict[str, list[str]] = {}

    def text(self, hint: Any, namespace: str) -> str:
        """Return the type of a hint.

        Args:
            hint: as `typing.get_type_hints` gives it.
            namespace: the namespace for a named type that is new, such as a plugin's name.
        """
        try:
            described = ms.type_info(hint)
        except (TypeError, NotImplementedError, ValueError):
            return "any"
        return self._type(described, _NOT_IN_NAMES.sub("_", namespace))

    def declarations(self) -> list[str]:
        """Return the lines that declare every named type collected so far, for the top of a file."""
        lines: list[str] = []
        for name in sorted(self._bodies):
            namespace, _, own = name.partition(".")
            kind, *rest = self._bodies[name]
            first, *others = rest
            inner = [f"{kind} {own} {first}", *others]
            lines += [f"  namespace {namespace} {{", *indented(indented(inner)), "  }"]
        return ["declare namespace OroTypes {", *lines, "}"] if lines else []

    def _type(self, found: ms.Type, namespace: str) -> str:
        simple = _SIMPLE.get(type(found))
        if simple is not None:
            return simple
        if isinstance(found, (ms.BytesType, ms.ByteArrayType, ms.MemoryViewType)):
            return self._bytes
        if isinstance(found, ms.LiteralType):
            return _union(_literal(value) for value in found.values)
        if isinstance(found, ms.UnionType):
            return _union(self._type(each, namespace) for each in found.types)
        if isinstance(found, (ms.ListType, ms.SetType, ms.FrozenSetType, ms.VarTupleType)):
            return _array(self._type(found.item_type, namespace))
        if isinstance(found, ms.TupleType):
            return f"[{', '.join(self._type(each, namespace) for each in found.item_types)}]"
        if isinstance(found, ms.DictType):
            return f"Record<string, {self._type(found.value_type, namespace)}>"
        if isinstance(found, ms.EnumType):
            return self._named(found.cls, namespace, lambda: ["type", "= " + _union(_values(found.cls))])
        if isinstance(found, _Record):
            return self._named(found.cls, namespace, lambda: self._members(found, namespace))
        if isinstance(found, ms.CustomType):
            return "any" if self._foreign is None else self._foreign(found.cls)
        if isinstance(found, ms.Metadata):
            return self._type(found.type, namespace)
        return "any"

    def _named(self, cls: type, namespace: str, body: Callable[[], list[str]]) -> str:
        if cls not in self._names:
            plain = _NOT_IN_NAMES.sub("_", cls.__name__)
            name, count = f"{namespace}.{plain}", 1
            while name in self._bodies:
                count += 1
                name = f"{namespace}.{plain}{count}"
            self._names[cls] = name
            self._bodies[name] = []  # declared before its members are read, as it may contain itself
            self._bodies[name] = body()
        return f"OroTypes.{self._names[cls]}"

    def _members(self, found: _Record, namespace: str) -> list[str]:
        tag: list[str] = []
        if isinstance(found, ms.StructType) and found.tag_field is not None:
            tag = [f"{key(found.tag_field)}: {_literal(found.tag)}"]
        members = [*tag, *(self._member(each, namespace) for each in found.fields)]
        return ["interface", "{", *indented(members), "}"]

    def _member(self, field: ms.Field, namespace: str) -> str:
        # A member with a default is always present; only one that is not required may be missing.
        absent = not field.required and field.default is field.default_factory is msgspec.NODEFAULT
        optional = "?" if absent else ""
        return f"{key(field.encode_name)}{optional}: {self._type(field.type, namespace)}"


_SIMPLE: dict[type, str] = {
    ms.AnyType: "any",
    ms.RawType: "any",
    ms.NoneType: "null",
    ms.BoolType: "boolean",
    ms.IntType: "number",
    ms.FloatType: "number",
    ms.DecimalType: "string",
    ms.StrType: "string",
    ms.DateTimeType: "string",
    ms.DateType: "string",
    ms.TimeType: "string",
    ms.TimeDeltaType: "string",
    ms.UUIDType: "string",
}


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else str(value)


def _values(cls: type) -> list[str]:
    return [_literal(member.value) for member in cls]  # type: ignore[attr-defined]


def _union(types: Iterable[str]) -> str:
    unique = list(dict.fromkeys(types))
    return "any" if "any" in unique else " | ".join(unique) or "never"


def _array(item: str) -> str:
    return f"({item})[]" if " | " in item else f"{item}[]"
