"""Types of WIT as types of C, which have the layout that the component model asks for. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterator

from oro_wasm.components import wit
from oro_wasm.components.layout import tag_bits

__all__ = ("CTypes", "snake")

_PRIMITIVES = {
    "bool": "bool", "s8": "int8_t", "u8": "uint8_t", "s16": "int16_t", "u16": "uint16_t", "s32": "int32_t",
    "u32": "uint32_t", "s64": "int64_t", "u64": "uint64_t", "f32": "float", "f64": "double", "char": "uint32_t",
}  # fmt: skip


def snake(name: str) -> str:
    """Return `to_upper` for `to-upper`."""
    return name.replace("-", "_").lower()


class CTypes:
    """Names types of C for those of WIT, and collects their definitions in the order in which C needs them.

    Args:
        prefix: of every name, the world's.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._named: dict[wit.Type, str] = {}
        self.lines: list[str] = []

    def of(self, kind: wit.Type) -> str:
        """Return the type of C for values of a type."""
        if isinstance(kind, wit.Primitive):
            return f"{self._prefix}_string_t" if kind.name == "string" else _PRIMITIVES[kind.name]
        if kind not in self._named:
            word = self._word(kind)
            name, count = f"{self._prefix}_{word}_t", 1
            while name in self._named.values():
                count += 1
                name = f"{self._prefix}_{word}_{count}_t"
            definition = [*self._definition(kind, name)]
            self._named[kind] = name
            self.lines += definition
        return self._named[kind]

    def _word(self, kind: wit.Type) -> str:
        """Return the part of a type's name that tells it from others."""
        if isinstance(kind, wit.Primitive):
            return kind.name
        if isinstance(kind, (wit.Record, wit.Variant, wit.Enum, wit.Flags)) and kind.name:
            return snake(kind.name)
        word = type(kind).__name__.lower()
        if isinstance(kind, wit.Result):
            sides = ("void" if each is None else self._word(each) for each in (kind.ok, kind.err))
            return "_".join((word, *sides))
        return "_".join((word, *map(self._word, wit.parts(kind))))

    def _definition(self, kind: wit.Type, name: str) -> Iterator[str]:
        if isinstance(kind, wit.List):
            yield f"typedef struct {{ {self.of(kind.element)} *ptr; size_t len; }} {name};"
        elif isinstance(kind, wit.Option):
            yield f"typedef struct {{ bool is_some; {self.of(kind.payload)} val; }} {name};"
        elif isinstance(kind, wit.Result):
            yield from self._union(name, "bool is_err;", [("ok", kind.ok), ("err", kind.err)])
        elif isinstance(kind, wit.Tuple):
            yield from self._struct(name, [(f"f{number}", each) for number, each in enumerate(kind.elements)])
        elif isinstance(kind, wit.Record):
            yield from self._struct(name, [(self.member(each.name), each.type) for each in kind.fields])
        elif isinstance(kind, wit.Variant):
            tag = f"uint{tag_bits(len(kind.cases))}_t tag;"
            yield from self._union(name, tag, [(self.member(each.name), each.type) for each in kind.cases])
            yield from self._numbers(name, [each.name for each in kind.cases])
        elif isinstance(kind, wit.Enum):
            yield f"typedef uint{tag_bits(len(kind.names))}_t {name};"
            yield from self._numbers(name, kind.names)
        elif isinstance(kind, wit.Flags):
            bits = 8 if len(kind.names) <= 8 else 16 if len(kind.names) <= 16 else 32
            yield f"typedef uint{bits}_t {name};"
            yield from (
                f"#define {_constant(name, each)} (({name})1 << {number})" for number, each in enumerate(kind.names)
            )

    def _struct(self, name: str, fields: list[tuple[str, wit.Type]]) -> Iterator[str]:
        members = [f"    {self.of(kind)} {field};" for field, kind in fields]
        yield "typedef struct {"
        yield from members
        yield f"}} {name};"

    def _union(self, name: str, tag: str, cases: list[tuple[str, wit.Type | None]]) -> Iterator[str]:
        members = [f"        {self.of(kind)} {case};" for case, kind in cases if kind is not None]
        yield "typedef struct {"
        yield f"    {tag}"
        if members:
            yield "    union {"
            yield from members
            yield "    } val;"
        yield f"}} {name};"

    def _numbers(self, name: str, names: tuple[str, ...] | list[str]) -> Iterator[str]:
        return (f"#define {_constant(name, each)} {number}" for number, each in enumerate(names))

    @staticmethod
    def member(name: str) -> str:
        """Return the name of a member, which is no word of C or C++."""
        word = snake(name)
        return f"{word}_" if word in _WORDS else word


def _constant(type_name: str, name: str) -> str:
    return f"{type_name.removesuffix('_t')}_{snake(name)}".upper()


_RESERVED = """
auto bool break case catch char class const continue default delete do double else enum explicit extern false float for
friend goto if inline int long mutable namespace new operator private protected public register restrict return short
signed sizeof static struct switch template this throw true try typedef typename union unsigned using virtual void
volatile while and or not xor nullptr
"""
_WORDS = frozenset(_RESERVED.split())
