"""Compute vectors and scores of inputs, awaited on the loop."""

from __future__ import annotations

from collections.abc import Sequence

from oro_ai.engine.computing import Embeds, Vectors
from oro_ai.errors import ContextExceeded
from oro_ai.models.entry import Entry
from oro_ai.models.library import Library
from oro_framework.errors import UsageError

__all__ = ("embed", "rank", "readable")

BATCH = 256
"""The most inputs ordered at once, so that those of other requests come between them."""


async def embed(
    library: Library, entry: Entry, inputs: Sequence[Sequence[int]], dimensions: int | None = None
) -> Vectors:
    """Return one vector of length 1 for each input.

    Args:
        library: that of the model.
        entry: the model, held by the caller.
        inputs: the tokens of each input.
        dimensions: the number of leading dimensions to keep; None for all.

    Raises:
        UsageError: the model only ranks.
        ContextExceeded: an input is longer than the model reads.
        CannotLoad: the model has no embeddings.
    If cancelled, the remaining inputs are not computed.
    """
    import numpy as np

    embedder = await library.embedder(entry)
    if embedder.ranks:
        raise UsageError(f'Cannot embed with model "{entry.name}": it only ranks', param="model")
    cut = [vector[:dimensions] for vector in await _computed(entry, embedder, inputs, "input")]
    return [vector / max(float(np.linalg.norm(vector)), 1e-12) for vector in cut]


async def readable(library: Library, entry: Entry) -> int:
    """Return the most tokens of one input.

    Raises:
        CannotLoad: the model has no embeddings.
    """
    return (await library.embedder(entry)).longest


async def rank(library: Library, entry: Entry, pairs: Sequence[Sequence[int]]) -> list[float]:
    """Return one score for each pair of a query and a document, higher for a better match.

    Args:
        library: that of the model.
        entry: the model, held by the caller.
        pairs: the tokens of each pair.

    Raises:
        UsageError: the model was not trained to rank.
        ContextExceeded: a pair is longer than the model reads.
        CannotLoad: there is not enough memory.
    If cancelled, the remaining inputs are not computed.
    """
    embedder = await library.embedder(entry)
    if not embedder.ranks:
        raise UsageError(f'Cannot rank with model "{entry.name}": it was not trained to', param="model")
    return [float(scores[0]) for scores in await _computed(entry, embedder, pairs, "documents")]


async def _computed(entry: Entry, embedder: Embeds, inputs: Sequence[Sequence[int]], param: str) -> Vectors:
    for place, tokens in enumerate(inputs):
        if len(tokens) > embedder.longest:
            raise ContextExceeded(
                f"Cannot use {param}[{place}]: it has {len(tokens)} tokens, and the model reads {embedder.longest}",
                param=param,
            )
    found: Vectors = []
    async with entry.power.awake(f'Computing with model "{entry.name}"'):
        for start in range(0, len(inputs), BATCH):
            found += await embedder.compute(inputs[start : start + BATCH])
    return found
