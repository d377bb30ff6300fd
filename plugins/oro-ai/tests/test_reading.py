"""What a model thinks is told apart from what it says, however the text is cut."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.chat.calls import CallReader
from oro_ai.chat.reading import AnswerReader, collected

from oro_framework.testing.host import OpenHost

Serving = Callable[..., AbstractAsyncContextManager[OpenHost]]

CALL = '<tool_call>\n{"name": "f", "arguments": {"a": 1}}\n</tool_call>'
PIECES = st.sampled_from(["<think>", "</think>", "<th", "</", " ", "\n", "a", "so", CALL])


def read(pieces: list[str], *, thinking: bool, thinks: bool) -> Any:
    reader = AnswerReader(CallReader(["f"]), thinking=thinking, thinks=thinks)
    return collected([part for piece in pieces for part in reader.feed(piece)] + reader.finish())


@pytest.mark.parametrize(
    ("text", "thinking", "thought", "said"),
    [
        ("<think>\nhm\n\n</think>\n\nyes", False, "hm", "yes"),
        ("\n<think></think>yes ", False, "", "yes "),
        ("hm</think>yes", True, "hm", "yes"),
        (" hm ", True, "hm", ""),
        ("yes <think>no</think>", False, "", "yes <think>no</think>"),
        ("  yes", False, "", "  yes"),
        ("<think>hm </thi nk </think> yes", False, "hm </thi nk", "yes"),
        ("<thin", False, "", "<thin"),
    ],
)
def test_a_thought_is_told_apart(text: str, thinking: bool, thought: str, said: str) -> None:
    found = read([text], thinking=thinking, thinks=True)
    assert (found.thought, found.text, found.calls) == (thought, said, [])


@given(pieces=st.lists(PIECES, max_size=8), cuts=st.lists(st.integers(0, 60), max_size=8), thinking=st.booleans())
def test_how_the_text_is_cut_makes_no_difference(pieces: list[str], cuts: list[int], thinking: bool) -> None:
    text = "".join(pieces)
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    parts = [text[start:end] for start, end in pairwise(places)]
    assert read(parts, thinking=thinking, thinks=True) == read([text], thinking=thinking, thinks=True)


@given(text=st.text(alphabet="<think>/ \n", max_size=30))
def test_where_thoughts_are_not_looked_for_all_is_text(text: str) -> None:
    reader = AnswerReader(thinks=False)
    assert collected([*reader.feed(text), *reader.finish()]).text == text


@pytest.mark.anyio
async def test_a_thought_is_reasoning_content_whole_and_streamed(serving: Serving, in_app: None) -> None:
    held = {"grammar": 'root ::= "<think>" [a-c] [a-c] "</think>" [x-z] [x-z]', "temperature": 0}
    asked = {"messages": [{"role": "user", "content": "hi"}], **held}
    async with serving() as app:
        endpoint = "/ai/llama/v1/chat/completions"
        message = (await app.client.post(endpoint, json=asked)).json()["choices"][0]["message"]
        assert (len(message["reasoning_content"]), len(message["content"])) == (2, 2)
        lines = (await app.client.post(endpoint, json={**asked, "stream": True})).text
        assert '"reasoning_content"' in lines
        assert "think>" not in lines
        plain = {**asked, "reasoning_format": "none"}
        message = (await app.client.post(endpoint, json=plain)).json()["choices"][0]["message"]
        assert message["content"].startswith("<think>")
        said = {"model": "random", "max_tokens": 50, "messages": asked["messages"]}
        answer = await app.client.post("/ai/llama/v1/messages", json=said)
        assert answer.json()["content"][0]["type"] == "text"
