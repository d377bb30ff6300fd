"""What a route's parameters may be is said by their types, for every route alike."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from oro_framework.errors import InvalidArgument
from oro_framework.host.requests.protocol import parse_query
from oro_framework.host.requests.signature import Signature
from oro_framework.parameters import AnyText, Count, FilePath, Word
from oro_framework.types import Call

NUL, BYTES = "a\0b", "a\udcff"


def everything(
    call: Call,
    *,
    text: str = "",
    path: FilePath = "",
    maybe: FilePath | None = None,
    word: Word = "",
    number: int = 0,
    count: Count = 0,
    share: Annotated[float, Meta(ge=0, le=1)] = 0,
    ratio: float = 0,
    either: int | str = 0,
    several: list[int] | None = None,
) -> None: ...


SIGNATURE = Signature.of("a.route", everything)


def bound(**values: Any) -> Any:
    (value,) = SIGNATURE.bind("a.route", values).values()
    return value


GOOD: list[tuple[str, Any, Any]] = [
    ("text", NUL, NUL), ("text", "é", "é"), ("path", BYTES, BYTES), ("maybe", BYTES, BYTES), ("word", "a", "a"),
    ("number", str(-(2**63)), -(2**63)), ("number", 2**63 - 1, 2**63 - 1), ("count", "0", 0), ("share", "0.5", 0.5),
    ("ratio", "-1e308", -1e308), ("ratio", 3, 3.0), ("either", "7", "7"), ("several", "[1]", [1]),
]  # fmt: skip
BAD: list[tuple[str, Any, str]] = [
    ("text", BYTES, "must be str, got 'a\\udcff': it holds bytes that are no UTF-8"),
    ("path", NUL, "must be path without NUL, got 'a\\x00b': it holds a NUL"),
    ("path", "\ud800", "must be path without NUL, got '\\ud800': it holds bytes that are no UTF-8"),
    ("maybe", NUL, "must be path without NUL | None, got 'a\\x00b': it holds a NUL"),
    ("word", NUL, "must be str without NUL, got 'a\\x00b': it holds a NUL"),
    ("word", BYTES, "must be str without NUL, got 'a\\udcff': it holds bytes that are no UTF-8"),
    ("number", str(2**63), "must be int, got '9223372036854775808': it has more than 64 bits"),
    ("number", -(2**63) - 1, "must be int, got -9223372036854775809: it has more than 64 bits"),
    ("count", "-1", "must be int >= 0, got '-1'"),
    ("share", "1.5", "must be float >= 0 <= 1, got '1.5'"),
    ("ratio", "nan", "must be float, got 'nan': it is not finite"),
    ("ratio", "-inf", "must be float, got '-inf': it is not finite"),
    ("ratio", float("inf"), "must be float, got inf: it is not finite"),
    ("either", 2**64, "must be int | str, got 18446744073709551616: it has more than 64 bits"),
    ("several", "[" * 100_000, "must be list[int] | None, got '[[["),
]


@pytest.mark.parametrize(("name", "value", "expected"), GOOD)
def test_what_fits_is_taken(name: str, value: Any, expected: Any) -> None:
    assert bound(**{name: value}) == expected


@pytest.mark.parametrize(("name", "value", "message"), BAD)
def test_what_does_not_fit_is_refused_and_the_reason_told(name: str, value: Any, message: str) -> None:
    with pytest.raises(InvalidArgument) as raised:
        bound(**{name: value})
    assert raised.value.message.startswith(f'Cannot call "a.route": parameter "{name}" {message}')


@given(st.binary(), st.sampled_from(["text", "path", "maybe", "word", "number", "count", "ratio", "either", "several"]))
def test_any_bytes_are_a_value_the_handler_can_use_or_refused(raw: bytes, name: str) -> None:
    query = name.encode() + b"=" + "".join(f"%{byte:02x}" for byte in raw).encode()
    try:
        values = SIGNATURE.bind("a.route", parse_query(query))
    except InvalidArgument:
        return
    if name in ("path", "maybe"):
        assert all("\0" not in value for value in values.values())
    else:
        json.dumps(values, allow_nan=False, ensure_ascii=False).encode()


def test_an_empty_text_counts_as_absent_unless_its_type_says_otherwise() -> None:
    def both(call: Call, plain: str, any_text: AnyText) -> None: ...

    signature = Signature.of("a.route", both)
    assert signature.bind("a.route", {"plain": "a", "any_text": ""}) == {"plain": "a", "any_text": ""}
    with pytest.raises(InvalidArgument, match="Expecting 'plain'"):
        signature.bind("a.route", {"plain": "", "any_text": "a"})
    with pytest.raises(InvalidArgument, match="Expecting 'any_text'"):
        signature.bind("a.route", {"plain": "a"})
