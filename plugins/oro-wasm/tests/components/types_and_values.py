"""Hypothesis strategies: any type of WIT whose values can leave an instance, and any value of a type."""

from __future__ import annotations

import math
from typing import Any, get_args

from hypothesis import strategies as st
from oro_wasm.components import wit
from oro_wasm.components.names import camel
from oro_wasm.components.values import is_bytes, is_nullable

__all__ = ("NAMES", "types", "values_of")

_WORD = st.from_regex(r"[a-z][a-z0-9]{0,4}", fullmatch=True)
NAMES = st.lists(_WORD, min_size=1, max_size=3).map("-".join)
"""Names as WIT has them."""
_MANY = st.lists(NAMES, min_size=1, max_size=4, unique_by=lambda name: name.replace("-", ""))
_PRIMITIVES = st.sampled_from([wit.Primitive(name) for name in get_args(wit.PrimitiveName)])
_NAMED = _MANY.map(lambda names: wit.Enum(tuple(names))) | _MANY.map(lambda names: wit.Flags(tuple(names)))


def types() -> st.SearchStrategy[wit.Type]:
    """Return types of any shape."""
    return st.recursive(_PRIMITIVES | _NAMED, _larger, max_leaves=8)


def _larger(inner: st.SearchStrategy[wit.Type]) -> st.SearchStrategy[wit.Type]:
    maybe = st.none() | inner
    return st.one_of(
        inner.map(wit.List),
        inner.map(wit.Option),
        st.builds(wit.Result, maybe, maybe),
        st.lists(inner, min_size=1, max_size=4).map(lambda items: wit.Tuple(tuple(items))),
        _members(inner).map(lambda items: wit.Record(tuple(wit.Field(*each) for each in items))),
        _members(maybe).map(lambda items: wit.Variant(tuple(wit.Case(*each) for each in items))),
    )


def _members(kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[str, Any]]]:
    return _MANY.flatmap(lambda names: st.tuples(*(st.tuples(st.just(name), kinds) for name in names))).map(list)


def values_of(kind: wit.Type) -> st.SearchStrategy[Any]:
    """Return values of a type as they are in Python."""
    if isinstance(kind, wit.Primitive):
        return _primitive(kind.name)
    if isinstance(kind, wit.List):
        return st.binary(max_size=20) if is_bytes(kind) else st.lists(values_of(kind.element), max_size=4)
    if isinstance(kind, wit.Tuple):
        return st.tuples(*map(values_of, kind.elements)).map(list)
    if isinstance(kind, wit.Record):
        return st.fixed_dictionaries({camel(each.name): values_of(each.type) for each in kind.fields})
    if isinstance(kind, wit.Enum):
        return st.sampled_from(kind.names)
    if isinstance(kind, wit.Flags):
        return st.sets(st.sampled_from(kind.names)).map(lambda held: [each for each in kind.names if each in held])
    if isinstance(kind, wit.Option) and is_nullable(kind):
        return st.none() | values_of(kind.payload)
    return st.one_of([_case(tag, payload) for tag, payload in _cases(kind)])


def _primitive(name: str) -> st.SearchStrategy[Any]:
    if name == "bool":
        return st.booleans()
    if name in ("f32", "f64"):
        # A number that is none has many patterns of bits, and the engine may choose one: it is compared apart.
        return st.floats(width=32 if name == "f32" else 64, allow_nan=False) | st.just(math.nan)
    if name == "char":
        return st.characters(exclude_categories=["Cs"])
    if name == "string":
        return st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    bits = int(name[1:])
    return st.integers(0, (1 << bits) - 1) if name[0] == "u" else st.integers(-(1 << bits - 1), (1 << bits - 1) - 1)


def _cases(kind: wit.Type) -> list[tuple[str, wit.Type | None]]:
    if isinstance(kind, wit.Option):
        return [("none", None), ("some", kind.payload)]
    if isinstance(kind, wit.Result):
        return [("ok", kind.ok), ("err", kind.err)]
    assert isinstance(kind, wit.Variant)
    return [(each.name, each.type) for each in kind.cases]


def _case(tag: str, payload: wit.Type | None) -> st.SearchStrategy[Any]:
    if payload is None:
        return st.just({"tag": tag})
    return values_of(payload).map(lambda value: {"tag": tag, "val": value})
