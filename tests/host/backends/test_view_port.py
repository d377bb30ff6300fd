"""What comes from beside a page in a view is read, and nothing else."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.embedded.port import MOST, Said, post_script, read_said, world_script

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4), max_leaves=8
)


@given(st.text() | json_values.map(json.dumps))
def test_any_text_is_something_said_or_nothing(text: str) -> None:
    said = read_said(text)
    assert said is None or said.kind in ("open", "message", "dropped")


def test_what_the_script_tells_is_read() -> None:
    assert read_said('["open","https://a.example",null]') == Said("open", "https://a.example")
    assert read_said('["open","https://a.example"]') == Said("open", "https://a.example")
    assert read_said('["message","https://a.example","{}"]') == Said("message", "https://a.example", "{}")
    assert read_said('["dropped","https://a.example",7]') == Said("dropped", "https://a.example", "7")


def test_a_message_that_is_too_long_is_not_read() -> None:
    assert read_said(json.dumps(["message", "https://a.example", "x" * (MOST + 1)])) is None
    assert read_said("x" * (8 * MOST)) is None


@given(st.text())
def test_a_message_stays_a_text_in_the_script(text: str) -> None:
    script = post_script("https://a.example", text)
    assert json.loads(script[script.index("oroReceive(") + 11 : -1]) == text


def test_the_script_has_its_limits_and_its_origin() -> None:
    script = world_script('https://a.example"', "oro://app", "tell")
    assert json.dumps('https://a.example"') in script
    assert str(MOST) in script
