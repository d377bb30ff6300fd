"""Custom sections that tools write by convention: names, producers, features, documentation."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from oro_wasm.analysis.reader import Malformed, Reader

__all__ = ("Names", "Producer", "read_component_name", "read_features", "read_names", "read_producers")

_MODULE, _FUNCTIONS = 0, 1


class Producer(Struct, frozen=True):
    """A language or tool that had a part in a file."""

    field: str
    """`language`, `processed-by` or `sdk`."""
    name: str
    version: str = ""


class Names(Struct, frozen=True):
    """The names of a module and its functions, as a name section has them."""

    module: str = ""
    functions: dict[int, str] = {}
    """By index."""


def read_producers(reader: Reader) -> Iterator[Producer]:
    """Read a section `producers`.

    Raises:
        Malformed: it is none.
    """
    for _ in range(reader.count()):
        field = reader.name()
        for _ in range(reader.count()):
            yield Producer(field, reader.name(), reader.name())


def read_features(reader: Reader) -> Iterator[str]:
    """Read the features a module uses, out of a section `target_features`.

    Raises:
        Malformed: it is none.
    """
    for _ in range(reader.count()):
        start, prefix = reader.offset, chr(reader.byte())
        if prefix not in "+-=":
            raise Malformed(start, f"there is no prefix {prefix!r} of a feature")
        name = reader.name()
        if prefix != "-":
            yield name


def read_names(reader: Reader) -> Names:
    """Read a section `name`.

    Raises:
        Malformed: it is none.
    """
    module, functions = "", {}
    while reader.left:
        kind = reader.byte()
        part = reader.part(reader.unsigned())
        if kind == _MODULE:
            module = part.name()
        elif kind == _FUNCTIONS:
            functions = {part.unsigned(): part.name() for _ in range(part.count())}
    return Names(module, functions)


def read_component_name(reader: Reader) -> str:
    """Read the name of a component out of a section `component-name`; empty where it has none.

    Raises:
        Malformed: it is none.
    """
    while reader.left:
        kind = reader.byte()
        part = reader.part(reader.unsigned())
        if kind == _MODULE:
            return part.name()
    return ""
