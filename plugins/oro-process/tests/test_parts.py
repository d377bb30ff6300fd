"""Descriptions and messages, whatever they hold."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_process.children.description import from_text, read_start, split_input
from oro_process.supervisor.supervisor_program import Unpacker, pack

from oro_framework.errors import InvalidArgument

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)
MESSAGES = st.lists(st.dictionaries(st.text(max_size=8), JSON, max_size=3), max_size=3)


@given(MESSAGES, st.data())
def test_messages_survive_any_cut(messages: list[dict[str, object]], data: st.DataObject) -> None:
    whole = b"".join(map(pack, messages))
    unpacker = Unpacker()
    found = []
    while whole:
        size = data.draw(st.integers(1, len(whole)))
        found += unpacker.feed(whole[:size])
        whole = whole[size:]
    assert found == messages


@given(st.binary())
def test_any_body_is_a_description_or_refused(body: bytes) -> None:
    with contextlib.suppress(InvalidArgument):
        assert read_start(body).file


@given(st.binary(), st.binary())
def test_json_and_input_are_cut_apart(described: bytes, given_: bytes) -> None:
    body = len(described).to_bytes(4, "big") + described + given_
    assert split_input(body) == (described, given_)
    if described:
        with pytest.raises(InvalidArgument):
            split_input(body[: 3 + len(described)])


TEXT = st.text(st.characters(exclude_characters="\0\1", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(TEXT, min_size=1), st.dictionaries(TEXT.filter(lambda name: "=" not in name), TEXT))
def test_text_says_what_json_says(argv: list[str], env: dict[str, str]) -> None:
    joined = "\1".join(f"{name}={value}" for name, value in env.items())
    asked = from_text({}, id="1", args="\1".join(argv), shell=False, cwd="", env=joined)
    described = {"id": "1", "file": argv[0], "args": argv, "env": env, "stdio": ["pipe"] * 3}
    assert asked == read_start(json.dumps(described).encode())
