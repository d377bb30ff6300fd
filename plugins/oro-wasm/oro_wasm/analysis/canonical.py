"""Read canonical functions, by which components and their modules call each other."""

from __future__ import annotations

from oro_wasm.analysis.component_types import Function, Scope, definition
from oro_wasm.analysis.component_values import read_value, type_at
from oro_wasm.analysis.reader import Malformed, Reader

__all__ = ("read_canonical",)

LIFT = 0x00
_WITH_INDEX = (0x03, 0x04, 0x05, 0x07, 0x08)
"""Options that are followed by a number."""
_FORMS = {
    0x01: "bio",
    0x02: "i",
    0x03: "i",
    0x04: "i",
    0x05: "",
    0x06: "b",
    0x07: "i",
    0x08: "",
    0x09: "ro",
    0x0A: "bi",
    0x0B: "bi",
    0x0C: "b",
    0x0D: "",
    0x0E: "i",
    0x0F: "io",
    0x10: "io",
    0x11: "ib",
    0x12: "ib",
    0x13: "i",
    0x14: "i",
    0x15: "i",
    0x16: "io",
    0x17: "io",
    0x18: "ib",
    0x19: "ib",
    0x1A: "i",
    0x1B: "i",
    0x1C: "o",
    0x1D: "o",
    0x1E: "",
    0x1F: "",
    0x20: "bi",
    0x21: "bi",
    0x22: "",
    0x23: "",
    0x24: "",
    0x25: "",
    0x26: "",
    0x27: "ii",
    0x28: "",
    0x29: "b",
    0x2A: "b",
    0x2B: "b",
    0x2C: "b",
    0x2D: "b",
    0x2E: "i",
    0x2F: "i",
    0x40: "i",
    0x41: "ii",
    0x42: "",
}
"""The bytes behind the code of each: `b` a byte, `i` a number, `o` options, `r` a result."""


def read_canonical(reader: Reader, scope: Scope) -> None:
    """Read a canonical function; one that is lifted is a function of the component.

    Raises:
        Malformed: there is none of that code, or it is lifted to a type that is none of a function.
    """
    code = reader.byte()
    if code != LIFT:
        _skip(reader, scope, code)
        return
    reader.byte()
    reader.unsigned()
    _skip_options(reader)
    type = definition(type_at(reader, scope, reader.unsigned()))
    if not isinstance(type, Function):
        raise Malformed(reader.offset, "a function is lifted to a type that is none of a function")
    scope.functions.append(type)


def _skip(reader: Reader, scope: Scope, code: int) -> None:
    """Skip a canonical function other than `lift` behind its code.

    Raises:
        Malformed: there is none of that code.
    """
    if code not in _FORMS:
        raise Malformed(reader.offset - 1, f"there is no canonical function {code:#x}")
    for each in _FORMS[code]:
        if each == "b":
            reader.byte()
        elif each == "i":
            reader.unsigned()
        elif each == "o":
            _skip_options(reader)
        elif reader.byte() == 0:
            read_value(reader, scope)
        else:
            reader.byte()


def _skip_options(reader: Reader) -> None:
    """Skip the options of a canonical function.

    Raises:
        Malformed: there are fewer than announced.
    """
    for _ in range(reader.count()):
        if reader.byte() in _WITH_INDEX:
            reader.unsigned()
