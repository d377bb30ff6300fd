"""Syntax trees of JavaScript, made by tree-sitter. Sans-IO."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # apps without packages need no parser
    from tree_sitter import Node, Parser, Tree

__all__ = ("LARGEST", "at_top", "in_code", "parsed", "text_of")

LARGEST = 6 << 20
"""Bytes of the largest file that is parsed."""
_TEXT = frozenset(
    {"comment", "html_comment", "hash_bang_line", "string", "string_fragment", "escape_sequence", "template_string"}
    | {"regex", "regex_pattern", "regex_flags", "jsx_text"}
)


def parsed(source: bytes) -> Tree:
    """Return the tree of a script or module; what is no JavaScript has errors in its tree."""
    return _parser().parse(source)


def in_code(tree: Tree, start: int) -> bool:
    """Return whether a byte is code, and no part of a comment, a text or a regular expression."""
    node = tree.root_node.descendant_for_byte_range(start, start + 1)
    return node is not None and node.type not in _TEXT


def at_top(tree: Tree, start: int) -> bool:
    """Return whether a byte is outside every function and every block."""
    node = tree.root_node.descendant_for_byte_range(start, start + 1)
    while node is not None and node.type != "program":
        if node.type.endswith(("function", "function_declaration", "block", "class_body", "function_expression")):
            return False
        node = node.parent
    return True


def text_of(node: Node | None) -> str | None:
    """Return the text of a string literal; None when it is no literal, or one with escapes."""
    if node is None or node.type != "string" or node.text is None or b"\\" in node.text:
        return None
    return node.text[1:-1].decode("utf-8", "replace")


@cache
def _parser() -> Parser:
    import tree_sitter_javascript
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_javascript.language()))
