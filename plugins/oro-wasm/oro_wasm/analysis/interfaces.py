"""Find out what a component imports and exports, with all types.

Components are read as the specification has them linked: a component inside another is read with the items that it is
given, so that the types of what it exports are those its makers wrote. How much is read again that way is limited.
"""

from __future__ import annotations

from oro_wasm.analysis.budget import Budget
from oro_wasm.analysis.canonical import read_canonical
from oro_wasm.analysis.component_names import extern_name
from oro_wasm.analysis.component_types import (
    Function,
    Instance,
    Item,
    Named,
    Opaque,
    Resource,
    Scope,
    Shape,
    Type,
    definition,
)
from oro_wasm.analysis.component_values import read_definition, read_function, read_value, type_at
from oro_wasm.analysis.items import MOST_DEPTH, keep, read_alias, read_export, read_item, read_sort
from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import header, sections

__all__ = ("MOST_BYTES", "Interfaces")

MOST_BYTES = 1 << 20
"""Bytes of definitions that may be read, beside four times those of the file: they are read again for each use."""
COST = 32
"""Bytes that a component, or a type of one, counts for beside its own."""
_FUNCTION, _ASYNC_FUNCTION, _COMPONENT, _INSTANCE = 0x40, 0x43, 0x41, 0x42


class Interfaces:
    """Reads the definitions of one file.

    Args:
        data: the file.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        most = MOST_BYTES + 4 * len(data)
        self._budget = Budget(most, f"its components repeat more than {most} bytes of definitions")

    def read(self, start: int, end: int) -> Scope:
        """Read a component, and return its scope.

        Args:
            start: the offset of its header.
            end: the offset behind it.

        Raises:
            Malformed: it cannot be read, or goes past a limit.
        """
        scope = Scope()
        self._component(start, end, scope, None)
        return scope

    def described(self, shape: Shape) -> Scope:
        """Return the scope of the type of a component.

        Raises:
            Malformed: it cannot be read, or goes past a limit.
        """
        scope = Scope(shape.scope, depth=shape.scope.depth + 1)
        part = Reader(self._data, shape.start, shape.end)
        self._budget.spend(part.left, part.offset)
        self._declarations(part, scope)
        return scope

    def _component(self, start: int, end: int, scope: Scope, given: dict[str, Item] | None) -> None:
        """Read a component into a scope.

        Args:
            start: the offset of its header.
            end: the offset behind it.
            scope: new.
            given: what it is instantiated with; None leaves its imports open.
        """
        reader = Reader(self._data, start, end)
        header(reader)
        self._enter(reader, scope)
        for section, part in sections(reader, "component"):
            if section.name == "component":
                scope.components.append(Shape("component", part.offset, part.end, scope))
            elif section.name in ("instance", "alias", "type", "canon", "import", "export"):
                self._budget.spend(part.left, part.offset)
                for _ in range(part.count()):
                    self._definition(section.name, part, scope, given)
                if part.left:
                    raise Malformed(part.offset, f"the section {section.name} has {part.left} bytes left over")

    def _definition(self, section: str, part: Reader, scope: Scope, given: dict[str, Item] | None) -> None:
        if section == "type":
            scope.types.append(self._type(part, scope))
        elif section == "alias":
            read_alias(part, scope)
        elif section == "canon":
            read_canonical(part, scope)
        elif section == "instance":
            scope.instances.append(self._instance(part, scope))
        elif section == "import":
            self._import(part, scope, given)
        else:
            read_export(part, scope)

    def _type(self, reader: Reader, scope: Scope) -> Type:
        code = reader.byte()
        if code in (_FUNCTION, _ASYNC_FUNCTION):
            return read_function(reader, scope, is_async=code == _ASYNC_FUNCTION)
        if code not in (_COMPONENT, _INSTANCE):
            return read_definition(reader, scope, code)
        start = reader.offset
        self._declarations(reader, Scope(scope, depth=scope.depth + 1))
        return Shape("instance type" if code == _INSTANCE else "component type", start, reader.offset, scope)

    def _declarations(self, reader: Reader, scope: Scope) -> None:
        """Read the declarations of a type of instances or components into a scope."""
        self._enter(reader, scope)
        for _ in range(reader.count()):
            start, code = reader.offset, reader.byte()
            if code == 1:
                scope.types.append(self._type(reader, scope))
            elif code == 2:
                read_alias(reader, scope)
            elif code == 3:
                self._import(reader, scope, None)
            elif code == 4:
                name = extern_name(reader)
                scope.instance.exports[name] = self._described(reader, scope, name)
            elif code == 0:
                raise Malformed(start, "types of modules inside types of components are not read")
            else:
                raise Malformed(start, f"there is no declaration {code:#x}")

    def _import(self, reader: Reader, scope: Scope, given: dict[str, Item] | None) -> None:
        name = extern_name(reader)
        if given is None:
            scope.imports[name] = self._described(reader, scope, name)
            return
        if name not in given:
            raise Malformed(reader.offset, f'a component is not given its import "{name}"')
        self._skip_description(reader)
        keep(scope, given[name])

    def _described(self, reader: Reader, scope: Scope, name: str) -> Item:
        """Read what an import or export is, and put it into its index space."""
        item = self._description(reader, scope, name)
        keep(scope, item)
        return item

    def _description(self, reader: Reader, scope: Scope, name: str) -> Item:
        start, sort = reader.offset, read_sort(reader)
        if sort == "type":
            target = Resource() if reader.byte() else type_at(reader, scope, reader.unsigned())
            return Named(name, scope.instance, target)
        if sort == "value":
            reader.unsigned() if reader.byte() == 0 else read_value(reader, scope)
            return Opaque("value")
        index = reader.unsigned()
        if sort == "core":
            return Opaque("module")
        type = definition(type_at(reader, scope, index))
        if sort == "function" and isinstance(type, Function):
            return type
        if sort == "instance" and isinstance(type, Shape) and type.kind == "instance type":
            return self._instance_of(type, name)
        if sort == "component" and isinstance(type, Shape) and type.kind == "component type":
            return type
        raise Malformed(start, f"the type {index} is not that of a {sort}")

    def _skip_description(self, reader: Reader) -> None:
        sort = read_sort(reader)
        if sort == "type" and reader.byte():
            return
        if sort == "value" and reader.byte():
            reader.signed33()
            return
        reader.unsigned()

    def _instance_of(self, shape: Shape, name: str) -> Instance:
        reader = Reader(self._data, shape.start, shape.end)
        self._budget.spend(reader.left, reader.offset)
        scope = Scope(shape.scope, Instance(name), depth=shape.scope.depth + 1)
        self._declarations(reader, scope)
        return scope.instance

    def _instance(self, reader: Reader, scope: Scope) -> Instance:
        start, form = reader.offset, reader.byte()
        if form == 1:
            return Instance(exports={extern_name(reader): read_item(reader, scope) for _ in range(reader.count())})
        if form:
            raise Malformed(start, f"there is no form {form:#x} of instances")
        index = reader.unsigned()
        given = {reader.name(): read_item(reader, scope) for _ in range(reader.count())}
        if index >= len(scope.components):
            raise Malformed(start, f"there is no component {index}")
        return self._instantiated(reader, scope.components[index], given, scope.depth)

    def _instantiated(self, reader: Reader, shape: Shape, given: dict[str, Item], depth: int) -> Instance:
        scope = Scope(shape.scope, depth=max(depth, shape.scope.depth) + 1)
        if shape.kind == "component":
            self._component(shape.start, shape.end, scope, given)
        else:
            part = Reader(self._data, shape.start, shape.end)
            self._budget.spend(part.left, part.offset)
            self._declarations(part, scope)
        return scope.instance

    def _enter(self, reader: Reader, scope: Scope) -> None:
        self._budget.spend(COST, reader.offset)
        if scope.depth > MOST_DEPTH:
            raise Malformed(reader.offset, f"components are nested deeper than {MOST_DEPTH}")
