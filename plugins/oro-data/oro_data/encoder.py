"""Results of routes as frames, within the limit of the app."""

from __future__ import annotations

from typing import Any

from msgspec import Raw

from oro_data.codec import Codecs
from oro_data.frame import Buffer, Part, Plain, encoded
from oro_framework.errors import TooLarge, Unserialisable

__all__ = ("Encoder",)


class Encoder:
    """Makes frames of results.

    Args:
        codecs: for what JSON cannot carry.
        limit: most bytes of one part.
    """

    def __init__(self, codecs: Codecs, limit: int) -> None:
        self._codecs = codecs
        self._limit = limit

    def encode(self, route: str, value: Any) -> list[Buffer] | Raw:
        """Return the pieces of the frame of a result, or its JSON if it has no parts.

        Args:
            route: the name that errors tell.
            value: the result.

        Raises:
            TooLarge: a part has more bytes than the limit.
            Unserialisable: a value has no codec, or its codec cannot carry it.
        """

        def part_of(inner: Any) -> Part | Plain:
            part = self._codecs.encode(inner)
            if isinstance(part, Part):
                self._check(route, part)
            return part

        try:
            return encoded(value, part_of)
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise Unserialisable(f'Cannot answer "{route}": {error}') from error

    def _check(self, route: str, part: Part) -> None:
        if (size := len(part.data)) > self._limit:
            told = ", ".join(f"{key} {said}" for key, said in part.meta.items())
            raise TooLarge(
                f'Cannot answer "{route}": its {part.kind} ({told}) has {size} bytes, the limit is {self._limit}; '
                f"answer a slice of it or an iterator over slices, or raise data_max_bytes"
            )
