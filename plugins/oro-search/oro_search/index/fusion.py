"""Join several rankings into one (reciprocal rank fusion). Sans-IO."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ("fused",)

RANK = 60
"""The constant of the method: how little the first places count more than those after them."""


def fused(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Return the ids of several rankings, each with its score between 0 and 1, best first.

    An id scores 1 where every ranking has it first. Ids that score alike are in the order of the first ranking.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, id in enumerate(ranking):
            scores[id] = scores.get(id, 0.0) + (RANK + 1) / (RANK + 1 + place) / len(rankings)
    return sorted(scores.items(), key=lambda one: -one[1])
