"""Skip constant expressions, such as the first value of a global."""

from __future__ import annotations

from oro_wasm.analysis.reader import Malformed, Reader

__all__ = ("skip_expression", "skip_table_start")

_END = 0x0B
_I32, _I64, _F32, _F64 = 0x41, 0x42, 0x43, 0x44
_GLOBAL_GET, _REF_NULL, _REF_FUNC = 0x23, 0xD0, 0xD2
_ARITHMETIC = {0x6A, 0x6B, 0x6C, 0x7C, 0x7D, 0x7E}
_GC, _SIMD = 0xFB, 0xFD
_V128_CONST = 12
_GC_INDEXES = {0: 1, 1: 1, 6: 1, 7: 1, 8: 2, 26: 0, 27: 0, 28: 0}
"""The numbers that follow each instruction of garbage-collected types that is constant."""


def skip_expression(reader: Reader) -> None:
    """Skip an expression with the `end` behind it.

    Raises:
        Malformed: it has an instruction that no constant expression may have.
    """
    while True:
        start, code = reader.offset, reader.byte()
        if code == _END:
            return
        if code in _ARITHMETIC:
            continue
        if code in (_I32, _I64):
            _skip_number(reader)
        elif code in (_F32, _F64):
            reader.skip(4 if code == _F32 else 8)
        elif code in (_GLOBAL_GET, _REF_FUNC):
            reader.unsigned()
        elif code == _REF_NULL:
            _skip_number(reader)
        elif not _skip_prefixed(reader, code):
            raise Malformed(start, f"the instruction {code:#x} is not constant")


def skip_table_start(reader: Reader) -> bool:
    """Skip what announces a table with a first value, and return whether it was there."""
    if reader.peek() != 0x40:
        return False
    reader.skip(2)
    return True


def _skip_prefixed(reader: Reader, prefix: int) -> bool:
    if prefix not in (_GC, _SIMD):
        return False
    code = reader.unsigned()
    if prefix == _SIMD:
        reader.skip(16 if code == _V128_CONST else 0)
        return code == _V128_CONST
    for _ in range(_GC_INDEXES.get(code, 0)):
        reader.unsigned()
    return code in _GC_INDEXES


def _skip_number(reader: Reader) -> None:
    """Skip a variable-length number; its bits are the engine's to check."""
    for _ in range(10):
        if reader.byte() < 0x80:
            return
    raise Malformed(reader.offset, "a number is longer than 64 bits")
