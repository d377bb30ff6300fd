"""Make segments from the times of tokens. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oro_ai.transcript import Segment

__all__ = ("from_tokens",)

PAUSE = 1.0
"""Seconds between two tokens that end a segment."""
LONGEST = 10.0
"""Seconds after which a segment ends with the next word."""
_ENDS = (".", "?", "!", "。", "？", "！")


def from_tokens(tokens: Sequence[str], times: Sequence[float], end: float) -> list[Segment]:
    """Return segments: sentences, or parts of them before a pause or after ten seconds.

    Args:
        tokens: pieces of words; a space or U+2581 begins a word.
        times: when each begins, in seconds, as many.
        end: when the last one ends.
    """
    found = []
    for first, last in _ranges([token.replace("▁", " ") for token in tokens], times):
        text = "".join(tokens[first:last]).replace("▁", " ").strip()
        until = min(times[last], times[last - 1] + PAUSE) if last < len(times) else end
        if text:
            found.append(Segment(round(times[first], 2), round(max(until, times[first]), 2), text))
    return found


def _ranges(tokens: Sequence[str], times: Sequence[float]) -> Iterator[tuple[int, int]]:
    first = 0
    for place in range(1, len(tokens)):
        word = tokens[place].startswith(" ")
        long = word and times[place] - times[first] >= LONGEST
        if tokens[place - 1].rstrip().endswith(_ENDS) or times[place] - times[place - 1] >= PAUSE or long:
            yield first, place
            first = place
    if tokens:
        yield first, len(tokens)
