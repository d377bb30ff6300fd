"""Frameworks for agents and structured answers, unchanged: each does its main jobs."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from pydantic import BaseModel, Field

pytestmark = [
    # What clients leave to the collector is theirs.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]
LITELLM = Path(__file__).resolve().parent / "litellm_jobs.py"
HELLO: Any = [{"role": "user", "content": "Say hello"}]


class Level(BaseModel):
    """The level that was asked for."""

    level: int = Field(ge=1, le=9)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have clients tell nobody what they do, and fetch nothing."""
    for name, value in (
        ("OPENAI_AGENTS_DISABLE_TRACING", "1"),
        ("LITELLM_LOCAL_MODEL_COST_MAP", "True"),
        ("LANGSMITH_TRACING", "false"),
    ):
        monkeypatch.setenv(name, value)


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made:
        yield made


# -- instructor ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["TOOLS", "JSON_SCHEMA"])
def test_instructor_gives_the_class_that_was_asked_for(mode: str, client: openai.OpenAI) -> None:
    instructor = pytest.importorskip("instructor")
    patched = instructor.from_openai(client, mode=getattr(instructor.Mode, mode))
    asked: dict[str, Any] = {"model": "random", "messages": HELLO, "temperature": 0}
    found = patched.chat.completions.create(**asked, response_model=Level, max_retries=1)
    assert found.level in range(1, 10)


def test_instructor_asks_by_anthropics_client(address: str) -> None:
    instructor = pytest.importorskip("instructor")
    anthropic = pytest.importorskip("anthropic")
    with anthropic.Anthropic(base_url=address, api_key="none", max_retries=0) as client:
        patched = instructor.from_anthropic(client, mode=instructor.Mode.ANTHROPIC_TOOLS)
        asked: dict[str, Any] = {"model": "random", "messages": HELLO, "max_tokens": 400}
        assert patched.messages.create(**asked, response_model=Level, max_retries=1).level in range(1, 10)


def test_instructor_gives_a_class_as_it_comes(client: openai.OpenAI) -> None:
    instructor = pytest.importorskip("instructor")
    patched = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)
    asked: dict[str, Any] = {"model": "random", "messages": HELLO, "temperature": 0}
    *_, last = patched.chat.completions.create_partial(**asked, response_model=Level)
    assert last.level in range(1, 10)


# -- LangChain -------------------------------------------------------------------------------------------------


def test_langchain_chats_streams_calls_tools_and_gives_classes(address: str) -> None:
    langchain = pytest.importorskip("langchain_openai")
    model = langchain.ChatOpenAI(
        model="random", base_url=f"{address}/v1", api_key="none", temperature=0, max_retries=0, max_tokens=400
    )
    whole = model.bind(max_tokens=8).invoke("Say hello")
    assert whole.usage_metadata["output_tokens"] == 8
    assert "".join(chunk.content for chunk in model.bind(max_tokens=8).stream("Say hello")) == whole.content
    called = model.bind_tools([Level], tool_choice="Level").invoke("Say hello")
    (call,) = called.tool_calls
    assert call["args"]["level"] in range(1, 10)
    returned = {"role": "tool", "tool_call_id": call["id"], "content": "It is set."}
    told = model.bind_tools([Level], max_tokens=8).invoke([("user", "Say hello"), called, returned])
    assert told.usage_metadata["input_tokens"] > called.usage_metadata["input_tokens"] + 10
    for method in ("json_schema", "function_calling"):
        assert isinstance(model.with_structured_output(Level, method=method).invoke("hi"), Level)


def test_langchain_embeds(address: str) -> None:
    langchain = pytest.importorskip("langchain_openai")
    made = langchain.OpenAIEmbeddings(
        model="random", base_url=f"{address}/v1", api_key="none", check_embedding_ctx_length=False, max_retries=0
    )
    vectors = made.embed_documents([f"text {number}" for number in range(300)])
    assert [len(vector) for vector in vectors] == [64] * 300


