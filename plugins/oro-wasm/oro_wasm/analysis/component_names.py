"""Names of what components import and export."""

from __future__ import annotations

from oro_wasm.analysis.reader import Malformed, Reader

__all__ = ("extern_name",)


def extern_name(reader: Reader) -> str:
    """Read the name of an import or export; what is attached to it, such as a URL, is skipped.

    Raises:
        Malformed: it is of a form that is not known.
    """
    start, form = reader.offset, reader.byte()
    if form > 2:
        raise Malformed(start, f"there is no form {form:#x} of names")
    name = reader.name()
    if form == 2:
        for _ in range(reader.count()):
            reader.byte()
            reader.name()
    return name
