"""Types of modules, as the text format writes them."""

from __future__ import annotations

from msgspec import Struct

from oro_wasm.analysis.reader import Malformed, Reader

__all__ = (
    "FunctionType",
    "GlobalType",
    "MemoryType",
    "TableType",
    "read_global",
    "read_memory",
    "read_table",
    "read_types",
    "value_type",
)

MOST_VALUES = 1000
"""Parameters, or results, of a function; the limit of WebAssembly's JavaScript interface."""
MOST_FIELDS = 10_000
_NUMBERS = {0x7F: "i32", 0x7E: "i64", 0x7D: "f32", 0x7C: "f64", 0x7B: "v128", 0x78: "i8", 0x77: "i16"}
_HEAPS = {
    0x75: "nocont",
    0x74: "noexn",
    0x73: "nofunc",
    0x72: "noextern",
    0x71: "none",
    0x70: "func",
    0x6F: "extern",
    0x6E: "any",
    0x6D: "eq",
    0x6C: "i31",
    0x6B: "struct",
    0x6A: "array",
    0x69: "exn",
    0x68: "cont",
}
_NULL_REFERENCES = {"nocont": "nullcontref", "noexn": "nullexnref", "nofunc": "nullfuncref"}
_NULL_REFERENCES |= {"noextern": "nullexternref", "none": "nullref"}
_SHORT = {code: _NULL_REFERENCES.get(heap, f"{heap}ref") for code, heap in _HEAPS.items()}
_NULLABLE, _REFERENCE, _SHARED, _EXACT = 0x63, 0x64, 0x65, 0x62
_GROUP, _SUB, _SUB_FINAL = 0x4E, 0x50, 0x4F
_CONTINUATION, _ARRAY, _STRUCT, _FUNCTION = 0x5D, 0x5E, 0x5F, 0x60


class FunctionType(Struct, frozen=True):
    """The parameters and results of a function."""

    params: tuple[str, ...] = ()
    results: tuple[str, ...] = ()

    def __str__(self) -> str:
        answer = self.results[0] if len(self.results) == 1 else f"({', '.join(self.results)})"
        return f"({', '.join(self.params)}) -> {answer}"


class MemoryType(Struct, frozen=True, kw_only=True):
    """A memory."""

    minimum: int
    """Pages it has at first."""
    maximum: int | None = None
    """Pages it may have; None for as many as its addresses reach."""
    page_size: int = 65536
    """Bytes of a page."""
    shared: bool = False
    memory64: bool = False
    """Its addresses have 64 bits, not 32."""
    imported: bool = False


class TableType(Struct, frozen=True, kw_only=True):
    """A table of references."""

    element: str
    minimum: int
    maximum: int | None = None
    imported: bool = False


class GlobalType(Struct, frozen=True, kw_only=True):
    """A global variable."""

    value: str
    mutable: bool = False
    imported: bool = False


def value_type(reader: Reader) -> str:
    """Read a type of a value, or of a field.

    Raises:
        Malformed: there is none of that code.
    """
    start, code = reader.offset, reader.byte()
    if code in _NUMBERS:
        return _NUMBERS[code]
    if code in _SHORT:
        return _SHORT[code]
    if code in (_NULLABLE, _REFERENCE):
        return f"(ref {'null ' if code == _NULLABLE else ''}{_heap_type(reader)})"
    if code == _SHARED:
        heap = reader.byte()
        if heap in _HEAPS:
            return f"(ref null (shared {_HEAPS[heap]}))"
    raise Malformed(start, f"there is no value type {code:#x}")


def _limits(reader: Reader) -> tuple[int, int, int | None, int]:
    """Read limits: their flags, the least, the most, and the bytes of a page."""
    start, flags = reader.offset, reader.byte()
    if flags > 0b1111:
        raise Malformed(start, f"there are no limits {flags:#x}")
    bits = 64 if flags & 4 else 32
    minimum = reader.unsigned(bits)
    maximum = reader.unsigned(bits) if flags & 1 else None
    power = reader.unsigned() if flags & 8 else 16
    if power > 16:
        raise Malformed(start, f"there are no pages of 2 to the power of {power} bytes")
    return flags, minimum, maximum, 1 << power


def read_memory(reader: Reader, *, imported: bool = False) -> MemoryType:
    """Read the type of a memory."""
    flags, minimum, maximum, page = _limits(reader)
    return MemoryType(
        minimum=minimum,
        maximum=maximum,
        page_size=page,
        shared=bool(flags & 2),
        memory64=bool(flags & 4),
        imported=imported,
    )


def read_table(reader: Reader, *, imported: bool = False) -> TableType:
    """Read the type of a table."""
    element = value_type(reader)
    _, minimum, maximum, _ = _limits(reader)
    return TableType(element=element, minimum=minimum, maximum=maximum, imported=imported)


def read_global(reader: Reader, *, imported: bool = False) -> GlobalType:
    """Read the type of a global."""
    value, start = value_type(reader), reader.offset
    if (flags := reader.byte()) > 0b11:
        raise Malformed(start, f"there is no mutability {flags:#x}")
    return GlobalType(value=value, mutable=bool(flags & 1), imported=imported)


def read_types(reader: Reader) -> list[FunctionType | None]:
    """Read the types of a type section; None stands for structures, arrays and continuations."""
    found: list[FunctionType | None] = []
    for _ in range(reader.count()):
        if reader.peek() == _GROUP:
            reader.byte()
            found += [_sub_type(reader) for _ in range(reader.count())]
        else:
            found.append(_sub_type(reader))
    return found


def _sub_type(reader: Reader) -> FunctionType | None:
    if reader.peek() in (_SUB, _SUB_FINAL):
        reader.byte()
        for _ in range(reader.count()):
            reader.unsigned()
    start, form = reader.offset, reader.byte()
    if form == _SHARED:
        form = reader.byte()
    if form == _FUNCTION:
        return FunctionType(_values(reader), _values(reader))
    if form == _ARRAY:
        _field(reader)
    elif form == _STRUCT:
        _at_most(reader, MOST_FIELDS, "fields")
    elif form == _CONTINUATION:
        reader.signed33()
    else:
        raise Malformed(start, f"there is no type {form:#x}")
    return None


def _at_most(reader: Reader, most: int, what: str) -> None:
    start, count = reader.offset, reader.count()
    if count > most:
        raise Malformed(start, f"a type has {count} {what}; the limit is {most}")
    for _ in range(count):
        _field(reader)


def _field(reader: Reader) -> None:
    value_type(reader)
    reader.byte()


def _values(reader: Reader) -> tuple[str, ...]:
    start, count = reader.offset, reader.count()
    if count > MOST_VALUES:
        raise Malformed(start, f"a function has {count} parameters or results; the limit is {MOST_VALUES}")
    return tuple([value_type(reader) for _ in range(count)])


def _heap_type(reader: Reader) -> str:
    start, code = reader.offset, reader.peek()
    if code == _EXACT:
        reader.byte()
        return f"(exact {reader.unsigned()})"
    if code == _SHARED:
        reader.byte()
        return f"(shared {_heap_type(reader)})" if reader.peek() != _SHARED else _no_heap(start, code)
    if code in _HEAPS:
        reader.byte()
        return _HEAPS[code]
    index = reader.signed33()
    return str(index) if index >= 0 else _no_heap(start, code)


def _no_heap(start: int, code: int) -> str:
    raise Malformed(start, f"there is no heap type {code:#x}")
