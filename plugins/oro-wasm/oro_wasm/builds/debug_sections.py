"""Removes what debuggers read from a module, and keeps the names of functions, which traps are told with."""

from __future__ import annotations

from pathlib import Path

from oro_wasm.analysis.reader import Malformed, Reader
from oro_wasm.analysis.sections import header, sections

__all__ = ("remove_debug_sections", "without_debug_sections")


def remove_debug_sections(path: Path) -> None:
    """Rewrite a module without its sections for debuggers."""
    path.write_bytes(without_debug_sections(path.read_bytes()))


def without_debug_sections(module: bytes) -> bytes:
    """Return a module without its sections for debuggers; bytes that are no module are returned as they are."""
    reader = Reader(module)
    try:
        layer = header(reader)
        at = reader.offset
        kept = [module[:at]]
        for section, _ in sections(reader, layer):
            end = section.offset + section.size
            if not section.custom.startswith(".debug_"):
                kept.append(module[at:end])
            at = end
    except Malformed:
        return module
    return b"".join(kept)
