"""OpenAI's own client for Python, unchanged, over the door pages use: no port is opened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import anyio
import openai
import pytest
from oro_ai import plugin
from pydantic import BaseModel

from oro_framework.testing import until
from oro_framework.testing.host import OpenHost, open_host

pytestmark = [
    pytest.mark.anyio,
    # The client leaves the generators it reads from to the collector, which trio tells of.
    pytest.mark.filterwarnings("ignore:Async generator .* was garbage collected:ResourceWarning"),
]

STEPS = 2
"""Most steps a job may still have after its client has left."""
PROMPT: Any = [{"role": "user", "content": "Say hello"}]
GREEDY: dict[str, Any] = {"temperature": 0, "extra_body": {"ignore_eos": True}}
LONG: dict[str, Any] = {"ai_llm_default_model": "long", "ai_llm_context_size": 100_000}


@asynccontextmanager
async def connected(models: Path, **more: Any) -> AsyncIterator[tuple[openai.AsyncOpenAI, OpenHost]]:
    keys = {"ai_llm_model_path": str(models), "ai_llm_default_model": "random", **more}
    async with open_host(plugin, settings=keys) as app:
        base = f"{app.host.origin}/ai/llama/v1"
        yield openai.AsyncOpenAI(base_url=base, api_key="none", http_client=app.client, max_retries=0), app  # type: ignore[arg-type]


async def pool(app: OpenHost) -> Any:
    return (await app.client.get("/ai/llama/health")).json()["pool"][0]


class Watched:
    """The generator of `long`, and the steps it had done when it was told that a client had left."""

    def __init__(self, app: OpenHost) -> None:
        service: Any = app.host.service("ai")
        generator = service.models.library.required("long").generator
        self.counts = generator.inner.counts
        self.steps_when_left = list[int]()
        generator.cancel = self._left(generator.cancel)

    def _left(self, cancel: Callable[[Any], None]) -> Callable[[Any], None]:
        def left(job: Any) -> None:
            self.steps_when_left.append(self.counts.steps)
            cancel(job)

        return left


async def when_idle(app: OpenHost) -> Any:
    async def idle() -> Any:
        found = await pool(app)
        return None if found["busy"] or found["waiting"] else found

    return await until(idle)


# -- what is answered --------------------------------------------------------------------------------------


async def test_models_are_listed_and_one_is_had(models: Path) -> None:
    async with connected(models) as (client, app):
        await app.call("ai.llm.model.load", name="random.gguf")
        assert [model.id async for model in client.models.list()] == ["random.gguf"]
        assert (await client.models.retrieve("random.gguf")).owned_by == "local"
        with pytest.raises(openai.NotFoundError):
            await client.models.retrieve("nobody")


async def test_a_chat_whole_and_streamed_with_usage(models: Path) -> None:
    asked: dict[str, Any] = {"model": "random", "messages": PROMPT, "max_completion_tokens": 16, **GREEDY}
    async with connected(models) as (client, _):
        whole = await client.chat.completions.create(**asked, logprobs=True, top_logprobs=2)
        assert whole.usage is not None
        assert whole.usage.completion_tokens == 16
        assert whole.choices[0].finish_reason == "length"
        likelihoods = whole.choices[0].logprobs
        assert likelihoods is not None
        assert likelihoods.content is not None
        assert [len(one.top_logprobs) for one in likelihoods.content] == [2] * 16
        stream = await client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})
        *chunks, last = [chunk async for chunk in stream]
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole.choices[0].message.content
        assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "length"
        assert (last.choices, last.usage.completion_tokens) == ([], 16)


async def test_its_helper_for_streams_collects_the_same_message(models: Path) -> None:
    ends = {"temperature": 0, "extra_body": {"grammar": 'root ::= "Hello, " [a-z]'}}
    asked: dict[str, Any] = {"model": "random", "messages": PROMPT, **ends}
    async with connected(models) as (client, _):
        whole = await client.chat.completions.create(**asked)
        async with client.chat.completions.stream(**asked) as stream:
            kinds = {event.type async for event in stream}
            collected = (await stream.get_final_completion()).choices[0]
        assert collected.message.content == whole.choices[0].message.content
        assert {"chunk", "content.delta", "content.done"} <= kinds


async def test_completions_of_several_prompts(models: Path) -> None:
    asked: dict[str, Any] = {"model": "random", "prompt": ["one", "two"], "n": 2, "max_tokens": 6, **GREEDY}
    async with connected(models) as (client, _):
        whole = await client.completions.create(**asked, logprobs=1)
        assert [choice.index for choice in whole.choices] == [0, 1, 2, 3]
        told = ["", "", "", ""]
        async for chunk in await client.completions.create(**asked, stream=True):
            told[chunk.choices[0].index] += chunk.choices[0].text
        assert told == [choice.text for choice in whole.choices]


class Person(BaseModel):
    sane: bool
    mood: Literal["gay", "sad"]


async def test_an_answer_is_parsed_into_the_class_that_was_asked_for(models: Path) -> None:
    async with connected(models) as (client, _):
        answer = await client.chat.completions.parse(
            model="random", messages=PROMPT, response_format=Person, max_completion_tokens=300, temperature=0
        )
        assert isinstance(answer.choices[0].message.parsed, Person)


async def test_vectors_are_those_the_client_decodes(models: Path) -> None:
    async with connected(models) as (client, _):
        found = await client.embeddings.create(model="random", input=["one text", "another"])
        plain = await client.embeddings.create(model="random", input="one text", encoding_format="float")
        assert [one.index for one in found.data] == [0, 1]
        assert found.data[0].embedding == pytest.approx(plain.data[0].embedding, abs=1e-3)
        assert sum(x * x for x in found.data[1].embedding) == pytest.approx(1, abs=1e-4)


# -- what is refused ---------------------------------------------------------------------------------------


async def test_errors_are_the_clients_own(models: Path) -> None:
    async with connected(models) as (client, _):
        with pytest.raises(openai.BadRequestError) as bad:
            await client.chat.completions.create(model="random", messages=PROMPT, temperature=-1)
        assert (bad.value.param, bad.value.type) == ("temperature", "invalid_request_error")
        with pytest.raises(openai.NotFoundError) as missing:
            await client.chat.completions.create(model="nobody", messages=PROMPT)
        assert missing.value.code == "model_not_found"
        with pytest.raises(openai.BadRequestError) as long:
            await client.completions.create(model="random", prompt=[5] * 512)
        assert long.value.code == "context_length_exceeded"


async def test_an_error_before_the_first_event_of_a_stream_has_its_status(models: Path) -> None:
    async with connected(models) as (client, _):
        with pytest.raises(openai.BadRequestError):
            await client.completions.create(model="random", prompt=[5] * 512, stream=True)


async def test_an_error_amid_a_stream_is_raised_by_it(models: Path) -> None:
    async with connected(models, **LONG) as (client, app):
        stream = await client.completions.create(model="long", prompt="x", max_tokens=-1, stream=True, **GREEDY)
        await anext(aiter(stream))
        assert (await app.call("ai.llm.model.unload", name="long")).data == {}
        with pytest.raises(openai.APIError, match="was unloaded"):
            async for _ in stream:
                pass


async def test_too_many_requests_are_told_when_to_come_again(models: Path) -> None:
    async with connected(models, ai_llm_rate_limit_rps=0.01, ai_llm_rate_limit_burst=1) as (client, _):
        await client.completions.create(model="random", prompt="x", max_tokens=1)
        with pytest.raises(openai.RateLimitError) as refused:
            await client.completions.create(model="random", prompt="x", max_tokens=1)
        assert int(refused.value.response.headers["retry-after"]) >= 1


# -- leaving -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_app")
async def test_a_stream_that_is_closed_frees_its_slot_within_two_steps(models: Path) -> None:
    async with connected(models, **LONG) as (client, app):
        stream = await client.completions.create(model="long", prompt="x", max_tokens=-1, stream=True, **GREEDY)
        await anext(aiter(stream))
        generator = Watched(app)
        await stream.close()
        found = await when_idle(app)
        assert found["aborted"] == 1
        assert generator.counts.steps - generator.steps_when_left[0] <= STEPS


@pytest.mark.usefixtures("in_app")
async def test_a_request_that_is_cancelled_amid_its_prompt_frees_its_slot_within_two_steps(models: Path) -> None:
    async with connected(models, **LONG) as (client, app):
        await app.call("ai.llm.model.load", name="long.gguf")
        generator = Watched(app)
        async with anyio.create_task_group() as tasks:

            async def ask() -> None:
                await client.completions.create(model="long", prompt=[5] * 50_000, max_tokens=5)

            tasks.start_soon(ask)
            await until(lambda: generator.counts.steps)
            tasks.cancel_scope.cancel()
        found = await when_idle(app)
        assert (found["aborted"], found["generated_tokens"]) == (1, 0)
        assert generator.counts.steps - generator.steps_when_left[0] <= STEPS


async def test_four_clients_at_once_are_all_whole(models: Path) -> None:
    async with connected(models) as (client, app):
        ended: list[tuple[int, str | None]] = []

        async def one(number: int) -> None:
            asked: dict[str, Any] = {"model": "random", "prompt": [number + 5] * 9, "max_tokens": 40, **GREEDY}
            stream = await client.completions.create(**asked, stream=True, stream_options={"include_usage": True})
            *chunks, last = [chunk async for chunk in stream]
            ended.append((last.usage.completion_tokens, chunks[-1].choices[0].finish_reason))

        async with anyio.create_task_group() as tasks:
            for number in range(4):
                tasks.start_soon(one, number)
        assert ended == [(40, "length")] * 4
        assert (await pool(app))["jobs"] == 4
