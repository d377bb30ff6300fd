"""Spell names and types as WIT does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ("angled", "braced", "function", "identifier", "labeled")

_WORDS = """
as async bool borrow char constructor enum error-context export f32 f64 flags from func future
import include interface list map option own package record resource result s16 s32 s64 s8 static
stream string tuple type u16 u32 u64 u8 use variant with world
"""
_KEYWORDS = frozenset(_WORDS.split())


def identifier(name: str) -> str:
    """Return a name; words of the language are marked."""
    return f"%{name}" if name in _KEYWORDS else name


def angled(kind: str, parts: Sequence[str | None], length: int | None = None) -> str:
    """Return a type with those it is made of: `result<_, string>`.

    Args:
        kind: such as `list`.
        parts: None for a side without a value.
        length: of a list whose length is fixed.
    """
    most = max((place for place, each in enumerate(parts, 1) if each is not None), default=0)
    words = [each or "_" for each in parts[:most]]
    if length is not None:
        words.append(str(length))
    return f"{kind}<{', '.join(words)}>" if words else kind


def braced(kind: str, members: Iterable[str]) -> str:
    """Return a record, variant, enum or flags that has no name."""
    return f"{kind} {{ {', '.join(members)} }}"


def labeled(name: str, type: str | None, *, payload: bool = False) -> str:
    """Return a field or parameter, or a case with what it carries: `x: u8`, `many(u8)`."""
    if not payload:
        return f"{identifier(name)}: {type or '_'}"
    return identifier(name) if type is None else f"{identifier(name)}({type})"


def function(params: Iterable[str], result: str | None, *, is_async: bool = False) -> str:
    """Return the type of a function: `func(a: u32) -> string`."""
    returned = "" if result is None else f" -> {result}"
    return f"{'async ' if is_async else ''}func({', '.join(params)}){returned}"
