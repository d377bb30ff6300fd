"""`health`, `v1/models` and `v1/models/NAME`: what is loaded and how it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oro_ai import settings as keys
from oro_ai.api.answer import JSONAnswer
from oro_ai.api.request import Asked
from oro_ai.models.library import Entry

if TYPE_CHECKING:
    from oro_ai.service import AI

__all__ = ("health", "listed", "model_card", "one")


async def health(service: AI, asked: Asked) -> JSONAnswer:
    """Tell whether a request would find a model, which models are loaded, and what their contexts do."""
    entries = list(service.library)
    ready = bool(entries) or service.can_load_default()
    state = "ok" if ready else "no model loaded"
    data = {"status": state, "ready": ready, "models": [model_card(entry) for entry in entries]}
    routes = {"routes": service.traffic.shown()} if service.host.settings[keys.ROUTE_METRICS] else {}
    return JSONAnswer({**data, "pool": [await _pool(entry) for entry in entries], **_shared(service), **routes})


async def listed(service: AI, asked: Asked) -> JSONAnswer:
    """List loaded models, as OpenAI lists its own."""
    return JSONAnswer({"object": "list", "data": [model_card(entry) for entry in service.library]})


async def one(service: AI, asked: Asked) -> JSONAnswer:
    """Tell of one loaded model.

    Raises:
        NotLoaded: there is none of that name.
    """
    return JSONAnswer(model_card(service.library.required(asked.endpoint.removeprefix("v1/models/"))))


def model_card(entry: Entry) -> dict[str, Any]:
    """Return what is told of a model."""
    facts = entry.facts
    return {
        "id": entry.name,
        "object": "model",
        "created": entry.loaded_at,
        "owned_by": "local",
        "meta": {
            "id": entry.id,
            "architecture": entry.header.architecture,
            "description": facts.description,
            "n_vocab": facts.words.size,
            "n_ctx_train": facts.trained_context,
            "n_ctx": entry.limit,
            "n_embd": facts.width,
            "n_params": facts.parameters,
            "size": facts.bytes,
            "generates": entry.generator is not None,
        },
    }


def _shared(service: AI) -> dict[str, Any]:
    """Return what is told of contexts pages made, and of the thread that computes."""
    contexts = service.contexts
    return {
        "contexts": {
            "made": sum(1 for _ in contexts),
            "warm": contexts.warm(),
            "kv_cleared_in_place": contexts.cleared_in_place,
            "kv_reinitialised": contexts.initialised,
        },
        "threads": service.library.threads,
        "requests": {"inside": service.traffic.inside, "refused": service.traffic.refused},
    }


async def _pool(entry: Entry) -> dict[str, Any]:
    """Return what the contexts of a model hold and have done."""
    generator = entry.generator
    if generator is None:
        return {"model": entry.name, "slots": 0}
    state = await generator.state()
    counts = state.counts
    return {
        "model": entry.name,
        "slots": len(state.slots),
        "busy": state.busy,
        "waiting": state.waiting,
        "cells": state.cells,
        "cells_held": state.held,
        "kv_cleared_in_place": counts.cleared,
        "steps": counts.steps,
        "longest_step_ms": round(counts.longest_step * 1000, 3),
        "jobs": counts.jobs,
        "aborted": counts.aborted,
        "prompt_tokens": counts.prompt_tokens,
        "cached_tokens": counts.cached_tokens,
        "generated_tokens": counts.generated_tokens,
    }
