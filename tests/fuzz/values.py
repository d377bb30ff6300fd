"""Odd values for a route's parameters, made from their types: what a hostile or broken page might send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote_from_bytes

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import inspect as ms

from oro_framework.host.requests.signature import Param, Signature

__all__ = ("Asked", "asked")

LIVE = "1"
"""The id under which the scene has opened things."""
DEEP = 20_000
_RECORDS = (ms.StructType, ms.DataclassType, ms.TypedDictType, ms.NamedTupleType)

NUMBERS: Sequence[str] = (
    "0", "-0", "1", "-1", "7", "255", "65536", "-32769", str(2**31), str(2**32), str(2**53 + 1), str(2**63 - 1),
    str(-(2**63)), str(2**63), str(2**64), "9" * 300, "1.5", "-0.1", "1e308", "5e-324", "1e999", "nan", "inf", "-inf",
)  # fmt: skip
TEXTS: Sequence[str] = (
    "", " ", "\0", "a\0b", "1\0", "\udcff", "a\udc80", "é\u0301", "\u202e", "\U0010ffff", "\r\n", "a\nb: c", "%00", "%",
    "'", '"', "`", "main\0", "[", "::", "::1%lo", "[]", "{}", "null", "true", "-", "--", "*", "**", "file:",
    "file:///%00", "oro://x", "http://[", "\\x", "x" * 300, "x" * 70_000, "\u00e9" * 5000, "[" * DEEP, '{"a":' * DEEP,
)  # fmt: skip
JSON: Sequence[Any] = (
    None, True, 0, -1, 1.5, 2**64, "", "\0", "a\0b", "x" * 70_000, [], [[]], {}, {"": None}, {"a": {"b": [1]}},
    [None], ["\0"],
)  # fmt: skip
BODIES: Sequence[bytes] = (
    b"\0", b"{", b"{}", b"[]", b"null", b"1", b'"\\ud800"', b'{"a":1e999}', b"\xff\xfe", b"x" * 70_000, b"[" * DEEP,
    b'{"' + b"k" * 5000 + b'":0}', b'{"sql":"\\u0000","params":{"\\u0000":1}}',
)  # fmt: skip


class Asked(msgspec.Struct, frozen=True):
    """One call: how it is asked for."""

    query: str
    body: bytes
    json: bool
    """The body says that it is JSON, and is read as parameters."""

    def of(self, live: Mapping[str, str]) -> str:
        """Return the query with the ids that the host has chosen, by the parameter they are for."""
        pairs = self.query.split("&")
        return "&".join(f"{name}={live[name]}" if (name := pair[: -len(LIVE) - 1]) in live else pair for pair in pairs)

    def __repr__(self) -> str:
        return f"?{self.query[:200]} body={self.body[:100]!r} json={self.json}"


def asked(signature: Signature, fixed: Mapping[str, str]) -> SearchStrategy[Asked]:
    """Return calls of a route: most parameters fit, one or several are odd.

    Args:
        fixed: parameters that are always this text.
    """
    given = {param.name: _param(param) for param in signature.params if param.name not in fixed}
    usual = st.fixed_dictionaries({name: plain for name, (plain, _) in given.items()})
    odd = st.dictionaries(st.sampled_from(sorted(given)), st.none(), max_size=3) if given else st.just({})
    texts = odd.flatmap(lambda names: st.tuples(usual, st.fixed_dictionaries({name: given[name][1] for name in names})))
    bodies = st.one_of(st.just(b""), st.sampled_from(BODIES), st.binary(max_size=50))
    return st.builds(
        lambda chosen, body, json, alien: _asked({**chosen[0], **chosen[1], **fixed}, body, json, alien),
        texts, bodies, st.booleans(), st.sampled_from(("", "", "", "ipc-token=%ff", "seq=%00&seq=1", "&" * 1200)),
    )  # fmt: skip


def _asked(values: Mapping[str, Any], body: bytes, json: bool, alien: str) -> Asked:
    given = {name: value for name, value in values.items() if value is not None}
    if json and not body and not any("\udc80" <= char <= "\udfff" for each in given.values() for char in each):
        return Asked(alien, msgspec.json.encode(given), True)
    pairs = [f"{name}={quote_from_bytes(text.encode('utf-8', 'surrogateescape'))}" for name, text in given.items()]
    return Asked("&".join([*pairs, *([alien] if alien else [])]), body, json)


def _param(param: Param) -> tuple[SearchStrategy[Any], SearchStrategy[Any]]:
    """Return values that fit a parameter, and odd ones; None leaves it out."""
    fitting = _fitting(ms.type_info(param.type)).map(_text)
    plain = fitting if param.required else st.one_of(st.none(), st.none(), fitting)
    numbers, texts = st.sampled_from(NUMBERS), st.sampled_from(TEXTS)
    drawn = st.text(st.characters(exclude_characters="/."), max_size=20).map(_sendable)
    odd = st.one_of(texts, texts, numbers, numbers, drawn, _odd(ms.type_info(param.type)).map(_text), st.none())
    return plain, odd


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()


def _fitting(found: ms.Type) -> SearchStrategy[Any]:
    """Return values of a type, small ones."""
    if isinstance(found, ms.Metadata):
        return _fitting(found.type)
    if isinstance(found, ms.LiteralType):
        return st.sampled_from(found.values)
    if isinstance(found, ms.UnionType):
        return st.one_of([_fitting(each) for each in found.types if not isinstance(each, ms.NoneType)])
    if isinstance(found, (ms.ListType, ms.VarTupleType)):
        return st.lists(_fitting(found.item_type), max_size=2)
    if isinstance(found, ms.TupleType):
        return st.tuples(*map(_fitting, found.item_types)).map(list)
    if isinstance(found, ms.DictType):
        return st.dictionaries(st.sampled_from(("a", LIVE)), _fitting(found.value_type), max_size=2)
    if isinstance(found, _RECORDS):
        return st.fixed_dictionaries({field.encode_name: _fitting(field.type) for field in found.fields})
    for kind, values in _SIMPLE:
        if isinstance(found, kind):
            return st.sampled_from(values)
    return st.just(None)


_SIMPLE: Sequence[tuple[type[ms.Type], Sequence[Any]]] = (
    (ms.BoolType, (True, False)),
    (ms.IntType, (1, 0, 2)),
    (ms.FloatType, (1.0, 0.5)),
    (ms.StrType, (LIVE, LIVE, LIVE, "main", "sha256")),
    (ms.AnyType, (1, "a", None)),
)


def _odd(found: ms.Type) -> SearchStrategy[Any]:
    """Return JSON that is nearly of a type: one of its parts is something else."""
    if isinstance(found, ms.Metadata):
        return _odd(found.type)
    if isinstance(found, ms.UnionType):
        return st.one_of([_odd(each) for each in found.types])
    if isinstance(found, (ms.ListType, ms.VarTupleType)):
        return st.lists(st.one_of(_odd(found.item_type), _fitting(found.item_type)), max_size=3)
    if isinstance(found, _RECORDS):
        parts = {each.encode_name: st.one_of(_fitting(each.type), _odd(each.type)) for each in found.fields}
        return st.fixed_dictionaries({}, optional=parts)
    return st.sampled_from(JSON)
