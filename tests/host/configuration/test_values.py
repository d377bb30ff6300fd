"""Any value is converted or refused with ValueError."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.configuration import settings, values
from oro_framework.host.configuration.values import (
    Length,
    byte_count,
    convert,
    described,
    header_lines,
    is_secret,
    seconds,
    words,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
KINDS: list[Any] = [
    *(bool, int, float, str, Path, list, dict, tuple[str, ...], list[str], dict[str, str]),
    *(values.boolean, words, header_lines, values.bundle_identifier, Length.parse, seconds, values.milliseconds),
    byte_count,
    *(
        settings.plugin_names,
        settings.allow_deny_or_ask,
        settings.grant,
        settings.window_numbers,
        settings.origins,
        settings.url_path,
    ),
]


@given(st.sampled_from(KINDS), ANYTHING, st.booleans())
def test_anything_is_converted_or_refused(kind: Any, value: Any, text: bool) -> None:
    expected = "something"
    try:
        convert(kind, value, text=text)
    except ValueError as error:
        expected = str(error)
    assert expected
    assert described(value)


@pytest.mark.parametrize(
    ("kind", "value", "result"),
    [
        (int, "12", 12),
        (float, "1.5", 1.5),
        (float, 2, 2.0),
        (bool, "yes", True),
        (bool, 0, False),
        (tuple[str, ...], "a, b c", ("a", "b", "c")),
        (list[str], ["a"], ["a"]),
        (Path, "x/y", Path("x/y")),
    ],
)
def test_text_is_read_as_the_setting_wants(kind: Any, value: Any, result: Any) -> None:
    assert convert(kind, value, text=True) == result


@pytest.mark.parametrize(
    ("kind", "value"), [(int, True), (int, 1.0), (int, "1"), (str, 1), (float, "1"), (float, True), (bool, 2)]
)
def test_a_typed_value_must_have_the_type(kind: Any, value: Any) -> None:
    with pytest.raises(ValueError, match=r"^(a |true)"):
        convert(kind, value)


def test_lengths() -> None:
    assert Length.parse(800).pixels(1920) == Length.parse("800px").pixels(1920) == 800
    assert Length.parse("50%").pixels(1920) == 960
    assert (str(Length.parse("50%")), str(Length.parse(12.5))) == ("50%", "12.5")
    for wrong in ("-1", "wide", True, "", "1e9", None, "50 %%"):
        with pytest.raises(ValueError, match="pixels"):
            Length.parse(wrong)


def test_byte_counts() -> None:
    assert [byte_count(text) for text in (5, "10 kB", "64 MiB", "1GiB", "7 B")] == [5, 10_000, 64 << 20, 1 << 30, 7]
    for wrong in (-1, 1.5, "MiB", "5 XB", "", True, "5 MiBs", None):
        with pytest.raises(ValueError, match="bytes"):
            byte_count(wrong)


def test_headers_hold_no_line_breaks() -> None:
    assert header_lines("X-A: 1\nX-B: b: c\n") == (("X-A", "1"), ("X-B", "b: c"))
    for wrong in (["X A: 1"], ["X-A"], [": 1"], ["X-A: a\rb"], [1], 5):
        with pytest.raises(ValueError, match="headers"):
            header_lines(wrong)


def test_secrets_are_known_by_their_names() -> None:
    assert all(map(is_secret, ("http_ipc_shared_key", "x-token", "password", "a_SECRET")))
    assert not any(map(is_secret, ("window_width", "keyboard", "tokens", "monkey", "ai_llm_top_k")))
