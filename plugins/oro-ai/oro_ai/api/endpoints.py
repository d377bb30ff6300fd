"""The table of endpoints, imported with the first request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from oro_ai.answer import JSONAnswer, Streamed, TextAnswer
from oro_ai.api import adapters, chat, completions, embeddings, metrics, models, props, rerank, tokens
from oro_ai.api.request import Asked
from oro_ai.models.app_models import AppModels

__all__ = ("ENDPOINTS", "Answer", "Endpoint", "named")

Answer = JSONAnswer | Streamed | TextAnswer
BOTH, ONLY_GET = ("GET", "POST"), ("GET",)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The function that answers at a path."""

    methods: tuple[str, ...]
    answer: Callable[[AppModels, Asked], Awaitable[Answer]]
    computes: bool = False
    """Whether a model computes for it, so that `ai_llm_rate_limit_*` apply."""


ENDPOINTS: Mapping[str, Endpoint] = {
    "health": Endpoint(ONLY_GET, models.health),
    "v1/models": Endpoint(ONLY_GET, models.listed),
    "v1/models/*": Endpoint(ONLY_GET, models.one),
    "v1/completions": Endpoint(BOTH, completions.answer, computes=True),
    "v1/chat/completions": Endpoint(BOTH, chat.answer, computes=True),
    "v1/embeddings": Endpoint(BOTH, embeddings.answer, computes=True),
    "v1/rerank": Endpoint(BOTH, rerank.answer, computes=True),
    "rerank": Endpoint(BOTH, rerank.answer, computes=True),
    "apply-template": Endpoint(BOTH, chat.template),
    "props": Endpoint(ONLY_GET, props.props),
    "slots": Endpoint(ONLY_GET, props.slots),
    "metrics": Endpoint(ONLY_GET, metrics.metrics),
    "lora-adapters": Endpoint(BOTH, adapters.answer),
    "tokenize": Endpoint(BOTH, tokens.tokenize),
    "detokenize": Endpoint(BOTH, tokens.detokenize),
}
"""By path below the prefix; `*` stands for a model's name."""


def named(path: str) -> str:
    """Return the key of a path in `ENDPOINTS`."""
    return "v1/models/*" if path.startswith("v1/models/") else path
