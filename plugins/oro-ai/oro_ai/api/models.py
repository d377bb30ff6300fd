"""`health`, `v1/models` and `v1/models/NAME`: what is loaded and how it does."""

from __future__ import annotations

from typing import Any

from oro_ai import settings as keys
from oro_ai.api.answer import JSONAnswer
from oro_ai.api.request import Asked
from oro_ai.models.app_models import AppModels
from oro_ai.models.library import Entry

__all__ = ("health", "listed", "model_card", "one")


async def health(app: AppModels, asked: Asked) -> JSONAnswer:
    """Tell whether a request would find a model, which models are loaded, and what their contexts do."""
    entries = list(app.library)
    ready = bool(entries) or app.can_load_default()
    state = "ok" if ready else "no model loaded"
    data = {"status": state, "ready": ready, "models": [model_card(entry) for entry in entries]}
    routes = {"routes": app.traffic.shown()} if app.settings[keys.ROUTE_METRICS] else {}
    return JSONAnswer({**data, "pool": [await _pool(entry) for entry in entries], **_shared(app), **routes})


async def listed(app: AppModels, asked: Asked) -> JSONAnswer:
    """List loaded models, as OpenAI lists its own."""
    return JSONAnswer({"object": "list", "data": [model_card(entry) for entry in app.library]})


async def one(app: AppModels, asked: Asked) -> JSONAnswer:
    """Tell of one loaded model.

    Raises:
        NotLoaded: there is none of that name.
    """
    return JSONAnswer(model_card(app.library.required(asked.endpoint.removeprefix("v1/models/"))))


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


def _shared(app: AppModels) -> dict[str, Any]:
    """Return what is told of contexts pages made, and of the thread that computes."""
    contexts = app.contexts
    return {
        "contexts": {
            "made": sum(1 for _ in contexts),
            "warm": contexts.warm(),
            "kv_cleared_in_place": contexts.cleared_in_place,
            "kv_reinitialised": contexts.initialised,
        },
        "threads": app.library.threads,
        "requests": {"inside": app.traffic.inside, "refused": app.traffic.refused},
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
