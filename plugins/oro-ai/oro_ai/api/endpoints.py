"""The table of endpoints, imported with the first request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from oro_ai.answer import JSONAnswer, Streamed, TextAnswer, error_body, event
from oro_ai.api import (
    adapters,
    chat,
    completions,
    embeddings,
    infill,
    metrics,
    models,
    props,
    rerank,
    slots,
    tokens,
    transcriptions,
)
from oro_ai.api.anthropic import endpoint as anthropic
from oro_ai.api.ollama import answer as ollama
from oro_ai.api.ollama import embed as ollama_embed
from oro_ai.api.ollama import models as ollama_models
from oro_ai.api.request import Asked
from oro_ai.api.responses import endpoint as responses
from oro_ai.models.app_models import AppModels
from oro_framework.errors import OroError

__all__ = ("ENDPOINTS", "Answer", "Endpoint", "failure_event", "named", "refusal")

Answer = JSONAnswer | Streamed | TextAnswer
BOTH, ONLY_GET, ONLY_POST = ("GET", "POST"), ("GET",), ("POST",)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The function that answers at a path."""

    methods: tuple[str, ...]
    answer: Callable[[AppModels, Asked], Awaitable[Answer]]
    computes: bool = False
    """Whether a model computes for it, so that `ai_llm_rate_limit_*` apply."""
    form: bool = False
    """True if its body is a form with a file, of type `multipart/form-data`."""


ENDPOINTS: Mapping[str, Endpoint] = {
    "health": Endpoint(ONLY_GET, models.health),
    "v1/models": Endpoint(ONLY_GET, models.listed),
    "v1/models/*": Endpoint(ONLY_GET, models.one),
    "v1/completions": Endpoint(BOTH, completions.answer, computes=True),
    "v1/chat/completions": Endpoint(BOTH, chat.answer, computes=True),
    "v1/responses": Endpoint(ONLY_POST, responses.answer, computes=True),
    "v1/responses/*": Endpoint(("GET", "DELETE"), responses.one),
    "v1/responses/*/input_items": Endpoint(ONLY_GET, responses.inputs),
    "v1/messages": Endpoint(ONLY_POST, anthropic.answer, computes=True),
    "v1/messages/count_tokens": Endpoint(ONLY_POST, anthropic.count),
    "v1/embeddings": Endpoint(BOTH, embeddings.answer, computes=True),
    "v1/rerank": Endpoint(BOTH, rerank.answer, computes=True),
    "rerank": Endpoint(BOTH, rerank.answer, computes=True),
    "v1/audio/transcriptions": Endpoint(ONLY_POST, transcriptions.answer, computes=True, form=True),
    "infill": Endpoint(BOTH, infill.answer, computes=True),
    "api/chat": Endpoint(ONLY_POST, ollama.chat, computes=True),
    "api/generate": Endpoint(ONLY_POST, ollama.generate, computes=True),
    "api/embed": Endpoint(ONLY_POST, ollama_embed.embed, computes=True),
    "api/embeddings": Endpoint(ONLY_POST, ollama_embed.embedding, computes=True),
    "api/tags": Endpoint(ONLY_GET, ollama_models.tags),
    "api/ps": Endpoint(ONLY_GET, ollama_models.running),
    "api/show": Endpoint(ONLY_POST, ollama_models.show),
    "api/version": Endpoint(ONLY_GET, ollama_models.told_version),
    "apply-template": Endpoint(BOTH, chat.template),
    "props": Endpoint(ONLY_GET, props.props),
    "slots": Endpoint(ONLY_GET, props.slots),
    "slots/*": Endpoint(ONLY_POST, slots.answer),
    "metrics": Endpoint(ONLY_GET, metrics.metrics),
    "lora-adapters": Endpoint(BOTH, adapters.answer),
    "tokenize": Endpoint(BOTH, tokens.tokenize),
    "detokenize": Endpoint(BOTH, tokens.detokenize),
}
"""By path below the prefix; `*` stands for the name or the id of one thing."""
_OF_ONE = ("v1/models/", "v1/responses/", "slots/")
_INPUT = "/input_items"
_SHAPES: Mapping[str, Callable[[OroError], Mapping[str, Any]]] = {
    "v1/messages": anthropic.failure,
    "api/": ollama.failure,
}
_EVENTS: Mapping[str, Callable[[OroError], bytes]] = {
    "v1/messages": anthropic.failure_event,
    "v1/responses": responses.failure_event,
}


def named(path: str) -> str:
    """Return the key of a path in `ENDPOINTS`."""
    for begin in _OF_ONE:
        if path.startswith(begin):
            return f"{begin}*{_INPUT}" if begin == "v1/responses/" and path.endswith(_INPUT) else f"{begin}*"
    return path


def refusal(path: str) -> Callable[[OroError], Mapping[str, Any]]:
    """Return the function that shapes errors for clients of a path; most expect the shape of OpenAI's."""
    return next((shape for begin, shape in _SHAPES.items() if path.startswith(begin)), error_body)


def failure_event(path: str) -> Callable[[OroError], bytes]:
    """Return the function that makes the last event of a stream that failed; most clients expect OpenAI's of chats."""
    return _EVENTS.get(path, lambda error: event(error_body(error)))
