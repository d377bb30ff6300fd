"""The layout of values of WIT: in the memory of a module, and as numbers of its functions. Sans-IO.

These are rules of the component model: memory is laid out as C does, so a value is a C structure; the parameters of a
function are its numbers in order, up to 16 of them, and beyond that a pointer; a result is one number, or a pointer.
"""

from __future__ import annotations

from oro_wasm.components import wit

__all__ = ("MOST_PARAMETERS", "cases_of", "core_name", "core_parameters", "core_result", "flat", "tag_bits")

MOST_PARAMETERS = 16
_FLAT = {"s64": "i64", "u64": "i64", "f32": "f32", "f64": "f64"}
Cases = list[tuple[str, "wit.Type | None"]]


def cases_of(kind: wit.Type) -> Cases | None:
    """Return the cases of a variant, option or result, in the order of their numbers; None for other types."""
    if isinstance(kind, wit.Variant):
        return [(each.name, each.type) for each in kind.cases]
    if isinstance(kind, wit.Option):
        return [("none", None), ("some", kind.payload)]
    if isinstance(kind, wit.Result):
        return [("ok", kind.ok), ("err", kind.err)]
    return None


def tag_bits(count: int) -> int:
    """Return the bits of the number that tells so many cases apart."""
    return 8 if count <= 1 << 8 else 16 if count <= 1 << 16 else 32


def flat(kind: wit.Type) -> list[str]:
    """Return the core types of a value passed as numbers."""
    if isinstance(kind, wit.Primitive):
        return ["i32", "i32"] if kind.name == "string" else [_FLAT.get(kind.name, "i32")]
    if isinstance(kind, wit.List):
        return ["i32", "i32"]
    if isinstance(kind, (wit.Enum, wit.Flags)):
        return ["i32"]
    if (cases := cases_of(kind)) is not None:
        return ["i32", *_joined([[] if payload is None else flat(payload) for _, payload in cases])]
    return [each for part in wit.parts(kind) for each in flat(part)]


def core_parameters(function: wit.Function) -> list[str]:
    """Return the core types of a function's parameters."""
    numbers = [each for param in function.params for each in flat(param.type)]
    return numbers if len(numbers) <= MOST_PARAMETERS else ["i32"]


def core_result(function: wit.Function) -> list[str]:
    """Return the core type of a function's result, if it has any."""
    if function.result is None:
        return []
    numbers = flat(function.result)
    return numbers if len(numbers) <= 1 else ["i32"]


def core_name(interface: wit.Interface, function: wit.Function) -> str:
    """Return the name under which a module exports a function of a world."""
    return f"{interface.name}#{function.name}" if interface.name else function.name


def _joined(cases: list[list[str]]) -> list[str]:
    """Return core types that can carry those of any case."""
    found: list[str] = []
    for case in cases:
        for number, each in enumerate(case):
            if number == len(found):
                found.append(each)
            elif found[number] != each:
                found[number] = "i32" if {found[number], each} <= {"i32", "f32"} else "i64"
    return found
