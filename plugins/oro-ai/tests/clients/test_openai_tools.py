"""Tools, by OpenAI's own client for Python, called by a model that was taught to: 1.1 GB, so only where asked for."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionMessage
from oro_ai import plugin

from oro_framework.testing.host import open_host

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    # The client leaves the generators it reads from to the collector, which trio tells of.
    pytest.mark.filterwarnings("ignore:Async generator .* was garbage collected:ResourceWarning"),
]


def tool(name: str, description: str, **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


CITY, UNIT = {"type": "string"}, {"type": "string", "enum": ["c", "f"]}
NUMBER = {"type": "number"}
TOOLS = [
    tool("get_weather", "Get the current weather of a city", city=CITY, unit=UNIT),
    tool("add", "Add two numbers", a=NUMBER, b=NUMBER),
]
PARIS = "What is the weather in Paris in celsius?"
BOTH = "What is the weather in Paris and in Rome, both in celsius?"
SUM = "What is 17.5 plus 4?"
IN_PARIS = ("get_weather", {"city": "Paris", "unit": "c"})
IN_ROME = ("get_weather", {"city": "Rome", "unit": "c"})
ADDED = ("add", {"a": 17.5, "b": 4})
REPORT = {
    "type": "object",
    "properties": {"degrees": {"type": "integer"}, "sky": {"enum": ["clear", "cloudy", "unknown"]}},
    "required": ["degrees", "sky"],
}
FORM = {"type": "json_schema", "json_schema": {"name": "report", "strict": True, "schema": REPORT}}
NAMED = {"type": "function", "function": {"name": "add"}}


class Asker:
    """Asks the model, and takes the likeliest answer."""

    def __init__(self, client: openai.AsyncOpenAI) -> None:
        self._completions = client.chat.completions

    async def ask(self, said: Any, **more: Any) -> Any:
        messages = [{"role": "user", "content": said}] if isinstance(said, str) else said
        asked: dict[str, Any] = {"messages": messages, "temperature": 0, "max_tokens": 120, **more}
        return await self._completions.create(model="", **asked)

    async def answer(self, said: Any, **more: Any) -> ChatCompletionMessage:
        found: ChatCompletion = await self.ask(said, **{"tools": TOOLS, **more})
        (choice,) = found.choices
        assert choice.finish_reason == ("tool_calls" if choice.message.tool_calls else "stop")
        return choice.message

    async def streamed(self, said: Any, **more: Any) -> tuple[str, list[Any], int]:
        """Return the text, the calls, and in how many pieces these came."""
        text, calls, pieces = "", list[list[str]](), 0
        async for chunk in await self.ask(said, tools=TOOLS, stream=True, **more):
            delta = chunk.choices[0].delta
            text += delta.content or ""
            for one in delta.tool_calls or []:
                pieces += 1
                if one.id:
                    assert one.index == len(calls)
                    calls.append([one.function.name, ""])
                calls[one.index][1] += one.function.arguments
        return text, [(name, json.loads(arguments)) for name, arguments in calls], pieces


@asynccontextmanager
async def asking(model: Path) -> AsyncIterator[Asker]:
    keys = {"ai_llm_model_path": str(model.parent), "ai_llm_default_model": model.name}
    async with open_host(plugin, settings=keys) as app:
        base = f"{app.host.origin}/ai/llama/v1"
        client: Any = app.client
        yield Asker(openai.AsyncOpenAI(base_url=base, api_key="none", http_client=client, max_retries=0))


def calls(message: ChatCompletionMessage) -> list[tuple[str, Any]]:
    found: Any = message.tool_calls or []
    return [(one.function.name, json.loads(one.function.arguments)) for one in found]


async def test_what_must_be_called_is_called_once_or_more_whole_and_streamed(tools_model: Path) -> None:
    async with asking(tools_model) as asker:
        one: dict[str, Any] = {"parallel_tool_calls": False}
        assert calls(await asker.answer(PARIS, tool_choice="required", **one)) == [IN_PARIS]
        assert calls(await asker.answer(SUM, tool_choice=NAMED, **one)) == [ADDED]
        # A model this small may go on with calls nobody needs: the first are those that were asked for.
        assert calls(await asker.answer(BOTH, tool_choice="required"))[:2] == [IN_PARIS, IN_ROME]
        text, found, pieces = await asker.streamed(BOTH, tool_choice="required")
        assert (text, found[:2]) == ("", [IN_PARIS, IN_ROME])
        assert pieces > 8, "arguments come while they are written"


async def test_what_may_be_called_is_called_where_it_helps(tools_model: Path) -> None:
    async with asking(tools_model) as asker:
        assert calls(await asker.answer(PARIS)) == [IN_PARIS]
        assert calls(await asker.answer(SUM, tool_choice="auto")) == [ADDED]
        assert (await asker.streamed(PARIS))[:2] == ("", [IN_PARIS])
        greeting = await asker.answer("Say hello")
        assert (calls(greeting), bool(greeting.content)) == ([], True)
        story = await asker.answer("Write one sentence about the sea.")
        assert (calls(story), "sea" in str(story.content)) == ([], True)
        silent = await asker.answer(PARIS, tool_choice="none")
        assert (calls(silent), bool(silent.content)) == ([], True)


async def test_what_a_tool_returned_is_told_to_the_model(tools_model: Path) -> None:
    async with asking(tools_model) as asker:
        message = await asker.answer(PARIS)
        asked = [{"role": "user", "content": PARIS}, message.model_dump(exclude_none=True)]
        ids = [one.id for one in message.tool_calls or []]
        returned = {"role": "tool", "tool_call_id": ids[0], "content": '{"temperature": 21, "sky": "clear"}'}
        told = await asker.answer([*asked, returned], tool_choice="none")
        assert not calls(told)
        assert "21" in str(told.content)
        assert "clear" in str(told.content)


async def test_beside_a_form_it_calls_where_it_helps_and_answers_in_the_form_once_it_knows(tools_model: Path) -> None:
    async with asking(tools_model) as asker:
        assert (await asker.streamed(PARIS, response_format=FORM))[:2] == ("", [IN_PARIS])
        message = await asker.answer(PARIS, response_format=FORM)
        assert calls(message) == [IN_PARIS]
        (made,) = message.tool_calls or []
        returned = {"role": "tool", "tool_call_id": made.id, "content": '{"temperature": 21, "sky": "clear"}'}
        form = {"role": "user", "content": 'Thanks. Now write that as {"degrees": number, "sky": text}'}
        asked = [{"role": "user", "content": PARIS}, message.model_dump(exclude_none=True), returned, form]
        text, found, _ = await asker.streamed(asked, response_format=FORM)
        assert (json.loads(text), found) == ({"degrees": 21, "sky": "clear"}, [])
        assert (await asker.answer(asked, response_format=FORM)).content == text
