"""Read the functions of a component from its bytes, without the engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

from oro_wasm.analysis import component_types as read
from oro_wasm.analysis.interfaces import Interfaces
from oro_wasm.analysis.reader import Malformed
from oro_wasm.analysis.spelling import angled
from oro_wasm.components import wit
from oro_wasm.components.names import camel
from oro_wasm.components.text import type_text
from oro_wasm.engine.digest import digest_of
from oro_wasm.errors import CannotRun, Changed

__all__ = ("read_world", "world_of_file")

LARGEST = 50_000
"""Parts that the types of one component may have; a few bytes can name billions of them."""
DEEPEST = 100
"""Types in one another; the engine's limit."""
_NAME = r"([a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(-([a-z0-9]+|[A-Z0-9]+))*"
_LABEL = re.compile(_NAME)
_FUNCTION = re.compile(rf"(\[(async|constructor)\])?{_NAME}|\[(async )?(method|static)\]{_NAME}\.{_NAME}")
_INTERFACE = re.compile(rf"{_NAME}|{_NAME}:{_NAME}/{_NAME}(@[0-9A-Za-z.+-]+)?")
_PRIMITIVES = {name: wit.Primitive(name) for name in get_args(wit.PrimitiveName)}


def read_world(data: bytes, name: str) -> wit.World:
    """Return the functions that a component exports, with their types.

    Args:
        data: the component.
        name: stands for it in errors.

    Raises:
        CannotRun: its types cannot be read, or are too large.
    """
    try:
        scope = Interfaces(data).read(0, len(data))
        return wit.World(tuple(each for each in _World(scope).interfaces() if not _is_makers(each)))
    except Malformed as error:
        where = str(error) if error.problem.offset else error.problem.reason
        raise CannotRun(f"Cannot read the types of {name}: {where}") from None


def world_of_file(path: Path, digest: str) -> wit.World:
    """Return the functions that a component in a file exports, whose code was made before.

    Args:
        path: the file.
        digest: of the bytes that the code was made of; others may have other types.

    Raises:
        Changed: the file is another by now.
        CannotRun: its types cannot be read, or are too large.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    if digest_of(data) != digest:
        raise Changed(path)
    return read_world(data, str(path))


def _is_makers(interface: wit.Interface) -> bool:
    """Return whether an interface is the one by which componentize-py made the component, of no use afterwards."""
    return interface.name == "exports" and [each.name for each in interface.functions] == ["init"]


class _World:
    """Makes types as values need them, each a tree with nothing shared, of those that stand in the file."""

    def __init__(self, scope: read.Scope) -> None:
        self._scope = scope
        self._left = LARGEST
        self._names: dict[int, str] = {}

    def interfaces(self) -> Iterator[wit.Interface]:
        """Yield the interfaces that are exported, then the world's own functions, if it has any."""
        exports = self._scope.instance.exports
        own = _names({**self._scope.imports, **exports})
        for name, item in exports.items():
            if isinstance(item, read.Instance):
                self._names = own | _names(item.exports)
                yield wit.Interface(_checked(_INTERFACE, name), tuple(self._functions(item.exports)))
        self._names = own
        if functions := tuple(self._functions(exports)):
            yield wit.Interface("", functions)

    def _functions(self, items: Mapping[str, read.Item]) -> Iterator[wit.Function]:
        for name, item in items.items():
            if isinstance(item, read.Function):
                result = None if item.result is None else self._type(item.result)
                yield wit.Function(_checked(_FUNCTION, name), self._fields(item.params), result)

    def _type(self, found: read.Type, depth: int = 0) -> wit.Type:
        self._left -= 1
        if self._left < 0:
            raise Malformed(0, f"they have more than {LARGEST:,} parts")
        if depth > DEEPEST:
            raise Malformed(0, f"they are nested deeper than {DEEPEST}")
        kind = read.definition(found)
        if isinstance(kind, read.Primitive):
            return _PRIMITIVES.get(kind.name) or wit.Opaque(kind.name)
        if isinstance(kind, read.Composite):
            return self._composite(kind, depth + 1)
        name = self._name(found, kind)
        if isinstance(kind, read.Fields):
            if kind.kind == "record":
                return wit.Record(self._fields(kind.fields, depth + 1), name)
            return wit.Variant(self._cases(kind.fields, depth + 1), name)
        if isinstance(kind, read.Labels):
            return (wit.Enum if kind.kind == "enum" else wit.Flags)(_labels(kind.names), name)
        if isinstance(kind, read.Handle):
            resource = self._name(kind.resource, read.definition(kind.resource))
            return wit.Handle(resource or "resource", kind.kind == "borrow")
        raise Malformed(0, f"a value has a type of {'functions' if isinstance(kind, read.Function) else 'no value'}")

    def _composite(self, kind: read.Composite, depth: int) -> wit.Type:
        types = [None if each is None else self._type(each, depth) for each in kind.types]
        present = tuple(each for each in types if each is not None)
        if kind.kind == "list" and kind.length is None:
            return wit.List(*present)
        if kind.kind == "option":
            return wit.Option(*present)
        if kind.kind == "result":
            return wit.Result(*types)
        if kind.kind == "tuple":
            return wit.Tuple(present)
        return wit.Opaque(angled(kind.kind, [None if each is None else type_text(each) for each in types], kind.length))

    def _fields(self, fields: Iterable[read.Field], depth: int = 0) -> tuple[wit.Field, ...]:
        made = tuple(wit.Field(each.name, self._type(each.type, depth)) for each in fields if each.type is not None)
        _labels([each.name for each in made], some=depth > 0)
        return made

    def _cases(self, fields: Iterable[read.Field], depth: int) -> tuple[wit.Case, ...]:
        made = tuple(
            wit.Case(each.name, None if each.type is None else self._type(each.type, depth)) for each in fields
        )
        _labels([each.name for each in made])
        return made

    def _name(self, found: read.Type, kind: read.Type) -> str:
        """Return the name that a type has in this interface, or else where it comes from; empty where it has none."""
        name = self._names.get(id(kind)) or (found.name if isinstance(found, read.Named) else "")
        return name and _checked(_LABEL, name)


def _names(items: Mapping[str, read.Item]) -> dict[int, str]:
    """Return the names of types by the identity of their definitions; an alias keeps the name it has."""
    names: dict[int, str] = {}
    for name, item in items.items():
        if isinstance(item, read.Named) and not isinstance(item.definition, read.Primitive):
            names.setdefault(id(item.definition), name)
    return names


def _labels(names: list[str], *, some: bool = True) -> tuple[str, ...]:
    """Return names of one type, which the engine has not checked yet.

    Raises:
        Malformed: there are none, one is no name of WIT, or two are the same to pages.
    """
    if some and not names:
        raise Malformed(0, "a type has no parts")
    for name in names:
        _checked(_LABEL, name)
    if len(set(map(camel, names))) < len(names):
        raise Malformed(0, f"a name stands twice in {', '.join(names)}")
    return tuple(names)


def _checked(names: re.Pattern[str], name: str) -> str:
    if names.fullmatch(name):
        return name
    raise Malformed(0, f'"{name}" is no name')
