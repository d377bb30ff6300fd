"""The header of a world for C and C++, and the glue that the engine calls. Sans-IO.

The engine passes a function numbers, or a pointer where there are more than 16; the glue makes values of them, calls
the function that the author writes, and returns a number or a pointer to the result. All memory of a call is of one
chain, which ends with the call.
"""

from __future__ import annotations

from collections.abc import Iterator

from oro_wasm.components import wit
from oro_wasm.components.c.types import CTypes, snake
from oro_wasm.components.layout import cases_of, core_name, core_parameters, core_result, flat
from oro_wasm.components.text import function_text

__all__ = ("glue", "header")

_CORE = {"i32": "int32_t", "i64": "int64_t", "f32": "float", "f64": "double"}
_CONVERSIONS = {
    ("i32", "f32"): "glue_float({})",
    ("i64", "i32"): "(int32_t)({})",
    ("i64", "f32"): "glue_float((int32_t)({}))",
    ("i64", "f64"): "glue_double({})",
}
Slots = Iterator[tuple[str, str]]
"""Numbers of a call in order: what stands for each in C, and its core type."""


def header(name: str, world: wit.World) -> str:
    """Return the header of a world: its types, the functions to write, and what helps to write them.

    Args:
        name: the world's.
        world: its exports.
    """
    prefix = snake(name)
    types = CTypes(prefix)
    functions = [line for interface in world.exports for line in _declarations(prefix, interface, types)]
    return _HEADER.replace("PREFIX", prefix).replace("GUARD", f"{prefix}_H".upper()).replace(
        "TYPES\n", "".join(f"{line}\n" for line in types.lines)
    ).replace("FUNCTIONS\n", "".join(f"{line}\n" for line in functions))  # fmt: skip


def glue(name: str, world: wit.World) -> str:
    """Return the source that is compiled with those of the author."""
    prefix = snake(name)
    types = CTypes(prefix)
    lines = [
        line
        for interface in world.exports
        for function in interface.functions
        for line in _entry(prefix, interface, function, types)
    ]
    return _GLUE.replace("PREFIX", prefix) + "\n".join(lines) + "\n"


def _called(prefix: str, interface: wit.Interface, function: wit.Function) -> str:
    own = [snake(wit.short_name(interface.name))] if interface.name else []
    return "_".join([prefix, *own, snake(function.name)])


def _declarations(prefix: str, interface: wit.Interface, types: CTypes) -> Iterator[str]:
    for function in interface.functions:
        params = ", ".join(f"{types.of(each.type)} {types.member(each.name)}" for each in function.params) or "void"
        result = "void" if function.result is None else types.of(function.result)
        said = [*function.docs.splitlines(), f"WIT: {function.name}: {function_text(function)}"]
        yield "\n" + "\n".join(f"// {line}".rstrip() for line in said)
        yield f"{result} {_called(prefix, interface, function)}({params});"


def _entry(prefix: str, interface: wit.Interface, function: wit.Function, types: CTypes) -> Iterator[str]:
    name, called = core_name(interface, function), _called(prefix, interface, function)
    numbers, answered = core_parameters(function), core_result(function)
    result = _CORE[answered[0]] if answered else "void"
    params = ", ".join(f"{_CORE[each]} n{number}" for number, each in enumerate(numbers)) or "void"
    yield f'\n__attribute__((export_name("{name}"))) {result} glue_{called}({params}) {{'
    yield from _loaded(function, numbers, types)
    call = f"{called}({', '.join(f'p{number}' for number in range(len(function.params)))})"
    if function.result is None:
        yield f"    {call};"
    elif len(flat(function.result)) == 1:
        yield f"    {types.of(function.result)} answer = {call};"
        yield f"    return {_single(function.result, 'answer')};"
    else:
        yield f"    static {types.of(function.result)} answer;"
        yield f"    answer = {call};"
        yield "    return (int32_t)&answer;"
    yield "}"
    after = f"{_CORE[answered[0]]} answer" if answered else "void"
    yield f'__attribute__((export_name("cabi_post_{name}"))) void glue_after_{called}({after}) {{'
    yield "    glue_end();"
    yield "}"


def _loaded(function: wit.Function, numbers: list[str], types: CTypes) -> Iterator[str]:
    """Yield the lines that make parameters of the numbers."""
    if sum(len(flat(each.type)) for each in function.params) > len(numbers):
        members = " ".join(f"{types.of(each.type)} p{number};" for number, each in enumerate(function.params))
        yield f"    struct all {{ {members} }} *all = (struct all *)n0;"
        for number, each in enumerate(function.params):
            yield f"    {types.of(each.type)} p{number} = all->p{number};"
        return
    slots = iter([(f"n{number}", each) for number, each in enumerate(numbers)])
    for number, each in enumerate(function.params):
        yield f"    {types.of(each.type)} p{number};"
        own = iter([next(slots) for _ in flat(each.type)])
        yield from (f"    {line}" for line in _load(each.type, f"p{number}", own, types))


