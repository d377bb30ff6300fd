"""The endpoints `health`, `v1/models` and `v1/models/NAME`: report the loaded models and their state."""

from __future__ import annotations

from typing import Any

from oro_ai import settings as keys
from oro_ai.answer import JSONAnswer
from oro_ai.api.request import Asked
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry

__all__ = ("health", "listed", "model_card", "one")


async def health(app: AppModels, asked: Asked) -> JSONAnswer:
    """Report whether a request would find a model, the loaded models, and the state of their contexts."""
    entries = list(app.library)
    ready = bool(entries) or bool(app.elsewhere("")) or app.can_load_default()
    state = "ok" if ready else "no model loaded"
    data = {"status": state, "ready": ready, "models": [model_card(entry) for entry in entries]}
    routes = {"routes": app.traffic.shown()} if app.settings[keys.ROUTE_METRICS] else {}
    more = {"upstreams": app.upstreams.state()} if app.upstreams is not None else {}
    return JSONAnswer({**data, "pool": [await _pool(entry) for entry in entries], **_shared(app), **routes, **more})


async def listed(app: AppModels, asked: Asked) -> JSONAnswer:
    """List the loaded models, and those of upstreams, in OpenAI's shape."""
    there = await app.upstreams.cards() if app.upstreams is not None else []
    return JSONAnswer({"object": "list", "data": [*(model_card(entry) for entry in app.library), *there]})


async def one(app: AppModels, asked: Asked) -> JSONAnswer:
    """Describe one loaded model, or one of an upstream.

    Raises:
        NotLoaded: no model of that name is loaded.
    """
    name = asked.endpoint.removeprefix("v1/models/")
    if targets := app.elsewhere(name):
        return JSONAnswer(targets[0].upstream.card(name))
    return JSONAnswer(model_card(app.library.required(name)))


def model_card(entry: Entry) -> dict[str, Any]:
    """Return the description of a model."""
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
            "vision": facts.vision,
            "audio": facts.audio,
        },
    }


def _shared(app: AppModels) -> dict[str, Any]:
    """Return the state of the contexts that pages made, and of the decode thread."""
    contexts = app.contexts
    return {
        "contexts": {
            "made": sum(1 for _ in contexts),
            "warm": contexts.warm(),
            "kv_cleared_in_place": contexts.cleared_in_place,
            "kv_reinitialised": contexts.initialised,
        },
        "threads": app.library.layout.threads,
        "requests": {"inside": app.traffic.inside, "refused": app.traffic.refused},
    }


async def _pool(entry: Entry) -> dict[str, Any]:
    """Return the state and counters of the contexts of a model."""
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
