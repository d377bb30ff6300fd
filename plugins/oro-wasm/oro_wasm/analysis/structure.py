"""Read the structure of a file, whatever its bytes are."""

from __future__ import annotations

from oro_wasm.analysis.component import Component, read_component
from oro_wasm.analysis.module import Module, read_module
from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import header

__all__ = ("structure",)


def structure(data: bytes) -> Module | Component | None:
    """Return the structure of a module or component as far as it can be read; None of bytes that begin as neither.

    Args:
        data: any bytes.
    """
    reader = Reader(data)
    try:
        layer = header(reader)
    except Malformed:
        return None
    return read_module(reader) if layer == "module" else read_component(data)
