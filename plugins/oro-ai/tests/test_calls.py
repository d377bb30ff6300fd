"""Calls in what a model says: whatever it says, nothing is lost, and where it is cut changes nothing."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.chat.calls import CLOSERS, Begun, Call, CallReader, More, Said, gathered

NAMES = ("add", "get_weather")


def read(text: str, cuts: list[int] | None = None, certain: Collection[str] = ()) -> tuple[str, list[Call]]:
    """Return what was said beside the calls, and the calls."""
    reader, said = CallReader(NAMES, certain), list[Said]()
    places = sorted({min(cut, len(text)) for cut in cuts or []})
    for start, end in zip([0, *places], [*places, len(text)], strict=True):
        said += reader.feed(text[start:end])
    said += reader.finish()
    found, calls = gathered(said)
    assert reader.called == bool(calls)
    return found, calls


def call(name: str = "add", **arguments: Any) -> str:
    return json.dumps({"name": name, "arguments": arguments})


@pytest.mark.parametrize(
    ("text", "said", "names"),
    [
        (f"<tool_call>\n{call()}\n</tool_call>", "", ["add"]),
        (f"<tool_call>{call()}</tool_call>\n<tool_call>{call('get_weather')}</tool_call>", "", ["add", "get_weather"]),
        (f"Let me see. <tool_call>\n{call()}\n</tool_call> Done", "Let me see.  Done", ["add"]),
        (f"```json\n{call()}\n```", "", ["add"]),
        (f"[TOOL_CALLS] [{call()}, {call('get_weather')}]", "", ["add", "get_weather"]),
        (call(), "", ["add"]),
        ('  {"name": "add", "parameters": {"a": 1}}', "", ["add"]),
        ('{"name": "add", "arguments": "{\\"a\\": 1}"}', "", ["add"]),
        ('{"type": "function", "function": {"name": "add", "arguments": {}}}', "", ["add"]),
        (f"<tool_call>\n{call()}", "", ["add"]),
        ('{{"name": "add", "arguments": {"a": 1}}}', "", ["add"]),
        ('<tool_call>\n{{"name": "add", "arguments": {}}}\n</tool_call>', "", ["add"]),
        ('{{"name": "rm", "arguments": {}}}', '{{"name": "rm", "arguments": {}}}', []),
        ("{{name}}", "{{name}}", []),
        ('{"name": "rm", "arguments": {}}', '{"name": "rm", "arguments": {}}', []),
        ('<tool_call>{"name": "add"', '<tool_call>{"name": "add"', []),
        ("<tool_call>nothing", "<tool_call>nothing", []),
        ('```json\n{"a": 1}\n```', '```json\n{"a": 1}\n```', []),
        ("a < b and <tool", "a < b and <tool", []),
        ('see {"name": "add", "arguments": {}}', 'see {"name": "add", "arguments": {}}', []),
        ("  spaces ", "  spaces ", []),
    ],
)
def test_what_is_a_call_and_what_is_none(text: str, said: str, names: list[str]) -> None:
    for cuts in ([], list(range(len(text)))):
        found, calls = read(text, cuts)
        assert [one.name for one in calls] == names
        assert found == said


PARTS = st.sampled_from(
    [*CLOSERS, *filter(None, CLOSERS.values()), call(a="}\\"), call("rm"), "{", "]", '"', "\\", " "]
)
TEXTS = st.lists(PARTS | st.text(max_size=6), max_size=12).map("".join)


@given(text=TEXTS, cuts=st.lists(st.integers(0, 300), max_size=20))
def test_where_it_is_cut_changes_nothing(text: str, cuts: list[int]) -> None:
    assert read(text, cuts) == read(text)


@given(text=TEXTS)
def test_without_tools_everything_is_said_to_the_letter(text: str) -> None:
    reader = CallReader(())
    assert "".join(str(one) for one in [*reader.feed(text), *reader.finish()]) == text


@given(
    arguments=st.dictionaries(
        st.text(), st.text() | st.integers() | st.booleans() | st.none() | st.lists(st.text(max_size=3)), max_size=4
    ),
    before=st.text(alphabet="abc .", max_size=8),
    cuts=st.lists(st.integers(0, 300), max_size=20),
)
def test_arguments_come_through(arguments: dict[str, Any], before: str, cuts: list[int]) -> None:
    _, calls = read(f"{before}<tool_call>\n{call('get_weather', **{'args': arguments})}\n</tool_call>", cuts)
    assert [json.loads(one.arguments) for one in calls] == [{"args": arguments}]


CERTAIN = {
    "<tool_call>": ("<tool_call>\n", "\n</tool_call>\n<tool_call>\n", "\n</tool_call>"),
    "[TOOL_CALLS]": ("[TOOL_CALLS] [", ", ", "]"),
    "": ("", "", ""),
}
"""What is before, between and after calls that are held to a grammar, by what begins them."""
OBJECTS = st.dictionaries(st.text(max_size=3), st.text(max_size=5) | st.lists(st.integers(), max_size=2), max_size=3)


@given(
    opener=st.sampled_from(sorted(CERTAIN)),
    objects=st.lists(OBJECTS, min_size=1, max_size=3),
    cuts=st.lists(st.integers(0, 300), max_size=20),
    name=st.sampled_from(["arguments", "parameters"]),
)
def test_calls_that_are_certain_are_read_as_others_are(
    opener: str, objects: list[dict[str, Any]], cuts: list[int], name: str
) -> None:
    before, between, after = CERTAIN[opener]
    objects = objects if between else objects[:1]
    told = [json.dumps({"name": "add", name: one}) for one in objects]
    text = before + between.join(told) + after
    said, calls = read(text, cuts, [opener])
    assert (said, calls) == ("", [Call("add", json.dumps(one)) for one in objects])
    assert [json.loads(one.arguments) for one in read(text, cuts)[1]] == objects


@given(opener=st.sampled_from(sorted(CERTAIN)), arguments=OBJECTS, end=st.integers(0, 200))
def test_a_certain_call_that_is_cut_off_is_told_as_far_as_it_came(
    opener: str, arguments: dict[str, Any], end: int
) -> None:
    before, _, after = CERTAIN[opener]
    written = json.dumps(arguments)
    text = (before + '{"name": "add", "arguments": ' + written + "}" + after)[: len(before) + end]
    said, calls = read(text, None, [opener])
    assert len(calls) <= 1
    assert all(written.startswith(one.arguments) for one in calls)
    assert calls or not said.strip() or before.startswith(said)


def test_arguments_are_told_as_they_come() -> None:
    reader = CallReader(NAMES, ["<tool_call>"])
    assert reader.feed('<tool_call>\n{"name": "add", "argu') == []
    assert reader.feed('ments": {"a') == [Begun("add"), More('{"a')]
    assert reader.feed('": "}') == [More('": "}')]
    assert reader.feed('"}}\n</tool') == [More('"}')]
    assert reader.feed("_call>") == reader.finish() == []
