"""Tokens guessed ahead change how fast a text comes, and nothing of the text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.engine.job import Sampling
from oro_ai.engine.lookup import FIRST_PAUSE, SAME, Lookup
from oro_ai.testing.stepped import Engine

from oro_framework.testing.host import open_host

TEXTS = ("ab ab ab ab", "Once upon a time, a time upon once", "x", "1, 2, 3, 1, 2, 3, 1, 2")


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(1, 10), st.integers(0, 12))
def test_a_guess_is_what_followed_the_same_tokens_the_last_time(tokens: list[int], most: int, room: int) -> None:
    lookup = Lookup(most)
    for length in range(len(tokens) + 1):
        so_far = tokens[:length]
        places = [end for end in range(SAME, length) if so_far[end - SAME : end] == so_far[-SAME:]]
        expected = so_far[places[-1] : places[-1] + min(most, room)] if places and length > SAME else []
        assert lookup.guess(so_far, room) == expected


def test_guessing_pauses_for_longer_each_time_it_does_not_pay() -> None:
    lookup, tokens = Lookup(4), [1, 2, 3, 4, 1, 2, 3]
    lookup.took(1.0)
    for pause in (FIRST_PAUSE, 2 * FIRST_PAUSE):
        assert lookup.guess(tokens, 10) == [4, 1, 2, 3]
        lookup.gave(1, 1.5)
        assert [lookup.guess(tokens, 10) for _ in range(pause)] == [[]] * pause
    assert lookup.guess(tokens, 10)
    lookup.gave(4, 1.6)
    assert lookup.guess(tokens, 10), "four tokens in less than two steps pay"


@pytest.mark.parametrize("prompt", TEXTS)
@pytest.mark.parametrize("sampling", [Sampling(temperature=0), Sampling(temperature=0.9, seed=7)])
def test_the_same_tokens_are_chosen(random_model: Path, prompt: str, sampling: Sampling) -> None:
    texts, guessed = [], []
    for lookup in (0, 8):
        engine = Engine(random_model, lookup=lookup)
        job = engine.ask(prompt, 200, sampling=sampling)
        engine.run()
        again = engine.ask(f"{prompt} and on", 20, sampling=sampling)
        engine.run()
        texts.append((engine.text(job), engine.done(job).completion_tokens, engine.text(again)))
        guessed.append(engine.generator.counts.guessed_tokens)
        engine.close()
    assert texts[0] == texts[1]
    assert guessed[0] == 0


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_a_text_that_repeats_another_is_guessed(chat_model: Path) -> None:
    poem = (
        "The owl and the pussycat went to sea in a beautiful pea green boat. They took some honey and plenty of money."
    )
    asked: dict[str, Any] = {
        "model": chat_model.name, "prompt": f"{poem} {poem} {poem}", "max_tokens": 40, "temperature": 0,
    }  # fmt: skip
    said = []
    for lookup in (0, 8):
        settings = {"ai_llm_model_path": str(chat_model.parent), "ai_llm_lookup_tokens": lookup}
        async with open_host(plugin, settings=settings) as app:
            answer = (await app.client.post("/ai/llama/v1/completions", json=asked)).json()
            said.append(answer["choices"][0]["text"])
            assert answer["usage"]["completion_tokens"] == 40
    assert said[0] == said[1]
