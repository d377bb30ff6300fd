"""Real models: what they say is what llama-cpp-python makes of them, and vectors are near where meanings are."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oro_ai import plugin
from oro_ai.engine.job import Done, Event, Job, Piece, Sampling
from oro_ai.llama.context import ABORTED, Context, Shape
from oro_ai.llama.generator import Generator
from oro_ai.llama.model import Model
from oro_ai.testing.bare import bare

from oro_framework.testing.host import open_host

NEAR = 0.5
"""Logits by which two ways of computing the same row may differ on quantised weights."""
PROMPTS = (
    "1, 2, 3, 4, 5, 6,",
    "Once upon a time, in a land far away,",
    "The three primary colours are red,",
    "def fibonacci(n):\n",
    "Monday, Tuesday, Wednesday,",
    "To be, or not to be,",
)


def generated(path: Path, prompts: tuple[str, ...], count: int) -> list[tuple[list[int], list[int]]]:
    """Return the tokens of each prompt and of its greedy continuation, all generated together."""
    model = Model(path)
    context = Context(model, Shape(cells=2048, sequences=len(prompts), batch=64))
    generator = Generator(context, pace=0.1, find=lambda id: None)
    told: list[list[Event]] = [[] for _ in prompts]
    tokens = [model.vocab.tokenize(prompt) for prompt in prompts]
    for prompt, events in zip(tokens, told, strict=True):
        greedy = Sampling(temperature=0)
        job = Job(prompt=prompt, max_tokens=count, sink=events.append, sampling=greedy, ignore_end=True, logprobs=0)
        generator.submit(job)
    while generator.step():
        pass
    context.free()
    model.free()
    assert all(isinstance(events[-1], Done) for events in told)
    pieces = [[event for event in events if isinstance(event, Piece)] for events in told]
    found = [[one.token for piece in some for one in piece.likelihoods] for some in pieces]
    return list(zip(tokens, found, strict=True))


def reference(path: Path) -> Any:
    """Return llama-cpp-python's own model, computing as our contexts do."""
    return bare(path, n_ctx=512, n_batch=64, logits_all=True)


@pytest.mark.slow
def test_alone_and_greedy_it_says_what_llama_cpp_python_says(chat_model: Path) -> None:
    theirs = reference(chat_model)
    for prompt in PROMPTS[:2]:
        ((tokens, found),) = generated(chat_model, (prompt,), 24)
        theirs.reset()
        expected = []
        for token in theirs.generate(tokens, temp=0.0, repeat_penalty=1.0):
            expected.append(token)
            if len(expected) == 24:
                break
        assert found == expected
    theirs.close()


@pytest.mark.slow
def test_in_company_every_token_is_the_likeliest_or_as_good_as(chat_model: Path) -> None:
    theirs = reference(chat_model)
    for tokens, found in generated(chat_model, PROMPTS, 24):
        assert len(found) == 24
        theirs.reset()
        theirs.eval([*tokens, *found])
        rows = theirs.scores[len(tokens) - 1 : len(tokens) + 23]
        behind = rows.max(axis=1) - rows[np.arange(24), found]
        assert behind.max() < NEAR
    theirs.close()


@pytest.mark.slow
def test_a_step_whose_job_is_cancelled_is_interrupted_and_the_context_goes_on(chat_model: Path) -> None:
    model = Model(chat_model)
    context = Context(model, Shape(cells=2048, batch=512))
    generator = Generator(context, pace=0.1, find=lambda id: None)
    told: list[Event] = []
    begun, codes = threading.Event(), []
    decode = context.decode

    def watched(spans: Any) -> Any:
        begun.set()
        found = decode(spans)
        codes.append(found[0])
        return found

    context.decode = watched  # type: ignore[method-assign]
    job = Job(prompt=[5] * 500, max_tokens=5, sink=told.append)
    generator.submit(job)
    thread = threading.Thread(target=generator.step)
    thread.start()
    begun.wait(60)
    generator.cancel(job)
    thread.join(60)
    assert codes == [ABORTED]
    assert not generator.step()
    assert [type(event) for event in told] == [Done]
    assert not generator.slots.busy()
    answers: list[list[Event]] = [[], []]
    for events in answers:
        greedy = Sampling(temperature=0)
        generator.submit(Job(prompt=[5] * 20, max_tokens=5, sink=events.append, sampling=greedy, ignore_end=True))
        while generator.step():
            pass
    texts = ["".join(event.text for event in events if isinstance(event, Piece)) for events in answers]
    assert texts[0] == texts[1] != ""
    context.free()
    model.free()


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_chat_with_a_real_model(chat_model: Path) -> None:
    keys = {"ai_llm_model_path": str(chat_model.parent), "ai_llm_default_model": chat_model.name}
    asked = {
        "messages": [{"role": "user", "content": "Write the word hello three times."}],
        "temperature": 0,
        "max_tokens": 40,
    }
    async with open_host(plugin, settings=keys) as app:
        answer = (await app.client.post("/ai/llama/v1/chat/completions", json=asked)).json()
        assert "hello" in answer["choices"][0]["message"]["content"].lower()
        again = (await app.client.post("/ai/llama/v1/chat/completions", json=asked)).json()
        assert again["usage"]["prompt_tokens_details"]["cached_tokens"] == answer["usage"]["prompt_tokens"] - 1
        assert again["choices"][0]["message"] == answer["choices"][0]["message"]


@pytest.mark.slow
@pytest.mark.anyio
async def test_vectors_are_near_where_meanings_are(embedding_model: Path) -> None:
    texts = [
        "A man is eating food.",
        "A man is eating a piece of bread.",
        "How do I reset my password?",
        "I forgot my login credentials",
        "The stock market fell",
    ]
    keys = {"ai_llm_model_path": str(embedding_model.parent), "ai_llm_default_model": embedding_model.name}
    async with open_host(plugin, settings=keys) as app:
        answer = (await app.client.post("/ai/llama/v1/embeddings", json={"input": texts})).json()
        vectors = np.array([one["embedding"] for one in answer["data"]])
        alike = vectors @ vectors.T
        # What the model's authors show for these two: 0.7553.
        assert alike[0, 1] == pytest.approx(0.7553, abs=0.005)
        assert alike[2, 3] > 0.4
        assert abs(alike[0, 4]) < 0.25
        for place, text in enumerate(texts):
            alone = (await app.client.post("/ai/llama/v1/embeddings", json={"input": text})).json()
            assert float(np.array(alone["data"][0]["embedding"]) @ vectors[place]) > 0.9999
        long = await app.client.post("/ai/llama/v1/embeddings", json={"input": "word " * 600})
        assert long.status_code == 400
        refused = await app.client.post("/ai/llama/v1/completions", json={"prompt": "x"})
        assert "only makes embeddings" in refused.json()["error"]["message"]
