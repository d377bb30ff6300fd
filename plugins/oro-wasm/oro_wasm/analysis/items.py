"""The items of components: what they are, and by which index they are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

from oro_wasm.analysis.component_names import extern_name
from oro_wasm.analysis.component_types import (
    Function,
    Instance,
    Item,
    Named,
    Opaque,
    Scope,
    Shape,
    definition,
)
from oro_wasm.analysis.component_values import read_value, type_at
from oro_wasm.analysis.reader import Malformed, Reader

__all__ = ("MOST_DEPTH", "Sort", "keep", "read_alias", "read_export", "read_item", "read_sort")

MOST_DEPTH = 64
"""Components and types in one another."""
Sort = Literal["core", "function", "value", "type", "component", "instance"]
SORTS: tuple[Sort, ...] = ("core", "function", "value", "type", "component", "instance")
_T = TypeVar("_T")


def read_sort(reader: Reader) -> Sort:
    """Read what an item is.

    Raises:
        Malformed: there is no such sort.
    """
    start, code = reader.offset, reader.byte()
    if code >= len(SORTS):
        raise Malformed(start, f"there is no sort {code:#x} of items")
    if code == 0:
        reader.byte()
    return SORTS[code]


def keep(scope: Scope, item: Item) -> None:
    """Put an item into the index space of its sort."""
    if isinstance(item, Function):
        scope.functions.append(item)
    elif isinstance(item, Named):
        scope.types.append(item if item.name else item.target)
    elif isinstance(item, Instance):
        scope.instances.append(item)
    elif isinstance(item, Shape):
        scope.components.append(item)


def read_item(reader: Reader, scope: Scope) -> Item:
    """Read a sort with an index, and return what is there.

    Raises:
        Malformed: there is no item of that index.
    """
    start, sort = reader.offset, read_sort(reader)
    return item_at(start, scope, sort, reader.unsigned())


def item_at(start: int, scope: Scope, sort: Sort, index: int) -> Item:
    """Return an item by its sort and index; a type without a name is given an empty one.

    Args:
        start: the place in the file, for the error.
        scope: whose item it is.
        sort: what it is.
        index: its index among items of that sort.

    Raises:
        Malformed: there is no item of that index.
    """
    if sort == "core" or sort == "value":
        return Opaque("module" if sort == "core" else "value")
    if sort == "type":
        found = _entry(start, scope.types, sort, index)
        return found if isinstance(found, Named) else Named("", Instance(), found)
    if sort == "function":
        return _entry(start, scope.functions, sort, index)
    if sort == "component":
        return _entry(start, scope.components, sort, index)
    return _entry(start, scope.instances, sort, index)


def _entry(start: int, space: Sequence[_T], sort: Sort, index: int) -> _T:
    if index >= len(space):
        raise Malformed(start, f"there is no {sort} {index}")
    return space[index]


def read_export(reader: Reader, scope: Scope) -> None:
    """Read an export of a component into its scope.

    Raises:
        Malformed: it is none, or of an item that is not there.
    """
    name = extern_name(reader)
    item = read_item(reader, scope)
    if reader.byte():
        item = _ascribed(reader, scope, item)
    if isinstance(item, Named):
        item = Named(name, scope.instance, item if item.name else item.target)
    elif isinstance(item, Instance) and not item.name and scope.parent is None:
        item.name = name
    scope.instance.exports[name] = item
    keep(scope, item)


def _ascribed(reader: Reader, scope: Scope, item: Item) -> Item:
    """Read the type an export is given, and return the item under it: the names of types differ for functions."""
    sort = read_sort(reader)
    if sort == "type" and reader.byte():
        return item
    if sort == "value" and reader.byte():
        read_value(reader, scope)
        return item
    type = definition(type_at(reader, scope, index)) if (index := reader.unsigned()) < len(scope.types) else None
    return type if sort == "function" and isinstance(type, Function) else item


def read_alias(reader: Reader, scope: Scope) -> None:
    """Read an alias into a scope: a second index for an item of an instance, or of a scope around.

    Raises:
        Malformed: it is none, or of an item that is not there.
    """
    start, sort = reader.offset, read_sort(reader)
    form = reader.byte()
    first = reader.unsigned()
    if form == 0:
        name = reader.name()
        if sort == "core":
            return
        if first >= len(scope.instances) or name not in scope.instances[first].exports:
            raise Malformed(start, f'the instance {first} has no export "{name}"')
        keep(scope, scope.instances[first].exports[name])
    elif form == 1:
        reader.name()
    elif form == 2:
        index = reader.unsigned()
        if sort in ("type", "component"):
            keep(scope, item_at(start, _outer(start, scope, first), sort, index))
    else:
        raise Malformed(start, f"there is no form {form:#x} of aliases")


def _outer(start: int, scope: Scope, count: int) -> Scope:
    found: Scope | None = scope
    for _ in range(min(count, MOST_DEPTH + 1)):
        found = found.parent if found else None
    if found is None:
        raise Malformed(start, f"there is no scope {count} around")
    return found
