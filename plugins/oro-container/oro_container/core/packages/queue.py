"""`Queue`, packages whose dependencies are still to be looked at, the shallowest first, then by path."""

from __future__ import annotations

import heapq
from itertools import count

from oro_container.core.packages.collation import collation_key
from oro_container.core.packages.node import Node

__all__ = ("Queue",)


class Queue:
    """Packages whose dependencies are still to be looked at."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, str, int, Node]] = []
        self._within: set[Node] = set()
        self._count = count()

    def __bool__(self) -> bool:
        return bool(self._heap)

    def push(self, node: Node) -> None:
        """Add `node`, unless it waits already."""
        if node not in self._within:
            self._within.add(node)
            heapq.heappush(self._heap, (node.depth, collation_key(node.location), next(self._count), node))

    def pop(self) -> Node:
        """Take the one that is next."""
        node = heapq.heappop(self._heap)[3]
        self._within.discard(node)
        return node
