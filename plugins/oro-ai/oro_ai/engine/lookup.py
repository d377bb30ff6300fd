"""Guess the tokens that follow by what followed the same tokens before: prompt lookup decoding. Sans-IO.

Rules
1. A guess is what followed the latest earlier place that ends in the same `SAME` tokens.
2. A step with guesses computes more rows, and gives one token more than it guessed rightly. Both kinds of steps are
   timed. While a token by guesses takes longer than one without, guessing pauses, each time for twice as many tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ("Lookup",)

SAME = 3
FIRST_PAUSE, LONGEST_PAUSE = 16, 512
"""Tokens."""
WEIGHT = 0.25
"""Of the latest step in a mean."""


class Lookup:
    """The guesses for one sequence.

    Args:
        most: the most tokens of one guess.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._after: dict[tuple[int, ...], int] = {}
        """For each run of `SAME` tokens, the place in the text after its latest occurrence."""
        self._known = 0
        """How many tokens have been entered."""
        self._plain = 0.0
        self._guessed = 0.0
        self._pause = 0
        self._next_pause = FIRST_PAUSE

    def guess(self, tokens: Sequence[int], room: int) -> list[int]:
        """Return the tokens that may follow; none where nothing is guessed.

        Args:
            tokens: the sequence so far, which only grows.
            room: the most tokens there is room for.
        """
        if self._pause:
            self._pause -= 1
            return []
        self._enter(tokens)
        place = self._after.get(tuple(tokens[-SAME:])) if len(tokens) > SAME else None
        return [] if place is None else list(tokens[place : place + min(self._most, room)])

    def _enter(self, tokens: Sequence[int]) -> None:
        """Note what follows each place but the last."""
        for end in range(max(self._known, SAME), len(tokens)):
            self._after[tuple(tokens[end - SAME : end])] = end
        self._known = len(tokens)

    def took(self, seconds: float) -> None:
        """Note the time of a step without guesses."""
        self._plain = _mean(self._plain, seconds)

    def gave(self, tokens: int, seconds: float) -> None:
        """Note the time of a step with guesses, and the tokens it gave."""
        self._guessed = _mean(self._guessed, seconds / tokens)
        if self._plain and self._guessed > self._plain:
            self._pause, self._guessed = self._next_pause, 0.0
            self._next_pause = min(2 * self._next_pause, LONGEST_PAUSE)
        elif tokens > 1:
            self._next_pause = FIRST_PAUSE


def _mean(before: float, latest: float) -> float:
    return latest if not before else before + WEIGHT * (latest - before)
