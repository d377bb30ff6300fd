"""The cost of computing in a process of its own: `python -m benchmarks.ai.apart MODEL THREADS ROUNDS`.

Both ways are asked in turn, so that what the machine does beside it falls on both; each ratio is the median of the
rounds'.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path

import anyio
import httpx
import psutil

from benchmarks.ai.asking import PROMPTS, ask, ask_all
from benchmarks.ai.ours import serving

__all__ = ("measured",)


async def measured(model: Path, threads: int, rounds: int) -> Mapping[str, float]:
    """Return the figures of both ways, and child / app of each round in the middle."""
    found: dict[str, list[Mapping[str, float]]] = {"app": [], "child": []}
    async with serving(model, threads, "app") as (_, here), serving(model, threads, "child") as (_, outside):
        ways = [("app", here), ("child", outside)]
        for number in range(rounds):
            for way, client in ways if number % 2 else ways[::-1]:
                found[way].append(await _asked(client, number))
    told = {
        f"{name}, {way}": statistics.median(one[name] for one in rounds)
        for way, rounds in found.items()
        for name in rounds[0]
    }
    for name in found["app"][0]:
        pairs = zip(found["child"], found["app"], strict=True)
        told[f"{name}, child / app"] = statistics.median(child[name] / app[name] for child, app in pairs)
    return told


async def _asked(client: httpx.AsyncClient, number: int) -> Mapping[str, float]:
    """Ask alone and by four clients; another beginning each time, so nothing of a prompt is known already."""
    before = _spent()
    alone = await ask(client, f"{number}. {PROMPTS[1]}")
    spent = _spent() - before
    together = await ask_all(client, [f"{number}. {prompt}" for prompt in PROMPTS])
    seconds = max(one.at[-1] for one in together) - min(one.asked for one in together)
    return {
        "tokens/s alone": alone.pace,
        "processor time of a token alone (µs)": spent / alone.tokens * 1e6,
        "first token alone (ms)": (alone.at[0] - alone.asked) * 1000,
        "tokens/s of four": sum(one.tokens for one in together) / seconds,
        "first token of four (ms)": statistics.mean(one.at[0] - one.asked for one in together) * 1000,
    }


def _spent() -> float:
    """Return the processor time of this process and of those it started, in seconds."""
    me = psutil.Process()
    return sum(one.cpu_times().user + one.cpu_times().system for one in (me, *me.children()))


if __name__ == "__main__":
    asked = (Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps(anyio.run(measured, *asked, backend="trio"), indent=2))
