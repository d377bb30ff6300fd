"""A client of OpenAI's streams, and what it measures; the same for every peer."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx
import psutil

__all__ = ("PROMPTS", "TIMES", "Heard", "ask", "ask_all", "speeds")

PROMPTS = (
    "Once upon a time, in a small village by the sea, there lived an old fisherman who had never learned to swim. "
    "Every morning he went out in his boat, and every evening",
    "The history of the bicycle begins in the early nineteenth century, when inventors in several countries looked for "
    "a way to travel without horses. The first of these machines",
    "To bake a good loaf of bread, one needs little more than flour, water, salt, yeast and patience. First of all,",
    "The city council met on Tuesday to talk about the new bridge across the river. Several who came said",
)
"""Texts that models do not end soon."""
TOKENS = 128
FEW = 10
TIMES = 3
"""How often each question is asked: what a machine does beside it comes and goes."""


@dataclass(slots=True)
class Heard:
    """One stream: when it was asked for, when its events came, and how it ended. Seconds of `time.perf_counter`."""

    asked: float
    at: list[float] = field(default_factory=list)
    tokens: int = 0
    """As the peer counts them, or else as many as there were pieces."""
    finished: str | None = None
    done: bool = False
    under_way: anyio.Event = field(default_factory=anyio.Event)
    """Set once a few pieces have come."""

    @property
    def pace(self) -> float:
        """Tokens per second after the first one."""
        return (self.tokens - 1) / (self.at[-1] - self.at[0])

    @property
    def truncated(self) -> bool:
        """Whether it ended without saying why."""
        return not self.done or self.finished is None


async def ask(
    client: httpx.AsyncClient,
    prompt: str | Sequence[int],
    *,
    seed: int = 1,
    tokens: int = TOKENS,
    heard: Heard | None = None,
) -> Heard:
    """Have a prompt completed and return what was heard. Peers that can go on where the model would end.

    Args:
        client: whose base is where `completions` is.
        prompt: text or tokens.
        seed: of the sampling.
        tokens: most tokens to generate.
        heard: where to write it down, for those who look on.
    """
    body: dict[str, Any] = {
        "prompt": prompt,
        "max_tokens": tokens,
        "seed": seed,
        "ignore_eos": True,
        "stream": True,
        "stream_options": {"include_usage": True},
        **{"temperature": 0.8, "top_k": 40, "top_p": 0.95, "min_p": 0.05, "repeat_penalty": 1.0},
    }
    heard = heard or Heard(0.0)
    heard.asked = time.perf_counter()
    async with client.stream("POST", "completions", json=body) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                _note(heard, line.removeprefix("data: "))
    return heard


async def ask_all(client: httpx.AsyncClient, prompts: Sequence[str] = PROMPTS) -> list[Heard]:
    """Have several prompts completed at once."""
    found: list[Heard] = []

    async def one(number: int, prompt: str) -> None:
        found.append(await ask(client, prompt, seed=number))

    async with anyio.create_task_group() as tasks:
        for number, prompt in enumerate(prompts):
            tasks.start_soon(one, number, prompt)
    return found


async def speeds(client: httpx.AsyncClient, process: int) -> Mapping[str, float]:
    """Return how fast a peer is alone and with four clients, the medians of a few times.

    Args:
        client: whose base is where `completions` is.
        process: the id of the process that computes.
    """
    found: list[Mapping[str, float]] = []
    for number in range(TIMES):
        # Another beginning each time: nothing of a prompt is known already.
        alone = await ask(client, f"{number}. {PROMPTS[1]}")
        before = _spent(process)
        together = await ask_all(client, [f"{number}. {prompt}" for prompt in PROMPTS])
        busiest = max(spent - before.get(thread, 0.0) for thread, spent in _spent(process).items())
        found.append({"single": alone.pace, **_together(together), "together_processor_time": busiest})
    told = {name: statistics.median(one[name] for one in found) for name in found[0]}
    # The clock of processes is coarse, so its ticks are added up.
    tokens = sum(one["tokens"] for one in found)
    told["together_processor_time"] = sum(one["together_processor_time"] for one in found) / tokens * 1e6
    told["truncated"] = sum(one["truncated"] for one in found)
    return {name: value for name, value in told.items() if name != "tokens"}


def _together(heard: Sequence[Heard]) -> Mapping[str, float]:
    """Return tokens per second of all together, from the first question to the last event, and how they began."""
    began, ended = min(one.asked for one in heard), max(one.at[-1] for one in heard)
    tokens = sum(one.tokens for one in heard)
    return {
        "tokens": tokens,
        "tokens_per_second": tokens / (ended - began),
        "first_token": statistics.mean(one.at[0] - one.asked for one in heard) * 1000,
        "truncated": sum(one.truncated for one in heard),
    }


def _spent(process: int) -> Mapping[int, float]:
    """Return the processor time of each thread, in seconds."""
    return {thread.id: thread.user_time + thread.system_time for thread in psutil.Process(process).threads()}


def _note(heard: Heard, data: str) -> None:
    if data == "[DONE]":
        heard.done = True
        return
    event = json.loads(data)
    if usage := event.get("usage"):
        heard.tokens = usage["completion_tokens"]
    for choice in event.get("choices", ()):
        heard.finished = choice.get("finish_reason") or heard.finished
        if choice.get("text"):
            heard.at.append(time.perf_counter())
            heard.tokens += 1
            if len(heard.at) == FEW:
                heard.under_way.set()