# -- LiteLLM ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama_chat"])
def test_litellm_speaks_to_it_as_each_of_three_providers(provider: str, address: str) -> None:
    pytest.importorskip("litellm")
    # In a program of its own, for it leaves threads behind.
    done = subprocess.run(
        [sys.executable, str(LITELLM), provider, address], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


# -- pydantic-ai -----------------------------------------------------------------------------------------------


def test_pydantic_ai_gives_classes_and_streams(address: str) -> None:
    pydantic_ai = pytest.importorskip("pydantic_ai")
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    for kind in (OpenAIChatModel, OpenAIResponsesModel):

        async def ask(kind: Any = kind) -> None:
            async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
                model = kind("random", provider=OpenAIProvider(openai_client=client))
                settings = {"temperature": 0, "parallel_tool_calls": False}
                agent = pydantic_ai.Agent(model, output_type=Level, model_settings=settings)
                assert (await agent.run("hi")).output.level in range(1, 10)
                plain = pydantic_ai.Agent(model, model_settings={"temperature": 0, "max_tokens": 40})
                async with plain.run_stream("hi") as stream:
                    assert await stream.get_output()

        asyncio.run(ask())


def test_pydantic_ai_speaks_anthropics_api(address: str) -> None:
    pydantic_ai = pytest.importorskip("pydantic_ai")
    anthropic = pytest.importorskip("anthropic")
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    async def ask() -> Any:
        async with anthropic.AsyncAnthropic(base_url=address, api_key="none", max_retries=0) as client:
            model = AnthropicModel("random", provider=AnthropicProvider(anthropic_client=client))
            settings = {"parallel_tool_calls": False, "max_tokens": 400}
            return (await pydantic_ai.Agent(model, output_type=Level, model_settings=settings).run("hi")).output

    assert asyncio.run(ask()).level in range(1, 10)


# -- openai-agents ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", ["responses", "chat_completions"])
def test_agents_call_a_function_tell_what_it_returned_and_answer(api: str, address: str) -> None:
    agents = pytest.importorskip("agents")
    called: list[int] = []

    @agents.function_tool  # type: ignore[untyped-decorator]
    def set_level(level: int) -> str:
        """Set the level."""
        called.append(level)
        return "done"

    async def ask() -> Any:
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
            kind = agents.OpenAIResponsesModel if api == "responses" else agents.OpenAIChatCompletionsModel
            model = kind(model="random", openai_client=client)
            settings = agents.ModelSettings(temperature=0, tool_choice="required", parallel_tool_calls=False)
            agent = agents.Agent(
                name="a",
                model=model,
                tools=[set_level],
                model_settings=settings,
                tool_use_behavior="stop_on_first_tool",
            )
            first = await agents.Runner.run(agent, "Set the level to 3")
            shaped = agents.Agent(
                name="b", model=model, output_type=Level, model_settings=agents.ModelSettings(temperature=0)
            )
            second = await agents.Runner.run(shaped, first.to_input_list())
            streamed = agents.Runner.run_streamed(shaped, "hi")
            kinds = {event.type async for event in streamed.stream_events()}
            assert "done" in str(first.to_input_list())
            return first.final_output, second.final_output, kinds

    first, second, kinds = asyncio.run(ask())
    assert (first, len(called)) == ("done", 1)
    assert second.level in range(1, 10)
    assert "raw_response_event" in kinds


# -- what openai's own client does -----------------------------------------------------------------------------


def test_vectors_of_any_number_of_inputs_and_the_place_of_a_wrong_one(client: openai.OpenAI) -> None:
    found = client.embeddings.create(model="random", input=[f"text {number}" for number in range(1500)])
    assert [one.index for one in found.data] == list(range(1500))
    with pytest.raises(openai.BadRequestError, match=r"input\[2\]") as error:
        client.embeddings.create(model="random", input=["a", "b", "x " * 4000])
    assert error.value.param == "input"
    with pytest.raises(openai.BadRequestError, match=r"input\[1\]"):
        client.embeddings.create(model="random", input=["a", 3])  # type: ignore[arg-type]


def test_unknown_and_unsupported_parameters_are_refused_by_name(client: openai.OpenAI) -> None:
    asked: dict[str, Any] = {"model": "random", "messages": HELLO, "max_tokens": 2}
    wrong = {"mirostat": 2, "store": True, "audio": {"a": 1}, "reasoning_effort": "high", "n_keep": 1}
    for name, value in wrong.items():
        with pytest.raises(openai.BadRequestError) as error:
            client.chat.completions.create(**asked, extra_body={name: value})
        assert error.value.param == name
    noted = {"user": "me", "metadata": {"a": "b"}, "reasoning_effort": "none", "store": False}
    for name, value in noted.items():
        assert client.chat.completions.create(**asked, extra_body={name: value}).usage


def test_a_text_is_scored_filled_in_and_the_best_of_some(client: openai.OpenAI) -> None:
    scored = client.completions.create(model="random", prompt="the end", max_tokens=0, echo=True, logprobs=1)
    (choice,) = scored.choices
    assert choice.logprobs is not None
    assert "".join(choice.logprobs.tokens or []).strip() == choice.text == "the end"
    lengths = {len(part or []) for part in (choice.logprobs.tokens, choice.logprobs.token_logprobs)}
    assert len(lengths) == 1
    more = client.completions.create(
        model="random", prompt="the end", max_tokens=3, echo=True, logprobs=1, temperature=0
    )
    assert more.choices[0].logprobs is not None
    known = choice.logprobs.token_logprobs or []
    assert (more.choices[0].logprobs.token_logprobs or [])[: len(known)] == pytest.approx(known, abs=1e-3)
    assert client.completions.create(model="random", prompt="def f():", suffix="return x", max_tokens=4).usage
    best = client.completions.create(model="random", prompt="x", best_of=4, n=2, max_tokens=4, temperature=1.5)
    assert [one.index for one in best.choices] == [0, 1]
    assert best.usage is not None
    assert best.usage.completion_tokens > 8


def test_a_message_that_was_begun_is_continued(client: openai.OpenAI) -> None:
    begun: Any = [*HELLO, {"role": "assistant", "content": "Hel"}]
    asked: dict[str, Any] = {"model": "random", "max_tokens": 3, "temperature": 0}
    few = client.chat.completions.create(**asked, messages=HELLO).usage
    more = client.chat.completions.create(**asked, messages=begun).usage
    anew = client.chat.completions.create(**asked, messages=begun, extra_body={"continue_final_message": False}).usage
    assert few is not None
    assert more is not None
    assert anew is not None
    assert more.prompt_tokens == few.prompt_tokens + 3
    assert anew.prompt_tokens > more.prompt_tokens
    with pytest.raises(openai.BadRequestError) as error:
        client.chat.completions.create(**asked, messages=HELLO, extra_body={"continue_final_message": True})
    assert error.value.param == "continue_final_message"


def test_a_model_is_told_what_a_tool_returned(client: openai.OpenAI) -> None:
    tools: Any = [{"type": "function", "function": {"name": "one", "parameters": Level.model_json_schema()}}]
    asked: dict[str, Any] = {"model": "random", "tools": tools, "temperature": 0}
    first = client.chat.completions.create(
        **asked, messages=HELLO, tool_choice="required", parallel_tool_calls=False
    ).choices[0]
    (call,) = first.message.tool_calls or []
    said: Any = [*HELLO, first.message, {"role": "tool", "tool_call_id": call.id, "content": "done"}]
    few = [client.chat.completions.create(**asked, messages=messages, max_tokens=4).usage for messages in (HELLO, said)]
    alone, told = (usage.prompt_tokens for usage in few if usage is not None)
    assert told > alone + 20


def test_tools_that_are_allowed_and_named(client: openai.OpenAI) -> None:
    schema = Level.model_json_schema()
    tools: Any = [
        {"type": "function", "function": {"name": name, "parameters": schema}} for name in ("one", "two", "three")
    ]
    allowed: Any = {
        "type": "allowed_tools",
        "allowed_tools": {"mode": "required", "tools": [{"type": "function", "function": {"name": "two"}}]},
    }
    named: Any = {"type": "function", "function": {"name": "two"}}
    for choice in (allowed, named):
        answer = client.chat.completions.create(
            model="random", messages=HELLO, tools=tools, tool_choice=choice, temperature=0, parallel_tool_calls=False
        )
        (call,) = answer.choices[0].message.tool_calls or []
        assert (call.function.name, answer.choices[0].finish_reason) == ("two", "tool_calls")  # type: ignore[union-attr]
        assert json.loads(call.function.arguments)["level"] in range(1, 10)  # type: ignore[union-attr]
