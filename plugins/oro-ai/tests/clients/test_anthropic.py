"""Anthropic's own client for Python, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # dear to import: every process that runs tests would, whichever it is given
    import anthropic

GREEDY = {"temperature": 0}
HELLO: Any = [{"role": "user", "content": "Say hello"}]
LEVEL = {
    "type": "object",
    "properties": {"level": {"type": "integer", "minimum": 1, "maximum": 9}},
    "required": ["level"],
}
TOOL: Any = {"name": "set_level", "description": "Set the level", "input_schema": LEVEL}


@pytest.fixture
def client(address: str) -> Iterator[anthropic.Anthropic]:
    import anthropic

    with anthropic.Anthropic(base_url=address, api_key="none", max_retries=0) as made:
        yield made


def test_a_message_whole_and_streamed(client: anthropic.Anthropic) -> None:
    asked: dict[str, Any] = {"model": "random", "max_tokens": 12, "extra_body": GREEDY, "system": "Be short"}
    whole = client.messages.create(**asked, messages=HELLO)
    assert whole.stop_reason == "max_tokens"
    assert whole.usage.output_tokens == 12
    with client.messages.stream(**asked, messages=HELLO) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text == final.content[0].text == whole.content[0].text  # type: ignore[union-attr]
    assert (final.stop_reason, final.usage.output_tokens) == ("max_tokens", 12)


def test_tokens_are_counted(client: anthropic.Anthropic) -> None:
    few = client.messages.count_tokens(model="random", messages=HELLO).input_tokens
    more = client.messages.count_tokens(model="random", messages=HELLO, tools=[TOOL]).input_tokens
    used = client.messages.create(model="random", max_tokens=1, messages=HELLO).usage
    assert few == used.input_tokens + (used.cache_read_input_tokens or 0)
    assert more > few + 100


def test_the_client_of_features_that_are_being_tried_is_answered(client: anthropic.Anthropic) -> None:
    asked: dict[str, Any] = {"model": "random", "messages": HELLO}
    told = client.beta.messages.create(**asked, max_tokens=3, extra_body=GREEDY, betas=["context-1m-2025-08-07"])
    assert told.content == client.beta.messages.create(**asked, max_tokens=3, extra_body=GREEDY).content
    used = told.usage.input_tokens + (told.usage.cache_read_input_tokens or 0)
    assert client.beta.messages.count_tokens(**asked).input_tokens == used


def test_models_are_listed(client: anthropic.Anthropic) -> None:
    client.messages.create(model="random", max_tokens=1, messages=HELLO)
    assert [model.id for model in client.models.list()] == ["random.gguf"]


@pytest.mark.parametrize("choice", [{"type": "any"}, {"type": "tool", "name": "set_level"}])
def test_tools_are_called_whole_and_streamed_and_told_what_they_returned(
    choice: Any, client: anthropic.Anthropic
) -> None:
    choice = {**choice, "disable_parallel_tool_use": True}
    asked: dict[str, Any] = {"model": "random", "max_tokens": 400, "extra_body": GREEDY, "tools": [TOOL]}
    whole = client.messages.create(**asked, messages=HELLO, tool_choice=choice)
    (call,) = (block for block in whole.content if block.type == "tool_use")
    assert whole.stop_reason == "tool_use"
    assert call.input["level"] in range(1, 10)
    with client.messages.stream(**asked, messages=HELLO, tool_choice=choice) as stream:
        (streamed,) = (block for block in stream.get_final_message().content if block.type == "tool_use")
    assert (streamed.name, streamed.input) == (call.name, call.input)
    answer = {"type": "tool_result", "tool_use_id": call.id, "content": "done"}
    again = [*HELLO, {"role": "assistant", "content": whole.content}, {"role": "user", "content": [answer]}]
    told = client.messages.create(model="random", max_tokens=3, messages=again, tools=[TOOL])
    assert told.usage.output_tokens <= 3


def test_an_answer_has_the_form_that_was_asked_for(client: anthropic.Anthropic) -> None:
    form: Any = {"format": {"type": "json_schema", "schema": {**LEVEL, "additionalProperties": False}}}
    answer = client.messages.create(
        model="random", max_tokens=400, extra_body=GREEDY, messages=HELLO, output_config=form
    )
    assert '"level"' in answer.content[0].text  # type: ignore[union-attr]


def test_an_answer_that_was_begun_is_continued(client: anthropic.Anthropic) -> None:
    begun: Any = [*HELLO, {"role": "assistant", "content": "Hel"}]
    few = client.messages.count_tokens(model="random", messages=HELLO).input_tokens
    assert client.messages.count_tokens(model="random", messages=begun).input_tokens == few + 3


def test_errors_are_the_clients_own(client: anthropic.Anthropic) -> None:
    import anthropic

    with pytest.raises(anthropic.NotFoundError, match="nobody"):
        client.messages.create(model="nobody", max_tokens=3, messages=HELLO)
    image: Any = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
    with pytest.raises(anthropic.APIStatusError, match="image") as refused:
        client.messages.create(model="random", max_tokens=3, messages=[{"role": "user", "content": [image]}])
    assert refused.value.status_code == 501
    with pytest.raises(anthropic.BadRequestError, match="container") as unknown:
        client.messages.create(model="random", max_tokens=3, messages=HELLO, extra_body={"container": "x"})
    assert unknown.value.type == "invalid_request_error"
