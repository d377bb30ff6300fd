"""Tools and a form at once, as libraries for agents ask for them, by OpenAI's own client for Python."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import openai
import pytest
from oro_ai import plugin
from oro_ai.testing import write_model
from pydantic import BaseModel

from oro_framework.testing.host import open_host

pytestmark = [
    pytest.mark.anyio,
    # The client leaves the generators it reads from to the collector, which trio tells of.
    pytest.mark.filterwarnings("ignore:Async generator .* was garbage collected:ResourceWarning"),
]

TEMPLATE = (
    "{% if tools %}{{ tools | tojson }}write <tool_call>{% endif %}"
    "{% for message in messages %}<{{ message.role }}>{{ message.content }}\n{% endfor %}<assistant>"
)


class GetWeather(BaseModel):
    class Place(BaseModel):
        city: Literal["Paris", "Rome"]
        near: bool

    here: Place
    there: Place


class Report(BaseModel):
    # Of the same name as the other one, and not the same: so the two schemas' definitions are.
    class Place(BaseModel):
        city: Literal["Oslo", "Bern"]

    here: Place
    there: Place


@asynccontextmanager
async def connected(folder: Path) -> AsyncIterator[tuple[Any, str]]:
    """Open an app with a model that knows tools; give the client, and the token that begins a call."""
    write_model(folder / "tools.gguf", template=TEMPLATE, context=4096, words=("<tool_call>", "</tool_call>"))
    keys = {"ai_llm_model_path": str(folder), "ai_llm_default_model": "tools"}
    async with open_host(plugin, settings=keys) as app:
        base = f"{app.host.origin}/ai/llama/v1"
        tokens = (await app.client.post("/ai/llama/tokenize", json={"content": "<tool_call>"})).json()["tokens"]
        http: Any = app.client
        client = openai.AsyncOpenAI(base_url=base, api_key="none", http_client=http, max_retries=0)
        yield client.chat.completions, str(tokens[-1])


async def test_calls_and_answers_are_parsed_into_the_classes_that_were_asked_for(tmp_path: Path) -> None:
    asked: dict[str, Any] = {
        "model": "tools",
        "messages": [{"role": "user", "content": "?"}],
        "tools": [openai.pydantic_function_tool(GetWeather)],
        "response_format": Report,
        "parallel_tool_calls": False,
        "max_completion_tokens": 400,
        "temperature": 0,
    }
    async with connected(tmp_path) as (completions, begin):
        for bias in (100, -100):
            whole = (await completions.parse(**asked, logit_bias={begin: bias})).choices[0]
            async with completions.stream(**asked, logit_bias={begin: bias}) as stream:
                kinds = {event.type async for event in stream}
                collected = (await stream.get_final_completion()).choices[0]
            calls = [one.function.parsed_arguments for one in whole.message.tool_calls or []]
            if bias > 0:
                assert [type(one) for one in calls] == [GetWeather]
                assert (whole.finish_reason, whole.message.parsed) == ("tool_calls", None)
                assert "tool_calls.function.arguments.delta" in kinds
            else:
                assert (calls, type(whole.message.parsed), whole.finish_reason) == ([], Report, "stop")
                assert "content.delta" in kinds
            assert collected.message.parsed == whole.message.parsed
            assert [one.function.parsed_arguments for one in collected.message.tool_calls or []] == calls
