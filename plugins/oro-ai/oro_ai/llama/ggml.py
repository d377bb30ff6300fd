"""Functions of ggml that llama-cpp-python declares no types for."""

from __future__ import annotations

from typing import Any

__all__ = ("function_of",)


def function_of(library: Any, name: str, result: Any, *arguments: Any) -> Any:
    """Return a function of a library, with types of its own.

    Args:
        library: a `ctypes.CDLL`.
        name: of the function.
        result: the type of ctypes that it returns; None for nothing.
        arguments: the types of its arguments.

    Raises:
        AttributeError: the library has no such function.
    """
    found = library[name]  # each a new object, so that no types of others are changed
    found.restype, found.argtypes = result, arguments
    return found
