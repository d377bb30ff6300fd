"""The nesting of JSON is found out as the parser would."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.formats.json_text import MAX_NESTING, is_nested_too_deep


@given(st.text(), st.sampled_from(['{"a":', "["]), st.booleans())
def test_text_does_not_count(text: str, opening: str, ascii_only: bool) -> None:
    closing = "}" if opening.startswith("{") else "]"
    inner = json.dumps({"{[" * 300: text, "\\": '"]}', text: "{" * 300}, ensure_ascii=ascii_only)
    for depth, too_deep in ((MAX_NESTING - 1, False), (MAX_NESTING, True)):
        data = (opening * depth + inner + closing * depth).encode("utf-8", "replace")
        json.loads(data)
        assert is_nested_too_deep(data) == too_deep


@given(st.binary(max_size=40))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    assert is_nested_too_deep(data * 50) in (True, False)


@pytest.mark.parametrize("data", [b'"' + b"\\\\" * 1_000_000 + b'"', b'"' * 1_000_001, b"{}" * 500_000])
def test_long_texts_take_no_stack(data: bytes) -> None:
    assert not is_nested_too_deep(b"[" * 200 + b"{}" * 60 + data)
