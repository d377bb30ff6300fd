"""Functions of ggml that llama-cpp-python declares no types for."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, Literal

__all__ = ("each_of", "function_of")


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


def each_of(library: Any, kind: Literal["dev", "reg"]) -> Iterator[int]:
    """Yield the handles of the devices of ggml, or of its backends, each with devices or without.

    Args:
        library: a `ctypes.CDLL` that has ggml.
        kind: `dev` for devices, `reg` for backends.

    Raises:
        AttributeError: parts of the library are not found through it, as on Windows.
    """
    count = function_of(library, f"ggml_backend_{kind}_count", ctypes.c_size_t)
    get = function_of(library, f"ggml_backend_{kind}_get", ctypes.c_void_p, ctypes.c_size_t)
    for index in range(count()):
        yield get(index)
