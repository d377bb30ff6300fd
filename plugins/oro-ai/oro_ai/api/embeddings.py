"""The endpoint `v1/embeddings`: turn texts into vectors."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from oro_ai import settings as keys
from oro_ai.answer import JSONAnswer
from oro_ai.api.request import Asked, converted
from oro_ai.errors import PromptTooLong
from oro_ai.models.app_models import AppModels
from oro_ai.models.embedding import embed
from oro_ai.models.prompts import prompts
from oro_framework.errors import InvalidArgument

__all__ = ("answer",)


class Request(msgspec.Struct, kw_only=True):
    """An embedding request."""

    input: str | Sequence[Any]
    model: str | None = None
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: Annotated[int, Meta(ge=1)] | None = None
    user: str | None = None


async def answer(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with a vector of length 1 for each input.

    Raises:
        PromptTooLong: the inputs are over `ai_llm_embed_max_total_bytes`.
        ContextExceeded: an input is longer than the model reads.
        InvalidArgument: the model's vectors have not as many dimensions as asked for.
    """
    request = converted(asked, Request)
    async with app.library.use(request.model or "") as entry:
        inputs = await prompts(app.settings, entry, request.input)
        limit = app.settings[keys.EMBED_MAX_TOTAL_BYTES]
        if sum(len(text.encode("utf-8", "replace")) for text, _ in inputs) > limit:
            raise PromptTooLong(f"Cannot embed: the inputs are over {limit} bytes together", param="input")
        width = entry.facts.width
        if (request.dimensions or width) > width:
            raise InvalidArgument(f"Cannot embed in {request.dimensions} dimensions: the model has {width}")
        vectors = await embed(app.library, entry, [tokens for _, tokens in inputs], request.dimensions)
    used = sum(len(tokens) for _, tokens in inputs)
    return JSONAnswer(
        {
            "object": "list",
            "model": entry.name,
            "data": [
                {"object": "embedding", "index": place, "embedding": _shown(vector, request.encoding_format)}
                for place, vector in enumerate(vectors)
            ],
            "usage": {"prompt_tokens": used, "total_tokens": used},
        }
    )


def _shown(vector: Any, encoding: str | None) -> Any:
    if encoding == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
    return vector.tolist()
