"""Token counts, timings and identifiers of an answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oro_ai.engine.job import Done, Event, Likelihood, Piece
from oro_ai.models.entry import Entry
from oro_ai.models.generation import Generation, Wanted

__all__ = ("Choice", "generated", "identity", "in_order", "timings", "usage")


@dataclass(slots=True)
class Choice:
    """One sequence, with the text generated so far."""

    prompt: list[Likelihood] = field(default_factory=list)
    """The likelihoods of the prompt's tokens but the first, where they were asked for."""
    text: list[str] = field(default_factory=list)
    likelihoods: list[Likelihood] = field(default_factory=list)
    done: Done | None = None

    def add(self, event: Event) -> None:
        """Record an event."""
        if isinstance(event, Piece):
            self.text.append(event.text)
            self.likelihoods.extend(event.likelihoods)
            self.prompt.extend(event.prompt)
        elif isinstance(event, Done):
            self.done = event

    @property
    def whole(self) -> str:
        """The text so far."""
        return "".join(self.text)


async def generated(entry: Entry, wanted: Sequence[Wanted]) -> list[Choice]:
    """Generate sequences to their ends. If cancelled, unfinished sequences are cancelled.

    Raises:
        OroError: the model does not generate, or a sequence failed.
    """
    choices = [Choice() for _ in wanted]
    async with Generation(entry, wanted) as generation:
        async for events in generation:
            for place, told in events:
                choices[place].add(told)
    return choices


def identity(kind: str, name: str, model: str) -> dict[str, Any]:
    """Return the members every answer begins with: its id, kind, time and model."""
    return {"id": f"{kind}-{secrets.token_hex(12)}", "object": name, "created": int(time.time()), "model": model}


def usage(done: Iterable[Done | None], choices: int = 1) -> dict[str, Any]:
    """Return the token counts of all sequences; a prompt counts once for all of its choices."""
    ended = [one for one in done if one is not None]
    prompts = ended[::choices]
    prompt = sum(one.prompt_tokens for one in prompts)
    completion = sum(one.completion_tokens for one in ended)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": sum(one.cached_tokens for one in prompts)},
    }


def in_order(done: Mapping[int, Done]) -> list[Done]:
    """Return the ends of the sequences, in order."""
    return [done[place] for place in sorted(done)]


def timings(done: Iterable[Done | None]) -> dict[str, Any]:
    """Return the timings of the first sequence, as llama-server reports them."""
    first = next((one for one in done if one is not None), None)
    if first is None:
        return {}
    seconds = first.generation_seconds
    return {
        "prompt_n": first.prompt_tokens - first.cached_tokens,
        "prompt_ms": round(first.prompt_seconds * 1000, 3),
        "predicted_n": first.completion_tokens,
        "predicted_ms": round(seconds * 1000, 3),
        "predicted_per_second": round((first.completion_tokens - 1) / seconds, 3) if seconds else 0.0,
    }
