"""OpenAI's Responses, by its own client for Python, unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from pydantic import BaseModel, Field

LEVEL: dict[str, Any] = {
    "type": "object",
    "properties": {"level": {"type": "integer", "minimum": 1, "maximum": 9}},
    "required": ["level"],
    "additionalProperties": False,
}
TOOL: Any = {
    "type": "function",
    "name": "set_level",
    "description": "Set the level",
    "parameters": LEVEL,
    "strict": True,
}
FEW: dict[str, Any] = {"model": "random", "temperature": 0, "max_output_tokens": 16}


class Level(BaseModel):
    level: int = Field(ge=1, le=9)


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made:
        yield made


def test_a_response_whole_and_streamed(client: openai.OpenAI) -> None:
    whole = client.responses.create(**FEW, input="Say hello", instructions="Be short")
    assert (whole.status, whole.incomplete_details and whole.incomplete_details.reason) == (
        "incomplete",
        "max_output_tokens",
    )
    assert whole.usage is not None
    assert whole.usage.output_tokens == 16
    events = list(client.responses.create(**FEW, input="Say hello", instructions="Be short", stream=True))
    kinds = [event.type for event in events]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == whole.output_text
    assert events[-1].response.output_text == whole.output_text
    assert kinds[:3] == ["response.created", "response.in_progress", "response.output_item.added"]
    assert kinds[-1] == "response.incomplete"
    assert {"response.output_text.delta", "response.output_text.done", "response.content_part.done"} <= set(kinds)


def test_it_goes_on_from_one_that_is_kept_and_forgets_it(client: openai.OpenAI) -> None:
    first = client.responses.create(**FEW, input="Say hello")
    second = client.responses.create(**FEW, input="Again", previous_response_id=first.id)
    assert first.usage is not None
    assert second.usage is not None
    assert second.usage.input_tokens > first.usage.input_tokens + 16
    assert client.responses.retrieve(first.id).output_text == first.output_text
    pages: list[Any] = [client.responses.input_items.list(second.id, order=order) for order in ("asc", "desc")]
    pages.append(client.responses.input_items.list(second.id, limit=1))
    ahead, back, in_pages = ([item.content[0].text for item in page] for page in pages)
    assert (ahead[0], ahead[1], ahead[2]) == ("Say hello", first.output_text, "Again")
    assert back == in_pages == ahead[::-1]
    with pytest.raises(openai.BadRequestError, match="stream"):
        client.responses.retrieve(first.id, stream=True)
    client.responses.delete(first.id)
    for gone in (first.id, "resp_never", client.responses.create(**FEW, input="x", store=False).id):
        with pytest.raises(openai.NotFoundError) as error:
            client.responses.create(**FEW, input="x", previous_response_id=gone)
        assert error.value.param == "previous_response_id"


def test_an_item_that_is_kept_is_referred_to(client: openai.OpenAI) -> None:
    first = client.responses.create(**FEW, input="Say hello")
    (message,) = first.output
    said: Any = [{"role": "user", "content": "Say hello"}, {"type": "item_reference", "id": message.id}]
    asked: list[Any] = [*said, {"role": "user", "content": "Again"}]
    second = client.responses.create(**FEW, input=asked)
    third = client.responses.create(**FEW, input="Again", previous_response_id=first.id)
    assert second.usage is not None
    assert third.usage is not None
    assert second.usage.input_tokens == third.usage.input_tokens
    with pytest.raises(openai.NotFoundError) as error:
        client.responses.create(**FEW, input=[{"type": "item_reference", "id": "msg_never"}])
    assert error.value.param == "input"


@pytest.mark.parametrize("choice", ["required", {"type": "function", "name": "set_level"}])
def test_tools_are_called_whole_and_streamed(choice: Any, client: openai.OpenAI) -> None:
    asked: dict[str, Any] = {"model": "random", "temperature": 0, "input": "hi", "tools": [TOOL], "tool_choice": choice}
    asked["parallel_tool_calls"] = False
    whole = client.responses.create(**asked)
    (call,) = whole.output
    assert (call.type, whole.status) == ("function_call", "completed")
    assert json.loads(call.arguments)["level"] in range(1, 10)
    with client.responses.stream(**asked) as stream:
        kinds = [event.type for event in stream]
        (streamed,) = stream.get_final_response().output
    assert streamed.arguments == call.arguments  # type: ignore[union-attr]
    assert kinds.count("response.function_call_arguments.delta") > 3
    output: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "done"}
    told = client.responses.create(**FEW, input=[output], previous_response_id=whole.id, tools=[TOOL])
    by_hand = client.responses.create(
        **FEW,
        input=[{"role": "user", "content": "hi"}, call.model_dump(exclude_none=True), output],
        tools=[TOOL],
    )
    assert told.usage is not None
    assert by_hand.usage is not None
    assert told.usage.input_tokens == by_hand.usage.input_tokens


def test_an_answer_is_parsed_into_the_class_that_was_asked_for(client: openai.OpenAI) -> None:
    parsed = client.responses.parse(model="random", temperature=0, input="hi", text_format=Level)
    assert isinstance(parsed.output_parsed, Level)


def test_likelihoods_are_told_where_they_are_asked_for(client: openai.OpenAI) -> None:
    found = client.responses.create(**FEW, input="hi", top_logprobs=2, include=["message.output_text.logprobs"])
    likelihoods = found.output[0].content[0].logprobs
    assert [len(one.top_logprobs) for one in likelihoods or []] == [2] * 16


def test_what_is_not_known_is_refused_by_name(client: openai.OpenAI) -> None:
    for more, name in (({"background": True}, "background"), ({"max_tool_calls": 3}, "max_tool_calls")):
        with pytest.raises(openai.BadRequestError) as error:
            client.responses.create(**FEW, input="hi", **more)
        assert error.value.param == name
    with pytest.raises(openai.BadRequestError, match="tools"):
        client.responses.create(**FEW, input="hi", tools=[{"type": "web_search"}])
    part: Any = {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "auto"}
    with pytest.raises(openai.APIStatusError, match="input_image") as image:
        client.responses.create(**FEW, input=[{"role": "user", "content": [part]}])
    assert image.value.status_code == 501
