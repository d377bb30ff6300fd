"""The interface of what turns texts into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ("Embedder",)


class Embedder(Protocol):
    """Turns texts into vectors of one model.

    Attributes:
        name: what tells its vectors from those of others; written into indexes.
    """

    name: str

    async def embed(self, texts: Sequence[str], *, question: bool = False) -> list[bytes]:
        """Return a vector for each text, as 32-bit floats of this machine.

        Args:
            texts: passages, or questions.
            question: whether they are questions, which some models embed otherwise.

        Raises:
            ModelFailed: the model cannot be used.
        If cancelled, what is computed is given up.
        """
        ...