def _load(kind: wit.Type, target: str, slots: Slots, types: CTypes) -> Iterator[str]:
    """Yield the lines that make a value of the numbers it is passed as."""
    if isinstance(kind, wit.List) or kind == wit.Primitive("string"):
        element = f"{types.of(kind.element)} *" if isinstance(kind, wit.List) else "char *"
        yield f"{target}.ptr = ({element}){_as(next(slots), 'i32')};"
        yield f"{target}.len = (size_t){_as(next(slots), 'i32')};"
    elif isinstance(kind, (wit.Primitive, wit.Enum, wit.Flags)):
        yield f"{target} = ({types.of(kind)}){_as(next(slots), flat(kind)[0])};"
    elif isinstance(kind, wit.Record):
        for field in kind.fields:
            yield from _load(field.type, f"{target}.{types.member(field.name)}", slots, types)
    elif isinstance(kind, wit.Tuple):
        for number, each in enumerate(kind.elements):
            yield from _load(each, f"{target}.f{number}", slots, types)
    else:
        yield from _load_cases(kind, target, list(slots), types)


def _load_cases(kind: wit.Type, target: str, slots: list[tuple[str, str]], types: CTypes) -> Iterator[str]:
    cases = cases_of(kind)
    assert cases is not None
    # A value may be followed by others: it takes the numbers that belong to it, and leaves the rest.
    tag = {wit.Option: "is_some", wit.Result: "is_err"}.get(type(kind), "tag")
    yield f"{target}.{tag} = {_as(slots[0], 'i32')};"
    yield f"switch ({_as(slots[0], 'i32')}) {{"
    for number, (name, payload) in enumerate(cases):
        if payload is not None:
            member = f"{target}.val" if isinstance(kind, wit.Option) else f"{target}.val.{types.member(name)}"
            yield f"case {number}:"
            yield from (f"    {line}" for line in _load(payload, member, iter(slots[1:]), types))
            yield "    break;"
    yield "}"


def _as(slot: tuple[str, str], wanted: str) -> str:
    text, given = slot
    return text if given == wanted else _CONVERSIONS[given, wanted].format(text)


def _single(kind: wit.Type, value: str) -> str:
    """Return the one number that a value is passed as."""
    if isinstance(kind, wit.Record):
        return _single(kind.fields[0].type, f"{value}.{CTypes.member(kind.fields[0].name)}")
    if isinstance(kind, wit.Tuple):
        return _single(kind.elements[0], f"{value}.f0")
    if isinstance(kind, wit.Result):
        return f"{value}.is_err"
    return f"{value}.tag" if isinstance(kind, wit.Variant) else value


_HEADER = """\
// Made from the WIT of the component with each build; include it, and write its functions.
#ifndef GUARD
#define GUARD

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Text in UTF-8, without a NUL at its end.
typedef struct { char *ptr; size_t len; } PREFIX_string_t;
TYPES

// Memory for as long as the call lasts, as is that of parameters; copy into your own what is to stay.
void *PREFIX_alloc(size_t bytes);
// A text as C has it, with a NUL at its end, for as long as the call lasts.
char *PREFIX_c_string(PREFIX_string_t text);
// A text of C's; it is not copied.
PREFIX_string_t PREFIX_string(const char *text);
FUNCTIONS

#ifdef __cplusplus
}
#endif
#endif
"""
_GLUE = """\
#include <stdlib.h>
#include <string.h>
#include "PREFIX.h"

typedef struct block { struct block *next; char pad[12]; } block;
static block *blocks;

void *PREFIX_alloc(size_t bytes) {
    block *made = malloc(sizeof(block) + bytes);
    if (made == NULL) __builtin_trap();
    made->next = blocks;
    blocks = made;
    return made + 1;
}

char *PREFIX_c_string(PREFIX_string_t text) {
    char *made = PREFIX_alloc(text.len + 1);
    memcpy(made, text.ptr, text.len);
    made[text.len] = 0;
    return made;
}

PREFIX_string_t PREFIX_string(const char *text) {
    PREFIX_string_t made = { (char *)text, strlen(text) };
    return made;
}

static void glue_end(void) {
    while (blocks != NULL) {
        block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
}

static inline float glue_float(int32_t bits) { float made; memcpy(&made, &bits, 4); return made; }
static inline double glue_double(int64_t bits) { double made; memcpy(&made, &bits, 8); return made; }

__attribute__((export_name("cabi_realloc")))
void *glue_realloc(void *old, size_t old_size, size_t align, size_t size) {
    if (size == 0) return (void *)align;
    void *made = PREFIX_alloc(size);
    if (old_size != 0) memcpy(made, old, old_size < size ? old_size : size);
    return made;
}
"""
