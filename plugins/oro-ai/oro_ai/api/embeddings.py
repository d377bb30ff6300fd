"""The endpoint `v1/embeddings`: turn texts into vectors."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from oro_ai import settings as keys
from oro_ai.answer import JSONAnswer
from oro_ai.api.request import Asked, converted
from oro_ai.engine.computing import Vectors
from oro_ai.errors import PromptTooLong
from oro_ai.models.app_models import AppModels
from oro_ai.models.embedding import embed, readable
from oro_ai.models.prompts import prompts
from oro_framework.errors import InvalidArgument

__all__ = ("Embedded", "Request", "answer", "embedded")


class Request(msgspec.Struct, kw_only=True):
    """An embedding request."""

    input: str | Sequence[Any]
    model: str | None = None
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: Annotated[int, Meta(ge=1)] | None = None
    user: str | None = None
    truncate: bool | None = None
    """True cuts inputs to the most tokens that the model reads."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of inputs."""

    model: str
    vectors: Vectors
    tokens: int


async def answer(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with a vector of length 1 for each input.

    Raises:
        OroError: the request is refused.
    """
    request = converted(asked, Request)
    found = await embedded(app, request)
    return JSONAnswer(
        {
            "object": "list",
            "model": found.model,
            "data": [
                {"object": "embedding", "index": place, "embedding": _shown(vector, request.encoding_format)}
                for place, vector in enumerate(found.vectors)
            ],
            "usage": {"prompt_tokens": found.tokens, "total_tokens": found.tokens},
        }
    )


async def embedded(app: AppModels, request: Request) -> Embedded:
    """Return a vector of length 1 for each input.

    Raises:
        PromptTooLong: the inputs are over `ai_llm_embed_max_total_bytes`.
        ContextExceeded: an input is longer than the model reads.
        InvalidArgument: the model's vectors have not as many dimensions as asked for.
    """
    async with app.library.use(request.model or "") as entry:
        inputs = await prompts(app.settings, entry, request.input, "input", 0)
        limit = app.settings[keys.EMBED_MAX_TOTAL_BYTES]
        if sum(len(text.encode("utf-8", "replace")) for text, _ in inputs) > limit:
            raise PromptTooLong(f"Cannot embed: the inputs are over {limit} bytes together", param="input")
        width = entry.facts.width
        if (request.dimensions or width) > width:
            raise InvalidArgument(
                f"Cannot embed in {request.dimensions} dimensions: the model has {width}", param="dimensions"
            )
        tokens = [tokens for _, tokens in inputs]
        if request.truncate:
            most = await readable(app.library, entry)
            tokens = [one[:most] for one in tokens]
        vectors = await embed(app.library, entry, tokens, request.dimensions)
        return Embedded(entry.name, vectors, sum(map(len, tokens)))


def _shown(vector: Any, encoding: str | None) -> Any:
    if encoding == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
    return vector.tolist()
