"""How deep things may stand in each other, so that no text exhausts the stack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .errors import SyntaxProblem

__all__ = ("DEEPEST", "deeper")

DEEPEST = 25
_depth = 0


@contextmanager
def deeper() -> Iterator[None]:
    """Count one level more while the body runs.

    Raises:
        SyntaxProblem: that is too deep.
    """
    global _depth
    if _depth >= DEEPEST:
        raise SyntaxProblem(f"commands and substitutions stand in each other more than {DEEPEST} deep")
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
