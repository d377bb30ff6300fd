"""Finds what an ES module imports and exports. Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from oro_framework.host.npm.syntax import in_code, parsed, text_of
from oro_framework.literals import BLOCK_COMMENT

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ("Exported", "Import", "exported", "imports", "is_module")

_MAYBE = re.compile(rb"\b(?:import|export)\b")
_AFTER_ONE = rb"(?:" + BLOCK_COMMENT + rb"\s*+)?"
_BEFORE = rb"\b(?:from|import)\b[\s(]*+" + _AFTER_ONE
_ANY = re.compile(_BEFORE + rb"[\"']")
_OF_PACKAGES = re.compile(_BEFORE + rb"[\"'](?:[^\"'./\n]|[^\"'\n]*\.cjs[\"'])")
_DYNAMIC = re.compile(rb"\bimport\s*\(\s*" + _AFTER_ONE + rb"(?=[\"'])")
_META = re.compile(rb"\bimport\s*\.\s*meta\b")


class Import(Struct, frozen=True):
    """A specifier that a module imports from, and the bytes of its literal with the quotes."""

    specifier: str
    start: int
    end: int


class Exported(Struct, frozen=True):
    """The names a module exports, and the modules of which it exports all."""

    names: frozenset[str]
    stars: tuple[str, ...] = ()


def is_module(source: bytes) -> bool:
    """Return whether a text has the syntax of an ES module, which a classic script may not have."""
    if not _MAYBE.search(source):
        return False
    tree = parsed(source)
    if any(node.type in ("import_statement", "export_statement") for node in tree.root_node.children):
        return True
    return any(in_code(tree, found.start()) for found in _META.finditer(source))


def imports(source: bytes, *, of_packages: bool = False) -> list[Import]:
    """Return the specifiers of a module in the order of its text, those of `import("…")` too.

    Args:
        of_packages: return none at once where all are relative, but for those of CommonJS files.
    """
    if not (_OF_PACKAGES if of_packages else _ANY).search(source):
        return []
    tree = parsed(source)
    literals = [node.child_by_field_name("source") for node in tree.root_node.children]
    for found in _DYNAMIC.finditer(source):
        if in_code(tree, found.start()):
            literals.append(_argument(tree.root_node, found.end()))
    named = [(node, text_of(node)) for node in literals if node is not None]
    found_ones = [Import(text, node.start_byte, node.end_byte) for node, text in named if text]
    return sorted(found_ones, key=lambda each: each.start)


def exported(source: bytes) -> Exported:
    """Return what a module exports."""
    names: set[str] = set()
    stars: list[str] = []
    for node in parsed(source).root_node.children:
        if node.type == "export_statement":
            names.update(_names(node))
            if any(child.type == "*" for child in node.children) and (star := _source(node)) is not None:
                stars.append(star)
    return Exported(frozenset(names), tuple(stars))


def _argument(root: Node, start: int) -> Node | None:
    node = root.descendant_for_byte_range(start, start + 1)
    while node is not None and node.type != "string":
        node = node.parent
    return node


def _source(node: Node) -> str | None:
    return text_of(node.child_by_field_name("source"))


def _names(statement: Node) -> Iterator[str]:
    for child in statement.children:
        if child.type == "default":
            yield "default"
        elif child.type == "export_clause":
            yield from (_plain(each.child_by_field_name("alias") or each.child_by_field_name("name"))
                        for each in child.named_children if each.type == "export_specifier")  # fmt: skip
        elif child.type == "namespace_export":
            yield _plain(child.named_children[-1])
    declaration = statement.child_by_field_name("declaration")
    if declaration is not None:
        yield from _declared(declaration)


def _declared(declaration: Node) -> Iterator[str]:
    name = declaration.child_by_field_name("name")
    if name is not None:
        yield _plain(name)
    for child in declaration.named_children:
        target = child.child_by_field_name("name") if child.type == "variable_declarator" else None
        if target is not None:
            yield from _bound(target)


def _bound(target: Node) -> Iterator[str]:
    """Yield the names a declaration binds, those of a pattern too."""
    if target.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield _plain(target)
    elif target.type == "pair_pattern":
        value = target.child_by_field_name("value")
        yield from _bound(value) if value is not None else ()
    elif target.type in ("assignment_pattern", "object_assignment_pattern"):
        left = target.child_by_field_name("left")
        yield from _bound(left) if left is not None else ()
    elif target.type in ("object_pattern", "array_pattern", "rest_pattern"):
        for child in target.named_children:
            yield from _bound(child)


def _plain(node: Node | None) -> str:
    text = "" if node is None or node.text is None else node.text.decode("utf-8", "replace")
    return text[1:-1] if text[:1] in ("'", '"') else text
