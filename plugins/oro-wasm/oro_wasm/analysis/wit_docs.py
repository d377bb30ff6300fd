"""The documentation of interfaces that tools keep in a section `package-docs`."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct, field

from oro_wasm.analysis.reader import Reader
from oro_wasm.analysis.sections import header, sections

__all__ = ("NO_DOCS", "NO_INTERFACE_DOCS", "Docs", "InterfaceDocs", "comment", "docs_of", "read_docs")


class InterfaceDocs(Struct, frozen=True):
    """The comments of an interface."""

    text: str = ""
    functions: dict[str, str] = {}
    types: dict[str, str] = {}
    items: dict[str, dict[str, str]] = {}
    """Of the fields, cases and labels of a type, by its name."""

    def lines(self) -> list[str]:
        """Return the comment before the interface."""
        return comment(self.text)


class Docs(Struct, frozen=True):
    """The comments of a package."""

    interfaces: dict[str, InterfaceDocs] = field(default_factory=dict)
    """By their own names; that of the functions of a world is empty."""

    def of(self, name: str) -> InterfaceDocs:
        """Return what is said of an interface `package/name@version`; the section names it alone."""
        package, _, rest = name.rpartition("/")
        if package.startswith("wasi:"):
            return NO_INTERFACE_DOCS
        return self.interfaces.get(rest.partition("@")[0], NO_INTERFACE_DOCS)


NO_INTERFACE_DOCS = InterfaceDocs()
NO_DOCS = Docs()


def comment(text: str) -> list[str]:
    """Return a text as the lines of a WIT comment."""
    return [f"/// {line}".rstrip() for line in text.split("\n")] if text else []


def docs_of(data: bytes) -> Docs:
    """Return the documentation that a component carries.

    Raises:
        Malformed: its sections cannot be read.
    """
    reader = Reader(data)
    header(reader)
    found = (part for section, part in sections(reader, "component") if section.custom == "package-docs")
    part = next(found, None)
    return NO_DOCS if part is None else read_docs(data[part.offset : part.end])


def read_docs(data: bytes) -> Docs:
    """Read a section `package-docs`: a byte of its version, then JSON. One that cannot be read has nothing to say."""
    try:
        found = msgspec.json.decode(data[1:] if data[:1] in (b"\0", b"\1") else data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return Docs()
    return Docs({name: _interface(each) for name, each in _mapping(found, "interfaces").items()})


def _interface(found: Any) -> InterfaceDocs:
    types = _mapping(found, "types")
    return InterfaceDocs(
        text=_text(found),
        functions={name: _text(each) for name, each in _mapping(found, "funcs").items()},
        types={name: _text(each) for name, each in types.items()},
        items={name: {key: _text(each) for key, each in _mapping(t, "items").items()} for name, t in types.items()},
    )


def _mapping(found: Any, key: str) -> dict[str, Any]:
    inner = found.get(key) if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else {}


def _text(found: Any) -> str:
    """Return documentation, which is a text or a mapping that has it."""
    text = found.get("docs") if isinstance(found, dict) else found
    return text if isinstance(text, str) else ""
