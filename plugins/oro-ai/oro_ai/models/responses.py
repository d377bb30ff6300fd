"""The responses that are kept, so that later ones go on from them. Sans-IO.

Rules
1. They are kept in memory, until the app ends: at most `MOST` of them and `MOST_BYTES` of JSON, the newest ones.
2. A response is kept with its input and with that of the response it went on from, so each stands for itself.
3. An item of an output is found by its id as long as its response is kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from oro_framework.errors import NotFound

__all__ = ("Kept", "Store")

MOST = 256
MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A response that is kept."""

    response: Mapping[str, Any]
    input: Sequence[Mapping[str, Any]]
    """The items of its input, after those of the responses before."""

    @property
    def items(self) -> list[Mapping[str, Any]]:
        """All that was said up to its end."""
        return [*self.input, *self.response["output"]]


class Store:
    """The kept responses."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, tuple[Kept, int]] = OrderedDict()
        self._bytes = 0
        self._items: dict[str, Mapping[str, Any]] = {}
        """The items of all outputs, by id."""

    def keep(self, kept: Kept) -> None:
        """Keep a response, and forget the oldest ones where there are too many."""
        size = len(msgspec.json.encode([kept.response, list(kept.input)]))
        if size > self._most_bytes:
            return
        self._kept[kept.response["id"]] = (kept, size)
        self._bytes += size
        self._items |= _by_id(kept)
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            self.forget(next(iter(self._kept)))

    def required(self, id: str, param: str = "id") -> Kept:
        """Return a response.

        Raises:
            NotFound: there is none of that id, or it is no longer kept.
        """
        if (found := self._kept.get(id)) is None:
            raise NotFound(f'Cannot find response "{id}": it was not stored, or is no longer kept', param=param)
        return found[0]

    def forget(self, id: str) -> None:
        """Forget a response.

        Raises:
            NotFound: there is none of that id.
        """
        for item in _by_id(self.required(id)):
            del self._items[item]
        self._bytes -= self._kept.pop(id)[1]

    def item(self, id: str) -> Mapping[str, Any]:
        """Return an item of the output of a kept response.

        Raises:
            NotFound: no kept response has an item of that id.
        """
        if (found := self._items.get(id)) is None:
            raise NotFound(f'Cannot find item "{id}": its response was not stored, or is no longer kept', param="input")
        return found


def _by_id(kept: Kept) -> dict[str, Mapping[str, Any]]:
    return {item["id"]: item for item in kept.response["output"]}
