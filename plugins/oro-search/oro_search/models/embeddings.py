"""Vectors by the endpoint `embeddings`."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Sequence
from typing import Any

from oro_search.errors import ModelFailed
from oro_search.models.endpoint import Endpoint, TooLong

__all__ = ("EndpointEmbedder",)

BATCH = 32
"""Texts of one request."""
SHORTEST = 64
"""Characters; a text so short that is still too long is a fault of the endpoint."""
_WHAT = "compute vectors"


class EndpointEmbedder:
    """Turns texts into vectors. What a model cannot read of a long text is left out of its vector.

    Args:
        endpoint: where the model is.
        model: its name there.
        place: names the endpoint in indexes; empty for oro-ai.
        prefixes: what the model wants before a passage, and before a question.
    """

    def __init__(self, endpoint: Endpoint, model: str, place: str = "", prefixes: tuple[str, str] = ("", "")) -> None:
        self._endpoint = endpoint
        self._model = model
        self._passage, self._question = prefixes
        self.name = " ".join(filter(None, (model, place, *map(repr, filter(None, prefixes)))))

    async def embed(self, texts: Sequence[str], *, question: bool = False) -> list[bytes]:
        """See `Embedder`."""
        before = self._question if question else self._passage
        vectors: list[bytes] = []
        for at in range(0, len(texts), BATCH):
            vectors += await self._batch([before + text for text in texts[at : at + BATCH]])
        return vectors

    async def _batch(self, texts: Sequence[str]) -> list[bytes]:
        try:
            return await self._vectors(texts)
        except TooLong:
            if len(texts) > 1:
                return [vector for text in texts for vector in await self._batch([text])]
            if len(texts[0]) < SHORTEST:
                raise
            return await self._batch([texts[0][: len(texts[0]) * 2 // 3]])

    async def _vectors(self, texts: Sequence[str]) -> list[bytes]:
        body = {"model": self._model, "input": list(texts), "encoding_format": "base64"}
        answer = await self._endpoint.ask("embeddings", body, _WHAT)
        try:
            found = sorted(answer["data"], key=lambda one: int(one["index"]))
            vectors = [_bytes(one["embedding"]) for one in found]
        except (KeyError, TypeError, ValueError, struct.error, binascii.Error) as error:
            raise ModelFailed(_WHAT, self._model, f"the endpoint answers no vectors ({error!r})") from error
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) > 1 or not all(vectors):
            raise ModelFailed(_WHAT, self._model, f"the endpoint answers {len(vectors)} vectors for {len(texts)} texts")
        return vectors


def _bytes(vector: Any) -> bytes:
    """Return a vector; some servers answer numbers whatever they are asked for."""
    numbers = struct.unpack(f"<{len(raw) // 4}f", raw) if isinstance(vector, str) and (raw := _raw(vector)) else vector
    return struct.pack(f"={len(numbers)}f", *numbers)


def _raw(vector: str) -> bytes:
    return base64.b64decode(vector, validate=True)
