"""The endpoints `api/embed` and `api/embeddings`: vectors, in Ollama's shape."""

from __future__ import annotations

from typing import Any

from oro_ai.answer import JSONAnswer
from oro_ai.api import embeddings
from oro_ai.api.ollama.models import plain_name
from oro_ai.api.ollama.request import Embed, Embedding
from oro_ai.api.request import Asked, converted
from oro_ai.models.app_models import AppModels
from oro_framework.errors import InvalidArgument

__all__ = ("embed", "embedding")


async def embed(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the vectors of texts.

    Raises:
        OroError: the request is refused.
    """
    wish = converted(asked, Embed)
    _check(wish.options)
    request = embeddings.Request(
        input=wish.input, model=await plain_name(app, wish.model), dimensions=wish.dimensions, truncate=wish.truncate
    )
    found = await embeddings.embedded(app, request)
    vectors = [vector.tolist() for vector in found.vectors]
    return JSONAnswer({"model": found.model, "embeddings": vectors, "prompt_eval_count": found.tokens})


async def embedding(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the vector of a text.

    Raises:
        OroError: the request is refused.
    """
    wish = converted(asked, Embedding)
    _check(wish.options)
    request = embeddings.Request(input=wish.prompt, model=await plain_name(app, wish.model))
    (vector,) = (await embeddings.embedded(app, request)).vectors
    return JSONAnswer({"embedding": vector.tolist()})


def _check(options: Any) -> None:
    """Check that there are no options.

    Raises:
        InvalidArgument: there is one.
    """
    if name := next(iter(options or {}), None):
        raise InvalidArgument(f'Cannot use option "{name}": vectors have none', param=f"options.{name}")
