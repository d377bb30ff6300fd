"""Ollama's own client for Python, unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ollama
import pytest

HELLO: Any = [{"role": "user", "content": "Say hello"}]
LEVEL: dict[str, Any] = {
    "type": "object",
    "properties": {"level": {"type": "integer", "minimum": 1, "maximum": 9}},
    "required": ["level"],
}
FEW = {"num_predict": 8, "temperature": 0}


@pytest.fixture
def client(address: str) -> Iterator[ollama.Client]:
    made = ollama.Client(host=address)
    yield made
    made._client.close()


def test_models_are_listed_and_described(client: ollama.Client) -> None:
    assert [one.model for one in client.list().models] == ["random.gguf"]
    shown = client.show("random")
    assert {"completion", "tools", "insert"} <= set(shown.capabilities or [])
    assert (shown.modelinfo or {})["general.architecture"] == "llama"
    assert [one.model for one in client.ps().models] == ["random.gguf"]


def test_a_chat_whole_and_streamed(client: ollama.Client) -> None:
    whole = client.chat("random:latest", HELLO, options=FEW)
    assert (whole.done_reason, whole.eval_count) == ("length", 8)
    *pieces, last = client.chat("random", HELLO, options=FEW, stream=True)
    assert "".join(one.message.content or "" for one in pieces) == whole.message.content
    assert (last.done, last.eval_count) == (True, 8)


def test_an_answer_has_the_form_that_was_asked_for(client: ollama.Client) -> None:
    answer = client.chat("random", HELLO, format=LEVEL, options={"temperature": 0})
    assert json.loads(answer.message.content or "")["level"] in range(1, 10)


def test_calls_that_were_made_are_told_of(client: ollama.Client) -> None:
    tool: Any = {"type": "function", "function": {"name": "set_level", "description": "x", "parameters": LEVEL}}
    call: Any = {"function": {"name": "set_level", "arguments": {"level": 3}}}
    said: Any = [
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_name": "set_level", "content": "ok"},
    ]
    few = client.chat("random", HELLO, options=FEW).prompt_eval_count or 0
    told = client.chat("random", [*HELLO, *said], tools=[tool], options=FEW)
    assert (told.prompt_eval_count or 0) > few + 100


def test_a_text_is_answered_continued_and_filled_in(client: ollama.Client) -> None:
    asked = client.generate("random", "Once", options=FEW)
    raw = client.generate("random", "Once", raw=True, options=FEW)
    assert (asked.prompt_eval_count or 0) > (raw.prompt_eval_count or 0)
    pieces = "".join(one.response or "" for one in client.generate("random", "Once", options=FEW, stream=True))
    assert pieces == asked.response
    assert client.generate("random", "def f():", suffix="return x", options=FEW).eval_count == 8


def test_texts_become_vectors(client: ollama.Client) -> None:
    found = client.embed("random", [f"text {number}" for number in range(100)], dimensions=8)
    assert [len(vector) for vector in found.embeddings] == [8] * 100
    assert len(client.embeddings("random", "text").embedding) == 64


def test_errors_name_what_is_wrong(client: ollama.Client) -> None:
    with pytest.raises(ollama.ResponseError, match="nobody") as missing:
        client.chat("nobody", HELLO)
    assert missing.value.status_code == 404
    with pytest.raises(ollama.ResponseError, match="num_gpu"):
        client.chat("random", HELLO, options={"num_gpu": 3})
    for name, value in (("n", 2), ("mirostat", 1), ("messages", [])):
        with pytest.raises(ollama.ResponseError, match=f'option "{name}"') as refused:
            client.chat("random", HELLO, options={name: value})
        assert refused.value.status_code == 400
    with pytest.raises(ollama.ResponseError, match="tokens"):
        client.chat("random", HELLO, options={"num_ctx": 1 << 20})
    with pytest.raises(ollama.ResponseError, match="api/pull"):
        client.pull("llama3")
