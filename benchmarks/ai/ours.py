"""oro-ai, asked through the door pages use: `python -m benchmarks.ai.ours MODEL THREADS WHOLE REQUESTS`."""

from __future__ import annotations

import functools
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx
import psutil

from benchmarks.ai.asking import PROMPTS, TIMES, Heard, ask, ask_all, speeds
from oro_framework.testing.host import OpenHost, open_host

LONG = 1400
"""Tokens of a long prompt."""
EARLY = 100
"""Requests after which memory is first looked at."""


@dataclass(slots=True)
class Share:
    """Processor time of the decode thread: all of it, and what llama.cpp's `llama_decode` has of it. Seconds."""

    step: float = 0.0
    decode: float = 0.0


@asynccontextmanager
async def serving(model: Path, threads: int, process: str = "app") -> AsyncIterator[tuple[OpenHost, httpx.AsyncClient]]:
    """Run a host with the model as the default one, computed where the setting `ai_process` would have it."""
    from oro_ai import plugin

    keys = {
        "ai_llm_model_path": str(model.parent),
        "ai_llm_default_model": model.name,
        "ai_llm_n_threads": threads,
        "ai_process": process,
    }
    async with open_host(plugin, settings=keys) as app:
        app.client.base_url = httpx.URL(f"{app.host.origin}/ai/llama/v1/")
        await ask(app.client, PROMPTS[0], tokens=16)
        yield app, app.client


async def measured(model: Path, threads: int, whole: bool, requests: int) -> Mapping[str, float]:
    """Return how fast it is, and where it is asked for the `whole` every other figure.

    Args:
        model: the file.
        threads: how many compute.
        whole: measure all there is.
        requests: how many to look at memory for; 0 is not to.
    """
    async with serving(model, threads) as (app, client):
        found = dict(await speeds(client, os.getpid()))
        if whole:
            found |= await _more(generator_of(app), client)
        if requests:
            found["memory_growth"] = await growth(client, requests)
    return found


async def _more(generator: Any, client: httpx.AsyncClient) -> Mapping[str, float]:
    found, tokens = {}, 0
    with watched(generator) as share:
        for _ in range(TIMES):
            # What it begins with is in the cache, so hardly anything of it is for the prompt.
            tokens += (await ask(client, PROMPTS[0])).tokens
    found["processor_time"] = share.step / tokens * 1e6
    found["stall"] = await stall(client) * 1000
    found["abort"] = await steps_after_abort(generator, client, PROMPTS[0])
    found["abort_prefill"] = await steps_after_abort(generator, client, [5] * LONG)
    with watched(generator) as share:
        await ask_all(client)
    found["decode_share"] = share.decode / share.step
    return found


async def stall(client: httpx.AsyncClient) -> float:
    """Return the longest gap of a stream while a long prompt is read beside it, in seconds."""
    running = Heard(0.0)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(functools.partial(ask, client, PROMPTS[2], tokens=1500, heard=running))
        await running.under_way.wait()
        began = time.perf_counter()
        await ask(client, [number % 1000 + 100 for number in range(LONG)], tokens=2)
        ended = time.perf_counter()
        tasks.cancel_scope.cancel()
    times = [at for at in running.at if began <= at <= ended]
    return max(late - early for early, late in zip([began, *times], [*times, ended], strict=True))


async def steps_after_abort(generator: Any, client: httpx.AsyncClient, prompt: Any) -> int:
    """Return how many steps are still begun after a client has left and before its slot is free."""
    before = generator.counts.steps
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(functools.partial(ask, client, prompt, tokens=500))
        while generator.counts.steps < before + 3:
            await anyio.lowlevel.checkpoint()
        tasks.cancel_scope.cancel()
        steps: int = generator.counts.steps
    while generator.slots.busy():
        await anyio.lowlevel.checkpoint()
    return int(generator.counts.steps) - steps


def generator_of(app: OpenHost) -> Any:
    """Return what generates with the model."""
    service: Any = app.host.service("ai")
    return next(iter(service.models.library)).generator.inner


@contextmanager
def watched(generator: Any) -> Iterator[Share]:
    """Sum up what the decode thread spends in the block: its processor time, which a busy machine hardly lengthens."""
    from oro_ai.llama.binding import C

    share, step, decode = Share(), generator.step, C.llama_decode

    def stepped() -> bool:
        began = time.thread_time()
        worked: bool = step()
        share.step += time.thread_time() - began
        return worked

    def decoded(*arguments: Any) -> Any:
        began = time.thread_time()
        code = decode(*arguments)
        share.decode += time.thread_time() - began
        return code

    generator.step, C.llama_decode = stepped, decoded
    try:
        yield share
    finally:
        generator.step, C.llama_decode = step, decode


async def growth(client: httpx.AsyncClient, requests: int) -> float:
    """Return by how much memory has grown from the first hundred requests to the last one, in MB."""
    process, early = psutil.Process(), 0
    for number in range(requests):
        await ask(client, f"Number {number}: {PROMPTS[number % 4]}", tokens=4)
        if number == EARLY:
            early = process.memory_info().rss
    return float(process.memory_info().rss - early) / 1e6


if __name__ == "__main__":
    chosen = (Path(sys.argv[1]), int(sys.argv[2]), bool(int(sys.argv[3])), int(sys.argv[4]))
    print(json.dumps(anyio.run(measured, *chosen, backend="trio")))
