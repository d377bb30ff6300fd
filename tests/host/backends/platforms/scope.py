"""The names a piece of source sees, as far as they are foreign."""

from __future__ import annotations

import ast

from msgspec import Struct, field

from tests.host.backends.platforms.values import Class, Value

__all__ = ("Scope", "callable_takes", "callbacks_of", "looks_foreign")


class Scope(Struct):
    names: dict[str, Value]
    attributes: dict[str, Value]
    """Those of `self`."""
    methods: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
    base: Class | None = None
    """The foreign class `self` is an instance of."""
    own: frozenset[str] = frozenset()
    """Attributes of `self` that our class defines, where it extends a foreign one."""
    functions: dict[str, int] = field(default_factory=dict)
    """Functions defined here, with how many arguments each takes."""

    def inner(self) -> Scope:
        """Return the scope of a function in this one."""
        return Scope(dict(self.names), self.attributes, self.methods, self.base, self.own, dict(self.functions))


def looks_foreign(name: str) -> bool:
    """Return whether a name is not in the style of Python, so no attribute of ours."""
    plain = name.strip("_")
    return (not name.startswith("_") and name.endswith("_")) or not (plain.islower() or plain.isupper())


def callable_takes(hint: ast.expr | None) -> int | None:
    """Return how many arguments a `Callable[[…], …]` takes."""
    match hint:
        case ast.Subscript(value=ast.Name(id="Callable"), slice=ast.Tuple(elts=[ast.List(elts=taken), _])):
            return len(taken)
    return None


def callbacks_of(node: ast.Call, scope: Scope) -> tuple[tuple[int, int], ...]:
    """Return the functions that are passed: the place of each, and how many arguments it takes."""
    found = []
    for at, each in enumerate(node.args):
        if isinstance(each, ast.Lambda):
            found.append((at, len(each.args.args)))
        elif isinstance(each, ast.Name) and each.id in scope.functions:
            found.append((at, scope.functions[each.id]))
    return tuple(found)
