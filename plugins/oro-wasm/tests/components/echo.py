"""Components made from a type of WIT, whose one function returns what it is given."""

from __future__ import annotations

from oro_wasm.components import wit
from oro_wasm.components.text import type_text

__all__ = ("component_of", "function_of")

PAD = 17
"""Numbers that are passed along, so that parameter and result are always a pointer to memory."""
_CORE = """
(core module $m
  (memory (export "memory") 64)
  (global $free (mut i32) (i32.const 4096))
  (func (export "realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $free) (i32.const 15)) (i32.const -16)))
    (global.set $free (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  (func (export "reset") (global.set $free (i32.const 4096)))
  (func (export "after") (param i32) (global.set $free (i32.const 4096)))
  (func (export "echo") (param i32) (result i32) (local.get 0)))
(core instance $c (instantiate $m))
(alias core export $c "memory" (core memory $memory))
(alias core export $c "realloc" (core func $realloc))
(alias core export $c "after" (core func $after))
(alias core export $c "echo" (core func $echo))
"""


def component_of(kind: wit.Type) -> str:
    """Return the text of a component with a function `echo` for values of a type, as `function_of` tells it."""
    text = _Text()
    whole = text.type(function_of(kind).params[0].type)
    declared = "\n".join(text.lines)
    return f"""(component {_CORE} {declared}
      (func $f (param "value" {whole}) (result {whole})
        (canon lift (core func $echo) (memory $memory) (realloc $realloc) (post-return $after)))
      (export "echo" (func $f)))"""


def function_of(kind: wit.Type) -> wit.Function:
    """Return the function of that component: it takes and returns the value, and numbers beside it."""
    pad = wit.Tuple((wit.Primitive("u64"),) * PAD)
    whole = wit.Tuple((kind, pad))
    return wit.Function("echo", (wit.Field("value", whole),), whole)


class _Text:
    """Types as the text of components has them: those that need a name are exported before they are used."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._known: dict[wit.Type, str] = {}

    def type(self, kind: wit.Type) -> str:
        if isinstance(kind, wit.Primitive):
            return kind.name
        if isinstance(kind, wit.List):
            return f"(list {self.type(kind.element)})"
        if isinstance(kind, wit.Option):
            return f"(option {self.type(kind.payload)})"
        if isinstance(kind, wit.Tuple):
            return f"(tuple {' '.join(map(self.type, kind.elements))})"
        if isinstance(kind, wit.Result):
            ok = "" if kind.ok is None else f" {self.type(kind.ok)}"
            return f"(result{ok}{'' if kind.err is None else f' (error {self.type(kind.err)})'})"
        return self._named(kind)

    def _named(self, kind: wit.Type) -> str:
        if kind not in self._known:
            body = self._body(kind)
            name = f"t{len(self._known)}"
            self.lines.append(f'(type ${name}-body {body}) (export ${name} "{name}" (type ${name}-body))')
            self._known[kind] = f"${name}"
        return self._known[kind]

    def _body(self, kind: wit.Type) -> str:
        if isinstance(kind, wit.Record):
            return (
                f"(record {' '.join(f'(field {_quoted(each.name)} {self.type(each.type)})' for each in kind.fields)})"
            )
        if isinstance(kind, wit.Variant):
            return f"(variant {' '.join(map(self._case, kind.cases))})"
        assert isinstance(kind, (wit.Enum, wit.Flags)), type_text(kind)
        word = "enum" if isinstance(kind, wit.Enum) else "flags"
        return f"({word} {' '.join(map(_quoted, kind.names))})"

    def _case(self, case: wit.Case) -> str:
        return f"(case {_quoted(case.name)}{'' if case.type is None else f' {self.type(case.type)}'})"


def _quoted(name: str) -> str:
    return f'"{name}"'
